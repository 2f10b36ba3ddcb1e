"""Which schedule items to make, to move and to leave, so that a day says what was approved.

An item is ours when we hold its id or when it bears our mark; what people made is never touched. Nothing that a
person changed is changed back: it is reported as a `Difference` for the tour manager.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from advancing.errors import Invalid
from advancing.fields import CATALOGUE, Field, FieldKey
from advancing.itinerary.day import ScheduleItem
from advancing.itinerary.moment import between, shift, to_utc, wall_clock
from advancing.itinerary.title import find_field_of_title
from advancing.values import Value, canonical

ITEM_MARK = "[advancing]"
"""Stands in the details of items that we made: so one whose id got lost with the answer is known again."""


@dataclass(frozen=True, slots=True)
class ItemLink:
    """That an item carries a field.

    Args:
        item_id: Master Tour's id.
        written: The time that was last written there, "HH:MM"; None where that is not known. Where the item shows
            another one by now, a person moved it.
    """

    item_id: str
    written: str | None = None


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """An item as it should stand.

    Args:
        title: Its title.
        details: Its details.
        start: UTC, `YYYY-MM-DD HH:MM:SS`.
        end: The same.
        is_confirmed: Whether a person confirmed the time.
        is_complete: Ticked as done.
    """

    title: str
    details: str
    start: str
    end: str
    is_confirmed: bool
    is_complete: bool = False


@dataclass(frozen=True, slots=True)
class Create:
    """Make an item for this field; `time` is its value, "HH:MM"."""

    field: FieldKey
    time: str
    draft: ItemDraft


@dataclass(frozen=True, slots=True)
class Update:
    """Move our item of this field; `sync_id` is the version that it was read as."""

    field: FieldKey
    time: str
    item_id: str
    sync_id: str
    draft: ItemDraft


@dataclass(frozen=True, slots=True)
class Leave:
    """The day says it already; `ours` tells our item from one that a person made."""

    field: FieldKey
    time: str
    item_id: str
    ours: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """The day says something else, and a person has to decide.

    Args:
        field: The field.
        wanted: The approved time, "HH:MM".
        found: Time at the venue that the item shows, with its date where that is another day; None where it shows
            none or is gone.
        item_id: The item, None where it is gone.
        explanation: One sentence for the tour manager.
    """

    field: FieldKey
    wanted: str
    found: str | None
    item_id: str | None
    explanation: str


@dataclass(frozen=True, slots=True)
class ItemPlan:
    """What to do with a day's schedule; each field is in one of these at most."""

    creates: tuple[Create, ...] = ()
    updates: tuple[Update, ...] = ()
    leaves: tuple[Leave, ...] = ()
    differences: tuple[Difference, ...] = ()


def plan_items(
    values: Mapping[FieldKey, Value],
    *,
    show_date: str,
    zone: str,
    items: Sequence[ScheduleItem],
    links: Mapping[FieldKey, ItemLink],
    unconfirmed: AbstractSet[FieldKey] = frozenset(),
) -> ItemPlan:
    """Plan a day's schedule items.

    Args:
        values: Approved values by field; those that no schedule item carries are passed over.
        show_date: The day's date, YYYY-MM-DD.
        zone: The venue's IANA zone.
        items: What stands in the day now.
        links: Items that are known to be ours, by field.
        unconfirmed: Fields whose value is taken for now: their items are not ticked as confirmed.

    Returns:
        The plan. Following it and planning again gives only `leaves` and the same `differences`.

    Raises:
        Invalid: A value is no time, or the zone or date can't be read.
    """
    steps = [
        _plan_one(
            _Wanted(field, str(canonical(field, values[key])), show_date, zone, key not in unconfirmed), items, links
        )
        for key, field in CATALOGUE.items()
        if field.itinerary and key in values
    ]
    return ItemPlan(
        creates=tuple(step for step in steps if isinstance(step, Create)),
        updates=tuple(step for step in steps if isinstance(step, Update)),
        leaves=tuple(step for step in steps if isinstance(step, Leave)),
        differences=tuple(step for step in steps if isinstance(step, Difference)),
    )


def find_own_item(
    field: FieldKey, items: Sequence[ScheduleItem], links: Mapping[FieldKey, ItemLink]
) -> ScheduleItem | None:
    """The item of a field that bears our mark and that no link names yet: made by a try whose answer got lost.

    Args:
        field: The field.
        items: What stands in the day.
        links: Items known to be ours.
    """
    linked = {link.item_id for link in links.values()}
    for item in items:
        if item.id not in linked and ITEM_MARK in item.details and find_field_of_title(item.title) == field:
            return item
    return None


@dataclass(frozen=True, slots=True)
class _Wanted:
    field: Field
    time: str
    show_date: str
    zone: str
    is_confirmed: bool

    @property
    def start(self) -> str:
        return to_utc(self.field.key, self.show_date, self.time, self.zone)

    def stands_in(self, item: ScheduleItem) -> bool:
        return wall_clock(item.start, self.zone) == wall_clock(self.start, self.zone)

    def time_in(self, item: ScheduleItem) -> str | None:
        """The time that an item shows, with the date where that is not the one of the show."""
        wall = wall_clock(item.start, self.zone)
        if wall is None:
            return None
        shown = wall.strftime("%H:%M")
        same_day = wall_clock(to_utc(self.field.key, self.show_date, shown, self.zone), self.zone) == wall
        return shown if same_day else wall.strftime("%Y-%m-%d %H:%M")


def _plan_one(
    wanted: _Wanted, items: Sequence[ScheduleItem], links: Mapping[FieldKey, ItemLink]
) -> Create | Update | Leave | Difference:
    key = wanted.field.key
    link = links.get(key)
    if link:
        linked = next((item for item in items if item.id == link.item_id), None)
        return _plan_own(wanted, linked, link.written) if linked else _report_gone(wanted)
    own = find_own_item(key, items, links)
    if own:
        return _plan_own(wanted, own, None)
    taken = {other.item_id for other in links.values()}
    others = [item for item in items if item.id not in taken and find_field_of_title(item.title) == key]
    if not others:
        return _plan_new(wanted)
    agreeing = next((item for item in others if wanted.stands_in(item)), None)
    if agreeing:
        return Leave(key, wanted.time, agreeing.id, ours=False)
    return _report(wanted, others[0], "somebody entered it in Master Tour; change it there, or the value here")


def _plan_new(wanted: _Wanted) -> Create:
    title = wanted.field.itinerary
    if not title:
        raise Invalid(f"{wanted.field.label} is not a schedule item.", field=wanted.field.key)
    draft = ItemDraft(title, ITEM_MARK, wanted.start, wanted.start, wanted.is_confirmed)
    return Create(wanted.field.key, wanted.time, draft)


def _plan_own(wanted: _Wanted, item: ScheduleItem, written: str | None) -> Update | Leave | Difference:
    """Our item: moved with its length, and with all that people wrote into it; a tick of theirs is not taken back."""
    stands = wanted.stands_in(item)
    if stands and (item.is_confirmed or not wanted.is_confirmed):
        return Leave(wanted.field.key, wanted.time, item.id, ours=True)
    if written is not None and not stands and not replace(wanted, time=written).stands_in(item):
        return _report(wanted, item, f"we wrote {written} and somebody moved it; take theirs, or approve ours again")
    start = item.start if stands else wanted.start
    end = shift(start, between(item.start, item.end))
    draft = ItemDraft(item.title, item.details, start, end, wanted.is_confirmed, item.is_complete)
    return Update(wanted.field.key, wanted.time, item.id, item.sync_id, draft)


def _report(wanted: _Wanted, item: ScheduleItem, why: str) -> Difference:
    found = wanted.time_in(item)
    says = f"Master Tour has {item.title} at {found or 'no time'}, and {wanted.time} was approved: {why}."
    return Difference(wanted.field.key, wanted.time, found, item.id, says)


def _report_gone(wanted: _Wanted) -> Difference:
    says = (
        f"The item {wanted.field.itinerary} was removed from Master Tour, and {wanted.time} was approved: "
        "make it anew, or leave it out."
    )
    return Difference(wanted.field.key, wanted.time, None, None, says)
