"""Which value belongs to which cue: the nearest that fits, both ways, each used once, cheapest pairs first.

What heads a sentence (a label, our question, a heading) stands in it as a cue before its first word."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from advancing.reading.anchors import ABSORBERS, TAKES, TIME_FIELDS, Anchor, anchors_of, one_per_place, sort_of
from advancing.reading.bare_times import bare_time_fits
from advancing.reading.mentions import Kind, Mention
from advancing.reading.units import Unit

FAR = 130
"""Characters beyond which a value and a cue have nothing to do with each other."""

MAX_COST = {
    Kind.TIME: 4.6,
    Kind.NUMBER: 3.1,
    Kind.DURATION: 3.6,
    Kind.MONEY: 5.5,
    Kind.PERCENT: 6.0,
    Kind.RATIO: 6.0,
    Kind.SIZE: 4.5,
}

_WORD = re.compile(r"[^\W_]+")

_AND = re.compile(r"\b(?:and|und|et|y|en|&)\b")
_BUT = re.compile(r"\b(?:but|aber|mais|pero|maar)\b|\s-\s")
_LEADS = re.compile(r"(?:\b(?:at|by|from|is|are|um|ab|a las|om)|[:=@-])\s{0,3}$")
_BRACKETED = re.compile(r"\([^()]{0,80}\)")

_FOR_OTHERS = re.compile(
    r"\s{0,2}(?:\w+\s){0,2}(?:for|to)\s(?:the\s|your\s)?(?:support|opener|openers|locals?|house|venue|other|promoter|opening|vorband|staff|themselves|them|us)\b"
)

_FILLER = re.compile(
    r"^[\s:=,.\-–()]*(?:(?:is|are|at|from|by|will be|would be|be|it's|its|we have|we've got|we got|of|for|about|around|roughly|approx|ca|circa|you|your|yes|ok|=|time|a|on|the|um|ab|a las|las|om|vanaf|est|sind|ist|es|zijn|kl|i|i'd|think|would|guess|say|probably|likely|should|is|most|at|maybe|approx|hopefully|looks|like|aiming|penciled|in|still|now|no|earlier|than|just|only|possible|the day)[\s:=,.-]*){0,5}$"
)

NOT_BEFORE = re.compile(
    r"(?:\b(?:and not|not|can't do|cannot do|can not do|couldn't do|won't do|not at|isn't|aren't|rather than|instead of|no longer|nicht|statt|anstatt|au lieu de|en vez de|in plaats van|niet|(?:mov(?:ed|es)|chang(?:ed|es)|push(?:ed|es)|bump(?:ed|s)|shift(?:ed|s)|gone|went|go|goes|slid|slides|slips?|slipped|drops?|jumps?)\s(?:\w+\s)?from|up from|down from|pushed from|was|used to be|previously|formerly|zuvor|avant|versus|vs\.?))\s{0,2}(?:the\s|at\s|um\s|a las\s|the usual\s|usual\s)?$"
)
"""What stands before a value that does not hold ("not 8:30", "moved from 7:00")."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A value and what it belongs to.

    Args:
        anchor: The cue.
        mention: The value.
        cost: How far they are from each other; 0 is side by side.
    """

    anchor: Anchor
    mention: Mention
    cost: float


def pair_values(unit: Unit) -> tuple[list[Pair], list[Mention]]:
    """Pair the values of a sentence with its cues.

    Args:
        unit: The sentence.

    Returns:
        The pairs in the order of the text (those with neighbours of fields too), and the values left over.
    """
    if unit.paired is None:
        unit.paired = _pair_values(unit)
    return unit.paired


def _pair_values(unit: Unit) -> tuple[list[Pair], list[Mention]]:
    cues = unit.cues
    mentions = [
        mention
        for mention in unit.mentions
        if unit.start <= mention.start < unit.end and (mention.end <= unit.end or mention.kind is Kind.SIZE) and mention.kind in TAKES and unit.counts(mention.start, mention.end)
        and not any(cue.start <= mention.start and mention.end <= cue.end for cue in cues)
        and not NOT_BEFORE.search(unit.source.folded, max(unit.start, mention.start - 26), mention.start)
    ]  # fmt: skip
    if not mentions:
        return [], []
    anchors = anchors_of(unit, cues, mentions)
    listed = _listed(unit, anchors, mentions)
    if listed:
        used = {id(pair.mention) for pair in listed}
        return listed, [mention for mention in mentions if id(mention) not in used]
    costs = []
    for mention in mentions:
        for anchor in _near(anchors, mention):
            if anchor.concept in TAKES[mention.kind]:
                cost = _cost(unit, anchor, mention, anchors, mentions)
                limit = MAX_COST[Kind.TIME] if anchor.concept in TIME_FIELDS else MAX_COST[mention.kind]
                if cost <= limit:
                    costs.append(Pair(anchor, mention, cost))
    costs.sort(key=lambda pair: (pair.cost, pair.mention.start))
    taken: set[int] = set()
    used_anchors: set[tuple[object, ...]] = set()
    pairs = []
    for pair in costs:
        anchor = pair.anchor
        key = (anchor.start, anchor.concept if anchor.how != "cue" else "", anchor.how, _family(pair.mention, anchor))
        if id(pair.mention) in taken or (key in used_anchors and anchor.concept not in ABSORBERS):
            continue
        taken.add(id(pair.mention))
        used_anchors.add(key)
        pairs.append(pair)
    pairs.sort(key=lambda pair: pair.mention.start)
    return pairs, [mention for mention in mentions if id(mention) not in taken]


def _near(anchors: Sequence[Anchor], mention: Mention) -> list[Anchor]:
    """The anchors that a value may belong to at all: further ones would cost too much anyway."""
    return [
        anchor for anchor in anchors
        if anchor.how not in ("cue", "label") or (anchor.start - mention.end <= FAR and mention.start - anchor.end <= FAR)
    ]  # fmt: skip


def is_others(unit: Unit, mention: Mention) -> bool:
    """Whether the words behind a value say that it is for somebody else ("4 for the opener")."""
    return _FOR_OTHERS.match(unit.source.folded, mention.end, min(unit.end, mention.end + 40)) is not None


def _family(mention: Mention, anchor: Anchor) -> str:
    if anchor.concept in TIME_FIELDS and mention.kind in (Kind.NUMBER, Kind.TIME):
        return "time"
    return mention.kind


def _listed(unit: Unit, anchors: Sequence[Anchor], mentions: Sequence[Mention]) -> list[Pair]:
    """`Doors / support / us: 7 / 8 / 9.15`: as many names as values, all names before, paired in order."""
    times = [
        m
        for m in mentions
        if m.kind is Kind.TIME or (m.kind is Kind.NUMBER and isinstance(m.value, float) and m.value <= 24 and m.exact)
    ]
    if len(times) < 2 or len(times) != len(mentions):
        return []
    between = [unit.source.folded[a.end : b.start] for a, b in pairwise(times)]
    if not all(re.fullmatch(r"\s{0,2}(?:/|,|;|\||-|&|and|then)\s{0,2}(?:then\s)?", gap) for gap in between):
        return []
    named = [
        anchor
        for anchor in anchors
        if anchor.concept in TIME_FIELDS and anchor.how in ("label", "cue") and anchor.end <= times[0].start
    ]
    named = one_per_place(named)
    if len(named) != len(times):
        named = [
            anchor
            for anchor in anchors
            if anchor.concept in TIME_FIELDS and anchor.how in ("question", "number", "heading")
        ]
    if len(named) != len(times):
        return []
    return [Pair(anchor, mention, 0.4) for anchor, mention in zip(named, times, strict=True)]


def _cost(
    unit: Unit, anchor: Anchor, mention: Mention, anchors: Sequence[Anchor], mentions: Sequence[Mention]
) -> float:
    folded = unit.source.folded
    if anchor.how not in ("cue", "label"):
        return anchor.cost + _headed_cost(unit, anchor, mention, mentions)
    if anchor.end <= mention.start:
        gap, low, high, before = folded[anchor.end : mention.start], anchor.end, mention.start, True
    else:
        gap, low, high, before = folded[mention.end : anchor.start], mention.end, anchor.start, False
    gap = _BRACKETED.sub("()", gap)
    words = len(_WORD.findall(gap))
    cost = 0.22 * words + 1.2 * gap.count(",") + 2.5 * gap.count(";") + 0.5 * (gap.count("(") + gap.count(")"))
    if words or "-" in gap:
        cost += 0.5 * len(_AND.findall(gap)) + 1.0 * len(_BUT.findall(gap))
    cost += 0.0 if not anchor.weak else 0.3 if anchor.how == "label" and mention.kind is Kind.NUMBER else 1.2
    cost -= 0.4 if anchor.how == "label" and not anchor.concept.startswith("other.") else 0.0
    cost += 1.5 if anchor.concept.startswith("other.") and "(" in gap else 0.0
    between = [other for other in mentions if low <= other.start < high and _alike(other, mention)]
    cost += 2.2 * len(between)
    cost += 1.6 * len(
        {
            other.start
            for other in anchors
            if other.how in ("cue", "label")
            and low <= other.start < high
            and not other.weak
            and sort_of(other.concept) == sort_of(anchor.concept)
        }
    )
    if mention.kind is Kind.NUMBER:
        cost += _number_cost(unit, anchor, mention, gap, before)
    elif before:
        cost -= 0.3 if _LEADS.search(gap) else 0.0
    else:
        value_first = unit.source.folded[unit.start : mention.start].strip(" -•*") == ""
        cost += 0.1 if value_first and not gap.count(",") else 0.8
    if (
        anchor.concept
        in (
            "hospitality.catering",
            "business.settlement",
            "logistics.busParking",
            "hospitality.parkingSpaces",
            "hospitality.guestListAllocation",
            "business.merchSplit",
            "hospitality.towels",
            "business.ageRestriction",
        )
        and mention.kind is Kind.TIME
    ):
        cost += 0.7
    if anchor.concept == "schedule.showTime" and mention.kind is Kind.DURATION and not before:
        cost += 1.5
    if anchor.concept == "schedule.setLength" and mention.kind is Kind.DURATION:
        cost -= 0.3
    return cost


def _alike(one: Mention, other: Mention) -> bool:
    if {one.kind, other.kind} <= {Kind.PERCENT, Kind.RATIO}:
        return True
    return one.kind is other.kind


def _headed_cost(unit: Unit, anchor: Anchor, mention: Mention, mentions: Sequence[Mention]) -> float:
    fitting = [other for other in mentions if anchor.concept in TAKES[other.kind]]
    place = next((at for at, other in enumerate(fitting) if other is mention), 0)
    ranks = [topic for topic in unit.topics if topic in TAKES[mention.kind]]
    rank = ranks.index(anchor.concept) if anchor.concept in ranks else 0
    gap = unit.source.folded[unit.start : mention.start]
    cost = 0.9 * abs(place - rank) + 0.08 * min(len(_WORD.findall(gap)), 12)
    if mention.kind is Kind.NUMBER and anchor.concept in TIME_FIELDS:
        return cost + (0.3 if bare_time_fits(unit, mention, True) else 9)
    if mention.kind is Kind.NUMBER and anchor.concept in (
        "schedule.setLength",
        "business.merchSplit",
        "hospitality.buyoutAmount",
        "business.ageRestriction",
    ):
        return cost + (0.3 if len(mentions) == 1 and mention.exact else 2.5)
    return cost


def _number_cost(unit: Unit, anchor: Anchor, mention: Mention, gap: str, before: bool) -> float:
    concept = anchor.concept
    if concept in TIME_FIELDS or concept in ("other.time", "other.supportCheck"):
        if not bare_time_fits(unit, mention, before and _FILLER.match(gap) is not None):
            return 9
        return 0.3 if before else 1.2
    if concept in ("schedule.setLength", "hospitality.buyoutAmount", "business.merchSplit"):
        if concept == "hospitality.buyoutAmount" and "buy" not in unit.source.folded[anchor.start : anchor.end]:
            return 9
        fits = (
            before
            and mention.exact
            and _FILLER.match(gap)
            and (concept != "schedule.setLength" or anchor.how == "label")
        )
        return 0.6 if fits else 9
    words = _WORD.findall(gap)
    bracketed = (
        1.2
        if unit.source.folded[max(unit.start, mention.start - 40) : mention.start].rfind("(")
        > unit.source.folded[max(unit.start, mention.start - 40) : mention.start].rfind(")")
        else 0.0
    )
    if before:
        if concept == "hospitality.dressingRooms" and gap == " " and unit.source.folded[anchor.end - 1] != "s":
            return 9
        return (
            bracketed
            + (0.35 if _FILLER.match(gap) else 0.9)
            + (2 if len(words) > 7 else 0)
            + (0 if mention.exact or _FILLER.match(gap) else 0.8)
        )
    if len(words) > 4 or re.search(r"[.;:,]", gap):
        return 9
    return bracketed + (0.0 if mention.value else 0.2)
