"""The shape of a text: logical lines (wrapped prose rejoined), bullets and numbers, headings, labels, sentences.

It knows nothing of fields. What a heading means for the lines below it is `advancing.reading.scope`'s matter.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

_BULLET = re.compile(r"[ \t]{0,12}[-*•·–—>▪●○◦‣+][ \t]{1,4}(?=\S)")
_NUMBER = re.compile(
    r"[ \t]{0,8}(?:[Qq#(]\s?)?(?P<n>\d{1,2})(?:\s?[+&]\s?(?P<more>\d{1,2}))?\s?(?:[.)]|\)\.|:|\s-)(?!\d)[ \t]{0,4}(?=\S)"
)
_LETTER = re.compile(r"[ \t]{0,8}\(?(?P<n>[a-z]|[A-Z](?=\)))(?:\s?[+&]\s?(?P<more>[a-z]))?(?:\)\.?|\.)[ \t]{1,4}(?=\S)")
_CIRCLED = re.compile(r"[ \t]{0,8}(?P<n>[①-⑳])\s{0,4}(?=\S)")
_COUNTED = re.compile(r"[ \t]{0,8}(?P<n>\d{1,2})[ \t]{1,4}(?=\S)")
"""What an item of a list begins with; "c+d)" answers two questions."""
_LEAST_COUNTED = 4
_LABEL = re.compile(
    r"(?P<label>[^:.!?;,\n]{1,48}?(?:\([^)\n]{1,30}\))?(?:\.(?=\s{0,2}:))?)\s{0,3}(?P<mark>:(?!\d)|\.{3,}|…|\t|[ ]{2,}|\s[-–—=|]{1,2}\s|\s?=\s?|\s\.\s)[ \t.]*(?=\S)"
)
_HEADING_END = re.compile(r"[:?]?\s*$")
_BREAK = re.compile(r"(?:[.!?]+|…)[\"')\]]*[ \n]+(?=\S)")
_ABBREVIATIONS = frozenset(
    [
        "approx",
        "ca",
        "kl",
        "st",
        "mr",
        "mrs",
        "ms",
        "dr",
        "no",
        "nr",
        "tel",
        "ext",
        "e.g",
        "i.e",
        "etc",
        "incl",
        "inc",
        "max",
        "min",
        "vs",
        "resp",
        "str",
        "ing",
        "prof",
        "jr",
        "sr",
        "bzw",
        "z.b",
        "ggf",
        "evtl",
        "min",
        "std",
        "ave",
        "blvd",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "mon",
        "tue",
        "tues",
        "wed",
        "thu",
        "thurs",
        "fri",
        "sat",
        "sun",
        "cap",
        "nbr",
        "env",
    ]
)
_UNFINISHED = re.compile(
    r"\b(?:at|from|by|until|till|to|the|and|is|are|of|for|with|in|on|or|a|an|your|our|um|ab|der|die|das|und|mit|de|la|le|et|a las|el|y|om|het|een|van|en|,)$"
)
_MOST_ITEMS = 40
_LEAST_BY_DOTS = 3
"""A number and a full stop may also end a sentence, so that two such items are no list."""
LONGEST = 700
"""Characters of the longest sentence that is looked at as one."""
WRAP = 55
"""A line at least this long may have been broken by the mail program and not by the writer."""


@dataclass(frozen=True, slots=True)
class Line:
    """A logical line of a text.

    Args:
        start: Offset of its content (after bullet or number).
        end: Offset after its last character that is no space.
        block: Number of the paragraph it stands in.
        marks: The numbers or letters it carries as a list item, one as a rule ("3", "c").
        bullet: Whether it is a list item.
        heading: Whether it stands over what follows and says nothing by itself.
        label: Span of a label at its start (`Load in: 3pm`), or None.
        content: Offset of what follows the label, or of its content.
    """

    start: int
    end: int
    block: int
    marks: tuple[str, ...] = ()
    bullet: bool = False
    heading: bool = False
    label: tuple[int, int] | None = None
    content: int = 0


def lines_of(text: str, *, counted: bool = False) -> list[Line]:
    """Split a text into logical lines.

    Args:
        text: The text.
        counted: Whether lines that begin with 1, 2, 3 … and no mark behind are items of that number.

    Returns:
        Its lines in order; blank ones are left out.
    """
    physical = list(_physical(text))
    counted = counted and _are_counted(text, physical)
    widest: dict[int, int] = {}
    for start, end, block in physical:
        widest[block] = max(widest.get(block, 0), end - start)
    lines: list[Line] = []
    at = 0
    while at < len(physical):
        start, end, block = physical[at]
        last = at
        while last + 1 < len(physical) and _continues(
            text, physical[last], physical[last + 1], widest[physical[last][2]]
        ):
            last += 1
        following = physical[last + 1] if last + 1 < len(physical) else None
        lines.append(_line(text, start, physical[last][1], block, following, counted=counted))
        at = last + 1
    return lines


def inner_label(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Span of a label that a sentence within a line begins with ("Settlement - you invoice us"), or None."""
    label = _LABEL.match(text, start, end)
    if label is None or len(label["label"].split()) > 3 or label["mark"].strip() not in (":", "-", "–", "—"):
        return None
    return label.start("label"), label.end("label")


def sentences_of(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Spans of the sentences in a span of a text, spaces around them left out."""
    begin = start
    for found in _BREAK.finditer(text, start, end):
        if _leads_on(text, found) or _is_abbreviation(text, begin, found):
            continue
        yield begin, _rstrip(text, begin, found.end())
        begin = found.end()
    if begin < end:
        yield begin, _rstrip(text, begin, end)


def shortened(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Spans cut, at a space where there is one, so that none is longer than `LONGEST`."""
    for start, end in spans:
        at = start
        while end - at > LONGEST:
            space = text.rfind(" ", at + LONGEST // 2, at + LONGEST)
            cut = space if space > 0 else at + LONGEST
            yield at, cut
            at = cut + 1 if space > 0 else cut
        if at < end:
            yield at, end


def _physical(text: str) -> Iterator[tuple[int, int, int]]:
    at = block = 0
    blank = False
    for line in text.splitlines(keepends=True):
        stripped = line.strip()
        if stripped and stripped.strip("-_=*~ ·.•"):
            if blank:
                block += 1
            blank = False
            begin = at + line.index(stripped[0])
            for start, end in _items(text, begin, begin + len(stripped)):
                yield start, end, block
        else:
            blank = True
        at += len(line)


def _items(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The items of a list that stand on one line ("c) 4   d) 7   e) 8"); a line that is none is one item."""
    marked = _NUMBER.match(text, start, end) or _LETTER.match(text, start, end)
    cuts = [start]
    mark = mark_name(marked["more"] or marked["n"]) if marked else ""
    bracket = marked is not None and ")" in marked[0]
    while mark and mark != "z" and len(cuts) <= _MOST_ITEMS:
        mark = str(int(mark) + 1) if mark.isdigit() else chr(ord(mark) + 1)
        sign = r"(?:\)\.?)" if bracket else r"\."
        found = re.compile(rf"(?i)\s\(?0?{mark}{sign}\s").search(text, cuts[-1], end)
        if found is None:
            break
        cuts.append(found.start() + 1)
    if not bracket and len(cuts) < _LEAST_BY_DOTS:
        cuts = [start]
    for begin, behind in pairwise([*cuts, end]):
        yield begin, _rstrip(text, begin, behind)


def _continues(text: str, one: tuple[int, int, int], other: tuple[int, int, int], widest: int) -> bool:
    """Whether a line goes on in the next: it is long, and the next does not look like a beginning."""
    if one[2] != other[2] or one[1] - one[0] < WRAP:
        return False
    if "|" in text[slice(*one[:2])] and "|" in text[slice(*other[:2])]:
        return False
    following = text[other[0] : min(other[1], other[0] + 70)]
    if any(mark.match(following) for mark in (_BULLET, _NUMBER, _LETTER)) or "  " in text[one[0] : one[1]].strip():
        return False
    if following[0].islower() or _UNFINISHED.search(text, max(one[0], one[1] - 14), one[1]):
        return True
    label = _LABEL.match(following)
    if label and (
        label["mark"].strip() in (":", "=", "…")
        or label["mark"].strip() == "."
        or label["mark"].strip().startswith("..")
    ):
        return False
    if following[0].isdigit() and re.match(r"\d{1,2}[:.h]\d{2}", following):
        return False
    if widest > 82 or one[1] - one[0] + 1 + len(following.split(" ", 1)[0]) < widest - 6:
        return False
    return text[one[1] - 1] not in ".!?:;"


def _are_counted(text: str, physical: Sequence[tuple[int, int, int]]) -> bool:
    """Whether lines begin with 1, 2, 3 … and nothing behind the number."""
    numbers = [int(found["n"]) for start, end, _ in physical if (found := _COUNTED.match(text, start, end))]
    return len(numbers) >= _LEAST_COUNTED and numbers == list(range(1, len(numbers) + 1))


def mark_name(sign: str) -> str:
    """A number or letter of a list as it is told apart: `01`, `1` and `①` are one, and so are `A` and `a`."""
    return str(int(unicodedata.numeric(sign) if len(sign) == 1 else int(sign))) if sign.isnumeric() else sign.lower()


def _marks_of(text: str, start: int, end: int, *, counted: bool) -> tuple[tuple[str, ...], int]:
    """The numbers or letters that a line carries, and where what it says begins."""
    marked = _NUMBER.match(text, start, end) or _LETTER.match(text, start, end)
    if marked:
        return tuple(mark_name(sign) for sign in marked.group("n", "more") if sign), marked.end()
    marked = _CIRCLED.match(text, start, end) or (_COUNTED.match(text, start, end) if counted else None)
    return ((mark_name(marked["n"]),), marked.end()) if marked else ((), start)


def _line(
    text: str, start: int, end: int, block: int, following: tuple[int, int, int] | None, *, counted: bool
) -> Line:
    marks, start = _marks_of(text, start, end, counted=counted)
    dotted = None if marks else _BULLET.match(text, start, end)
    bullet = dotted is not None
    start = dotted.end() if dotted else start
    heading = _is_heading(text, start, end, block, following, bullet or bool(marks))
    label = None if heading else _LABEL.match(text, start, end)
    span = None
    content = start
    if label and len(label["label"].split()) <= 7:
        span = (label.start("label"), label.end("label"))
        content = label.end()
    return Line(start, end, block, marks, bullet or bool(marks), heading, span, content)


def _is_heading(
    text: str, start: int, end: int, block: int, following: tuple[int, int, int] | None, listed: bool
) -> bool:
    words = text[start:end]
    if len(words) > 70 or following is None:
        return False
    if words.endswith((":", "?")):
        return True
    if listed or len(words) > 50 or ends_sentence(words) or "  " in words:
        return False
    if words.isupper() and len(words.split()) <= 6 and not re.search(r"\d{1,2}\s?(?:[AP]M|[:.h]\d\d)|\d{2,}", words):
        return True
    below = text[following[0] : following[1]]
    indented = following[0] > 0 and text[following[0] - 1] in " \t"
    if following[2] == block and (indented or _BULLET.match(below)) and not re.search(r"\d", words.split("(")[0][:3]):
        return len(words.split()) <= 8
    first = words.split()[0]
    return following[2] == block and first.isupper() and len(first) >= 3 and bool(re.match(r"\d{1,2}[:.h]\d\d", below))


def _leads_on(text: str, found: re.Match[str]) -> bool:
    """Whether dots lead from a label to its value: many of them, or one that stands by itself."""
    if found[0].startswith("..."):
        return found.end() - found.start() > 5
    return found[0][0] == "." and text[found.start() - 1 : found.start()] == " "


def ends_sentence(words: str) -> bool:
    """Whether words end with a mark after which nothing is headed; the full stop of a day ("Saturday 7.8.") is none."""
    return words[-1] in ".!,;" and not (words[-1] == "." and words[-2:-1].isdigit())


def _is_abbreviation(text: str, begin: int, found: re.Match[str]) -> bool:
    if text[found.start()] != ".":
        return False
    word = re.search(r"[^\s(]{0,12}$", text[max(begin, found.start() - 12) : found.start()])
    before = word[0].lower() if word else ""
    following = text[found.end()]
    if before in ("a.m", "p.m", "am", "pm", "a", "p"):
        return not following.isupper()
    if before in _ABBREVIATIONS or (len(before) == 1 and before.isalpha() and before not in "xi"):
        return True
    return before.isdigit() and len(before) <= 2 and following.islower()


def _rstrip(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end
