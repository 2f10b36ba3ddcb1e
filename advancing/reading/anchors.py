"""What a value can belong to: the cues of a sentence and what heads it (a label, our question, a heading), and which
kinds of value each takes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from advancing.reading.cues import Cue
from advancing.reading.mentions import Kind, Mention
from advancing.reading.paraphrase import find_told
from advancing.reading.units import Unit

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

TAKES: dict[Kind, tuple[str, ...]] = {
    Kind.TIME: (*TIME_FIELDS, *_OTHER_TIME),
    Kind.NUMBER: (*COUNT_FIELDS, *TIME_FIELDS, "other.count", "other.time", "other.supportCheck", "schedule.setLength", "hospitality.buyoutAmount", "business.merchSplit", "business.ageRestriction"),
    Kind.DURATION: ("schedule.setLength", "schedule.showTime", "schedule.soundCheck", "schedule.supportTime", "other.time", "other.supportCheck", "schedule.loadOut", "schedule.loadIn", "schedule.doors"),
    Kind.MONEY: ("hospitality.buyoutAmount", "other.money", "business.merchSplit", "technical.houseEngineers", "logistics.stagehands", "logistics.busParking"),
    Kind.PERCENT: ("business.merchSplit", "other.percent"),
    Kind.RATIO: ("business.merchSplit", "other.percent"),
    Kind.SIZE: ("technical.stageSize", "other.size"),
}  # fmt: skip

ABSORBERS = frozenset((*_OTHER_TIME, "other.count", "other.money", "other.percent", "other.size", "other.time"))


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


def anchors_of(unit: Unit, cues: Sequence[Cue], mentions: Sequence[Mention]) -> list[Anchor]:
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
    if any(mention.kind in (Kind.TIME, Kind.NUMBER) for mention in mentions):
        anchors += [
            Anchor(told.concept, told.start, told.end, told.weak)
            for told in find_told(unit.source.folded, unit.start, unit.end, unit.cues, mentions)
        ]
    if unit.label is not None and _YOU_LABEL.fullmatch(unit.source.folded[slice(*unit.label)]):
        anchors.append(Anchor("schedule.showTime", *unit.label, False, "label"))
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


_YOU_LABEL = re.compile(r"\W*(?:you|you guys|you lot|y'?all|us|u|vous|ihr|euch|jullie|ustedes|vosotros)\W*")


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


def one_per_place(anchors: Sequence[Anchor]) -> list[Anchor]:
    kept: dict[int, Anchor] = {}
    for anchor in anchors:
        if anchor.start not in kept or (kept[anchor.start].weak and not anchor.weak):
            kept[anchor.start] = anchor
    return [kept[start] for start in sorted(kept)]


def sort_of(concept: str) -> str:
    """What sort of thing a concept takes: a cue of another sort in between does not part a value from its own."""
    if concept in TIME_FIELDS or concept in ("other.time", "other.supportCheck", "schedule.setLength"):
        return "time"
    return "count" if concept in COUNT_FIELDS or concept == "other.count" else concept
