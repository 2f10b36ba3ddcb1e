"""How a venue writes: its tone, how much it answered, how clear it is, and what to look out for.

Tone is told by what people do with words beside giving facts: rejoice, reproach, refuse, offer, excuse, explain. The
signs of it (`tone_signs`) are weighed by a model fitted on data.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from advancing.extraction import Sentiment, Tone
from advancing.reading.own_words import OwnWords, PassageKind
from advancing.reading.tone_signs import SENTENCE, Found, tone_signs
from advancing.reading.tone_words import CONCERNS, tone_book

MAX_LOOKED_AT = 12_000


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
    spoken = spoken_words(words, leave_out)
    found = tone_book().find(spoken)
    return Sentiment(
        tone=tone_of(spoken, found, weights()),
        responsiveness=_responsiveness(words, answered, asked),
        clarity=_clarity(spoken, found),
        concerns=tuple(name for name in CONCERNS if f"concern {name}" in found),
    )


def spoken_words(words: OwnWords, leave_out: Sequence[tuple[int, int]]) -> str:
    """What the writer says in a mail: no forwarded words, no small print, and without what is to be left out."""
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


def tone_of(text: str, found: Found, model: Mapping[Tone, Mapping[str, float]]) -> Tone:
    """The likeliest tone of a text.

    Args:
        text: The words of one mail.
        found: Its phrases, see `tone_words.tone_book`.
        model: By tone, the weight of each sign, see `weights`.
    """
    if not text.strip():
        return Tone.NEUTRAL
    signs = tone_signs(text, found)
    return max(model, key=lambda tone: sum(model[tone].get(name, 0.0) * value for name, value in signs.items()))


@cache
def weights() -> Mapping[Tone, Mapping[str, float]]:
    """The fitted weights by tone and sign."""
    told = json.loads((Path(__file__).parent / "learned" / "tone.json").read_text("utf-8"))
    return {Tone(tone): {name: float(weight) for name, weight in signs.items()} for tone, signs in told.items()}


def _responsiveness(words: OwnWords, answered: int, asked: int) -> str:
    if asked <= 0:
        return "complete" if words.passages else "none"
    if answered <= 0:
        return "none"
    return "complete" if answered >= asked else "partial"


def _clarity(text: str, found: Found) -> str:
    hedges = len(found.get("hedges", ()))
    sentences = max(len(SENTENCE.findall(text)), 1)
    if hedges >= 4 and hedges / sentences > 0.25:
        return "vague"
    return "mixed" if hedges >= 2 and hedges / sentences > 0.08 else "clear"
