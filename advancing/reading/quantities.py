"""Everything measured and counted that stands in a text: sizes, current, money, percentages, numbers, phones, addresses."""

import re
from itertools import pairwise

from advancing.reading.mentions import Kind, Mention, starting_in
from advancing.reading.numbers import numbers_in_words, parse_number
from advancing.reading.searched import Searched

_NUM = r"\d{1,4}(?:[.,]\d{1,2})?"
_UNIT = r"(?:'|[cm]m\b|\bft\b\.?|ft\b\.?|feet\b|foot\b|pieds?\b|fuss?\b|m\b|mts?\b\.?|mtrs?\b\.?|metres?\b|meters?\b|metros?\b|metern?\b)"
_WIDE = r"(?:wide|broad|across|side to side|ouverture|width|w\b|breit|breite|b\b|large|largeur|de large|ancho|de ancho|anchura|l\b|bred|breed|breedte|ouverture|boca)"
_DEEP = r"(?:deep|back\b(?!line)|from [a-z ]{1,24}to (?:the )?(?:back|rear)(?: wall)?|to (?:the )?(?:back|rear|upstage) wall|prof\b\.?|front to back|upstage to downstage|depth|d\b|tief|tiefe|t\b|profond|profondeur|(?<=[\s(])p\b|de profond|de profondeur|fondo|de fondo|profundidad|diep|diepte|d\.)"
_HIGH = r"(?:high|height|h\b|hoch|hohe|haut|hauteur|de haut|alto|altura|de alto|hoog|hoogte|off the (?:floor|ground)|tall|trim|clear)"
_LABEL = rf"(?:(?P<open>\(\s?)?(?:in |de |d'|of )?(?:(?P<w>{_WIDE})|(?P<d>{_DEEP})|(?P<h>{_HIGH})(?!\s?[:=]?\s?\d))(?(open)\s?\)))"
_IS = r"(?: (?:del escenario|of the stage|der buhne|de la scene|van het podium))?(?: (?:of|is|is the same,|de|es|es de|ist|von|est|est de|van|mide))"
_MEASURE = re.compile(
    rf"(?:\b(?P<pw>width|wide|w|br|opening|boca|embocadura|breite|largeur|ouverture|ancho|breedte|larghezza|bredde)\b{_IS}?|\b(?P<pd>depth|deep|d|tiefe|profondeur|fondo|profundidad|diepte|profondita|dybde|djup)\b{_IS}?)?[:=. ]{{0,3}}"
    rf"(?<![\d.,$£€/:a-wyz])(?P<n>{_NUM})(?!\d|\s?-?(?:a|amps?)\b)\s?-?(?P<u>{_UNIT})?(?:[- ]?(?P<i>\d{{1,2}}(?:\.\d)?)\s?(?:\"|''|in(?:ch(?:es)?)?\b))?(?(pw)|(?(pd)|[ ]?-?{_LABEL}?))(?!\s?-?(?:a|amps?)\b)"
)
_BETWEEN = re.compile(
    r"\s{0,3}(?:,|x|by|auf|mal|sur|par|por|op|bei|bij|/|and|und|et|y|en|\*)?\s{0,3}(?:x|by|and|with)?\s{0,2}"
)
_BY = re.compile(r"[ ,]{0,3}(?:x|by|auf|mal|sur|par|por|op|bij|\*)[ \n]{0,3}")
_WIDE_BY = re.compile(r"\s[a-z ]{0,34}(?:by|x)\s")
_AFTER_UNIT = re.compile(r"[\s(]{0,3}(?P<u>feet|ft|foot|metres?|meters?|metern?|metros?|mtrs?|m)\b")
_MINUTES_AFTER = re.compile(r"\s?(?:min|mins|minutes?|minuten|minutos?|')\b")
_AMPS = re.compile(
    r"(?<![\d.,:$£€])(?:(?P<times>\d{1,2})\s?x\s?)?(?:(?P<amps>(?:1[3-9]|[2-9]\d|\d{3,4}))\s?-?a\b(?!\.?m\b)(?!\s\d)(?! (?:head|person|pop|day|night|piece|week|month|show|seat|ticket|meal|plate|room|car|body|couple|few|guest|member|bag)\b)|(?P<amps2>\d{1,4})\s?-?(?:amps?|ampere|amperes|amperios|amper)\b)|\bcee\s?(?P<cee>16|32|63|125)\b|\b(?P<slash>16|32|63|125)/[13]\b"
)
_CEE = ("cee", "cee16", "cee32", "cee63", "cee125")
_SYMBOL = {
    "$": "USD",
    "us$": "USD",
    "£": "GBP",
    "€": "EUR",
    "c$": "CAD",
    "ca$": "CAD",
    "cad$": "CAD",
    "a$": "AUD",
    "au$": "AUD",
    "nz$": "NZD",
    "¥": "JPY",
}
_CODE = {
    "usd": "USD", "eur": "EUR", "euro": "EUR", "euros": "EUR", "gbp": "GBP", "cad": "CAD", "aud": "AUD", "nzd": "NZD", "chf": "CHF", "franken": "CHF",
    "sek": "SEK", "nok": "NOK", "dkk": "DKK", "pln": "PLN", "czk": "CZK", "kc": "CZK", "jpy": "JPY", "quid": "GBP", "pounds": "GBP", "pound": "GBP", "dollars": "$",
    "bucks": "$", "dollar": "$", "kr": "kr", "kronor": "SEK", "kroner": "kr", "francs": "CHF", "mxn": "MXN", "pesos": "pesos", "peso": "pesos", "zl": "PLN", "zloty": "PLN", "yen": "JPY", "eu": "EUR",
    "piasses": "$", "piastres": "$", "piasse": "$", "balles": "EUR", "crowns": "kr", "kronen": "kr", "rand": "ZAR", "forint": "HUF", "huf": "HUF", "sgd": "SGD", "hkd": "HKD",
}  # fmt: skip
_AMOUNT = r"\d{1,3}(?:[., ']\d{3})+(?:[.,]\d{2})?|\d{1,6}(?:[.,]\d{1,2})?"
_MONEY = re.compile(
    rf"(?P<sym>us\$|c\$|ca\$|cad\$|a\$|au\$|nz\$|\$|£|€|¥|\b(?:eur|usd|gbp|cad|aud|nzd|chf|sek|nok|dkk|pln)\b)\s?(?P<one>{_AMOUNT})(?:,-|\.-)?(?:\s?(?P<extra>usd|cad|aud|nzd|us|cdn)\b|(?=pp|p\.p|ea\b|/)|\b)"
    rf"|(?<![\d.,/:])(?P<two>{_AMOUNT})(?:,-|\.-)?\s?(?P<code>\$|£|€|(?:{'|'.join(sorted(_CODE, key=len, reverse=True))})\b)"
)
_WORD_MONEY = re.compile(
    r"[a-z] (?P<code>dollars|bucks|quid|pounds?|euros?|eur|pesos|piasses|piastres|balles|kronor|kroner|kronen|kr|francs|franken|zloty|yen|crowns)\b"
)
_SIGN = re.compile(r"(?:us|ca?d?|au?|nz)?\$|[£€¥]")
_CODES_BEFORE = ("eur", "usd", "gbp", "cad", "aud", "nzd", "chf", "sek", "nok", "dkk", "pln")
_NOTES = {"tenner": 10.0, "fiver": 5.0}
_NOTE = re.compile(r"\b(?:a |an )?(?P<note>tenner|fiver)\b")
_PERCENT = re.compile(
    r"(?<![\d.,])(?P<n>\d{1,3}(?:[.,]\d{1,2})?)\s?(?:%|per ?cent\b|pct\b|prozent\b|pour ?cents?\b|por ?ciento\b|procent\b)"
)
_WORD_PERCENT = re.compile(r"\b(?P<n>[a-z]{3,9}(?:[ -][a-z]{3,5})?)\s(?:percent|per cent)\b")
_RATIO = re.compile(r"(?<![\d.,/:])(?P<a>\d{1,3})\s?[/:-]\s?(?P<b>\d{1,3})(?![\d/:%])")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_URL = re.compile(r"\bhttps?://\S{1,300}|\bwww\.\S{1,300}")
_PHONE = re.compile(
    r"(?<![\w.,/:-])(?:\+|00)?(?:\(\d{1,5}\)\s?|\d{1,6})(?:\s?\(0\)\s?\d{1,5}|(?:[ .\-/]| - )?\d{1,6}){1,8}(?![\w:]|[.,/]\d)"
)
_NOT_PHONE = re.compile(
    r"\d{1,2}[.:]\d{2}\s?(?:-|/|to)|\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{1,2}\s?[/-]\s?\d{1,2}\s?[/-]\s?\d{1,2}$"
)
_DIGITS = re.compile(
    r"(?<![\d.,:/'])(?P<approx>~\s?)?(?P<n>\d{1,3}(?:[., ']\d{3})+|\d{1,6})(?:\s?-\s?(?P<high>\d{1,4}))?(?P<plus>\+)?(?P<ord>st|nd|rd|th|er|e|ers|ste|de)?(?![\d%:]|[.,]\d)"
)
_UNITS_AFTER = re.compile(
    r"\s?-?(?:'|\"|(?:ft|feet|foot|inch(?:es)?|in\.|m|cm|mm|metres?|meters?|km|miles?|kg|lbs?|tons?|t|kw|kva|w|v|volts?|hz|a|amps?|db|dba|ph|phase|phasen|phases|min|mins|minutes?|hours?|hrs?|days?|weeks?|months?|years?|yrs|sec|°|k|mbps|gb|gig|"
    r"stunden?|minuten|tage|wochen|heures|jours|horas|dias|uur|dagen|weken|watts?|cores?|way|ways|channels?|ch|kilo)\b)"
)


def find_quantities(text: Searched, *, currency: str) -> list[Mention]:
    """Sizes, current, money, percentages, phones and addresses of a text (numbers come last, by `find_numbers`).

    Args:
        text: Where to look; what is found is taken.
        currency: ISO 4217 code of the show, for a bare `$` or `kr`.

    Returns:
        Mentions in no certain order.
    """
    found: list[Mention] = []
    if "@" in text.folded:
        for match in _EMAIL.finditer(text.folded):
            found.append(Mention(Kind.EMAIL, match.start(), match.end(), match[0]))
            text.take(match.start(), match.end())
    if text.holds("://", "www."):
        for match in _URL.finditer(text.folded):
            text.take(match.start(), match.end())
    found += _phones(text)
    found += _sizes(text)
    found += _spelled_sizes(text)
    found += _amps(text)
    found += _money(text, currency)
    found += _percents(text)
    return found


def find_numbers(text: Searched) -> list[Mention]:
    """Plain numbers that nothing else took: in digits without a unit, or in words.

    Args:
        text: Where to look; what is found is taken.

    Returns:
        Mentions of kind NUMBER (and MEASURE for a number with a unit), in order.
    """
    found: list[Mention] = []
    folded = text.folded
    for match in text.at(_DIGITS, text.after_signs("~ ") if "~" in folded else text.numbers):
        if not text.free(match.start(), match.end()):
            continue
        end = match.end("high") if match["high"] else match.end("n")
        text.take(match.start(), end)
        value = parse_number(match["n"])
        if value is None or match["ord"] or _glued(folded, match):
            continue
        kind = Kind.MEASURE if match["plus"] or _UNITS_AFTER.match(folded, end) else Kind.NUMBER
        hedged = bool(match["approx"] or match["high"])
        found.append(Mention(kind, match.start("n"), end, value, hedged=hedged, options=bool(match["high"])))
    for start, end, number in numbers_in_words(folded, text.tokens):
        if text.free(start, end):
            text.take(start, end)
            kind = Kind.MEASURE if _UNITS_AFTER.match(folded, end) else Kind.NUMBER
            found.append(Mention(kind, start, end, number, exact=False))
    return sorted(found, key=lambda mention: mention.start)


def _glued(folded: str, match: re.Match[str]) -> bool:
    before = folded[match.start("n") - 1] if match.start("n") else " "
    after = folded[match.end()] if match.end() < len(folded) else " "
    return before.isalpha() or before in "#_$£€" or (after.isalpha() and after not in "ax") or after in "_€£$"


def _phones(text: Searched) -> list[Mention]:
    found = []
    for match in text.at(_PHONE, text.after_signs("+(")):
        digits = sum(character.isdigit() for character in match[0])
        if not 7 <= digits <= 15 or _NOT_PHONE.search(match[0]) or not text.free(match.start(), match.end()):
            continue
        if digits == 7 and not re.fullmatch(r"\d{3}[ .-]\d{4}", match[0].strip()):
            continue
        if digits == 8 and re.search(r"\d{2}[.:]\d{2}|\d{4}\s?-\s?\d{4}", match[0]):
            continue
        end = match.end() - (len(match[0]) - len(match[0].rstrip(" .-/(")))
        found.append(Mention(Kind.PHONE, match.start(), end, match[0]))
        text.take(match.start(), end)
    return found


def _sizes(text: Searched) -> list[Mention]:
    folded = text.folded
    measures = [match for match in _MEASURE.finditer(folded) if text.free(match.start(), match.end())]
    found: list[Mention] = []
    at = 0
    while at + 1 < len(measures):
        first, second = measures[at], measures[at + 1]
        size = _size(folded, first, second, measures[at + 2] if at + 2 < len(measures) else None)
        if size is None:
            at += 1
            continue
        value, start, end, used = size
        found.append(Mention(Kind.SIZE, start, end, value))
        text.take(start, end)
        at += used
    return found


_SPELLED_BY = re.compile(r"[ -](?P<u>feet|foot|ft|metres?|meters?)?\s?(?:wide )?(?:by|x)\s")
_SPELLED_UNIT = re.compile(r"[ -](?P<u>feet|foot|ft|metres?|meters?)\b")


def _spelled_sizes(text: Searched) -> list[Mention]:
    """`thirty by sixteen`, `thirty-two foot by twenty`."""
    if not text.has(("by", "x")):
        return []
    found = []
    spelled = list(numbers_in_words(text.folded, text.tokens))
    for (start, at, width), (after, end, depth) in pairwise(spelled):
        by = _SPELLED_BY.fullmatch(text.folded, at, after)
        if by and text.free(start, end):
            behind = _SPELLED_UNIT.match(text.folded, end)
            named = by["u"] or (behind["u"] if behind else None)
            unit = ("m" if named.startswith("m") else "'") if named else _usual_unit(width, depth)
            until = behind.end() if behind else end
            text.take(start, until)
            found.append(
                Mention(Kind.SIZE, start, until, f"{_plain(width)}{unit} x {_plain(depth)}{unit}", exact=False)
            )
    return found


def _usual_unit(width: float, depth: float) -> str:
    """Feet where nobody builds a stage of so many metres, else unknown."""
    return "'" if max(width, depth) >= 15 and min(width, depth) >= 8 else "?"


def _size(
    folded: str, first: re.Match[str], second: re.Match[str], third: re.Match[str] | None
) -> tuple[str | None, int, int, int] | None:
    between = folded[first.end() : second.start()]
    tight = bool(_BY.fullmatch(between))
    if not tight and _unit(first) and _unit(second) and (_WIDE_BY.fullmatch(between) or between.strip() == "to"):
        tight = True
    axes = (_axis(first), _axis(second))
    labelled = {"w", "d"} == set(axes) and len(between) <= 45 and "\n\n" not in between and ". " not in between
    if axes == (None, "d") and _unit(first) and len(between) <= 40 and not re.search(r"\d|\n\n|\. ", between):
        labelled = True  # "10.5 m between the portals, 9 m deep"
    unit = _unit(first) or _unit(second)
    if "*" in between and "\n" in between:
        return None  # a bullet, and no sign for "by"
    if not (tight or labelled) or _MINUTES_AFTER.match(folded, second.end()):
        return None
    used, end = 2, second.end()
    if third is not None and re.fullmatch(r"\s{0,2}(?:x|by)\s{0,2}", folded[second.end() : third.start()]):
        used, end, unit = 3, third.end(), unit or _unit(third)
    if unit is None:
        after = _AFTER_UNIT.match(folded, end) or re.match(
            r"[^.;\n]{0,14}\((?P<u>feet|ft|metres?|meters?|m)\)", folded[end : end + 24]
        )
        if after:
            unit = "m" if after["u"].startswith("m") else "'"
            end = after.end() if after.re is _AFTER_UNIT else end
    if "h" in axes:
        return None, first.start("n"), end, used
    width, depth = _length(first), _length(second)
    if axes in (("d", "w"), ("d", None), (None, "w")):
        width, depth = depth, width
    if unit is None:
        unit = _usual_unit(width, depth)
    start = first.start("pw") if first["pw"] else first.start("pd") if first["pd"] else first.start("n")
    return f"{_plain(width)}{unit} x {_plain(depth)}{unit}", start, end, used


def _axis(match: re.Match[str]) -> str | None:
    if match["w"] or match["pw"]:
        return "w"
    if match["d"] or match["pd"]:
        return "d"
    return "h" if match["h"] else None


def _unit(match: re.Match[str]) -> str | None:
    unit = match["u"]
    if not unit:
        return "'" if match["i"] else None
    return "m" if unit.startswith(("m", "cm")) else "'"


def _length(match: re.Match[str]) -> float:
    length = float(match["n"].replace(",", ".")) / {"mm": 1000, "cm": 100}.get(match["u"] or "", 1)
    return round(length + float(match["i"]) / 12, 2) if match["i"] and float(match["i"]) else length


def _plain(number: float) -> str:
    return f"{number:g}"


def _amps(text: Searched) -> list[Mention]:
    found = []
    for match in text.at(_AMPS, sorted([*text.numbers, *text.starts_of(_CEE)])):
        if text.free(match.start(), match.end()):
            text.take(match.start(), match.end())
            found.append(
                Mention(
                    Kind.AMPS,
                    match.start(),
                    match.end(),
                    float(match["amps"] or match["amps2"] or match["cee"] or match["slash"]),
                )
            )
    return found


def _money(text: Searched, currency: str) -> list[Mention]:
    found = []
    folded = text.folded
    signs = [match.start() for match in _SIGN.finditer(folded)]
    for match in text.at(_MONEY, sorted({*text.numbers, *signs, *text.starts_of(_CODES_BEFORE)})):
        if not text.free(match.start(), match.end()):
            continue
        amount = _amount(match["one"] or match["two"])
        code = _currency(match["extra"] or match["sym"] or match["code"], currency)
        text.take(match.start(), match.end())
        found.append(Mention(Kind.MONEY, match.start(), match.end(), (amount, code)))
    for match in _NOTE.finditer(folded) if text.has(_NOTES) else ():
        if text.free(*match.span()):
            text.take(*match.span())
            found.append(Mention(Kind.MONEY, *match.span(), (_NOTES[match["note"]], currency)))
    for match in _WORD_MONEY.finditer(folded) if text.has(_CODE) else ():
        until = match.start() + 1
        words = [
            span
            for span in numbers_in_words(folded, starting_in(text.tokens, max(0, until - 49), until))
            if span[1] == until
        ]
        if words and text.free(words[0][0], match.end()):
            start, number = words[0][0], words[0][2]
            text.take(start, match.end())
            found.append(Mention(Kind.MONEY, start, match.end(), (number, _currency(match["code"], currency))))
    return found


def _amount(text: str) -> float:
    cents = re.fullmatch(r"(.*)[.,](\d{2})", text)
    whole = re.sub(r"\D", "", cents[1] if cents else text)
    if not cents and re.fullmatch(r"\d+[.,]\d", text):
        return float(text.replace(",", "."))
    return float(whole or 0) + (int(cents[2]) / 100 if cents else 0)


def _currency(sign: str, show: str) -> str:
    sign = sign.strip()
    code = _SYMBOL.get(sign) or _CODE.get(sign) or {"us": "USD", "cdn": "CAD"}.get(sign, sign.upper())
    if code == "$" or sign == "$":
        return show if show in ("USD", "CAD", "AUD", "NZD", "MXN", "SGD", "HKD") else "USD"
    if code == "pesos":
        return show if show in ("MXN", "ARS", "CLP", "COP", "UYU", "PHP") else "MXN"
    if code == "kr":
        return show if show in ("SEK", "NOK", "DKK", "ISK") else "SEK"
    return code


def _percents(text: Searched) -> list[Mention]:
    found = []
    in_words = _WORD_PERCENT.finditer(text.folded) if text.has(("percent", "cent")) else ()
    for match in (*text.at_numbers(_PERCENT), *in_words):
        value = parse_number(match["n"])
        if value is not None and value <= 100 and text.free(match.start(), match.end()):
            text.take(match.start(), match.end())
            found.append(Mention(Kind.PERCENT, match.start(), match.end(), value))
    for match in text.at_numbers(_RATIO):
        one, other = float(match["a"]), float(match["b"])
        if one + other == 100 and text.free(match.start(), match.end()):
            text.take(match.start(), match.end())
            found.append(Mention(Kind.RATIO, match.start(), match.end(), (one, other)))
    return found
