"""The real Letta server, started once per worker with the offline model behind it, and a small bridge for tool calls.

Every test that uses it is marked `letta` and belongs to one group of pytest-xdist, so that under `--dist loadgroup` one
worker needs a server (0.5 GB, and some seconds to start). Where the groups are not kept (pytest 9.2 with xdist 3.8, see
pytest-dev/pytest-xdist#1386) each worker starts its own, and the tests hold as well.
"""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
import uvicorn
from fastapi import FastAPI, Request

from advancing.errors import NotAuthenticated
from advancing.roles import Role
from agents.host import AgentSpec, BlockSpec
from agents.hosts.letta import LettaHost
from agents.hosts.letta_server import LettaProcess, start_letta
from agents.offline_model import MODEL_ID, create_offline_model
from agents.persona import system_prompt
from tests.unit.tools import show_tools
from tools.registry import Registry
from tools.signature import BRIDGE_URL_VARIABLE, TOKEN_VARIABLE
from tools.store.embedded import EmbeddedPostgres
from tools.token import Caller, issue_token, read_token
from tools.toolbox import CallRecord, Toolbox

REPOSITORY = Path(__file__).parents[2]
STATE_DIR = Path(os.environ.get("ADVANCING_STATE_DIR") or REPOSITORY / ".advancing")
OTHER_MODEL_ID = "offline-rules-2"
SECRET = "the secret of the agent tests"


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what uses the server, and keep it on one worker."""
    for item in items:
        if {"letta_server", "letta_host"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.letta)
            item.add_marker(pytest.mark.xdist_group("letta"))


@asynccontextmanager
async def serving(app: Any) -> AsyncIterator[str]:
    """Serve an ASGI app on a free loopback port; gives its address."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        config = uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off", ws="none")
        server = uvicorn.Server(config)
        task = asyncio.create_task(server.serve(sockets=[listening]))
        while not server.started:  # noqa: ASYNC110 - uvicorn offers nothing to wait for
            await asyncio.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        await task


@dataclass
class Model:
    """The offline model of the run, as tests script it and look at it."""

    url: str
    client: httpx.AsyncClient

    async def script(self, *answers: Mapping[str, Any]) -> None:
        """Have the next answers given as they stand here."""
        (await self.client.post("/_emulator/script", json={"answers": list(answers)})).raise_for_status()

    async def will_call(self, tool: str, /, **arguments: Any) -> None:
        """Have the model call a tool, then close."""
        await self.script({"tool_calls": [{"name": tool, "arguments": arguments}]}, {"text": "done"})

    async def requests(self) -> list[dict[str, Any]]:
        """The latest chat requests."""
        found: list[dict[str, Any]] = (await self.client.get("/_emulator/requests")).json()
        return found

    async def reset(self) -> None:
        """Forget what is scripted and what was seen."""
        await self.client.post("/_emulator/reset")


@dataclass
class Bridge:
    """A bridge that does nothing but relay tool calls to a toolbox; `url` is where the sandbox finds it."""

    url: str = ""
    records: list[CallRecord] = field(default_factory=list)

    def app(self) -> FastAPI:
        """The bridge's HTTP."""
        toolbox = Toolbox(Registry.collect([show_tools]), self._open, self._keep)
        app = FastAPI()

        @app.post("/tools/{name}")
        async def call(name: str, request: Request) -> dict[str, object]:
            try:
                caller = read_token(request.headers["authorization"].removeprefix("Bearer "), SECRET)
            except NotAuthenticated as refusal:
                return {"error": {"code": refusal.code, "message": refusal.message}}
            answer = await toolbox.call(caller, name, await request.json())
            return {"text": answer.text, "ok": answer.ok, "code": answer.code}

        return app

    @asynccontextmanager
    async def _open(self, caller: Caller) -> AsyncIterator[show_tools.Context]:
        yield show_tools.Context(caller)

    async def _keep(self, record: CallRecord) -> None:
        self.records.append(record)


@pytest.fixture(scope="session")
async def run_model() -> AsyncIterator[Model]:
    """The offline model, for the whole run."""
    async with (
        serving(create_offline_model((MODEL_ID, OTHER_MODEL_ID))) as url,
        httpx.AsyncClient(base_url=url) as client,
    ):
        yield Model(url, client)


@pytest.fixture
async def model(run_model: Model) -> AsyncIterator[Model]:
    """The offline model with nothing scripted."""
    await run_model.reset()
    yield run_model
    await run_model.reset()


@pytest.fixture(scope="session")
async def letta_server(postgres: EmbeddedPostgres, run_folder: Path, run_model: Model) -> AsyncIterator[LettaProcess]:
    """The worker's Letta server."""
    name = f"letta_{os.getpid()}"
    postgres.create_database(name)
    process = await start_letta(
        run_folder / name, postgres.sqlalchemy_uri(name), f"{run_model.url}/v1", "offline", env_state_dir=STATE_DIR
    )
    yield process
    await process.stop()


@pytest.fixture
async def letta_host(letta_server: LettaProcess) -> AsyncIterator[LettaHost]:
    """A host on the run's server, with the test tools; its agents are retired afterwards."""
    host = LettaHost(letta_server.base_url)
    await host.sync_tools(Registry.collect([show_tools]).all())
    yield host
    for agent in await host.list_agents():
        await host.retire(agent.id)
    await host.aclose()


@pytest.fixture(scope="session")
async def run_bridge() -> AsyncIterator[Bridge]:
    """The bridge, for the whole run."""
    bridge = Bridge()
    async with serving(bridge.app()) as url:
        bridge.url = url
        yield bridge


@pytest.fixture
def bridge(run_bridge: Bridge) -> Bridge:
    """The bridge with nothing recorded."""
    run_bridge.records.clear()
    return run_bridge


def spec_of(role: Role, bridge: Bridge, **changes: Any) -> AgentSpec:
    """An agent of a role with the test tools of that role, a persona and a token."""
    name = f"{role.value}-test"
    caller = Caller(role, UUID(int=1), None, UUID(int=2), name, in_chat=role is Role.COORDINATOR)
    settings: dict[str, Any] = {
        "name": name,
        "role": role,
        "model": f"openai-proxy/{MODEL_ID}",
        "system": system_prompt(role),
        "blocks": (persona_block(name, "I am careful."),),
        "tools": tuple(spec.name for spec in Registry.collect([show_tools]).for_role(role)),
        "env": {BRIDGE_URL_VARIABLE: bridge.url, TOKEN_VARIABLE: issue_token(caller, SECRET)},
        "keeps_chat": role is Role.COORDINATOR,
    }
    return AgentSpec(**settings | changes)


def persona_block(name: str, value: str) -> BlockSpec:
    """A persona as provisioning makes it."""
    return BlockSpec(f"{name}/persona", "persona", "Who I am.", value, read_only=True, fixed=True)


def show_block(value: str = "status: draft") -> BlockSpec:
    """A projection that two agents share."""
    return BlockSpec("show/2/show", "show", "The show.", value, read_only=True)
