"""The language a venue writes in, so that the right vocabulary reads its mail.

Frequent short words settle most mails at once; what they leave open is asked of the lingua library. The trade's English
words, which every language uses, say nothing and are left out.
"""

import re
from collections import defaultdict
from functools import cache

from lingua import IsoCode639_1, Language, LanguageDetector, LanguageDetectorBuilder

DEFAULT = "en"
MIN_LETTERS = 10
MAX_LOOKED_AT = 2000
SURE_WORDS = 6
SURE_LEAD = 2.0
A_WORD = 0.5
"""What a frequent word counts beside the library's confidence of 0 to 1."""
ENGLISH = 0.2
"""What speaks for English before a word is read: most venues that write little write it."""

_FREQUENT = {
    "en": "the and you is are for we your our with can will this that have be not at from it on if they i'm what there",
    "de": "der die das und ist nicht wir ihr sie euch für mit auf ein eine im am um auch haben kann sind bitte von zur es gibt",
    "fr": "le les des et est vous nous pour avec une dans sur pas au aux votre notre il sont par qui ce cette du à on",
    "es": "el los las y es para con una por que en no del su nuestro tenemos hay está al se lo como desde pero les",
    "nl": "de het een en is van voor met jullie wij niet op om zijn kan aan dat we te er ook bij naar onze hebben",
    "it": "il gli e è per con una che di del non sono alle della abbiamo nel ci lo vostro anche dalle si",
    "pt": "o os e é para com uma que de do não da em são nosso temos no ao às por mais você vocês",
    "sv": "och det är att för med inte vi ni en på som kan har till er av om från ska finns",
    "da": "og det er at for med ikke vi i en på som kan har til jer af om fra skal vores kl",
    "pl": "i w na jest nie się z do to że o dla są od po czy mamy może będzie przez jak",
}
_TRADE = frozenset(
    [
        "soundcheck",
        "sound",
        "check",
        "line",
        "load",
        "loadin",
        "loadout",
        "in",
        "out",
        "get",
        "backline",
        "back",
        "curfew",
        "doors",
        "door",
        "merch",
        "foh",
        "pa",
        "dj",
        "rider",
        "catering",
        "buyout",
        "support",
        "stage",
        "plot",
        "dressing",
        "room",
        "green",
        "wifi",
        "guest",
        "list",
        "hands",
        "local",
        "crew",
        "tour",
        "manager",
        "bus",
        "van",
        "truck",
        "monitor",
        "monitors",
        "console",
        "desk",
        "lights",
        "light",
        "set",
        "show",
    ]
)
_LANGUAGES_OF: dict[str, tuple[str, ...]] = {}
for _code, _words in _FREQUENT.items():
    for _word in _words.split():
        _LANGUAGES_OF[_word] = (*_LANGUAGES_OF.get(_word, ()), _code)
_OF_CLOCK = re.compile(r"(?<=\d)\s?[ap]\.?m\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


def detect_language(text: str) -> str:
    """The language of a text.

    Args:
        text: Words without quoted history; only the first 2000 characters are looked at.

    Returns:
        ISO 639-1: one of en, de, fr, es, nl, it, pt, sv, da, pl; `en` for very short text and for bare numbers.
    """
    said = _OF_CLOCK.sub(" ", text[:MAX_LOOKED_AT].lower())
    words = [word for word in _WORD.findall(said) if word not in _TRADE and len(word) > 1]
    if sum(map(len, words)) < MIN_LETTERS:
        return DEFAULT
    # A word of several languages counts for each, by its share.
    counts: defaultdict[str, float] = defaultdict(float)
    for word in words:
        owners = _LANGUAGES_OF.get(word, ())
        for code in owners:
            counts[code] += 1 / len(owners)
    ranked = sorted(counts.items(), key=lambda pair: -pair[1])[:2]
    if ranked and ranked[0][1] >= SURE_WORDS and (len(ranked) < 2 or ranked[0][1] >= SURE_LEAD * ranked[1][1]):
        return ranked[0][0]
    likely = {code: A_WORD * count for code, count in counts.items()}
    likely[DEFAULT] = likely.get(DEFAULT, 0.0) + ENGLISH
    for found in _detector().compute_language_confidence_values(" ".join(words)[:400]):
        code = found.language.iso_code_639_1.name.lower()
        likely[code] = likely.get(code, 0.0) + found.value
    return max(likely, key=lambda code: likely[code])


@cache
def _detector() -> LanguageDetector:
    codes = [IsoCode639_1.from_str(code.upper()) for code in _FREQUENT]
    languages = [Language.from_iso_code_639_1(code) for code in codes]
    return LanguageDetectorBuilder.from_languages(*languages).with_low_accuracy_mode().build()
