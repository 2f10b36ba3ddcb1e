"""`turn`: seconds for a turn of an agent on the real Letta server with one tool call, the offline model behind it.

The tour manager asks the coordinator what is next; it calls `query_shows`, whose stub runs in the server's sandbox and
comes back to the bridge through the relay, and answers from the result. It is timed where the application asks, so
server, sandbox, relay, database and both requests to the model are in it. The coordinator keeps its chat, so each turn
carries those before it.
"""

import asyncio
import time

from advancing.errors import OutsideFault
from advancing.roles import Role
from agents.host import Message
from agents.system import System
from server.bench.figure import Figure
from server.bench.stage import fresh_stack
from server.bootstrap import bootstrap
from server.demo.manager import TourManager
from server.local.stack import Say
from server.settings import Host
from tools.store.agent import find_agent
from tools.store.person import list_people

WARM_UP, TURNS = 3, 25
TARGET_S = 0.7
_QUESTION = "What's next?"
_TOOL = "query_shows"


def measure(say: Say) -> Figure:
    """Take the turns, one after the other."""
    values = asyncio.run(_measure(say))
    return Figure("turn", "a Letta turn with one tool call, offline model", "s", values, TARGET_S)


async def _measure(say: Say) -> list[float]:
    async with fresh_stack(Host.LETTA) as running, bootstrap(running.settings) as system:
        say(f"turn: everything is up; {WARM_UP} turns that are not counted, then {TURNS} that are.")
        manager = TourManager(running, lambda _: None)
        try:
            await manager.set_the_stage()
        finally:
            await manager.close()
        agent_id = await _coordinator(system)
        return [await _turn(system, agent_id) for _ in range(WARM_UP + TURNS)][WARM_UP:]


async def _coordinator(system: System) -> str:
    async with system.database.transaction() as conn:
        person = (await list_people(conn))[0]
        agent = await find_agent(conn, Role.COORDINATOR, tour_manager_id=person.user_id, show_id=None)
    if agent is None:
        raise OutsideFault("The coordinator was not provisioned.", system="letta", retryable=False)
    return agent.host_agent_id


async def _turn(system: System, agent_id: str) -> float:
    """Seconds of one turn, which has to have called its tool once, and well."""
    started = time.perf_counter()
    turn = await system.host.run(agent_id, Message(_QUESTION, in_chat=True))
    seconds = time.perf_counter() - started
    if [(call.name, call.ok) for call in turn.tool_calls] != [(_TOOL, True)]:
        called = ", ".join(f"{call.name}: {call.result[:200]}" for call in turn.tool_calls) or "nothing"
        raise OutsideFault(
            f"A turn should have called {_TOOL} once and called {called}.", system="letta", retryable=False
        )
    return seconds
