"""Figures in a text: the times, sums, dates, phone numbers and counts that it states, each with what it may mean.

A token test, made for two questions: does a draft state a figure that nobody gave it, and do a venue's words hold
the value that was read from them. Understanding a mail is `advancing.reading`'s work.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

NUMBER_WORDS = {
    word: number
    for number, words in {
        0: "zero none nil",
        1: "one single",
        2: "two both couple pair twice zwei deux dos twee",
        3: "three drei trois tres drie",
        4: "four vier quatre cuatro",
        5: "five fünf cinq cinco vijf",
        6: "six sechs seis zes",
        7: "seven sieben sept siete zeven",
        8: "eight acht huit ocho",
        9: "nine neun neuf nueve negen",
        10: "ten zehn dix diez tien",
        11: "eleven elf onze once",
        12: "twelve zwölf douze doce twaalf dozen",
        13: "thirteen",
        14: "fourteen",
        15: "fifteen",
        16: "sixteen",
        17: "seventeen",
        18: "eighteen",
        19: "nineteen",
        20: "twenty zwanzig vingt veinte twintig",
        24: "",
        30: "thirty",
        40: "forty",
        45: "",
        50: "fifty",
        60: "sixty",
        70: "seventy",
        80: "eighty",
        90: "ninety",
        100: "hundred",
    }.items()
    for word in words.split()
}
"""Number words of the languages venues write in, without those that are mostly articles."""

_NOON = "noon|midday|mittags?|midi|mediodía"
_MIDNIGHT = "midnight|mitternacht|minuit|medianoche|middernacht"
_CURRENCY = r"\$|€|£|USD|EUR|GBP|CAD|AUD|NZD|CHF|SEK|DKK|NOK|PLN|dollars?|bucks|euros?|pounds?|quid"
_AMOUNT = r"\d+(?:[.,]\d+)*"
# What a mail between a tour and a venue counts: `two buses` states a fact, `two quick things` does not.
_COUNTS = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|fifteen|twenty|thirty|forty|fifty|hundred"
_COUNTED = (
    r"(?:\w+ )?(?:bus(?:es)?|trucks?|trailers?|vans?|people|persons|crew|hands|stagehands|loaders|rooms?|showers?"
    r"|towels|spots|guests|tickets|spaces|meals|nights?|shows?|engineers?|amps?|channels?|wedges|hours?|minutes)"
)
_PHONE = re.compile(r"(?<![\w.,:])\+?\(?\d(?:[\d()\-]|[ ./](?=[\d(])){6,30}\d(?![\w:])")
_FIGURE = re.compile(
    rf"""
    (?<![\w.,:])(?P<date>\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}})(?!\w)
    | (?<![\d:.,])(?P<hour>\d{{1,2}})(?:[:.](?P<minute>\d{{2}}))?(?:\ ?(?P<half>[ap])\.?m\b\.?|(?P<letter>[ap])\b|\ ?(?:uhr|o'?clock|uur)\b)
    | (?<![\d:.,])(?P<hour24>\d{{1,2}})(?::|h)(?P<minute24>\d{{2}})(?![\d:])
    | (?<![\w:.,])(?P<military>[0-2]\d[0-5]\d)\ ?(?:hrs|hours|h)\b
    | (?<![\d:.,])(?P<full>\d{{1,2}})h\b
    | \b(?P<noon>{_NOON})\b | \b(?P<midnight>{_MIDNIGHT})\b
    | (?:\b|(?=[$€£]))(?:{_CURRENCY})\ ?(?P<sum>{_AMOUNT}) | (?P<sum_before>{_AMOUNT})\ ?(?:{_CURRENCY})(?!\w)
    | \b(?P<count>{_COUNTS})\ {_COUNTED}\b
    | (?P<number>{_AMOUNT})
    """,
    re.VERBOSE | re.IGNORECASE,
)


class FigureKind(StrEnum):
    """What a figure is by its looks."""

    TIME = "time"
    MONEY = "money"
    DATE = "date"
    PHONE = "phone"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as it stands in a text.

    Args:
        kind: What it is by its looks.
        text: As written.
        numbers: What it may be as a number: of `1.100` both readings; of a date its parts.
        minutes: What it may be as a time, in minutes after midnight: of `7` both 7:00 and 19:00.
    """

    kind: FigureKind
    text: str
    numbers: frozenset[float] = frozenset()
    minutes: frozenset[int] = frozenset()

    @property
    def digits(self) -> str:
        """Its digits alone."""
        return re.sub(r"\D", "", self.text)


def figures(text: str) -> tuple[Figure, ...]:
    """All figures of a text, in its order.

    Args:
        text: Any text; time is linear in its length.
    """
    return tuple(_figures(text))


def numbers_in(text: str) -> frozenset[float]:
    """All numbers that a text may state, in digits or words, times and dates left out."""
    found = {number for figure in figures(text) if figure.kind not in _NOT_COUNTED for number in figure.numbers}
    for grouped in re.findall(r"(?<!\d)\d{1,3}(?: \d{3})+(?!\d)", text):
        found.add(float(grouped.replace(" ", "")))
    words = re.findall(r"[^\W\d_]+", text.casefold())
    known = [NUMBER_WORDS.get(word) for word in words]
    found.update(float(number) for number in known if number is not None)
    for tens, ones in pairwise(known):
        if tens is None or ones is None:
            continue
        if tens >= 20 and tens % 10 == 0 and 0 < ones < 10:
            found.add(float(tens + ones))
        if ones == 100:
            found.add(float(tens * 100))
    return frozenset(found)


def times_in(text: str) -> frozenset[int]:
    """All times of day that a text may state, as minutes after midnight; a bare 7 is 7:00 and 19:00."""
    # A run of times (`18.30-19.15-20.30`) may look like a telephone, so the whole text is read for times.
    found = {minute for match in _FIGURE.finditer(text) for minute in _figure(match).minutes}
    for hour, minute in re.findall(r"(?<![\d.,:])(\d)([0-5]\d)(?![\d.,:])", text):
        found |= _readings(int(hour), int(minute), None)
    for word in re.findall(r"[^\W\d_]+", text.casefold()):
        if 1 <= NUMBER_WORDS.get(word, 0) <= 12:
            found |= _readings(NUMBER_WORDS[word], 0, None)
    spoken = re.finditer(
        r"\b(half(?: past)?|quarter past|quarter to|halb|kwart over|kwart voor|viertel nach|viertel vor)\s+(\w+)",
        text.casefold(),
    )
    for match in spoken:
        hour = int(match[2]) if match[2].isdecimal() and len(match[2]) < 3 else NUMBER_WORDS.get(match[2])
        if hour is None or not 1 <= hour <= 12:
            continue
        for shift in _SHIFTS[match[1]]:
            found |= {(base + shift) % 1440 for base in _readings(hour, 0, None)}
    return frozenset(found)


# `half seven` is 7:30 in London and 6:30 in Amsterdam.
_SHIFTS = {
    "half": (30, -30),
    "half past": (30,),
    "halb": (-30,),
    "quarter past": (15,),
    "kwart over": (15,),
    "viertel nach": (15,),
    "quarter to": (-15,),
    "kwart voor": (-15,),
    "viertel vor": (-15,),
}
_NOT_COUNTED = frozenset({FigureKind.DATE, FigureKind.PHONE})


def _figures(text: str) -> Iterator[Figure]:
    start = 0
    for phone in _PHONE.finditer(text):
        if not _is_phone(phone[0]):
            continue
        yield from map(_figure, _FIGURE.finditer(text, start, phone.start()))
        runs = frozenset(float(run) for run in re.findall(r"\d+", phone[0]))
        yield Figure(FigureKind.PHONE, phone[0], numbers=runs)
        start = phone.end()
    yield from map(_figure, _FIGURE.finditer(text, start))


def _is_phone(text: str) -> bool:
    """Nine digits in groups; not `2027-03-15 19`, which is a date, nor `1000000.75`, which is a sum."""
    if sum(c.isdigit() for c in text) < 9 or re.match(r"\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]", text):
        return False
    return text[0] in "+(" or len(re.findall(r"\D+", text)) >= 2


def _figure(match: re.Match[str]) -> Figure:
    text, part = match[0], match.groupdict()
    if part["date"]:
        return Figure(FigureKind.DATE, text, numbers=frozenset(float(run) for run in re.findall(r"\d+", text)))
    if part["noon"] or part["midnight"]:
        return Figure(FigureKind.TIME, text, minutes=frozenset({720 if part["noon"] else 0}))
    hour = part["hour"] or part["hour24"] or part["full"] or (part["military"] or "")[:2]
    if hour:
        minute = part["minute"] or part["minute24"] or (part["military"] or "")[2:] or "0"
        half = (part["half"] or part["letter"] or "").casefold() or None
        runs = frozenset(float(run) for run in re.findall(r"\d+", text))
        return Figure(FigureKind.TIME, text, runs, _readings(int(hour), int(minute), half))
    amount = part["sum"] or part["sum_before"]
    if amount:
        return Figure(FigureKind.MONEY, text, numbers=_amounts(amount))
    if part["count"]:
        return Figure(FigureKind.NUMBER, text, numbers=frozenset({float(NUMBER_WORDS[part["count"].casefold()])}))
    return Figure(FigureKind.NUMBER, text, _amounts(text), _as_time(text))


def _amounts(text: str) -> frozenset[float]:
    """The readings of digits with points and commas: `1,100` is 1100, `12,5` is 12.5, `1.100` may be either."""
    found = set()
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", text):
        found.add(float(re.sub(r"[.,]", "", text)))
    if re.fullmatch(r"\d+(?:[.,]\d+)?", text):
        found.add(float(text.replace(",", ".")))
    if mixed := re.fullmatch(r"(\d{1,3}(?:([.,])\d{3})+)(?!\2)[.,](\d{1,2})", text):
        found.add(float(f"{re.sub(r'[.,]', '', mixed[1])}.{mixed[3]}"))
    return frozenset(found) or frozenset(float(run) for run in re.findall(r"\d+", text))


def _as_time(text: str) -> frozenset[int]:
    if match := re.fullmatch(r"(\d{1,2})(?:\.(\d{2}))?|([0-2]\d)([0-5]\d)", text):
        return _readings(int(match[1] or match[3]), int(match[2] or match[4] or 0), None)
    return frozenset()


def _readings(hour: int, minute: int, half: str | None) -> frozenset[int]:
    if hour > 24 or minute > 59:
        return frozenset()
    if half and 1 <= hour <= 12:
        return frozenset({(hour % 12 + (12 if half == "p" else 0)) * 60 + minute})
    exact = (hour % 24) * 60 + minute
    return frozenset({exact, (exact + 720) % 1440}) if 1 <= hour <= 12 else frozenset({exact})
