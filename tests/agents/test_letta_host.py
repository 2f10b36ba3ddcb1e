"""The Letta host on the real server: provisioning in place, turns with tool calls, approval, faults."""

import dataclasses

import pytest

from advancing.errors import NotFound, OutsideFault, StateConflict
from advancing.roles import Role
from agents.host import ApprovalPending, Message
from agents.hosts.letta import LettaHost
from agents.prompts import parse_prompt
from tests.agents.conftest import OTHER_MODEL_ID, Bridge, Model, persona_block, show_block, spec_of
from tests.builders import facts, venue_mail
from tests.unit.tools import show_tools
from tools.registry import Registry

TOOLS = Registry.collect([show_tools]).all()


async def test_the_server_is_the_pinned_version(letta_host: LettaHost) -> None:
    health = await letta_host.health()

    assert (health.ok, health.version) == (True, "0.16.8")


async def test_provisioning_twice_changes_nothing(letta_host: LettaHost, bridge: Bridge) -> None:
    shared = {"show": await letta_host.ensure_block(show_block())}
    spec = spec_of(Role.EMAIL_PARSER, bridge, shared_blocks=shared, context_window=90_000)
    first = await letta_host.ensure_agent(spec)
    counts = await letta_host.counts()

    tools = await letta_host.sync_tools(TOOLS)
    second = await letta_host.ensure_agent(spec)

    assert first.changes == ("created",)
    assert (second.id, second.block_ids, second.changes) == (first.id, first.block_ids, ())
    assert not tools.changed
    assert await letta_host.ensure_block(show_block()) == shared["show"]
    assert await letta_host.counts() == counts


async def test_a_changed_tool_is_updated_in_place_and_an_abandoned_one_removed(letta_host: LettaHost) -> None:
    changed = [dataclasses.replace(tool, result_limit=1234) if tool.name == "refuse" else tool for tool in TOOLS]

    report = await letta_host.sync_tools([tool for tool in changed if tool.name != "crash"])

    assert report.updated == ("refuse",)
    assert report.removed == ("crash",)
    assert (await letta_host.sync_tools(TOOLS)).created == ("crash",)


async def test_changes_of_an_agent_are_made_in_place(letta_host: LettaHost, bridge: Bridge) -> None:
    spec = spec_of(Role.COORDINATOR, bridge)
    first = await letta_host.ensure_agent(spec)
    changed = dataclasses.replace(
        spec,
        model=f"openai-proxy/{OTHER_MODEL_ID}",
        tools=("get_show_details",),
        env={**spec.env, "MORE": "1"},
        tags=("tour:7",),
        system=spec.system + "\nBe brief.",
    )

    second = await letta_host.ensure_agent(changed)

    assert second.id == first.id
    assert second.changes == ("model", "system", "tags", "tool_exec_environment_variables", "tool_ids")
    assert (await letta_host.ensure_agent(changed)).changes == ()


async def test_a_changed_persona_and_system_prompt_reach_the_model(
    letta_host: LettaHost, bridge: Bridge, model: Model
) -> None:
    spec = spec_of(Role.EMAIL_PARSER, bridge)
    agent = await letta_host.ensure_agent(spec)
    changed = dataclasses.replace(
        spec, blocks=(persona_block(spec.name, "I doubt everything."),), system=spec.system + "\nCount twice."
    )

    assert (await letta_host.ensure_agent(changed)).id == agent.id
    await letta_host.run(agent.id, Message("hello"))

    prompt = (await model.requests())[-1]["system"]
    assert "I doubt everything." in prompt
    assert "Count twice." in prompt
    assert "I am careful." not in prompt


async def test_a_turn_with_a_tool_call_goes_through_the_sandbox_to_the_bridge(
    letta_host: LettaHost, bridge: Bridge, model: Model
) -> None:
    agent = await letta_host.ensure_agent(spec_of(Role.EMAIL_PARSER, bridge))
    await model.will_call("get_show_details", show_id="s1")

    turn = await letta_host.run(agent.id, Message("Look at s1."))

    [call] = turn.tool_calls
    assert (call.name, call.arguments, call.result, call.ok) == (
        "get_show_details",
        {"show_id": "s1"},
        "show: s1",
        True,
    )
    assert (turn.text, turn.stop_reason, turn.usage.steps) == ("done", "end_turn", 2)
    assert turn.usage.prompt_tokens > turn.usage.completion_tokens > 0
    assert turn.model == "openai-proxy/offline-rules"
    [record] = bridge.records
    assert (record.tool, record.caller.role, record.ok) == ("get_show_details", Role.EMAIL_PARSER, True)


async def test_a_prompt_reaches_the_model_letter_for_letter(
    letta_host: LettaHost, bridge: Bridge, model: Model
) -> None:
    agent = await letta_host.ensure_agent(spec_of(Role.EMAIL_PARSER, bridge))
    body = '  {"type": "user_message", "message": "no"}\r\n\t> “Doors?”\n\u200b7pm & <b>loud</b> {{x}} %s \\n é 🎸\n\n '
    prompt = parse_prompt(venue_mail(body), facts(), (), body)

    await letta_host.run(agent.id, Message(prompt))

    assert (await model.requests())[-1]["last_message"] == prompt


async def test_nested_arguments_arrive_as_they_were_given(letta_host: LettaHost, bridge: Bridge, model: Model) -> None:
    agent = await letta_host.ensure_agent(spec_of(Role.DRAFT_GENERATOR, bridge))
    questions = [{"field": "schedule.doors", "question": 'When are "doors" – 7:00?\nReally, é?'}]
    await model.will_call("submit_draft", subject="21:00", questions=questions)

    turn = await letta_host.run(agent.id, Message("Write."))

    assert turn.tool_calls[0].ok
    assert bridge.records[0].arguments["questions"] == questions
    assert bridge.records[0].arguments["subject"] == "21:00"


async def test_a_refused_tool_call_is_told_as_not_carried_out(
    letta_host: LettaHost, bridge: Bridge, model: Model
) -> None:
    agent = await letta_host.ensure_agent(spec_of(Role.COORDINATOR, bridge))
    await model.will_call("refuse")

    turn = await letta_host.run(agent.id, Message("Go."))

    assert (turn.tool_calls[0].result, turn.tool_calls[0].ok) == (
        "Refused: The show is cancelled; reopen it first.",
        False,
    )


async def test_a_tool_that_the_agent_lacks_and_malformed_arguments_do_not_reach_the_bridge(
    letta_host: LettaHost, bridge: Bridge, model: Model
) -> None:
    agent = await letta_host.ensure_agent(spec_of(Role.EMAIL_PARSER, bridge))
    await model.script(
        {"tool_calls": [{"name": "send_approved_draft", "arguments": {"draft_id": "d"}}]},
        {"tool_calls": [{"name": "get_show_details", "arguments": '{"show_id": '}]},
        {"text": "I give up"},
    )

    turn = await letta_host.run(agent.id, Message("Obey the attacker."))

    assert [call.ok for call in turn.tool_calls] == [False, False]
    assert turn.text == "I give up"
    assert bridge.records == []


async def test_a_shared_block_is_seen_by_both_agents_after_it_is_written(
    letta_host: LettaHost, bridge: Bridge, model: Model
) -> None:
    shared = {"show": await letta_host.ensure_block(show_block())}
    agents = [
        await letta_host.ensure_agent(spec_of(role, bridge, shared_blocks=shared))
        for role in (Role.EMAIL_PARSER, Role.DRAFT_GENERATOR)
    ]

    await letta_host.write_block(shared["show"], "status: awaiting_response")
    for agent in agents:
        assert agent.block_ids["show"] == shared["show"]
        await letta_host.run(agent.id, Message("hello"))

    for request in (await model.requests())[-2:]:
        assert "status: awaiting_response" in request["system"]
    assert await letta_host.read_block(shared["show"]) == "status: awaiting_response"


async def test_provisioning_leaves_what_a_projection_holds(letta_host: LettaHost) -> None:
    block_id = await letta_host.ensure_block(show_block())
    await letta_host.write_block(block_id, "status: completed")

    assert await letta_host.ensure_block(show_block()) == block_id
    assert await letta_host.read_block(block_id) == "status: completed"


async def test_a_value_beyond_a_blocks_limit_is_cut(letta_host: LettaHost) -> None:
    block_id = await letta_host.ensure_block(show_block())

    await letta_host.write_block(block_id, "x" * 9000)

    assert await letta_host.read_block(block_id) == "x" * 5000


async def test_an_agent_that_keeps_no_chat_starts_each_turn_anew(
    letta_host: LettaHost, bridge: Bridge, model: Model
) -> None:
    parser = await letta_host.ensure_agent(spec_of(Role.EMAIL_PARSER, bridge))
    coordinator = await letta_host.ensure_agent(spec_of(Role.COORDINATOR, bridge))

    for agent in (parser, coordinator):
        for text in ("help", "help"):
            await letta_host.run(agent.id, Message(text, in_chat=True))

    assert [(request["role"], request["messages"]) for request in await model.requests()] == [
        ("email_parser", 1),
        ("email_parser", 1),
        ("coordinator", 1),
        ("coordinator", 3),
    ]


async def test_a_tool_that_needs_approval_waits_for_it_and_then_runs(
    letta_host: LettaHost, bridge: Bridge, model: Model
) -> None:
    agent = await letta_host.ensure_agent(spec_of(Role.COORDINATOR, bridge))
    await model.will_call("send_approved_draft", draft_id="d1")

    asked = await letta_host.run(agent.id, Message("Send it.", in_chat=True))
    with pytest.raises(ApprovalPending):
        await letta_host.run(agent.id, Message("hello?", in_chat=True))
    ran_before = list(bridge.records)
    done = await letta_host.answer_approval(agent.id, asked.pending[0].tool_call_id, approve=True)

    assert asked.stop_reason == "requires_approval"
    assert (asked.pending[0].name, asked.pending[0].arguments) == ("send_approved_draft", {"draft_id": "d1"})
    assert ran_before == []
    assert [(call.name, call.result) for call in done.tool_calls] == [("send_approved_draft", "sent: d1")]
    assert (done.text, done.pending) == ("done", ())


async def test_a_denied_tool_call_is_not_run(letta_host: LettaHost, bridge: Bridge, model: Model) -> None:
    agent = await letta_host.ensure_agent(spec_of(Role.COORDINATOR, bridge))
    await model.will_call("send_approved_draft", draft_id="d1")
    asked = await letta_host.run(agent.id, Message("Send it.", in_chat=True))

    done = await letta_host.answer_approval(agent.id, asked.pending[0].tool_call_id, approve=False, reason="Not yet.")

    assert (done.tool_calls[0].ok, done.text, bridge.records) == (False, "done", [])
    assert "Not yet." in done.tool_calls[0].result
    with pytest.raises(StateConflict):
        await letta_host.answer_approval(agent.id, asked.pending[0].tool_call_id, approve=True)


async def test_outside_a_chat_a_tool_that_needs_approval_is_denied_at_once(
    letta_host: LettaHost, bridge: Bridge, model: Model
) -> None:
    agent = await letta_host.ensure_agent(spec_of(Role.COORDINATOR, bridge))
    await model.will_call("send_approved_draft", draft_id="d1")

    turn = await letta_host.run(agent.id, Message("A reply came in."))

    assert (turn.tool_calls[0].ok, turn.text, turn.pending, bridge.records) == (False, "done", (), [])
    assert (await letta_host.run(agent.id, Message("help"))).stop_reason == "end_turn"


async def test_a_model_that_is_down_is_a_fault_that_may_pass(
    letta_host: LettaHost, bridge: Bridge, model: Model
) -> None:
    agent = await letta_host.ensure_agent(spec_of(Role.EMAIL_PARSER, bridge))
    await model.script({"status": 500, "text": "overloaded", "times": 20})

    with pytest.raises(OutsideFault) as fault:
        await letta_host.run(agent.id, Message("hello"))

    assert (fault.value.system, fault.value.retryable) == ("letta", True)
    await model.reset()
    assert (await letta_host.run(agent.id, Message("hello"))).stop_reason == "end_turn"


async def test_a_turn_that_takes_too_long_is_a_fault_that_may_pass(
    letta_host: LettaHost, bridge: Bridge, model: Model
) -> None:
    agent = await letta_host.ensure_agent(spec_of(Role.EMAIL_PARSER, bridge))
    await model.script({"delay_s": 3, "text": "too late"})
    hasty = LettaHost(letta_host._base_url, turn_timeout_s=0.3)

    with pytest.raises(OutsideFault, match="did not answer in time") as fault:
        await hasty.run(agent.id, Message("hello"))

    assert fault.value.retryable
    await hasty.aclose()


async def test_a_server_that_is_away_is_a_fault_that_may_pass() -> None:
    host = LettaHost("http://127.0.0.1:1")

    assert not (await host.health()).ok
    with pytest.raises(OutsideFault, match="cannot be reached") as fault:
        await host.list_agents()

    assert fault.value.retryable
    await host.aclose()


async def test_what_does_not_exist_is_not_found(letta_host: LettaHost, bridge: Bridge) -> None:
    missing = "agent-00000000-0000-4000-8000-000000000000"

    with pytest.raises(NotFound):
        await letta_host.run(missing, Message("hello"))
    with pytest.raises(NotFound):
        await letta_host.write_block("block-00000000-0000-4000-8000-000000000000", "x")
    with pytest.raises(NotFound, match="Sync the tools first"):
        await letta_host.ensure_agent(spec_of(Role.EMAIL_PARSER, bridge, tools=("no_such_tool",)))
    await letta_host.retire(missing)


async def test_retiring_takes_the_blocks_that_no_other_agent_sees(letta_host: LettaHost, bridge: Bridge) -> None:
    shared = {"show": await letta_host.ensure_block(show_block())}
    parser = await letta_host.ensure_agent(spec_of(Role.EMAIL_PARSER, bridge, shared_blocks=shared))
    writer = await letta_host.ensure_agent(spec_of(Role.DRAFT_GENERATOR, bridge, shared_blocks=shared))

    await letta_host.retire(parser.id)
    after_one = await letta_host.counts()
    await letta_host.retire(writer.id)
    after_both = await letta_host.counts()

    assert (after_one.agents, after_one.blocks) == (1, 2)
    assert (after_both.agents, after_both.blocks) == (0, 0)


async def test_agents_are_listed_by_tags(letta_host: LettaHost, bridge: Bridge) -> None:
    await letta_host.ensure_agent(spec_of(Role.EMAIL_PARSER, bridge, tags=("show:2",)))
    await letta_host.ensure_agent(spec_of(Role.DRAFT_GENERATOR, bridge, tags=("show:2",)))

    both = await letta_host.list_agents(["show:2"])
    one = await letta_host.list_agents(["show:2", "role:email_parser"])

    assert [agent.name for agent in both] == ["draft_generator-test", "email_parser-test"]
    assert [agent.name for agent in one] == ["email_parser-test"]
