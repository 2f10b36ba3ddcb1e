"""What was asked and has no reading: whether the venue left it open, or answered in words that were not understood."""

import math
from collections.abc import Iterator, Mapping, Sequence

from advancing.extraction import AskedQuestion, ExtractedField, OpenQuestion
from advancing.fields import FieldKey, find_field
from advancing.reading.anchors import TAKES
from advancing.reading.candidate import Candidate
from advancing.reading.confidence import group_of, probability
from advancing.reading.learned.opinions import LEFT_OPEN, Opinions
from advancing.reading.units import Unit


def open_questions(
    asked: Sequence[AskedQuestion],
    fields: Mapping[FieldKey, ExtractedField],
    units: Sequence[Unit],
    offered: Sequence[Candidate],
    opinions: Opinions,
    weights: Mapping[str, float],
) -> tuple[OpenQuestion, ...]:
    """The questions that need another asking, or a look.

    Args:
        asked: What was asked.
        fields: What was found.
        units: The sentences of the mail.
        offered: Every reading that was offered, also those not given.
        opinions: What the models say of the mail.
        weights: Of the features of `open_features`.

    Returns:
        One per field, in the order asked, each with how likely it was left open.
    """
    return tuple(
        OpenQuestion(field=key, reason=_reason(key, units, offered), likely=round(probability(seen, weights), 3))
        for key, seen in open_features(asked, fields, units, offered, opinions)
    )


def open_features(
    asked: Sequence[AskedQuestion],
    fields: Mapping[FieldKey, ExtractedField],
    units: Sequence[Unit],
    offered: Sequence[Candidate],
    opinions: Opinions,
) -> Iterator[tuple[FieldKey, dict[str, float]]]:
    """What speaks for a question having been left open.

    Args:
        asked: What was asked.
        fields: What was found.
        units: The sentences of the mail.
        offered: Every reading that was offered.
        opinions: What the models say of the mail.

    Yields:
        Each field asked for and not found, with feature values by name.
    """
    keys = list(dict.fromkeys(question.field for question in asked))
    answered = sum(key in fields for key in keys) / max(len(keys), 1)
    used = {(id(unit.source), start) for unit, start in _used(offered, fields)}
    own = [unit for unit in units if not unit.source.signature]
    read = {id(candidate.unit) for candidate in offered if _is_given(candidate, fields)}
    said = sum(unit.end - unit.start for unit in own)
    idle_words = sum(unit.end - unit.start for unit in own if id(unit) not in read) / max(said, 1)
    elsewhere = max((likely.get(LEFT_OPEN, 0.0) for _, likely in opinions.sentences), default=0.0)
    for key in keys:
        if key in fields:
            continue
        named = [
            unit
            for unit in own
            if key in unit.topics or any(cue.speaks_of(key) and not cue.weak_for(key) for cue in unit.cues)
        ]
        putoff = any(manner.kind == "putoff" for unit in named for manner in unit.manners)
        kinds = {kind for kind, takes in TAKES.items() if key in takes}
        idle = sum(
            mention.kind in kinds and (id(unit.source), mention.start) not in used
            for unit in own
            for mention in unit.mentions
        )
        rivals = [candidate for candidate in offered if candidate.field == key]
        openly = [likely for speaking, likely in opinions.left_open if speaking.field == key]
        learned = max((candidate.learned or 0.0 for candidate in rivals), default=0.0)
        field = find_field(key)
        values = {
            "bias": 1.0,
            "answered": answered,
            "all others": float(answered > 0.85),
            "named": float(bool(named)),
            "put off": float(putoff),
            "put off somewhere": float(any(manner.kind == "putoff" for unit in own for manner in unit.manners)),
            "under our question": float(
                any(key in unit.topics and unit.how in ("question", "number") for unit in named)
            ),
            "named and plain": float(bool(named) and not putoff),
            "idle": min(idle, 3) / 3,
            "offered": float(bool(rivals)),
            "offers": min(len(rivals), 4) / 4,
            "left open": max((candidate.left_open for candidate in rivals), default=0.0),
            "spoken of": float(bool(openly)),
            "spoken of openly": max(openly, default=0.0),
            "open elsewhere": elsewhere,
            f"key:{key}": 1.0,
            "hint": math.log10(max(opinions.best(key), 1e-4)) / 2,
            "answered somewhere": 1.0 - min(openly, default=1.0),
            "options": float(any(candidate.options for candidate in rivals)),
            "learned": learned,
            "score": max((max(-4.0, min(4.0, candidate.score)) for candidate in rivals), default=-4.0) / 4,
            "idle words": idle_words,
            "idle topic": float(any(id(unit) not in read and unit.end - unit.start > 12 for unit in named)),
            "long": min(sum(unit.end - unit.start for unit in own), 2000) / 2000,
            f"group:{group_of(key, field.type)}" if field else "group:none": 1.0,
        }
        yield key, values


def _used(offered: Sequence[Candidate], fields: Mapping[FieldKey, ExtractedField]) -> Iterator[tuple[Unit, int]]:
    """Where values stand that were read as something."""
    for candidate in offered:
        if _is_given(candidate, fields):
            for mention in candidate.unit.mentions:
                if candidate.start <= mention.start < candidate.end:
                    yield candidate.unit, mention.start


def _is_given(candidate: Candidate, fields: Mapping[FieldKey, ExtractedField]) -> bool:
    given = fields.get(candidate.field)
    return given is not None and candidate.quote == given.source_text


def _reason(key: FieldKey, units: Sequence[Unit], offered: Sequence[Candidate]) -> str:
    two = next((candidate for candidate in offered if candidate.field == key and candidate.options), None)
    if two is not None:
        return f'More than one value is offered: "{" ".join(two.quote.split())}".'
    for unit in units:
        named = key in unit.topics or any(cue.speaks_of(key) and not cue.weak_for(key) for cue in unit.cues)
        if named and any(manner.kind == "putoff" for manner in unit.manners):
            return f'Put off: "{" ".join(unit.text.split())}".'
    for unit in units:
        if key in unit.topics:
            return f'Answered, but not with a value: "{" ".join(unit.text.split())}".'
    return "Not answered."
