"""A tour's shows from a CSV file: every row is checked before one is kept."""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from uuid import UUID
from zoneinfo import available_timezones

from babel.numbers import list_currencies

from advancing.errors import AdvancingError, Invalid
from advancing.fields import CATALOGUE, FieldKey
from advancing.values import Value, canonical
from tools.store.database import Connection
from tools.store.show import NewShow, make_show

REQUIRED = ("tour", "artist", "venue", "date", "contact_email")
OPTIONAL = ("venue_type", "city", "country", "timezone", "currency", "contact_name", "contact_role")
MAX_ROWS = 2000
MAX_NAME = 200
DELIMITERS = (",", ";", "\t")
"""Spreadsheets of countries with a decimal comma write semicolons."""

_COLUMNS = {name.lower(): name for name in (*REQUIRED, *OPTIONAL, *CATALOGUE)}
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_COUNTRY = re.compile(r"[A-Za-z]{2}")


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong with one row.

    Args:
        row: Line number in the file, the header being line 1.
        message: One sentence.
    """

    row: int
    message: str


class BadShowList(Invalid):
    """Rows of the file are faulty, so nothing was imported."""

    code = "bad_show_list"

    def __init__(self, faults: list[RowFault]) -> None:
        rows = len({fault.row for fault in faults})
        count = "One row is" if rows == 1 else f"{rows} rows are"
        super().__init__(
            f"{count} faulty; nothing was imported.",
            faults=[{"row": fault.row, "message": fault.message} for fault in faults],
        )
        self.faults = faults


def read_show_list(text: str) -> list[NewShow]:
    """Read a CSV file of shows.

    Args:
        text: With a header line; cells are set apart by commas, or by semicolons or tabs where the header is. Columns
            `tour, artist, venue, date (YYYY-MM-DD), contact_email` must be there; `venue_type, city, country,
            timezone, currency, contact_name, contact_role` may be, and so may any field key (`schedule.doors`), whose
            values count as the contract's. Rows without anything in them are passed over.

    Returns:
        The shows, in the order of the file.

    Raises:
        BadShowList: With every row's fault.
    """
    rows = _rows(text)
    shows: list[NewShow] = []
    faults: list[RowFault] = []
    seen: dict[tuple[str, ...], int] = {}
    for number, row in rows:
        found = _row_faults(row)
        key = tuple(row.get(name, "").casefold() for name in ("tour", "venue", "date"))
        if not found and key in seen:
            found.append(f"The same show stands in row {seen[key]}.")
        seen.setdefault(key, number)
        faults += [RowFault(number, message) for message in found]
        if not found:
            shows.append(_show(row))
    if faults:
        raise BadShowList(faults)
    return shows


def _rows(text: str) -> list[tuple[int, dict[str, str]]]:
    """Each row's first line in the file, and its cells by column; a row of another length than the header has none.

    Raises:
        BadShowList: It is no CSV, its header is wrong, or it is too long.
    """
    text = text.lstrip("\ufeff")
    header_line = text.lstrip().partition("\n")[0]
    delimiter = max(DELIMITERS, key=header_line.count)
    reader = csv.reader(io.StringIO(text, newline=None), delimiter=delimiter, strict=True)
    columns: list[str] = []
    rows: list[tuple[int, dict[str, str]]] = []
    number = 1
    try:
        for cells in reader:
            trimmed = [" ".join(cell.split()) for cell in cells]
            if any(trimmed) and not columns:
                columns = [_COLUMNS.get(name.lower(), name) for name in trimmed]
                if faults := _header_faults(columns):
                    raise BadShowList(faults)
            elif any(trimmed):
                rows.append((number, dict(zip(columns, trimmed, strict=True)) if len(trimmed) == len(columns) else {}))
            if len(rows) > MAX_ROWS:
                raise BadShowList([RowFault(number, f"There are more than {MAX_ROWS} rows; split the file.")])
            number = reader.line_num + 1
    except csv.Error as fault:
        raise BadShowList([RowFault(reader.line_num, f"This is no CSV: {fault}.")]) from fault
    if not columns:
        raise BadShowList([RowFault(1, "The file is empty; it begins with a header line.")])
    return rows


async def import_shows(conn: Connection, shows: list[NewShow], user_id: UUID) -> list[tuple[UUID, bool]]:
    """Keep the shows of a list in the caller's transaction: all, or none where it fails.

    Returns:
        Each show's id, and whether it was made now (False: it existed).
    """
    return [await make_show(conn, show, user_id) for show in shows]


def _header_faults(columns: list[str]) -> list[RowFault]:
    missing = [name for name in REQUIRED if name not in columns]
    unknown = [name for name in columns if name.lower() not in _COLUMNS]
    twice = sorted({name for name in columns if columns.count(name) > 1} - set(unknown))
    faults = []
    if missing:
        faults.append(RowFault(1, f"The header lacks {', '.join(missing)}."))
    if unknown:
        faults.append(RowFault(1, f"The header has columns that are not known: {', '.join(unknown)}."))
    if twice:
        faults.append(RowFault(1, f"The header has a column twice: {', '.join(twice)}."))
    return faults


def _row_faults(cells: Mapping[str, str]) -> list[str]:
    if not cells:
        return ["It has another number of cells than the header."]
    faults = [f"{name} is empty." for name in REQUIRED if not cells[name]]
    for name, cell in cells.items():
        if not cell.isprintable():
            faults.append(f"{name} has characters that are no text.")
        elif len(cell) > MAX_NAME and name not in CATALOGUE:
            faults.append(f"{name} is longer than {MAX_NAME} characters.")
    if cells["date"] and not _is_date(cells["date"]):
        faults.append(f"date takes YYYY-MM-DD, not {cells['date']!r}.")
    if cells["contact_email"] and not _is_email(cells["contact_email"]):
        faults.append(f"contact_email takes an e-mail address, not {cells['contact_email']!r}.")
    if cells.get("timezone") and cells["timezone"] not in _timezones():
        faults.append(f"timezone takes an IANA name such as America/New_York, not {cells['timezone']!r}.")
    if cells.get("country") and not _COUNTRY.fullmatch(cells["country"]):
        faults.append(f"country takes two letters (ISO 3166), not {cells['country']!r}.")
    if cells.get("currency") and cells["currency"].upper() not in _currencies():
        faults.append(f"currency takes an ISO 4217 code, not {cells['currency']!r}.")
    for name, cell in cells.items():
        if name in CATALOGUE and cell:
            try:
                _value(FieldKey(name), cell, (cells.get("currency") or "USD").upper())
            except AdvancingError as fault:
                faults.append(f"{name}: {fault.message}")
    return faults


def _is_date(text: str) -> bool:
    # The pattern as well: Python also takes 20270315 and 2027-W11-1.
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return _DATE.fullmatch(text) is not None


@cache
def _timezones() -> frozenset[str]:
    """Read from disk, which takes milliseconds: too long for each row."""
    return frozenset(available_timezones())


@cache
def _currencies() -> frozenset[str]:
    return frozenset(list_currencies())


def _show(cells: Mapping[str, str]) -> NewShow:
    currency = (cells.get("currency") or "USD").upper()
    return NewShow(
        tour=cells["tour"],
        artist=cells["artist"],
        venue=cells["venue"],
        show_date=date.fromisoformat(cells["date"]),
        contact_email=cells["contact_email"],
        venue_type=cells.get("venue_type") or "club",
        city=cells.get("city", ""),
        country=(cells.get("country") or "US").upper(),
        timezone=cells.get("timezone") or "UTC",
        currency=currency,
        contact_name=cells.get("contact_name") or None,
        contact_role=cells.get("contact_role") or None,
        contract={
            FieldKey(name): _value(FieldKey(name), cell, currency)
            for name, cell in cells.items()
            if name in CATALOGUE and cell
        },
    )


def _value(key: FieldKey, cell: str, currency: str) -> Value:
    """A cell in its field's canonical form; money may be a bare amount of the show's currency."""
    field = CATALOGUE[key]
    if field.type.value == "money":
        amount, _, code = cell.partition(" ")
        return canonical(field, {"amount": amount, "currency": code or currency})
    return canonical(field, cell)


def _is_email(text: str) -> bool:
    try:
        canonical(CATALOGUE[FieldKey("primaryContact.email")], text)
    except Invalid:
        return False
    return True
