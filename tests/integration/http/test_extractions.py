"""Readings and conflicts over HTTP: approved as shown and as decided, rejected, resolved."""

from typing import Any

import pytest

from tests.integration.http.bridge import Bridge

LOAD_IN = "schedule.loadIn"


@pytest.fixture
async def shown(bridge: Bridge) -> dict[str, Any]:
    """Dana's reading, as the API shows it: a load in at 15:00 that conflicts with the contract."""
    ids = await bridge.ids_of(bridge.dana)
    await bridge.put("update shows set status = 'awaiting_approval' where id = %s", bridge.dana.show_id)
    answer = await bridge.ask("GET", f"/extractions/{ids['extraction_id']}")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


async def approve(bridge: Bridge, shown: dict[str, Any], **decisions: Any) -> Any:
    body = {"fingerprint": shown["fingerprint"], "decisions": decisions.get("decisions", {})}
    return await bridge.ask("POST", f"/extractions/{shown['extraction']['id']}/approve", json=body)


async def field(bridge: Bridge, key: str = LOAD_IN) -> tuple[str, Any]:
    row = await bridge.one(
        "select state, value from show_fields where show_id = %s and field = %s", bridge.dana.show_id, key
    )
    return row["state"], row["value"]


async def test_a_reading_is_shown_beside_its_mail_with_quotes(shown: dict[str, Any]) -> None:
    found = shown["extraction"]["extraction"]["fields"][LOAD_IN]

    assert (found["value"], found["source_text"]) == ("15:00", "load in is at 3pm")
    assert found["source_text"] in shown["message"]["body"]


async def test_a_reading_approved_as_shown_is_kept_and_the_show_goes_on(bridge: Bridge, shown: dict[str, Any]) -> None:
    answer = await approve(bridge, shown)

    assert (answer.status_code, answer.json()["extraction"]["status"]) == (202, "applied")
    assert await field(bridge) == ("confirmed", "15:00")
    assert {"sync_show", "plan_next"} <= set(await bridge.queued())
    conflict = await bridge.one("select status from conflicts where show_id = %s", bridge.dana.show_id)
    assert conflict["status"] == "resolved"


@pytest.mark.parametrize(
    ("decision", "kept"),
    [
        ({"action": "correct", "value": "3:30 pm"}, ("confirmed", "15:30")),
        ({"action": "take_for_now"}, ("provisional", "15:00")),
        ({"action": "decline", "reason": "The contract says 14:00."}, ("declined", "15:00")),
        ({"action": "do_without"}, ("not_needed", "15:00")),
    ],
)
async def test_a_field_of_a_reading_is_kept_as_decided(
    bridge: Bridge, shown: dict[str, Any], decision: dict[str, Any], kept: tuple[str, Any]
) -> None:
    answer = await approve(bridge, shown, decisions={LOAD_IN: decision})

    assert answer.status_code == 202, answer.text
    assert await field(bridge) == kept


async def test_what_the_reading_missed_can_be_given_along(bridge: Bridge, shown: dict[str, Any]) -> None:
    answer = await approve(bridge, shown, decisions={"schedule.curfew": {"action": "correct", "value": "23:00"}})

    assert answer.status_code == 202
    assert await field(bridge, "schedule.curfew") == ("confirmed", "23:00")


@pytest.mark.parametrize(
    "decisions",
    [
        {LOAD_IN: {"action": "correct"}},
        {LOAD_IN: {"action": "correct", "value": "whenever"}},
        {LOAD_IN: {"action": "decline"}},
        {LOAD_IN: {"action": "eat"}},
        {"schedule.curfew": {"action": "approve"}},
        {"schedule.teaTime": {"action": "correct", "value": "17:00"}},
        [LOAD_IN],
    ],
)
async def test_with_a_decision_that_does_not_fit_nothing_is_kept(
    bridge: Bridge, shown: dict[str, Any], decisions: Any
) -> None:
    before = await bridge.state_of_everything()

    answer = await approve(bridge, shown, decisions=decisions)

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid"), answer.text
    assert await bridge.state_of_everything() == before


async def test_an_approval_of_another_reading_is_refused(bridge: Bridge, shown: dict[str, Any]) -> None:
    before = await bridge.state_of_everything()

    answer = await approve(bridge, {**shown, "fingerprint": "v1:of-something-else"})

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "approval_void")
    assert await bridge.state_of_everything() == before


async def test_a_reading_is_reviewed_once(bridge: Bridge, shown: dict[str, Any]) -> None:
    await approve(bridge, shown)

    again = await approve(bridge, shown)
    rejected = await bridge.ask("POST", f"/extractions/{shown['extraction']['id']}/reject", json={"reason": "No."})

    assert [answer.status_code for answer in (again, rejected)] == [409, 409]
    assert {answer.json()["error"]["details"]["status"] for answer in (again, rejected)} == {"applied"}


async def test_of_a_rejected_reading_nothing_is_kept(bridge: Bridge, shown: dict[str, Any]) -> None:
    answer = await bridge.ask(
        "POST", f"/extractions/{shown['extraction']['id']}/reject", json={"reason": "This is about another show."}
    )

    assert (answer.status_code, answer.json()["extraction"]["status"]) == (202, "rejected")
    assert await field(bridge) == ("asked", None)
    assert "plan_next" in await bridge.queued()


async def test_readings_are_filtered_by_status_and_show(bridge: Bridge, shown: dict[str, Any]) -> None:
    waiting = (await bridge.ask("GET", "/extractions?status=pending_review")).json()["extractions"]
    applied = (await bridge.ask("GET", f"/extractions?status=applied&show_id={bridge.dana.show_id}")).json()
    unknown = await bridge.ask("GET", "/extractions?status=eaten")

    assert [item["extraction"]["id"] for item in waiting] == [shown["extraction"]["id"]]
    assert applied == {"extractions": []}
    assert unknown.status_code == 400


async def test_a_conflict_is_resolved_by_the_value_that_holds_once(bridge: Bridge) -> None:
    conflict_id = (await bridge.ids_of(bridge.dana))["conflict_id"]
    path = f"/conflicts/{conflict_id}/resolve"

    resolved = await bridge.ask("POST", path, json={"value": "2 pm"})
    again = await bridge.ask("POST", path, json={"value": "15:00"})

    assert (resolved.status_code, resolved.json()["status"]) == (200, "resolved")
    assert await field(bridge) == ("confirmed", "14:00")
    assert (again.status_code, again.json()["error"]["code"]) == (409, "state_conflict")
    assert "sync_show" in await bridge.queued()


@pytest.mark.parametrize("body", [{}, {"value": None}, {"value": "whenever"}, {"value": ["14:00"]}, {"value": True}])
async def test_a_conflict_is_not_resolved_by_what_is_no_value_of_its_field(
    bridge: Bridge, body: dict[str, Any]
) -> None:
    conflict_id = (await bridge.ids_of(bridge.dana))["conflict_id"]
    before = await bridge.state_of_everything()

    answer = await bridge.ask("POST", f"/conflicts/{conflict_id}/resolve", json=body)

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid"), answer.text
    assert await bridge.state_of_everything() == before


async def test_conflicts_are_filtered_by_status_and_show(bridge: Bridge) -> None:
    opened = (await bridge.ask("GET", f"/conflicts?status=open&show_id={bridge.dana.show_id}")).json()["conflicts"]
    resolved = (await bridge.ask("GET", "/conflicts?status=resolved")).json()["conflicts"]

    assert [item["field"] for item in opened] == [LOAD_IN]
    assert resolved == []


async def test_a_reading_and_its_mail_list_the_files_with_why_one_was_not_read(bridge: Bridge) -> None:
    ids = await bridge.ids_of(bridge.dana)
    await bridge.put(
        "insert into email_attachments (message_id, name, content_type, size_bytes, unreadable_reason)"
        " values (%s, 'plan.pdf', 'application/pdf', 25000000, 'it has 25 MB, more than 10 MB')",
        ids["message_id"],
    )

    for path in (f"/extractions/{ids['extraction_id']}", f"/mail/{ids['message_id']}"):
        files = (await bridge.ask("GET", path)).json()["attachments"]
        assert {
            "name": "plan.pdf",
            "content_type": "application/pdf",
            "size_bytes": 25_000_000,
            "unreadable_reason": "it has 25 MB, more than 10 MB",
        } in files
