"""The emulator on a loopback port, and the real Google client against it."""

from collections.abc import Iterator

import pytest
from google.oauth2.credentials import Credentials

from tests.integration.gmail.world import JO, TOKEN, World
from tools.gmail.client import GmailClient
from tools.gmail.emulator.serve import GmailEmulator


@pytest.fixture(scope="session")
def emulator() -> Iterator[GmailEmulator]:
    with GmailEmulator({JO: TOKEN}, push_retry_s=0.05) as running:
        yield running


@pytest.fixture
def world(emulator: GmailEmulator) -> Iterator[World]:
    playing = World(emulator)
    playing.ask("POST", "reset")
    emulator.state.pusher.url = None
    yield playing
    playing.close()


@pytest.fixture
def gmail(emulator: GmailEmulator, world: World) -> Iterator[GmailClient]:
    client = GmailClient(Credentials(TOKEN), endpoint=emulator.url, connect_timeout_s=2, read_timeout_s=2)
    yield client
    client.close()
