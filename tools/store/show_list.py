"""A tour's shows from a CSV file: every row is checked before one is kept."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
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
        count = "One row is" if len(faults) == 1 else f"{len(faults)} rows are"
        super().__init__(
            f"{count} faulty; nothing was imported.",
            faults=[{"row": fault.row, "message": fault.message} for fault in faults],
        )
        self.faults = faults


def read_show_list(text: str) -> list[NewShow]:
    """Read a CSV file of shows.

    Args:
        text: With a header line. Columns `tour, artist, venue, date (YYYY-MM-DD), contact_email` must be there;
            `venue_type, city, country, timezone, currency, contact_name, contact_role` may be, and so may any
            field key (`schedule.doors`), whose values count as the contract's.

    Returns:
        The shows, in the order of the file.

    Raises:
        BadShowList: With every row's fault.
    """
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")), strict=True)
    try:
        columns = [name.strip() for name in reader.fieldnames or []]
        reader.fieldnames = columns
        faults = _header_faults(columns)
        rows = [] if faults else list(reader)
    except csv.Error as fault:
        raise BadShowList([RowFault(reader.line_num, f"This is no CSV: {fault}.")]) from fault
    if len(rows) > MAX_ROWS:
        faults.append(RowFault(MAX_ROWS + 2, f"There are more than {MAX_ROWS} rows; split the file."))
    shows: list[NewShow] = []
    seen: dict[tuple[str, str, str], int] = {}
    for number, row in enumerate(rows, 2):
        found = _row_faults(row)
        key = tuple((row.get(name) or "").strip().casefold() for name in ("tour", "venue", "date"))
        if not found and key in seen:
            found.append(f"The same show stands in row {seen[key[0], key[1], key[2]]}.")
        seen.setdefault((key[0], key[1], key[2]), number)
        faults += [RowFault(number, message) for message in found]
        if not found:
            shows.append(_show(row))
    if faults:
        raise BadShowList(faults)
    return shows


async def import_shows(conn: Connection, shows: list[NewShow], user_id: UUID) -> list[tuple[UUID, bool]]:
    """Keep the shows of a list in the caller's transaction: all, or none where it fails.

    Returns:
        Each show's id, and whether it was made now (False: it existed).
    """
    return [await make_show(conn, show, user_id) for show in shows]


def _header_faults(columns: list[str]) -> list[RowFault]:
    missing = [name for name in REQUIRED if name not in columns]
    unknown = [name for name in columns if name not in (*REQUIRED, *OPTIONAL) and name not in CATALOGUE]
    faults = []
    if missing:
        faults.append(RowFault(1, f"The header lacks {', '.join(missing)}."))
    if unknown:
        faults.append(RowFault(1, f"The header has columns that are not known: {', '.join(unknown)}."))
    return faults


def _row_faults(row: Mapping[str | None, object]) -> list[str]:
    if None in row or None in row.values():
        return ["It has another number of cells than the header."]
    cells = {str(name): str(value).strip() for name, value in row.items()}
    faults = [f"{name} is empty." for name in REQUIRED if not cells[name]]
    try:
        date.fromisoformat(cells["date"])
    except ValueError:
        faults.append(f"date takes YYYY-MM-DD, not {cells['date']!r}.")
    if cells["contact_email"] and not _is_email(cells["contact_email"]):
        faults.append(f"contact_email takes an e-mail address, not {cells['contact_email']!r}.")
    if cells.get("timezone") and cells["timezone"] not in available_timezones():
        faults.append(f"timezone takes an IANA name such as America/New_York, not {cells['timezone']!r}.")
    if cells.get("country") and not (len(cells["country"]) == 2 and cells["country"].isalpha()):
        faults.append(f"country takes two letters (ISO 3166), not {cells['country']!r}.")
    if cells.get("currency") and cells["currency"].upper() not in list_currencies():
        faults.append(f"currency takes an ISO 4217 code, not {cells['currency']!r}.")
    for name, cell in cells.items():
        if name in CATALOGUE and cell:
            try:
                _value(FieldKey(name), cell, cells.get("currency") or "USD")
            except AdvancingError as fault:
                faults.append(f"{name}: {fault.message}")
    return faults


def _show(row: Mapping[str, str]) -> NewShow:
    cells = {name: value.strip() for name, value in row.items()}
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
