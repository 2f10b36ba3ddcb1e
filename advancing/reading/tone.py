"""How a venue writes: its tone, how much it answered, how clear it is, and what to look out for.

Tone is told by what people do with words beside giving facts: rejoice, reproach, offer, excuse, explain. Where they do
none of it, the mail is neutral.
"""

import re
from collections.abc import Mapping, Sequence

from advancing.extraction import Sentiment, Tone
from advancing.reading.own_words import OwnWords, PassageKind
from advancing.reading.tone_words import ASIDE, CONCERNS, GREETED, tone_book

MAX_LOOKED_AT = 12_000
ENTHUSIASM = 2.0
REPROACHES = 3.0
ENGAGEMENT = 1.0
MANY_WORDS = 180
TALKATIVE = 0.04
"""Share of words for me and you from which a mail speaks to somebody."""
SHEET = 0.03
"""Share of them below which a mail of some length is a sheet of facts."""
ENOUGH_TO_JUDGE = 100

_HEARTS = re.compile("[❤♥💛💚💙💜🖤🤍🧡😍🥰🤩🎉🥳🙌🔥✨😊😁🤘]")
_SHOUTS = re.compile(r"!{2,}|\b(?:SO|THANK YOU|LOVE|YES|WOW|AMAZING|VERY|YEARS)\b")
_STRETCHED = re.compile(r"([a-zäöüéèáíóúñ])\1\1")
_SENTENCES = re.compile(r"[^\s.!?:][^.!?\n]*")

_Found = Mapping[str, Sequence[str]]


def sentiment(words: OwnWords, *, answered: int, asked: int, leave_out: Sequence[tuple[int, int]] = ()) -> Sentiment:
    """Tone, responsiveness, clarity and concerns of one mail.

    Args:
        words: Its own words; body and sign-off are read, forwarded mail and small print are not its writer's tone.
        answered: How many of our questions got an answer.
        asked: How many questions we asked.
        leave_out: Stretches of the body, in characters, that are not the venue speaking (see `attack_spans`).

    Returns:
        The sentiment. For words in other languages than English, German, French, Spanish and Dutch the tone rests on
        exclamations, smiles and length alone.
    """
    spoken = _spoken(words, leave_out)
    found = tone_book().find(spoken)
    return Sentiment(
        tone=_tone(spoken, found),
        responsiveness=_responsiveness(words, answered, asked),
        clarity=_clarity(spoken, found),
        concerns=tuple(name for name in CONCERNS if f"concern {name}" in found),
    )


def _spoken(words: OwnWords, leave_out: Sequence[tuple[int, int]]) -> str:
    parts = []
    for passage in words.passages:
        if passage.kind in (PassageKind.FORWARDED, PassageKind.DISCLAIMER):
            continue
        text, start = passage.text, passage.start
        for left, right in leave_out:
            low, high = max(left - start, 0), min(right - start, len(text))
            if low < high:
                text = text[:low] + " " * (high - low) + text[high:]
        parts.append(text)
    return "\n".join(parts)[:MAX_LOOKED_AT]


def _tone(text: str, found: _Found) -> Tone:
    reproach = 1.5 * len(set(found.get("reproach", ()))) + _bluntness(text, found)
    joy = _joy(text, found)
    engagement = _engagement(text, found)
    if reproach >= REPROACHES and reproach > joy and reproach + 1.0 > engagement - 0.5 * text.count("!"):
        return Tone.DIFFICULT
    if joy >= ENTHUSIASM:
        return Tone.ENTHUSIASTIC
    return Tone.COOPERATIVE if engagement >= ENGAGEMENT else Tone.NEUTRAL


def _joy(text: str, found: _Found) -> float:
    said = 2.0 * min(len(found.get("joy", ())), 2) + 0.5 * min(len(found.get("glad", ())), 2)
    shown = 0.2 * min(text.count("!"), 6) + 0.4 * min(len(_SHOUTS.findall(text)), 3)
    return said + shown + 0.8 * min(len(_HEARTS.findall(text)), 2) + 0.6 * min(len(_STRETCHED.findall(text)), 2)


def _bluntness(text: str, found: _Found) -> float:
    """Refusal after refusal, with nothing said to soften it."""
    refusals = len(found.get("negation", ()))
    sentences = max(len(_SENTENCES.findall(text)), 1)
    softened = any(label in found for label in ("sorry", "please", "offer")) or bool(ASIDE.search(text))
    if text.isupper():
        return 1.5 * (1 + (refusals >= 3))
    if refusals < 3 or refusals / sentences < 0.4 or softened:
        return 0.0
    return 1.5 if refusals < 5 else 3.0


def _engagement(text: str, found: _Found) -> float:
    """In how many ways a mail turns to its reader beyond giving facts."""
    pleas = len(found.get("please", ())) - len(found.get("form", ()))
    ways = sum(label in found for label in ("offer", "sorry", "reason")) + (pleas > 0) + bool(ASIDE.search(text))
    warmth = 0.5 * min(len(found.get("warmth", ())), 2)
    talks, words = len(found.get("talks", ())), len(text.split())
    more = 0.5 * min(max(len(found.get("offer", ())) - 1, 0), 2) + 0.5 * bool(GREETED.match(text))
    return (
        ways
        + warmth
        + more
        + (1.0 if talks >= 8 else 0.5 if talks >= 5 else 0.0)
        + 0.5 * (talks > 1 and talks >= TALKATIVE * words)
        + 0.5 * (words > MANY_WORDS)
        - 1.0 * (words > ENOUGH_TO_JUDGE and talks < SHEET * words)
    )


def _responsiveness(words: OwnWords, answered: int, asked: int) -> str:
    if asked <= 0:
        return "complete" if words.passages else "none"
    if answered <= 0:
        return "none"
    return "complete" if answered >= asked else "partial"


def _clarity(text: str, found: _Found) -> str:
    hedges = len(found.get("hedges", ()))
    sentences = max(len(_SENTENCES.findall(text)), 1)
    if hedges >= 4 and hedges / sentences > 0.25:
        return "vague"
    return "mixed" if hedges >= 2 and hedges / sentences > 0.08 else "clear"
