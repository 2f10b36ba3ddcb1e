"""Readings of times, counts, amounts and sizes: each pair of cue and value with how it was said, what is not about us left out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from advancing.fields import FieldKey, FieldType, find_field
from advancing.reading.anchors import TIME_FIELDS
from advancing.reading.candidate import Candidate
from advancing.reading.cues import WORD
from advancing.reading.dates import NamedDay
from advancing.reading.discourse import Manner, clause_around
from advancing.reading.field_values import value_for
from advancing.reading.leftovers import NO_SET, read_leftovers
from advancing.reading.manner import manner_of
from advancing.reading.mentions import Kind, Mention
from advancing.reading.pairing import NOT_BEFORE, Pair, is_others, pair_values
from advancing.reading.sources import Ground, Source
from advancing.reading.units import Unit

_OVER_BY = re.compile(
    r"\b(?:complete|completed|finished|done|over|ends?|ended|concludes?|conclude|concluded|wrapped|fertig|fini|termina\w*|klaar)\b"
)

_HAD = re.compile(r"\b(?:had|used to have|used to be|hatten|avait|avions|teniamos|hadden)\s(?:\w+\s)?$")

_AMENDS = re.compile(
    r"(?:^|\n)\W{0,3}(?:p\.? ?s\.?|ps ?\d|edit|correction|update|korrektur|correctie|correccion)\b[\s:.,-]|\bout of date\b|\bgo by that\b|\b(?:made|my) (?:a )?mistake\b|\bi was wrong\b|\btyped it wrong\b"
)


def read_candidates(units: Sequence[Unit], ground: Ground) -> Iterator[Candidate]:
    """All readings of times, counts, amounts and sizes that sentences offer.

    Args:
        units: The sentences, in order.
        ground: What is known.

    Yields:
        Candidates; what a sentence says of another show, room or time is left out.
    """
    last: list[Candidate] = []
    amended: tuple[Source, int] | None = None
    for unit in units:
        if unit.foreign:
            continue
        if _AMENDS.search(unit.folded):
            amended = (unit.source, unit.block)
        amending = amended == (unit.source, unit.block)
        pairs, left = pair_values(unit)
        manners = unit.manners
        clauses = unit.clauses
        here = []
        for pair in pairs:
            candidate = _candidate(unit, pair, manners, clauses, ground)
            if candidate:
                here.append(candidate)
        here += read_leftovers(unit, left, [*last, *here], manners, clauses, ground)
        if here:
            last = here
        if amending or _takes_back(unit):
            here = [replace(one, corrected=True) if amending or one.field in TIME_FIELDS else one for one in here]
        yield from here


def _takes_back(unit: Unit) -> bool:
    """Whether a sentence names a time that does not hold ("at three instead of four"): the one it gives corrects it."""
    return any(
        mention.kind is Kind.TIME
        and NOT_BEFORE.search(unit.source.folded, max(unit.start, mention.start - 26), mention.start)
        for mention in unit.mentions
    )


def _candidate(
    unit: Unit, pair: Pair, manners: Sequence[Manner], clauses: Sequence[tuple[int, int]], ground: Ground
) -> Candidate | None:
    key, mention = pair.anchor.concept, pair.mention
    field_ = find_field(key)
    if field_ is None:
        return None
    if key == "schedule.showTime" and mention.kind is Kind.DURATION:
        key, field_ = "schedule.setLength", find_field("schedule.setLength")
    value, exact = value_for(key, mention, ground)
    if value is None or field_ is None:
        return None
    if (
        key == "schedule.setLength"
        and mention.kind is Kind.DURATION
        and (NO_SET.match(unit.source.folded, mention.end) or _is_their_set(unit, mention))
    ):
        return None
    if (
        key == "schedule.curfew"
        and pair.anchor.how == "cue"
        and re.search(
            r"\bi(?:'ll| will)? $", unit.source.folded[max(unit.start, pair.anchor.start - 8) : pair.anchor.start]
        )
    ):
        return None
    if (
        key in ("schedule.soundCheck", "schedule.loadIn")
        and pair.anchor.end <= mention.start
        and _OVER_BY.search(folded_gap(unit, pair))
    ):
        return None
    if key == "schedule.supportTime" and _is_their_check(unit, pair, value):
        return None
    folded = unit.source.folded
    if key != "schedule.supportTime" and is_others(unit, mention) and key not in ("business.merchSplit",):
        return None
    if field_.type is FieldType.TIME and _of_another_day(unit, mention, ground):
        return None
    if (
        key == "schedule.setLength"
        and re.match(r"\s(?:halves|sets)\b", unit.source.folded[mention.end : mention.end + 8])
        and isinstance(value, int)
    ):
        value = (
            value * 2
            if re.search(r"\b(?:two|2)(?: x)?\s$", unit.source.folded[max(0, mention.start - 7) : mention.start])
            else value
        )
    manner = manner_of(unit, mention.start, mention.end, manners, clauses)
    if manner["denied"]:
        return None
    if manner["putoff"] and key != "business.capacity" and _putoff_owns(mention, manners, clauses):
        return None
    start, end = _words(unit, pair, clauses)
    return Candidate(
        FieldKey(key), value, start, end, unit, pair.cost, pair.anchor.how, pair.anchor.weak,
        hedged=manner["hedged"] or mention.hedged or manner["putoff"], putoff=manner["putoff"],
        past=manner["past"] or _HAD.search(folded, max(unit.start, mention.start - 24), mention.start) is not None, general=manner["general"],
        corrected=manner["corrected"], options=mention.options or _offers_two(folded, mention), exact=exact, ours=manner["ours"] or _names_artist(unit, pair, ground),
        until=mention.until if field_.type is FieldType.TIME else (),
    )  # fmt: skip


def folded_gap(unit: Unit, pair: Pair) -> str:
    """The words between a cue and the value behind it."""
    return unit.source.folded[pair.anchor.end : pair.mention.start]


def _names_artist(unit: Unit, pair: Pair, ground: Ground) -> bool:
    words = tuple(WORD.findall(unit.source.folded[pair.anchor.start : pair.anchor.end]))
    return (
        pair.anchor.how in ("cue", "label")
        and bool(words)
        and any(words == entry[0] for entry in ground.artist_lexicon.get(words[0], ()))
    )


def _is_their_set(unit: Unit, mention: Mention) -> bool:
    """Whether a length is the support's: the last act named before it is theirs."""
    acts = [
        cue
        for cue in unit.cues
        if cue.start < mention.start
        and (
            cue.speaks_of("schedule.supportTime")
            or (cue.speaks_of("schedule.showTime") and not cue.weak_for("schedule.showTime"))
        )
    ]
    return bool(acts) and acts[-1].speaks_of("schedule.supportTime")


def _is_their_check(unit: Unit, pair: Pair, value: object) -> bool:
    """Whether a support's time is their sound check: the sentence just spoke of ours, and the hour is early."""
    before = [
        cue
        for cue in unit.cues
        if cue.start < pair.mention.start and any(k in TIME_FIELDS and not cue.weak_for(k) for k in cue.concepts)
    ]
    before = [cue for cue in before if not cue.speaks_of("schedule.supportTime")]
    checking = before[-1].speaks_of("schedule.soundCheck") if before else "schedule.soundCheck" in unit.topics
    return checking and isinstance(value, tuple) and 12 * 60 < max(value) < 18 * 60 + 50


def _putoff_owns(mention: Mention, manners: Sequence[Manner], clauses: Sequence[tuple[int, int]]) -> bool:
    """Whether a value is part of what is put off ("will confirm by 5pm") and not followed by it ("7pm, will confirm")."""
    low, _ = clause_around(clauses, mention.start)
    return any(m.kind == "putoff" and low <= m.start < mention.start for m in manners)


def _words(unit: Unit, pair: Pair, clauses: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The words to quote: from the cue to the value, widened to the clause they begin in."""
    start, end = pair.mention.start, pair.mention.end
    if pair.anchor.how in ("cue", "label"):
        start, end = min(start, pair.anchor.start), max(end, pair.anchor.end)
    low, _ = clause_around(clauses, start)
    _, high = clause_around(clauses, max(start, end - 1))
    start, end = min(start, max(low, unit.start)), max(end, min(high, unit.end))
    text = unit.source.text
    while start < end and text[start] in " \n\t,;-–—()":
        start += 1
    while end > start and text[end - 1] in " \n\t,;-–—(":
        end -= 1
    return start, end


_ONE_OR = re.compile(
    r"(?:\d\s?[€£$]?|\bone|\btwo|\bthree|\bfour|\bfive|\bsix|\bseven|\beight|\bnine|\bzwei|\bdrei|\bdeux|\bdos|\btwee)\s?(?:or|oder|ou|of|o)\s[€£$]?$"
)
_OR_ANOTHER = re.compile(
    r"\s?(?:[€£$]|eur|usd|pm|am)?\s?(?:or|oder|ou|of|o)\s(?:maybe\s)?(?:[€£$]?\d|one|two|three|four|five|six|seven|eight|nine|drei|vier|trois|tres|drie)"
)


def _offers_two(folded: str, mention: Mention) -> bool:
    before = folded[max(0, mention.start - 12) : mention.start]
    after = folded[mention.end : mention.end + 14]
    return bool(_ONE_OR.search(before) or _OR_ANOTHER.match(after))


def _of_another_day(unit: Unit, mention: Mention, ground: Ground) -> bool:
    """Whether a weekday or date right beside a time is not the show's."""
    if ground.date is None:
        return False
    folded = unit.source.folded
    for other in unit.mentions:
        if other.kind is not Kind.DATE or not isinstance(other.value, NamedDay) or other.value.may_be(ground.date):
            continue
        if not (unit.start <= other.start and other.end <= unit.end):
            continue
        gap = folded[other.end : mention.start] if other.end <= mention.start else folded[mention.end : other.start]
        if len(gap) <= 14 and re.fullmatch(
            r"[\s,:]{0,3}(?:(?:at|is|are|by|from|on|um|ab|till|a las|a|om|morning|afternoon|evening|night|den|le|el|the)[\s,]{0,2}){0,3}",
            gap,
        ):
            return True
    return False
