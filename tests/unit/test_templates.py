"""Templates: which fields a type of venue starts with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advancing.fields import CATALOGUE, critical_fields
from advancing.templates import VENUE_TYPES, nearest_type, template


@given(st.one_of(st.text(), st.sampled_from(VENUE_TYPES)))
def test_every_template_starts_with_all_critical_fields(venue_type: str) -> None:
    fields = template(venue_type)

    assert fields[: len(critical_fields())] == critical_fields()
    assert len(set(fields)) == len(fields)
    assert set(fields) <= set(CATALOGUE)


def test_the_templates_differ_as_the_houses_do() -> None:
    assert "logistics.shorePower" in template("arena")
    assert "logistics.shorePower" not in template("club")
    assert "technical.backlineProvided" in template("club")
    assert "technical.backlineProvided" not in template("arena")
    assert len({template(name) for name in ("club", "theater", "arena", "festival")}) == 4


@pytest.mark.parametrize(
    ("words", "nearest"),
    [
        ("bar", "club"),
        ("Ballroom", "club"),
        ("performing arts center", "theater"),
        ("Performing Arts Centre", "theater"),
        ("college", "theater"),
        ("amphitheater", "arena"),
        ("amphitheatre", "arena"),
        ("pub", "club"),
        ("jazz room", "club"),
        ("auditorium", "theater"),
        ("open-air", "festival"),
        ("Stadium", "arena"),
        ("city festival", "festival"),
        ("theatre", "theater"),
        ("barn", "club"),
        ("", "club"),
    ],
)
def test_other_words_map_to_the_nearest_type(words: str, nearest: str) -> None:
    assert nearest_type(words) == nearest
