"""Fields whose value is the venue's own clause: access, consoles, PA, lighting, Wi-Fi, power and the like.

A sentence speaks for a field by its label, the question it answers, its heading, the vocabulary and the gear it names.
The clause that is kept leaves out neighbours that belong to other fields."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from advancing.fields import FieldKey
from advancing.reading.candidate import Candidate
from advancing.reading.cues import Cue
from advancing.reading.discourse import clause_around
from advancing.reading.evidence import (
    AGES,
    CONSOLE,
    PLACE,
    POWER,
    TEXT_FIELDS,
    fields_spoken_of,
    power_segment,
    strength_of,
)
from advancing.reading.mentions import Kind
from advancing.reading.sources import Ground
from advancing.reading.units import Unit

_FRIENDS: Mapping[str, tuple[str, ...]] = {
    "logistics.loadInAccess": ("schedule.loadIn", "other.size"),
    "technical.backlineDetails": ("technical.backlineProvided",),
    "logistics.busParking": ("hospitality.parkingSpaces", "logistics.shorePower", "other.time"),
    "hospitality.catering": ("other.time", "hospitality.buyoutAmount", "other.count"),
    "business.settlement": ("other.time", "other.money"),
    "technical.powerRequirements": ("other.time",),
    "technical.houseEngineers": (
        "technical.fohConsole",
        "technical.monitorConsole",
        "technical.lighting",
        "other.money",
    ),
    "technical.monitorConsole": ("technical.fohConsole",),
    "technical.lighting": ("technical.fohConsole",),
    "business.ageRestriction": (),
}

_INNER_LABEL = re.compile(r"\s?[:=]\s?(?=\S)")
_CONTINUES = re.compile(
    r"^(?:it|its|it's|they|that|this|there|please|then|push|straight|from there|you|no|careful|a |the |bring|and|also)\b"
)


def read_texts(units: Sequence[Unit], ground: Ground) -> Iterator[Candidate]:
    """All readings of free-text fields.

    Args:
        units: The sentences, in order.
        ground: What is known.

    Yields:
        Candidates whose `strength` tells how much speaks for the field (1 little, 4 much).
    """
    for unit in units:
        if unit.foreign:
            continue
        cues = [c for c in unit.cues if unit.counts(c.start, c.end)]
        mentions = [
            m for m in unit.mentions if unit.start <= m.start and m.end <= unit.end and unit.counts(m.start, m.end)
        ]
        clauses = unit.clauses
        for key in fields_spoken_of(unit, cues, mentions):
            strength, own = strength_of(key, unit, cues, mentions, ground)
            if strength < 1.2:
                continue
            candidate = _text(key, unit, cues, own, clauses, strength)
            if candidate:
                yield candidate


def _text(
    key: str, unit: Unit, cues: Sequence[Cue], own: Sequence[Cue], clauses: Sequence[tuple[int, int]], strength: float
) -> Candidate | None:
    headed = (
        key in unit.topics
        and len([topic for topic in unit.topics if topic in TEXT_FIELDS]) == 1
        and unit.how in ("question", "number")
    )
    labelled = unit.label is not None and any(cue.end <= unit.label[1] for cue in own)
    if headed:
        start, end = unit.start, unit.end
    elif key in ("technical.powerRequirements", "logistics.shorePower"):
        start, end = _power_clauses(key, unit, own, clauses)
    else:
        start, end = _trim(key, unit, cues, own, clauses, labelled)
    if unit.label and labelled and start <= unit.label[1]:
        start = _after_label(unit, unit.label[1])
        end = end if key == "logistics.shorePower" else _labelled_end(key, unit, cues, start)
    elif own and start <= own[0].start <= start + 2:
        inner = _INNER_LABEL.match(unit.source.folded, own[0].end, end)
        start = inner.end() if inner else start
    text = unit.source.text
    if unit.label and labelled and sum(character.isalpha() for character in text[start:end]) < 4:
        start = unit.label[0]
    while start < end and text[start] in " \n\t,;:-–—=.·*":
        start += 1
    while end > start and text[end - 1] in " \n\t,;-–—(":
        end -= 1
    if end - start < 2:
        return None
    manners = [
        m for m in unit.manners if start <= m.start < end or (unit.start <= m.start < unit.end and m.kind == "putoff")
    ]
    kinds = {m.kind for m in manners}
    putoff = any(m.kind == "putoff" for m in manners)
    hedged = "hedge" in kinds and any(
        m.kind == "hedge"
        and unit.source.folded[m.start : m.end]
        not in ("should", "now", "say", "may", "around", "about", "or so", "soon")
        for m in manners
    )
    how = unit.how if key in unit.topics and unit.how else "label" if labelled else "text"
    return Candidate(
        FieldKey(key), " ".join(text[start:end].split()), start, end, unit, max(0.0, 4 - strength), how, not own, hedged=hedged, putoff=putoff,
        past=any(m.kind == "past" and len(unit.source.folded[m.start : m.end]) > 4 for m in manners), strength=strength,
    )  # fmt: skip


def _power_clauses(key: str, unit: Unit, own: Sequence[Cue], clauses: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """From the first clause that speaks of power to the last."""
    part = power_segment(unit, key)
    low = unit.start + unit.folded.find(part)
    high = low + len(part)
    amps = [m.start for m in unit.mentions if m.kind is Kind.AMPS and low <= m.start < high]
    amps += [found.start() for found in POWER.finditer(unit.source.folded, low, high)] + [
        cue.start for cue in own if low <= cue.start < high
    ]
    held = [clause for clause in clauses if any(clause[0] <= at < clause[1] for at in amps)] or list(clauses[:1])
    return held[0][0], held[-1][1]


def _labelled_end(key: str, unit: Unit, cues: Sequence[Cue], start: int) -> int:
    """All that stands behind the label, up to a slash, bar or semicolon behind which another field begins."""
    friends = {key, *_FRIENDS.get(key, ())}
    for cut in re.finditer(r"\s/\s|;|\||\s{3,}", unit.source.folded[start : unit.end]):
        at = start + cut.end()
        first = next((cue for cue in cues if at <= cue.start <= at + 3), None)
        if (
            first
            and not friends & set(first.concepts)
            and any("." in k and not first.weak_for(k) for k in first.concepts)
        ):
            return start + cut.start()
    return unit.end


def _after_label(unit: Unit, at: int) -> int:
    folded = unit.source.folded
    while at < unit.end and folded[at] in " .:-=\t…|":
        at += 1
    return at


def _trim(
    key: str, unit: Unit, cues: Sequence[Cue], own: Sequence[Cue], clauses: Sequence[tuple[int, int]], labelled: bool
) -> tuple[int, int]:
    """The clauses around the field's cues, up to a clause that another field's cue begins."""
    friends = {key, *_FRIENDS.get(key, ())}
    if key == "technical.monitorConsole" and any(
        CONSOLE.search(unit.source.folded, cue.start, min(unit.end, cue.end + 30)) for cue in own
    ):
        friends = {key}
    keep = []
    for low, high in clauses:
        inside = [cue for cue in cues if low <= cue.start < high]
        mine = any(cue.speaks_of(key) for cue in inside)
        foreign = [
            c
            for c in inside
            if not friends & set(c.concepts) and any("." in k and not c.weak_for(k) for k in c.concepts)
        ]
        keep.append(mine or not foreign)
    places = [cue.start for cue in own]
    if (
        not places
        and key == "logistics.loadInAccess"
        and (found := PLACE.search(unit.source.text, unit.start, unit.end))
    ):
        places = [found.start()]
    if key == "business.ageRestriction":
        places += [found.start() for found in AGES.finditer(unit.source.folded, unit.start, unit.end)]
    marked = [at for at, (low, high) in enumerate(clauses) if any(low <= place < high for place in places)]
    if not marked:
        facts = [at for at, ok in enumerate(keep) if ok]
        marked = facts[:1] or [0]
    first, last = marked[0], marked[-1]
    while last + 1 < len(clauses) and keep[last + 1]:
        last += 1
    while first > 0 and keep[first - 1] and not labelled:
        first -= 1
    return clauses[first][0], clauses[last][1]


def merge_texts(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Put neighbouring readings of one field together, so that a value holds all that is said in one place.

    Args:
        candidates: Readings of free-text fields in the order of the text.

    Returns:
        One or more readings per field, each contiguous in its source.
    """
    merged: list[Candidate] = []
    last: dict[str, int] = {}
    for candidate in candidates:
        at = last.get(candidate.field)
        if at is not None and _adjacent(merged[at], candidate):
            merged[at] = _joined(merged[at], candidate)
            continue
        merged.append(candidate)
        last[candidate.field] = len(merged) - 1
    return merged


def _adjacent(one: Candidate, other: Candidate) -> bool:
    if one.unit.source is not other.unit.source or one.putoff != other.putoff or other.start < one.end:
        return False
    between = one.unit.source.text[one.end : other.start]
    if "\n\n" in between or len(between) > 60:
        return False
    same_answer = one.unit.how == other.unit.how and one.unit.topics == other.unit.topics
    return same_answer or (one.strength >= 1.5 and other.strength >= 1.2 and one.unit.block == other.unit.block)


def _joined(one: Candidate, other: Candidate) -> Candidate:
    text = one.unit.source.text[one.start : other.end]
    return replace(
        one, value=" ".join(text.split()), end=other.end, strength=max(one.strength, other.strength), cost=min(one.cost, other.cost),
        hedged=one.hedged or other.hedged,
    )  # fmt: skip


def whole_clause(unit: Unit, at: int) -> tuple[int, int]:
    """The clause of a sentence that holds an offset."""
    return clause_around(unit.clauses, at)
