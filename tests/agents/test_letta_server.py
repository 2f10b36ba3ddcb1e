"""The Letta server as a child process: restarts, a model at another address, the end of its parent."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import psutil
import pytest

from advancing.errors import OutsideFault
from advancing.roles import Role
from agents.host import Message
from agents.hosts.letta import LettaHost
from agents.hosts.letta_server import LettaProcess, start_letta
from agents.offline_model import create_offline_model
from tests.agents.conftest import STATE_DIR, Bridge, Model, serving, spec_of
from tools.store.embedded import EmbeddedPostgres

pytestmark = [pytest.mark.letta, pytest.mark.xdist_group("letta")]


async def test_agents_survive_a_restart_and_follow_the_model_to_its_new_address(
    postgres: EmbeddedPostgres, run_folder: Path, run_model: Model, bridge: Bridge
) -> None:
    postgres.create_database("letta_restarted")
    uri, state = postgres.sqlalchemy_uri("letta_restarted"), run_folder / "restarted"
    async with serving(create_offline_model()) as first_model:
        first = await start_letta(state, uri, f"{first_model}/v1", "x", env_state_dir=STATE_DIR)
        host = LettaHost(first.base_url)
        spec = spec_of(Role.COORDINATOR, bridge, tools=())
        agent = await host.ensure_agent(spec)
        await host.aclose()
        await first.stop()
    await run_model.reset()

    second = await start_letta(state, uri, f"{run_model.url}/v1", "x", env_state_dir=STATE_DIR)
    host = LettaHost(second.base_url)
    again = await host.ensure_agent(spec)
    turn = await host.run(agent.id, Message("help", in_chat=True))
    await host.aclose()
    await second.stop()

    assert (again.id, again.changes) == (agent.id, ())
    assert "what is next" in turn.text
    assert len(await run_model.requests()) == 1


_PARENT = """
import asyncio, sys, time
from pathlib import Path
from agents.hosts.letta_server import start_letta
process = asyncio.run(start_letta(Path(sys.argv[1]), sys.argv[2], sys.argv[3], "x", env_state_dir=Path(sys.argv[4])))
print(process.pid, process.base_url, flush=True)
time.sleep(600)
"""


async def test_the_server_ends_when_its_parent_is_killed(
    postgres: EmbeddedPostgres, run_folder: Path, run_model: Model
) -> None:
    postgres.create_database("letta_orphaned")
    arguments = [run_folder / "orphaned", postgres.sqlalchemy_uri("letta_orphaned"), f"{run_model.url}/v1", STATE_DIR]
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _PARENT, *map(str, arguments), stdout=subprocess.PIPE
    )
    assert parent.stdout
    pid, base_url = (await parent.stdout.readline()).decode().split()
    server = psutil.Process(int(pid))
    async with httpx.AsyncClient() as client:
        assert (await client.get(f"{base_url}/v1/health/")).is_success

    os.kill(parent.pid, signal.SIGKILL)
    await parent.wait()

    gone, _ = await asyncio.to_thread(psutil.wait_procs, [server], timeout=20)
    assert gone == [server]


async def test_a_database_that_is_away_is_told_at_once(run_folder: Path) -> None:
    nowhere = f"postgresql://nobody@/nothing?host={run_folder / 'no-such-folder'}"

    with pytest.raises(OutsideFault, match="no-such-folder") as fault:
        await start_letta(run_folder / "broken", nowhere, "http://127.0.0.1:1/v1", "x", env_state_dir=STATE_DIR)

    assert fault.value.retryable


async def test_a_server_that_ends_while_starting_says_why(postgres: EmbeddedPostgres, run_folder: Path) -> None:
    with pytest.raises(OutsideFault, match="ended while starting") as fault:
        await start_letta(
            run_folder / "broken",
            postgres.sqlalchemy_uri("postgres"),
            "http://127.0.0.1:1/v1",
            "x",
            env_state_dir=STATE_DIR,
            provider_env={"LETTA_PG_POOL_SIZE": "many"},
        )

    assert "pg_pool_size" in fault.value.message


async def test_stopping_twice_is_no_error(letta_server: LettaProcess) -> None:
    assert psutil.pid_exists(letta_server.pid)
    ended = LettaProcess(_ended(), "http://127.0.0.1:1", "0.16.8", Path(os.devnull))

    await ended.stop()
    await ended.stop()


def _ended() -> "subprocess.Popen[bytes]":
    process = subprocess.Popen([sys.executable, "-c", "pass"], stdin=subprocess.PIPE, start_new_session=True)
    process.wait()
    return process
