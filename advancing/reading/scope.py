"""What a part of a mail is about: this show or another day, room, plan or act; and the topic its headings set.

`read_units` gives the sentences of a source, each with what it may be about and which parts of it do not count."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from advancing.reading.answer_order import answers_numbers
from advancing.reading.columns import Row, foreign_cells, headed_rows
from advancing.reading.dates import NamedDay
from advancing.reading.mentions import Kind, starting_in, within
from advancing.reading.questions import OurMail, Question, question_topics
from advancing.reading.rooms import NOT_OURS, foreign_parts, names_room, other_rooms, our_room
from advancing.reading.sources import Ground, Source
from advancing.reading.structure import Line, ends_sentence, inner_label, lines_of, sentences_of, shortened
from advancing.reading.units import Unit

_OTHER_PLAN = re.compile(
    r"\b(?:rain|wet weather|bad weather|backup|back-up|plan b|contingency|alternat(?:e|ive)|if it rains|inclement|schlechtwetter|en cas de pluie|si llueve|bij regen|fallback)\b"
)

_ALL = re.compile(r"\b(?:both|all|each|every|either|same for|beide|alle|les deux|tous|ambos|todos|allebei)\b")


_LONGEST_DAY = 9
"""Words of the longest heading that is about the day it names ("here is what came out of Monday's meeting:" is not)."""


@dataclass(slots=True)
class _Heading:
    topics: tuple[str, ...] = ()
    foreign: bool = False
    block: int = 0
    open_ended: bool = False
    seen: int = 0
    is_scope: bool = False


def read_units(source: Source, ours: OurMail) -> list[Unit]:
    """Split a source into the sentences to read.

    Args:
        source: What to read.
        ours: Our mail that the venue answers, for numbered answers.

    Returns:
        Units in the order of the text.
    """
    ground = source.ground
    lines = lines_of(source.text, counted=ours.is_numbered)
    room = our_room(source)
    cells = foreign_cells(source, lines, room)
    rows = headed_rows(source, lines, room)
    rooms = other_rooms(source, room)
    answered = question_topics(source.question, ground) if source.question else ()
    numbered = _numbered(source, lines, ours)
    units: list[Unit] = []
    scope, topic = _Heading(), _Heading()
    current: tuple[Question, ...] = ()
    order = 0
    for index, line in enumerate(lines):
        if index in rows:
            units += _cell_units(source, line, index, rows[index])
            continue
        if scope.is_scope and line.block != scope.block and not scope.open_ended:
            scope = _Heading()
        if topic.topics and line.block != topic.block and not topic.open_ended:
            topic = _Heading()
        title = line.heading or _is_title(source, lines, index)
        heading = _scope_heading(source, line, rooms, ground, title)
        if heading is not None:
            heading.block, heading.is_scope = line.block, True
            heading.open_ended = title and index + 1 < len(lines) and lines[index + 1].block != line.block
            outer, scope = scope, heading
        else:
            outer = scope
        if line.heading:
            topic = _topic_heading(source, line)
            topic.block = line.block
            topic.open_ended = index + 1 < len(lines) and lines[index + 1].block != line.block
            if not _says_something(source, line):
                continue
        asked = tuple(question for mark in line.marks for question in numbered.get(mark, ()))
        if asked:
            current, order = asked, 0
        elif not line.marks and current and (index == 0 or lines[index - 1].block != line.block):
            current = ()
        foreign_spans = [span for span in cells if span[0] < line.end and line.start < span[1]]
        foreign_spans += foreign_parts(source, line, rooms, ground)
        for step, (start, end) in enumerate(_parts(source, line)):
            unit = Unit(source, start, end, index, line.block, foreign=scope.foreign, foreign_spans=foreign_spans)
            unit.fresh = step == 0
            unit.label = line.label if step == 0 else inner_label(source.text, start, end)
            _set_topic(unit, answered, current, topic, line, step, order, source)
            order += 1
            topic.seen += 1
            units.append(unit)
        if heading is not None and not title:
            scope = outer
    return units


def _numbered(source: Source, lines: Sequence[Line], ours: OurMail) -> Mapping[str, tuple[Question, ...]]:
    """Our questions by the number or letter they carry, where the lines answer them by these."""
    if not any(line.marks for line in lines):
        return {}
    return ours.numbered if answers_numbers(source, lines, ours.numbered) else {}


def _cell_units(source: Source, line: Line, index: int, row: Row) -> Iterator[Unit]:
    """The cells of a table's row, each about what the head of its column names."""
    for (start, end), heads in row.cells:
        unit = Unit(source, start, end, index, line.block, foreign=not row.ours)
        unit.topics, unit.how = heads, "heading" if heads else ""
        yield unit


_AHEAD = re.compile(r"[^:;.!?\n]{0,60}?(?::|\s-\s)(?=\s)")


def _day_ahead(source: Source, line: Line) -> tuple[int, int] | None:
    """The head of a line that a day begins, longer than a label: "Fri 5/21, Mainroom: load in 2"."""
    first = next(iter(within(source.mentions, line.start, line.end)), None)
    if first is None or first.kind is not Kind.DATE or first.start - line.start > 8:
        return None
    ahead = _AHEAD.match(source.folded, first.end, line.end)
    return (line.start, ahead.end()) if ahead else None


def _is_title(source: Source, lines: Sequence[Line], index: int) -> bool:
    """Whether a short line without values begins a paragraph, or stands alone above a list: "Great Hall (not you)"."""
    line = lines[index]
    alone = index + 1 >= len(lines) or lines[index + 1].block != line.block
    words = source.text[line.start : line.end]
    if (
        line.label
        or line.bullet
        or len(words) > 50
        or words[-1] == "?"
        or ends_sentence(words)
        or len(words.split()) > (5 if alone else 8)
    ):
        return False
    if (index and lines[index - 1].block == line.block) or _says_something(source, line):
        return False
    listed = index + 2 < len(lines) and lines[index + 1].block == lines[index + 2].block
    return not alone or (listed and any(m.kind is Kind.DATE for m in within(source.mentions, line.start, line.end)))


def _parts(source: Source, line: Line) -> list[tuple[int, int]]:
    sentences = sentences_of(source.text, line.start, line.end)
    return list(shortened(source.text, (part for span in sentences for part in _told_apart(source, *span))))


_BARS, _STROKES = re.compile(r"\s(?:\||·|•)\s"), re.compile(r"\s/{1,2}\s")
_LEAST_TOLD = 2
_MOSTLY = 0.6


def _told_apart(source: Source, start: int, end: int) -> list[tuple[int, int]]:
    """The parts of a sentence between bars or strokes, where they each tell something ("kl 20 doors / kl 21 support")."""
    cuts = list(_BARS.finditer(source.folded, start, end)) or list(_STROKES.finditer(source.folded, start, end))
    if not cuts:
        return [(start, end)]
    bounds = [start, *(at for cut in cuts for at in cut.span()), end]
    parts = [(low, high) for low, high in zip(bounds[::2], bounds[1::2], strict=True) if low < high]
    valued = [part for part in parts if within(source.mentions, *part)]
    if any(not _has_words(source, *part) for part in valued):
        return [(start, end)]
    timed = [part for part in valued if any(m.kind is Kind.TIME for m in within(source.mentions, *part))]
    told = [part for part in parts if part in timed or _names_field(source, *part)]
    many = len(valued) >= _LEAST_TOLD < len(parts) and len(told) >= _MOSTLY * len(parts)
    enough = many and (source.folded[cuts[0].start() : cuts[0].end()].strip()[0] != "/" or 2 * len(valued) > len(parts))
    return parts if enough or len(timed) == len(parts) else [(start, end)]


def _has_words(source: Source, start: int, end: int) -> bool:
    """Whether words stand beside the values of a part."""
    values = within(source.mentions, start, end)
    return any(
        token.text.isalpha() and len(token.text) > 1 and not any(m.start <= token.start < m.end for m in values)
        for token in starting_in(source.tokens, start, end)
    )


def _names_field(source: Source, start: int, end: int) -> bool:
    return any(not weak for cue in starting_in(source.cues, start, end) for weak in cue.concepts.values())


def _set_topic(
    unit: Unit,
    answered: tuple[Question, ...],
    current: tuple[Question, ...],
    topic: _Heading,
    line: Line,
    step: int,
    order: int,
    source: Source,
) -> None:
    if answered or current:
        unit.questions = answered or current
        unit.topics = tuple(dict.fromkeys(key for question in unit.questions for key in question.topics))
        unit.how, unit.order = ("question" if answered else "number"), order
    elif step and line.label:
        unit.topics = _concepts(source, *line.label)
        unit.how, unit.order = "label", step
    elif topic.topics:
        unit.topics, unit.how, unit.order = topic.topics, "heading", topic.seen


def _concepts(source: Source, start: int, end: int) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            concept
            for cue in starting_in(source.cues, start, end)
            if cue.end <= end
            for concept, weak in cue.concepts.items()
            if not weak
        )
    )


def _topic_heading(source: Source, line: Line) -> _Heading:
    return _Heading(topics=_concepts(source, line.start, line.end))


def _says_something(source: Source, line: Line) -> bool:
    return any(mention.kind is not Kind.DATE for mention in within(source.mentions, line.start, line.end))


def _scope_heading(source: Source, line: Line, rooms: Sequence[str], ground: Ground, title: bool) -> _Heading | None:
    """What a heading or a label says about day, room or plan; None where it says nothing of the kind."""
    start, end = (line.start, line.end) if title else line.label or _day_ahead(source, line) or (line.start, line.start)
    text = source.folded[start:end]
    if not text:
        return None
    ours = [cue for cue in starting_in(source.cues, start, end) if cue.speaks_of("schedule.showTime")]
    days = [
        m.value for m in within(source.mentions, start, end)
        if m.kind is Kind.DATE and isinstance(m.value, NamedDay) and not any(cue.start <= m.start and m.end <= cue.end for cue in ours)
    ]  # fmt: skip
    if _ALL.search(text):
        return _Heading()
    if NOT_OURS.search(text) or _OTHER_PLAN.search(text):
        return _Heading(foreign=True)
    if any(names_room(text, room) for room in rooms) and not (ground.room and ground.room in text):
        return _Heading(foreign=True)
    if days and ground.date and len(text.split()) <= _LONGEST_DAY:
        return _Heading(foreign=not any(day.may_be(ground.date) for day in days))
    if title and re.search(r"\b(?:main|plan a|your|show day|general|schedule|times|tech|overview)\b", text):
        return _Heading()
    return None
