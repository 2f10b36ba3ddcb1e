"""Lengths of time as venues write them: `75 min`, `1h15`, `an hour and a half`, `hora y media`, `drie kwartier`, `2 x 45`.

A length said several times over ("two sets of 40") is the whole of it: 80.
"""

import re
from collections.abc import Iterator

from advancing.reading.mentions import Kind, Mention
from advancing.reading.numbers import WORDS, parse_number
from advancing.reading.searched import Searched

DAY = 24 * 60

_DURATION = re.compile(
    r"(?<![\d.,:/$£€#+])(?P<low>\d{1,3})(?:\s?(?:-|to|bis|a)\s?(?P<high>\d{1,3}))?\s?-?\s?(?P<unit>minutes?|mins?|minuten|minutos|min|m(?=\s?set)|')(?![a-z])\.?"
)
_SPELLED = re.compile(r"\b(?P<words>[a-z]{3,9}(?:[ -][a-z]{3,5})?)[ -](?:minutes?|mins?|minuten|minutos)\b")
_HOURS = re.compile(
    r"(?<![\d.,:/$£€#+a-z])(?P<hours>\d(?:[.,]\d{1,2})?|an|one|two|three|a|eine?|une|una|een|zwei|deux|dos|twee|anderthalb|eineinhalb|anderhalf)?\s?-?\s?"
    r"(?P<unit>hours?|hrs?|stunden?|heures?|horas?|uur|uren|std)\b"
    r"(?:\s?(?:,|and|und|et|y|en)?\s?(?P<more>a half|half|demie|media|a quarter|quart|cuarto|three quarters|\d{1,2})\s?(?:minutes?|mins?|minuten|min)?\b)?"
)
_SHORT_HOURS = re.compile(
    r"(?<![\d.,:/$£€#+])(?P<hours>[1-3])\s?(?:h|hr|hour)\s?(?P<minute>[0-5]\d)(?:\s?(?:m|min|mins))?\b"
)
_QUARTERS = re.compile(
    r"\b(?P<n>een |een half |drie |anderhalf )kwartier\b|\bdreiviertelstunden?\b|\bdrei viertel ?stunden?\b|\btrois quarts d'heure\b|\btres cuartos de hora\b|\bthree[ -]quarters of an hour\b"
)
_OF_QUARTERS = {"een": 1, "drie": 3}
TIMES_OVER = {
    "2": 2, "two": 2, "zwei": 2, "zweimal": 2, "deux": 2, "dos": 2, "twee": 2, "tweemaal": 2, "due": 2, "tva": 2, "to": 2, "twice": 2, "duas": 2,
    "3": 3, "three": 3, "drei": 3, "dreimal": 3, "trois": 3, "tres": 3, "drie": 3, "driemaal": 3, "tre": 3,
}  # fmt: skip
"""How many times over, by word."""
_N = "2|3|two|three|zwei|drei|deux|trois|dos|tres|twee|drie|due|tre|tva|to|duas"
_TIMES_OVER = re.compile(
    rf"(?:(?<![\d.,:/-])\b(?P<times>{_N})\s?(?:x|\*|times|mal|keer|maal|fois|veces|gange|ganger|sets? (?:of|a|von|van|de|from|at|x)|halves of|(?:parts|partes|parties|teile|delen) (?:of|de|a|von|van|zu)|pases? de|tandas? de|passages? de|blocks? of)|\b(?P<adverb>zweimal|dreimal|tweemaal|driemaal|twice))\s?(?:je |a |each )?$"
)
_PLAIN_SETS = re.compile(
    rf"(?<![\d.,:/-])\b(?P<times>{_N})\s(?:sets of|halves of|sets? von|sets? de|sets van|pases de|sets a|sets @)\s(?P<each>\d\d)\b(?!\s?(?:min|m\b|'|hour|h\b|[.:x]))|(?<![\d.,:/-])\b(?P<times2>two|three|2|3)\s?x?\s?(?P<each2>[2-6][05])(?:'s|s)\b(?!\s?(?:in|of)\b)"
)
_HALF_HOUR = re.compile(r"\b(?:half an hour|half hour|a half hour|demi-heure|media hora|halbe stunde|half uur)\b")
_MORE_MINUTES = {
    "a half": 30,
    "half": 30,
    "demie": 30,
    "media": 30,
    "a quarter": 15,
    "quart": 15,
    "cuarto": 15,
    "three quarters": 45,
}


def find_durations(text: Searched) -> list[Mention]:
    """All lengths of time of a text.

    Args:
        text: Where to look; what is found is taken.

    Returns:
        Mentions of kind DURATION, in minutes; `repeated` where the length is several times a shorter one.
    """
    found = list(_sets(text))
    for pattern, matches in _looked_for(text):
        for match in matches:
            if not text.free(match.start(), match.end()):
                continue
            minutes = _length(pattern, match)
            if pattern is _DURATION and match["unit"] == "'" and (minutes or 0) < 30:
                continue
            if minutes and 1 <= minutes <= DAY:
                start = match.start() + (len(match[0]) - len(match[0].lstrip()))
                hedged = pattern is _DURATION and match["high"] is not None
                found.append(_counted(text, start, match.end(), minutes, hedged))
    return found


def _looked_for(text: Searched) -> Iterator[tuple[re.Pattern[str], Iterator[re.Match[str]]]]:
    """The patterns with what they find, in their order; what a text has no word for is not looked for."""
    if text.holds("kwartier", "viertel", "quarts", "cuartos", "quarters"):
        yield _QUARTERS, _QUARTERS.finditer(text.folded)
    yield _SHORT_HOURS, text.at_numbers(_SHORT_HOURS)
    yield _DURATION, text.at_numbers(_DURATION)
    if text.has(("minutes", "minute", "mins", "min", "minuten", "minutos")):
        yield _SPELLED, _SPELLED.finditer(text.folded)
    if text.holds("hour", "hr", "std", "stunde", "heure", "hora", "uur", "uren"):
        yield _HOURS, _HOURS.finditer(text.folded)
    if text.holds("half", "demi", "media", "halbe"):
        yield _HALF_HOUR, _HALF_HOUR.finditer(text.folded)


def _sets(text: Searched) -> Iterator[Mention]:
    """`two sets of 40`, `2 x 45`, `two 45's`: a number of lengths whose unit goes without saying."""
    for match in text.at(_PLAIN_SETS, sorted({*text.numbers, *text.starts_of(TIMES_OVER)})):
        length = int(match["each"] or match["each2"])
        if 15 <= length <= 90 and text.free(*match.span()):
            text.take(*match.span())
            yield Mention(
                Kind.DURATION, *match.span(), TIMES_OVER[match["times"] or match["times2"]] * length, repeated=True
            )


def _counted(text: Searched, start: int, end: int, minutes: int, hedged: bool) -> Mention:
    over = _TIMES_OVER.search(text.folded, max(0, start - 24), start)
    if over and text.free(over.start(), start) and 10 <= minutes <= 120:
        times = TIMES_OVER[over["times"] or over["adverb"]]
        text.take(over.start(), end)
        return Mention(Kind.DURATION, over.start(), end, minutes * times, hedged=hedged, repeated=True)
    text.take(start, end)
    return Mention(Kind.DURATION, start, end, minutes, hedged=hedged)


def _length(pattern: re.Pattern[str], match: re.Match[str]) -> int | None:
    if pattern is _HALF_HOUR:
        return 30
    if pattern is _QUARTERS:
        return 15 * _OF_QUARTERS.get((match["n"] or "").strip(), 3)
    if pattern is _DURATION:
        return int(match["low"])
    if pattern is _SPELLED:
        number = parse_number(match["words"]) or parse_number(re.split(r"[ -]", match["words"])[-1])
        return int(number) if number else None
    if pattern is _SHORT_HOURS:
        return int(match["hours"]) * 60 + int(match["minute"])
    text = match["hours"]
    if not text:
        more = match["more"]
        return 60 + _MORE_MINUTES[more] if more in _MORE_MINUTES and match["unit"] != "uur" else None
    if text in ("anderthalb", "eineinhalb", "anderhalf"):
        return 90
    if match["unit"] == "uur" and not match["more"] and text.isdigit():
        return None
    hours = float(text.replace(",", ".")) if text[0].isdigit() else float(WORDS.get(text, 1))
    more = match["more"]
    extra = 0 if not more else int(more) if more.isdigit() else _MORE_MINUTES[more]
    return round(hours * 60) + extra
