"""The demo's tour: three shows, and all that their venues would answer if asked.

Each venue has its own way of writing; what it says about a field is a sentence, beside the value that a careful
tour manager would take from it.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

TOUR = "Night Ferry, Spring"
ARTIST = "Night Ferry"
MASTER_TOUR_ID = "4711"


@dataclass(frozen=True)
class Said:
    """What a venue says about one field.

    Args:
        value: What a careful person takes from it, canonical; for texts a fragment that it must hold.
        words: The venue's words.
    """

    value: Any
    words: str


@dataclass(frozen=True)
class DemoShow:
    """One show of the demo.

    Args:
        venue: Name.
        contact: Name and address of who answers.
        signature: Lines under the mails.
        contract: What is known before, by field.
        answers: What the venue says when asked.
        layout: `prose`, `inline` (under our quoted questions) or `table` (HTML).
        held_back: Fields that the venue leaves out of its first reply.
        volunteered: Fields that it speaks of there without being asked.
        after_days: Days from today to the show.
    """

    venue: str
    venue_type: str
    city: str
    country: str
    timezone: str
    currency: str
    contact: tuple[str, str]
    signature: tuple[str, ...]
    contract: dict[str, Any]
    answers: dict[str, Said]
    layout: str
    held_back: tuple[str, ...] = ()
    volunteered: tuple[str, ...] = ()
    after_days: int = 60

    def on(self, today: date) -> date:
        """The show day, seen from today."""
        return today + timedelta(days=self.after_days)


KETTLE = DemoShow(
    venue="The Copper Kettle",
    venue_type="club",
    city="Raleigh",
    country="US",
    timezone="America/New_York",
    currency="USD",
    contact=("Dana Whitlock", "dana@copperkettle.example"),
    signature=("Dana Whitlock", "Production Manager, The Copper Kettle", "919-555-0142"),
    contract={"schedule.doors": "19:00", "business.capacity": 450},
    layout="inline",
    held_back=("technical.powerRequirements", "schedule.curfew"),
    volunteered=("schedule.doors",),
    after_days=60,
    answers={
        "schedule.loadIn": Said("14:00", "Load in is at 2 PM."),
        "schedule.soundCheck": Said("16:00", "Sound check is at 4 PM."),
        "schedule.doors": Said("19:30", "Doors are at 7:30 PM now, we moved them back."),
        "schedule.supportTime": Said("20:00", "Support goes on at 8 PM."),
        "schedule.showTime": Said("21:00", "You are on at 9 PM."),
        "schedule.setLength": Said(75, "You have 75 minutes for your set."),
        "schedule.curfew": Said("23:00", "Curfew is 11 PM, and it is a hard one."),
        "technical.stageSize": Said("28' x 20'", "The stage is 28' wide by 20' deep."),
        "technical.powerRequirements": Said("200", "Stage power is 200A 3-phase, 120/208V on cam-lok, stage left."),
        "technical.backlineProvided": Said(True, "Yes, backline is provided."),
        "technical.backlineDetails": Said("svt", "Backline is an Ampeg SVT and a Gretsch kit."),
        "technical.paSystem": Said("k2", "The PA is an L-Acoustics K2 hang."),
        "technical.fohConsole": Said("sd12", "FOH console is a DiGiCo SD12."),
        "technical.monitorConsole": Said("m32", "Monitor console is a Midas M32."),
        "technical.lighting": Said("chauvet", "Lighting is 12 Chauvet movers and a grandMA3 desk."),
        "technical.houseEngineers": Said("foh", "One FOH engineer and one lighting tech are included."),
        "logistics.loadInAccess": Said("dock", "We load in at the dock on Blount Street, no stairs."),
        "logistics.busParking": Said("blount", "The bus can park on Blount Street from 10 AM until midnight."),
        "logistics.wifi": Said("kettle-prod", "Wi-Fi is Kettle-Prod, password steamwhistle9."),
        "hospitality.dressingRooms": Said(2, "There are 2 dressing rooms."),
        "hospitality.buyoutAmount": Said({"amount": 25, "currency": "USD"}, "Dinner buyout is $25 per person."),
        "hospitality.guestListAllocation": Said(20, "You have 20 guest list spots."),
        "hospitality.parkingSpaces": Said(3, "There are 3 parking spaces for you."),
        "hospitality.towels": Said(12, "We provide 12 towels."),
        "business.capacity": Said(450, "Capacity is 450."),
        "business.ageRestriction": Said("18", "The show is 18+."),
        "business.merchSplit": Said(15, "The house takes 15% of merch."),
        "business.merchSeller": Said("artist", "You sell your own merch."),
        "business.settlement": Said("office", "We settle in the upstairs office at 11:30 PM."),
        "dayOfContact.name": Said("Luis Ortega", "Your day of show contact is Luis Ortega."),
        "dayOfContact.phone": Said("919-555-0177", "Luis' mobile is 919-555-0177."),
    },
)

HALCYON = DemoShow(
    venue="Halcyon Theatre",
    venue_type="theater",
    city="Manchester",
    country="GB",
    timezone="Europe/London",
    currency="GBP",
    contact=("Priya Anand", "priya.anand@halcyon.example"),
    signature=("Priya Anand", "Technical Manager", "Halcyon Theatre, Manchester", "+44 161 496 0123"),
    contract={"business.capacity": 900, "schedule.doors": "19:00"},
    layout="prose",
    held_back=("technical.stageSize",),
    after_days=62,
    answers={
        "schedule.loadIn": Said("11:00", "Load in is at 11:00."),
        "schedule.soundCheck": Said("15:30", "Sound check is at 15:30."),
        "schedule.doors": Said("19:00", "Doors are at 19:00."),
        "schedule.supportTime": Said("19:45", "Support is on at 19:45."),
        "schedule.showTime": Said("20:45", "You are on stage at 20:45."),
        "schedule.setLength": Said(90, "Your set is 90 minutes."),
        "schedule.curfew": Said("22:30", "Curfew is 22:30, hard, the residents insist."),
        "schedule.loadOut": Said("00:30", "Load out must be finished by 00:30."),
        "technical.stageSize": Said("12m x 9m", "The stage is 12m wide by 9m deep."),
        "technical.powerRequirements": Said("125", "Stage power is 125A three-phase on CEE, 400V."),
        "technical.backlineProvided": Said(False, "No backline is provided."),
        "technical.paSystem": Said("d&b", "The PA is a d&b V-Series."),
        "technical.fohConsole": Said("cl5", "FOH console is a Yamaha CL5."),
        "technical.monitorConsole": Said("ql5", "Monitor console is a Yamaha QL5."),
        "technical.lighting": Said("avolites", "Lighting is 24 Robe Pointes on an Avolites desk."),
        "technical.houseEngineers": Said("engineer", "House engineers: one sound and one lighting engineer."),
        "logistics.loadInAccess": Said("ramp", "Access is by the ramp on Mill Lane, level to the stage."),
        "logistics.stagehands": Said(4, "There are 4 stagehands on the call."),
        "logistics.busParking": Said("mill lane", "The bus can park on Mill Lane from 08:00 all day."),
        "logistics.wifi": Said("halcyon-crew", "Wi-Fi is Halcyon-Crew, password limelight22."),
        "hospitality.dressingRooms": Said(4, "There are 4 dressing rooms."),
        "hospitality.showers": Said(2, "There are 2 showers."),
        "hospitality.buyoutAmount": Said({"amount": 20, "currency": "GBP"}, "Dinner buyout is £20 per person."),
        "hospitality.catering": Said("green room", "Catering is in the green room from 17:30."),
        "hospitality.guestListAllocation": Said(16, "You have 16 guest list places."),
        "hospitality.parkingSpaces": Said(2, "There are 2 parking spaces."),
        "business.capacity": Said(900, "Capacity is 900."),
        "business.ageRestriction": Said("14", "The age restriction is 14+."),
        "business.merchSplit": Said(20, "The merch rate is 20%."),
        "business.merchSeller": Said("venue", "The venue sells merch."),
        "business.settlement": Said("priya", "Settlement is with Priya after the interval."),
        "dayOfContact.name": Said("Tom Barlow", "Day of show contact is Tom Barlow."),
        "dayOfContact.phone": Said("+44 7700 900461", "Tom's mobile is +44 7700 900461."),
    },
)

FABRIK = DemoShow(
    venue="Fabrik Nord",
    venue_type="club",
    city="Hamburg",
    country="DE",
    timezone="Europe/Berlin",
    currency="EUR",
    contact=("Jonas Petersen", "jonas@fabriknord.example"),
    signature=("Jonas Petersen", "Booking & Production", "Fabrik Nord, Hamburg", "+49 40 555 0134"),
    contract={"hospitality.buyoutAmount": {"amount": 25, "currency": "EUR"}},
    layout="table",
    volunteered=("hospitality.buyoutAmount",),
    after_days=64,
    answers={
        "schedule.loadIn": Said("15:00", "15:00"),
        "schedule.soundCheck": Said("17:00", "17:00"),
        "schedule.doors": Said("19:00", "19:00"),
        "schedule.supportTime": Said("20:00", "20:00"),
        "schedule.showTime": Said("21:00", "21:00"),
        "schedule.setLength": Said(80, "80 minutes"),
        "schedule.curfew": Said("23:30", "23:30"),
        "technical.stageSize": Said("10m x 8m", "10m x 8m"),
        "technical.powerRequirements": Said("63", "63A CEE, three-phase, 400V"),
        "technical.backlineProvided": Said(True, "yes"),
        "technical.backlineDetails": Said("ampeg", "Ampeg SVT, Sonor drum kit"),
        "technical.paSystem": Said("meyer", "Meyer Sound Leopard"),
        "technical.fohConsole": Said("avid", "Avid S6L"),
        "technical.monitorConsole": Said("cl3", "Yamaha CL3"),
        "technical.lighting": Said("grandma", "16 moving lights, grandMA2"),
        "technical.houseEngineers": Said("foh", "one FOH and one lighting engineer"),
        "logistics.loadInAccess": Said("courtyard", "through the courtyard, ramp, no stairs"),
        "logistics.busParking": Said("courtyard", "in the courtyard, from 12:00 until 03:00"),
        "logistics.wifi": Said("fabrik-backstage", "Fabrik-Backstage / hafenlicht"),
        "hospitality.dressingRooms": Said(3, "3"),
        "hospitality.buyoutAmount": Said({"amount": 22, "currency": "EUR"}, "22 EUR per person"),
        "hospitality.guestListAllocation": Said(18, "18"),
        "hospitality.parkingSpaces": Said(2, "2"),
        "hospitality.towels": Said(20, "20"),
        "business.capacity": Said(700, "700"),
        "business.ageRestriction": Said("16", "16+"),
        "business.merchSplit": Said(10, "10%"),
        "business.merchSeller": Said("artist", "you sell"),
        "business.settlement": Said("23:45", "23:45 in the production office with Jonas"),
        "dayOfContact.name": Said("Mara Lind", "Mara Lind"),
        "dayOfContact.phone": Said("+49 171 5550198", "+49 171 5550198"),
    },
)

SHOWS = (KETTLE, HALCYON, FABRIK)
