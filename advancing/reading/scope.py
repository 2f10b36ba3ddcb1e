"""What a part of a mail is about: this show or another day, room, plan or act; and the topic its headings set.

`read_units` gives the sentences of a source, each with what it may be about and which parts of it do not count.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from advancing.reading.columns import foreign_cells
from advancing.reading.cues import WORD, Cue
from advancing.reading.dates import NamedDay
from advancing.reading.discourse import Manner
from advancing.reading.mentions import Kind, Mention, starting_in, within
from advancing.reading.questions import Question, numbered_questions, question_topics
from advancing.reading.sources import Ground, Source
from advancing.reading.structure import Line, inner_label, lines_of, sentences_of, shortened

_ROOM_WORDS = r"hall|room|club|stage|saal|studio|theatre|theater|ballroom|lounge|tent|basement|cellar|upstairs|downstairs|foyer|zaal|salle|sala|barn|arena|terrace|garden|patio|chapel|attic|loft|cafe|bar|kleine zaal|grote zaal|grosser saal|kleiner saal|halle"
_ROOM = re.compile(
    rf"\b((?:(?:the|main|big|small|large|upper|lower|great|little|grand|concert|grote|kleine|grosser|kleiner|petite|grande|second|other|2nd|upstairs|downstairs|[a-z]{{3,12}})\s){{0,2}}(?:{_ROOM_WORDS})(?:\s(?:\d|[a-c]|two|one)\b)?)"
)
_YOU_ARE_IN = re.compile(
    r"\b(?:you(?:'re| are)|you guys are|your show is|we have you|we've got you|ihr seid|ihr spielt|vous etes|vous jouez|estais|tocais|jullie (?:zitten|staan|spelen))\s(?:all\s)?(?:in|on|im|auf der|dans|en|op|aan)\s(?:the\s|der\s|la\s|le\s|el\s|de\s|het\s)?((?:[a-z0-9&'-]{2,14}\s?){1,3})"
)
_NOT_OURS = re.compile(
    r"\bnot (?:you|your show|yours|for you)\b|\bonly for your info\b|\bother (?:show|band|event|room|act|night|stage)\b|\bignore\b|\bnicht (?:ihr|euer)\b|\bpas vous\b"
)
_OTHER_PLAN = re.compile(
    r"\b(?:rain|wet weather|bad weather|backup|back-up|plan b|contingency|alternat(?:e|ive)|if it rains|inclement|schlechtwetter|en cas de pluie|si llueve|bij regen|fallback)\b"
)
_ALL = re.compile(r"\b(?:both|all|each|every|either|same for|beide|alle|les deux|tous|ambos|todos|allebei)\b")
_PAST_BRACKET = re.compile(
    r"\b(?:last (?:year|time|month)|was|were|used to be|it was|old|previously|letztes|vorig|l'an dernier|el ano pasado)\b"
)
_OTHER_ROOM_WORDS = frozenset(
    [
        "main",
        "big",
        "small",
        "large",
        "upper",
        "lower",
        "great",
        "little",
        "grand",
        "other",
        "second",
        "grote",
        "kleine",
        "grosser",
        "kleiner",
        "petite",
        "grande",
        "hall",
        "room",
        "club",
    ]
)
_NOT_ROOMS = frozenset(
    [
        "dressing",
        "green",
        "production",
        "band",
        "changing",
        "bath",
        "shower",
        "wash",
        "hotel",
        "living",
        "dining",
        "rest",
        "coat",
        "store",
        "storage",
        "meeting",
        "green",
        "crew",
        "catering",
        "chill",
        "on",
        "off",
        "back",
        "main",
        "front",
        "side",
        "the",
        "your",
        "our",
        "this",
        "in",
        "from",
        "at",
        "to",
        "of",
        "power",
        "center",
        "the",
        "and",
        "merch",
        "wine",
        "coffee",
        "beer",
        "full",
        "cash",
        "open",
        "drinks",
        "snack",
        "salad",
        "sand",
        "green",
        "no",
        "any",
        "load",
        "sound",
        "a",
    ]
)


@dataclass(slots=True)
class Unit:
    """A sentence (or labelled line) to read.

    Args:
        source: Where it stands.
        start: Offset of its first character in the source's text.
        end: Offset after its last.
        line: Number of its logical line in the source.
        block: Number of its paragraph.
        topics: Fields that a heading, a label before or our question says it is about, in order.
        how: What said so: `question`, `number`, `heading`, `label`, or "".
        order: How many sentences of the same answer, heading or label stand before it.
        label: Span of the label it begins with.
        foreign: Whether it is about something else than this show.
        foreign_spans: Parts of it that are.
        questions: The questions it answers.
        fresh: Whether it begins its line.
        cues: The phrases of the vocabulary in it.
        mentions: The values that begin in it.
        manners: The phrases of manner in it.
    """

    source: Source
    start: int
    end: int
    line: int
    block: int
    topics: tuple[str, ...] = ()
    how: str = ""
    order: int = 0
    label: tuple[int, int] | None = None
    foreign: bool = False
    foreign_spans: list[tuple[int, int]] = field(default_factory=list)
    questions: tuple[Question, ...] = ()
    fresh: bool = True
    cues: list[Cue] = field(init=False)
    mentions: list[Mention] = field(init=False)
    manners: list[Manner] = field(init=False)

    def __post_init__(self) -> None:
        self.cues = [cue for cue in starting_in(self.source.cues, self.start, self.end) if cue.end <= self.end]
        self.mentions = starting_in(self.source.mentions, self.start, self.end)
        self.manners = starting_in(self.source.manners, self.start, self.end)

    @property
    def folded(self) -> str:
        """Its folded text."""
        return self.source.folded[self.start : self.end]

    @property
    def text(self) -> str:
        """Its text, letter for letter."""
        return self.source.text[self.start : self.end]

    def counts(self, start: int, end: int) -> bool:
        """Whether a span of it is about this show."""
        return not self.foreign and not any(start < until and since < end for since, until in self.foreign_spans)


@dataclass(slots=True)
class _Heading:
    topics: tuple[str, ...] = ()
    foreign: bool = False
    block: int = 0
    open_ended: bool = False
    seen: int = 0
    is_scope: bool = False


def read_units(source: Source, history: str = "") -> list[Unit]:
    """Split a source into the sentences to read.

    Args:
        source: What to read.
        history: Our mail that the venue answers, for numbered answers.

    Returns:
        Units in the order of the text.
    """
    ground = source.ground
    lines = lines_of(source.text)
    cells = foreign_cells(source, lines)
    rooms = _other_rooms(source)
    answered = question_topics(source.question, ground) if source.question else ()
    numbered = numbered_questions(history, ground) if any(line.number for line in lines) else {}
    units: list[Unit] = []
    scope, topic = _Heading(), _Heading()
    current: tuple[Question, ...] = ()
    order = 0
    for index, line in enumerate(lines):
        if scope.is_scope and line.block != scope.block and not scope.open_ended:
            scope = _Heading()
        if topic.topics and line.block != topic.block and not topic.open_ended:
            topic = _Heading()
        heading = _scope_heading(source, line, rooms, ground)
        if heading is not None:
            heading.block, heading.is_scope = line.block, True
            heading.open_ended = line.heading and index + 1 < len(lines) and lines[index + 1].block != line.block
            outer, scope = scope, heading
        else:
            outer = scope
        if line.heading:
            topic = _topic_heading(source, line)
            topic.block = line.block
            topic.open_ended = index + 1 < len(lines) and lines[index + 1].block != line.block
            if not _says_something(source, line):
                continue
        if line.number is not None and line.number in numbered:
            current, order = numbered[line.number], 0
        elif line.number is None and current and (index == 0 or lines[index - 1].block != line.block):
            current = ()
        foreign_spans = [span for span in cells if span[0] < line.end and line.start < span[1]]
        foreign_spans += _foreign_parts(source, line, rooms, ground)
        for step, (start, end) in enumerate(_parts(source, line)):
            unit = Unit(source, start, end, index, line.block, foreign=scope.foreign, foreign_spans=foreign_spans)
            unit.fresh = step == 0
            unit.label = line.label if step == 0 else inner_label(source.text, start, end)
            _set_topic(unit, answered, current, topic, line, step, order, source)
            order += 1
            topic.seen += 1
            units.append(unit)
        if heading is not None and not line.heading:
            scope = outer
    return units


def _parts(source: Source, line: Line) -> list[tuple[int, int]]:
    return list(shortened(source.text, sentences_of(source.text, line.start, line.end)))


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


def _scope_heading(source: Source, line: Line, rooms: Sequence[str], ground: Ground) -> _Heading | None:
    """What a heading or a label says about day, room or plan; None where it says nothing of the kind."""
    start, end = (line.start, line.end) if line.heading else line.label or (line.start, line.start)
    text = source.folded[start:end]
    if not text or (not line.heading and not line.label):
        return None
    ours = [cue for cue in starting_in(source.cues, start, end) if cue.speaks_of("schedule.showTime")]
    days = [
        m.value for m in within(source.mentions, start, end)
        if m.kind is Kind.DATE and isinstance(m.value, NamedDay) and not any(cue.start <= m.start and m.end <= cue.end for cue in ours)
    ]  # fmt: skip
    if _ALL.search(text):
        return _Heading()
    if _NOT_OURS.search(text) or _OTHER_PLAN.search(text):
        return _Heading(foreign=True)
    if any(_speaks_of(text, room) for room in rooms) and not (ground.room and ground.room in text):
        return _Heading(foreign=True)
    if days and ground.date:
        return _Heading(foreign=not any(day.may_be(ground.date) for day in days))
    if line.heading and re.search(r"\b(?:main|plan a|your|show day|general|schedule|times|tech|overview)\b", text):
        return _Heading()
    return None


def _speaks_of(text: str, room: str) -> bool:
    return re.search(rf"\b{re.escape(room)}\b", text) is not None


def _other_rooms(source: Source) -> list[str]:
    """Names of rooms that are not ours, where the mail or the venue's name says which one is ours."""
    ours = source.ground.room
    said = _YOU_ARE_IN.search(source.folded)
    ours = ours or (said[1].strip() if said else "")
    if not ours:
        return []
    ours_words = set(WORD.findall(ours)) - {"the"}
    rooms = []
    for found in _ROOM.finditer(source.folded):
        words = [word for word in WORD.findall(found[1]) if word != "the"]
        while len(words) > 1 and words[0] in _NOT_ROOMS and words[0] not in _OTHER_ROOM_WORDS:
            words = words[1:]
        name = " ".join(words)
        original = source.text[found.end() - len(words[-1]) : found.end()]
        if len(words) < 2 or (set(words) & ours_words and not set(words) - ours_words) or not original[:1].isupper():
            continue
        if ours_words & set(words[-1:]) and len(words) == 1:
            continue
        if not (set(words) <= ours_words) and ours not in name:
            rooms.append(name)
    return list(dict.fromkeys(rooms))


_CUT = re.compile(r"\s/\s|\.\s|;|\n|\||, ")


def _foreign_parts(source: Source, line: Line, rooms: Sequence[str], ground: Ground) -> list[tuple[int, int]]:
    """Parts of a line about another room, another day or an earlier time: brackets and slash or comma parts."""
    spans = []
    folded = source.folded
    for found in re.finditer(r"\(([^()]{1,160})\)", folded[line.start : line.end]):
        inside = found[1]
        if _PAST_BRACKET.search(inside) or _NOT_OURS.search(inside) or any(_speaks_of(inside, room) for room in rooms):
            spans.append((line.start + found.start(), line.start + found.end()))
    if rooms:
        spans += _foreign_rooms(source, line, rooms, ground)
    return spans


def _foreign_rooms(source: Source, line: Line, rooms: Sequence[str], ground: Ground) -> list[tuple[int, int]]:
    spans, begin = [], line.start
    cuts = [(m.start() + line.start, m.end() + line.start) for m in _CUT.finditer(source.folded[line.start : line.end])]
    active = False
    for start, end in [*cuts, (line.end, line.end)]:
        part = source.folded[begin:start]
        named = any(_speaks_of(part, room) for room in rooms)
        ours = bool(ground.room and ground.room in part) or re.search(r"\byour?s?\b", part) is not None
        if named and not ours:
            active = True
        elif ours or source.folded[max(line.start, begin - 3) : begin].strip() in (".", "/", ";", "|"):
            active = False
        if active:
            spans.append((begin, start))
        begin = end
    return spans
