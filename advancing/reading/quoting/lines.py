"""A body as lines with their places in it, so that everything found can be cut out letter for letter."""

import re
from dataclasses import dataclass

# What mail programs put between or in front of words and nobody sees.
_UNSEEN = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD, 0x200E, 0x200F], "")
_FOLDED = {**_UNSEEN, 0x00A0: " ", 0x202F: " ", 0x2007: " ", 0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"'}
_MARKS = re.compile(r"(?:>[ \t]?)+")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a body.

    Args:
        start: Where it starts in the body.
        end: Where it ends, without its line break.
        depth: How many `>` stand before it; 0 where it is not quoted.
        text: Its words, for looking at: quote marks, outer space and unseen characters taken away.
    """

    start: int
    end: int
    depth: int
    text: str

    @property
    def blank(self) -> bool:
        """Whether nothing stands on it."""
        return not self.text


def split_lines(body: str) -> list[Line]:
    """The lines of a body, in order.

    Args:
        body: Plain text with any line breaks.

    Returns:
        One `Line` each; together they cover the body apart from line breaks.
    """
    plain = body.isascii()
    lines = []
    position = 0
    for whole in body.splitlines(keepends=True):
        text = whole.strip() if plain else whole.translate(_FOLDED).strip()
        depth = 0
        if text.startswith(">"):
            marks = _MARKS.match(text)
            depth = marks[0].count(">") if marks else 0
            text = text[marks.end() :].strip() if marks else text
        lines.append(Line(position, position + len(whole.rstrip("\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029")), depth, text))
        position += len(whole)
    return lines


def fold(text: str) -> str:
    """Text for comparing words: any white space as one blank, lower case."""
    return _SPACE.sub(" ", text).strip().lower()
