"""Mail that fits nowhere, notices, and jobs that failed for good, over HTTP."""

import pytest

from tests.integration.http.bridge import Bridge


async def test_mail_that_fits_nowhere_is_assigned_and_read_next(bridge: Bridge) -> None:
    path = f"/mail/{bridge.dana.unmatched_id}/assign"

    answer = await bridge.ask("POST", path, json={"show_id": str(bridge.dana.show_id)})
    again = await bridge.ask("POST", path, json={"show_id": str(bridge.dana.show_id)})
    unmatched = (await bridge.ask("GET", "/mail/unmatched")).json()["messages"]

    assert (answer.status_code, answer.json()["show_id"]) == (202, str(bridge.dana.show_id))
    assert (again.status_code, again.json()["error"]["code"]) == (409, "state_conflict")
    assert (await bridge.queued()).count("read_message") == 1
    assert unmatched == []


async def test_mail_cannot_be_assigned_to_a_show_of_another_tour_manager(bridge: Bridge) -> None:
    before = await bridge.state_of_everything()

    answer = await bridge.ask(
        "POST", f"/mail/{bridge.dana.unmatched_id}/assign", json={"show_id": str(bridge.robin.show_id)}
    )

    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")
    assert await bridge.state_of_everything() == before


@pytest.mark.parametrize("body", [{}, {"show_id": "the Ritz"}, {"show_id": None}])
async def test_an_assignment_names_a_show(bridge: Bridge, body: dict[str, str]) -> None:
    answer = await bridge.ask("POST", f"/mail/{bridge.dana.unmatched_id}/assign", json=body)

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid")


async def test_dismissed_mail_is_kept_and_asks_for_nothing_more(bridge: Bridge) -> None:
    dismissed = await bridge.ask("POST", f"/mail/{bridge.dana.unmatched_id}/dismiss")
    unmatched = (await bridge.ask("GET", "/mail/unmatched")).json()["messages"]
    kept = await bridge.ask("GET", f"/mail/{bridge.dana.unmatched_id}")

    assert dismissed.status_code == 200
    assert unmatched == []
    assert kept.json()["subject"] == "Who is this for?"


async def test_notices_are_listed_with_the_unread_ones_on_demand(bridge: Bridge) -> None:
    notices = (await bridge.ask("GET", "/notices")).json()["notices"]
    unread = (await bridge.ask("GET", "/notices?unread=true")).json()["notices"]

    assert [notice["title"] for notice in notices] == ["A draft waits"]
    assert unread == notices


async def test_a_failed_job_is_shown_and_tried_again_once(bridge: Bridge) -> None:
    [job] = (await bridge.ask("GET", "/failed-jobs")).json()["jobs"]
    path = f"/failed-jobs/{job['id']}/retry"

    tried, again = await bridge.ask("POST", path), await bridge.ask("POST", path)

    assert (job["task_name"], job["error"]) == ("draft", "It broke.")
    assert tried.status_code == 202
    assert tried.json()["retried_at"] is not None
    assert (again.status_code, again.json()["error"]["code"]) == (409, "state_conflict")
    assert await bridge.queued() == ["draft"]
    assert (await bridge.ask("GET", "/failed-jobs")).json()["jobs"] == []
