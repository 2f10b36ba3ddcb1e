"""The running system as a fixture; the folders' conftest files import it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.flow.bridge import serve_bridge
from tests.flow.world import World, emulators, make_settings, make_world
from tools.gmail.emulator import push


@pytest.fixture
async def flow(dsn: str, tmp_path: Path) -> AsyncIterator[World]:
    """A running system of this test's own, by the rules host."""
    async with (
        emulators() as (gmail, master_tour),
        make_world(make_settings(dsn, tmp_path, gmail, master_tour), gmail, master_tour) as world,
    ):
        yield world


@pytest.fixture
async def push_url(flow: World) -> AsyncIterator[str]:
    """The bridge on a loopback port, which takes pushes signed by the emulator; where they go."""
    settings = flow.settings.model_copy(
        update={
            "pubsub_audience": push.AUDIENCE,
            "pubsub_service_account": push.SERVICE_ACCOUNT,
            "pubsub_certs_url": f"{flow.settings.gmail_api_url}/oauth2/v1/certs",
        }
    )
    async with serve_bridge(settings, flow.system) as url:
        yield f"{url}/webhooks/gmail"
