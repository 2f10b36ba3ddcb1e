"""Reading what tools answer: `key: value` pairs, one record per line or block, and telling them in words."""

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

Record = dict[str, str]

_PAIR = re.compile(r"(?:^|[|;\n])\s*(\w+):[ \t]*([^|\n]*)")
_FITS = 75
"""Score of rapidfuzz's WRatio (0 to 100) from which a name counts as meant; a typo or a left-out article passes."""


def records(answer: str) -> list[Record]:
    """The records in a tool's answer: each begins with its `show_id: …`; pairs are parted by ` | ` or line ends."""
    found: list[Record] = []
    for key, value in _PAIR.findall(answer):
        if key == "show_id":
            found.append({})
        if found:
            found[-1][key] = value.strip()
    return [record for record in found if record["show_id"]]


def best_matches(shows: Sequence[Record], name: str) -> list[Record]:
    """The shows whose venue, artist or city fits a name, the best score only; all of them if no name is given."""
    if not name:
        return list(shows)
    scored = [(max(fuzz.WRatio(name.lower(), value.lower()) for value in _names(show)), show) for show in shows]
    best = max((score for score, _ in scored), default=0)
    return [show for score, show in scored if score == best] if best >= _FITS else []


def told(show: Record) -> str:
    """A show in one line: `The Ritz, Raleigh, 2026-12-01: awaiting response (5 open)`."""
    where = ", ".join(show[key] for key in ("venue", "city", "date") if show.get(key)) or show["show_id"]
    status = show.get("status", "").replace("_", " ")
    is_open = f" ({show['open']} open)" if show.get("open") else ""
    return f"{where}: {status}{is_open}" if status else where + is_open


def one_line(answer: str) -> str:
    """An answer without its line ends, short enough for a chat."""
    return " ".join(answer.split())[:400]


def _names(show: Record) -> list[str]:
    return [show[key] for key in ("venue", "city", "artist", "show", "date") if show.get(key)] or [""]
