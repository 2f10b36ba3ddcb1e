"""The models' opinions: probabilities from weights, and what they may do beside the rules."""

import pytest

from advancing.reading.learned.model import Model, parse_model
from advancing.reading.learned.offers import AGAINST
from advancing.reading.learned.opinions import SAID_CLASSES, SENTENCE_CLASSES
from tests.unit.reading.reading_help import reading, values

ONE_OF = (
    '{"classes":["none","doors"],"bias":[0.5,0.0],"one_of":true,"weights":{"word=doors":[1,200],"word=lift":[0,300]}}'
)
ANY_OF = '{"classes":["wifi","power"],"bias":[-1.0,-1.0],"one_of":false,"weights":{"w=wifi":[0,300]}}'


@pytest.fixture
def one_of() -> Model:
    return parse_model(ONE_OF)


def test_of_classes_that_exclude_each_other_the_probabilities_add_up_to_one(one_of: Model) -> None:
    likely = one_of.probabilities([{"word=doors": 1.0}, {"word=lift": 1.0}, {}])

    assert [sum(each.values()) for each in likely] == pytest.approx([1.0, 1.0, 1.0])
    assert [max(each, key=lambda name: each[name]) for each in likely] == ["doors", "none", "none"]


def test_a_feature_that_the_model_has_not_met_counts_nothing(one_of: Model) -> None:
    known, unknown = one_of.probabilities([{"word=doors": 1.0}, {"word=doors": 1.0, "word=xyzzy": 5.0}])

    assert known == unknown


def test_classes_that_do_not_exclude_each_other_are_judged_apart() -> None:
    (likely,) = parse_model(ANY_OF).probabilities([{"w=wifi": 1.0}])

    assert likely["wifi"] > 0.8
    assert likely["power"] < 0.3


def test_of_nothing_there_is_no_opinion(one_of: Model) -> None:
    assert one_of.probabilities([]) == []


def test_every_plain_answer_is_a_class_of_sentences() -> None:
    assert set(SAID_CLASSES) <= set(SENTENCE_CLASSES)
    assert 0.5 < AGAINST < 1.0


def test_a_value_that_the_rules_know_to_be_something_else_is_left_alone() -> None:
    assert "technical.stageSize" not in values(reading("The elevator is 3 x 5 m", asked=["technical.stageSize"]))


def test_what_no_rule_names_is_read_by_what_stands_around_it() -> None:
    found = values(
        reading("You can start unloading from 2pm, we let people in at 7.", asked=["schedule.loadIn", "schedule.doors"])
    )

    assert found == {"schedule.loadIn": "14:00", "schedule.doors": "19:00"}


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ("About parking for the bus, I still have to ask the city.", "logistics.busParking"),
        ("How we settle up, our bookkeeper will write to you about that.", "business.settlement"),
        ("Für den Bus suche ich noch einen Platz, ich melde mich.", "logistics.busParking"),
    ],
)
def test_a_put_off_is_no_answer(words: str, field: str) -> None:
    extraction = reading(f"Load in 3pm, doors 7.\n\n{words}\n", asked=["schedule.loadIn", field])

    assert field not in extraction.fields
    (left_open,) = extraction.unresolved
    assert left_open.likely > 0.5
