"""Which value belongs to which cue: the nearest that fits, both ways, each used once, cheapest pairs first.

What heads a sentence (a label, our question, a heading) stands in it as a cue before its first word.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from advancing.fields import find_field
from advancing.reading.cues import Cue
from advancing.reading.mentions import Kind, Mention
from advancing.reading.scope import Unit

TIME_FIELDS = (
    "schedule.loadIn", "schedule.soundCheck", "schedule.doors", "schedule.supportTime", "schedule.showTime", "schedule.curfew", "schedule.loadOut",
)  # fmt: skip
COUNT_FIELDS = (
    "logistics.stagehands", "hospitality.dressingRooms", "hospitality.showers", "hospitality.guestListAllocation", "hospitality.parkingSpaces",
    "hospitality.towels", "business.capacity",
)  # fmt: skip
_OTHER_TIME = (
    "other.time",
    "other.supportCheck",
    "hospitality.catering",
    "business.settlement",
    "logistics.busParking",
    "hospitality.parkingSpaces",
    "hospitality.guestListAllocation",
    "business.merchSplit",
    "hospitality.towels",
    "business.ageRestriction",
)
_TAKES: dict[Kind, tuple[str, ...]] = {
    Kind.TIME: (*TIME_FIELDS, *_OTHER_TIME),
    Kind.NUMBER: (*COUNT_FIELDS, *TIME_FIELDS, "other.count", "other.time", "other.supportCheck", "schedule.setLength", "hospitality.buyoutAmount", "business.merchSplit", "business.ageRestriction"),
    Kind.DURATION: ("schedule.setLength", "schedule.showTime", "schedule.soundCheck", "schedule.supportTime", "other.time", "other.supportCheck", "schedule.loadOut", "schedule.loadIn", "schedule.doors"),
    Kind.MONEY: ("hospitality.buyoutAmount", "other.money", "business.merchSplit", "technical.houseEngineers", "logistics.stagehands", "logistics.busParking"),
    Kind.PERCENT: ("business.merchSplit", "other.percent"),
    Kind.RATIO: ("business.merchSplit", "other.percent"),
    Kind.SIZE: ("technical.stageSize", "other.size"),
}  # fmt: skip
_ABSORBERS = frozenset((*_OTHER_TIME, "other.count", "other.money", "other.percent", "other.size", "other.time"))
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
_BRACKETED = re.compile(r"\([^()]{0,80}\)")
_BEFORE_TIME = re.compile(
    r"(?:\b(?:at|by|from|till|until|til|around|about|approx\.?|circa|ca\.?|before|after|for|is|are|um|ab|bis|gegen|vers|des|a partir de|a las|las|sobre las|hacia las|om|rond|vanaf|tot|van|a|say|think|now|make that|make it|not|latest|then|closer to|be|on|kl)|[@~=:/,>-]|^)\s{0,2}$"
)
_STRONG_BEFORE_TIME = re.compile(
    r"(?:\b(?:at|by|from|till|until|til|um|ab|bis|gegen|vers|a partir de|a las|las|sobre las|om|rond|vanaf|tot|closer to|make that|make it|kl|around|about|like|after|before|until)|[@~])\s{0,2}(?:around |about |like )?$"
)
_AFTER_TIME = re.compile(
    r"\s{0,2}(?:$|[,;.!?)/(-]|\b(?:and|but|for|till|until|to|like|sharp|latest|in|so|if|the|on|with|is|or|at|then|if|as|bc|because|cos|you|we|support|doors|set|show|ok|fine|please|works|thru|through|und|mit|et|y|en|probably|curfew|load|max|hard|not|no|they|he|she|per|while|when|since|before|after|please|each|tops|do|that|which|where|there|here|our|your|this)\b)"
)
_FOR_OTHERS = re.compile(
    r"\s{0,2}(?:\w+\s){0,2}(?:for|to)\s(?:the\s|your\s)?(?:support|opener|openers|locals?|house|venue|other|promoter|opening|vorband|staff|themselves|them|us)\b"
)
_FILLER = re.compile(
    r"^[\s:=,.\-–()]*(?:(?:is|are|at|from|by|will be|would be|be|it's|its|we have|we've got|we got|of|for|about|around|roughly|approx|ca|circa|you|your|yes|ok|=|time|a|on|the|um|ab|a las|las|om|vanaf|est|sind|ist|es|zijn|kl|i|i'd|think|would|guess|say|probably|likely|should|is|most|at|maybe|approx|hopefully|looks|like|aiming|penciled|in|still|now|no|earlier|than|just|only|possible|the day)[\s:=,.-]*){0,5}$"
)

NOT_BEFORE = re.compile(
    r"(?:\b(?:and not|not|isn't|aren't|rather than|instead of|no longer|nicht|statt|anstatt|au lieu de|en vez de|in plaats van|niet|(?:mov(?:ed|es)|chang(?:ed|es)|push(?:ed|es)|bump(?:ed|s)|shift(?:ed|s)|gone|went|go|goes|slid|slides|slips?|slipped|drops?|jumps?)\s(?:\w+\s)?from|up from|down from|pushed from|was|used to be|previously|formerly|zuvor|avant|versus|vs\.?))\s{0,2}(?:the\s|at\s|um\s|a las\s|the usual\s|usual\s)?$"
)
"""What stands before a value that does not hold ("not 8:30", "moved from 7:00")."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """Something a value can belong to: a cue in the text, or what heads the sentence.

    Args:
        concept: The field or neighbour it stands for.
        start: Offset of its first character (for what heads the sentence: the sentence's).
        end: Offset after its last.
        weak: Whether it is a weak cue.
        how: `cue`, `label`, `question`, `number` or `heading`.
        rank: For what heads the sentence: its place among the topics.
        cost: What it costs to be taken.
    """

    concept: str
    start: int
    end: int
    weak: bool = False
    how: str = "cue"
    rank: int = 0
    cost: float = 0.0


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
    cues = unit.cues
    mentions = [
        mention
        for mention in unit.mentions
        if unit.start <= mention.start < unit.end and (mention.end <= unit.end or mention.kind is Kind.SIZE) and mention.kind in _TAKES and unit.counts(mention.start, mention.end)
        and not any(cue.start <= mention.start and mention.end <= cue.end for cue in cues)
        and not NOT_BEFORE.search(unit.source.folded, max(unit.start, mention.start - 26), mention.start)
    ]  # fmt: skip
    if not mentions:
        return [], []
    anchors = _anchors(unit, cues, mentions)
    listed = _listed(unit, anchors, mentions)
    if listed:
        used = {id(pair.mention) for pair in listed}
        return listed, [mention for mention in mentions if id(mention) not in used]
    costs = []
    for mention in mentions:
        for anchor in _near(anchors, mention):
            if anchor.concept in _TAKES[mention.kind]:
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
        if id(pair.mention) in taken or (key in used_anchors and anchor.concept not in _ABSORBERS):
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


def _anchors(unit: Unit, cues: Sequence[Cue], mentions: Sequence[Mention]) -> list[Anchor]:
    anchors = []
    checking = (
        any(cue.speaks_of("schedule.soundCheck") and not cue.weak_for("schedule.soundCheck") for cue in cues)
        or "schedule.soundCheck" in unit.topics[:1]
    )
    for cue in cues:
        in_label = unit.label is not None and cue.end <= unit.label[1]
        for concept, weak in cue.concepts.items():
            key = concept
            if concept == "schedule.supportTime" and unit.topics == ("schedule.soundCheck",):
                key = "other.supportCheck"
            elif (
                concept == "schedule.supportTime"
                and checking
                and re.match(r"\s?(?:at|from|get|gets|:)?\s?$", unit.source.folded[cue.end : cue.end + 1])
            ):
                key = concept
            if concept == "schedule.supportTime" and _NO_SUPPORT.search(
                unit.source.folded[max(unit.start, cue.start - 12) : cue.start]
            ):
                continue
            if weak and concept in COUNT_FIELDS and concept not in unit.source.ground.asked_fields and not in_label:
                continue
            anchors.append(Anchor(key, cue.start, cue.end, weak, "label" if in_label else "cue"))
            if (
                in_label
                and concept == "schedule.showTime"
                and unit.label
                and "min" in unit.source.folded[slice(*unit.label)]
            ):
                anchors[-1] = Anchor("schedule.setLength", cue.start, cue.end, False, "label")
    anchors += _you_alone(unit, mentions)
    named = {anchor.concept for anchor in anchors if not anchor.weak}
    for rank, topic in enumerate(unit.topics):
        if topic in named and len(unit.topics) > 1:
            continue
        cost = {"question": 0.5, "number": 0.6, "label": 0.6, "heading": 0.9}[unit.how] + 0.9 * min(unit.order, 3)
        anchors.append(Anchor(topic, unit.start, unit.start, False, unit.how, rank, cost))
    return anchors


_NO_SUPPORT = re.compile(r"\b(?:no|without|kein|keine|keinen|pas de|sans|sin|geen|zonder)\s$")
_YOU = re.compile(
    r"[\s:=|-]{0,6}(?:you|you guys|you!|you lot|yourselves|u|us|vous|ihr|euch|jullie|vosotros|ustedes|dere|er|ni)[\s!.)]{0,3}$"
)


def _you_alone(unit: Unit, mentions: Sequence[Mention]) -> list[Anchor]:
    """`21h45 - vous`: nothing but the time and us is our show."""
    if (
        len(mentions) != 1
        or mentions[0].kind is not Kind.TIME
        or unit.folded[: mentions[0].start - unit.start].strip(" -*")
    ):
        return []
    alone = _YOU.match(unit.source.folded, mentions[0].end, unit.end)
    return [Anchor("schedule.showTime", mentions[0].end, unit.end)] if alone else []


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
    named = _one_per_place(named)
    if len(named) != len(times):
        named = [
            anchor
            for anchor in anchors
            if anchor.concept in TIME_FIELDS and anchor.how in ("question", "number", "heading")
        ]
    if len(named) != len(times):
        return []
    return [Pair(anchor, mention, 0.4) for anchor, mention in zip(named, times, strict=True)]


def _one_per_place(anchors: Sequence[Anchor]) -> list[Anchor]:
    kept: dict[int, Anchor] = {}
    for anchor in anchors:
        if anchor.start not in kept or (kept[anchor.start].weak and not anchor.weak):
            kept[anchor.start] = anchor
    return [kept[start] for start in sorted(kept)]


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
    cost += 0.5 * len(re.findall(r"\b(?:and|und|et|y|en|&)\b", gap)) + 1.0 * len(
        re.findall(r"\b(?:but|aber|mais|pero|maar)\b|\s-\s", gap)
    )
    cost += 1.2 if anchor.weak else 0.0
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
            and _sort(other.concept) == _sort(anchor.concept)
        }
    )
    if mention.kind is Kind.NUMBER:
        cost += _number_cost(unit, anchor, mention, gap, before)
    elif before:
        cost -= 0.3 if re.search(r"(?:\b(?:at|by|from|is|are|um|ab|a las|om)|[:=@-])\s{0,3}$", gap) else 0.0
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
    if anchor.concept == "schedule.setLength" and mention.kind is Kind.DURATION:
        cost -= 0.3
    return cost


def _alike(one: Mention, other: Mention) -> bool:
    if {one.kind, other.kind} <= {Kind.PERCENT, Kind.RATIO}:
        return True
    return one.kind is other.kind


def _sort(concept: str) -> str:
    """What sort of thing a concept takes: a cue of another sort in between does not part a value from its own."""
    if concept in TIME_FIELDS or concept in ("other.time", "other.supportCheck", "schedule.setLength"):
        return "time"
    return "count" if concept in COUNT_FIELDS or concept == "other.count" else concept


def _headed_cost(unit: Unit, anchor: Anchor, mention: Mention, mentions: Sequence[Mention]) -> float:
    fitting = [other for other in mentions if anchor.concept in _TAKES[other.kind]]
    place = next((at for at, other in enumerate(fitting) if other is mention), 0)
    ranks = [topic for topic in unit.topics if topic in _TAKES[mention.kind]]
    rank = ranks.index(anchor.concept) if anchor.concept in ranks else 0
    gap = unit.source.folded[unit.start : mention.start]
    cost = 0.9 * abs(place - rank) + 0.08 * min(len(_WORD.findall(gap)), 12)
    if mention.kind is Kind.NUMBER and anchor.concept in TIME_FIELDS:
        return cost + (0.3 if _bare_time_fits(unit, mention, True) else 9)
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
        if not _bare_time_fits(unit, mention, before and _FILLER.match(gap) is not None):
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


def _bare_time_fits(unit: Unit, mention: Mention, adjacent: bool) -> bool:
    value = mention.value
    if not isinstance(value, float) or value != int(value) or value < 0 or (mention.options and value > 12):
        return False
    if value > 24 and not (adjacent and mention.exact and 100 <= value <= 2359 and value % 100 < 60 and value % 5 == 0):
        return False
    folded = unit.source.folded
    before = folded[max(unit.start, mention.start - 16) : mention.start]
    after = folded[mention.end : min(unit.end, mention.end + 14)]
    follows = _AFTER_TIME.match(after) is not None or any(
        cue.start - mention.end in (1, 2)
        and any(concept in TIME_FIELDS or concept.startswith("other.") for concept in cue.concepts)
        for cue in unit.cues
    )
    if _STRONG_BEFORE_TIME.search(before):
        return follows or not re.match(r"\s(?:people|persons|each|per|names|guests|stairs|steps)", after)
    if not mention.exact and not _STRONG_BEFORE_TIME.search(before):
        return adjacent and follows and value > 1 and mention.end - mention.start > 2
    return (adjacent or _BEFORE_TIME.search(before) is not None) and follows


def is_field(concept: str) -> bool:
    """Whether a concept is a field of the catalogue."""
    return find_field(concept) is not None
