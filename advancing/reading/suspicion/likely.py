"""Sentences that are likely an attack, judged by a model: which kinds of words stand together in them, and beside what.

The rules know the forms that were thought of; the model knows what such sentences have in common.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from advancing.reading.learned.model import Model
from advancing.reading.suspicion.sentences import Sign, telling_sentences

HARMLESS = "none"
"""The class of a sentence that is no attack."""
SILENT = Model((HARMLESS,), {}, np.zeros((1, 1), np.float32), one_of=True)
"""A model that finds nothing, for whoever wants to know what the rules find alone."""
ENOUGH = 0.5
"""A sentence this likely to be an attack is flagged, and so are two beside each other of which one is."""
_PART = 0.2
"""A sentence less likely than this has no part in what the one beside it does."""


@dataclass(frozen=True, slots=True)
class Likely:
    """A sentence that is likely an attack.

    Args:
        start: Offset of its first character.
        end: Offset after its last.
        kind: What it is after, as `advancing.extraction.Suspicion` names it.
        probability: That it is, or the one beside it, 0 to 1.
    """

    start: int
    end: int
    kind: str
    probability: float


def find_likely(text: str, signs: Sequence[Sign], model: Model) -> list[Likely]:
    """The sentences of a text that are likely an attack.

    Args:
        text: Plain text.
        signs: What the rules found in it.
        model: Whom to ask.

    Returns:
        In the order of the text.
    """
    told = telling_sentences(text, signs)
    judged = model.probabilities([one.features for one in told])
    doubts = [1.0 - classes[HARMLESS] for classes in judged]
    found = []
    for at, (one, classes) in enumerate(zip(told, judged, strict=True)):
        beside = [doubts[other] for other in (at - 1, at + 1) if 0 <= other < len(told)]
        together = 1.0 - (1.0 - doubts[at]) * (1.0 - max(beside, default=0.0))
        if doubts[at] >= ENOUGH or (together >= ENOUGH and doubts[at] >= _PART):
            kind = max((name for name in classes if name != HARMLESS), key=lambda name: classes[name])
            found.append(Likely(one.start, one.end, kind, together))
    return found
