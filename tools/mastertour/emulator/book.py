"""What the emulated Master Tour holds: accounts, tours, days, events and schedule items, and the log of writes.

Records keep the API's own field names, since answers are made of them; text is kept as people wrote it.
"""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

Record = dict[str, Any]

NOTES = ("generalNotes", "hotelNotes", "travelNotes")
ITEM_FIELDS = ("title", "details", "isConfirmed", "isComplete", "startDatetime", "endDatetime", "timePriority")
_WRITTEN = "%Y-%m-%d %H:%M:%S"


@dataclass(frozen=True)
class Account:
    """Somebody with a key.

    Args:
        key: OAuth consumer key.
        secret: Its secret.
        username: Login name for `getkeys`.
        password: Its password.
        permissions: By tour id `admin`, `read` or `none`; a tour that is not named is `admin`.
    """

    key: str = "demo-key"
    secret: str = "demo-secret"  # noqa: S105 - the emulator's own
    username: str = "demo"
    password: str = "demo"  # noqa: S105
    permissions: Mapping[str, str] = field(default_factory=dict)

    def may_read(self, tour_id: str) -> bool:
        """Whether it sees a tour."""
        return self.permissions.get(tour_id, "admin") != "none"

    def may_write(self, tour_id: str) -> bool:
        """Whether it may change a tour."""
        return self.permissions.get(tour_id, "admin") == "admin"


class Book:
    """All records, in memory."""

    def __init__(self) -> None:
        self.tours: dict[str, Record] = {}
        self.days: dict[str, Record] = {}
        self.events: dict[str, Record] = {}
        self.items: dict[str, Record] = {}
        self.writes: list[Record] = []
        self._ids = itertools.count(1001)
        self._versions = itertools.count(1)

    def add_tour(self, record: Mapping[str, Any]) -> Record:
        """Keep a tour; what is missing gets an id and empty texts."""
        tour = {"id": self._new_id(), "artistName": "", "tourName": "", "legName": "", "organizationName": ""}
        tour |= dict(record)
        tour["id"] = str(tour["id"])
        return self.tours.setdefault(tour["id"], tour)

    def add_day(self, record: Mapping[str, Any]) -> Record:
        """Keep a day; `tourId` and `dayDate` (YYYY-MM-DD) are needed."""
        if str(record.get("tourId")) not in self.tours or not record.get("dayDate"):
            raise ValueError("a day needs the tourId of a known tour and a dayDate")
        defaults = dict.fromkeys(("name", "timeZone", "city", "state", "country", *NOTES), "")
        day = {"id": self._new_id(), "dayType": "Show Day", **defaults, **record, "syncId": self._new_version()}
        day |= {"id": str(day["id"]), "tourId": str(day["tourId"])}
        return self.days.setdefault(day["id"], day)

    def add_event(self, record: Mapping[str, Any]) -> Record:
        """Keep an event; `dayId` is needed."""
        if str(record.get("dayId")) not in self.days:
            raise ValueError("an event needs the dayId of a known day")
        event = {"eventId": self._new_id(), "venueId": self._new_id(), **record}
        event |= {"eventId": str(event["eventId"]), "dayId": str(event["dayId"])}
        return self.events.setdefault(event["eventId"], event)

    def add_item(self, record: Mapping[str, Any]) -> Record:
        """Keep a schedule item; `parentDayId` is needed."""
        if str(record.get("parentDayId")) not in self.days:
            raise ValueError("an item needs the parentDayId of a known day")
        defaults: Record = dict.fromkeys(ITEM_FIELDS, "") | {"isConfirmed": False, "isComplete": False}
        item = {"id": self._new_id(), **defaults, **record, "syncId": self._new_version()}
        item |= {"id": str(item["id"]), "parentDayId": str(item["parentDayId"])}
        return self.items.setdefault(item["id"], item)

    def change(self, record: Record, changes: Mapping[str, Any]) -> None:
        """Change a day or an item and count its version up."""
        record |= dict(changes)
        record["syncId"] = self._new_version()

    def items_of(self, day_id: str) -> list[Record]:
        """A day's items in the order of the day."""
        of_day = [item for item in self.items.values() if item["parentDayId"] == day_id]
        return sorted(of_day, key=lambda item: (str(item["startDatetime"] or "9999"), int(item["syncId"])))

    def days_of(self, tour_id: str) -> list[Record]:
        """A tour's days by date."""
        return sorted((day for day in self.days.values() if day["tourId"] == tour_id), key=lambda day: day["dayDate"])

    def events_of(self, day_id: str) -> Iterator[Record]:
        """A day's events."""
        return (event for event in self.events.values() if event["dayId"] == day_id)

    def log(self, account: Account, action: str, record_id: str, body: Mapping[str, Any], *, answered: bool) -> None:
        """Remember a write that was done over the API."""
        self.writes.append(
            {"key": account.key, "action": action, "id": record_id, "body": dict(body), "answered": answered}
        )

    def tour_of_item(self, item: Record) -> str:
        """The id of the tour that an item is in."""
        return str(self.days[item["parentDayId"]]["tourId"])

    def _new_id(self) -> str:
        return str(next(self._ids))

    def _new_version(self) -> str:
        return str(next(self._versions))


def local_time(moment: str, zone: str) -> str:
    """A UTC moment as `paulStartTime` gives it: the clock at the venue; "" where it has no time or zone."""
    try:
        utc = datetime.strptime(moment, _WRITTEN).replace(tzinfo=UTC)
        return utc.astimezone(ZoneInfo(zone)).strftime(_WRITTEN)
    except (ValueError, OSError):
        return ""


def is_moment(value: object) -> bool:
    """Whether it is `YYYY-MM-DD HH:MM:SS`, the only form that is taken."""
    try:
        return bool(datetime.strptime(str(value), _WRITTEN))
    except ValueError:
        return False
