"""What goes into a sync and what comes out of it: the guard of its writes, receipts, reports."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from advancing.fields import FieldKey
from advancing.itinerary import Day, DayEvent, Difference, ItemLink
from advancing.values import Value

Receipt = dict[str, object]
"""What is kept of a write that was done: `item_id` and `time`, or `day_id` for notes. JSON values."""


class Effect(Protocol):
    """The guard of one write outside.

    It stores an intent under the key before the write. If the key has a receipt already, it returns that and does
    nothing; if it has only an intent, it calls `find` first and writes only where that finds nothing. Receipts are
    stored from the report, together with the links (`tools.store.effect.Effects.once` is such a guard).
    """

    async def __call__(
        self,
        key: str,
        *,
        kind: str,
        intent: Receipt,
        do: Callable[[], Awaitable[Receipt]],
        find: Callable[[], Awaitable[Receipt | None]],
    ) -> Receipt:
        """Do `do` once under `key`."""
        ...


class NotesOutcome(StrEnum):
    """What became of our part of the day's general notes."""

    WRITTEN = "written"
    UNCHANGED = "unchanged"
    HAND_EDITED = "hand_edited"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a push did.

    Args:
        created: Fields whose item was made.
        updated: Fields whose item was changed.
        unchanged: Fields that the day said already.
        differences: Where the day says something else and a person has to decide.
        stale: Fields whose item somebody was changing at the same time, twice: nothing was written; try later.
        notes: What became of our part of the notes.
        links: Items that are ours now, by field: to be kept in place of the links given.
        receipts: What came of the effects, by key; those among them that wrote nothing now were done by an earlier
            try, whose intent may still be open.
    """

    created: tuple[FieldKey, ...] = ()
    updated: tuple[FieldKey, ...] = ()
    unchanged: tuple[FieldKey, ...] = ()
    differences: tuple[Difference, ...] = ()
    stale: tuple[FieldKey, ...] = ()
    notes: NotesOutcome = NotesOutcome.UNCHANGED
    links: Mapping[FieldKey, ItemLink] = field(default_factory=dict)
    receipts: Mapping[str, Receipt] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PulledDay:
    """What Master Tour says about a show.

    Args:
        day: The day as it stands.
        events: Its events.
        known: Field values that it holds, canonical.
        venue_type: `club`, `theater`, `arena`, `festival`, or None.
    """

    day: Day
    events: tuple[DayEvent, ...]
    known: Mapping[FieldKey, Value]
    venue_type: str | None
