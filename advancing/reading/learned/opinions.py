"""Opinions on a mail: for each value, which field it stands for; for each sentence, which fields it answers.

They are kept beside the readings that the rules offer, and become readings of their own where the rules offer none.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from advancing.fields import FieldKey
from advancing.reading.anchors import COUNT_FIELDS, TAKES, TIME_FIELDS
from advancing.reading.candidate import Candidate
from advancing.reading.discourse import clause_around, clauses_of
from advancing.reading.evidence import TEXT_FIELDS
from advancing.reading.field_values import value_for
from advancing.reading.learned.context import sentence_features, value_features
from advancing.reading.learned.model import Models
from advancing.reading.manner import manner_of
from advancing.reading.mentions import Mention
from advancing.reading.merch import share_of
from advancing.reading.pairing import pair_values
from advancing.reading.people import is_writers_name, names_in, person_fields
from advancing.reading.sources import Ground
from advancing.reading.units import Unit

NONE = "none"
"""The class of a value that stands for no field."""
OFFERED = 0.06
AGAINST = 0.9
"""A model alone must be this sure where the rules read the words as something else."""
_TOLD = 0.3
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
SENTENCE_CLASSES = (*TEXT_FIELDS, *SAID_CLASSES)
LEFT_OPEN = "left open"
"""The class of a sentence that speaks of something asked and leaves it open ("Narelle will be in touch about parking")."""
VALUE_FIELDS = (*TIME_FIELDS, *COUNT_FIELDS, "schedule.setLength", "hospitality.buyoutAmount", "business.merchSplit", "technical.stageSize")  # fmt: skip
VALUE_CLASSES = (NONE, *VALUE_FIELDS)


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


@dataclass(slots=True)
class Opinions:
    """What the models say of a mail.

    Args:
        values: Each value with the probability of each field.
        sentences: Each sentence with the probability that it answers a class, in the order of the mail.
    """

    values: list[tuple[ValueInContext, Likely]] = field(default_factory=list)
    sentences: list[tuple[Unit, Likely]] = field(default_factory=list)
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

    def from_on(self, unit: Unit, count: int) -> list[Unit]:
        """A sentence and those behind it in its source."""
        placed = self._by_source.get(id(unit.source), [])
        first = bisect_left(placed, unit.end, key=_end)
        return [other for other, _ in placed[first : first + count]]


def _end(placed: tuple[Unit, Likely]) -> int:
    return placed[0].end


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
    for unit in own:
        pairs, _ = pair_values(unit) if unit.mentions else ([], [])
        for mention in unit.mentions:
            if mention.kind in TAKES and unit.counts(mention.start, mention.end):
                offers = [
                    candidate
                    for candidate in by_unit.get(id(unit), ())
                    if candidate.start < mention.end and mention.start < candidate.end
                    and _plain(meaning(candidate.field, unit, mention, ground)[0]) == _plain(candidate.value)
                ]  # fmt: skip
                features = value_features(unit, mention, pairs, offers, seen[mention.kind], total[mention.kind])
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
    return Opinions(
        list(zip(in_context, models.values.probabilities([one.features for one in in_context]), strict=True)),
        [
            (unit, likely)
            for (unit, _), likely in zip(
                sentences, models.sentences.probabilities([features for _, features in sentences]), strict=True
            )
        ],
    )


def meaning(key: str, unit: Unit, mention: Mention, ground: Ground) -> tuple[object, bool]:
    """What a value is worth for a field, and whether it has that one meaning only; None where it cannot be."""
    if key == "business.merchSplit":
        return share_of(unit, mention), True
    return value_for(key, mention, ground)


def with_opinions(offered: Sequence[Candidate], opinions: Opinions, ground: Ground) -> list[Candidate]:
    """The readings of the rules, each with the models' probability, and those that the models alone offer.

    Args:
        offered: What the rules offer.
        opinions: What the models say.
        ground: What is known.

    Returns:
        All of them; `learned` is None where no model has an opinion (a person's name, a plain yes).
    """
    found = list(offered)
    for candidate in found:
        candidate.learned = _likely(candidate, opinions, ground)
    found += _offered_values(opinions, found, ground)
    found += _offered_sentences(opinions, found)
    found += _people(opinions, found, ground)
    left_open = {id(unit): likely.get(LEFT_OPEN, 0.0) for unit, likely in opinions.sentences}
    for candidate in found:
        candidate.left_open = left_open.get(id(candidate.unit), 0.0)
    return found


def _offered_values(opinions: Opinions, found: Sequence[Candidate], ground: Ground) -> list[Candidate]:
    """Values that no rule reads so."""
    there = _there(found)
    offered = []
    for one, likely in opinions.values:
        for key, probability in likely.items():
            if key == NONE or probability < (AGAINST if one.others else OFFERED):
                continue
            value, exact = meaning(key, one.unit, one.mention, ground)
            if value is not None and (key, _plain(value)) not in there:
                offered.append(_offered(FieldKey(key), value, exact, one, probability))
    return offered


def _offered_sentences(opinions: Opinions, found: Sequence[Candidate]) -> list[Candidate]:
    """Sentences as the value of a free-text field, and what they say without a value of their own."""
    there = _there(found)
    spoken = {(candidate.field, id(candidate.unit)) for candidate in found}
    offered: list[Candidate] = []
    for unit, likely in opinions.sentences:
        for name in SENTENCE_CLASSES:
            probability = likely.get(name, 0.0)
            if probability < OFFERED:
                continue
            key, value = SAID_CLASSES.get(name, (name, None))
            here = (key, id(unit)) in spoken
            if value is None and not here:
                offered += _sentence(FieldKey(key), unit, probability)
            elif value is not None and (key, _plain(value)) not in there and (not here or probability >= AGAINST):
                offered.append(_said(FieldKey(key), value, unit, probability))
    return offered


def _there(found: Sequence[Candidate]) -> set[tuple[str, str]]:
    return {(candidate.field, _plain(candidate.value)) for candidate in found if candidate.learned is not None}


def _people(opinions: Opinions, found: Sequence[Candidate], ground: Ground) -> Iterator[Candidate]:
    """Who is there on the day and whom to write to from here on, where no rule tells and a sentence seems to."""
    for prefix in (DAY_CONTACT, HANDED_OVER):
        if any(candidate.field == f"{prefix}.name" and not _is_writers(candidate, ground) for candidate in found):
            continue
        ranked = sorted(opinions.sentences, key=lambda item: -item[1].get(prefix, 0.0))
        unit, likely = ranked[0] if ranked else (None, {})
        probability = likely.get(prefix, 0.0)
        if unit is None or probability < _TOLD:
            continue
        names = [name for name in names_in(unit, ground) if not is_writers_name(name, ground)]
        if names:
            units = opinions.from_on(unit, 2)
            for candidate in person_fields(prefix, names[0], units, ground, _cost(probability)):
                yield replace(candidate, learned=probability)


def _is_writers(candidate: Candidate, ground: Ground) -> bool:
    return is_writers_name((str(candidate.value), candidate.start, candidate.end), ground)


def _likely(candidate: Candidate, opinions: Opinions, ground: Ground) -> float | None:
    """The probability that the models give a reading of the rules."""
    likely = []
    if candidate.field in VALUE_FIELDS:
        likely = [
            probabilities.get(candidate.field, 0.0)
            for one, probabilities in opinions.of_values(candidate.unit)
            if _plain(meaning(candidate.field, one.unit, one.mention, ground)[0]) == _plain(candidate.value)
        ]
    names = [candidate.field] if candidate.field in TEXT_FIELDS else [
        name for name, (key, value) in SAID_CLASSES.items() if key == candidate.field and value == candidate.value
    ]  # fmt: skip
    if names:
        likely += [probabilities[name] for probabilities in opinions.of_sentences(candidate) for name in names]
    return max(likely) if likely else None


def _plain(value: object) -> str:
    return str(value)


def _offered(key: FieldKey, value: object, exact: bool, one: ValueInContext, probability: float) -> Candidate:
    unit, mention = one.unit, one.mention
    clauses = clauses_of(unit.source.folded, unit.start, unit.end)
    low, high = clause_around(clauses, mention.start)
    manner = manner_of(unit, mention.start, mention.end, unit.manners, clauses)
    return Candidate(
        key, value, max(low, unit.start), min(max(high, mention.end), unit.end), unit, _cost(probability), "learned",
        hedged=manner["hedged"] or mention.hedged or manner["putoff"], putoff=manner["putoff"], past=manner["past"], general=manner["general"],
        corrected=manner["corrected"], options=mention.options, exact=exact, ours=manner["ours"],
        until=mention.until if key in TIME_FIELDS else (), learned=probability,
    )  # fmt: skip


def _said(key: FieldKey, value: object, unit: Unit, probability: float) -> Candidate:
    if key == "hospitality.buyoutAmount":
        value = {"amount": value, "currency": unit.source.ground.show.currency}
    return Candidate(key, value, unit.start, unit.end, unit, _cost(probability), "learned", learned=probability)


def _sentence(key: FieldKey, unit: Unit, probability: float) -> Iterator[Candidate]:
    """The sentence as the value of a free-text field, without its label."""
    start, end = unit.start, unit.end
    text = unit.source.text
    while start < end and text[start] in " \n\t,;:-–—=.·*":
        start += 1
    kinds = {manner.kind for manner in unit.manners}
    if end - start > 1:
        yield Candidate(
            key, " ".join(text[start:end].split()), start, end, unit, _cost(probability), "learned", putoff="putoff" in kinds,
            strength=4.0 * probability, learned=probability,
        )  # fmt: skip


def _cost(probability: float) -> float:
    return 3.0 * (1.0 - probability)
