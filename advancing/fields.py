"""The field catalogue: what a tour manager needs to know about one show before it.

Each field has a stable key (`section.camelCase`, used in the database, the tools, the corpus and the pages),
a type with one canonical form (see `advancing.values`), the question a tour manager would ask, and the place
in Master Tour that carries it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import NewType

FieldKey = NewType("FieldKey", str)


class FieldType(StrEnum):
    """How a field's value looks; the canonical form of each is in `advancing.values`."""

    TIME = "time"
    MINUTES = "minutes"
    DIMENSIONS = "dimensions"
    POWER = "power"
    INTEGER = "integer"
    MONEY = "money"
    BOOLEAN = "boolean"
    PERCENT = "percent"
    CHOICE = "choice"
    TEXT = "text"
    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to know about a show.

    Args:
        key: Stable identifier, `section.camelCase`.
        label: Short name for pages and notes.
        type: The kind of value.
        question: How a tour manager asks a venue for it.
        critical: Asked first, always confirmed by a person, and blocks completion while it is open.
        itinerary: Title of the Master Tour schedule item that carries it (times); None: the day's general notes.
        choices: The allowed values of a `choice` field.
    """

    key: FieldKey
    label: str
    type: FieldType
    question: str
    critical: bool = False
    itinerary: str | None = None
    choices: tuple[str, ...] = ()

    @property
    def section(self) -> str:
        """The part of the key before the dot."""
        return self.key.split(".", 1)[0]


SECTIONS: Mapping[str, str] = MappingProxyType(
    {
        "schedule": "Schedule",
        "technical": "Technical",
        "logistics": "Logistics",
        "hospitality": "Hospitality",
        "business": "Business",
        "primaryContact": "Main contact",
        "dayOfContact": "Day-of-show contact",
    }
)

CATALOGUE: Mapping[FieldKey, Field] = MappingProxyType(
    {
        field.key: field
        for field in (
            Field(
                FieldKey("schedule.loadIn"),
                "Load in",
                FieldType.TIME,
                "What time can we load in?",
                critical=True,
                itinerary="Load In",
            ),
            Field(
                FieldKey("schedule.soundCheck"),
                "Sound check",
                FieldType.TIME,
                "What time is our sound check?",
                critical=True,
                itinerary="Sound Check",
            ),
            Field(
                FieldKey("schedule.doors"),
                "Doors",
                FieldType.TIME,
                "What time are doors?",
                critical=True,
                itinerary="Doors",
            ),
            Field(
                FieldKey("schedule.supportTime"),
                "Support on stage",
                FieldType.TIME,
                "What time does support go on?",
                itinerary="Support",
            ),
            Field(
                FieldKey("schedule.showTime"),
                "Show time",
                FieldType.TIME,
                "What time is our set?",
                critical=True,
                itinerary="Show Time",
            ),
            Field(FieldKey("schedule.setLength"), "Set length", FieldType.MINUTES, "How long is our set?"),
            Field(
                FieldKey("schedule.curfew"),
                "Curfew",
                FieldType.TIME,
                "What time is curfew, and is it hard?",
                critical=True,
                itinerary="Curfew",
            ),
            Field(
                FieldKey("schedule.loadOut"),
                "Load out",
                FieldType.TIME,
                "What time must load out be finished?",
                itinerary="Load Out",
            ),
            Field(
                FieldKey("technical.stageSize"),
                "Stage size",
                FieldType.DIMENSIONS,
                "What are the stage dimensions (width by depth)?",
                critical=True,
            ),
            Field(
                FieldKey("technical.powerRequirements"),
                "Power",
                FieldType.POWER,
                "What power is at the stage: voltage, phase and amperage?",
                critical=True,
            ),
            Field(
                FieldKey("technical.backlineProvided"), "Backline provided", FieldType.BOOLEAN, "Is backline provided?"
            ),
            Field(
                FieldKey("technical.backlineDetails"),
                "Backline",
                FieldType.TEXT,
                "Which backline do you have in house?",
            ),
            Field(FieldKey("technical.paSystem"), "PA", FieldType.TEXT, "What PA is installed?"),
            Field(
                FieldKey("technical.fohConsole"), "FOH console", FieldType.TEXT, "Which console is at front of house?"
            ),
            Field(
                FieldKey("technical.monitorConsole"), "Monitor console", FieldType.TEXT, "Which console is at monitors?"
            ),
            Field(FieldKey("technical.lighting"), "Lighting", FieldType.TEXT, "What is in the house lighting rig?"),
            Field(
                FieldKey("technical.houseEngineers"),
                "House engineers",
                FieldType.TEXT,
                "Which house engineers are included?",
            ),
            Field(
                FieldKey("logistics.loadInAccess"),
                "Load-in access",
                FieldType.TEXT,
                "Where do we load in, and is there a dock, ramp or stairs?",
            ),
            Field(
                FieldKey("logistics.stagehands"),
                "Stagehands",
                FieldType.INTEGER,
                "How many stagehands or loaders are on the call?",
            ),
            Field(
                FieldKey("logistics.busParking"),
                "Bus parking",
                FieldType.TEXT,
                "Where can the bus park, and for how long?",
            ),
            Field(
                FieldKey("logistics.shorePower"),
                "Shore power",
                FieldType.POWER,
                "Is there shore power for the bus, and of what kind?",
            ),
            Field(
                FieldKey("logistics.wifi"),
                "Wi-Fi",
                FieldType.TEXT,
                "What is the production Wi-Fi network and password?",
            ),
            Field(
                FieldKey("hospitality.dressingRooms"),
                "Dressing rooms",
                FieldType.INTEGER,
                "How many dressing rooms do we have?",
            ),
            Field(FieldKey("hospitality.showers"), "Showers", FieldType.INTEGER, "How many showers are there?"),
            Field(
                FieldKey("hospitality.buyoutAmount"), "Buyout", FieldType.MONEY, "What is the dinner buyout per person?"
            ),
            Field(
                FieldKey("hospitality.catering"),
                "Catering",
                FieldType.TEXT,
                "Is there catering, and when is it served?",
            ),
            Field(
                FieldKey("hospitality.guestListAllocation"),
                "Guest list",
                FieldType.INTEGER,
                "How many guest list spots do we have?",
            ),
            Field(
                FieldKey("hospitality.parkingSpaces"),
                "Parking spaces",
                FieldType.INTEGER,
                "How many parking spaces do we have?",
            ),
            Field(
                FieldKey("hospitality.towels"),
                "Towels",
                FieldType.INTEGER,
                "How many bath and stage towels can you provide?",
            ),
            Field(FieldKey("business.capacity"), "Capacity", FieldType.INTEGER, "What is the capacity for this show?"),
            Field(
                FieldKey("business.ageRestriction"), "Age restriction", FieldType.TEXT, "What is the age restriction?"
            ),
            Field(
                FieldKey("business.merchSplit"),
                "Merch rate",
                FieldType.PERCENT,
                "What is the venue's merch percentage?",
            ),
            Field(
                FieldKey("business.merchSeller"),
                "Merch seller",
                FieldType.CHOICE,
                "Who sells merch, the venue or us?",
                choices=("artist", "venue"),
            ),
            Field(FieldKey("business.settlement"), "Settlement", FieldType.TEXT, "When and with whom do we settle?"),
            Field(FieldKey("primaryContact.name"), "Contact", FieldType.NAME, "Who is our main contact?"),
            Field(FieldKey("primaryContact.role"), "Contact role", FieldType.TEXT, "What is their role?"),
            Field(
                FieldKey("primaryContact.phone"), "Contact phone", FieldType.PHONE, "What is the best number for them?"
            ),
            Field(FieldKey("primaryContact.email"), "Contact email", FieldType.EMAIL, "What is their email address?"),
            Field(FieldKey("dayOfContact.name"), "Day-of contact", FieldType.NAME, "Who is our contact on the day?"),
            Field(
                FieldKey("dayOfContact.phone"), "Day-of contact phone", FieldType.PHONE, "What is their mobile number?"
            ),
        )
    }
)


def find_field(key: str) -> Field | None:
    """The field of that key, or None where the catalogue has no such field."""
    return CATALOGUE.get(FieldKey(key))


def critical_fields() -> tuple[FieldKey, ...]:
    """Keys of the critical fields, in catalogue order."""
    return tuple(key for key, field in CATALOGUE.items() if field.critical)
