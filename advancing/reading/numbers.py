"""Numbers as people write them: digits with either thousands mark, and numbers in words, up to the thousands.

English, German, French (also of Belgium, Switzerland and Canada), Spanish and Dutch, folded. What a number is for is
left to others."""

import re
from collections.abc import Iterator, Sequence
from itertools import product

from advancing.reading.cues import Token

_WRITTEN: dict[str, str] = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
    "de": "null eins zwei drei vier funf sechs sieben acht neun zehn elf zwolf dreizehn vierzehn funfzehn sechzehn siebzehn achtzehn neunzehn",
    "nl": "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien",
    "fr": "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize",
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve",
}
"""From zero on."""

_TENS_WRITTEN: dict[str, str] = {
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "de": "zwanzig dreissig vierzig funfzig sechzig siebzig achtzig neunzig",
    "nl": "twintig dertig veertig vijftig zestig zeventig tachtig negentig",
    "fr": "vingt trente quarante cinquante soixante septante huitante nonante",
    "es": "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
}
"""From twenty on."""

_SCALES = {
    "hundred": 100, "hundert": 100, "honderd": 100, "cent": 100, "cents": 100, "cien": 100, "ciento": 100,
    "thousand": 1000, "grand": 1000, "tausend": 1000, "duizend": 1000, "mille": 1000, "mil": 1000,
}  # fmt: skip

_JOINED = {"de": ("und", "hundert"), "nl": ("en", "honderd")}
"""German and Dutch write one word: the unit first, and what stands between; hundreds likewise."""


def _words() -> dict[str, int]:
    words = {word: value for names in _WRITTEN.values() for value, word in enumerate(names.split())}
    words |= {word: 20 + 10 * at for names in _TENS_WRITTEN.values() for at, word in enumerate(names.split())}
    words |= {"dreisig": 30, "zwo": 2, "fuenf": 5, "fuenfzehn": 15, "zwoelf": 12, "octante": 80, "vingts": 20}
    for language, (link, hundred) in _JOINED.items():
        units = _WRITTEN[language].split()[1:10]
        units[0] = "ein" if language == "de" else "een"
        below = {word: value for value, word in enumerate(_WRITTEN[language].split()) if value}
        tens = {word: 20 + 10 * at for at, word in enumerate(_TENS_WRITTEN[language].split())}
        below |= tens
        for (at, unit), (ten, value) in product(enumerate(units, 1), tens.items()):
            below[unit + link + ten] = value + at
        words |= below
        lead = {"": 1, **{unit: at for at, unit in enumerate(units, 1)}}
        words |= {
            one + hundred + rest: 100 * many + value
            for (one, many), (rest, value) in product(lead.items(), {"": 0, **below}.items())
        }
    spanish = ("dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve")
    words |= {f"veinti{unit}": 21 + at for at, unit in enumerate(("un", *spanish))} | {"veintiuno": 21}
    words |= {f"{unit}cient{end}": 200 + 100 * at for at, unit in enumerate(spanish) for end in ("os", "as")}
    words |= {"quinientos": 500, "quinientas": 500, "setecientos": 700, "novecientos": 900}
    words |= {"dozen": 12, "couple": 2, "pair": 2, "single": 1, "nil": 0, "both": 2, "beide": 2}
    words |= dict.fromkeys(("ein", "eine", "einen", "un", "une", "una"), 1)
    words |= dict.fromkeys(("kein", "keine", "geen", "ningun", "ninguna", "aucun", "aucune"), 0)
    return words | _SCALES


WORDS: dict[str, int] = _words()
"""Number words, folded, in English, German, French, Spanish and Dutch."""

AMBIGUOUS = frozenset({"un", "une", "una", "uno", "ein", "eine", "einen", "een", "elf", "once", "six", "dos", "neuf"})
"""Number words that are often an article or another word: they count only right before what is counted."""

_GROUPED = re.compile(r"\d{1,3}(?:[.,' ]\d{3})+")
_LINK = re.compile(r"(?: |-| and | et | y |-et-)")
_OF_DOZEN = re.compile(r"(?:\b(?P<lead>half a|a|[a-z]+|\d{1,2}) )$")
_NOT_ALONE = frozenset(_SCALES) - {"hundred", "hundert", "honderd", "cien"} | {"dozen", "couple", "pair", "null", "nul"}


def parse_number(text: str) -> float | None:
    """Read a number in digits or words.

    Args:
        text: `1,042`, `1.250`, `12,5`, `3.5`, `twenty-four`, `two hundred`, folded.

    Returns:
        Its value, or None where it is none. A mark before exactly three digits is a thousands mark.
    """
    text = text.strip()
    if _GROUPED.fullmatch(text):
        return float(re.sub(r"\D", "", text))
    if re.fullmatch(r"\d{1,9}(?:[.,]\d{1,4})?", text):
        return float(text.replace(",", "."))
    parts = [part for part in re.split(r"[\s-]+", text) if part not in ("a", "and", "et", "y")]
    if not parts or any(part not in WORDS for part in parts):
        return None
    total = current = 0
    for part in parts:
        total, current = _added(total, current, part)
    return float(total + current)


def _added(total: int, current: int, word: str) -> tuple[int, int]:
    """The sum so far with one more word: `quatre` `vingt` is 80, `zwei` `hundert` 200."""
    value = WORDS[word]
    if value == 1000 and word in _SCALES:
        return total + (current or 1) * 1000, 0
    if value == 100 and word in _SCALES:
        return total, (current or 1) * 100
    if word.startswith("vingt") and current % 100 == 4:
        return total, current - 4 + 80
    return total, current + value


def numbers_in_words(folded: str, tokens: Sequence[Token]) -> Iterator[tuple[int, int, float]]:
    """Every number in words of a folded text, as far as its words belong together.

    Args:
        folded: Folded text.
        tokens: The words of it to look at.

    Yields:
        Start, end and value: `two hundred and fifty`, `nonante-cinq`, `half a dozen`, `a couple of`, `siete`.
    """
    found = [token for token in tokens if token.text in WORDS]
    at = 0
    while at < len(found):
        first = found[at]
        start, end = first.start, first.end
        if at + 1 < len(found) and found[at + 1].text == "dozen" and found[at + 1].start == end + 1:
            at += 1
            continue
        total, current = _added(0, 0, first.text)
        last = at
        while last + 1 < len(found) and _LINK.fullmatch(folded, end, found[last + 1].start):
            if not _goes_on(found[last].text, found[last + 1].text, current):
                break
            last += 1
            total, current = _added(total, current, found[last].text)
            end = found[last].end
        value: float | None = float(total + current)
        if last == at and first.text in ("dozen", "couple", "pair", "hundred"):
            start, value = _by_lead(folded, first)
            end += 3 if first.text in ("couple", "pair") and folded.startswith(" of", end) else 0
        elif last == at and first.text in _NOT_ALONE:
            value = None
        if value is not None:
            yield start, end, value
        at = last + 1


def _goes_on(word: str, following: str, current: int) -> bool:
    """Whether a number word goes on in the next: tens take units, and hundreds and thousands take what is smaller."""
    one, other = WORDS[word], WORDS[following]
    if following in _SCALES:
        return (word not in _SCALES and one != 0 and one < other) or (one == 100 and other == 1000)
    if word in _SCALES:
        return 0 < other < one
    if following.startswith("vingt"):
        return one == 4
    teens = word in ("soixante", "vingts") or (word == "vingt" and current % 100 == 80)
    if word == "dix" and 7 <= other <= 9:
        return True
    return (one >= 100 and one % 100 == 0 and 0 < other < 100) or (
        20 <= one < 100 and one % 10 == 0 and 0 < other < (20 if teens else 10)
    )


def _by_lead(folded: str, found: Token) -> tuple[int, float | None]:
    """`a dozen`, `half a dozen`, `2 dozen`, `a couple`, `a hundred`: nothing without what leads."""
    lead = _OF_DOZEN.search(folded, max(0, found.start - 12), found.start)
    plain = float(WORDS[found.text])
    if lead is None:
        return found.start, None if found.text in ("couple", "pair") else plain
    if lead["lead"] == "half a":
        return lead.start(), plain / 2
    if lead["lead"] in ("a", "the"):
        return lead.start(), plain
    many = parse_number(lead["lead"]) if found.text == "dozen" else None
    return (lead.start(), plain * many) if many else (found.start, plain)
