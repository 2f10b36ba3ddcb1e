"""Rooms of a house: which is ours, which others a mail names, and which parts of a line are about those."""

import re
from collections.abc import Sequence

from advancing.reading.cues import WORD
from advancing.reading.folding import find_word
from advancing.reading.sources import Ground, Source
from advancing.reading.structure import Line

_ROOM_WORDS = r"hall|room|club|stage|saal|studio|theatre|theater|ballroom|lounge|tent|basement|cellar|upstairs|downstairs|foyer|zaal|salle|sala|barn|arena|terrace|garden|patio|chapel|attic|loft|cafe|bar|kleine zaal|grote zaal|grosser saal|kleiner saal|halle"

_ROOM = re.compile(
    rf"\b((?:(?:the|main|big|small|large|upper|lower|great|little|grand|concert|grote|kleine|grosser|kleiner|petite|grande|second|other|2nd|upstairs|downstairs|[a-z]{{3,12}})\s){{0,2}}(?:{_ROOM_WORDS})(?:\s(?:\d|[a-c]|two|one)\b)?)"
)

_NAMED = r"(?:the\s|der\s|den\s|die\s|dem\s|la\s|le\s|el\s|de\s|het\s)?((?:[a-z0-9&'-]{2,14}\s?){1,3})"
_YOU_ARE_IN = re.compile(
    r"\b(?:you(?:'re| are)|you guys are|your show is|we have you|we've got you|ihr seid|ihr spielt|vous etes|vous jouez|estais|tocais|jullie (?:zitten|staan|spelen))\s(?:all\s)?(?:in|on|im|auf der|dans|en|op|aan)\s"
    + _NAMED
    + r"|\b(?:yours is|your (?:room|stage|space) is)\s"
    + _NAMED
    + r"|\b(?:you(?:'ve been| have been|'re| are| were) (?:moved|upgraded|switched)|(?:moved|upgraded|switched) you) (?:(?:from|out of) (?:the )?[a-z0-9&'-]{2,14} )?(?:up |down |over |across )?(?:to|into)\s"
    + _NAMED
)

NOT_OURS = re.compile(
    r"\bnot (?:you|your show|yours|for you)\b|\bonly for your info\b|\bother (?:show|band|event|room|act|night|stage)\b|\bignore\b|\bnicht (?:ihr|euer)\b|\bpas vous\b"
)

_PAST_BRACKET = re.compile(
    r"\b(?:last (?:year|time|month)|was|were|used to be|it was|old|previously|letztes|vorig|l'an dernier|el ano pasado)\b"
)

_OTHER_ROOM_WORDS = frozenset(
    [
        "main",
        "big",
        "small",
        "large",
        "upper",
        "lower",
        "great",
        "little",
        "grand",
        "other",
        "second",
        "grote",
        "kleine",
        "grosser",
        "kleiner",
        "petite",
        "grande",
        "hall",
        "room",
        "club",
    ]
)

_NOT_ROOMS = frozenset(
    [
        "dressing",
        "green",
        "production",
        "band",
        "changing",
        "bath",
        "shower",
        "wash",
        "hotel",
        "living",
        "dining",
        "rest",
        "coat",
        "store",
        "storage",
        "meeting",
        "green",
        "crew",
        "catering",
        "chill",
        "on",
        "off",
        "back",
        "main",
        "front",
        "side",
        "the",
        "your",
        "our",
        "this",
        "in",
        "from",
        "at",
        "to",
        "of",
        "power",
        "center",
        "the",
        "and",
        "merch",
        "wine",
        "coffee",
        "beer",
        "full",
        "cash",
        "open",
        "drinks",
        "snack",
        "salad",
        "sand",
        "green",
        "no",
        "any",
        "load",
        "sound",
        "a",
    ]
)


def names_room(text: str, room: str) -> bool:
    return find_word(text, room) >= 0


def our_room(source: Source) -> str:
    """The room of the house that is ours, folded: as the venue's name says it, or the mail; "" where neither does."""
    said = (next(filter(None, found.groups()), "").strip() for found in _YOU_ARE_IN.finditer(source.folded))
    return source.ground.room or next((name for name in said if name and not any(map(str.isdigit, name))), "")


def other_rooms(source: Source, ours: str) -> list[str]:
    """Names of rooms that are not ours (`our_room`), where it is known which one is."""
    if not ours:
        return []
    ours_words = set(WORD.findall(ours)) - {"the"}
    rooms = []
    for found in _ROOM.finditer(source.folded):
        words = [word for word in WORD.findall(found[1]) if word != "the"]
        while len(words) > 1 and words[0] in _NOT_ROOMS and words[0] not in _OTHER_ROOM_WORDS:
            words = words[1:]
        name = " ".join(words)
        original = source.text[found.end() - len(words[-1]) : found.end()]
        if len(words) < 2 or (set(words) & ours_words and not set(words) - ours_words) or not original[:1].isupper():
            continue
        if ours_words & set(words[-1:]) and len(words) == 1:
            continue
        if not (set(words) <= ours_words) and ours not in name:
            rooms.append(name)
    return list(dict.fromkeys(rooms))


_BRACKETS = re.compile(r"\(([^()]{1,160})\)")
_CUT = re.compile(r"\s/\s|\.\s|;|\n|\||, ")


def foreign_parts(source: Source, line: Line, rooms: Sequence[str], ground: Ground) -> list[tuple[int, int]]:
    """Parts of a line about another room, another day or an earlier time: brackets and slash or comma parts."""
    spans = []
    folded = source.folded
    for found in _BRACKETS.finditer(folded[line.start : line.end]):
        inside = found[1]
        if _PAST_BRACKET.search(inside) or NOT_OURS.search(inside) or any(names_room(inside, room) for room in rooms):
            spans.append((line.start + found.start(), line.start + found.end()))
    if rooms:
        spans += _foreign_rooms(source, line, rooms, ground)
    return spans


def _foreign_rooms(source: Source, line: Line, rooms: Sequence[str], ground: Ground) -> list[tuple[int, int]]:
    spans, begin = [], line.start
    cuts = [(m.start() + line.start, m.end() + line.start) for m in _CUT.finditer(source.folded[line.start : line.end])]
    active = False
    for start, end in [*cuts, (line.end, line.end)]:
        part = source.folded[begin:start]
        named = any(names_room(part, room) for room in rooms)
        ours = bool(ground.room and ground.room in part) or re.search(r"\byour?s?\b", part) is not None
        if named and not ours:
            active = True
        elif ours or source.folded[max(line.start, begin - 3) : begin].strip() in (".", "/", ";", "|"):
            active = False
        if active:
            spans.append((begin, start))
        begin = end
    return spans
