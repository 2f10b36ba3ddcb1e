"""A tour, its days and what stands in a day, as Master Tour knows them: ids are strings, text is plain."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ScheduleItem:
    """One line of a day's schedule.

    Args:
        id: Master Tour's id.
        title: What it is, "Load In".
        start: UTC, `YYYY-MM-DD HH:MM:SS`; "" where it has no time.
        end: The same.
        details: Free text below the title.
        is_confirmed: Ticked as confirmed.
        is_complete: Ticked as done.
        time_zone: IANA name of the day's zone, "" where not given.
        sync_id: Version of the record; an update sends the one last read.
    """

    id: str
    title: str
    start: str = ""
    end: str = ""
    details: str = ""
    is_confirmed: bool = False
    is_complete: bool = False
    time_zone: str = ""
    sync_id: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a tour.

    Args:
        id: Master Tour's id.
        tour_id: The tour's id.
        name: Its name, often the city or the venue.
        date: YYYY-MM-DD.
        time_zone: IANA name, "" where not set.
        day_type: "Show Day", "Travel Day" and so on, the organisation's own words.
        city: City.
        state: State or province.
        country: Country as written there.
        general_notes: Free text, ours and other people's.
        hotel_notes: Free text.
        travel_notes: Free text.
        sync_id: Version of the record, "" in a list of days.
        items: Its schedule, empty in a list of days.
    """

    id: str
    tour_id: str
    date: str
    name: str = ""
    time_zone: str = ""
    day_type: str = ""
    city: str = ""
    state: str = ""
    country: str = ""
    general_notes: str = ""
    hotel_notes: str = ""
    travel_notes: str = ""
    sync_id: str = ""
    items: tuple[ScheduleItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Tour:
    """A tour that the key may see.

    Args:
        id: Master Tour's id.
        artist: Who tours.
        name: The tour's name, "" in a list of tours.
        leg: The leg's name.
        organization: Whose tour it is, "" where not given.
        permission: What the key may do in that organisation, in Master Tour's own words.
        days: Its days, empty in a list of tours.
    """

    id: str
    artist: str
    name: str = ""
    leg: str = ""
    organization: str = ""
    permission: str = ""
    days: tuple[Day, ...] = ()

    def days_on(self, date: str, city: str = "") -> tuple[Day, ...]:
        """Its days of a date; where that date has several and one is in the city, only that one.

        Args:
            date: YYYY-MM-DD.
            city: City, in any case; "" for any.
        """
        on_date = tuple(day for day in self.days if day.date == date)
        in_city = tuple(day for day in on_date if city and day.city.casefold() == city.strip().casefold())
        return in_city or on_date


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody at the venue or the promoter.

    Args:
        title: What they do, "Production Manager".
        name: Who.
        phone: As written there.
        email: As written there; Master Tour does not always give one.
    """

    title: str
    name: str
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class DayEvent:
    """What takes place on a day, and the venue as Master Tour's venue book has it.

    Args:
        id: Master Tour's event id.
        day_id: The day's id.
        venue_id: The venue's id in the venue book.
        venue_name: Its name.
        address: Its address lines that are filled in.
        city: City.
        state: State or province.
        country: Country as written there.
        time_zone: IANA name, "" where not set.
        capacity: People, None where it is not set.
        venue_type: In Master Tour's words.
        age_requirement: In the venue book's words.
        contacts: Of the venue.
        promoter_name: Who promotes.
        promoter_contacts: Theirs.
        details: The venue book's sections (`production`, `facilities`, `equipment`, `logistics`, `localCrew`), each
            with its filled-in entries by Master Tour's own names.
    """

    id: str
    day_id: str
    venue_id: str = ""
    venue_name: str = ""
    address: tuple[str, ...] = ()
    city: str = ""
    state: str = ""
    country: str = ""
    time_zone: str = ""
    capacity: int | None = None
    venue_type: str = ""
    age_requirement: str = ""
    contacts: tuple[Contact, ...] = ()
    promoter_name: str = ""
    promoter_contacts: tuple[Contact, ...] = ()
    details: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
