"""Tables typed into a mail: which column is ours, by the day, the city, the artist or the room in its head."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from advancing.reading.cues import WORD
from advancing.reading.dates import NamedDay
from advancing.reading.folding import fold
from advancing.reading.mentions import Kind, starting_in, within
from advancing.reading.sources import Source, artist_names
from advancing.reading.structure import Line

_GAP = re.compile(r"\s{2,}|\t+|\s?\|\s?")
_HOLDS = frozenset([
    "you", "yours", "correct", "corrected", "right", "final", "new", "now", "actual", "updated", "confirmed", "real", "richtig", "neu", "juist", "nieuw", "correcto", "nouveau",
])  # fmt: skip
_HELD = frozenset([
    "your", "old", "was", "before", "contract", "sheet", "v1", "draft", "previous", "wrong", "alt", "oud", "ancien", "antes",
])  # fmt: skip
"""Heads of a column of corrections, and of the column that it corrects."""
_ANSWERS = frozenset(["response", "reply", "answer", "answers", "venue", "house", "antwort", "antwoord", "respuesta", "reponse"])  # fmt: skip
_ASKED = frozenset(["request", "requested", "question", "ask", "asked", "wish", "rider", "tour", "anfrage", "frage", "vraag", "demande", "pregunta"])  # fmt: skip
"""Heads of a column of answers, and of the column that it answers; each says nothing without the other."""
_AGREED = re.compile(
    r"\W{0,3}(?:agreed|ok(?:ay)?|yes|confirmed|fine|correct|as (?:requested|asked|per request)|no change|unchanged|same|ja|einverstanden|passt|bestatigt|akkoord|klopt|oui|d'accord|confirme|si|de acuerdo|confirmado)\b"
)
"""What a cell says where the cell that it answers holds."""
Span = tuple[int, int]


def foreign_cells(source: Source, lines: Sequence[Line], room: str) -> list[Span]:
    """Spans of the table cells that are not about this show.

    Args:
        source: The text.
        lines: Its logical lines.
        room: The room of the house that is ours, "" where it is not known.

    Returns:
        Spans in the text; empty where there is no table, or where nothing in it names our column.
    """
    spans: list[Span] = []
    for rows in _tables(source, lines):
        width = max(len(row) for row in rows)
        scores = [0] * width
        for row in rows:
            if len(row) >= width - 1 and not _holds_values(source, row):
                for back, cell in enumerate(reversed(row)):
                    scores[width - 1 - back] += _names_us(source, room, cell)
        for back, weight in enumerate(reversed(_holds_or_held(source, rows[0]))):
            scores[width - 1 - back] += weight
        best = max(scores)
        if best <= 0 or scores.count(best) > 1:
            continue
        ours = width - 1 - scores.index(best)
        unlabelled_head = any(len(row) == width - 1 and not _holds_values(source, row) for row in rows)
        for row in rows:
            if len(row) == width or (len(row) == width - 1 and not _holds_values(source, row)):
                labelled = len(row) == width and (unlabelled_head or _nothing_in(source, row[0]))
                cells = list(enumerate(reversed(row)))[: -1 if labelled else None]
                if not _agrees(source, [cell for back, cell in cells if back == ours]):
                    spans += [cell for back, cell in cells if back != ours]
    return sorted(spans)


def _tables(source: Source, lines: Sequence[Line]) -> Iterator[list[list[Span]]]:
    """Runs of lines of one paragraph that are divided into cells, two lines and two cells at least."""
    rows: list[list[Span]] = []
    block = -1
    for line in (*lines, None):
        cells = cells_of(source.text, line) if line is not None else []
        if line is None or line.block != block or len(cells) < 2:
            if len(rows) >= 2:
                yield rows
            rows = []
        if line is not None and len(cells) >= 2:
            block = line.block
            if any(character.isalnum() for start, end in cells for character in source.text[start:end]):
                rows.append(cells)


def _holds_values(source: Source, row: Sequence[Span]) -> bool:
    return any(
        mention.kind in (Kind.TIME, Kind.SIZE, Kind.MONEY) for cell in row for mention in within(source.mentions, *cell)
    )


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table whose head names fields.

    Args:
        cells: Span of each cell, and the fields its column's head names.
        ours: Whether it is about this show.
    """

    cells: tuple[tuple[Span, tuple[str, ...]], ...]
    ours: bool


def headed_rows(source: Source, lines: Sequence[Line], room: str) -> dict[int, Row]:
    """Rows of tables whose head names a field in each column (`City | Load in | Doors`), by index of their line.

    Args:
        source: The text.
        lines: Its logical lines.
        room: The room of the house that is ours, "" where it is not known.

    Returns:
        Rows with one cell per head; where one of several names our day, city, room or artist, the others are not ours.
    """
    found: dict[int, Row] = {}
    at = 0
    while at < len(lines):
        heads = _field_heads(source, lines[at])
        below = at + 1
        rows: list[tuple[int, list[Span]]] = []
        while heads and below < len(lines) and lines[below].block == lines[at].block:
            cells = cells_of(source.text, lines[below])
            if len(cells) != len(heads):
                break
            rows.append((below, cells))
            below += 1
        scores = [sum(_names_us(source, room, cell) for cell in cells) for _, cells in rows]
        known = any(score > 0 for score in scores) and len(rows) > 1
        for (index, cells), score in zip(rows, scores, strict=True):
            found[index] = Row(tuple(zip(cells, heads, strict=True)), not known or score == max(scores))
        at = max(below, at + 1)
    return found


def _field_heads(source: Source, line: Line) -> list[tuple[str, ...]]:
    """The fields that each cell of a head names; empty where fewer than three do, or where a value stands there."""
    cells = cells_of(source.text, line)
    if len(cells) < 3 or any(
        mention.kind is not Kind.DATE for mention in within(source.mentions, line.start, line.end)
    ):
        return []
    heads = [
        tuple(
            dict.fromkeys(
                concept
                for cue in starting_in(source.cues, *cell)
                if cue.end <= cell[1]
                for concept, weak in cue.concepts.items()
                if not weak or len(source.text[slice(*cell)].split()) == 1
            )
        )
        for cell in cells
    ]
    return heads if sum(bool(head) for head in heads) >= 3 else []


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


def _names_us(source: Source, room: str, cell: Span) -> int:
    """How much a cell names our day, city, artist or room; below 0 where it names another day."""
    ground = source.ground
    text = source.folded[slice(*cell)]
    days = [m.value for m in within(source.mentions, *cell) if isinstance(m.value, NamedDay)]
    words = WORD.findall(text)
    city = fold(ground.show.city)
    score = 0
    if days and ground.date:
        score += 2 if any(day.may_be(ground.date) for day in days) else -2
    score += 2 if (city and city in text) or " ".join(words) in artist_names(ground.show.artist) else 0
    score += 2 if room and (room in text or text.strip() in room.split()) else 0
    return score


def _holds_or_held(source: Source, head: Sequence[Span]) -> list[int]:
    """For each cell of a table's head: above 0 where it says that what stands below holds, below 0 where it no longer does."""
    if _holds_values(source, head):
        return [0] * len(head)
    texts = [source.folded[slice(*cell)] for cell in head]
    words = [set() if text.endswith(":") else set(WORD.findall(text)) for text in texts]
    both = any(cell & _ANSWERS for cell in words) and any(cell & _ASKED for cell in words)
    holding, held = (_HOLDS | _ANSWERS, _HELD | _ASKED) if both else (_HOLDS, _HELD)
    return [bool(cell & holding) - bool(cell & held) for cell in words]


def _agrees(source: Source, ours: Sequence[Span]) -> bool:
    """Whether our cell holds no value of its own and agrees to what stands beside it."""
    return any(_AGREED.match(source.folded, *cell) and not _holds_values(source, [cell]) for cell in ours)


def _nothing_in(source: Source, cell: Span) -> bool:
    return not within(source.mentions, *cell)
