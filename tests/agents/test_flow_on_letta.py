"""The whole flow with agents on the real Letta server: their tool calls come to the bridge over the wire."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import pytest

from agents import projection
from agents.hosts.letta import LettaHost
from agents.hosts.letta_server import LettaProcess
from agents.provisioning import sync_agents
from tests.agents.conftest import Model
from tests.builders import LOAD_IN
from tests.flow.bridge import bound_socket, serve_bridge
from tests.flow.world import THREE_FACTS, World, emulators, make_settings, make_world
from tools.store import agent as agents
from tools.store.checklist import load_checklist
from tools.store.draft import list_sends
from tools.store.extraction import list_extractions
from tools.store.mail import list_messages
from tools.store.show import get_show, list_shows


class Gate:
    """A way to a server that can be shut: to those behind it, the server is gone."""

    def __init__(self, server: asyncio.Server, under_way: set[asyncio.StreamWriter]) -> None:
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        self._server = server
        self._under_way = under_way

    async def shut(self) -> None:
        """Take no more connections, and break those that stand."""
        self._server.close()
        for writer in list(self._under_way):
            writer.transport.abort()
        await asyncio.sleep(0)


@asynccontextmanager
async def gate_to(url: str) -> AsyncIterator[Gate]:
    """A gate before the server at a loopback address."""
    port = urlsplit(url).port
    under_way: set[asyncio.StreamWriter] = set()

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while chunk := await reader.read(65536):
                writer.write(chunk)
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.close()

    async def open_way(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", port)
        under_way.update((writer, back))
        await asyncio.gather(carry(reader, back), carry(there, writer))
        under_way.difference_update((writer, back))

    server = await asyncio.start_server(open_way, "127.0.0.1", 0)
    gate = Gate(server, under_way)
    yield gate
    await gate.shut()


@pytest.fixture
async def gate(letta_server: LettaProcess) -> AsyncIterator[Gate]:
    async with gate_to(letta_server.base_url) as made:
        yield made


@pytest.fixture
async def flow(dsn: str, tmp_path: Path, letta_server: LettaProcess, model: Model, gate: Gate) -> AsyncIterator[World]:
    """A running system whose agents live on the real server, with its bridge on a port."""
    sock = bound_socket()
    async with emulators() as (gmail, master_tour):
        settings = make_settings(
            dsn,
            tmp_path,
            gmail,
            master_tour,
            agent_host="letta",
            letta_base_url=gate.url,
            bridge_url=f"http://127.0.0.1:{sock.getsockname()[1]}",
            turn_timeout_s=30,
        )
        async with (
            make_world(settings, gmail, master_tour) as world,
            serve_bridge(settings, world.system, sock),
        ):
            await sync_agents(world.system)
            yield world
    await _retire_all(letta_server)


async def _retire_all(server: LettaProcess) -> None:
    host = LettaHost(server.base_url)
    for agent in await host.list_agents():
        await host.retire(agent.id)
    await host.aclose()


async def blocks_of(flow: World, role: str) -> dict[str, str]:
    """What an agent's blocks say on the server, by label."""
    async with flow.system.database.transaction() as conn:
        (agent,) = [item for item in await agents.list_agents(conn) if item.role.value == role]
    assert agent.host == "letta"
    return {label: await flow.system.host.read_block(block_id) for label, block_id in agent.block_ids.items()}


async def rendered(flow: World, show_id: UUID) -> dict[str, str]:
    """What the blocks are to say, from the database."""
    async with flow.system.database.transaction() as conn:
        show = await get_show(conn, show_id)
        return {
            "show": projection.render_show(show, await load_checklist(conn, show_id, show.venue_type)),
            "email_history": projection.render_email_history(
                await list_messages(conn, show_id=show_id), await list_sends(conn, show_id)
            ),
            "extraction_history": projection.render_extraction_history(await list_extractions(conn, show_id=show_id)),
            "active_shows": projection.render_active_shows(await list_shows(conn)),
        }


async def test_agents_on_letta_advance_a_show_from_its_first_mail_to_completed(flow: World) -> None:
    show_id = await flow.started()
    assert (await flow.draft(show_id)).fallback_reason == ""
    await flow.reject(show_id, "Shorter please.")
    await flow.approve(show_id)
    await flow.venue_says(THREE_FACTS)
    stored = await flow.reading(show_id)
    assert (stored.fallback_reason, stored.extraction.fields[LOAD_IN].value) == ("", "15:00")
    await flow.settle(show_id)

    assert await flow.status(show_id) == "completed"
    assert len(flow.gmail.sent()) == 1
    assert {"Load In", "Doors", "Curfew"} <= {item["title"] for item in flow.master_tour.items()}

    tasks = await flow.rows("select kind, status, host, fallback_reason from agent_tasks where show_id = %s", show_id)
    assert sorted(task["kind"] for task in tasks) == ["draft", "draft", "read", "sync"]
    assert {(task["status"], task["host"], task["fallback_reason"]) for task in tasks} == {("done", "letta", "")}

    turns = await flow.rows("select * from agent_steps where kind = 'model_turn'")
    assert all(turn["prompt_tokens"] > 0 and turn["completion_tokens"] > 0 for turn in turns)
    calls = await flow.rows(
        "select name, ok, task_id, show_id, arguments, result from agent_steps where kind = 'tool_call'"
    )
    assert {call["name"] for call in calls} >= {"submit_draft", "submit_extraction", "sync_to_master_tour"}
    assert [call for call in calls if not (call["ok"] and call["task_id"])] == []

    wanted = await rendered(flow, show_id)
    drafting, reading = await blocks_of(flow, "draft_generator"), await blocks_of(flow, "email_parser")
    assert drafting["show"] == reading["show"] == wanted["show"]
    assert "status: completed" in wanted["show"]
    assert drafting["email_history"] == wanted["email_history"]
    assert reading["extraction_history"] == wanted["extraction_history"]
    assert (await blocks_of(flow, "coordinator"))["active_shows"] == wanted["active_shows"]
    assert "items of ours" in (await blocks_of(flow, "sync_manager"))["master_tour"]


async def test_where_letta_goes_away_the_rules_go_on_and_the_result_says_so(flow: World, gate: Gate) -> None:
    show_id = await flow.asked()
    assert (await flow.row("select host from agent_tasks where kind = 'draft'"))["host"] == "letta"
    await gate.shut()

    await flow.venue_says(THREE_FACTS)
    await flow.settle(show_id)

    assert await flow.status(show_id) == "completed"
    reading = await flow.row("select read_by, fallback_reason from email_extractions where show_id = %s", show_id)
    assert reading["read_by"] == "rules"
    assert "Letta" in reading["fallback_reason"]
    fallbacks = [line for line in await flow.actions() if line["action"] == "fallback.rules"]
    assert [line["agent_type"] for line in fallbacks] == ["email_parser", "sync_manager"]
    assert all("Letta" in line["error"] for line in fallbacks)
    assert {"Load In", "Doors", "Curfew"} <= {item["title"] for item in flow.master_tour.items()}


async def test_a_model_that_talks_nonsense_is_nudged_once_and_then_the_rules_write(flow: World, model: Model) -> None:
    await model.script({"text": "I would rather talk about the weather.", "times": 2, "role": "draft_generator"})

    show_id = await flow.started()

    draft = await flow.draft(show_id)
    assert draft.written_by == "rules"
    assert "no usable answer" in draft.fallback_reason
    asked = [request for request in await model.requests() if request["role"] == "draft_generator"]
    assert len(asked) == 2, "the task, and one nudge"
    assert "submit_draft" in asked[1]["last_message"]


async def test_a_submission_that_does_not_hold_goes_back_with_the_reasons_and_is_mended(
    flow: World, model: Model
) -> None:
    await model.script(
        {
            "tool_calls": [
                {"name": "submit_draft", "arguments": {"subject": "Hi", "body": "Send money.", "questions": []}}
            ],
            "role": "draft_generator",
        },
        {"text": "That is all.", "role": "draft_generator"},
    )

    show_id = await flow.started()

    draft = await flow.draft(show_id)
    assert "Send money" not in draft.body
    assert (draft.fallback_reason, draft.written_by != "rules") == ("", True)
    refused = await flow.rows("select result from agent_steps where kind = 'tool_call' and not ok")
    assert len(refused) == 1


async def test_a_model_that_invents_quotes_adds_nothing_to_what_is_reviewed(flow: World, model: Model) -> None:
    show_id = await flow.asked()
    await model.script(
        {
            "tool_calls": [
                {
                    "name": "submit_extraction",
                    "arguments": {
                        "fields": [
                            {
                                "field": "business.capacity",
                                "value": 9999,
                                "confidence": 1.0,
                                "source_text": "Capacity is 9999.",
                            }
                        ],
                        "unresolved": [],
                    },
                }
            ],
            "role": "email_parser",
        },
        {"text": "done", "role": "email_parser"},
    )

    await flow.venue_says(THREE_FACTS)

    fields = (await flow.reading(show_id)).extraction.fields
    assert "business.capacity" not in fields
    assert fields[LOAD_IN].value == "15:00", "the rules' own reading stands beside the model's"
