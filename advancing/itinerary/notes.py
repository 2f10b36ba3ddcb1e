"""Our own marked part in a day's general notes; everything else in them is other people's and stays byte for byte.

A line with a checksum stands in our part: where somebody changed the part by hand, that shows, is reported and is
not overwritten.
"""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from advancing.fields import CATALOGUE, SECTIONS, FieldKey
from advancing.values import Value, show

BEGIN = "--- advancing: begin ---"
END = "--- advancing: end ---"

_PART = re.compile(
    rf"^[ \t]*{re.escape(BEGIN)}[ \t]*\r?$(?P<body>.*?)^[ \t]*{re.escape(END)}[ \t]*(?=\r?$)", re.MULTILINE | re.DOTALL
)
_MARKER_LINE = re.compile(rf"^[ \t]*(?:{re.escape(BEGIN)}|{re.escape(END)})[ \t]*\r?$", re.MULTILINE)
_CHECKSUM_LINE = re.compile(r"^[ \t]*\(kept by advancing.*\b(?P<checksum>[0-9a-f]{12})\)[ \t]*\r?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class RenderedNotes:
    """The notes as they should stand.

    Args:
        text: To be written; the same as before where nothing is to be done or a person edited our part.
        changed: Whether `text` differs from what stood there.
        hand_edited: Whether somebody changed our part (or its marks): then nothing is changed.
    """

    text: str
    changed: bool
    hand_edited: bool = False


def render_notes(
    existing: str,
    values: Mapping[FieldKey, Value],
    *,
    unconfirmed: AbstractSet[FieldKey] = frozenset(),
    overwrite: bool = False,
) -> RenderedNotes:
    """Bring our part of the general notes up to date.

    Args:
        existing: The notes as they stand, plain text.
        values: Approved values by field; those that a schedule item carries are passed over.
        unconfirmed: Fields whose value is taken for now: marked as unconfirmed.
        overwrite: Replace our part even where somebody changed it, because a person decided so.

    Returns:
        The notes. Rendering them again with the same values changes nothing.
    """
    newline = "\r\n" if "\r\n" in existing else "\n"
    lines = _lines(values, unconfirmed)
    part = newline.join([BEGIN, *lines, _checksum_line(lines), END])
    found = _PART.search(existing)
    marks = len(_MARKER_LINE.findall(existing))
    if marks == 0:
        return _rendered(existing, _append(existing, part, newline) if lines else existing)
    if found is None or marks != 2:
        # A mark is missing or there are several parts: what would be ours can't be told from what is theirs.
        return RenderedNotes(existing, changed=False, hand_edited=True)
    body = found["body"]
    if not _is_as_written(body) and not overwrite:
        return RenderedNotes(existing, changed=False, hand_edited=True)
    if lines and _is_as_written(body) and _checksum(lines) == _written_checksum(body):
        return RenderedNotes(existing, changed=False)
    return _rendered(existing, existing[: found.start()] + (part if lines else "") + existing[found.end() :])


def _rendered(existing: str, text: str) -> RenderedNotes:
    return RenderedNotes(text, changed=text != existing)


def _append(existing: str, part: str, newline: str) -> str:
    if not existing:
        return part
    return existing + (newline if existing.endswith("\n") else newline * 2) + part


def _lines(values: Mapping[FieldKey, Value], unconfirmed: AbstractSet[FieldKey]) -> list[str]:
    lines: list[str] = []
    for section, heading in SECTIONS.items():
        entries = [
            f"- {field.label}: {' '.join(show(values[key]).split())}{' (unconfirmed)' if key in unconfirmed else ''}"
            for key, field in CATALOGUE.items()
            if field.section == section and not field.itinerary and key in values
        ]
        lines += [heading, *entries] if entries else []
    return lines


def _checksum_line(lines: list[str]) -> str:
    return f"(kept by advancing: change it there, not here; {_checksum(lines)})"


def _checksum(lines: list[str]) -> str:
    """Of what people read: spaces, empty lines and the form of accents may change on the way and mean no edit."""
    plain = [" ".join(unicodedata.normalize("NFC", line).split()) for line in lines]
    return hashlib.sha256("\n".join(line for line in plain if line).encode()).hexdigest()[:12]


def _written_checksum(body: str) -> str | None:
    found = _CHECKSUM_LINE.search(body)
    return found["checksum"] if found else None


def _is_as_written(body: str) -> bool:
    return _checksum(_CHECKSUM_LINE.sub("", body).split("\n")) == _written_checksum(body)
