"""A sentence to read, with what it may be about and which parts of it do not count."""

from dataclasses import dataclass, field
from typing import Any

from advancing.reading.cues import Cue
from advancing.reading.discourse import Manner, clauses_of
from advancing.reading.mentions import Mention, starting_in
from advancing.reading.questions import Question
from advancing.reading.sources import Source


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
        paired: What `pairing.pair_values` made of it, once it was asked.
        names: The persons that `people.names_in` found in it, once it was asked.
        cut: Its clauses, once they were asked for.
        placed: Its words with their offsets as `learned.context` sees them, once it was asked.
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
    paired: tuple[list[Any], list[Mention]] | None = field(default=None, init=False)
    names: list[tuple[str, int, int]] | None = field(default=None, init=False)
    placed: list[tuple[str, int]] | None = field(default=None, init=False)
    cut: list[tuple[int, int]] | None = field(default=None, init=False)
    folded: str = field(init=False)

    def __post_init__(self) -> None:
        self.folded = self.source.folded[self.start : self.end]
        self.cues = [cue for cue in starting_in(self.source.cues, self.start, self.end) if cue.end <= self.end]
        self.mentions = starting_in(self.source.mentions, self.start, self.end)
        self.manners = starting_in(self.source.manners, self.start, self.end)

    @property
    def clauses(self) -> list[tuple[int, int]]:
        """The spans of its clauses."""
        if self.cut is None:
            self.cut = clauses_of(self.source.folded, self.start, self.end)
        return self.cut

    @property
    def text(self) -> str:
        """Its text, letter for letter."""
        return self.source.text[self.start : self.end]

    def counts(self, start: int, end: int) -> bool:
        """Whether a span of it is about this show."""
        return not self.foreign and not any(start < until and since < end for since, until in self.foreign_spans)
