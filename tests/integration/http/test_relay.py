"""The tool relay: whose call it is comes from the signed token; what is refused is one clear line, and is kept."""

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from advancing.roles import Role
from agents.system import caller_of
from server.settings import Settings
from tests.integration.http.bridge import Bridge
from tests.integration.store.full_tour import FullTour
from tools.token import issue_token


def token_of(bridge: Bridge, role: Role, tour: FullTour, secret: str | None = None, **changes: Any) -> str:
    """The token that provisioning gives to an agent."""
    caller = caller_of(role, tour_manager_id=tour.person.user_id, tour_id=None, show_id=tour.show_id)
    return issue_token(caller, secret or bridge.settings.need("tool_secret"), **changes)


async def call(
    bridge: Bridge, name: str, arguments: Any, *, role: Role = Role.COORDINATOR, tour: FullTour | None = None
) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token_of(bridge, role, tour or bridge.dana)}"}
    return await bridge.send("POST", f"/tools/{name}", json=arguments, headers=headers)


async def last_step(bridge: Bridge) -> dict[str, Any]:
    return await bridge.one("select * from agent_steps where kind = 'tool_call' order by id desc limit 1")


async def last_activity(bridge: Bridge) -> dict[str, Any]:
    return await bridge.one("select * from agent_activity_log order by id desc limit 1")


async def test_a_call_is_run_for_the_agent_whose_token_it_is_and_kept(bridge: Bridge) -> None:
    answer = await call(bridge, "get_show_details", {"show_id": str(bridge.dana.show_id)})

    assert answer.status_code == 200
    assert (answer.json()["ok"], answer.json()["code"]) == (True, "")
    assert f"show_id: {bridge.dana.show_id}" in answer.json()["text"]
    step = await last_step(bridge)
    assert (step["name"], step["ok"], step["role"]) == ("get_show_details", True, "coordinator")
    assert step["tour_manager_id"] == bridge.dana.person.user_id
    assert step["arguments"] == {"show_id": str(bridge.dana.show_id)}


REFUSED: list[tuple[str, Role, dict[str, Any], str]] = [
    ("fly_to_the_moon", Role.COORDINATOR, {}, "not_found"),
    ("submit_draft", Role.COORDINATOR, {"subject": "s", "body": "b", "questions": []}, "not_permitted"),
    ("update_show_status", Role.EMAIL_PARSER, {"show_id": "SHOW", "event": "start"}, "not_permitted"),
    ("send_approved_draft", Role.DRAFT_GENERATOR, {"draft_id": "SHOW"}, "not_permitted"),
    ("sync_to_master_tour", Role.EMAIL_PARSER, {"show_id": "SHOW"}, "not_permitted"),
    ("get_show_details", Role.COORDINATOR, {"show_id": "FOREIGN"}, "not_found"),
    ("get_show_details", Role.EMAIL_PARSER, {"show_id": "FOREIGN"}, "not_found"),
    ("get_show_details", Role.COORDINATOR, {"show_id": "UNKNOWN"}, "not_found"),
    ("get_show_details", Role.COORDINATOR, {"show_id": "The Ritz"}, "invalid"),
    ("get_show_details", Role.COORDINATOR, {}, "invalid"),
    ("get_show_details", Role.COORDINATOR, {"show_id": "SHOW", "tour_manager_id": "UNKNOWN"}, "invalid"),
    ("get_show_details", Role.COORDINATOR, {"show_id": ["SHOW"]}, "invalid"),
    ("update_show_status", Role.COORDINATOR, {"show_id": "SHOW", "event": "complete"}, "invalid"),
    ("update_show_status", Role.COORDINATOR, {"show_id": "SHOW", "event": "resume"}, "transition_refused"),
    ("submit_extraction", Role.EMAIL_PARSER, {"fields": []}, "state_conflict"),
]


@pytest.mark.parametrize(("tool", "role", "arguments", "code"), REFUSED)
async def test_a_call_that_may_not_be_is_one_clear_line_and_is_kept(
    bridge: Bridge, tool: str, role: Role, arguments: dict[str, Any], code: str
) -> None:
    ids = {"SHOW": str(bridge.dana.show_id), "FOREIGN": str(bridge.robin.show_id), "UNKNOWN": str(uuid4())}
    given = {name: ids.get(value, value) if isinstance(value, str) else value for name, value in arguments.items()}

    answer = await call(bridge, tool, given, role=role)

    told = answer.json()
    assert (answer.status_code, told["ok"], told["code"]) == (200, False, code), told
    assert told["text"].startswith("Refused: ")
    assert "\n" not in told["text"]
    assert len(told["text"]) > 25
    step, activity = await last_step(bridge), await last_activity(bridge)
    assert (step["name"], step["ok"], step["result"]) == (tool, False, told["text"])
    assert (activity["action"], activity["success"]) == ("tool.refused", False)
    assert activity["input"] == {"tool": tool, "arguments": given}
    assert activity["error"].startswith(f"{code}: ")


async def test_what_belongs_to_another_is_told_like_what_is_not_there(bridge: Bridge) -> None:
    unknown = uuid4()

    foreign = await call(bridge, "get_show_details", {"show_id": str(bridge.robin.show_id)})
    nothing = await call(bridge, "get_show_details", {"show_id": str(unknown)})

    assert foreign.json()["text"].replace(str(bridge.robin.show_id), "X") == nothing.json()["text"].replace(
        str(unknown), "X"
    )


@pytest.mark.parametrize("token", ["", "made-up", "e30.e30.e30", "OTHER SECRET", "OLD VERSION", "PERSON"])
async def test_a_token_that_does_not_verify_opens_nothing(bridge: Bridge, token: str) -> None:
    made = {
        "OTHER SECRET": token_of(bridge, Role.COORDINATOR, bridge.dana, "the secret of another installation"),
        "OLD VERSION": token_of(bridge, Role.COORDINATOR, bridge.dana, key_version=0),
        "PERSON": "token of Dana Reyes",
    }
    headers = {"Authorization": f"Bearer {made.get(token, token)}"} if token else {}
    before = await bridge.state_of_everything()

    answer = await bridge.send(
        "POST", "/tools/get_show_details", json={"show_id": str(bridge.dana.show_id)}, headers=headers
    )

    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "not_authenticated")
    assert await bridge.state_of_everything() == before


async def test_the_token_of_an_agent_opens_nothing_of_the_api(bridge: Bridge) -> None:
    headers = {"Authorization": f"Bearer {token_of(bridge, Role.COORDINATOR, bridge.dana)}"}

    assert (await bridge.send("GET", "/shows", headers=headers)).status_code == 401


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"null", b"\xff"])
async def test_arguments_that_are_no_object_are_refused(bridge: Bridge, body: bytes) -> None:
    headers = {
        "Authorization": f"Bearer {token_of(bridge, Role.COORDINATOR, bridge.dana)}",
        "Content-Type": "application/json",
    }

    answer = await bridge.send("POST", "/tools/query_shows", content=body, headers=headers)

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid")


async def test_whoever_has_no_token_learns_nothing_from_arguments_that_are_no_object(bridge: Bridge) -> None:
    answer = await bridge.send("POST", "/tools/query_shows", json=[], headers={"Authorization": "Bearer made-up"})

    assert answer.status_code == 401


async def test_a_name_of_any_length_and_kind_is_kept_short(bridge: Bridge) -> None:
    answer = await call(bridge, "x" * 3000, {})

    assert (answer.status_code, answer.json()["code"]) == (200, "not_found")
    assert len(answer.json()["text"]) < 900
    assert (await last_step(bridge))["name"] == "x" * 200


async def test_arguments_with_what_no_database_takes_are_kept_without_it(bridge: Bridge) -> None:
    headers = {
        "Authorization": f"Bearer {token_of(bridge, Role.COORDINATOR, bridge.dana)}",
        "Content-Type": "application/json",
    }

    answer = await bridge.send("POST", "/tools/query_shows", content=b'{"text": "a\\u0000b\\ud800"}', headers=headers)

    assert answer.status_code == 200, answer.text
    assert answer.json()["text"] == "No show fits."


async def test_an_agent_of_a_show_that_was_deleted_reaches_nothing_and_its_call_is_no_crash(bridge: Bridge) -> None:
    token = token_of(bridge, Role.EMAIL_PARSER, bridge.dana)
    await bridge.put("delete from tours where id = %s", bridge.dana.tour_id)

    answer = await bridge.send(
        "POST",
        "/tools/get_show_details",
        json={"show_id": str(bridge.dana.show_id)},
        headers={"Authorization": f"Bearer {token}"},
    )

    assert (answer.status_code, answer.json().get("code")) == (200, "not_found"), answer.text
    step = await last_step(bridge)
    assert (step["show_id"], step["ok"]) == (None, False)


async def test_a_coordinator_bound_to_one_tour_reaches_no_other(bridge: Bridge) -> None:
    caller = caller_of(Role.COORDINATOR, tour_manager_id=bridge.dana.person.user_id, tour_id=UUID(int=5), show_id=None)
    token = issue_token(caller, bridge.settings.need("tool_secret"))

    answer = await bridge.send(
        "POST",
        "/tools/get_show_details",
        json={"show_id": str(bridge.dana.show_id)},
        headers={"Authorization": f"Bearer {token}"},
    )

    assert answer.json()["code"] == "not_found"


async def test_calls_are_counted_by_what_became_of_them(bridge: Bridge, settings: Settings) -> None:
    async def counted(code: str) -> float:
        text = (await bridge.http.get("/metrics")).text
        found = [line for line in text.splitlines() if line.startswith(f'advancing_tool_calls_total{{code="{code}"}}')]
        return float(found[0].split()[-1]) if found else 0.0

    before = await counted("ok"), await counted("not_permitted")

    await call(bridge, "query_shows", {})
    await call(bridge, "query_shows", {}, role=Role.EMAIL_PARSER)

    assert (await counted("ok"), await counted("not_permitted")) == (before[0] + 1, before[1] + 1)
