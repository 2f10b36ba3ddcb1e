"""Teaching: what a labelled mail teaches, and that fitting is repeatable."""

import json
from collections.abc import Mapping
from typing import Any

from advancing.extraction import Tone
from advancing.reading.learned.model import parse_model
from advancing.reading.tone import tone_of
from advancing.reading.tone_words import tone_book
from server.teaching.course import CORPUS, WEIGHTS
from server.teaching.fit import Reading, fit_sentences, fit_values, fit_weights
from server.teaching.lesson import lesson_of, read_cases
from server.teaching.sample import Sample
from server.teaching.tone import Spoken, fit_tone
from server.teaching.words import plain_words

CASE: Mapping[str, Any] = {
    "id": "t-1",
    "show": {"artist": "Night Ferry", "venue": "The Ritz", "country": "US", "date": "2027-03-15", "currency": "USD"},
    "questions_asked": [
        {"field": "schedule.doors", "question": "What time are doors?"},
        {"field": "logistics.wifi", "question": "What is the Wi-Fi?"},
    ],
    "email": {
        "from": "Sam Lee <sam@ritz.example>",
        "to": "tm@ferry.example",
        "body": "Doors at 7pm, dinner at 5pm.\nBackline is provided.\nWifi I will send you.",
    },
    "expected": {
        "fields": {
            "schedule.doors": {"value": "19:00", "quote": "Doors at 7pm", "certainty": "explicit"},
            "technical.backlineProvided": {"value": True, "quote": "Backline is provided", "certainty": "explicit"},
        },
        "unresolved": ["logistics.wifi"],
    },
}


def test_a_value_teaches_the_field_whose_quote_holds_it_and_any_other_none() -> None:
    values = lesson_of(CASE).values

    assert [set(sample.labels) for sample in values] == [{"schedule.doors"}, {"none"}]


def test_a_sentence_teaches_what_it_answers_and_what_it_leaves_open() -> None:
    sentences = lesson_of(CASE).sentences

    assert [set(sample.labels) for sample in sentences] == [
        {"about schedule.doors"},
        {"technical.backlineProvided=yes", "about technical.backlineProvided"},
        {"left open"},
    ]


def samples(label: str, word: str, count: int = 4) -> list[tuple[Sample, float]]:
    return [(Sample(f"{label}{at}", {word: 1.0}, frozenset({label})), 1.0) for at in range(count)]


def test_fitting_the_same_again_gives_the_same_file_and_a_model_that_has_learned_it() -> None:
    taught = samples("none", "w=dinner") + samples("schedule.doors", "w=doors") + samples("schedule.curfew", "w=curfew")

    text = fit_values(taught)

    assert text == fit_values(taught)
    (likely,) = parse_model(text).probabilities([{"w=doors": 1.0}])
    assert likely["schedule.doors"] > 0.7


def test_a_sentence_may_answer_several_fields() -> None:
    taught = samples("logistics.wifi", "w=wifi") + samples("hospitality.catering", "w=dinner")

    (likely,) = parse_model(fit_sentences(taught)).probabilities([{"w=wifi": 1.0, "w=dinner": 1.0}])

    assert min(likely.values()) > 0.4


def test_what_only_one_mail_says_is_not_learned() -> None:
    text = fit_values(
        [*samples("none", "w=dinner"), *samples("schedule.doors", "w=doors"), *samples("none", "w=rare", 1)]
    )

    assert "w=rare" not in text


def test_a_doubt_never_raises_confidence_whatever_the_sample_says() -> None:
    readings = [Reading({"bias": 1.0, "hedged": 1.0}, right=True), Reading({"bias": 1.0}, right=False)] * 5

    assert fit_weights(readings, {}, {"hedged": -0.3})["hedged"] <= -0.3


def test_two_classes_are_learned_as_well_as_more() -> None:
    taught = samples("none", "w=dinner") + samples("schedule.doors", "w=doors")

    (likely,) = parse_model(fit_values(taught)).probabilities([{"w=doors": 1.0}])

    assert likely["schedule.doors"] > 0.7


def test_a_tone_is_learned_from_what_is_said() -> None:
    glad = "We are so excited to have you!!! Cannot wait!!!"
    curt = "Load in 3. Doors 7. Curfew 11."
    learned = [
        Spoken(glad, Tone.ENTHUSIASTIC),
        Spoken(curt, Tone.NEUTRAL),
        Spoken("I told you twice.", Tone.DIFFICULT),
    ] * 4

    weights = fit_tone(learned)

    assert tone_of(glad, tone_book().find(glad), weights) is Tone.ENTHUSIASTIC
    assert tone_of(curt, tone_book().find(curt), weights) is Tone.NEUTRAL


def test_every_marked_sentence_of_an_attack_stands_in_its_mail() -> None:
    marked = json.loads((CORPUS / "attack_quotes.json").read_text("utf-8"))
    cases = {case["id"]: case for folder in WEIGHTS for case in read_cases(CORPUS / folder)}

    assert marked.keys() == {name for name, case in cases.items() if case["expected"]["attack"]}
    for name, sentences in marked.items():
        assert all(sentence["quote"] in cases[name]["email"]["body"] for sentence in sentences), name


def test_a_marked_sentence_teaches_what_it_is_after() -> None:
    case = json.loads((CORPUS / "taught" / "k-33.json").read_text("utf-8"))

    labels = [next(iter(sample.labels)) for sample in lesson_of(case).attack]

    assert "bank_details" in labels
    assert set(labels) <= {"bank_details", "none"}


def test_a_word_that_several_venues_write_small_is_plain_unless_somebody_is_called_so() -> None:
    def case(body: str, name: str) -> Mapping[str, Any]:
        return {"email": {"body": body}, "expected": {"fields": {"dayOfContact.name": {"value": name}}}}

    cases = [case("Ground crew meets you, the ground is soft. will call, Stage left", "Will Short")] * 4

    words = json.loads(plain_words(cases))

    assert {"ground", "crew", "soft"} <= set(words)
    assert not {"will", "stage"} & set(words)
