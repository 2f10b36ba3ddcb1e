"""Numbers as people write them: digits with either thousands mark, and small numbers in words."""

import re

_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_ENGLISH = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]

WORDS: dict[str, int] = {
    **{word: value for value, word in enumerate(_ENGLISH)},
    **_TENS,
    **{"dozen": 12, "couple": 2, "pair": 2, "hundred": 100, "single": 1, "nil": 0},
    **{"ein": 1, "eine": 1, "einen": 1, "eins": 1, "zwei": 2, "zwo": 2, "drei": 3, "vier": 4, "funf": 5, "fuenf": 5},
    **{"sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "elf": 11, "zwolf": 12, "fünfzehn": 15},
    **{"funfzehn": 15, "zwanzig": 20, "dreissig": 30, "dreisig": 30},
    **{"un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9},
    **{"dix": 10, "onze": 11, "douze": 12, "quinze": 15, "vingt": 20, "trente": 30, "quarante": 40},
    **{"una": 1, "uno": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9},
    **{"diez": 10, "once": 11, "doce": 12, "quince": 15, "veinte": 20, "treinta": 30},
    **{"een": 1, "twee": 2, "drie": 3, "vijf": 5, "zes": 6, "zeven": 7, "negen": 9, "tien": 10, "twaalf": 12},
    **{"vijftien": 15, "twintig": 20, "dertig": 30},
    **{"both": 2, "beide": 2, "kein": 0, "keine": 0, "geen": 0, "ningun": 0, "ninguna": 0, "aucun": 0, "aucune": 0},
}
"""Number words, folded, in English, German, French, Spanish and Dutch."""

AMBIGUOUS = frozenset({"un", "une", "una", "uno", "ein", "eine", "einen", "een", "elf", "once", "six", "dos", "neuf"})
"""Number words that are often an article or another word: they count only right before what is counted."""

_GROUPED = re.compile(r"\d{1,3}(?:[.,' ]\d{3})+")


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
    parts = [part for part in re.split(r"[\s-]+", text) if part not in ("a", "and")]
    values = [WORDS.get(part) for part in parts]
    if not parts or any(value is None for value in values):
        return None
    total = 0
    for value in values:
        total = total * 100 if value == 100 and total else total + (value or 0)
    return float(total)
