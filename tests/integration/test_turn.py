"""One piece of work for an agent: asked, nudged once, and done by the rules where the host fails or talks nonsense."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from advancing.errors import OutsideFault
from agents import chat as conversation
from agents.host import AgentRef, AgentSpec, HostCounts, HostHealth, Message, Turn, Usage
from agents.hosts.rules import RulesHost
from agents.turn import AgentPaused
from server.bootstrap import Fakes
from tests.builders import LOAD_IN
from tests.flow.world import THREE_FACTS, World, emulators, make_settings, make_world

Answer = Callable[[Message], Awaitable[Turn]]


class ScriptedHost:
    """A host whose agents answer as the test says; `letta` by name, so that the rules are its fallback."""

    name = "letta"

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answers: list[Turn | OutsideFault | str] = []
        self.rules: RulesHost | None = None
        self.away = False
        self._specs: dict[str, AgentSpec] = {}

    async def run(self, agent_id: str, message: Message) -> Turn:
        self._check()
        self.asked.append(message.text)
        answer = self.answers.pop(0) if self.answers else "as it should"
        if isinstance(answer, OutsideFault):
            raise answer
        if isinstance(answer, Turn):
            return answer
        assert self.rules is not None
        return await self.rules.run(agent_id, message)

    async def ensure_agent(self, spec: AgentSpec) -> AgentRef:
        self._check()
        assert self.rules is not None
        return await self.rules.ensure_agent(spec)

    async def health(self) -> HostHealth:
        return HostHealth(ok=not self.away, version="scripted")

    async def counts(self) -> HostCounts:
        return HostCounts(0, 0, 0)

    async def aclose(self) -> None:
        pass

    def _check(self) -> None:
        if self.away:
            raise OutsideFault("The Letta server does not answer.", system="letta", retryable=True)

    def __getattr__(self, name: str) -> object:
        return getattr(self.rules, name)


@pytest.fixture
def host() -> ScriptedHost:
    return ScriptedHost()


@pytest.fixture
async def flow(dsn: str, tmp_path: Path, host: ScriptedHost) -> AsyncIterator[World]:
    async with (
        emulators() as (gmail, master_tour),
        make_world(make_settings(dsn, tmp_path, gmail, master_tour), gmail, master_tour, Fakes(host=host)) as world,  # type: ignore[arg-type]
    ):
        host.rules = world.system.rules  # type: ignore[assignment]
        yield world


NONSENSE = Turn(text="The weather is nice.", usage=Usage(100, 20, 1), model="some/model", duration_ms=5)


async def test_a_draft_tells_which_host_wrote_it(flow: World) -> None:
    show_id = await flow.started()

    task = await flow.row("select host, status, fallback_reason from agent_tasks where kind = 'draft'")
    assert task == {"host": "letta", "status": "done", "fallback_reason": ""}
    assert (await flow.draft(show_id)).fallback_reason == ""


async def test_one_nudge_brings_an_agent_back_to_its_tool(flow: World, host: ScriptedHost) -> None:
    host.answers = [NONSENSE]

    show_id = await flow.started()

    first, second = host.asked
    assert "submit_draft" in second
    assert second != first
    assert (await flow.draft(show_id)).fallback_reason == ""


async def test_nonsense_after_the_nudge_is_replaced_by_the_rules_and_said(flow: World, host: ScriptedHost) -> None:
    host.answers = [NONSENSE, NONSENSE]

    show_id = await flow.started()

    draft = await flow.draft(show_id)
    assert draft.written_by == "rules"
    assert "no usable answer" in draft.fallback_reason
    (fallback,) = [line for line in await flow.actions() if line["action"] == "fallback.rules"]
    assert not fallback["success"]
    assert "no usable answer" in fallback["error"]


async def test_the_log_names_the_agent_and_how_long_it_took(flow: World, host: ScriptedHost) -> None:
    show_id = await flow.asked()
    await flow.venue_says(THREE_FACTS)

    for role, action in (("draft_generator", "draft.written"), ("email_parser", "mail.read")):
        agent = await flow.row("select id, last_active_at from agents where role = %s", role)
        line = await flow.row("select * from agent_activity_log where action = %s", action)
        assert line["agent_id"] == agent["id"]
        assert line["show_id"] == show_id
        assert line["duration_ms"] > 0
        assert agent["last_active_at"] is not None
    sent = await flow.row("select agent_id from agent_activity_log where action = 'mail.sent'")
    assert sent["agent_id"] is None, "the outbox is no agent"


async def test_every_turn_is_a_step_with_its_tokens_and_its_cost(flow: World, host: ScriptedHost) -> None:
    host.answers = [NONSENSE, NONSENSE]
    flow.system.price_per_million["some/model"] = (1000.0, 10_000.0)

    await flow.started()

    steps = await flow.rows("select * from agent_steps where kind = 'model_turn' order by id")
    assert [(step["model"], step["prompt_tokens"], step["completion_tokens"]) for step in steps[:2]] == [
        ("some/model", 100, 20)
    ] * 2
    assert float(steps[0]["cost_usd"]) == pytest.approx(0.3)
    assert len(steps) == 3, "the rules' own turn is a step as well"


async def test_a_host_that_is_away_holds_nothing_up_and_the_result_says_so(flow: World, host: ScriptedHost) -> None:
    show_id = await flow.asked()
    host.away = True

    await flow.venue_says(THREE_FACTS)

    stored = await flow.reading(show_id)
    assert stored.extraction.fields[LOAD_IN].value == "15:00"
    assert stored.fallback_reason == "The Letta server does not answer."
    assert stored.read_by == "rules"
    assert any(line["action"] == "fallback.rules" for line in await flow.actions())


async def test_a_host_that_is_away_from_the_start_is_made_good_later(flow: World, host: ScriptedHost) -> None:
    host.away = True
    show_id = await flow.started()
    assert (await flow.draft(show_id)).written_by == "rules"
    assert any(line["action"] == "agents.provision" for line in await flow.actions())
    host.away = False

    await flow.approve(show_id)
    await flow.venue_says(THREE_FACTS)

    assert (await flow.reading(show_id)).fallback_reason == ""


async def test_a_fault_in_the_middle_of_a_turn_after_the_work_was_handed_in_is_not_done_twice(
    flow: World, host: ScriptedHost
) -> None:
    show_id = await flow.asked()

    async def hands_in_and_breaks(agent_id: str, message: Message) -> Turn:
        assert host.rules is not None
        await host.rules.run(agent_id, message)
        raise OutsideFault("The connection broke.", system="letta", retryable=True)

    host.run = hands_in_and_breaks  # type: ignore[method-assign]
    await flow.venue_says(THREE_FACTS)

    assert len(await flow.rows("select 1 from email_extractions where show_id = %s", show_id)) == 1
    assert (await flow.reading(show_id)).extraction.fields[LOAD_IN].value == "15:00"


# The chat


async def test_the_rules_answer_in_chat_where_the_host_is_away_and_say_so(flow: World, host: ScriptedHost) -> None:
    await flow.make_show()
    host.away = True

    turn = await conversation.chat(flow.system, flow.person.user_id, "Where do we stand with The Ritz?")

    assert "The Ritz" in turn.text
    assert "Answered by rules, without the model: The Letta server does not answer." in turn.text
    assert turn.fallback_reason == "The Letta server does not answer."
    assert [line["action"] for line in await flow.actions()] == ["fallback.rules"]
    assert (await flow.row("select model from agent_steps where kind = 'model_turn'"))["model"] == "rules"


async def test_a_call_that_the_rules_asked_for_is_answered_to_them(flow: World, host: ScriptedHost) -> None:
    show_id = await flow.started()
    await flow.approve(show_id, then_work=False)
    host.away = True
    asked = await conversation.chat(flow.system, flow.person.user_id, "Send the approved draft for The Ritz")
    host.away = False

    (waiting,) = await conversation.pending_calls(flow.system, flow.person.user_id)
    done = await conversation.answer_approval(
        flow.system, flow.person.user_id, waiting.tool_call_id, approve=False, reason="Not yet."
    )

    assert [call.tool_call_id for call in asked.pending] == [waiting.tool_call_id]
    assert "Not yet." in done.tool_calls[0].result
    assert await conversation.pending_calls(flow.system, flow.person.user_id) == []


async def test_a_coordinator_that_is_paused_does_not_answer(flow: World) -> None:
    await conversation.chat(flow.system, flow.person.user_id, "Hello")
    async with flow.system.database.transaction() as conn:
        await conn.execute("update agents set status = 'paused' where role = 'coordinator'")

    with pytest.raises(AgentPaused, match="resume it"):
        await conversation.chat(flow.system, flow.person.user_id, "Hello")
