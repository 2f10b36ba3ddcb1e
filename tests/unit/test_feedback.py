"""A tour manager's feedback, read into wishes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advancing.feedback import Wishes, named_fields, read_feedback
from advancing.fields import CATALOGUE


def wishes(text: str) -> dict[str, object]:
    found = read_feedback(text)
    return {
        name: value
        for name in Wishes.__slots__
        if name != "text" and (value := getattr(found, name)) not in (False, ())
    }


@pytest.mark.parametrize(
    ("feedback", "expected"),
    [
        ("shorter", {"shorter": True}),
        ("It's too long, keep it brief.", {"shorter": True}),
        ("friendlier", {"warmer": True}),
        ("too formal", {"warmer": True}),
        ("more formal", {"formal": True}),
        ("less formal", {"warmer": True}),
        ("too chatty", {"formal": True}),
        ("ask about parking first", {"first": ("logistics.busParking", "hospitality.parkingSpaces")}),
        ("Lead with load-in and skip merch", {"first": ("schedule.loadIn",), "drop": ("business.merchSplit",)}),
        ("drop the question about towels", {"drop": ("hospitality.towels",)}),
        ("don't ask for the wifi, we have it", {"drop": ("logistics.wifi",)}),
        ("also ask about shore power", {"add": ("logistics.shorePower",)}),
        ("mention that we bring two buses", {"mention": ("we bring two buses",)}),
        ("Tell her we love the room. And shorter!", {"mention": ("we love the room",), "shorter": True}),
        ("no", {}),
        ("", {}),
    ],
)
def test_wishes_are_read(feedback: str, expected: dict[str, object]) -> None:
    assert wishes(feedback) == expected


def test_what_is_not_understood_is_kept_and_said() -> None:
    found = read_feedback("not my  style")

    assert found.text == "not my style"
    assert not found.understood


def test_a_field_that_is_both_to_drop_and_to_ask_is_dropped() -> None:
    assert wishes("ask about towels. drop towels") == {"drop": ("hospitality.towels",)}


@pytest.mark.parametrize("key", sorted(CATALOGUE))
def test_every_field_is_known_by_its_label(key: str) -> None:
    assert key in named_fields(f"ask about {CATALOGUE[key].label.lower()}")  # type: ignore[index]


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    found = read_feedback(text)

    assert not set(found.drop) & set(found.first + found.add)
    assert all(len(told.split()) <= 25 for told in found.mention)
