"""A text cut into paragraphs, of which only those are searched that hold a word without which nothing can be found."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

_BLANK = re.compile(r"\n[ \t\r\xa0]*\n\s*")
_WORD = re.compile(r"[^\W\d_]+")
MAX_BLOCK = 4000


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph.

    Args:
        start: Where it starts in the text.
        text: Its words.
        lower: The same in lower case.
    """

    start: int
    text: str
    lower: str


class Blocks:
    """The paragraphs of a text; one longer than `MAX_BLOCK` characters is cut.

    Args:
        text: Plain text.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.lower = text.lower()
        if len(self.lower) != len(text):  # Some letters grow when they are made small; places must stay.
            self.lower = "".join(sign if len(sign.lower()) != 1 else sign.lower() for sign in text)

    @cached_property
    def words(self) -> frozenset[str]:
        """The words that stand in the text, in lower case."""
        return frozenset(_WORD.findall(self.lower))

    @cached_property
    def starts(self) -> list[int]:
        """Where each paragraph starts."""
        starts = [0, *(match.end() for match in _BLANK.finditer(self.text))]
        ends = [*starts[1:], len(self.text)]
        return [
            cut for start, end in zip(starts, ends, strict=True) for cut in range(start, max(end, start + 1), MAX_BLOCK)
        ]

    @cached_property
    def all(self) -> list[Block]:
        """Every paragraph, in order."""
        ends = [*self.starts[1:], len(self.text)]
        return [
            Block(start, self.text[start:end], self.lower[start:end])
            for start, end in zip(self.starts, ends, strict=True)
        ]

    def holding(self, anchors: Iterable[str]) -> Iterator[Block]:
        """The paragraphs that hold any of these strings.

        Args:
            anchors: In lower case.
        """
        present = [anchor for anchor in anchors if anchor in self.lower]
        if present:
            for block in self.all:
                if any(anchor in block.lower for anchor in present):
                    yield block

    def number_at(self, position: int) -> int:
        """Which paragraph a place stands in."""
        return bisect_right(self.starts, position) - 1
