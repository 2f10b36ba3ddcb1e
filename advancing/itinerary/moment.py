"""A time of the show day as a moment: "HH:MM" at the venue to UTC and back, over midnight and clock changes.

Master Tour writes moments as UTC, `YYYY-MM-DD HH:MM:SS` without a zone. A time of ours belongs to the show day as
people speak of it: a curfew at 00:30 is on the calendar's next day.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from advancing.errors import Invalid
from advancing.fields import FieldKey

_WRITTEN = "%Y-%m-%d %H:%M:%S"

DAY_BEGINS = "06:00"
"""A time before this one is of the night after the show."""

DAY_BEGINS_BY_FIELD = {
    FieldKey("schedule.loadIn"): "04:00",  # big rooms load in from 04:00 or 05:00 on the day itself
    FieldKey("schedule.loadOut"): "10:00",  # and festivals load out until well into the morning after
}


def to_utc(field: FieldKey, show_date: str, local_time: str, zone: str) -> str:
    """The moment of a time of a show day.

    A time that the clock change leaves out is taken as that much later (02:30 becomes 03:30); of one that comes
    twice, the first is meant.

    Args:
        field: Field that the time is of: load in and load out count the night differently.
        show_date: Show day, YYYY-MM-DD.
        local_time: "HH:MM" at the venue.
        zone: The venue's IANA zone.

    Returns:
        UTC, `YYYY-MM-DD HH:MM:SS`.

    Raises:
        Invalid: Date, time or zone can't be read.
    """
    try:
        wall = datetime.combine(_calendar_date(field, show_date, local_time), time.fromisoformat(local_time))
    except ValueError as error:
        raise Invalid(f"{show_date} {local_time} is not a date and a time; give YYYY-MM-DD and HH:MM.") from error
    return wall.replace(tzinfo=_zone(zone)).astimezone(UTC).strftime(_WRITTEN)


def read_time(field: FieldKey, show_date: str, moment: str, zone: str) -> str | None:
    """The time of the show day that a moment is.

    Args:
        field: Field that it would be of.
        show_date: Show day, YYYY-MM-DD.
        moment: UTC, `YYYY-MM-DD HH:MM:SS`.
        zone: The venue's IANA zone.

    Returns:
        "HH:MM" at the venue; None where there is no moment, or it is not of this show day.

    Raises:
        Invalid: The zone is unknown.
    """
    wall = wall_clock(moment, zone)
    if wall is None:
        return None
    local_time = wall.strftime("%H:%M")
    return local_time if wall.date() == _calendar_date(field, show_date, local_time) else None


def wall_clock(moment: str, zone: str) -> datetime | None:
    """What the clock at the venue shows at a moment, without a zone; None where the moment can't be read.

    Two moments of the hour that comes twice give the same, as they do to people reading a schedule.
    """
    utc = _read(moment)
    return utc.astimezone(_zone(zone)).replace(tzinfo=None, fold=0) if utc else None


def shift(moment: str, by: timedelta) -> str:
    """A moment so much later; "" stays ""."""
    utc = _read(moment)
    return (utc + by).strftime(_WRITTEN) if utc else ""


def between(start: str, end: str) -> timedelta:
    """How long from one moment to another: nothing where one is missing or they are the wrong way round."""
    first, last = _read(start), _read(end)
    return max(last - first, timedelta(0)) if first and last else timedelta(0)


def _read(moment: str) -> datetime | None:
    try:
        return datetime.strptime(moment, _WRITTEN).replace(tzinfo=UTC)
    except ValueError:  # "", and 0000-00-00 00:00:00 which some databases hold for "no time"
        return None


def _calendar_date(field: FieldKey, show_date: str, local_time: str) -> date:
    after_midnight = local_time < DAY_BEGINS_BY_FIELD.get(field, DAY_BEGINS)
    return date.fromisoformat(show_date) + timedelta(days=1 if after_midnight else 0)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Invalid(f"{name!r} is not a time zone; give an IANA name such as America/Chicago.") from error
