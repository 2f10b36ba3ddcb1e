"""Field values as they stand in Master Tour, both ways: schedule items, our part of the day's notes, what is known.

Pure: the calls to Master Tour are `tools.mastertour`'s work.
"""

from advancing.itinerary.day import Contact, Day, DayEvent, ScheduleItem, Tour
from advancing.itinerary.known import find_venue_type, read_known
from advancing.itinerary.moment import read_time, to_utc
from advancing.itinerary.notes import RenderedNotes, render_notes
from advancing.itinerary.plan import (
    Create,
    Difference,
    ItemDraft,
    ItemLink,
    ItemPlan,
    Leave,
    Update,
    find_own_item,
    plan_items,
)
from advancing.itinerary.title import find_field_of_title

__all__ = [
    "Contact",
    "Create",
    "Day",
    "DayEvent",
    "Difference",
    "ItemDraft",
    "ItemLink",
    "ItemPlan",
    "Leave",
    "RenderedNotes",
    "ScheduleItem",
    "Tour",
    "Update",
    "find_field_of_title",
    "find_own_item",
    "find_venue_type",
    "plan_items",
    "read_known",
    "read_time",
    "render_notes",
    "to_utc",
]
