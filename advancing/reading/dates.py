"""Days named in a text, and whether one is the show's: weekdays, `Sat 9/18`, `5 December`, `27. Februar`, `2027-03-15`."""

import datetime
import re
from dataclasses import dataclass

from advancing.reading.mentions import Kind, Mention
from advancing.reading.searched import Searched

_WEEKDAYS = (
    "mon|monday|montag|mo|lundi|lun|lunes|maandag|ma",
    "tue|tues|tuesday|dienstag|di|mardi|martes|dinsdag",
    "wed|weds|wednesday|mittwoch|mi|mercredi|mer|miercoles|woensdag|wo",
    "thu|thur|thurs|thursday|donnerstag|do|jeudi|jeu|jueves|donderdag",
    "fri|friday|freitag|fr|vendredi|ven|viernes|vrijdag|vr",
    "sat|saturday|samstag|sonnabend|sa|samedi|sam|sabado|zaterdag|za",
    "sun|sunday|sonntag|so|dimanche|dim|domingo|zondag|zo",
)
_MONTHS = (
    "jan|january|januar|janvier|enero|januari", "feb|february|februar|fevrier|fev|fevr|febrero|februari", "mar|march|marz|mars|marzo|maart|mrt",
    "apr|april|avril|avr|abril", "may|mai|mayo|mei", "jun|june|juni|juin|junio", "jul|july|juli|juillet|juil|julio",
    "aug|august|aout|agosto|augustus", "sep|sept|september|septembre|septiembre", "oct|okt|october|oktober|octobre|octubre",
    "nov|november|novembre|noviembre", "dec|dez|december|dezember|decembre|diciembre",
)  # fmt: skip
_SHORT = frozenset(
    {
        "mon",
        "mo",
        "ma",
        "di",
        "mi",
        "wo",
        "do",
        "fr",
        "vr",
        "sa",
        "za",
        "so",
        "zo",
        "mar",
        "mer",
        "sam",
        "dim",
        "lun",
        "jeu",
        "ven",
        "sun",
    }
)
_MONTH_OF = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split("|")}
_DAY_OF = {name: number for number, names in enumerate(_WEEKDAYS) for name in names.split("|")}
_MONTH_NAMES = "|".join(sorted(_MONTH_OF, key=len, reverse=True))
_DAY_NAMES = "|".join(sorted(_DAY_OF, key=len, reverse=True))
_DATE = re.compile(
    rf"(?:\b(?P<wd>{_DAY_NAMES})s?\b\.?,?\s{{1,2}}(?:(?:the|den|dem|le|el|de)\s)?)?"
    rf"(?:(?P<iso>\b20\d\d-\d\d-\d\d)\b"
    rf"|(?<![\d.:,/$])(?P<d1>[0-3]?\d)(?:st|nd|rd|th|er|\.)?\s(?:of\s|de\s)?(?P<m1>{_MONTH_NAMES})\b\.?(?:,?\s20\d\d\b)?"
    rf"|\b(?P<m2>{_MONTH_NAMES})\.?\s(?:the\s)?(?P<d2>[0-3]?\d)(?:st|nd|rd|th)?\b(?![:.]\d)(?:,?\s20\d\d\b)?"
    rf"|(?<![\d.:,/$])(?P<a>[0-3]?\d)[/.-](?P<b>[01]?\d)(?P<year>[/.-](?:20)?\d\d\b|\.(?!\d))?(?![\d/:])"
    rf"|(?:\bthe\s)?(?<![\d.:,/$])(?P<nth>[0-3]?\d)(?:st|nd|rd|th)\b(?!\s(?:st|street|ave|avenue|floor|row|draft|band|act|time)\b))"
)
_WEEKDAY = re.compile(rf"\b(?P<wd>{_DAY_NAMES})s?\b")
_DAY_WORDS = frozenset(form for name in _DAY_OF for form in (name, f"{name}s"))
_LONG_DAY_WORDS = frozenset(form for name in _DAY_OF if name not in _SHORT for form in (name, f"{name}s"))
_DATE_WORDS = _DAY_WORDS | _MONTH_OF.keys() | {"the"}


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day as named: any part may be missing.

    Args:
        weekday: 0 for Monday.
        dates: Day and month it may mean (`3/4` means two).
        day: Day of the month alone ("the 27th").
    """

    weekday: int | None = None
    dates: tuple[tuple[int, int], ...] = ()
    day: int | None = None

    def may_be(self, date: datetime.date) -> bool:
        """Whether this can name that date."""
        if self.dates:
            return (date.day, date.month) in self.dates
        if self.day is not None:
            return self.day == date.day
        return self.weekday is None or self.weekday == date.weekday()


def show_date(text: str) -> datetime.date | None:
    """The date of an ISO string, None where it is none."""
    try:
        return datetime.date.fromisoformat(text[:10])
    except ValueError:
        return None


def find_days(text: Searched, date: datetime.date | None) -> list[Mention]:
    """All days named in a text.

    Args:
        text: Where to look; what is found is taken.
        date: The show's day: a bare `27/2` is a date only where it is near it or a weekday stands before it.

    Returns:
        Mentions of kind DATE, value a `NamedDay`.
    """
    found: list[Mention] = []
    for match in text.at(_DATE, sorted([*text.numbers, *text.starts_of(_DATE_WORDS)])):
        day = _named(match, date)
        if day and text.free(match.start(), match.end()):
            found.append(Mention(Kind.DATE, match.start(), match.end(), day))
            text.take(match.start(), match.end())
    for match in text.at_words(_WEEKDAY, _LONG_DAY_WORDS):
        if match["wd"] in _SHORT or not text.free(match.start(), match.end()):
            continue
        found.append(Mention(Kind.DATE, match.start(), match.end(), NamedDay(weekday=_DAY_OF[match["wd"]])))
        text.take(match.start(), match.end())
    return sorted(found, key=lambda mention: mention.start)


def _named(match: re.Match[str], date: datetime.date | None) -> NamedDay | None:
    weekday = _DAY_OF[match["wd"]] if match["wd"] else None
    if match["iso"]:
        iso = show_date(match["iso"])
        return NamedDay(weekday, ((iso.day, iso.month),)) if iso else None
    if match["m1"] or match["m2"]:
        return NamedDay(weekday, ((int(match["d1"] or match["d2"]), _MONTH_OF[match["m1"] or match["m2"]]),))
    if match["nth"]:
        return NamedDay(weekday, (), int(match["nth"]))
    one, other = int(match["a"]), int(match["b"])
    orders = tuple((day, month) for day, month in ((one, other), (other, one)) if 1 <= day <= 31 and 1 <= month <= 12)
    if not orders:
        return None
    if match["year"] or weekday is not None:
        return NamedDay(weekday, orders)
    if date and "/" in match[0] and any(_near(order, date) for order in orders):
        return NamedDay(weekday, orders)
    return None


def _near(order: tuple[int, int], date: datetime.date) -> bool:
    try:
        return abs((datetime.date(date.year, order[1], order[0]) - date).days) <= 10
    except ValueError:
        return False
