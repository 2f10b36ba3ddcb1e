"""What the models make of the readings: each rule's reading with their probability, and readings that they alone offer."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from advancing.fields import FieldKey
from advancing.reading.anchors import TIME_FIELDS
from advancing.reading.candidate import Candidate
from advancing.reading.discourse import clause_around
from advancing.reading.evidence import TEXT_FIELDS
from advancing.reading.learned.opinions import (
    DAY_CONTACT,
    HANDED_OVER,
    LEFT_OPEN,
    NONE,
    SAID_CLASSES,
    SENTENCE_CLASSES,
    VALUE_FIELDS,
    Opinions,
    ValueInContext,
    meaning,
)
from advancing.reading.manner import manner_of
from advancing.reading.people import is_writers_name, names_in, person_fields
from advancing.reading.sources import Ground
from advancing.reading.units import Unit

OFFERED = 0.06
AGAINST = 0.9
"""A model alone must be this sure where the rules read the words as something else."""
_TOLD = 0.3


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
    somewhere = {id(unit): likely.get(LEFT_OPEN, 0.0) for unit, likely in opinions.sentences}
    left_open = {(id(one.unit), one.field): likely for one, likely in opinions.left_open}
    for candidate in found:
        at = id(candidate.unit)
        candidate.left_open = left_open.get((at, candidate.field), somewhere.get(at, 0.0))
    return found


def _offered_values(opinions: Opinions, found: Sequence[Candidate], ground: Ground) -> list[Candidate]:
    """Values that no rule reads so."""
    there = _there(found)
    offered: list[Candidate] = []
    for one, likely in opinions.values:
        for key, probability in likely.items():
            if key == NONE or probability < (AGAINST if one.others else OFFERED):
                continue
            value, exact = meaning(key, one.unit, one.mention, ground)
            if value is not None and (key, str(value)) not in there:
                offered += _offered(FieldKey(key), value, exact, one, probability)
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
            elif value is not None and (key, str(value)) not in there and (not here or probability >= AGAINST):
                offered.append(_said(FieldKey(key), value, unit, probability))
    return offered


def _there(found: Sequence[Candidate]) -> set[tuple[str, str]]:
    return {(candidate.field, str(candidate.value)) for candidate in found if candidate.learned is not None}


def _people(opinions: Opinions, found: Sequence[Candidate], ground: Ground) -> Iterator[Candidate]:
    """Who is there on the day and whom to write to from here on, where no rule tells and a sentence seems to."""
    for prefix in (DAY_CONTACT, HANDED_OVER):
        if any(candidate.field == f"{prefix}.name" and not _is_writers(candidate, ground) for candidate in found):
            continue
        told = [(likely.get(prefix, 0.0), unit) for unit, likely in opinions.sentences]
        probability, unit = max(told, key=lambda one: one[0], default=(0.0, None))
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
            if str(meaning(candidate.field, one.unit, one.mention, ground)[0]) == str(candidate.value)
        ]
    names = [candidate.field] if candidate.field in TEXT_FIELDS else [
        name for name, (key, value) in SAID_CLASSES.items() if key == candidate.field and value == candidate.value
    ]  # fmt: skip
    if names:
        likely += [probabilities[name] for probabilities in opinions.of_sentences(candidate) for name in names]
    return max(likely) if likely else None


def _offered(key: FieldKey, value: object, exact: bool, one: ValueInContext, probability: float) -> Iterator[Candidate]:
    """A value as the reading of a field, where it is not named to be refused."""
    unit, mention = one.unit, one.mention
    clauses = unit.clauses
    low, high = clause_around(clauses, mention.start)
    manner = manner_of(unit, mention.start, mention.end, unit.manners, clauses)
    if manner["denied"]:
        return
    yield Candidate(
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
