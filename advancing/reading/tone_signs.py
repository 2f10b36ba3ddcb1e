"""What in a mail's wording and shape tells its tone, as numbers: joy, complaints, turning to the reader, bare facts.

`learned/tone.json` weighs them, fitted by `scripts/teach`; the phrases stand in `tone_words`.
"""

import math
import re
from collections.abc import Mapping, Sequence

from advancing.reading.tone_words import ASIDE, COMPLAINTS, GREETED

Found = Mapping[str, Sequence[str]]
"""By the name of a list of phrases, those that the text holds."""

SENTENCE = re.compile(r"[^\s.!?:][^.!?\n]*")
_HEARTS = re.compile("[❤♥💛💚💙💜🖤🤍🧡😍🥰🤩🎉🥳🙌🔥✨😊😁🤘]")
_SHOUTS = re.compile(r"!{2,}|\b(?:SO|THANK YOU|LOVE|YES|WOW|AMAZING|VERY|YEARS)\b")
_STRETCHED = re.compile(r"([a-zäöüéèáíóúñ])\1\1")
_ENTRY = re.compile(r"\s*(?:[-*•|]|\d{1,2}[.)]|[^.!?\n]{1,40}(?::\s|\.{3,}|\s{3,}|\t))")
_DIGIT = re.compile(r"\d")
_SHORT_LINE = 6
_CURT = 3


def tone_signs(text: str, found: Found) -> dict[str, float]:
    """What tells the tone of a text.

    Args:
        text: The words of one mail.
        found: Its phrases, see `tone_words.tone_book`.

    Returns:
        Numbers by name, each from about -1 to 4.
    """
    return {"bias": 1.0, **_joy(text, found), **_complaint(text, found), **_turning(text, found), **_shape(text)}


def _joy(text: str, found: Found) -> dict[str, float]:
    joy, glad = len(found.get("joy", ())), len(found.get("glad", ()))
    hearts, shouts, stretched = (len(one.findall(text)) for one in (_HEARTS, _SHOUTS, _STRETCHED))
    exclaimed = text.count("!")
    together = (
        2.0 * min(joy, 2)
        + 0.5 * min(glad, 2)
        + 0.2 * min(exclaimed, 6)
        + 0.4 * min(shouts, 3)
        + 0.8 * min(hearts, 2)
        + 0.6 * min(stretched, 2)
    )
    return {
        "joy": min(joy, 3),
        "glad": min(glad, 4) / 2,
        "exclaimed": min(exclaimed, 8) / 4,
        "shouts": min(shouts, 3),
        "hearts": min(hearts, 3),
        "stretched": min(stretched, 2),
        "all joy": min(together, 5) / 2,
    }


def _complaint(text: str, found: Found) -> dict[str, float]:
    each = {name: len(set(found.get(name, ()))) for name in COMPLAINTS}
    refusals = len(found.get("negation", ()))
    sentences = [one.split() for one in SENTENCE.findall(text)]
    return {
        **{name: math.log1p(count) for name, count in each.items()},
        "all complaints": math.log1p(sum(each.values())),
        "kinds of complaint": float(sum(count > 0 for count in each.values())),
        "refusals": math.log1p(refusals),
        "refusals a sentence": refusals / max(len(sentences), 1),
        "curt": sum(len(one) <= _CURT for one in sentences) / max(len(sentences), 1),
        "bluntness": _bluntness(text, found, refusals, len(sentences)),
        "in capitals": float(text.isupper()),
    }


def _bluntness(text: str, found: Found, refusals: int, sentences: int) -> float:
    """Refusal after refusal, with nothing said to soften it."""
    if text.isupper():
        return 1.5 * (1 + (refusals >= 3))
    softened = any(name in found for name in ("sorry", "please", "offer")) or bool(ASIDE.search(text))
    if refusals < 3 or refusals / max(sentences, 1) < 0.4 or softened:
        return 0.0
    return 1.5 if refusals < 5 else 3.0


def _turning(text: str, found: Found) -> dict[str, float]:
    """In how many ways a mail turns to its reader beyond giving facts."""
    pleas = max(len(found.get("please", ())) - len(found.get("form", ())), 0)
    talks, words = len(found.get("talks", ())), max(len(text.split()), 1)
    aside = bool(ASIDE.search(text))
    offers, warmth = len(found.get("offer", ())), len(found.get("warmth", ()))
    ways = sum(name in found for name in ("offer", "sorry", "reason")) + (pleas > 0) + aside
    greeted = bool(GREETED.match(text))
    together = ways + 0.5 * min(warmth, 2) + 0.5 * min(max(offers - 1, 0), 2) + 0.5 * greeted + 0.125 * min(talks, 8)
    return {
        "offers": math.log1p(offers),
        "warmth": math.log1p(warmth),
        "sorry": min(len(found.get("sorry", ())), 2),
        "reasons": math.log1p(len(found.get("reason", ()))),
        "pleas": math.log1p(pleas),
        "asides": float(aside),
        "greets": float(greeted),
        "talks": math.log1p(talks),
        "share of talk": min(talks / words, 0.15) * 10,
        "hedges": math.log1p(len(found.get("hedges", ()))),
        "asks": min(text.count("?"), 3) / 2,
        "all turning": min(together, 6) / 2,
    }


def _shape(text: str) -> dict[str, float]:
    """Whether it is a sheet or speech."""
    lines = [line for line in text.splitlines() if line.strip()]
    words = max(len(text.split()), 1)
    sentences = max(len(SENTENCE.findall(text)), 1)
    return {
        "length": math.log(words) / 5,
        "entries": sum(bool(_ENTRY.match(line)) for line in lines) / max(len(lines), 1),
        "short lines": sum(len(line.split()) <= _SHORT_LINE for line in lines) / max(len(lines), 1),
        "digits": 10 * len(_DIGIT.findall(text)) / max(len(text), 1),
        "words a sentence": min(words / sentences, 25) / 10,
    }
