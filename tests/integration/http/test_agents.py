"""Agents over HTTP: which there are, what they did and cost, pause and resume, and the chat."""

import pytest

from tests.builders import make_draft, make_one_show
from tests.integration.http.bridge import Bridge
from tools.store.agent import store_step


async def test_agents_are_listed_with_where_they_live(bridge: Bridge) -> None:
    everyone = (await bridge.ask("GET", "/agents")).json()
    drafters = (await bridge.ask("GET", f"/agents?role=draft_generator&show_id={bridge.dana.show_id}")).json()
    parsers = (await bridge.ask("GET", "/agents?role=email_parser")).json()
    unknown = await bridge.ask("GET", "/agents?role=cook")

    assert everyone["host"] == "rules"
    assert [agent["role"] for agent in everyone["agents"]] == ["draft_generator"]
    assert drafters == everyone
    assert parsers["agents"] == []
    assert unknown.status_code == 400


async def test_an_agent_is_paused_and_resumed_and_what_waited_goes_on(bridge: Bridge) -> None:
    path = f"/agents/{(await bridge.ids_of(bridge.dana))['agent_id']}"
    async with bridge.system.database.transaction() as conn:
        await bridge.system.jobs.defer_for_show(conn, "draft_mail", bridge.dana.show_id, kind="initial", key="k")
        await conn.execute("update procrastinate_jobs set scheduled_at = now() + interval '1 hour'")

    paused = await bridge.ask("POST", f"{path}/pause")
    shown = await bridge.ask("GET", path)
    resumed = await bridge.ask("POST", f"{path}/resume")

    assert [answer.json()["status"] for answer in (paused, shown, resumed)] == ["paused", "paused", "active"]
    job = await bridge.one("select scheduled_at <= now() as due from procrastinate_jobs")
    assert job["due"]
    activity = (await bridge.ask("GET", f"/agents/activity?show_id={bridge.dana.show_id}")).json()["activity"]
    assert [item["action"] for item in activity[:2]] == ["agent.active", "agent.paused"]


async def test_what_an_agent_did_and_was_asked_is_told(bridge: Bridge) -> None:
    ids = await bridge.ids_of(bridge.dana)

    activity = (await bridge.ask("GET", f"/agents/{ids['agent_id']}/activity")).json()["activity"]
    by_type = (await bridge.ask("GET", "/agents/activity?agent_type=coordinator")).json()["activity"]
    tasks = (await bridge.ask("GET", f"/agents/tasks?role=draft_generator&show_id={ids['show_id']}")).json()["tasks"]
    task = (await bridge.ask("GET", f"/agents/tasks/{ids['task_id']}")).json()

    assert [item["action"] for item in activity] == ["wrote"]
    assert {item["agent_type"] for item in by_type} == {"coordinator"}
    assert [item["id"] for item in tasks] == [ids["task_id"]]
    assert [step["kind"] for step in task["steps"]] == ["model_turn"]


@pytest.mark.parametrize("by", ["day", "week", "month"])
async def test_metrics_count_turns_per_period_and_role(bridge: Bridge, by: str) -> None:
    answer = (await bridge.ask("GET", f"/agents/metrics?by={by}&since=2020-01-01")).json()

    assert answer["by"] == by
    turns = {item["role"]: item["turns"] for item in answer["metrics"]}
    assert turns == {"draft_generator": 1, "coordinator": 1}


async def test_the_median_turn_is_of_turns_alone(bridge: Bridge) -> None:
    turn = {"role": "coordinator", "task_id": None, "kind": "model_turn", "name": "chat", "duration_ms": 900}
    lookup = {**turn, "kind": "tool_call", "name": "get_show_details", "duration_ms": 4}
    async with bridge.system.database.transaction() as conn:
        await conn.execute("delete from agent_steps")
        for show_id, step in ((None, turn), (bridge.dana.show_id, lookup)):
            await store_step(conn, tour_manager_id=bridge.dana.person.user_id, show_id=show_id, **step)

    [coordinator] = (await bridge.ask("GET", "/agents/metrics")).json()["metrics"]

    assert (coordinator["turns"], coordinator["tool_calls"]) == (1, 1)
    assert coordinator["turn_ms_p50"] == 900


@pytest.mark.parametrize("query", ["by=decade", "since=yesterday"])
async def test_metrics_of_no_period_are_refused(bridge: Bridge, query: str) -> None:
    answer = await bridge.ask("GET", f"/agents/metrics?{query}")

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid")


async def test_the_coordinator_is_asked_in_chat_and_what_it_called_is_recorded(bridge: Bridge) -> None:
    answer = await bridge.ask("POST", "/chat", json={"text": "Where do we stand with The Ritz?"})

    said = answer.json()
    assert answer.status_code == 200
    assert "The Ritz" in said["text"]
    assert said["pending"] == []
    assert said["tool_calls"][:2] == ["query_shows", "get_show_details"]
    step = await bridge.one(
        "select count(*) as calls from agent_steps where kind = 'tool_call' and role = 'coordinator'"
    )
    assert step["calls"] == len(said["tool_calls"])


async def test_a_paused_coordinator_says_so_in_chat(bridge: Bridge) -> None:
    await bridge.ask("POST", "/chat", json={"text": "Hello"})
    [agent] = (await bridge.ask("GET", "/agents?role=coordinator")).json()["agents"]
    await bridge.ask("POST", f"/agents/{agent['id']}/pause")

    answer = await bridge.ask("POST", "/chat", json={"text": "Hello"})

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "agent_paused")


@pytest.mark.parametrize(
    "body", [{}, {"text": ""}, {"text": "x" * 8001}, {"text": 1}, {"text": "hi", "role": "system"}]
)
async def test_what_is_no_message_is_refused(bridge: Bridge, body: dict[str, object]) -> None:
    answer = await bridge.ask("POST", "/chat", json=body)

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid")


async def asked_to_send(bridge: Bridge) -> str:
    """Have the coordinator want to send an approved draft; gives the id of the call that waits."""
    async with bridge.system.database.transaction() as conn:
        show_id = await make_one_show(conn, bridge.dana.person, venue="Halcyon Theatre")
        draft_id = await make_draft(conn, show_id)
        await conn.execute("update shows set status = 'draft_pending_approval' where id = %s", (show_id,))
    shown = (await bridge.ask("GET", f"/drafts/{draft_id}")).json()
    await bridge.ask("POST", f"/drafts/{draft_id}/approve", json={"fingerprint": shown["fingerprint"]})
    said = (await bridge.ask("POST", "/chat", json={"text": "Send the draft for Halcyon Theatre"})).json()
    [call] = said["pending"]
    assert (call["name"], call["arguments"]) == ("send_approved_draft", {"draft_id": str(draft_id)})
    return str(call["tool_call_id"])


async def test_a_call_that_waits_is_listed_until_it_is_answered(bridge: Bridge) -> None:
    call_id = await asked_to_send(bridge)

    waiting = (await bridge.ask("GET", "/chat/approvals")).json()["pending"]
    elsewhere = (await bridge.ask("GET", "/chat/approvals", who=bridge.robin)).json()["pending"]
    chatted = await bridge.ask("POST", "/chat", json={"text": "What's next?"})
    denied = await bridge.ask("POST", f"/chat/approvals/{call_id}", json={"approve": False, "reason": "Not yet."})

    assert [item["tool_call_id"] for item in waiting] == [call_id]
    assert elsewhere == []
    assert (chatted.status_code, chatted.json()["error"]["code"]) == (409, "approval_pending")
    assert denied.status_code == 200
    assert (await bridge.ask("GET", "/chat/approvals")).json()["pending"] == []


async def test_a_call_that_waits_is_answered_by_its_own_tour_manager_once(bridge: Bridge) -> None:
    call_id = await asked_to_send(bridge)
    path = f"/chat/approvals/{call_id}"

    foreign = await bridge.ask("POST", path, who=bridge.robin, json={"approve": True})
    approved = await bridge.ask("POST", path, json={"approve": True})
    again = await bridge.ask("POST", path, json={"approve": True})

    assert [answer.status_code for answer in (foreign, approved, again)] == [404, 200, 404]
    assert approved.json()["tool_calls"] == ["send_approved_draft"]
