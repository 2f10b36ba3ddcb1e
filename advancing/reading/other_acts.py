"""Readings that may be another act's: each act of a bill loads in, checks and plays, and a mail may tell all of it."""

from collections.abc import Sequence

from advancing.reading.candidate import Candidate
from advancing.reading.units import Unit

_OF_EACH_ACT = ("schedule.loadIn", "schedule.soundCheck", "schedule.setLength")


def mark_others(offered: Sequence[Candidate]) -> None:
    """Mark what may be another act's, since our name stands in a sentence that tells the same of us."""
    for key in _OF_EACH_ACT:
        group = [candidate for candidate in offered if candidate.field == key]
        named = {id(candidate.unit) for candidate in group if _names_artist(candidate.unit)}
        for candidate in group:
            candidate.theirs = bool(named) and id(candidate.unit) not in named and not candidate.ours


def _names_artist(unit: Unit) -> bool:
    return any(unit.start <= cue.start < unit.end for cue in unit.source.artist)
