"""Many phrases looked up in one pass over a text: a vocabulary as plain lines, and where each of it stands.

A phrase is a line of words: `so/very happy` (either word), `freu*` (any ending), `thanks so? much?` (may be missing),
`told _ twice` (any word). Digits count as words; hyphens part words; case and the form of apostrophes do not count.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_PREFIX = 3
_MOST_KEPT = 20_000


class PhraseBook:
    """A vocabulary of labelled phrases.

    Args:
        entries: By label, phrases separated by line breaks or semicolons.
    """

    def __init__(self, entries: Mapping[str, str]) -> None:
        self._whole: dict[str, list[tuple[str, tuple[_Word, ...]]]] = defaultdict(list)
        self._begun: dict[str, list[tuple[str, str, tuple[_Word, ...]]]] = defaultdict(list)
        self._starts: dict[str, Sequence[tuple[str, tuple[_Word, ...]]]] = {}
        for label, text in entries.items():
            for phrase in re.split(r"[;\n]+", text):
                for words in _variants(phrase.split()):
                    self._put(label, words)

    def _put(self, label: str, words: tuple["_Word", ...]) -> None:
        for first in words[0].choices:
            if first.endswith("*"):
                self._begun[first[:_PREFIX]].append((first[:-1], label, words[1:]))
            else:
                self._whole[first].append((label, words[1:]))

    def find(self, text: str) -> dict[str, list[str]]:
        """Every phrase in a text.

        Args:
            text: Any text.

        Returns:
            By label, the found words in lower case, in order; finds of one label do not overlap.
        """
        words = _WORD.findall(text.lower().replace("’", "'"))
        found: dict[str, list[str]] = {}
        for label, at, end in self._find(words):
            found.setdefault(label, []).append(" ".join(words[at:end]))
        return found

    def places(self, text: str) -> list[tuple[str, int]]:
        """Where phrases begin in a text.

        Args:
            text: Any text.

        Returns:
            Label and offset, in the order of the text.
        """
        lower = text.lower().replace("’", "'")
        if len(lower) != len(text):  # some capitals are two small letters
            lower = "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in text).replace("’", "'")
        placed = [(match[0], match.start()) for match in _WORD.finditer(lower)]
        return [(label, placed[at][1]) for label, at, _ in self._find([word for word, _ in placed])]

    def _find(self, words: Sequence[str]) -> Iterator[tuple[str, int, int]]:
        """The label of each phrase among words, with the numbers of its first word and of the one behind its last."""
        ends: dict[str, int] = {}
        for at, word in enumerate(words):
            beginning = self._starts.get(word)
            if beginning is None:
                beginning = self._starting(word)
            for label, rest in beginning:
                end = at + 1 + len(rest)
                if end > len(words) or (rest and not rest[0].takes(words[at + 1])) or ends.get(label, 0) > at:
                    continue
                if all(part.takes(words[at + 1 + i]) for i, part in enumerate(rest)):
                    yield label, at, end
                    ends[label] = end

    def _starting(self, word: str) -> Sequence[tuple[str, tuple["_Word", ...]]]:
        """What follows in each phrase that begins with a word, by label; kept, since most words come again."""
        begun = [
            (label, rest) for prefix, label, rest in self._begun.get(word[:_PREFIX], ()) if word.startswith(prefix)
        ]
        known = (*self._whole.get(word, ()), *begun)
        if len(self._starts) < _MOST_KEPT:
            self._starts[word] = known
        return known


class _Word:
    """One place of a phrase: the words that may stand there."""

    __slots__ = ("_any", "_begun", "_whole", "choices")

    def __init__(self, text: str) -> None:
        self.choices = tuple(text.split("/"))
        self._any = text == "_"
        self._whole = frozenset(choice for choice in self.choices if not choice.endswith("*"))
        self._begun = tuple(choice[:-1] for choice in self.choices if choice.endswith("*"))

    def takes(self, word: str) -> bool:
        """Whether a word may stand here."""
        return self._any or word in self._whole or (bool(self._begun) and word.startswith(self._begun))


def _variants(words: list[str]) -> Iterator[tuple[_Word, ...]]:
    """The phrase with and without each of its words that may be missing."""
    choices = [("", word[:-1]) if word.endswith("?") else (word,) for word in words]
    for taken in product(*choices):
        kept = tuple(_Word(word) for word in taken if word)
        if kept:
            yield kept
