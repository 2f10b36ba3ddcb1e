"""Opinions on a mail: for each value, which field it stands for; for each sentence, which fields it answers.

What becomes of them is told by `offers`.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, zip_longest

from advancing.reading.anchors import COUNT_FIELDS, TAKES, TIME_FIELDS
from advancing.reading.candidate import Candidate
from advancing.reading.evidence import TEXT_FIELDS
from advancing.reading.field_values import value_for
from advancing.reading.learned.context import sentence_features, speaking_features, value_features
from advancing.reading.learned.model import Models
from advancing.reading.mentions import Mention
from advancing.reading.merch import share_of
from advancing.reading.pairing import pair_values
from advancing.reading.sources import Ground
from advancing.reading.units import Unit

NONE = "none"
"""The class of a value that stands for no field."""
_SURELY = 1.0
"""A value or a sentence less likely than this is no reading of its own."""
SAID_CLASSES: Mapping[str, tuple[str, object]] = {
    "technical.backlineProvided=yes": ("technical.backlineProvided", True),
    "technical.backlineProvided=no": ("technical.backlineProvided", False),
    "business.merchSeller=artist": ("business.merchSeller", "artist"),
    "business.merchSeller=venue": ("business.merchSeller", "venue"),
    "business.merchSplit=0": ("business.merchSplit", 0),
    "hospitality.showers=0": ("hospitality.showers", 0),
    "hospitality.showers=1": ("hospitality.showers", 1),
    "hospitality.dressingRooms=0": ("hospitality.dressingRooms", 0),
    "hospitality.dressingRooms=1": ("hospitality.dressingRooms", 1),
    "hospitality.towels=0": ("hospitality.towels", 0),
    "hospitality.parkingSpaces=0": ("hospitality.parkingSpaces", 0),
    "hospitality.parkingSpaces=1": ("hospitality.parkingSpaces", 1),
    "logistics.stagehands=0": ("logistics.stagehands", 0),
    "hospitality.guestListAllocation=0": ("hospitality.guestListAllocation", 0),
    "hospitality.buyoutAmount=0": ("hospitality.buyoutAmount", 0),
}
"""What a sentence can say without a value of its own: the field and the value."""
DAY_CONTACT = "dayOfContact"
HANDED_OVER = "primaryContact"
"""Classes of a sentence that names who is there on the day, or to whom the writer hands over."""
_PERSONS: Mapping[str, tuple[str, ...]] = {
    "dayOfContact.name": (DAY_CONTACT,),
    "dayOfContact.phone": (DAY_CONTACT,),
    "primaryContact.name": (HANDED_OVER,),
}
SENTENCE_CLASSES = (*TEXT_FIELDS, *SAID_CLASSES)
LEFT_OPEN = "left open"
"""The class of a sentence that speaks of something asked and leaves it open ("Narelle will be in touch about parking")."""
VALUE_FIELDS = (*TIME_FIELDS, *COUNT_FIELDS, "schedule.setLength", "hospitality.buyoutAmount", "business.merchSplit", "technical.stageSize")  # fmt: skip


@dataclass(frozen=True, slots=True)
class ValueInContext:
    """A value with what stands around it.

    Args:
        unit: Its sentence.
        mention: The value.
        features: What stands around it.
        others: Whether the rules are sure that it stands for something that is no field ("the lift is 3 x 5 m").
    """

    unit: Unit
    mention: Mention
    features: dict[str, float]
    others: bool


Likely = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Speaking:
    """A sentence that speaks of a field.

    Args:
        unit: The sentence.
        field: The field.
        features: How it speaks of it.
    """

    unit: Unit
    field: str
    features: dict[str, float]


@dataclass(slots=True)
class Opinions:
    """What the models say of a mail.

    Args:
        values: Each value with the probability of each field.
        sentences: Each sentence with the probability that it answers a class, in the order of the mail.
        left_open: How likely each sentence that speaks of a field leaves it open.
    """

    values: list[tuple[ValueInContext, Likely]] = field(default_factory=list)
    sentences: list[tuple[Unit, Likely]] = field(default_factory=list)
    left_open: list[tuple[Speaking, float]] = field(default_factory=list)
    _by_unit: dict[int, list[tuple[ValueInContext, Likely]]] = field(init=False, default_factory=dict)
    _by_source: dict[int, list[tuple[Unit, Likely]]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for one, likely in self.values:
            self._by_unit.setdefault(id(one.unit), []).append((one, likely))
        for unit, likely in self.sentences:
            self._by_source.setdefault(id(unit.source), []).append((unit, likely))

    def of_values(self, unit: Unit) -> Sequence[tuple[ValueInContext, Likely]]:
        """The values of a sentence."""
        return self._by_unit.get(id(unit), ())

    def of_sentences(self, candidate: Candidate) -> Iterator[Likely]:
        """What is said of the sentences that a reading rests on."""
        placed = self._by_source.get(id(candidate.unit.source), [])
        for unit, likely in islice(placed, bisect_left(placed, candidate.start, key=_end), None):
            if unit.start >= candidate.end:
                return
            if unit.end > candidate.start:
                yield likely

    def best(self, key: str) -> float:
        """The most that any value or sentence of the mail is thought to be an answer for a field, 0 to 1."""
        names = [
            key,
            about(key),
            *(name for name, (said, _) in SAID_CLASSES.items() if said == key),
            *_PERSONS.get(key, ()),
        ]
        places = [likely for _, likely in (*self.values, *self.sentences)]
        return max((likely.get(name, 0.0) for likely in places for name in names), default=0.0)

    def from_on(self, unit: Unit, count: int) -> list[Unit]:
        """A sentence and those behind it in its source."""
        placed = self._by_source.get(id(unit.source), [])
        first = bisect_left(placed, unit.end, key=_end)
        return [other for other, _ in placed[first : first + count]]


def _end(placed: tuple[Unit, Likely]) -> int:
    return placed[0].end


def about(key: str) -> str:
    """The class of a sentence that answers a field by a value."""
    return f"about {key}"


def values_in_context(units: Sequence[Unit], offered: Sequence[Candidate], ground: Ground) -> Iterator[ValueInContext]:
    """Every value that may stand for a field, with its features.

    Args:
        units: The sentences to read, in order.
        offered: What the rules offer.
        ground: What is known.

    Yields:
        Values of sentences that are about this show.
    """
    own = [unit for unit in units if not unit.foreign]
    total = Counter(mention.kind for unit in own for mention in unit.mentions)
    seen: Counter[str] = Counter()
    by_unit: dict[int, list[Candidate]] = {}
    for candidate in offered:
        if candidate.field in VALUE_FIELDS:
            by_unit.setdefault(id(candidate.unit), []).append(candidate)
    for last, unit in zip([None, *own], own, strict=False):
        before = last if last and last.source is unit.source else None
        pairs, _ = pair_values(unit) if unit.mentions else ([], [])
        for mention in unit.mentions:
            if mention.kind in TAKES and unit.counts(mention.start, mention.end):
                offers = [
                    candidate
                    for candidate in by_unit.get(id(unit), ())
                    if candidate.start < mention.end and mention.start < candidate.end
                    and str(meaning(candidate.field, unit, mention, ground)[0]) == str(candidate.value)
                ]  # fmt: skip
                features = value_features(unit, mention, before, pairs, offers, seen[mention.kind], total[mention.kind])
                pair = next((pair for pair in pairs if pair.mention is mention), None)
                others = pair is not None and pair.anchor.concept.startswith("other.") and pair.cost < _SURELY
                yield ValueInContext(unit, mention, features, others)
            seen[mention.kind] += 1


def sentences_in_context(
    units: Sequence[Unit], offered: Sequence[Candidate]
) -> Iterator[tuple[Unit, dict[str, float]]]:
    """Every sentence that is about this show, with its features.

    Args:
        units: The sentences to read, in order.
        offered: What the rules offer.
    """
    by_unit: dict[int, list[Candidate]] = {}
    for candidate in offered:
        by_unit.setdefault(id(candidate.unit), []).append(candidate)
    before: Unit | None = None
    for unit in units:
        if not unit.foreign:
            last = before if before and before.source is unit.source else None
            yield unit, sentence_features(unit, last, by_unit.get(id(unit), ()))
        before = unit


def speaking_of_fields(
    units: Sequence[Unit], offered: Sequence[Candidate], keys: Collection[str]
) -> Iterator[Speaking]:
    """Where a mail speaks of fields, once for each sentence and field.

    Args:
        units: The sentences to read, in order.
        offered: What the rules offer.
        keys: The fields.
    """
    by_place: dict[tuple[int, str], list[Candidate]] = {}
    for candidate in offered:
        by_place.setdefault((id(candidate.unit), candidate.field), []).append(candidate)
    for unit, following in zip_longest(units, units[1:]):
        if unit.foreign:
            continue
        behind = following if following and following.source is unit.source and following.block == unit.block else None
        spans = {topic: (unit.start, unit.start) for topic in unit.topics if topic in keys}
        for weak in (True, False):
            for cue in reversed(unit.cues):
                for concept in cue.concepts:
                    if concept in keys and cue.weak_for(concept) is weak:
                        spans[concept] = (cue.start, cue.end)
        for key, span in spans.items():
            offers = by_place.get((id(unit), key), ())
            yield Speaking(unit, key, speaking_features(unit, key, span, behind, offers))


def opinions_of(units: Sequence[Unit], offered: Sequence[Candidate], ground: Ground, models: Models) -> Opinions:
    """Ask the models about a mail.

    Args:
        units: The sentences to read, in order.
        offered: What the rules offer.
        ground: What is known.
        models: Whom to ask.
    """
    in_context = list(values_in_context(units, offered, ground))
    sentences = list(sentences_in_context(units, offered))
    speaking = list(speaking_of_fields(units, offered, ground.asked_fields))
    open_ones = models.speaking.probabilities([one.features for one in speaking])
    return Opinions(
        list(zip(in_context, models.values.probabilities([one.features for one in in_context]), strict=True)),
        [
            (unit, likely)
            for (unit, _), likely in zip(
                sentences, models.sentences.probabilities([features for _, features in sentences]), strict=True
            )
        ],
        [(one, likely[LEFT_OPEN]) for one, likely in zip(speaking, open_ones, strict=True)],
    )


def meaning(key: str, unit: Unit, mention: Mention, ground: Ground) -> tuple[object, bool]:
    """What a value is worth for a field, and whether it has that one meaning only; None where it cannot be."""
    if key == "business.merchSplit":
        return share_of(unit, mention), True
    return value_for(key, mention, ground)
