"""Figures in a text, and whether words hold a value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advancing.fields import CATALOGUE, Field, find_field
from advancing.figures import FigureKind, figures, numbers_in, times_in
from advancing.grounding import holds, same_in_other_words
from advancing.values import Value, minutes_after_midnight


def field(key: str) -> Field:
    found = find_field(key)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("doors 7pm", ["time"]),
        ("19:30 and 19h30 and 21 Uhr", ["time", "time", "time"]),
        ("call +1 (919) 555-0142", ["phone"]),
        ("$25 or 25 EUR", ["money", "money"]),
        ("2027-03-15", ["date"]),
        ("3/15/27", ["date"]),
        ("cap 1,100 in 40x30", ["number", "number", "number"]),
        ("two buses", ["number"]),
        ("two quick questions", []),
        ("noon", ["time"]),
        ("4 a side", ["number"]),
        ("1000000.75", ["number"]),
    ],
)
def test_figures_are_told_by_their_looks(text: str, kinds: list[str]) -> None:
    assert [figure.kind.value for figure in figures(text)] == kinds


def test_a_number_with_a_point_is_read_both_ways() -> None:
    assert numbers_in("1.100") == {1100.0, 1.1}


def test_number_words_count() -> None:
    assert {25.0, 3.0, 200.0} <= numbers_in("twenty-five, three and two hundred")


@given(st.text(max_size=300))
def test_any_text_has_figures_that_stand_in_it(text: str) -> None:
    assert all(figure.text in text for figure in figures(text))
    assert all(0 <= minute < 1440 for minute in times_in(text))


@given(st.integers(0, 23), st.integers(0, 59))
def test_a_time_is_held_by_its_usual_spellings(hour: int, minute: int) -> None:
    value = f"{hour:02d}:{minute:02d}"
    half = "am" if hour < 12 else "pm"
    spellings = [
        value,
        f"{hour % 12 or 12}:{minute:02d}{half}",
        f"{hour:02d}.{minute:02d}",
        f"{hour:02d}{minute:02d}hrs",
    ]

    assert all(minutes_after_midnight(value) in times_in(f"doors {text} sharp") for text in spellings)


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("schedule.doors", "19:00", "doors 7"),
        ("schedule.doors", "18:30", "half seven voor Nederland"),
        ("schedule.doors", "19:30", "doors half past seven"),
        ("schedule.doors", "19:15", "18.30 / 19.15 / 20.30"),
        ("schedule.curfew", "01:30", "music quits at 130"),
        ("schedule.curfew", "00:00", "midnight, hard"),
        ("schedule.loadIn", "12:00", "load in at noon"),
        ("schedule.setLength", 75, "an hour and a quarter"),
        ("schedule.setLength", 90, "two 45-minute halves"),
        ("schedule.setLength", 90, "you play 9 to 10:30"),
        ("hospitality.showers", 0, "no showers, sorry"),
        ("hospitality.dressingRooms", 3, "two upstairs and one behind the stage"),
        ("hospitality.dressingRooms", 1, "a dressing room"),
        ("business.merchSplit", 15, "85/15 in your favor"),
        ("business.merchSplit", 20, "you keep 80"),
        ("business.capacity", 1100, "1.100 Plätze"),
        ("hospitality.buyoutAmount", {"amount": 20, "currency": "USD"}, "we can do a $20 buyout"),
        ("technical.stageSize", "26.5' x 16'", "26'6\" by 16'"),
        ("technical.stageSize", "12.5m x 9m", "12,5 x 9 m"),
        ("primaryContact.phone", "+1 919 555 0142", "919-555-0142"),
        ("primaryContact.phone", "+44 20 7946 0018", "(020) 7946 0018"),
        ("primaryContact.name", "Deb Karras", "Deb Karras, Production"),
        ("technical.powerRequirements", "400A 3-phase 208V cam-lok", "Company switch 400A, 3-phase, 120/208V, cam-lok"),
        ("technical.backlineProvided", False, "bring your own"),
    ],
)
def test_words_hold_what_can_be_derived_from_them(key: str, value: Value, words: str) -> None:
    assert holds(field(key), value, words)


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("schedule.doors", "19:00", "doors 7am"),
        ("schedule.doors", "19:00", "doors 8"),
        ("schedule.doors", "19:00", "doors are early"),
        ("schedule.setLength", 75, "an hour"),
        ("hospitality.showers", 2, "no showers, sorry"),
        ("business.capacity", 1200, "cap is 1100"),
        ("hospitality.buyoutAmount", {"amount": 25, "currency": "USD"}, "we can do a $20 buyout"),
        ("technical.stageSize", "40' x 30'", "40' wide"),
        ("primaryContact.phone", "919 555 0142", "919-555-0143"),
        ("primaryContact.name", "Deb Karras", "Deb Miller"),
        ("technical.powerRequirements", "400A 3-phase", "200A 3-phase"),
        ("technical.paSystem", "L-Acoustics K2", "a nice d&b rig"),
    ],
)
def test_words_do_not_hold_what_they_do_not_say(key: str, value: Value, words: str) -> None:
    assert not holds(field(key), value, words)


def test_texts_may_say_the_same_at_greater_length() -> None:
    pa = field("technical.paSystem")

    assert same_in_other_words(pa, "d&b J8", "d&b J8 hung in stereo")
    assert not same_in_other_words(pa, "d&b J8", "d&b V8")
    assert not same_in_other_words(field("business.capacity"), 600, 6000)


@given(st.sampled_from(list(CATALOGUE.values())), st.text(max_size=100))
def test_holding_never_fails_whatever_the_words(one: Field, words: str) -> None:
    values: dict[str, Value] = {
        "time": "19:00",
        "minutes": 60,
        "integer": 4,
        "percent": 20.5,
        "money": {"amount": 5, "currency": "EUR"},
        "dimensions": "4m x 3m",
        "boolean": True,
    }

    assert holds(one, values.get(one.type.value, "x1"), words) in (True, False)


def test_a_figure_knows_its_digits() -> None:
    assert figures("+1 (919) 555-0142")[0].digits == "19195550142"
    assert figures("+1 (919) 555-0142")[0].kind is FigureKind.PHONE
