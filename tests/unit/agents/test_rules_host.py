"""The rules host: the same interface as the Letta host's, in process."""

import dataclasses
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import pytest

from advancing.errors import NotFound, StateConflict
from advancing.roles import Role
from agents.host import AgentSpec, ApprovalPending, BlockSpec, Message
from agents.hosts.rules import RulesHost
from agents.persona import system_prompt
from agents.prompts import CoordinatorTask, coordinate_prompt
from tests.unit.agents.test_rules_coordinator import DETAILS, RITZ, RITZ_ID
from tools.registry import Registry, ToolSpec
from tools.signature import TOKEN_VARIABLE
from tools.token import Caller, issue_token, read_token
from tools.toolbox import CallRecord, Toolbox

SECRET = "the secret of these tests"


@dataclasses.dataclass
class Context:
    """What the tools below get."""

    caller: Caller


async def query_shows(ctx: Context, text: str | None = None) -> str:
    """List shows."""
    return RITZ


async def get_show_details(ctx: Context, show_id: str) -> str:
    """Look up a show."""
    return DETAILS


async def send_approved_draft(ctx: Context, draft_id: str) -> str:
    """Send a draft."""
    return f"sent {draft_id}"


async def call_draft_generator(ctx: Context, show_id: str, kind: str = "initial", note: str = "") -> str:
    """Have a mail written."""
    return f"{kind} for {show_id} as {ctx.caller.agent_name}"


class Desk:
    """A rules host with a few tools, and what was called."""

    def __init__(self) -> None:
        self.records: list[CallRecord] = []
        self.registry = Registry(
            [
                ToolSpec(query_shows, (Role.COORDINATOR,)),
                ToolSpec(get_show_details, (Role.COORDINATOR,)),
                ToolSpec(call_draft_generator, (Role.COORDINATOR,)),
                ToolSpec(send_approved_draft, (Role.COORDINATOR,), needs_chat_approval=True),
            ]
        )
        self.host = RulesHost(Toolbox(self.registry, self.open, self.record), lambda token: read_token(token, SECRET))

    @asynccontextmanager
    async def open(self, caller: Caller) -> AsyncIterator[Context]:
        yield Context(caller)

    async def record(self, record: CallRecord) -> None:
        self.records.append(record)

    def spec(self, **changes: object) -> AgentSpec:
        caller = Caller(Role.COORDINATOR, UUID(int=1), None, None, "coordinator-test", in_chat=True)
        spec = AgentSpec(
            name="coordinator-test",
            role=Role.COORDINATOR,
            model="rules",
            system=system_prompt(Role.COORDINATOR),
            blocks=(BlockSpec("coordinator-test/persona", "persona", "Who I am.", "I am calm.", fixed=True),),
            tools=tuple(spec.name for spec in self.registry.all()),
            env={TOKEN_VARIABLE: issue_token(caller, SECRET)},
            keeps_chat=True,
        )
        return dataclasses.replace(spec, **changes)  # type: ignore[arg-type]


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def test_provisioning_twice_changes_nothing(desk: Desk) -> None:
    tools = await desk.host.sync_tools(desk.registry.all())
    first = await desk.host.ensure_agent(desk.spec())

    assert tools.created == ("query_shows", "get_show_details", "call_draft_generator", "send_approved_draft")
    assert not (await desk.host.sync_tools(desk.registry.all())).changed
    assert first.changes == ("created",)
    assert dataclasses.replace(first, changes=()) == await desk.host.ensure_agent(desk.spec())
    assert (await desk.host.ensure_agent(desk.spec(tags=("x",)))).changes == ("tags",)


async def test_a_task_is_played_with_the_agents_own_token(desk: Desk) -> None:
    agent = await desk.host.ensure_agent(desk.spec())

    turn = await desk.host.run(agent.id, Message(coordinate_prompt(CoordinatorTask(kind="start", show_id="s"))))

    assert [(call.name, call.ok) for call in turn.tool_calls] == [("call_draft_generator", True)]
    assert turn.text == "initial for s as coordinator-test"
    assert (turn.stop_reason, turn.model, turn.usage.steps) == ("end_turn", "rules", 2)
    assert desk.records[0].caller.tour_manager_id == UUID(int=1)


async def test_a_tool_that_needs_approval_waits_for_it(desk: Desk) -> None:
    agent = await desk.host.ensure_agent(desk.spec())

    asked = await desk.host.run(agent.id, Message("send the approved draft for The Ritz", in_chat=True))
    with pytest.raises(ApprovalPending):
        await desk.host.run(agent.id, Message("hello", in_chat=True))
    done = await desk.host.answer_approval(agent.id, asked.pending[0].tool_call_id, approve=True)

    assert asked.stop_reason == "requires_approval"
    assert asked.pending[0].name == "send_approved_draft"
    assert done.text == "sent 33333333-3333-4333-8333-333333333333"
    with pytest.raises(StateConflict):
        await desk.host.answer_approval(agent.id, asked.pending[0].tool_call_id, approve=True)


async def test_denied_or_outside_a_chat_it_is_not_run(desk: Desk) -> None:
    agent = await desk.host.ensure_agent(desk.spec())
    asked = await desk.host.run(agent.id, Message("send the approved draft for The Ritz", in_chat=True))

    denied = await desk.host.answer_approval(agent.id, asked.pending[0].tool_call_id, approve=False, reason="Wait.")
    outside = await desk.host.run(agent.id, Message("send the approved draft for The Ritz"))

    assert "Wait." in denied.text
    assert outside.pending == ()
    assert not outside.called("send_approved_draft")[0].ok
    assert "send_approved_draft" not in [record.tool for record in desk.records]


async def test_an_agent_that_keeps_no_chat_remembers_nothing(desk: Desk) -> None:
    agent = await desk.host.ensure_agent(desk.spec(keeps_chat=False))

    await desk.host.run(agent.id, Message("start advancing The Ritz", in_chat=True))
    turn = await desk.host.run(agent.id, Message("help", in_chat=True))

    assert turn.tool_calls == ()
    assert RITZ_ID not in turn.text


async def test_blocks_are_shared_cut_and_removed_with_the_last_agent_that_sees_them(desk: Desk) -> None:
    shared = await desk.host.ensure_block(BlockSpec("show/1/show", "show", "The show.", "draft", limit=10))
    one = await desk.host.ensure_agent(desk.spec(shared_blocks={"show": shared}))
    two = await desk.host.ensure_agent(desk.spec(name="other", blocks=(), shared_blocks={"show": shared}))

    await desk.host.write_block(shared, "awaiting response")
    await desk.host.retire(one.id)
    assert await desk.host.read_block(two.block_ids["show"]) == "awaiting r"
    assert [agent.name for agent in await desk.host.list_agents(["role:coordinator"])] == ["other"]
    await desk.host.retire(two.id)

    counts = await desk.host.counts()
    assert (counts.agents, counts.blocks) == (0, 0)
    with pytest.raises(NotFound):
        await desk.host.read_block(shared)
    with pytest.raises(NotFound):
        await desk.host.run(two.id, Message("hello"))
