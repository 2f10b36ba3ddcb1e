"""Whether words hold a value: the number, time, name or telephone of it can be derived from what was quoted.

It answers "could a careful reader take this value from these words", not "is it what they mean".
"""

import re
from itertools import combinations

from advancing.fields import Field, FieldType
from advancing.figures import numbers_in, times_in
from advancing.values import Value, minutes_after_midnight, same

_NEGATED = re.compile(
    r"\b(?:no|not|nothing|none|never|without|nope|isn't|aren't|don't|doesn't|won't|can't|zero|kein\w*|nicht|ohne|keine"
    r"|pas|aucun\w*|sans|ningun\w*|sin|geen|niet|zonder)\b|n['’]t\b",
    re.IGNORECASE,
)
_SINGULAR = re.compile(r"\b(?:a|an|one|single|ein\w*|une?|una?|een|the)\b", re.IGNORECASE)
_HOUR = re.compile(r"\b(?:hours?|hrs?|stunden?|heures?|horas?|uur|uren|h)\b|\dh", re.IGNORECASE)

# Parts of an hour, in minutes.
_PARTS = {
    30.0: re.compile(r"\bhal(?:f|b|ve)|\bdemie?\b|\bmedia\b", re.IGNORECASE),
    15.0: re.compile(r"\bquarter\b|\bviertel|\bquart\b|\bcuarto\b|\bkwart", re.IGNORECASE),
    45.0: re.compile(r"\bthree[- ]quarters?\b|\bdreiviertel|\btrois quarts\b", re.IGNORECASE),
}


def fold(text: str) -> str:
    """Text for comparing: white space folded, case and the shape of quotes and dashes left out."""
    table = {0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"', 0x2013: "-", 0x2014: "-", 0x00A0: " ", 0x2032: "'"}
    return " ".join(text.translate(table).split()).casefold()


def holds(field: Field, value: Value, words: str) -> bool:
    """Whether a value can be derived from words.

    Args:
        field: The field the value is for.
        value: In canonical form.
        words: The words it is said to come from; any length.

    Returns:
        False where the number, time, name, address or telephone is not in the words in any usual spelling. Yes/no
        and choice values, which words express in a thousand ways, always pass.
    """
    match field.type:
        case FieldType.TIME:
            return minutes_after_midnight(str(value)) in times_in(words)
        case FieldType.INTEGER:
            return _holds_count(float(str(value)), words)
        case FieldType.MINUTES:
            return _holds_minutes(float(str(value)), words)
        case FieldType.PERCENT:
            share = float(str(value))
            # "80 to the artist" says 20 for the house.
            return bool({share, 100 - share} & numbers_in(words)) or _holds_count(share, words)
        case FieldType.MONEY:
            return isinstance(value, dict) and _holds_count(float(value["amount"]), words)
        case FieldType.DIMENSIONS:
            return _holds_dimensions(str(value), words)
        case FieldType.PHONE:
            return _holds_phone(str(value), words)
        case FieldType.EMAIL:
            return fold(str(value)) in fold(words)
        case FieldType.NAME:
            return _share_of_words(str(value), words) == 1
        case FieldType.TEXT | FieldType.POWER:
            return _holds_text(str(value), words)
        case FieldType.BOOLEAN | FieldType.CHOICE:
            return True


def same_in_other_words(field: Field, one: Value, other: Value) -> bool:
    """Whether two canonical values say the same, texts also where one says it at greater length."""
    if same(field, one, other):
        return True
    if field.type not in (FieldType.TEXT, FieldType.POWER, FieldType.NAME):
        return False
    short, long = sorted((str(one), str(other)), key=len)
    figures_agree = set(re.findall(r"\d+", short)) <= set(re.findall(r"\d+", long))
    return figures_agree and _share_of_words(short, long) >= 0.7


def _holds_count(number: float, words: str) -> bool:
    found = numbers_in(words)
    if number in found:
        return True
    if number == 0:
        return bool(_NEGATED.search(words))
    if number == 1:
        return bool(_SINGULAR.search(words))
    few = sorted(found)[:8]
    return any(sum(some) == number for size in (2, 3) for some in combinations(few, size)) or number in {
        2 * n for n in few
    }


def _holds_minutes(minutes: float, words: str) -> bool:
    found = numbers_in(words)
    if minutes in found:
        return True
    if _HOUR.search(words):
        hours = found | ({1.0} if _SINGULAR.search(words) else set()) | {0.0}
        rests = found | {0.0} | {part for part, pattern in _PARTS.items() if pattern.search(words)}
        if any(hour * 60 + rest == minutes for hour in hours for rest in rests):
            return True
    if any(n * each == minutes for n in found for each in found if n <= 4):
        return True
    clock = times_in(words)
    return any((end - begin) % 1440 == minutes for begin in clock for end in clock)


def _holds_dimensions(value: str, words: str) -> bool:
    found = set(numbers_in(words))
    for feet, inches in re.findall(r"(\d{1,3})\s*(?:'|’|′|ft|feet)[ -]*(\d{1,2})", words):
        found.add(round(int(feet) + int(inches) / 12, 6))
    sides = [float(side) for side in re.findall(r"\d+(?:\.\d+)?", value)]
    return all(any(abs(side - number) < 0.06 for number in found) for side in sides)


def _holds_phone(value: str, words: str) -> bool:
    wanted, digits = re.sub(r"\D", "", value), re.sub(r"\D", "", words)
    # The country code may be ours, or in brackets, or a national 0 may stand in its place.
    return any(len(wanted[cut:]) >= 7 and wanted[cut:] in digits for cut in range(4))


def _holds_text(value: str, words: str) -> bool:
    if fold(value) in fold(words):
        return True
    runs = set(re.findall(r"\d+", words)) | {str(int(n)) for n in numbers_in(words) if n == int(n)}
    return set(re.findall(r"\d+", value)) <= runs and _share_of_words(value, words) >= 0.5


def _share_of_words(value: str, words: str) -> float:
    wanted = re.findall(r"[^\W_]+", fold(value))
    stand = set(re.findall(r"[^\W_]+", fold(words)))
    if not wanted:
        return float(fold(value) in fold(words))
    return sum(word in stand for word in wanted) / len(wanted)
