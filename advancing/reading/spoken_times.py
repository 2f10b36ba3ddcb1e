"""Clock times said in words: `half-past-seven`, `ten to ten`, `las ocho y media`, `dreiviertel acht`, `neuf heures et quart`.

Times in digits are `advancing.reading.times`' matter; a number word alone ("doors seven") is read as a number.
"""

import re
from collections.abc import Iterator

from advancing.reading.mentions import Kind, Mention
from advancing.reading.searched import Searched

_WORDS_OF_HOURS = """one un une una eins ein een en ett um uma uno|two deux dos zwei twee to tva dois duas due|three trois tres drei drie tre
four quatre cuatro vier fire fyra quatro quattro|five cinq cinco funf vijf fem cinque|six seis sechs zes seks sex sei|seven sept siete sieben zeven syv sju sete sette
eight huit ocho acht atte atta oito otto|nine neuf nueve neun negen ni nio nove|ten dix diez zehn tien ti tio dez dieci
eleven onze once elf elleve elva undici|twelve douze doce zwolf twaalf tolv doze dodici"""
HOURS = {word: hour for hour, words in enumerate(re.split(r"[|\n]", _WORDS_OF_HOURS), 1) for word in words.split()}
"""Hours in words, folded, in English, French, Spanish, German, Dutch, Danish, Swedish, Portuguese and Italian."""

_HOUR = rf"(?P<hour>{'|'.join(sorted(HOURS, key=len, reverse=True))}|\d{{1,2}})\b(?![.:]\d)"
_MINUTES = {
    "quarter": 15, "a quarter": 15, "half": 30, "ten": 10, "five": 5, "twenty": 20, "twenty five": 25, "viertel": 15, "kwart": 15, "kvart": 15, "kvarter": 15, "funf": 5, "zehn": 10,
    "zwanzig": 20, "vijf": 5, "tien": 10, "fem": 5, "tio": 10, "ti": 10, "tjugo": 20, "tyve": 20, "media": 30, "demie": 30, "demi": 30, "cuarto": 15, "quart": 15, "le quart": 15,
    "diez": 10, "cinco": 5, "veinte": 20, "veinticinco": 25, "dix": 10, "cinq": 5, "vingt": 20, "vingt cinq": 25, "mezza": 30, "mezzo": 30, "meia": 30, "quinze": 15, "trente": 30, "un quarto": 15, "um quarto": 15, "pico": 0,
}  # fmt: skip
_BACK = frozenset(["to", "till", "til", "of", "before", "vor", "voor", "i", "menos", "moins"])
_PART = r"(?P<part>a quarter|quarter|half|twenty[ -]five|twenty|ten|five|viertel|kwart|kvarter|kvart|funf|zehn|zwanzig|vijf|tien|fem|tio|tjugo|tyve|ti)"
_PART_FIRST = re.compile(
    rf"(?<!from )(?<!between )(?<!of )\b{_PART}[ -](?:minutes? )?(?P<way>past|after|to|till|til|(?<=quarter )of|nach|vor|over|voor|i)[ -](?P<half>halb |half |halv )?{_HOUR}(?!\s?(?:people|persons|hands|stagehands|minutes?|mins?|min|guests|names|pax|crew|spots|cars|heads?|of|more|rooms|towels|percent|%|loaders|feet|ft|leute|personen|stunden))"
)
_DE_QUARTER = re.compile(rf"\b(?P<part>dreiviertel|drei viertel|viertel)\s{_HOUR}(?! ?(?:stunden?|liter|jahr))")
_PART_LAST = re.compile(
    rf"\b(?:las? |a las? |alle |as )?{_HOUR}(?P<unit>\s?(?:heures?|h))?\s(?P<way>y|et|e|menos|moins)\s(?P<part>media|demie?|le quart|quart|cuarto|veinticinco|veinte|diez|cinco|dix|vingt[ -]cinq|vingt|cinq|mezz[ao]|meia|quinze|u[nm] quarto|pico)\b(?! (?:personas|personnes|minut))"
)
_FRENCH = re.compile(rf"\b{_HOUR}\s?heures?\s(?P<part>dix|quinze|vingt|trente)\b")
_MARKED = re.compile(
    rf"\b{_HOUR}(?<!\d)(?<!\bun)(?<!\bune)(?<!\bein)(?<!\been)(?<!\buna)(?<!\buno)\s(?P<mark>o'?\s?clock|uhr|uur|heures|horas|en punto|pile|sharp|on the dot|on the nose)\b(?!\s(?:lang|long|de|d'|set))"
)
_LED = re.compile(
    rf"\b(?:a las|a la|hacia las|hasta las|desde las|sobre las|para las|um|om|kl\.?|klokken|klockan|klokka)\s{_HOUR}(?<!\d)(?<!\bun)(?<!\bune)(?<!\bein)(?<!\been)(?<!\ben)(?<!\bett)(?<!\buma)(?<!\buno)(?!\s(?:uger|weken|wochen|dagen|tage|maanden|veckor|personen|personas|persones|leute|man|stuks|mensen|keer|stunden?|uur lang|horas de|hours?|minut|min\b|days|y\b|e\b|et\b))"
)
_ABOUT_HOUR = re.compile(rf"\been uur of\s{_HOUR}")
_DAY_PART = re.compile(
    rf"\b{_HOUR}(?<!\d)(?=\s(?:de la (?:tarde|noche|manana)|du (?:soir|matin)|de l'apres-midi|abends|nachmittags|morgens|'s (?:avonds|middags|ochtends|morgens)))"
)
_POINT = re.compile(r"\b(?:a|vers|des|pour|jusqu'a|avant|apres|sur les)\s$")
_NOON = re.compile(r"\b(?:noon|midday)\s?-?ish\b|(?<=from )lunch(?:time)?\b|(?<=after )lunch(?:time)?\b|(?<=around )lunchtime\b|(?<=vanaf )de noen\b")  # fmt: skip
_HALF_OF_DAY = re.compile(
    r"[\s,]{0,2}(?:(?P<am>in the morning|a\.?m\b\.?|fruh\b|morgens|vormittags?|du matin|de la manana|'?s (?:ochtends|morgens))"
    r"|(?P<pm>in the (?:afternoon|evening)|p\.?m\b\.?|at night|tonight|nachmittags?|abends|de l'apres-midi|du soir|de la tarde|de la noche|'?s (?:middags|avonds)))"
)


_PART_WORDS = frozenset({
    "a", "quarter", "half", "twenty", "ten", "five", "viertel", "kwart", "kvarter", "kvart", "funf",
    "zehn", "zwanzig", "vijf", "tien", "fem", "tio", "tjugo", "tyve", "ti",
})  # fmt: skip
_LED_WORDS = frozenset({
    "a", "hacia", "hasta", "desde", "sobre", "para", "um", "om", "kl", "klokken", "klockan", "klokka",
})  # fmt: skip


def find_spoken(text: Searched, *, half_is_before: bool) -> list[Mention]:
    """Clock times in words.

    Args:
        text: Where to look; what is found is taken.
        half_is_before: "half seven" means 6:30 where the writer is.

    Returns:
        Mentions of kind TIME, not in order.
    """
    found: list[Mention] = []
    for pattern, matches in _looked_for(text):
        for match in matches:
            mention = _mention(pattern, match, text.folded, half_is_before) if text.free(*match.span()) else None
            if mention is not None:
                text.take(mention.start, mention.end)
                found.append(mention)
    return found


def _looked_for(text: Searched) -> Iterator[tuple[re.Pattern[str], Iterator[re.Match[str]]]]:
    """The patterns with what they find, in their order; what a text has no word for is not looked for."""
    yield _PART_FIRST, text.at_words(_PART_FIRST, _PART_WORDS)
    yield _DE_QUARTER, text.at_words(_DE_QUARTER, ("dreiviertel", "drei", "viertel"))
    if text.has(("y", "et", "e", "menos", "moins")):
        yield _PART_LAST, _PART_LAST.finditer(text.folded)
    if text.holds("heure"):
        yield _FRENCH, _FRENCH.finditer(text.folded)
    yield _ABOUT_HOUR, text.at_words(_ABOUT_HOUR, ("een",))
    if text.has(_MARKS):
        yield _MARKED, _MARKED.finditer(text.folded)
    if text.holds("de la ", "du ", "de l'", "abends", "nachmittags", "morgens", "avonds", "middags", "ochtends"):
        yield _DAY_PART, _DAY_PART.finditer(text.folded)
    yield _LED, text.at_words(_LED, _LED_WORDS)
    if text.holds("noon", "midday", "lunch", "noen"):
        yield _NOON, _NOON.finditer(text.folded)


_MARKS = ("clock", "oclock", "uhr", "uur", "heures", "horas", "punto", "pile", "sharp", "dot", "nose")


def _mention(pattern: re.Pattern[str], match: re.Match[str], folded: str, half_is_before: bool) -> Mention | None:
    if pattern is _NOON:
        return Mention(Kind.TIME, *match.span(), (720,), hedged=True)
    groups = match.groupdict()
    hour = int(match["hour"]) if match["hour"].isdigit() else HOURS[match["hour"]]
    if not 1 <= hour <= 24:
        return None
    if groups.get("unit") and hour < 4 and not _POINT.search(folded, max(0, match.start() - 12), match.start()):
        return None
    part = (groups.get("part") or "").replace("-", " ")
    minutes = 0
    if pattern is _DE_QUARTER:
        hour, minutes = hour - 1, 45 if part.startswith("drei") else 15
    elif part:
        minutes = _MINUTES[part] * (-1 if groups.get("way") in _BACK else 1)
        if groups.get("half"):
            minutes += -30 if half_is_before or match["half"] != "half " else 30
    start = match.start("hour") if pattern in (_LED, _DAY_PART) else match.start()
    half = _HALF_OF_DAY.match(folded, match.end())
    end = half.end() if half else match.end()
    at = (hour * 60 + minutes) % 1440
    hedged = pattern is _ABOUT_HOUR or part == "pico"
    if half:
        at = at % 720 + (720 if half["pm"] and not ("noche" in half[0] and at % 720 == 0) else 0)
        return Mention(Kind.TIME, start, end, (at,), hedged=hedged)
    if hour > 12:
        return Mention(Kind.TIME, start, end, (at,), hedged=hedged)
    return Mention(Kind.TIME, start, end, (at % 720, at % 720 + 720), exact=False, hedged=hedged)
