"""Reading what tools answer, and telling it in words: shows one per line, facts as `key: value`."""

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

Record = dict[str, str]
"""A show as `query_shows` lists it: `show_id`, and as far as told `date`, `where`, `status`."""

_ID = re.compile(r"\bshow_id:\s*([\w-]+)")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_FITS = 85
"""Score of rapidfuzz (0 to 100) from which a name counts as meant: a typo passes, another name does not."""
_MOST_LINES = 12


def records(answer: str) -> list[Record]:
    """The shows of an answer such as `2026-12-01 | The Ritz, Raleigh | draft | show_id: …`, one per line."""
    found: list[Record] = []
    for line in answer.splitlines():
        identified = _ID.search(line)
        if not identified:
            continue
        record = {"show_id": identified[1]}
        for part in (part.strip() for part in line.replace(identified[0], "").split("|")):
            if part:
                record.setdefault(
                    "date" if _DATE.fullmatch(part) else "where" if "where" not in record else "status", part
                )
        found.append(record)
    return found


def best_matches(shows: Sequence[Record], name: str) -> list[Record]:
    """The shows whose place or date a name is spelled most like; none where it is not alike enough."""
    scored = [(_score(show, name), show) for show in shows]
    best = max((score for score, _ in scored), default=0)
    return [show for score, show in scored if score == best] if best >= _FITS else []


def told(show: Record) -> str:
    """A show in one line: `The Ritz, Raleigh, 2026-12-01: awaiting response`."""
    where = ", ".join(show[key] for key in ("where", "date") if show.get(key)) or show["show_id"]
    return f"{where}: {show['status'].replace('_', ' ')}" if show.get("status") else where


def standing(details: str, checklist: str) -> list[str]:
    """Where a show stands, from its details and its checklist: a few lines."""
    lines = [
        line for line in details.splitlines() if line.startswith(("checklist:", "still open:", "draft:", "contact:"))
    ]
    open_critical = [
        line.split(":")[0] for line in checklist.splitlines() if "(critical)" in line and ": confirmed" not in line
    ]
    if open_critical:
        lines.append("critical and not confirmed: " + ", ".join(open_critical[:_MOST_LINES]))
    return lines[:_MOST_LINES] or [one_line(details)]


def one_line(answer: str) -> str:
    """An answer without its line ends, short enough for a chat."""
    return " ".join(answer.split())[:400]


def _score(show: Record, name: str) -> float:
    text = f"{show.get('where', '')} {show.get('date', '')}".lower()
    return fuzz.partial_ratio(name.lower(), text) if len(name) <= len(text) else fuzz.ratio(name.lower(), text)
