"""A text as a person sees it: without signs that have no width, other alphabets' look-alikes within a word as Latin letters.

Whoever writes to software may strew such signs among the words, so that they look the same and are not found.
"""

import re
import unicodedata
from collections.abc import Sequence

from advancing.reading.suspicion.lookalike import LATIN_ALIKE

_WIDTHLESS = re.compile("[\u200b\u200c\u200d\u2060-\u2064\ufeff\u180e\u00ad\U000e0000-\U000e007f]")
_ODD = re.compile(_WIDTHLESS.pattern + "|[\u0370-\u04ff\uff00-\uffef\U0001d400-\U0001d7ff]")
_MIXED = re.compile(r"[^\W\d_]*[a-zA-Z][^\W\d_]*")


def unveil(text: str) -> tuple[str, Sequence[int]]:
    """What the signs look like, and where each of them stands.

    Args:
        text: Any text.

    Returns:
        The plain text, and for each of its signs, and for its end, the place in `text`.
    """
    if text.isascii() or not _ODD.search(text):
        return text, range(len(text) + 1)
    places = [at for at, sign in enumerate(text) if not _WIDTHLESS.match(sign)]
    plain = "".join(_compatible(text[at]) for at in places)
    return _MIXED.sub(lambda word: _as_latin(word[0]), plain), [*places, len(text)]


def _compatible(sign: str) -> str:
    """Full-width and mathematical letters as common ones, as long as one stays one."""
    folded = unicodedata.normalize("NFKC", sign)
    return folded if len(folded) == 1 else sign


def _as_latin(word: str) -> str:
    return word if word.isascii() else word.translate(LATIN_ALIKE)
