"""Drafts over HTTP: looked at, approved as shown, rejected, many at once."""

from typing import Any

import pytest

from tests.builders import make_draft, make_one_show
from tests.integration.http.bridge import Bridge


@pytest.fixture
async def shown(bridge: Bridge) -> dict[str, Any]:
    """A draft of Dana's that awaits review, as the API shows it."""
    return await waiting_draft(bridge, "2027-04-01")


async def waiting_draft(bridge: Bridge, day: str) -> dict[str, Any]:
    async with bridge.system.database.transaction() as conn:
        show_id = await make_one_show(conn, bridge.dana.person, show_date=day)
        draft_id = await make_draft(conn, show_id)
        await conn.execute("update shows set status = 'draft_pending_approval' where id = %s", (show_id,))
    answer = await bridge.ask("GET", f"/drafts/{draft_id}")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def path_of(shown: dict[str, Any], action: str) -> str:
    return f"/drafts/{shown['draft']['id']}/{action}"


async def test_a_draft_approved_as_it_was_shown_is_sent_next(bridge: Bridge, shown: dict[str, Any]) -> None:
    answer = await bridge.ask("POST", path_of(shown, "approve"), json={"fingerprint": shown["fingerprint"]})

    assert (answer.status_code, answer.json()["draft"]["status"]) == (202, "approved")
    assert await bridge.queued() == ["send_draft"]
    approval = await bridge.one("select * from approvals where subject_id = %s", shown["draft"]["id"])
    assert approval["fingerprint"] == shown["fingerprint"]
    assert approval["approved_by"] == bridge.dana.person.user_id


async def test_a_draft_approved_with_edits_is_approved_as_edited(bridge: Bridge, shown: dict[str, Any]) -> None:
    edits = {"subject": "Night Ferry: two questions", "body": "Hi Sam,\n\nWhat time can we load in?\n\nBest,\nDana"}

    answer = await bridge.ask("POST", path_of(shown, "approve"), json={"fingerprint": shown["fingerprint"], **edits})

    draft = answer.json()["draft"]
    assert (draft["subject"], draft["body"], draft["is_edited"]) == (edits["subject"], edits["body"], True)
    approval = await bridge.one("select * from approvals where subject_id = %s", draft["id"])
    assert approval["fingerprint"] == answer.json()["fingerprint"] != shown["fingerprint"]


async def test_an_approval_of_what_is_no_longer_there_is_refused(bridge: Bridge, shown: dict[str, Any]) -> None:
    await bridge.put("update agent_drafts set body = body || ' PS' where id = %s", shown["draft"]["id"])
    before = await bridge.state_of_everything()

    answer = await bridge.ask("POST", path_of(shown, "approve"), json={"fingerprint": shown["fingerprint"]})

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "approval_void")
    assert await bridge.state_of_everything() == before


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"fingerprint": None},
        {"fingerprint": "f", "recipients": ["me@elsewhere.example"]},
        {"fingerprint": "SHOWN", "subject": "Two\nlines"},
        {"fingerprint": "SHOWN", "subject": "Bcc\r\nBcc: me@elsewhere.example"},
        {"fingerprint": "SHOWN", "body": " "},
        {"fingerprint": "SHOWN", "subject": ""},
        {"fingerprint": "SHOWN", "body": "x" * 50_001},
    ],
)
async def test_an_approval_that_makes_no_mail_is_refused(
    bridge: Bridge, shown: dict[str, Any], body: dict[str, Any]
) -> None:
    before = await bridge.state_of_everything()
    body = {name: shown["fingerprint"] if value == "SHOWN" else value for name, value in body.items()}

    answer = await bridge.ask("POST", path_of(shown, "approve"), json=body)

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid")
    assert await bridge.state_of_everything() == before


async def test_a_draft_is_approved_once(bridge: Bridge, shown: dict[str, Any]) -> None:
    body = {"fingerprint": shown["fingerprint"]}
    await bridge.ask("POST", path_of(shown, "approve"), json=body)

    again = await bridge.ask("POST", path_of(shown, "approve"), json=body)

    assert (again.status_code, again.json()["error"]["code"]) == (409, "state_conflict")
    assert again.json()["error"]["details"]["status"] == "approved"
    assert await bridge.queued() == ["send_draft"]


async def test_a_draft_rejected_with_feedback_is_kept_and_written_anew(bridge: Bridge, shown: dict[str, Any]) -> None:
    answer = await bridge.ask("POST", path_of(shown, "reject"), json={"feedback": "Shorter, please."})

    draft = answer.json()["draft"]
    assert (answer.status_code, draft["status"], draft["tm_feedback"]) == (202, "rejected", "Shorter, please.")
    assert await bridge.queued() == ["discard_draft", "draft_mail"]
    show = await bridge.one("select status from shows where id = %s", draft["show_id"])
    assert show["status"] == "drafting"


@pytest.mark.parametrize("body", [{}, {"feedback": ""}, {"feedback": " \n"}, {"feedback": "x" * 4001}])
async def test_a_rejection_says_what_should_be_different(
    bridge: Bridge, shown: dict[str, Any], body: dict[str, str]
) -> None:
    answer = await bridge.ask("POST", path_of(shown, "reject"), json=body)

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid")
    assert await bridge.queued() == []


async def test_drafts_are_filtered_by_status_and_show(bridge: Bridge, shown: dict[str, Any]) -> None:
    waiting = (await bridge.ask("GET", "/drafts?status=pending_review")).json()["drafts"]
    of_show = (await bridge.ask("GET", f"/drafts?show_id={shown['draft']['show_id']}")).json()["drafts"]
    unknown = await bridge.ask("GET", "/drafts?status=lost")

    assert shown in waiting
    assert of_show == [shown]
    assert unknown.status_code == 400


async def test_of_many_decisions_each_is_done_or_refused_for_itself(bridge: Bridge) -> None:
    good = await waiting_draft(bridge, "2027-04-01")
    stale = await waiting_draft(bridge, "2027-04-02")
    rejected = await waiting_draft(bridge, "2027-04-03")
    no_feedback = await waiting_draft(bridge, "2027-04-04")
    foreign = (await bridge.ids_of(bridge.robin))["draft_id"]
    items = [
        {"draft_id": good["draft"]["id"], "fingerprint": good["fingerprint"]},
        {"draft_id": stale["draft"]["id"], "fingerprint": "v1:of-what-was-there-before"},
        {"draft_id": rejected["draft"]["id"], "action": "reject", "feedback": "Warmer."},
        {"draft_id": no_feedback["draft"]["id"], "action": "reject"},
        {"draft_id": foreign, "action": "reject", "feedback": "Not mine."},
    ]

    answer = await bridge.ask("POST", "/drafts/bulk", json={"items": items})

    results = answer.json()["results"]
    assert answer.status_code == 200
    assert [(item["ok"], item["code"]) for item in results] == [
        (True, ""),
        (False, "approval_void"),
        (True, ""),
        (False, "invalid"),
        (False, "not_found"),
    ]
    assert [item["draft_id"] for item in results] == [item["draft_id"] for item in items]
    assert sorted(await bridge.queued()) == ["discard_draft", "draft_mail", "send_draft"]
    theirs = await bridge.one("select status from agent_drafts where id = %s", foreign)
    assert theirs["status"] == "pending_review"


@pytest.mark.parametrize(
    "items",
    [
        [],
        [{"draft_id": "7f0c3a44-3c0e-4c3b-9d8f-1f6f3f1d2c11"}] * 101,
        [{"draft_id": "7f0c3a44-3c0e-4c3b-9d8f-1f6f3f1d2c11", "action": "burn"}],
        [{"draft_id": "x"}],
        [{"draft_id": "7f0c3a44-3c0e-4c3b-9d8f-1f6f3f1d2c11", "to": "me@elsewhere.example"}],
    ],
)
async def test_a_list_of_decisions_that_is_none_is_refused_as_a_whole(bridge: Bridge, items: list[Any]) -> None:
    answer = await bridge.ask("POST", "/drafts/bulk", json={"items": items})

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid")


async def test_too_long_feedback_in_a_list_is_refused_like_any_other(bridge: Bridge, shown: dict[str, Any]) -> None:
    item = {"draft_id": shown["draft"]["id"], "action": "reject", "feedback": "x" * 4001}

    answer = await bridge.ask("POST", "/drafts/bulk", json={"items": [item]})

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid")
