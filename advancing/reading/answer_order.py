"""Whether lines answer our questions in their order: by the numbers they carry, or by nothing but their place."""

from collections.abc import Mapping, Sequence

from advancing.fields import FieldType, find_field
from advancing.reading.anchors import COUNT_FIELDS, TIME_FIELDS
from advancing.reading.mentions import Kind, starting_in
from advancing.reading.questions import Question
from advancing.reading.sources import Source
from advancing.reading.structure import Line

_KINDS: Mapping[FieldType, tuple[Kind, ...]] = {
    FieldType.MONEY: (Kind.MONEY, Kind.NUMBER),
    FieldType.PERCENT: (Kind.PERCENT, Kind.RATIO),
    FieldType.DIMENSIONS: (Kind.SIZE, Kind.MEASURE),
    FieldType.MINUTES: (Kind.DURATION, Kind.NUMBER, Kind.TIME),
}


def answers_numbers(source: Source, lines: Sequence[Line], numbered: Mapping[str, tuple[Question, ...]]) -> bool:
    """Whether numbered lines are answers to our questions of that number or letter, and not somebody's house rules.

    Args:
        source: What is read.
        lines: Its lines.
        numbered: Our questions by number or letter.

    Returns:
        False where more of the lines speak of something else than of what was asked.
    """
    fits = misfits = 0
    for line in lines:
        questions = [question for mark in line.marks for question in numbered.get(mark, ())]
        if not questions:
            continue
        fit = max((fits_topic(source, line.start, line.end, key) for q in questions for key in q.topics), default=0)
        fits += fit > 0
        misfits += fit < 0
    return misfits <= fits + 1


def fits_topic(source: Source, start: int, end: int, key: str) -> int:
    """How well words fit a question.

    Args:
        source: What is read.
        start: Where the words begin.
        end: Where they end.
        key: The field asked for.

    Returns:
        2 where they name it, 1 where a value of its kind stands there, -1 where they name other fields only, else 0.
    """
    strong = {
        concept
        for cue in starting_in(source.cues, start, end)
        for concept, weak in cue.concepts.items()
        if not weak and not concept.startswith("other.")
    }
    if key in strong:
        return 2
    kinds = {mention.kind for mention in starting_in(source.mentions, start, end)}
    wanted = wanted_kinds(key)
    if wanted and kinds & set(wanted):
        return 1
    return -1 if strong or (wanted and end - start > 60) else 0


def wanted_kinds(key: str) -> tuple[Kind, ...]:
    """The kinds of value that answer a question; empty where words do."""
    if key in TIME_FIELDS:
        return (Kind.TIME,)
    if key in COUNT_FIELDS:
        return (Kind.NUMBER,)
    field = find_field(key)
    return _KINDS.get(field.type, ()) if field else ()
