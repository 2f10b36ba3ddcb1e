"""Confidence and its report: bins, scores, picture, and weights that stand beside the code."""

from advancing.reading.case import case_input
from advancing.reading.confidence import probability
from advancing.reading.learned.model import house_models
from advancing.reading.reliability import as_markdown, as_svg, pair_up, reliability


def test_a_reader_that_is_right_as_often_as_it_says_has_no_calibration_error() -> None:
    report = reliability([(0.75, True), (0.75, True), (0.75, True), (0.75, False)])

    assert report.ece == 0
    assert [(part.count, part.right) for part in report.bins] == [(4, 0.75)]


def test_the_brier_score_is_the_mean_squared_miss() -> None:
    assert reliability([(1.0, False), (0.5, True)]).brier == (1 + 0.25) / 2


def test_the_sure_are_judged_apart() -> None:
    report = reliability([(0.95, True), (0.92, False), (0.6, True)])

    assert report.precision_when_sure == 0.5
    assert report.share_sure == 0.5


def test_no_values_give_an_empty_report() -> None:
    report = reliability([])

    assert (report.count, report.bins, report.brier) == (0, (), 0)
    assert "<svg" in as_svg(report)


def test_values_are_paired_with_their_truth() -> None:
    predictions = [{"id": "a", "fields": {"x": {"confidence": 0.9}, "y": {"confidence": 0.4}}}]

    assert pair_up(predictions, {"a": {"x": True}}) == [(0.9, True)]


def test_the_picture_stands_alone_and_has_a_dot_for_each_bin() -> None:
    picture = as_svg(reliability([(0.95, True), (0.55, False)]), "Rules & <reader>")

    assert picture.count("<circle") == 2
    assert "Rules &amp; &lt;reader&gt;" in picture
    assert "href" not in picture


def test_the_table_names_each_bin() -> None:
    assert "| 0.95 to 1.00 | 1 | 0.970 | 1.000 |" in as_markdown(reliability([(0.97, True)]))


def test_the_fitted_weights_lower_what_is_said_with_doubt_or_left_open() -> None:
    model = house_models().confidence

    plain = probability({"bias": 1.0, "asked": 1.0}, model)

    assert probability({"bias": 1.0, "asked": 1.0, "hedged": 1.0}, model) < plain
    assert probability({"bias": 1.0, "asked": 1.0, "margin": 1.0}, model) < plain
    assert probability({"bias": 1.0}, model) < plain


def test_a_case_becomes_a_mail_a_show_and_questions() -> None:
    case = {
        "show": {"artist": "A", "venue": "B", "date": "2027-01-01", "known": {"schedule.doors": "19:00"}},
        "questions_asked": [{"field": "schedule.doors", "question": "Doors?"}],
        "email": {"from": "C <c@d.example>", "to": "Us <us@e.example>", "body": "Doors 7"},
    }

    mail, facts, asked = case_input(case)

    assert mail.our_addresses == ("us@e.example",)
    assert {str(key): known.value for key, known in facts.known.items()} == {"schedule.doors": "19:00"}
    assert [question.field for question in asked] == ["schedule.doors"]
