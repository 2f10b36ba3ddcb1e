"""Finding the vocabulary's phrases in folded text: which concept is spoken of where.

Words are compared token by token, so a hyphen, an apostrophe or a line break inside a phrase makes no difference, and
the longest phrase wins ("stage door" is not "stage"). The work grows with the number of words only.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from advancing.reading.folding import fold
from advancing.reading.vocabulary import VOCABULARY

WORD = re.compile(r"[^\W_]+")
_BRIDGE = re.compile(r"[\s'/.&-]{0,3}")
Concepts = Mapping[str, bool]
_NOTHING: Concepts = {}


class Token(NamedTuple):
    """One word or number of folded text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cue:
    """A phrase of the vocabulary that stands in the text.

    Args:
        concepts: Concept by key; True where the phrase is a weak cue for it.
        start: Offset of its first character.
        end: Offset after its last.
        first: Index of its first token.
        last: Index after its last token.
    """

    concepts: Concepts
    start: int
    end: int
    first: int
    last: int

    def speaks_of(self, concept: str) -> bool:
        """Whether the phrase is a cue for a concept, weak or strong."""
        return concept in self.concepts

    def weak_for(self, concept: str) -> bool:
        """Whether it is no more than a weak cue for a concept."""
        return self.concepts.get(concept, True)


Lexicon = dict[str, list[tuple[tuple[str, ...], dict[str, bool]]]]


def tokens_of(folded: str) -> list[Token]:
    """The words and numbers of folded text, in order."""
    return [Token(found[0], found.start(), found.end()) for found in WORD.finditer(folded)]


@cache
def house_lexicon() -> Lexicon:
    """The vocabulary, by first word, longest phrases first; made once."""
    return build_lexicon(VOCABULARY)


def build_lexicon(vocabulary: Mapping[str, Sequence[str]]) -> Lexicon:
    """Index phrases by their first word.

    Args:
        vocabulary: Phrases by concept; a phrase that ends in `?` is weak.

    Returns:
        For each first word the phrases that begin with it, longest first.
    """
    phrases: dict[tuple[str, ...], dict[str, bool]] = {}
    for concept, texts in vocabulary.items():
        for text in texts:
            words = tuple(WORD.findall(fold(text)))
            if words:
                concepts = phrases.setdefault(words, {})
                concepts[concept] = concepts.get(concept, True) and text.endswith("?")
    lexicon: Lexicon = {}
    for words, concepts in phrases.items():
        lexicon.setdefault(words[0], []).append((words, concepts))
    for entries in lexicon.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return lexicon


def find_cues(folded: str, tokens: Sequence[Token], *lexicons: Lexicon) -> list[Cue]:
    """All cues of a text from left to right, none overlapping.

    Args:
        folded: Folded text.
        tokens: Its tokens.
        lexicons: Where to look; the longest phrase over all of them wins, the first lexicon on a tie.

    Returns:
        The cues in order.
    """
    cues: list[Cue] = []
    words = {token.text for token in tokens}
    firsts = set().union(*(lexicon.keys() & words for lexicon in lexicons))
    end = 0
    for at, token in enumerate(tokens):
        if at < end or token.text not in firsts:
            continue
        length, concepts = _longest(folded, tokens, at, lexicons)
        if length:
            end = at + length
            cues.append(Cue(concepts, token.start, tokens[end - 1].end, at, end))
    return cues


def _longest(folded: str, tokens: Sequence[Token], at: int, lexicons: tuple[Lexicon, ...]) -> tuple[int, Concepts]:
    """How many tokens the longest phrase at a token has, and what it speaks of; 0 where there is none."""
    following = tokens[at + 1].text if at + 1 < len(tokens) else ""
    length, found = 0, _NOTHING
    for lexicon in lexicons:
        for words, concepts in lexicon.get(tokens[at].text, ()):
            if len(words) <= length:
                break
            if len(words) == 1 or (following == words[1] and _runs(folded, tokens, at, words)):
                length, found = len(words), concepts
                break
    return length, found


def _runs(folded: str, tokens: Sequence[Token], at: int, words: tuple[str, ...]) -> bool:
    """Whether the words stand from a token on, with nothing but a space or a mark between them."""
    if at + len(words) > len(tokens):
        return False
    return all(
        tokens[at + step].text == words[step]
        and _BRIDGE.fullmatch(folded, tokens[at + step - 1].end, tokens[at + step].start)
        for step in range(1, len(words))
    )
