"""Shows and tours over HTTP."""

from typing import Any

import pytest

from tests.integration.http.bridge import Bridge

NEW = {
    "tour": "Autumn 2027",
    "artist": "Night Ferry",
    "venue": "Halcyon Theatre",
    "venue_type": "theater",
    "city": "Manchester",
    "country": "GB",
    "timezone": "Europe/London",
    "show_date": "2027-10-02",
    "currency": "GBP",
    "contact_name": "Priya Anand",
    "contact_email": "priya@halcyon.example",
    "contract": {"schedule.doors": "7 pm", "business.capacity": "900"},
}


async def make(bridge: Bridge, **changes: Any) -> dict[str, Any]:
    answer = await bridge.ask("POST", "/shows", json=NEW | changes)
    assert answer.status_code == 201, answer.text
    show: dict[str, Any] = answer.json()["show"]
    return show


async def test_a_show_is_made_with_its_contract_in_canonical_form(bridge: Bridge) -> None:
    answer = await bridge.ask("POST", "/shows", json=NEW)

    show = answer.json()["show"]
    assert answer.status_code == 201
    assert (show["venue"], show["show_date"], show["status"]) == ("Halcyon Theatre", "2027-10-02", "draft")
    assert show["contract"] == {"schedule.doors": "19:00", "business.capacity": 900}
    assert answer.json()["allowed_events"] == ["start", "raise_attention", "cancel"]


async def test_the_same_show_again_is_the_one_that_is_there(bridge: Bridge) -> None:
    first = await make(bridge)

    again = await bridge.ask("POST", "/shows", json=NEW)

    assert (again.status_code, again.json()["show"]["id"]) == (200, first["id"])


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"contact_email": "nobody"}, "contact_email"),
        ({"timezone": "Europe/Londinium"}, "timezone"),
        ({"country": "England"}, "country"),
        ({"currency": "pounds"}, "currency"),
        ({"show_date": "02.10.2027"}, "show_date"),
        ({"venue": ""}, "venue"),
        ({"venue": "v" * 201}, "venue"),
        ({"contract": {"schedule.teaTime": "17:00"}}, "schedule.teaTime"),
        ({"contract": {"schedule.doors": "when we feel like it"}}, "Doors"),
        ({"colour": "blue"}, "colour"),
        ({"artist": None}, "artist"),
        ({"artist": " "}, "artist"),
    ],
)
async def test_what_makes_no_show_is_refused_with_a_sentence_that_names_it(
    bridge: Bridge, changes: dict[str, Any], named: str
) -> None:
    before = await bridge.state_of_everything()

    answer = await bridge.ask("POST", "/shows", json=NEW | changes)

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid")
    assert named in answer.json()["error"]["message"]
    assert await bridge.state_of_everything() == before


@pytest.mark.parametrize("body", [b"{", b"", b"[]", b'"show"', b"\xff\xfe", b'{"tour": NaN}'])
async def test_a_body_that_is_no_object_is_refused(bridge: Bridge, body: bytes) -> None:
    answer = await bridge.ask_raw("POST", "/shows", body)

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid")


async def test_a_body_that_is_no_json_is_called_so(bridge: Bridge) -> None:
    headers = {
        "Authorization": f"Bearer token of {bridge.dana.person.display_name}",
        "Content-Type": "application/json",
    }

    answer = await bridge.send("POST", "/shows", headers=headers, content=b'{"tour": "Spring"')

    assert answer.status_code == 400
    assert answer.json()["error"]["message"] == "The body is no JSON."


async def test_shows_are_listed_by_date_and_filtered(bridge: Bridge) -> None:
    await make(bridge)

    everything = (await bridge.ask("GET", "/shows")).json()["shows"]
    by_text = (await bridge.ask("GET", "/shows?text=halcyon")).json()["shows"]
    by_status = (await bridge.ask("GET", "/shows?status=completed")).json()["shows"]
    no_status = await bridge.ask("GET", "/shows?status=cooking")

    assert [show["venue"] for show in everything] == ["The Ritz", "Halcyon Theatre"]
    assert [show["venue"] for show in by_text] == ["Halcyon Theatre"]
    assert by_status == []
    assert (no_status.status_code, no_status.json()["error"]["code"]) == (400, "invalid")


@pytest.mark.parametrize("text", ["100%", "_", "\\", "' or 1=1 --", "%00", "ü", "x" * 100])
async def test_any_text_can_be_searched_for(bridge: Bridge, text: str) -> None:
    answer = await bridge.ask("GET", "/shows", params={"text": text})

    assert (answer.status_code, answer.json()["shows"]) == (200, [])


async def test_a_show_is_changed(bridge: Bridge) -> None:
    show = await make(bridge)

    answer = await bridge.ask(
        "PATCH",
        f"/shows/{show['id']}",
        json={
            "show_date": "2027-10-03",
            "contact_email": "new@halcyon.example",
            "contact_name": "Tom",
            "is_paused": True,
        },
    )

    changed = answer.json()["show"]
    assert answer.status_code == 200
    assert (changed["show_date"], changed["is_paused"]) == ("2027-10-03", True)
    assert (changed["contact_email"], changed["contact_name"]) == ("new@halcyon.example", "Tom")


async def test_what_is_left_out_of_a_change_stays(bridge: Bridge) -> None:
    show = await make(bridge)

    changed = (await bridge.ask("PATCH", f"/shows/{show['id']}", json={})).json()["show"]

    assert changed == show


async def test_the_contact_of_a_show_can_be_renamed(bridge: Bridge) -> None:
    show = await make(bridge)

    changed = (await bridge.ask("PATCH", f"/shows/{show['id']}", json={"contact_name": "Tom Barlow"})).json()["show"]

    assert (changed["contact_name"], changed["contact_email"]) == ("Tom Barlow", "priya@halcyon.example")


async def test_a_next_action_can_be_set_and_taken_back(bridge: Bridge) -> None:
    show = await make(bridge)
    path = f"/shows/{show['id']}"

    at = (await bridge.ask("PATCH", path, json={"next_action_at": "2027-09-01T10:00:00+02:00"})).json()["show"]
    none = (await bridge.ask("PATCH", path, json={"next_action_at": None})).json()["show"]

    assert at["next_action_at"] == "2027-09-01T08:00:00Z"
    assert none["next_action_at"] is None


@pytest.mark.parametrize(
    "changes",
    [
        {"show_date": None},
        {"is_paused": None},
        {"contact_email": "nobody"},
        {"status": "completed"},
        {"show_date": "soon"},
        {"contact_name": None},
    ],
)
async def test_a_change_that_makes_no_sense_is_refused(bridge: Bridge, changes: dict[str, Any]) -> None:
    show = await make(bridge)

    answer = await bridge.ask("PATCH", f"/shows/{show['id']}", json=changes)

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid")
    assert (await bridge.ask("GET", f"/shows/{show['id']}")).json()["show"] == show


async def test_a_show_cannot_be_moved_onto_another_one_of_its_tour_and_venue(bridge: Bridge) -> None:
    show = await make(bridge)
    await make(bridge, show_date="2027-10-03")

    answer = await bridge.ask("PATCH", f"/shows/{show['id']}", json={"show_date": "2027-10-03"})

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "state_conflict")
    assert "2027-10-03" in answer.json()["error"]["message"]


async def test_starting_a_show_queues_its_first_steps_once(bridge: Bridge) -> None:
    show = await make(bridge)

    started = await bridge.ask("POST", f"/shows/{show['id']}/start")
    again = await bridge.ask("POST", f"/shows/{show['id']}/start")

    assert (started.status_code, started.json()) == (202, {"status": "drafting"})
    assert (again.status_code, again.json()["error"]["code"]) == (409, "transition_refused")
    assert (await bridge.queued()).count("prepare_show") == 1


async def test_a_move_that_the_table_lacks_is_refused_with_the_status_and_what_is_allowed(bridge: Bridge) -> None:
    show = await make(bridge)
    before = await bridge.state_of_everything()

    answer = await bridge.ask("POST", f"/shows/{show['id']}/status", json={"event": "resume"})

    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (409, "transition_refused")
    assert (error["details"]["status"], error["details"]["event"]) == ("draft", "resume")
    assert error["details"]["allowed"] == ["start", "raise_attention", "cancel"]
    assert await bridge.state_of_everything() == before


async def test_an_event_that_there_is_not_is_refused(bridge: Bridge) -> None:
    answer = await bridge.ask("POST", f"/shows/{bridge.dana.show_id}/status", json={"event": "explode"})

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid")


@pytest.mark.parametrize("event", ["draft_ready", "draft_rejected", "mail_sent", "reply_read", "reviewed"])
async def test_what_only_the_system_can_say_is_not_a_persons_to_do(bridge: Bridge, event: str) -> None:
    """A show that a person moves to `draft_pending_approval` would wait for a draft that is not there."""
    await bridge.put("update shows set status = 'drafting' where id = %s", bridge.dana.show_id)
    before = await bridge.state_of_everything()

    answer = await bridge.ask("POST", f"/shows/{bridge.dana.show_id}/status", json={"event": event})

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid")
    assert await bridge.state_of_everything() == before


async def test_a_cancelled_show_can_be_reopened(bridge: Bridge) -> None:
    path = f"/shows/{bridge.dana.show_id}"

    cancelled = await bridge.ask("POST", f"{path}/status", json={"event": "cancel", "reason": "The show is off."})
    shown = (await bridge.ask("GET", path)).json()
    reopened = await bridge.ask("POST", f"{path}/status", json={"event": "reopen"})

    assert (cancelled.status_code, cancelled.json()["status"]) == (202, "cancelled")
    assert (shown["show"]["status_reason"], shown["allowed_events"]) == ("The show is off.", ["reopen"])
    assert reopened.json()["status"] == "draft"


async def test_the_checklist_says_how_far_it_is_and_on_demand_its_history(bridge: Bridge) -> None:
    path = f"/shows/{bridge.dana.show_id}/checklist"

    plain, full = (await bridge.ask("GET", path)).json(), (await bridge.ask("GET", f"{path}?history=true")).json()

    assert [item["key"] for item in plain["checklist"]["items"]] == ["schedule.loadIn"]
    assert (plain["settled"], plain["total"], plain["history"]) == (0, 1, [])
    assert [change["field"] for change in full["history"]] == ["schedule.loadIn"]


@pytest.mark.parametrize(
    ("decision", "state", "value"),
    [
        ({"action": "correct", "value": "3 pm"}, "confirmed", "15:00"),
        ({"action": "take_for_now", "value": "15:30"}, "provisional", "15:30"),
        ({"action": "decline", "reason": "Too late."}, "declined", None),
        ({"action": "do_without", "reason": "No load in."}, "not_needed", None),
    ],
)
async def test_a_field_is_decided(bridge: Bridge, decision: dict[str, Any], state: str, value: str | None) -> None:
    answer = await bridge.ask("POST", f"/shows/{bridge.dana.show_id}/checklist/schedule.loadIn", json=decision)

    [item] = answer.json()["checklist"]["items"]
    assert answer.status_code == 200, answer.text
    assert (item["state"], item["value"]) == (state, value)
    assert {"sync_show", "plan_next"} <= set(await bridge.queued())


@pytest.mark.parametrize(
    "decision",
    [
        {"action": "approve"},
        {"action": "correct"},
        {"action": "correct", "value": "whenever"},
        {"action": "correct", "value": {"amount": 3}},
        {"action": "decline"},
        {"action": "forget"},
        {"value": "15:00", "why": "because"},
    ],
)
async def test_a_decision_that_does_not_fit_its_field_is_refused(bridge: Bridge, decision: dict[str, Any]) -> None:
    before = await bridge.state_of_everything()

    answer = await bridge.ask("POST", f"/shows/{bridge.dana.show_id}/checklist/schedule.loadIn", json=decision)

    assert answer.status_code == 400, answer.text
    assert await bridge.state_of_everything() == before


async def test_a_field_of_a_show_that_is_not_started_cannot_be_decided(bridge: Bridge) -> None:
    show = await make(bridge)

    answer = await bridge.ask(
        "POST", f"/shows/{show['id']}/checklist/schedule.loadIn", json={"action": "correct", "value": "15:00"}
    )

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "state_conflict")


async def test_the_timeline_tells_mails_and_what_agents_did_in_their_order(bridge: Bridge) -> None:
    moments = (await bridge.ask("GET", f"/shows/{bridge.dana.show_id}/timeline")).json()["moments"]

    assert [moment["at"] for moment in moments] == sorted(moment["at"] for moment in moments)
    assert {moment["by"] for moment in moments} >= {"draft_generator", "venue"}
    assert "Mail from sam@theritz.example" in {moment["what"] for moment in moments}


async def test_a_tour_is_told_which_one_it_is_in_master_tour(bridge: Bridge) -> None:
    path = f"/tours/{bridge.dana.tour_id}"

    linked = await bridge.ask("PATCH", path, json={"master_tour_id": "4711"})
    kept = await bridge.ask("PATCH", path, json={})
    unlinked = await bridge.ask("PATCH", path, json={"master_tour_id": None})

    assert [answer.json()["master_tour_id"] for answer in (linked, kept, unlinked)] == ["4711", "4711", None]


async def test_tours_are_listed(bridge: Bridge) -> None:
    tours = (await bridge.ask("GET", "/tours")).json()["tours"]

    assert [(tour["id"], tour["name"], tour["artist"]) for tour in tours] == [
        (str(bridge.dana.tour_id), "Spring 2027", "Night Ferry")
    ]


async def test_a_rider_is_kept_with_a_safe_name_and_a_new_one_takes_its_place(bridge: Bridge) -> None:
    path = f"/tours/{bridge.dana.tour_id}/rider"

    first = await bridge.ask("PUT", path, files={"file": ("../../etc/passwd", b"one", "application/pdf")})
    second = await bridge.ask("PUT", path, files={"file": ("Rider 2027.pdf", b"two", "application/pdf")})

    assert (first.status_code, second.status_code) == (200, 200)
    assert "/" not in first.json()["rider_name"]
    assert second.json()["rider_name"] == "Rider 2027.pdf"
    row = await bridge.one("select rider_path from tours where id = %s", bridge.dana.tour_id)
    assert await bridge.system.files.read(row["rider_path"]) == b"two"


@pytest.mark.parametrize("files", [{"file": ("rider.pdf", b"", "application/pdf")}, {"paper": ("r.pdf", b"x", "a/b")}])
async def test_a_rider_that_is_none_is_refused(bridge: Bridge, files: dict[str, Any]) -> None:
    answer = await bridge.ask("PUT", f"/tours/{bridge.dana.tour_id}/rider", files=files)

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid")


async def test_a_rider_that_is_too_large_for_a_mail_is_refused(bridge: Bridge) -> None:
    content = b"x" * 15_000_001

    answer = await bridge.ask("PUT", f"/tours/{bridge.dana.tour_id}/rider", files={"file": ("r.pdf", content, "a/b")})

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid")
    assert "15 MB" in answer.json()["error"]["message"]
