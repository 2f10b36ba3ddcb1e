"""Canonical values: one form per type, kept by a second pass, and nothing else let in."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advancing.errors import Invalid
from advancing.fields import CATALOGUE, Field, FieldType, find_field
from advancing.values import canonical, minutes_after_midnight, same, show

FIELDS = st.sampled_from(list(CATALOGUE.values()))
JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=40),
        st.from_regex(r"\d{1,2}(:\d\d)?( ?[ap]m)?|\d{1,4}' x \d{1,4}'|\d+(\.\d+)?%?", fullmatch=True),
        st.sampled_from(["yes", "no", "artist", "venue", "a@b.example", "+1 919 555 0142", "9" * 400]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["amount", "currency", "x"]), inner, max_size=3),
        st.fixed_dictionaries({"amount": inner, "currency": st.sampled_from(["usd", "EUR"])}),
    ),
    max_leaves=5,
)


def field(key: str) -> Field:
    found = find_field(key)
    assert found is not None
    return found


@given(FIELDS, JSON)
def test_a_value_is_refused_with_a_sentence_or_brought_to_a_form_that_stays(one: Field, value: object) -> None:
    refused = ""
    try:
        first = canonical(one, value)
    except Invalid as refusal:
        refused = refusal.message
    if refused:
        assert refused.startswith(f"{one.label} takes ")
        return

    assert canonical(one, first) == first
    assert same(one, first, canonical(one, first)) or one.type is FieldType.PHONE
    assert show(first)


@given(st.integers(0, 23), st.integers(0, 59))
def test_every_time_of_day_is_its_own_canonical_form(hour: int, minute: int) -> None:
    text = f"{hour:02d}:{minute:02d}"

    assert canonical(field("schedule.doors"), text) == text
    assert minutes_after_midnight(text) == hour * 60 + minute


@pytest.mark.parametrize(
    ("given_text", "canonical_time"),
    [("7pm", "19:00"), ("12 am", "00:00"), ("12:30 p.m.", "12:30"), ("9:05", "09:05"), ("24:00", "00:00")],
)
def test_usual_spellings_of_a_time_are_taken(given_text: str, canonical_time: str) -> None:
    assert canonical(field("schedule.doors"), given_text) == canonical_time


@pytest.mark.parametrize("nonsense", ["7", "25:00", "19:60", "13pm", "late", "", None, 19, True])
def test_what_is_no_time_is_refused(nonsense: object) -> None:
    with pytest.raises(Invalid, match="Doors takes a time"):
        canonical(field("schedule.doors"), nonsense)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("hospitality.towels", -1),
        ("hospitality.towels", 2.5),
        ("hospitality.towels", True),
        ("hospitality.towels", math.nan),
        ("schedule.setLength", 0),
        ("business.merchSplit", 101),
        ("business.merchSplit", math.inf),
        ("business.merchSeller", "both"),
        ("hospitality.buyoutAmount", 25),
        ("hospitality.buyoutAmount", {"amount": 25}),
        ("hospitality.buyoutAmount", {"amount": -5, "currency": "USD"}),
        ("hospitality.buyoutAmount", {"amount": math.inf, "currency": "USD"}),
        ("hospitality.buyoutAmount", {"amount": 10**400, "currency": "USD"}),
        ("technical.stageSize", "40 x 30"),
        ("technical.stageSize", "9" * 400 + "' x 3'"),
        ("technical.backlineProvided", "maybe"),
        ("primaryContact.phone", "12345"),
        ("primaryContact.email", "sarah at ritz"),
        ("technical.paSystem", "   "),
        ("technical.paSystem", "x" * 2001),
    ],
)
def test_what_is_not_of_the_type_is_refused(key: str, value: object) -> None:
    with pytest.raises(Invalid):
        canonical(field(key), value)


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("technical.stageSize", "40ft X 30 feet", "40' x 30'"),
        ("technical.stageSize", "12.50 m x 9 meters", "12.5m x 9m"),
        ("business.capacity", "1,100", 1100),
        ("business.merchSplit", "15 %", 15),
        ("hospitality.buyoutAmount", {"amount": "25", "currency": " usd"}, {"amount": 25, "currency": "USD"}),
        ("technical.backlineProvided", "No", False),
        ("technical.paSystem", " d&b \n J8 ", "d&b J8"),
    ],
)
def test_near_forms_are_brought_to_the_canonical_one(key: str, value: object, expected: object) -> None:
    assert canonical(field(key), value) == expected


def test_a_phone_is_the_same_with_and_without_its_country_code() -> None:
    phone = field("primaryContact.phone")

    assert same(phone, "+1 (919) 555-0142", "919.555.0142")
    assert not same(phone, "919.555.0142", "919.555.0143")


def test_texts_are_the_same_whatever_their_case_and_spaces() -> None:
    assert same(field("technical.paSystem"), "d&b  J8", "D&B j8")


def test_yes_is_not_the_number_one() -> None:
    assert not same(field("hospitality.towels"), True, 1)
    assert same(field("hospitality.towels"), 1.0, 1)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "yes"),
        (False, "no"),
        (None, ""),
        (12.0, "12"),
        (12.5, "12.5"),
        ({"amount": 1234567.89, "currency": "USD"}, "1234567.89 USD"),
        ("19:00", "19:00"),
    ],
)
def test_a_person_reads_values_plainly(value: object, text: str) -> None:
    assert show(value) == text  # type: ignore[arg-type]
