"""Somebody who says that they are one of us: our name, or "your own tour manager", from another's address."""

import re
from collections.abc import Iterator

from advancing.reading.folding import find_word
from advancing.reading.suspicion.blocks import Blocks

WEIGHT = 1.0
"""Not enough by itself: a venue's Chris may well write to our Chris."""

_I_AM = (
    r"this\s+is|it['’]?s|it\s+is|i\s+am|i['’]?m|hier\s+(?:ist|schreibt)|ich\s+bin|c['’]est|je\s+suis|soy|aquí|habla|ik\s+ben|dit\s+is|met|"
    r"sono|qui\s+è|sou|aqui\s+é|(?:treat|regard|consider)\s+(?:this|me|it)\s+as(?:\s+\w+)?|(?:writing|written|sent|speaking)\s+(?:as|for|on\s+behalf\s+of)|from"
)
_ROLE = (
    r"(?:(?:your|the\s+artist['’]s|the\s+band['’]s|euer|eure|dein|deine|ihr|ihre|votre|ton|vuestr[oa]|tu|su|jullie|uw|je)\s+(?:own\s+|eigener?\s+|propre\s+|propi[oa]\s+|eigen\s+)?"
    r"(?:tour\s*-?manager\w*|tm|tourleiter\w*|manager\w*|management|boss|owner|operator|administrator|admin))"
)
_LED = re.compile(rf"(?<!\w)(?:{_I_AM})\s*,?\s*$", re.IGNORECASE)
_TELLS = re.compile(
    r"\s*(?:here\b|[,.:!(–—-]|\n|$|and\b|from\s+(?:my|another|a)\b|on\s+(?:my|another|a)\b|writing\b|again\b|\w+\s*[.,(])"
)
_OWNS = re.compile(r"['’]s?\b")
_CLAIMED_ROLE = re.compile(rf"(?<!\w)(?:{_I_AM})\s*,?\s*(?:\w+[ ,]+){{0,3}}{_ROLE}", re.IGNORECASE)


def find_posing(blocks: Blocks, names: frozenset[str], sender: str) -> Iterator[tuple[int, int, float]]:
    """Where a text says that one of ours wrote it.

    Args:
        blocks: The text.
        names: First names of our side, see `names.names_of`; lower case.
        sender: `From` as written; whoever bears the name may say so.

    Yields:
        (start, end, weight), places in the whole text.
    """
    shown = sender.lower()
    present = [name for name in names & blocks.words if find_word(shown, name) < 0]
    for name in sorted(present):
        for block in blocks.holding([name]):
            for start, end in _places(block.lower, name):
                led = _LED.search(block.text[max(start - 40, 0) : start])
                if led and _TELLS.match(block.text[end : end + 30]):
                    yield block.start + start, block.start + end, WEIGHT
    for block in blocks.holding(("manager", "management", " tm", "boss", "owner", "operator", "admin", "tourleiter")):
        for found in _CLAIMED_ROLE.finditer(block.text):
            yield block.start + found.start(), block.start + found.end(), WEIGHT


def _places(text: str, name: str) -> Iterator[tuple[int, int]]:
    """Where a name stands, not as an owner ("Dana's")."""
    at = find_word(text, name)
    while at >= 0:
        end = at + len(name)
        if not _OWNS.match(text, end):
            yield at, end
        at = find_word(text, name, end)
