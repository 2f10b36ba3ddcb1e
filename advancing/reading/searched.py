"""A text that is searched for values: where its numbers and words begin, and what is already part of a value.

Python's `re` tries a pattern that begins with a lookbehind or a word boundary at every character. Values begin where a
number or one of a few words begins, so they are tried there only; the finds are the same.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property

from advancing.reading.cues import Token, tokens_of

_NUMBER = re.compile(r"\d+")


class Searched:
    """A text being searched.

    Args:
        folded: Folded text.
        tokens: Its tokens, where they are known.
    """

    def __init__(self, folded: str, tokens: Sequence[Token] | None = None) -> None:
        self.folded = folded
        self.tokens = tokens_of(folded) if tokens is None else tokens
        self._marks = bytearray(len(folded))

    def free(self, start: int, end: int) -> bool:
        """Whether no part of a span is taken."""
        return self._marks.find(1, start, end) < 0

    def take(self, start: int, end: int) -> None:
        """Take a span."""
        self._marks[start:end] = b"\x01" * (end - start)

    @cached_property
    def numbers(self) -> list[int]:
        """Where each run of digits begins."""
        return [found.start() for found in _NUMBER.finditer(self.folded)]

    @cached_property
    def words(self) -> dict[str, list[int]]:
        """Where each word begins, by the word."""
        places: dict[str, list[int]] = {}
        for token in self.tokens:
            places.setdefault(token.text, []).append(token.start)
        return places

    def has(self, words: Collection[str]) -> bool:
        """Whether any of these words stands in the text."""
        return not self.words.keys().isdisjoint(words)

    def holds(self, *strings: str) -> bool:
        """Whether any of these strings stands in the text, within a word or across words too."""
        return any(string in self.folded for string in strings)

    def at_numbers(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """What a pattern finds that begins with a run of digits."""
        return self.at(pattern, self.numbers)

    def at_words(self, pattern: re.Pattern[str], firsts: Collection[str]) -> Iterator[re.Match[str]]:
        """What a pattern finds that begins with one of these words."""
        return self.at(pattern, self.starts_of(firsts))

    def starts_of(self, firsts: Collection[str]) -> list[int]:
        """Where these words begin, in order."""
        return sorted(start for word in self.words.keys() & firsts for start in self.words[word])

    def after_signs(self, signs: str) -> list[int]:
        """Where each run of digits begins, and each of the signs right before it."""
        folded = self.folded
        starts: list[int] = []
        for number in self.numbers:
            first = number
            while first and folded[first - 1] in signs:
                first -= 1
            starts.extend(range(first, number + 1))
        return starts

    def at(self, pattern: re.Pattern[str], starts: Sequence[int]) -> Iterator[re.Match[str]]:
        """What a pattern finds at these places, from left to right, none overlapping.

        Args:
            pattern: What to look for.
            starts: Where it may begin, in order.
        """
        done = 0
        for start in starts:
            if start >= done and (found := pattern.match(self.folded, start)):
                yield found
                done = found.end()
