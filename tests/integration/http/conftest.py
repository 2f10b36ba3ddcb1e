"""The bridge by the rules host, in process: requests go through the whole ASGI app, over a database of the test's own."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from server.app import create_app
from server.bootstrap import bootstrap
from server.settings import Settings, load_settings
from tests.integration.http.bridge import Bridge
from tests.integration.store.full_tour import make_full_tour
from tools.gmail.emulator.push import AUDIENCE, SERVICE_ACCOUNT


@pytest.fixture
def settings(dsn: str, tmp_path: Path) -> Settings:
    return load_settings(
        _env_file=None,
        database_url=dsn,
        agent_host="rules",
        state_dir=tmp_path,
        session_secret="a secret that only this test knows, long enough",
        tool_secret="another secret that only this test knows, long",
        pubsub_audience=AUDIENCE,
        pubsub_service_account=SERVICE_ACCOUNT,
    )


@pytest.fixture
async def bridge(settings: Settings) -> AsyncIterator[Bridge]:
    async with bootstrap(settings) as system:
        app = create_app(settings, system)
        # A crash has to come as the 500 that a client would see.
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://bridge") as http,
        ):
            dana = await make_full_tour(system.database, "Dana Reyes")
            robin = await make_full_tour(system.database, "Robin Lund")
            yield Bridge(app, system, settings, http, dana, robin)
