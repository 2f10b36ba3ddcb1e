"""Values that stand in a text, with their place: what kind each is and what it may mean, not yet what it is for."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar


class Kind(StrEnum):
    """What a mention is."""

    TIME = "time"
    DURATION = "duration"
    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    RATIO = "ratio"
    SIZE = "size"
    AMPS = "amps"
    PHONE = "phone"
    EMAIL = "email"
    DATE = "date"
    MEASURE = "measure"


@dataclass(frozen=True, slots=True)
class Mention:
    """A value as it stands in a text.

    Args:
        kind: What it is.
        start: Offset of its first character in the text it was found in.
        end: Offset after its last.
        value: By kind: TIME minutes after midnight it may mean; NUMBER a float; MONEY (amount, currency);
            PERCENT a float; RATIO two floats; SIZE a canonical `W x D`; DURATION minutes; DATE a `DayMention`.
        until: TIME: what the end of its range may mean, in minutes; empty where it is no range.
        exact: TIME: am or pm is certain; NUMBER: written in digits.
        hedged: The value itself says that it is not exact ("9ish", "~40").
        options: Another value offered beside it ("7 or 7:30").
        repeated: DURATION: it is several times a shorter one ("two sets of 40").
    """

    kind: Kind
    start: int
    end: int
    value: object
    until: tuple[int, ...] = ()
    exact: bool = True
    hedged: bool = False
    options: bool = False
    repeated: bool = False


class Placed(Protocol):
    """Something that stands at a place in a text."""

    @property
    def start(self) -> int:
        """Offset of its first character."""


T = TypeVar("T", bound=Placed)


def starting_in(placed: Sequence[T], start: int, end: int) -> list[T]:
    """What begins in a span, of things sorted by their start."""
    low = bisect_left(placed, start, key=_start)
    return list(placed[low : bisect_left(placed, end, low, key=_start)])


def within(mentions: Sequence[Mention], start: int, end: int) -> list[Mention]:
    """The mentions that stand wholly in a span, in order."""
    return [mention for mention in starting_in(mentions, start, end) if mention.end <= end]


def _start(placed: Placed) -> int:
    return placed.start
