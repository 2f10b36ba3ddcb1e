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

_DENIED_AFTER = re.compile(
    r"\s{1,2}(?:(?:is|was|will be|would be)(?: just| simply)? (?:not|never)|(?:is|wo|would|ca|could)n't|'s not|cannot|can not|will not|would not|does not|doesn't)\s(?:going to |gonna |be )?(?:happen|possible|doable|realistic|an option|work|fly|do\b)\w*"
    r"|\s?(?:is|'s|would be) (?:out\b(?! (?:of|on|by|at))|out of the question|impossible|(?:way |far |much )?too (?:early|late|much|many)|no good|off the table|a no\b)|\s(?:\w+\s){0,2}my (?:eye|foot|arse)\b"
    r"|\s(?:geht (?:leider )?nicht|ist (?:leider )?(?:nicht moglich|zu (?:fruh|spat|viel))|n'est pas possible|c'est trop (?:tot|tard)|no (?:es posible|puede ser)|es demasiado|gaat (?:helaas )?niet|lukt (?:helaas )?niet|is te (?:vroeg|laat))\b"
)
_DENIED_BEFORE = re.compile(
    r"\b(?:can't|cannot|can not|couldn't|won't)\s(?:do|make|manage|be|have|offer|give you)\s(?:the |a |it at |at )?$|(?<!why )(?<!if )(?<!or )\b(?:never|not) (?:at )?$|\bno way (?:to|at|we do) $"
)
"""A value that is refused: "noon is not happening", "can't do 3"."""

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
        Truth by name: hedged, putoff, past, general, corrected, denied, ours.
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
        "denied": _DENIED_AFTER.match(folded, end, unit.end) is not None
        or _DENIED_BEFORE.search(folded, max(unit.start, start - 30), start) is not None,
        "ours": any(kind == "ours" for kind, _ in text),
    }


def _same_matter(unit: Unit, manners: Sequence[Manner], high: int) -> bool:
    """Whether a put-off behind a value speaks of that value: nothing else is named in its clause."""
    putoffs = [manner for manner in manners if manner.kind == "putoff" and manner.start >= high]
    return bool(putoffs) and not any(cue.start >= high for cue in unit.cues if cue.end <= unit.end)
