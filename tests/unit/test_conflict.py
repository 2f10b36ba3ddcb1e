"""Conflicts: how much they matter, who should win, and what the tour manager can do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advancing.conflict import ConflictCase, Resolution, Severity, explain, find_conflict, judge, severity
from advancing.extraction import KnownValue
from advancing.fields import CATALOGUE, FieldKey
from advancing.values import Value

DOORS, LOAD_IN, CAPACITY = FieldKey("schedule.doors"), FieldKey("schedule.loadIn"), FieldKey("business.capacity")
CLOCK = st.builds("{:02d}:{:02d}".format, st.integers(0, 23), st.integers(0, 59))


@pytest.mark.parametrize(
    ("key", "known", "new", "expected"),
    [
        ("schedule.doors", "19:00", "19:15", Severity.MINOR),
        ("schedule.doors", "19:00", "19:30", Severity.CRITICAL),
        ("schedule.curfew", "23:55", "00:05", Severity.MINOR),
        ("business.capacity", 600, 610, Severity.MINOR),
        ("business.capacity", 600, 1100, Severity.CRITICAL),
        ("business.merchSplit", 15, 20, Severity.CRITICAL),
        ("hospitality.towels", 12, 6, Severity.MAJOR),
        ("primaryContact.name", "Sarah", "Sarah Johnson", Severity.MINOR),
        ("technical.stageSize", "40' x 30'", "30' x 20'", Severity.CRITICAL),
    ],
)
def test_severity_grows_with_the_difference_and_the_field(
    key: str, known: Value, new: Value, expected: Severity
) -> None:
    assert severity(ConflictCase(FieldKey(key), known, "contract", new)) is expected


@pytest.mark.parametrize(
    ("key", "known_from", "new_from", "expected"),
    [
        ("schedule.doors", "contract", "venue", Resolution.KEEP_KNOWN),
        ("schedule.loadIn", "contract", "venue", Resolution.TAKE_NEW),
        ("schedule.doors", "master_tour", "venue", Resolution.TAKE_NEW),
        ("schedule.loadIn", "tour_manager", "venue", Resolution.KEEP_KNOWN),
        ("schedule.loadIn", "master_tour", "contract", Resolution.TAKE_NEW),
        ("schedule.loadIn", "venue", "master_tour", Resolution.KEEP_KNOWN),
        ("schedule.loadIn", "venue", "tour_manager", Resolution.TAKE_NEW),
        ("schedule.loadIn", "mail", "venue", Resolution.ASK_AGAIN),
        ("schedule.loadIn", "venue", "venue", Resolution.ASK_AGAIN),
    ],
)
def test_who_wins_by_default(key: str, known_from: str, new_from: str, expected: Resolution) -> None:
    judgement = judge(ConflictCase(FieldKey(key), "12:00", known_from, "15:00", new_from))

    assert judgement.recommended is expected
    assert judgement.options[0].resolution is expected
    assert {option.resolution for option in judgement.options} == set(Resolution)


def test_the_sentence_says_who_says_what_and_how_far_apart() -> None:
    assert explain(ConflictCase(DOORS, "19:00", "contract", "20:30")) == (
        "Doors: the venue says 20:30, the contract said 19:00 (1 h 30 min later)."
    )
    assert explain(ConflictCase(FieldKey("schedule.curfew"), "00:30", "master_tour", "23:45")) == (
        "Curfew: the venue says 23:45, Master Tour said 00:30 (45 min earlier)."
    )
    assert explain(ConflictCase(CAPACITY, 600, "contract", 550)).endswith("(50 less).")


def test_no_conflict_where_both_say_the_same_or_nothing_was_known() -> None:
    name = CATALOGUE[FieldKey("primaryContact.name")]

    assert find_conflict(CATALOGUE[DOORS], "19:00", None) is None
    assert find_conflict(CATALOGUE[DOORS], "19:00", KnownValue(value="19:00")) is None
    assert find_conflict(name, "Sarah Johnson", KnownValue(value="Sarah")) is None


def test_a_conflict_names_what_was_known_and_where_from() -> None:
    found = find_conflict(CATALOGUE[DOORS], "19:30", KnownValue(value="19:00", source="master_tour"))

    assert found is not None
    assert (found.known, found.known_from) == ("19:00", "master_tour")


@given(CLOCK, CLOCK)
def test_severity_does_not_depend_on_who_spoke_first(one: str, other: str) -> None:
    forth = severity(ConflictCase(DOORS, one, "contract", other, "venue"))
    back = severity(ConflictCase(DOORS, other, "contract", one, "venue"))

    assert forth is back
