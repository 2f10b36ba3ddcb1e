"""Which fields are asked of which type of venue; the state of each is the checklist's matter."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from advancing.fields import CATALOGUE, FieldKey

# Who writes to us needs no asking: name, role, number and address are read from the mail and added then.
_NEVER_ASKED = frozenset({"primaryContact.name", "primaryContact.role", "primaryContact.phone", "primaryContact.email"})
_LEFT_OUT: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        # One bus or a van, a house rig that is used as it is, and one person who does everything.
        "club": frozenset(
            {
                "schedule.loadOut",
                "logistics.stagehands",
                "logistics.shorePower",
                "hospitality.showers",
                "hospitality.catering",
            }
        ),
        "theater": frozenset({"technical.backlineDetails", "hospitality.towels", "logistics.shorePower"}),
        # The tour brings its own production; the house brings hands, docks and rooms.
        "arena": frozenset(
            {
                "technical.backlineProvided",
                "technical.backlineDetails",
                "technical.fohConsole",
                "technical.monitorConsole",
                "technical.houseEngineers",
            }
        ),
        # Support, age, merch desk and settlement are the promoter's for the whole site.
        "festival": frozenset(
            {
                "schedule.supportTime",
                "technical.houseEngineers",
                "hospitality.towels",
                "business.capacity",
                "business.ageRestriction",
            }
        ),
    }
)

_NEAREST = (
    ("festival", r"festival|fest|fair|fairground|open[ -]?air|field|park|outdoor|waterfront"),
    ("arena", r"arena|stadium|stade|coliseum|colosseum|dome|amphitheat(?:er|re)|shed|velodrome|ice ?rink|expo|zenith"),
    (
        "theater",
        r"theat(?:er|re)|theater|teatro|théâtre|opera|auditorium|auditorio|performing arts|pac|concert hall|playhouse"
        r"|symphony|college|university|universit\w*|campus|school|church|cathedral|schouwburg|philharmoni\w*|hall",
    ),
    ("club", r"club|bar|pub|ballroom|jazz|room|lounge|tavern|saloon|basement|cellar|warehouse|brewery|café|cafe"),
)

VENUE_TYPES = tuple(_LEFT_OUT)
"""The types that have a template of their own."""


def nearest_type(venue_type: str) -> str:
    """The type whose template serves a venue.

    Args:
        venue_type: Any word or words for a kind of venue: `pub`, `Performing Arts Center`, `open-air`.

    Returns:
        One of `VENUE_TYPES`; `club` for what it does not know, as the smallest house has the most to ask.
    """
    words = venue_type.casefold()
    for name, pattern in _NEAREST:
        if re.search(rf"\b(?:{pattern})s?\b", words):
            return name
    return "club"


def template(venue_type: str) -> tuple[FieldKey, ...]:
    """The fields to know for a venue of that type: all critical ones first, then the rest in catalogue order."""
    left_out = _LEFT_OUT[nearest_type(venue_type)] | _NEVER_ASKED
    taken = [key for key, field in CATALOGUE.items() if field.critical or key not in left_out]
    return tuple(sorted(taken, key=lambda key: not CATALOGUE[key].critical))
