"""Tables typed into a mail: which column is ours, by the day, the city, the artist or the room in its head."""

import re
from collections.abc import Sequence

from advancing.reading.cues import WORD
from advancing.reading.dates import NamedDay
from advancing.reading.folding import fold
from advancing.reading.mentions import Kind, within
from advancing.reading.sources import Source, artist_names
from advancing.reading.structure import Line

_GAP = re.compile(r"\s{2,}|\t+|\s?\|\s?")
Span = tuple[int, int]


def foreign_cells(source: Source, lines: Sequence[Line]) -> list[Span]:
    """Spans of the table cells that are not about this show.

    Args:
        source: The text.
        lines: Its logical lines.

    Returns:
        Spans in the text; empty where there is no table with a head that names our column.
    """
    spans: list[Span] = []
    head: list[Span] = []
    ours = -1
    block = -1
    for line in lines:
        cells = cells_of(source.text, line)
        if line.block != block or len(cells) < 2:
            found = _our_column(source, cells) if len(cells) >= 2 else -1
            head, ours, block = (cells, found, line.block) if found >= 0 else ([], -1, -1)
            continue
        labelled = len(cells) == len(head) + 1 or _nothing_in(source, head[0])
        index = ours + 1 if len(cells) == len(head) + 1 else ours
        first = 1 if labelled else 0
        spans += [cell for at, cell in enumerate(cells) if at >= first and at != index]
    return spans


def cells_of(text: str, line: Line) -> list[Span]:
    """Spans of the cells of a line: what stands between bars, tabs or two spaces and more."""
    cells, begin = [], line.start
    for gap in _GAP.finditer(text, line.start, line.end):
        if gap.start() > begin:
            cells.append((begin, gap.start()))
        begin = gap.end()
    if begin < line.end:
        cells.append((begin, line.end))
    return cells


def _our_column(source: Source, cells: Sequence[Span]) -> int:
    """Index of the head cell that names our day, city, artist or room where the other cells name others; else -1."""
    ground = source.ground
    city = fold(ground.show.city)
    names = artist_names(ground.show.artist)
    scores = []
    for start, end in cells:
        text = source.folded[start:end]
        days = [m.value for m in within(source.mentions, start, end) if isinstance(m.value, NamedDay)]
        score = 0
        if days and ground.date:
            score += 2 if any(day.may_be(ground.date) for day in days if isinstance(day, NamedDay)) else -2
        words = set(WORD.findall(text))
        score += 2 if (city and city in text) or " ".join(WORD.findall(text)) in names else 0
        score += 2 if ground.room and (ground.room in text or text.strip() in ground.room.split()) else 0
        score += 1 if words & {"you", "yours"} else 0
        scores.append(score)
    if any(
        m.kind in (Kind.TIME, Kind.SIZE, Kind.MONEY)
        for start, end in cells
        for m in within(source.mentions, start, end)
    ):
        return -1
    best = max(scores)
    if best <= 0 or scores.count(best) > 1:
        return -1
    return scores.index(best) if len(cells) - 1 >= 1 and sum(score < best for score in scores) >= 1 else -1


def _nothing_in(source: Source, cell: Span) -> bool:
    return not within(source.mentions, *cell)
