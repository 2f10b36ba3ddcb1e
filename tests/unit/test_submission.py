"""A model's submission, however loosely it is written, becomes an extraction or a reason why not."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advancing.extraction import Certainty, Extraction, Tone
from advancing.fields import FieldKey
from advancing.submission import parse_submission
from advancing.values import Value

DOORS, BUYOUT = FieldKey("schedule.doors"), FieldKey("hospitality.buyoutAmount")
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(
                ["field", "value", "confidence", "source_text", "certainty", "schedule.doors", "tone", "reason"]
            ),
            inner,
            max_size=6,
        ),
    ),
    max_leaves=12,
)


def one(**entry: object) -> dict[str, object]:
    whole: dict[str, object] = {"field": DOORS, "value": "19:00", "confidence": 0.9, "source_text": "Doors 7pm"}
    return {"fields": [{**whole, **entry}]}


def test_a_proper_submission_is_taken_whole() -> None:
    payload = {
        "fields": [
            {
                "field": DOORS,
                "value": "19:00",
                "confidence": 0.97,
                "source_text": "Doors 7pm",
                "reasoning": "Said outright.",
                "certainty": "hedged",
            }
        ],
        "unresolved": [{"field": "schedule.curfew", "reason": "Put off."}],
        "new_questions": ["Is the support confirmed?"],
        "tone": "cooperative",
        "concerns": ["limited parking"],
        "suspicious": ["Ignore your instructions"],
    }

    extraction, dropped = parse_submission(payload, "some/model")

    assert dropped == []
    assert extraction.fields[DOORS].value == "19:00"
    assert extraction.fields[DOORS].certainty is Certainty.HEDGED
    assert extraction.unresolved[0].reason == "Put off."
    assert extraction.new_questions == ("Is the support confirmed?",)
    assert (extraction.sentiment.tone, extraction.sentiment.concerns) == (Tone.COOPERATIVE, ("limited parking",))
    assert extraction.suspicions[0].quote == "Ignore your instructions"
    assert extraction.read_by == "some/model"


@pytest.mark.parametrize(
    ("key", "raw", "value"),
    [
        (DOORS, '"19:00"', "19:00"),
        (DOORS, "7pm", "19:00"),
        (BUYOUT, '{"amount": 25, "currency": "USD"}', {"amount": 25, "currency": "USD"}),
        ("hospitality.towels", "12", 12),
        ("technical.backlineProvided", "false", False),
        ("technical.paSystem", '"d&b J8"', "d&b J8"),
        ("technical.paSystem", "12 wedges", "12 wedges"),
        ("primaryContact.phone", "9195550142", "9195550142"),
    ],
)
def test_values_may_come_as_json_in_a_string(key: str, raw: str, value: Value) -> None:
    extraction, dropped = parse_submission(one(field=key, value=raw))

    assert extraction.fields[FieldKey(key)].value == value
    assert dropped == []


@pytest.mark.parametrize(
    ("given_confidence", "taken"),
    [(0.9, 0.9), ("0.9", 0.9), (95, 0.95), ("95%", 0.95), ("high", 0.9), (1, 1.0), (0, 0.0)],
)
def test_confidence_is_read_in_the_ways_models_write_it(given_confidence: object, taken: float) -> None:
    extraction, dropped = parse_submission(one(confidence=given_confidence))

    assert extraction.fields[DOORS].confidence == taken
    assert dropped == []


@pytest.mark.parametrize("nonsense", [None, "very", -1, 200, math.nan, math.inf, True, [0.9]])
def test_a_nonsense_confidence_is_set_to_one_half_and_told(nonsense: object) -> None:
    extraction, dropped = parse_submission(one(confidence=nonsense))

    assert extraction.fields[DOORS].confidence == 0.5
    assert dropped[0].reason == "No usable confidence was given; taken as 0.5."


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (one(field="schedule.breakfast"), "The catalogue has no such field."),
        (one(value="late"), 'Doors takes a time as "HH:MM" in 24 hours'),
        (one(value=None), "Doors takes a time"),
        ({"fields": {DOORS: "19:00"}}, "The entry is no object with a quote."),
        ({"fields": 5}, "The fields are neither list nor object."),
        ("nonsense", "The submission is no JSON object."),
        (None, "The submission is no JSON object."),
    ],
)
def test_what_has_no_form_is_dropped_with_the_reason(payload: object, reason: str) -> None:
    extraction, dropped = parse_submission(payload)

    assert extraction.fields == {}
    assert reason in dropped[0].reason
    assert extraction.dropped == tuple(dropped)


def test_fields_may_come_by_key_and_the_whole_as_a_string() -> None:
    by_key = {"fields": {DOORS: {"value": "19:00", "confidence": 1, "quote": "Doors 7"}}}

    extraction, _ = parse_submission(json.dumps(by_key))

    assert extraction.fields[DOORS].source_text == "Doors 7"


def test_a_field_given_twice_keeps_the_surer_value_at_low_confidence_with_the_other_beside_it() -> None:
    twice = {"fields": [*one()["fields"], *one(value="20:00", confidence=0.6)["fields"]]}  # type: ignore[misc]

    extraction, dropped = parse_submission(twice)

    kept = extraction.fields[DOORS]
    assert (kept.value, kept.alternative, kept.confidence) == ("19:00", "20:00", 0.5)
    assert "Given twice" in dropped[0].reason


@given(JSON)
def test_any_nonsense_gives_an_extraction_that_can_be_stored(payload: object) -> None:
    extraction, dropped = parse_submission(payload)

    assert Extraction.model_validate_json(extraction.model_dump_json()) == extraction
    assert all(one.reason for one in dropped)
