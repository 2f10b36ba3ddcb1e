"""Clock times and durations as venues write them: `9a`, `21 Uhr`, `9h30`, `half seven`, `1900hrs`, `noon`, `4-6p`, `1h15`.

A time whose half of the day is not written has two meanings here; the day's order decides (`advancing.reading.day`).
"""

import re

from advancing.reading.durations import find_durations
from advancing.reading.mentions import Kind, Mention
from advancing.reading.numbers import WORDS
from advancing.reading.searched import Searched
from advancing.reading.spoken_times import find_spoken

DAY = 24 * 60
HALF_DAY = 12 * 60

_HOUR_WORDS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_LOCAL_HOURS = (
    "eins|zwei|drei|vier|funf|sechs|sieben|acht|neun|zehn|elf|zwolf|"
    "een|twee|drie|vijf|zes|zeven|negen|tien|twaalf|deux|trois|quatre|cinq|sept|huit|neuf|dix|onze|"
    "dos|tres|cuatro|cinco|siete|ocho|nueve|diez|once|doce"
)
_SUFFIX = r"(?P<half>a\.?\s?m\b\.?|p\.?\s?m\b\.?|(?<!\s)[ap]\b|[ap]\b(?!\s{1,2}\d))"
_CLOCK = re.compile(
    r"(?<![\d.,:/$£€#+])(?P<hour>[01]?\d|2[0-4])"
    r"(?:(?P<sep>[:.h]| ?h ?| ?uhr |u)(?P<minute>[0-5]\d)(?!\d)(?![.,:]\d))?"
    r"(?P<ish>\s?-?ish)?"
    rf"(?:\s?{_SUFFIX}|\s?(?P<mark>uhr|heures|hrs?|horas|hs|uur|h|u|o\s?'?\s?clock)\b)?"
    r"(?![\d%'\"])(?![.,]\d)(?P<ish2>\s?-?ish\b)?"
)
_MILITARY = re.compile(
    r"(?<![\d.,:/$£€#+])(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)\s?(?P<mark>hrs?|hours?|h|uhr)?\b(?![.,:/-]?\d)"
)
_MILITARY_RANGE = re.compile(
    r"(?<![\d.,:/$£€#+])(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5][05])(?=\s?(?:-|to|till|until|bis)\s?(?:[01]\d|2[0-3])[0-5][05]\b)|(?<=\d\d\d\d-)(?P<hour2>[01]\d|2[0-3])(?P<minute2>[0-5][05])\b|(?<=\d\d\d\d - )(?P<hour3>[01]\d|2[0-3])(?P<minute3>[0-5][05])\b"
)
_COMPACT = re.compile(r"(?<![\d.,:/$£€#+])(?P<hour>1[0-2]|0?[1-9])(?P<minute>[0-5]\d)\s?" + _SUFFIX)
_HALF_PAST = re.compile(
    rf"\b(?P<part>half past|half|halb|halv|quarter past|quarter after|quarter to|quarter of|quarter till|viertel nach|viertel vor|kwart over|kwart voor"
    rf"|(?:ten|twenty|five|10|20|5) (?:past|to))\s(?P<hour>\d{{1,2}}|{_HOUR_WORDS}|{_LOCAL_HOURS})\b(?!\s?(?:hours?|minutes?|min|h)\b)\s?{_SUFFIX}?"
)
_SPELLED = re.compile(
    rf"\b(?P<hour>{_HOUR_WORDS})(?:[\s-](?P<minute>fifteen|thirty|forty[- ]five)|\s?o\s?'?\s?clock)\b\s?{_SUFFIX}?"
)
_SPELLED_SUFFIX = re.compile(
    rf"\b(?P<hour>{_HOUR_WORDS})\s?(?P<half>a\.?m\b\.?|p\.?m\b\.?|in the (?:morning|afternoon|evening)|at night)"
)
_NAMED = re.compile(
    r"\b(?P<noon>12 noon|noon|midday|mittags?|midi|mediodia|12 uhr mittags|twaalf uur 's middags)\b"
    r"|\b(?P<midnight>12 midnight|midnight|mitternacht|minuit|medianoche|middernacht)\b"
)
_DAYPART = re.compile(
    r"[\s,]{0,2}(?:(?P<am>(?:in the )?morning|a\.m|fruh|morgens|vormittags?|du matin|de la manana|'?s (?:ochtends|morgens))"
    r"|(?P<pm>(?:in the )?(?:afternoon|arvo|evening)|at night|tonight|nachmittags?|abends|de l'apres-midi|du soir"
    r"|de la tarde|de la noche|'?s (?:middags|avonds)))\b"
)
_JOIN = re.compile(
    r"\s{0,2}(?P<how>-{1,2}|~|to|till|until|til|bis|jusqu'?a|a|au|hasta(?: las)?|a las|tot|through|thru|>|->|and)\s{0,2}(?:around |about |ongeveer |ca\.? |circa |etwa |ungefahr |environ |vers |sobre |rond |approx\.? |roughly |maybe )?",
)
_MOVED = re.compile(
    r"\b(?:mov(?:ed|es|ing)|chang(?:ed|es|ing)|push(?:ed|es)|bump(?:ed|s)|shift(?:ed|s)|gone|went|go|goes|going|back|forward|slid|slides|sliding|slips?|slipped|drops?|jumps?|verlegt|verschoben|verschiebt sich|passent?|verplaatst|verschuift)\s(?:\w+\s)?(?:from|von|de|van)\s$"
)
_OR = re.compile(r"\s{0,2}(?:or|oder|ou|o|of|or maybe|or even|maybe)\s{1,2}(?:at )?")
_APPROX = re.compile(
    r"(?:~|\bca\.?|\bc\.|\babout|\baround|\bapprox\.?|\broughly|\bcirca|\bgegen|\betwa|\bungefahr|\bvers|\bsobre las|\bsobre|\brond|\bomstreeks|\benviron)\s{0,2}$"
)
_BACKWARD_HALF = frozenset({"halb", "halv"})
_PART_MINUTES = {
    "half past": 30,
    "half": 30,
    "quarter past": 15,
    "quarter after": 15,
    "viertel nach": 15,
    "kwart over": 15,
}
_BACK_MINUTES = {"quarter to": -15, "quarter of": -15, "quarter till": -15, "viertel vor": -15, "kwart voor": -15}


_NAMED_FIRST = frozenset({
    "12", "noon", "midday", "mittag", "mittags", "midi", "mediodia", "twaalf", "midnight", "mitternacht",
    "minuit", "medianoche", "middernacht",
})  # fmt: skip
_PART_FIRST = frozenset({
    "half", "halb", "halv", "quarter", "viertel", "kwart", "ten", "twenty", "five", "10", "20", "5",
})  # fmt: skip
_HOUR_FIRST = frozenset(f"{hour}{half}" for hour in _HOUR_WORDS.split("|") for half in ("", "am", "pm"))


def find_times(text: Searched, *, half_is_before: bool = False) -> list[Mention]:
    """All durations and clock times of a text.

    Args:
        text: Where to look; what is found is taken.
        half_is_before: "half seven" means 6:30 (as a German or Dutch speaker means it) and not 7:30.

    Returns:
        Mentions of kind DURATION and TIME in order; ranges are one mention.
    """
    times = find_spoken(text, half_is_before=half_is_before)
    found = find_durations(text)
    times += _military_ranges(text)
    for pattern, firsts in _PATTERNS:
        for match in text.at_words(pattern, firsts) if firsts else text.at_numbers(pattern):
            if not text.free(match.start(), match.end()):
                continue
            mention = _read_time(pattern, match, text.folded, half_is_before)
            if mention:
                text.take(mention.start, mention.end)
                times.append(mention)
    times.sort(key=lambda mention: mention.start)
    return sorted(found + _join(text, times), key=lambda mention: mention.start)


_PATTERNS = (
    (_NAMED, _NAMED_FIRST), (_HALF_PAST, _PART_FIRST), (_SPELLED, _HOUR_FIRST), (_SPELLED_SUFFIX, _HOUR_FIRST),
    (_COMPACT, None), (_CLOCK, None), (_MILITARY, None),
)  # fmt: skip
"""In this order, each with the words that it begins with; None for a number."""


def _military_ranges(text: Searched) -> list[Mention]:
    """`2000 - 2030`: four digits each, which alone could be any number."""
    times = []
    for match in text.at_numbers(_MILITARY_RANGE):
        hour, minute = (next(filter(None, match.group(name, f"{name}2", f"{name}3"))) for name in ("hour", "minute"))
        if text.free(match.start(), match.end()):
            text.take(match.start(), match.end())
            times.append(Mention(Kind.TIME, match.start(), match.end(), (int(hour) * 60 + int(minute),)))
    return times


def variants(hour: int, minute: int, half: str | None) -> tuple[tuple[int, ...], bool]:
    """What a clock reading may mean.

    Args:
        hour: 0 to 24.
        minute: 0 to 59.
        half: Something that begins with `a` or `p`, or None.

    Returns:
        Minutes after midnight, one or two of them, and whether that is certain.
    """
    if half:
        hour = hour % 12 + (12 if half.startswith("p") and hour <= 12 else 0)
        return (hour * 60 + minute,), True
    if hour in (0, 24):
        return (minute,), True
    if hour > 12:
        return (hour * 60 + minute,), True
    if hour == 12:
        return (12 * 60 + minute, minute), False
    return (hour * 60 + minute, (hour + 12) * 60 + minute), False


def _read_time(pattern: re.Pattern[str], match: re.Match[str], folded: str, half_is_before: bool) -> Mention | None:
    groups = match.groupdict()
    start, end = match.start(), match.end()
    while end > start and folded[end - 1] in " ":
        end -= 1
    if pattern is _NAMED:
        return Mention(Kind.TIME, start, end, (HALF_DAY,) if groups["noon"] else (0,))
    hour_text = groups["hour"]
    hour = int(hour_text) if hour_text.isdigit() else WORDS[hour_text]
    half = groups.get("half")
    if half and half.startswith(("in", "at")):
        half = "a" if "morning" in half else "p"
    minute = 0
    if pattern is _HALF_PAST:
        hour, minute = _past(groups["part"], hour, half_is_before)
    elif groups.get("minute"):
        text = groups["minute"]
        minute = int(text) if text.isdigit() else {"fifteen": 15, "thirty": 30}.get(text, 45)
    if pattern is _CLOCK and not _is_clock(match, folded):
        return None
    if pattern is _MILITARY and not groups["mark"] and not hour_text.startswith("0"):
        return None
    part = None if half else _DAYPART.match(folded, end)
    if part:
        half, end = ("a" if part["am"] else "p"), part.end()
    values, exact = variants(hour % 24 if hour != 24 else 24, minute, half)
    if hour_text.startswith("0") and len(hour_text) == 2 and not half:
        values, exact = values[:1], True
    if pattern is _MILITARY:
        values, exact = values[:1], True
    hedged = bool(groups.get("ish") or groups.get("ish2") or _APPROX.search(folded, max(0, start - 12), start))
    return Mention(Kind.TIME, start, end, values, exact=exact, hedged=hedged)


def _past(part: str, hour: int, half_is_before: bool) -> tuple[int, int]:
    if part in _BACKWARD_HALF or (part == "half" and half_is_before):
        return (hour - 1) % 24, 30
    if part in _PART_MINUTES:
        return hour, _PART_MINUTES[part]
    if part in _BACK_MINUTES:
        return (hour - 1) % 24, 60 + _BACK_MINUTES[part]
    amount, _, way = part.partition(" ")
    minutes = int(amount) if amount.isdigit() else WORDS[amount]
    return (hour, minutes) if way == "past" else ((hour - 1) % 24, 60 - minutes)


def _is_clock(match: re.Match[str], folded: str) -> bool:
    """A bare number is no clock reading by itself; `9h`, `9:00`, `9am` are, a decimal with a unit behind is not."""
    if not (match["minute"] or match["half"] or match["mark"] or match["ish"] or match["ish2"]):
        return False
    if match["sep"] == ".":
        after = folded[match.end() : match.end() + 12]
        if not match["half"] and re.match(
            r"\s?(?:m\b|mtr|met|cm|ft|feet|kg|t\b|kw|x\s?\d|eur|usd|gbp|€|percent|%|pounds|dollars)", after
        ):
            return False
    if match["half"] and match["half"] == "a" and not match["minute"]:
        after = folded[match.end() : match.end() + 10]
        return not re.match(r"\s?(?:3|three|single|phase|ph\b|cee|cam)", after) and int(match["hour"]) <= 12
    if match["mark"] in ("h", "hr", "hrs", "u") and not match["minute"]:
        return match["mark"] in ("h", "u") or int(match["hour"]) > 6
    return True


def _join(text: Searched, times: list[Mention]) -> list[Mention]:
    """Make ranges and alternatives of times that stand together, also where the first is a bare number (`4-6p`)."""
    joined: list[Mention] = []
    folded = text.folded
    for time in times:
        mention = _bare_before(text, time) or time
        last = joined[-1] if joined else None
        if last and not last.until and 0 < mention.start - last.end <= 14:
            between = folded[last.end : mention.start]
            how = None if _MOVED.search(folded, max(0, last.start - 30), last.start) else _JOIN.fullmatch(between)
            if how and not (how["how"] == "and" and "between" not in folded[max(0, last.start - 10) : last.start]):
                moved = ">" in how["how"] and max(_minutes(mention)) < max(_minutes(last))
                joined[-1] = mention if moved else _range(last, mention)
                continue
            if _OR.fullmatch(between):
                joined[-1] = Mention(Kind.TIME, last.start, mention.end, last.value, (), last.exact, True, True)
                continue
        joined.append(mention)
    return joined


_BARE = re.compile(r"(?<![\d.,:/$£€#+])(\d{1,2})\s{0,2}(?:-|to|till|until|til|bis|a|tot|/|or)\s{0,2}$")


def _bare_before(text: Searched, mention: Mention) -> Mention | None:
    folded = text.folded
    found = _BARE.search(folded, max(0, mention.start - 12), mention.start)
    if found and _MOVED.search(folded, max(0, found.start() - 30), found.start()):
        return None
    if not found or not text.free(found.start(), found.end()) or int(found[1]) > 23 or mention.until:
        return None
    if "/" in found[0]:
        return None
    values, exact = variants(int(found[1]), 0, None)
    first = Mention(Kind.TIME, found.start(), found.end(1), values, exact=exact)
    text.take(found.start(), mention.end)
    if "or" in found[0]:
        return Mention(Kind.TIME, found.start(), mention.end, values, (), exact, True, True)
    return _range(first, mention)


def _range(first: Mention, second: Mention) -> Mention:
    """One mention of two times: the start takes its half of the day from the end where only that one says it."""
    starts, ends = _minutes(first), _minutes(second)
    exact = first.exact
    if not first.exact and second.exact and len(ends) == 1:
        fitting = [start for start in starts if 0 < (ends[0] - start) % DAY <= 8 * 60]
        starts, exact = (tuple(fitting) or starts), len(fitting) == 1
    return Mention(Kind.TIME, first.start, second.end, starts, ends, exact, first.hedged, first.options)


def _minutes(mention: Mention) -> tuple[int, ...]:
    value = mention.value
    return value if isinstance(value, tuple) else ()
