"""One Letta server and one running system for all attack cases; each case has a show of its own in it."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import psycopg
import pytest
from psycopg import sql

from agents.hosts.letta_server import start_letta
from agents.offline_model import create_offline_model
from agents.provisioning import sync_agents
from tests.attack.stage import ROBIN, Stage, make_secrets
from tests.flow.bridge import bound_socket, serve_bridge
from tests.flow.letter import DANA
from tests.flow.world import GMAIL_TOKEN, MASTER_TOUR_KEY, MASTER_TOUR_SECRET, make_settings, make_world
from tools.gmail.emulator.serve import GmailEmulator
from tools.loopback import LoopbackServer
from tools.mastertour.emulator import Account, MasterTourEmulator
from tools.store.embedded import EmbeddedPostgres

REPOSITORY = Path(__file__).parents[2]
STATE_DIR = Path(os.environ.get("ADVANCING_STATE_DIR") or REPOSITORY / ".advancing")
TEMPLATE = "advancing_template"


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what uses the server, and keep it on one worker."""
    for item in items:
        if "stage" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.letta)
            item.add_marker(pytest.mark.xdist_group("letta"))


@pytest.fixture(scope="module")
async def stage(postgres: EmbeddedPostgres, run_folder: Path) -> AsyncIterator[Stage]:
    """The running system, with secrets to keep."""
    name, letta_name = f"attack_{os.getpid()}", f"letta_attack_{os.getpid()}"
    with psycopg.connect(postgres.dsn("postgres"), autocommit=True) as conn:
        conn.execute(sql.SQL("create database {} template {}").format(sql.Identifier(name), sql.Identifier(TEMPLATE)))
    postgres.create_database(letta_name)
    account = Account(key=MASTER_TOUR_KEY, secret=MASTER_TOUR_SECRET)
    with (
        LoopbackServer(create_offline_model(), name="offline-model") as model,
        GmailEmulator({DANA: GMAIL_TOKEN, ROBIN: "robin-token"}) as gmail,
        MasterTourEmulator(accounts=[account]) as master_tour,
        bound_socket() as sock,
    ):
        letta = await start_letta(
            run_folder / letta_name,
            postgres.sqlalchemy_uri(letta_name),
            f"{model.url}/v1",
            "offline",
            env_state_dir=STATE_DIR,
        )
        settings = make_settings(
            postgres.dsn(name),
            run_folder / letta_name,
            gmail,
            master_tour,
            agent_host="letta",
            letta_base_url=letta.base_url,
            bridge_url=f"http://127.0.0.1:{sock.getsockname()[1]}",
        )
        try:
            async with (
                make_world(settings, gmail, master_tour) as world,
                serve_bridge(settings, world.system, sock) as bridge_url,
                httpx.AsyncClient(base_url=bridge_url) as bridge,
                httpx.AsyncClient(base_url=model.url) as control,
            ):
                await sync_agents(world.system)
                ritz, robins = await make_secrets(world)
                yield Stage(world, bridge, control, ritz, robins)
        finally:
            await letta.stop()
            postgres.drop_database(name)
