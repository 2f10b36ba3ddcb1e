"""The field catalogue is the reference's, field by field."""

from pathlib import Path

import yaml  # type: ignore[import-untyped]

from advancing.fields import CATALOGUE, SECTIONS, critical_fields, find_field

REFERENCE = yaml.safe_load((Path(__file__).parents[1] / "reference" / "fields.yaml").read_text())


def test_the_catalogue_equals_the_reference_field_by_field() -> None:
    ours = [
        {
            "key": field.key,
            "label": field.label,
            "type": field.type.value,
            "question": field.question,
            "critical": field.critical,
            "itinerary": field.itinerary,
            "choices": list(field.choices),
        }
        for field in CATALOGUE.values()
    ]
    theirs = [
        {"critical": False, "itinerary": None, "choices": []} | {k: v for k, v in field.items() if k in ours[0]}
        for field in REFERENCE["fields"]
    ]

    assert ours == theirs


def test_the_sections_equal_the_reference() -> None:
    assert dict(SECTIONS) == REFERENCE["sections"]
    assert {field.section for field in CATALOGUE.values()} == set(SECTIONS)


def test_only_times_stand_in_the_itinerary() -> None:
    assert {field.type.value for field in CATALOGUE.values() if field.itinerary} == {"time"}


def test_an_unknown_key_is_no_field() -> None:
    assert find_field("schedule.breakfast") is None
    assert len(critical_fields()) == 7
