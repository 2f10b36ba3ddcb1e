"""The emulator on a loopback port with a day to work on, and the real client against it."""

from collections.abc import Iterator

import pytest

from tests.integration.mastertour.world import DAY, KEY, READ_ONLY_TOUR, SECRET, TOUR, World
from tools.mastertour import MasterTourClient
from tools.mastertour.emulator import Account, MasterTourEmulator


@pytest.fixture
def world() -> Iterator[World]:
    """An emulator of this test's own: one tour, one day, one event with its venue."""
    account = Account(KEY, SECRET, "dana", "hunter 2&", permissions={READ_ONLY_TOUR: "read", "hidden": "none"})
    with MasterTourEmulator(accounts=[account]) as emulator:
        playing = World(emulator)
        playing.seed(
            tours=[
                {"id": TOUR, "artistName": "Night & Ferry", "tourName": "Spring", "legName": "East"},
                {"id": READ_ONLY_TOUR, "artistName": "Other"},
                {"id": "hidden", "artistName": "Secret"},
            ],
            days=[
                {
                    "id": DAY,
                    "tourId": TOUR,
                    "dayDate": "2027-03-15",
                    "name": "Raleigh",
                    "city": "Raleigh",
                    "timeZone": "America/New_York",
                    "generalNotes": "Bus call 9am & don't be late <3",
                    "hotelNotes": 'Rooms at Jo\'s "Inn"',
                    "travelNotes": "Leave 11pm",
                },
                {"id": "past", "tourId": TOUR, "dayDate": "2020-01-01"},
                {"id": "theirs", "tourId": READ_ONLY_TOUR, "dayDate": "2027-03-16"},
                {"id": "unseen", "tourId": "hidden", "dayDate": "2027-03-17"},
            ],
            events=[
                {
                    "eventId": "50",
                    "dayId": DAY,
                    "venueName": "The Ritz",
                    "venueCapacity": "1,400",
                    "venueType": "Club",
                    "venueAgeRequirement": "16 & over",
                    "venueContacts": [
                        {"title": "Production Manager", "contactName": "Sam Ortiz", "phone": "+1 919 555 0142"}
                    ],
                }
            ],
        )
        yield playing
        playing.close()


@pytest.fixture
def client(world: World) -> Iterator[MasterTourClient]:
    connected = MasterTourClient(KEY, SECRET, base_url=world.api_url, connect_timeout_s=2, read_timeout_s=5)
    yield connected
    connected.close()
