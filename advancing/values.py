"""Values of fields: one canonical form per type, how two are compared, and how one is shown to a person.

Canonical forms (JSON values): time "HH:MM" 24-hour, local to the venue (00:30 is after midnight on the show day);
minutes and integer whole numbers; percent a number 0-100; money {"amount": number, "currency": ISO 4217};
dimensions "40' x 30'" or "12m x 9m" (width x depth); boolean; choice one of the field's; text, power, name,
phone and email are strings. Reading free text into these is `advancing.reading`'s work, not done here.
"""

import math
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import TypeAlias

from advancing.errors import Invalid
from advancing.fields import Field, FieldKey, FieldType, find_field

Value: TypeAlias = str | int | float | bool | dict[str, str | float]

MAX_TEXT = 2000
_LONGEST_SIDE = 10_000
_NUMBER = r"\d+(?:\.\d+)?"
_CLOCK = re.compile(r"(\d{1,2})(?::(\d{2}))?\s*([ap])?\.?m?\.?", re.IGNORECASE)
_FEET = re.compile(rf"({_NUMBER})\s*(?:'|ft|feet)\s*[x×]\s*({_NUMBER})\s*(?:'|ft|feet)", re.IGNORECASE)
_METRES = re.compile(
    rf"({_NUMBER})\s*(?:m|metres?|meters?)\s*[x×]\s*({_NUMBER})\s*(?:m|metres?|meters?)", re.IGNORECASE
)
_EMAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+")
_INTEGER_RANGES = {FieldType.INTEGER: (0, 1_000_000), FieldType.MINUTES: (1, 24 * 60)}


def canonical(field: Field, value: object) -> Value:
    """Bring a value to the canonical form of its field.

    Args:
        field: The field it is for.
        value: What a model, a person or a file gave.

    Returns:
        The canonical value.

    Raises:
        Invalid: The value is not of the field's type; the sentence says what the field takes.
    """
    match field.type:
        case FieldType.TIME:
            return _time(field, value)
        case FieldType.MINUTES | FieldType.INTEGER:
            return _whole(field, value)
        case FieldType.PERCENT:
            return _percent(field, value)
        case FieldType.MONEY:
            return _money(field, value)
        case FieldType.DIMENSIONS:
            return _dimensions(field, value)
        case FieldType.BOOLEAN:
            return _boolean(field, value)
        case FieldType.CHOICE:
            return _choice(field, value)
        case FieldType.PHONE:
            return _phone(field, value)
        case FieldType.EMAIL:
            return _email(field, value)
        case FieldType.TEXT | FieldType.POWER | FieldType.NAME:
            return _text(field, value)


def canonical_values(values: Mapping[FieldKey, object]) -> dict[FieldKey, Value]:
    """Bring values of several fields to their canonical form.

    Args:
        values: By field key.

    Returns:
        The canonical values.

    Raises:
        Invalid: There is no such field, or a value does not fit its field.
    """
    given = {}
    for key, value in values.items():
        field = find_field(key)
        if field is None:
            raise Invalid(f"There is no field {key!r}.", field=key)
        given[field.key] = canonical(field, value)
    return given


def same(field: Field, one: Value, other: Value) -> bool:
    """Whether two canonical values of a field mean the same."""
    if field.type is FieldType.PHONE:
        a, b = re.sub(r"\D", "", str(one)), re.sub(r"\D", "", str(other))
        return bool(a and b) and (a.endswith(b) or b.endswith(a))
    if field.type is FieldType.MONEY and isinstance(one, dict) and isinstance(other, dict):
        return one.get("amount") == other.get("amount") and one.get("currency") == other.get("currency")
    if isinstance(one, str) and isinstance(other, str):
        return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
    return (type(one) is type(other) and one == other) or (_is_number(one) and _is_number(other) and one == other)


def show(value: Value | None) -> str:
    """A value as a person reads it: `19:00`, `yes`, `25 USD`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return f"{_plain(float(value['amount']))} {value['currency']}"
    if isinstance(value, float):
        return _plain(value)
    return str(value)


def minutes_after_midnight(time: str) -> int:
    """A canonical time as minutes from 00:00; 00:30 gives 30."""
    hour, minute = time.split(":")
    return int(hour) * 60 + int(minute)


def _refuse(field: Field, value: object, takes: str) -> Invalid:
    return Invalid(f"{field.label} takes {takes}, not {str(value)[:80]!r}.", field=field.key)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _plain(number: float) -> str:
    return str(int(number)) if number == int(number) else format(Decimal(repr(number)), "f")


def _time(field: Field, value: object) -> str:
    found = _CLOCK.fullmatch(str(value).strip()) if isinstance(value, str) else None
    takes = 'a time as "HH:MM" in 24 hours'
    if not found or (found[2] is None and found[3] is None):
        raise _refuse(field, value, takes)
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3]:
        if not 1 <= hour <= 12:
            raise _refuse(field, value, takes)
        hour = hour % 12 + (12 if found[3].lower() == "p" else 0)
    if hour == 24 and minute == 0:
        hour = 0
    if hour > 23 or minute > 59:
        raise _refuse(field, value, takes)
    return f"{hour:02d}:{minute:02d}"


def _number(value: object) -> float | None:
    text = str(value).replace(",", "").strip() if isinstance(value, str) else value
    if not _is_number(text) and not (isinstance(text, str) and re.fullmatch(_NUMBER, text)):
        return None
    try:
        number = float(text)  # type: ignore[arg-type]
    except OverflowError:
        return None
    # A model's JSON may hold NaN, Infinity or four hundred digits.
    return number if math.isfinite(number) else None


def _whole(field: Field, value: object) -> int:
    number = _number(value)
    low, high = _INTEGER_RANGES[field.type]
    if number is None or number != number // 1 or not low <= number <= high:
        unit = "minutes" if field.type is FieldType.MINUTES else "a count"
        raise _refuse(field, value, f"{unit} as a whole number from {low} to {high}")
    return int(number)


def _percent(field: Field, value: object) -> int | float:
    number = _number(value.rstrip("% ") if isinstance(value, str) else value)
    if number is None or not 0 <= number <= 100:
        raise _refuse(field, value, "a percentage from 0 to 100")
    return int(number) if number == int(number) else number


def _money(field: Field, value: object) -> dict[str, str | float]:
    takes = 'an amount and a currency, {"amount": 25, "currency": "USD"}'
    if not isinstance(value, dict):
        raise _refuse(field, value, takes)
    amount, currency = _number(value.get("amount")), value.get("currency")
    if (
        amount is None
        or amount < 0
        or not isinstance(currency, str)
        or not re.fullmatch(r"[A-Za-z]{3}", currency.strip())
    ):
        raise _refuse(field, value, takes)
    return {"amount": int(amount) if amount == int(amount) else amount, "currency": currency.strip().upper()}


def _dimensions(field: Field, value: object) -> str:
    text = str(value).replace("’", "'").replace("′", "'") if isinstance(value, str) else ""
    for pattern, unit in ((_FEET, "'"), (_METRES, "m")):
        found = pattern.fullmatch(text.strip())
        if found and float(found[1]) <= _LONGEST_SIDE and float(found[2]) <= _LONGEST_SIDE:
            return f"{_plain(float(found[1]))}{unit} x {_plain(float(found[2]))}{unit}"
    raise _refuse(field, value, "width x depth as 40' x 30' or 12m x 9m")


def _boolean(field: Field, value: object) -> bool:
    if isinstance(value, bool):
        return value
    known = {"true": True, "yes": True, "false": False, "no": False}
    answer = known.get(str(value).strip().lower())
    if answer is None:
        raise _refuse(field, value, "yes or no")
    return answer


def _choice(field: Field, value: object) -> str:
    text = str(value).strip().lower()
    if text not in field.choices:
        raise _refuse(field, value, "one of " + ", ".join(field.choices))
    return text


def _phone(field: Field, value: object) -> str:
    text = " ".join(str(value).split())
    if not isinstance(value, str) or not 7 <= len(re.sub(r"\D", "", text)) <= 20 or len(text) > 60:
        raise _refuse(field, value, "a phone number with at least 7 digits")
    return text


def _email(field: Field, value: object) -> str:
    text = str(value).strip() if isinstance(value, str) else ""
    if len(text) > 254 or not _EMAIL.fullmatch(text):
        raise _refuse(field, value, "an e-mail address")
    return text


def _text(field: Field, value: object) -> str:
    text = " ".join(value.split()) if isinstance(value, str) else ""
    if not text or len(text) > MAX_TEXT:
        raise _refuse(field, value, f"a text of 1 to {MAX_TEXT} characters")
    return text
