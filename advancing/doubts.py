"""Doubts about a value that has the right type: an hour nobody loads in at, a telephone with too few digits.

A doubt never drops a value; it says why a person should look twice.
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

import phonenumbers

from advancing.fields import CATALOGUE, Field, FieldKey, FieldType
from advancing.values import Value, minutes_after_midnight

_NEW_DAY = 5 * 60
"""Times before five in the morning belong to the night after the show."""
_PLAUSIBLE_HOURS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        "schedule.loadIn": (5, 22),
        "schedule.soundCheck": (8, 22),
        "schedule.doors": (9, 25),
        "schedule.supportTime": (10, 27),
        "schedule.showTime": (10, 28),
        "schedule.curfew": (13, 29),
        "schedule.loadOut": (13, 29),
    }
)
_MOST: Mapping[str, int] = MappingProxyType(
    {
        "schedule.setLength": 300,
        "logistics.stagehands": 200,
        "hospitality.dressingRooms": 60,
        "hospitality.showers": 60,
        "hospitality.guestListAllocation": 1000,
        "hospitality.parkingSpaces": 500,
        "hospitality.towels": 1000,
        "business.capacity": 250_000,
        "business.merchSplit": 50,
    }
)
_LEAST: Mapping[str, int] = MappingProxyType({"schedule.setLength": 10, "business.capacity": 20})
_ORDER = (
    ("schedule.loadIn", "schedule.soundCheck"),
    ("schedule.loadIn", "schedule.doors"),
    ("schedule.soundCheck", "schedule.showTime"),
    ("schedule.doors", "schedule.supportTime"),
    ("schedule.doors", "schedule.showTime"),
    ("schedule.supportTime", "schedule.showTime"),
    ("schedule.showTime", "schedule.curfew"),
)


def doubts_about(field: Field, value: Value, country: str = "") -> Iterator[str]:
    """Why a value is doubtful, one sentence each.

    Args:
        field: The field it is for.
        value: In canonical form.
        country: ISO 3166-1 alpha-2 of the venue, for telephone numbers without a country code.
    """
    match field.type:
        case FieldType.TIME:
            first, last = _PLAUSIBLE_HOURS.get(field.key, (0, 30))
            if not first * 60 <= _on_the_day(value) <= last * 60:
                yield f"{value} is an unusual hour for {field.label.lower()}."
        case FieldType.INTEGER | FieldType.MINUTES | FieldType.PERCENT:
            number = float(str(value))
            if number > _MOST.get(field.key, 1_000_000):
                yield f"{value} is unusually much for {field.label.lower()}."
            if number < _LEAST.get(field.key, 0):
                yield f"{value} is unusually little for {field.label.lower()}."
        case FieldType.MONEY:
            if isinstance(value, dict) and not 0 <= float(value["amount"]) <= 500:
                yield f"{value['amount']} is unusually much per person."
        case FieldType.DIMENSIONS:
            sides = [float(side) for side in re.findall(r"\d+(?:\.\d+)?", str(value))]
            least, most = (6, 250) if "'" in str(value) else (2, 80)
            if not all(least <= side <= most for side in sides):
                yield f"{value} is an unusual size for a stage."
        case FieldType.POWER:
            if not re.search(r"\d|\b(?:no|none|yes)\b", str(value), re.IGNORECASE):
                yield "It names neither voltage, phase nor amperage."
        case FieldType.PHONE:
            if not _is_possible_phone(str(value), country):
                yield f"{value} is no complete telephone number."
        case _:
            return


def out_of_order(values: Mapping[FieldKey, Value], known: Mapping[FieldKey, Value]) -> dict[FieldKey, str]:
    """Times that break the order of a show day, each with the sentence that says so.

    Args:
        values: The values to look at, of any fields.
        known: What else is known of the day; a new time that does not fit it is doubtful, the known one is not.
    """
    found: dict[FieldKey, str] = {}
    for one, other in _ORDER:
        before, after = FieldKey(one), FieldKey(other)
        first, second = (values.get(key, known.get(key)) for key in (before, after))
        if first is None or second is None or _on_the_day(first) <= _on_the_day(second):
            continue
        sentence = (
            f"{CATALOGUE[before].label} at {first} would come after {CATALOGUE[after].label.lower()} at {second}."
        )
        for key in (before, after):
            if key in values:
                found.setdefault(key, sentence)
    return found


def _on_the_day(time: Value) -> int:
    minutes = minutes_after_midnight(str(time))
    return minutes + 1440 if minutes < _NEW_DAY else minutes


def _is_possible_phone(number: str, country: str) -> bool:
    bare = re.sub(r"\s*(?:x|ext\.?|app\.?|durchwahl)\s*\d{1,6}\s*$", "", number, flags=re.IGNORECASE)
    try:
        parsed = phonenumbers.parse(bare, country.upper() or None)
    except phonenumbers.NumberParseException:
        # Without a country nothing tells a complete number but its length (ITU-T E.164: at most 15 digits).
        return 8 <= len(re.sub(r"\D", "", bare)) <= 15
    # A local number without its area code is possible only for neighbours.
    reason = phonenumbers.is_possible_number_with_reason(parsed)
    return bool(reason == phonenumbers.ValidationResult.IS_POSSIBLE)
