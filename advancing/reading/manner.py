"""How a value is said: with doubt, put off, of an earlier time, as a house rule, as a correction, for us."""

import re
from collections.abc import Sequence

from advancing.reading.discourse import Manner, clause_around
from advancing.reading.units import Unit

_ADJACENT_HEDGES = re.compile(
    r"(?:\b(?:around|about|roughly|approx\.?|approximately|circa|ca\.?|c\.|nearly|maybe|perhaps|probably|likely|say|ish|gegen|etwa|ungefahr|rund|environ|vers|sobre|unos|unas|aproximadamente|ongeveer|rond|zo rond|zo'n|something like|some|closer to|up to|or so|more like|hopefully|tentatively|i think|i guess|i would guess)|~)\s{0,2}(?:at |by |a )?(?:las )?$"
)

_AFTER_HEDGES = re.compile(
    r"\s{0,2}(?:-?ish\b|or so\b|or thereabouts|give or take|plus[ /]minus|\+/-|i think|i believe|i guess|probably|most likely|approx|roughly|ungefahr|of zo|ou a peu|\(?(?:tbc|tentative|provisional|approx|est\.?|estimated|subject to|tba)\b)"
)

_NEARBY_ONLY = frozenset(
    [
        "around",
        "about",
        "roughly",
        "approx",
        "approximately",
        "circa",
        "ca",
        "nearly",
        "say",
        "ish",
        "gegen",
        "etwa",
        "environ",
        "sobre",
        "unos",
        "rond",
        "ongeveer",
        "i'd",
        "target",
        "sometimes",
        "may",
        "might",
        "now",
        "should",
    ]
)

_PAST = frozenset(
    [
        "last year",
        "last time",
        "last month",
        "last season",
        "used to",
        "previously",
        "in the past",
        "formerly",
        "letztes jahr",
        "l'an dernier",
        "el ano pasado",
        "vorig jaar",
        "old",
    ]
)


def manner_of(
    unit: Unit, start: int, end: int, manners: Sequence[Manner], clauses: Sequence[tuple[int, int]]
) -> dict[str, bool]:
    """How the words at a span of a sentence are meant.

    Args:
        unit: The sentence.
        start: Start of the value.
        end: End of the value.
        manners: Phrases of manner in the sentence.
        clauses: Its clauses.

    Returns:
        Truth by name: hedged, putoff, past, general, corrected, ours.
    """
    folded = unit.source.folded
    low, high = clause_around(clauses, start)
    high = max(high, end)
    inside = [manner for manner in manners if low <= manner.start < high]
    text = {(manner.kind, folded[manner.start : manner.end]) for manner in inside}
    following = [m for m in manners if high <= m.start <= high + 6]
    putoff_inside = any(kind == "putoff" for kind, _ in text)
    hedged = bool(
        _ADJACENT_HEDGES.search(folded, max(unit.start, start - 22), start)
        or _AFTER_HEDGES.match(folded, end)
        or any(kind == "hedge" and phrase not in _NEARBY_ONLY for kind, phrase in text)
        or any(m.kind == "hedge" and folded[m.start : m.end] not in _NEARBY_ONLY for m in following)
        or any(kind == "hedge" and phrase == "should" for kind, phrase in text)
    )
    return {
        "hedged": hedged
        or (any(m.kind == "putoff" for m in manners) and not putoff_inside and _same_matter(unit, manners, high)),
        "putoff": putoff_inside,
        "past": any(kind == "past" and phrase in _PAST for kind, phrase in text),
        "general": any(kind == "general" for kind, _ in text),
        "corrected": any(m.kind == "correction" and m.start <= start for m in manners),
        "ours": any(kind == "ours" for kind, _ in text),
    }


def _same_matter(unit: Unit, manners: Sequence[Manner], high: int) -> bool:
    """Whether a put-off behind a value speaks of that value: nothing else is named in its clause."""
    putoffs = [manner for manner in manners if manner.kind == "putoff" and manner.start >= high]
    return bool(putoffs) and not any(cue.start >= high for cue in unit.cues if cue.end <= unit.end)
