"""The sentences of a text that may be an order, claim or request a venue has no business with, with their features.

What is looked at is which kinds of words stand together (`speech`), the words themselves, what stands before and behind,
and marks of code. Sentences that hold words of fewer than two kinds are no attack, and most sentences are such.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from advancing.reading.suspicion.speech import speech_book

_BREAK = re.compile(r"(?<=[.!?;])[\"')\]]*\s+|\n[ \t\r\xa0]*(?=\n)|\n(?![a-z(])|(?<=[.!?:])\n")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_CODE = re.compile(r"[{}<>\[\]=|#_\\]|\b\w+\(|\w/\w+/|\d{6,}")
_ADDRESS = re.compile(r"@[\w-]+\.|https?:|www\.|\b[\w-]+\.(?:com|net|org|example|io|co)\b")
_PLACES = re.compile(
    r"[^\W_] [A-ZÀ-Þ][\w'’-]{2,}(?: [A-ZÀ-Þ][\w'’-]+)?,? (?:and|or|und|oder|et|ou|y|o|en|of|&) [A-ZÀ-Þ][\w'’-]{2,}"
)
"""Two names side by side within a sentence: other cities, as a rule, where papers or prices are spoken of."""
BY_RULES = "rule="
"""How the features begin that come from the rules' finds."""
_LEAST_KINDS = 2
_LONGEST = 320
"""Characters of a sentence; one that runs on is cut, else it would hold words of every kind."""
_MOST_WORDS = 60
_STEM = 7


Sign = tuple[int, str, float]
"""Where a rule found something, what, and how much it says."""


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence that may be an attack.

    Args:
        start: Offset of its first character.
        end: Offset after its last.
        features: What it says and how, by name.
    """

    start: int
    end: int
    features: dict[str, float]


def telling_sentences(text: str, signs: Sequence[Sign] = ()) -> list[Told]:
    """The sentences that are worth a judgement.

    Args:
        text: Plain text.
        signs: What the rules found in it.

    Returns:
        Those that hold words of two kinds at least, or a sign, in order.
    """
    spans = list(_spans(text))
    if not spans:
        return []
    starts = [start for start, _ in spans]
    kinds: list[dict[str, int]] = [{} for _ in spans]
    for label, place in speech_book().places(text):
        counts = kinds[max(bisect_right(starts, place) - 1, 0)]
        counts[label] = counts.get(label, 0) + 1
    for found in _PLACES.finditer(text):
        counts = kinds[max(bisect_right(starts, found.start()) - 1, 0)]
        if len(counts) >= _LEAST_KINDS:
            counts["places"] = 1
    marks: dict[int, dict[str, float]] = {}
    for place, name, weight in signs:
        marked = marks.setdefault(max(bisect_right(starts, place) - 1, 0), {})
        marked[f"{BY_RULES}{name}"] = max(weight, marked.get(f"{BY_RULES}{name}", 0.0))
    return [
        Told(start, end, _features(text[start:end], kinds, number) | marks.get(number, {}))
        for number, (start, end) in enumerate(spans)
        if len(kinds[number]) >= _LEAST_KINDS or number in marks
    ]


def _spans(text: str) -> Iterator[tuple[int, int]]:
    cuts = [0, *(found.end() for found in _BREAK.finditer(text)), len(text)]
    for start, end in pairwise(cuts):
        stripped = text[start:end].strip()
        if stripped:
            first = start + text[start:end].index(stripped[0])
            yield from _pieces(text, first, first + len(stripped))


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence, cut where it runs on and on without a full stop."""
    while end - start > _LONGEST:
        cut = max(
            text.rfind(mark, start + _LONGEST // 2, start + _LONGEST) for mark in (", ", " and ", "\n", " - ", " ")
        )
        if cut < 0:
            break
        yield start, cut
        start = cut + 1
    if text[start:end].strip():
        yield start, end


def _features(sentence: str, kinds: list[dict[str, int]], number: int) -> dict[str, float]:
    found = {f"kind={kind}": 1.0 for kind in kinds[number]}
    for kind, count in kinds[number].items():
        if count > 1:
            found[f"many={kind}"] = min(count - 1, 3) / 2
    for one, other in combinations(sorted(kinds[number]), 2):
        found[f"both={one}+{other}"] = 1.0
    for kind in kinds[number - 1] if number else ():
        found[f"before={kind}"] = 0.5
    for kind in kinds[number + 1] if number + 1 < len(kinds) else ():
        found[f"behind={kind}"] = 0.5
    words = [word.lower() for word in _WORD.findall(sentence)][:_MOST_WORDS]
    weight = 1.0 / max(1.0, len(words) / 12) ** 0.5
    for word in words:
        found[f"w={word[:_STEM]}"] = weight
    for one, other in pairwise(["^", *words]):
        found[f"b={one[:6]} {other[:6]}"] = weight
    if words:
        found[f"first={words[0][:_STEM]}"] = 1.0
    found["kinds"] = len(kinds[number]) / 5
    found["words"] = min(len(words), 40) / 40
    if _CODE.search(sentence):
        found["code"] = 1.0
    if _ADDRESS.search(sentence):
        found["address"] = 1.0
    if number == len(kinds) - 1:
        found["last"] = 1.0
    return found
