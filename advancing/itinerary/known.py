"""What Master Tour already says about a show: for the checklist (known, to be confirmed) and for conflicts."""

from collections.abc import Iterator, Sequence

from advancing.errors import Invalid
from advancing.fields import CATALOGUE, FieldKey
from advancing.itinerary.day import Contact, Day, DayEvent
from advancing.itinerary.moment import read_time
from advancing.itinerary.title import find_field_of_title, normalise_title
from advancing.values import Value, canonical

_ADVANCING_TITLES = ("production", "advanc", "technical", "tech ", "stage manager", "event")
_DAY_OF_TITLES = ("day of", "on the day", "site contact", "duty manager", "show day")
_VENUE_TYPES = {
    "club": ("club", "bar", "pub", "lounge", "live house"),
    "theater": ("theater", "theatre", "auditorium", "opera", "concert hall", "performing arts", "ballroom"),
    "arena": ("arena", "stadium", "amphitheater", "amphitheatre", "coliseum", "pavilion"),
    "festival": ("festival", "fairground", "park", "field", "outdoor"),
}


def read_known(day: Day, events: Sequence[DayEvent], *, zone: str | None = None) -> dict[FieldKey, Value]:
    """The field values that a day and its events hold.

    Args:
        day: The day with its schedule.
        events: Its events; the first one that says something counts.
        zone: The venue's IANA zone; None: the day's own, else the event's.

    Returns:
        Values in canonical form, by field. Left out is what is missing, can't be read, or is said in two ways.

    Raises:
        Invalid: There is no usable time zone, and the schedule has times.
    """
    known: dict[FieldKey, Value] = {}
    zone = zone or day.time_zone or next((event.time_zone for event in events if event.time_zone), "")
    for key, value in [*_times(day, zone), *_venue_facts(events)]:
        try:
            known.setdefault(key, canonical(CATALOGUE[key], value))
        except Invalid:
            continue  # free text of another system: what is not of the field's type is not known
    return known


def find_venue_type(events: Sequence[DayEvent]) -> str | None:
    """The kind of venue, as the checklist's templates call it.

    Args:
        events: The day's events.

    Returns:
        `club`, `theater`, `arena` or `festival`; None where Master Tour says nothing that fits.
    """
    for event in events:
        words = f" {normalise_title(event.venue_type)} "
        for venue_type, names in _VENUE_TYPES.items():
            if any(f" {name} " in words for name in names):
                return venue_type
    return None


def _times(day: Day, zone: str) -> Iterator[tuple[FieldKey, str]]:
    found: dict[FieldKey, set[str]] = {}
    for item in day.items:
        key = find_field_of_title(item.title)
        time = read_time(key, day.date, item.start, zone or item.time_zone) if key and item.start else None
        if key and time:
            found.setdefault(key, set()).add(time)
    for key, times in found.items():
        if len(times) == 1:
            yield key, times.pop()


def _venue_facts(events: Sequence[DayEvent]) -> Iterator[tuple[FieldKey, str | int]]:
    for event in events:
        if event.capacity:
            yield FieldKey("business.capacity"), event.capacity
        if event.age_requirement:
            yield FieldKey("business.ageRestriction"), event.age_requirement
        day_of = _pick(event.contacts, _DAY_OF_TITLES)
        main = _pick([contact for contact in event.contacts if contact != day_of], _ADVANCING_TITLES)
        if main is None and len(event.contacts) == 1 and day_of is None:
            main = event.contacts[0]
        if main:
            yield from _contact(main, "primaryContact", ("name", "role", "phone", "email"))
        if day_of:
            yield from _contact(day_of, "dayOfContact", ("name", "phone"))
        if main or day_of:
            return  # contacts of two events are not mixed


def _contact(contact: Contact, section: str, parts: Sequence[str]) -> Iterator[tuple[FieldKey, str]]:
    said = {"name": contact.name, "role": contact.title, "phone": contact.phone, "email": contact.email}
    for part in parts:
        if said[part]:
            yield FieldKey(f"{section}.{part}"), said[part]


def _pick(contacts: Sequence[Contact], titles: Sequence[str]) -> Contact | None:
    """The contact with the first of these words in their title."""
    for word in titles:
        for contact in contacts:
            if contact.name and word in normalise_title(contact.title) + " ":
                return contact
    return None
