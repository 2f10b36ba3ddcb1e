"""What a mention is worth for a field: the field's value, or nothing where the one cannot be the other."""

from advancing.reading.anchors import COUNT_FIELDS, TIME_FIELDS
from advancing.reading.mentions import Kind, Mention
from advancing.reading.sources import Ground
from advancing.reading.times import variants

_MOST_BUYOUT = {"SEK": 800, "NOK": 800, "DKK": 800, "CZK": 1500, "JPY": 10_000, "MXN": 1500, "PLN": 300}


def value_for(key: str, mention: Mention, ground: Ground) -> tuple[object, bool]:
    value = mention.value
    if key in TIME_FIELDS:
        if mention.kind is Kind.TIME:
            return value, mention.exact
        if mention.kind is Kind.NUMBER and isinstance(value, float):
            hour, minute = (int(value), 0) if value <= 24 else divmod(int(value), 100)
            return variants(hour, minute, None)
        return None, False
    if key in COUNT_FIELDS and isinstance(value, float):
        limit = 200_000 if key == "business.capacity" else 2_000
        low = 10 if key == "business.capacity" else 0
        return (int(value), mention.exact) if low <= value <= limit else (None, False)
    if key == "schedule.setLength" and mention.kind in (Kind.DURATION, Kind.NUMBER) and isinstance(value, int | float):
        return (int(value), True) if 10 <= value <= 300 else (None, False)
    if key == "hospitality.buyoutAmount":
        if mention.kind is Kind.MONEY and isinstance(value, tuple):
            amount, currency = value
            return (
                ({"amount": int(amount) if amount == int(amount) else amount, "currency": currency}, True)
                if amount <= _MOST_BUYOUT.get(currency, 150)
                else (None, False)
            )
        if mention.kind is Kind.NUMBER and isinstance(value, float) and 5 <= value <= 150:
            return {"amount": int(value), "currency": ground.show.currency}, False
    if key == "technical.stageSize" and isinstance(value, str):
        return (value.replace("?", "m" if _metric(ground) else "'"), "?" not in value)
    return None, False


def _metric(ground: Ground) -> bool:
    return ground.show.country.upper() not in ("US", "CA", "LR", "MM")
