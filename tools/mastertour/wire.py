"""Master Tour's JSON into our types: entities decoded once, mixed booleans and ids made regular.

The API's page calls itself incomplete, so what is missing becomes empty, and only what nothing can be done without
(ids, a day's date) is asked for strictly.
"""

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from advancing.itinerary import Contact, Day, DayEvent, ScheduleItem, Tour

Json = Mapping[str, Any]
"""An object of the API's JSON."""

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_DETAILS = {
    "production": "venueProduction",
    "facilities": "venueFacilities",
    "equipment": "venueEquipment",
    "logistics": "venueLogistics",
    "localCrew": "venueLocalCrew",
}


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """A consumer key and its secret; not shown in logs."""

    key: str
    secret: str


class Unreadable(ValueError):
    """An answer lacks something that can't be done without; the text names it."""


def read_tours(data: object) -> tuple[Tour, ...]:
    """The tours of `GET /tours`."""
    return tuple(
        Tour(
            id=_id(tour, "tourId"),
            artist=_text(tour, "artistName"),
            leg=_text(tour, "legName"),
            organization=_text(tour, "organizationName"),
            permission=_text(tour, "organizationPermissionLevel"),
        )
        for tour in _objects(_object(data), "tours", required=True)
    )


def read_tour(data: object) -> Tour:
    """The tour with its days of `GET /tour/{id}`."""
    tour = _child(data, "tour")
    tour_id = _id(tour, "id")
    return Tour(
        id=tour_id,
        artist=_text(tour, "artistName"),
        name=_text(tour, "tourName"),
        leg=_text(tour, "legName"),
        days=tuple(_day(day, tour_id) for day in _objects(tour, "days")),
    )


def read_day(data: object) -> Day:
    """The day with its schedule of `GET /day/{id}`."""
    return _day(_child(data, "day"), "")


def read_events(data: object) -> tuple[DayEvent, ...]:
    """The events of `GET /day/{id}/events`."""
    return tuple(_event(event) for event in _objects(_object(data), "events", required=True))


def read_created(data: object) -> tuple[str, str]:
    """The new item's id and syncId of `POST /itinerary`."""
    created = _object(data)
    return _id(created, "id"), _text(created, "syncId")


def read_keys(data: object) -> Keys:
    """Key and secret of `GET /getkeys`, whose names are not documented: the usual pairs are tried."""
    found = _object(data)
    nested = found.get("keys")
    if isinstance(nested, Sequence) and nested and isinstance(nested[0], Mapping):
        found = nested[0]
    elif isinstance(nested, Mapping):
        found = nested
    for key, secret in (
        ("key", "secret"),
        ("publicKey", "secretKey"),
        ("publicKey", "privateKey"),
        ("consumerKey", "consumerSecret"),
        ("public", "secret"),
    ):
        if found.get(key) and found.get(secret):
            return Keys(str(found[key]), str(found[secret]))
    raise Unreadable("no key and secret")


def read_flag(value: object) -> bool:
    """A boolean that may come as true, 1, "1" or "true"."""
    return str(value).strip().lower() in {"true", "1", "yes"}


def decode(text: str) -> str:
    """Text without HTML entities, decoded once: `&amp;amp;` is `&amp;`.

    Only whole entities with their semicolon count, so that `AT&T` and `R&reg` stay as they are.
    """
    return _ENTITY.sub(lambda found: html.unescape(found[0]), text)


def _day(day: Json, tour_id: str) -> Day:
    date = _text(day, "dayDate")[:10]  # comes as "2026-02-06 00:00:00"
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", date):
        raise Unreadable("no dayDate")
    return Day(
        id=_id(day, "id"),
        tour_id=_text(day, "tourId") or tour_id,
        date=date,
        name=_text(day, "name"),
        time_zone=_text(day, "timeZone"),
        day_type=_text(day, "dayType"),
        city=_text(day, "city"),
        state=_text(day, "state"),
        country=_text(day, "country"),
        general_notes=_text(day, "generalNotes"),
        hotel_notes=_text(day, "hotelNotes"),
        travel_notes=_text(day, "travelNotes"),
        sync_id=_text(day, "syncId"),
        items=tuple(_item(item) for item in _objects(day, "scheduleItems")),
    )


def _item(item: Json) -> ScheduleItem:
    return ScheduleItem(
        id=_id(item, "id"),
        title=_text(item, "title"),
        start=_text(item, "startDatetime"),
        end=_text(item, "endDatetime"),
        details=_text(item, "details"),
        is_confirmed=read_flag(item.get("isConfirmed")),
        is_complete=read_flag(item.get("isComplete")),
        time_zone=_text(item, "dayTimeZone"),
        sync_id=_text(item, "syncId"),
    )


def _event(event: Json) -> DayEvent:
    capacity = re.sub(r"[\s,.]", "", _text(event, "venueCapacity"))
    return DayEvent(
        id=_id(event, "eventId"),
        day_id=_text(event, "dayId"),
        venue_id=_text(event, "venueId"),
        venue_name=_text(event, "venueName"),
        address=tuple(line for n in range(1, 5) if (line := _text(event, f"venueAddressLine{n}"))),
        city=_text(event, "venueCity"),
        state=_text(event, "venueState"),
        country=_text(event, "venueCountry"),
        time_zone=_text(event, "venueTimeZone"),
        capacity=int(capacity) or None if capacity.isdecimal() else None,  # "0" stands for not set
        venue_type=_text(event, "venueType"),
        age_requirement=_text(event, "venueAgeRequirement"),
        contacts=_contacts(event, "venueContacts"),
        promoter_name=_text(event, "promoterName"),
        promoter_contacts=_contacts(event, "promoterContacts"),
        details={
            section: {name: text for name in _object(event.get(key)) if (text := _text(_object(event.get(key)), name))}
            for section, key in _DETAILS.items()
        },
    )


def _contacts(event: Json, key: str) -> tuple[Contact, ...]:
    return tuple(
        Contact(
            _text(contact, "title"),
            _text(contact, "contactName"),
            _text(contact, "phone"),
            _text(contact, "email"),
        )
        for contact in _objects(event, key)
    )


def _object(data: object) -> Json:
    """An object; an empty list is what some servers send for an empty one."""
    return data if isinstance(data, Mapping) else {}


def _child(data: object, key: str) -> Json:
    child = _object(data).get(key)
    if not isinstance(child, Mapping):
        raise Unreadable(f"no {key}")
    return child


def _objects(data: Json, key: str, *, required: bool = False) -> list[Json]:
    found = data.get(key)
    if required and not isinstance(found, Sequence):
        raise Unreadable(f"no {key}")
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, Sequence) else []


def _text(data: Json, key: str) -> str:
    value = data.get(key)
    return decode(str(value)) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _id(data: Json, key: str) -> str:
    found = _text(data, key)
    if not found:
        raise Unreadable(f"no {key}")
    return found
