"""Control calls of the emulator under `/_emulator/`: put in what is there, edit as people do, look, make trouble.

Not signed: the emulator listens on loopback and holds nothing real.
"""

from typing import Any, Literal

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

from tools.mastertour.emulator.book import Book, Record
from tools.mastertour.emulator.trouble import Trouble, Troubles


class Seed(BaseModel):
    """Records to put in, by the API's own names; those whose id is there already stay as they are.

    Args:
        tours: `id`, `artistName`, `tourName`, `legName`, `organizationName`.
        days: `id`, `tourId`, `dayDate` (YYYY-MM-DD), `name`, `timeZone`, `city`, notes and so on.
        events: `eventId`, `dayId`, `venueName`, `venueCapacity`, `venueContacts` and so on.
        items: `id`, `parentDayId`, `title`, `details`, `startDatetime`, `endDatetime` (UTC), `isConfirmed`.
    """

    tours: list[dict[str, Any]] = []
    days: list[dict[str, Any]] = []
    events: list[dict[str, Any]] = []
    items: list[dict[str, Any]] = []


class Edit(BaseModel):
    """A change that a person makes in Master Tour; it counts the record's version up.

    Args:
        kind: What is edited.
        id: Its id.
        changes: New values by the API's names.
        delete: Delete it instead (items only).
    """

    kind: Literal["item", "day"]
    id: str
    changes: dict[str, Any] = {}
    delete: bool = False


def add_control_routes(app: FastAPI, book: Book, troubles: Troubles) -> None:
    """Add the control calls to the emulator's app."""

    @app.post("/_emulator/seed")
    async def seed(records: Seed) -> dict[str, list[str]]:
        try:
            return {
                "tours": [book.add_tour(record)["id"] for record in records.tours],
                "days": [book.add_day(record)["id"] for record in records.days],
                "events": [book.add_event(record)["eventId"] for record in records.events],
                "items": [book.add_item(record)["id"] for record in records.items],
            }
        except ValueError as error:
            raise HTTPException(400, str(error)) from error

    @app.post("/_emulator/edit")
    async def edit(change: Edit) -> Record:
        records = book.items if change.kind == "item" else book.days
        record = records.get(change.id)
        if record is None:
            raise HTTPException(404, f"There is no {change.kind} {change.id}.")
        if change.delete and change.kind == "item":
            return records.pop(change.id)
        book.change(record, change.changes)
        return record

    @app.post("/_emulator/trouble")
    async def make_trouble(trouble: Trouble) -> dict[str, int]:
        troubles.waiting.append(trouble)
        return {"waiting": len(troubles.waiting)}

    @app.delete("/_emulator/trouble")
    async def end_trouble() -> dict[str, int]:
        troubles.waiting.clear()
        return {"waiting": 0}

    @app.get("/_emulator/writes")
    async def writes() -> list[Record]:
        return book.writes

    @app.get("/_emulator/state")
    async def state() -> dict[str, list[Record]]:
        return {
            "tours": list(book.tours.values()),
            "days": list(book.days.values()),
            "events": list(book.events.values()),
            "items": list(book.items.values()),
        }

    @app.get("/_emulator/health")
    async def health() -> dict[str, bool]:
        return {"ok": True}
