"""Timetables whose lines each begin with an hour: `7  Doors`, `7:50  Sorrel Banks`, or `1900  OPEN`.

A bare number, or four digits, is a clock time there, since the lines beside it are and since the hours go on from line
to line.
"""

import re
from collections.abc import Iterator

from advancing.reading.cues import WORD
from advancing.reading.mentions import Kind, Mention
from advancing.reading.searched import Searched

_FIRST = re.compile(
    r"(?m)^[ ]{0,8}(?:[-*•] ?)?(?:(?P<hour>[01]?\d|2[0-4])(?P<rest>[.:h][0-5]\d)?(?P<half> ?[ap]\.?m?\b\.?)?|(?P<four>(?:[01]\d|2[0-4])[0-5][05]))(?=[ ]{1,30}[^\d\s%'\"x]|[ ]?-[ ]?\D)"
)
_ROW = re.compile(r"\b(?:[01]\d|2[0-4])[0-5][05](?:[ |]{1,30}(?:[01]\d|2[0-4])[0-5][05]\b){2,}(?![-/.,:]?\d)")
_FOUR = re.compile(r"\d{4}")
_LEAST = 4
_LEAST_WRITTEN = 2
"""Lines of a timetable, and how many of them must be written as times beyond doubt where others are bare numbers."""
_LEAST_FOUR = 3
_LEAST_ROWS = 2
_DAY_WORDS = frozenset([
    "in", "load", "loadin", "check", "soundcheck", "linecheck", "doors", "door", "open", "opens", "einlass", "set", "stage", "show", "support", "opener", "dinner", "lunch", "curfew", "out", "off", "end", "down", "aufbau", "abbau",
])  # fmt: skip
"""Of these two lines at least speak where four digits are times: seats, watts and dates come in lists as well."""
_LONGEST_STEP = 6 * 60
_HALF_DAY = 12 * 60
_LINES_BETWEEN = 2


def find_listed(text: Searched) -> list[Mention]:
    """The bare hours and the four digits that begin the lines of timetables.

    Args:
        text: Where to look; what is found is taken.

    Returns:
        Mentions of kind TIME, not in order.
    """
    found = list(_in_rows(text))
    for run in _runs(text):
        four = sum(line["four"] is not None for line in run)
        written = sum(line["rest"] is not None or line["half"] is not None for line in run)
        named = sum(not _DAY_WORDS.isdisjoint(WORD.findall(_behind(text, line))) for line in run)
        if (four < _LEAST_FOUR or named < _LEAST_WRITTEN) and (len(run) < _LEAST or written < _LEAST_WRITTEN):
            continue
        for line in run:
            name = "four" if line["four"] else "hour"
            if line["rest"] or line["half"] or not text.free(*line.span(name)):
                continue
            text.take(*line.span(name))
            values = _meaning(line)
            found.append(Mention(Kind.TIME, *line.span(name), values, exact=len(values) == 1))
    return found


def _in_rows(text: Searched) -> Iterator[Mention]:
    """Four digits beside four digits, three times at least, in two rows at least: the times of a table."""
    rows = list(text.at_numbers(_ROW))
    for row in rows if len(rows) >= _LEAST_ROWS else ():
        for cell in _FOUR.finditer(text.folded, *row.span()):
            if text.free(*cell.span()):
                text.take(*cell.span())
                yield Mention(Kind.TIME, *cell.span(), ((int(cell[0][:2]) * 60 + int(cell[0][2:])) % (2 * _HALF_DAY),))


def _behind(text: Searched, line: re.Match[str]) -> str:
    """What a line says behind its hour."""
    end = text.folded.find("\n", line.end())
    return text.folded[line.end() : end if end >= 0 else len(text.folded)]


def _runs(text: Searched) -> Iterator[list[re.Match[str]]]:
    """Lines that follow each other closely and whose hours go on, never far."""
    run: list[re.Match[str]] = []
    for line in _FIRST.finditer(text.folded):
        if run:
            step = (_minutes(line) - _minutes(run[-1])) % _HALF_DAY
            lines = text.folded.count("\n", run[-1].end(), line.start("four" if line["four"] else "hour"))
            if step > _LONGEST_STEP or lines > _LINES_BETWEEN:
                yield run
                run = []
        run.append(line)
    if run:
        yield run


def _minutes(line: re.Match[str]) -> int:
    """Minutes after midnight, whatever half of the day."""
    if line["four"]:
        return int(line["four"][:2]) * 60 + int(line["four"][2:])
    return int(line["hour"]) * 60 + (int(line["rest"][1:]) if line["rest"] else 0)


def _meaning(line: re.Match[str]) -> tuple[int, ...]:
    """What a line's time may mean, in minutes after midnight."""
    minutes = _minutes(line) % (2 * _HALF_DAY)
    if line["four"] or minutes > _HALF_DAY or line["hour"].startswith("0") or line["hour"] == "24":
        return (minutes,)
    return minutes % _HALF_DAY, minutes % _HALF_DAY + _HALF_DAY
