"""Each tool through the relay as the agents call it: what it tells, what it does to the database, how far it reaches."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from advancing.checklist import make_checklist
from advancing.draft import DraftContext
from advancing.extraction import ShowFacts
from advancing.roles import Role
from advancing.writer import write
from agents.system import PER_SHOW
from tests.builders import DOORS, LOAD_IN, facts, make_draft, make_message, make_one_show, venue_mail
from tests.integration.http.bridge import Bridge
from tests.integration.http.test_relay import call
from tests.integration.store.full_tour import FullTour
from tools.store.agent import Task, get_task, open_task
from tools.store.approval import record_approval
from tools.store.checklist import load_checklist, save_items
from tools.store.link import make_link

TOOL_OF_AN_ID = [
    ("get_show_details", Role.SYNC_MANAGER, "show_id", {}),
    ("get_advancing_checklist", Role.DRAFT_GENERATOR, "show_id", {}),
    ("update_show_status", Role.COORDINATOR, "show_id", {"event": "start"}),
    ("mark_field_complete", Role.COORDINATOR, "show_id", {"field": LOAD_IN, "value": "15:00", "reason": "Said so."}),
    ("call_draft_generator", Role.COORDINATOR, "show_id", {}),
    ("call_sync_manager", Role.COORDINATOR, "show_id", {}),
    ("sync_to_master_tour", Role.SYNC_MANAGER, "show_id", {}),
    ("sync_from_master_tour", Role.SYNC_MANAGER, "show_id", {}),
    ("alert_tm_escalation", Role.EMAIL_PARSER, "show_id", {"reason": "Look."}),
    ("query_email_threads", Role.EMAIL_PARSER, "show_id", {}),
    ("call_email_parser", Role.COORDINATOR, "message_id", {}),
    ("notify_tm_response_received", Role.EMAIL_PARSER, "message_id", {}),
    ("label_email", Role.EMAIL_PARSER, "message_id", {"label": "urgent"}),
    ("notify_tm_draft_ready", Role.DRAFT_GENERATOR, "draft_id", {}),
    ("create_gmail_draft", Role.DRAFT_GENERATOR, "draft_id", {}),
    ("send_approved_draft", Role.COORDINATOR, "draft_id", {}),
    ("get_email_thread", Role.DRAFT_GENERATOR, "thread_id", {}),
]
WITHOUT_ID = {
    "query_shows",
    "query_advancing_history",
    "remember_pattern",
    "monitor_inbox",
    "submit_draft",
    "submit_extraction",
}


async def told(bridge: Bridge, name: str, arguments: dict[str, Any], **who: Any) -> str:
    """What a call that is carried out is told."""
    answer = (await call(bridge, name, arguments, **who)).json()
    assert answer["ok"], answer
    text: str = answer["text"]
    return text


async def refused(bridge: Bridge, name: str, arguments: dict[str, Any], code: str, **who: Any) -> str:
    """What a call that is refused is told, when it changed nothing but its own record."""
    kept = ("public.agent_steps", "public.agent_activity_log")
    before = await bridge.state_of_everything()
    answer = (await call(bridge, name, arguments, **who)).json()
    after = await bridge.state_of_everything()
    assert (answer["ok"], answer["code"]) == (False, code), answer
    assert {name for name in before if before[name] != after[name]} == set(kept)
    text: str = answer["text"]
    return text


async def another_show(bridge: Bridge, status: str = "draft", **changes: Any) -> UUID:
    """A second show of Dana's, with its checklist."""
    async with bridge.system.database.transaction() as conn:
        show_id = await make_one_show(conn, bridge.dana.person, **{"show_date": "2027-04-01", **changes})
        await save_items(conn, show_id, make_checklist("club").items)
        await conn.execute("update shows set status = %s where id = %s", (status, show_id))
    return show_id


def of_show(bridge: Bridge, show_id: UUID) -> FullTour:
    """Dana's agents of a show."""
    return FullTour(bridge.dana.person, bridge.dana.mailbox, bridge.dana.tour_id, show_id, bridge.dana.unmatched_id)


async def status_of(bridge: Bridge, show_id: UUID) -> str:
    return str((await bridge.one("select status from shows where id = %s", show_id))["status"])


# How far they reach


async def test_no_tool_that_takes_an_id_is_forgotten_here(bridge: Bridge) -> None:
    tools = {spec.name for spec in bridge.system.toolbox.registry.all()}

    assert tools == {name for name, *_ in TOOL_OF_AN_ID} | WITHOUT_ID


@pytest.mark.parametrize(("tool", "role", "argument", "more"), TOOL_OF_AN_ID)
async def test_no_tool_reaches_what_belongs_to_another_or_is_not_there(
    bridge: Bridge, tool: str, role: Role, argument: str, more: dict[str, Any]
) -> None:
    theirs = await bridge.ids_of(bridge.robin)
    thread = await bridge.one("select thread_id from email_messages where id = %s", theirs["message_id"])
    theirs["thread_id"] = str(thread["thread_id"])

    foreign = await refused(bridge, tool, {argument: theirs[argument], **more}, "not_found", role=role)
    unknown = await refused(bridge, tool, {argument: str(uuid4()), **more}, "not_found", role=role)
    no_id = await refused(bridge, tool, {argument: "the Ritz", **more}, "invalid", role=role)

    assert foreign.startswith("Refused: There is no ")
    assert unknown.startswith("Refused: There is no ")
    assert argument in no_id


@pytest.mark.parametrize(("tool", "role", "argument", "more"), [item for item in TOOL_OF_AN_ID if item[1] in PER_SHOW])
async def test_the_agents_of_a_show_reach_no_other_show_of_their_own_tour_manager(
    bridge: Bridge, tool: str, role: Role, argument: str, more: dict[str, Any]
) -> None:
    ids = await bridge.ids_of(bridge.dana)
    thread = await bridge.one("select thread_id from email_messages where id = %s", ids["message_id"])
    ids["thread_id"] = str(thread["thread_id"])
    other = of_show(bridge, await another_show(bridge))

    await refused(bridge, tool, {argument: ids[argument], **more}, "not_found", role=role, tour=other)


async def test_mail_that_belongs_to_no_show_is_reached_by_no_tool(bridge: Bridge) -> None:
    message_id = str(bridge.dana.unmatched_id)
    thread = await bridge.one("select thread_id from email_messages where id = %s", message_id)

    for tool, argument in (
        ("call_email_parser", "message_id"),
        ("notify_tm_response_received", "message_id"),
        ("get_email_thread", "thread_id"),
    ):
        given = message_id if argument == "message_id" else str(thread["thread_id"])
        await refused(bridge, tool, {argument: given}, "not_found")
    await refused(bridge, "label_email", {"message_id": message_id, "label": "x"}, "not_found")


# Show management


async def test_a_show_is_told_in_a_few_lines(bridge: Bridge) -> None:
    text = await told(bridge, "get_show_details", {"show_id": str(bridge.dana.show_id)}, role=Role.EMAIL_PARSER)

    assert "show: Night Ferry at The Ritz, 2027-03-15" in text
    assert "contact: Sam Ortiz <sam@theritz.example>" in text
    assert "checklist: 0 of 1 settled" in text
    assert len(text.splitlines()) <= 10


async def test_a_show_without_a_checklist_is_not_told_as_settled(bridge: Bridge) -> None:
    async with bridge.system.database.transaction() as conn:
        show_id = str(await make_one_show(conn, bridge.dana.person, show_date="2027-04-01"))

    details = await told(bridge, "get_show_details", {"show_id": show_id})

    assert "checklist: none yet" in details
    assert "still open" not in details
    assert "none yet" in await told(bridge, "get_advancing_checklist", {"show_id": show_id})


async def test_shows_are_listed_by_status_and_text_and_only_ones_own(bridge: Bridge) -> None:
    await another_show(bridge, "stalled", venue="Halcyon Theatre", city="Manchester")

    everything = await told(bridge, "query_shows", {})
    stalled = await told(bridge, "query_shows", {"status": "stalled"})
    by_text = await told(bridge, "query_shows", {"text": "manchester"}, role=Role.SYNC_MANAGER)
    none = await told(bridge, "query_shows", {"text": "nowhere"})

    assert len(everything.splitlines()) == 2
    assert str(bridge.robin.show_id) not in everything
    assert "Halcyon" in stalled
    assert stalled == by_text
    assert none == "No show fits."
    assert "awaiting_response" in await refused(bridge, "query_shows", {"status": "cooking"}, "not_found")


async def test_shows_that_wait_for_a_person_come_first_and_those_that_are_over_last(bridge: Bridge) -> None:
    for status, venue in (("completed", "Early"), ("draft", "Middle"), ("stalled", "Late")):
        await another_show(bridge, status, venue=venue)
    async with bridge.system.database.transaction() as conn:
        await conn.execute(
            "update shows s set show_date = date '2027-01-01' from venues v where v.id = s.venue_id and v.name = 'Early'"
        )

    told_of = [line.split(" | ")[1:3] for line in (await told(bridge, "query_shows", {})).splitlines()]

    assert [venue.split(",")[0] for venue, _ in told_of] == ["Late", "The Ritz", "Middle", "Early"]


async def test_the_checklist_is_told_field_by_field(bridge: Bridge) -> None:
    show_id = await another_show(bridge)

    text = await told(bridge, "get_advancing_checklist", {"show_id": str(show_id)})

    assert "schedule.loadIn: open (critical)" in text
    assert len(text) <= 4000


@pytest.mark.parametrize(("event", "job"), [("start", "start_show"), ("follow_up", "follow_up")])
async def test_a_move_that_begins_with_a_mail_is_left_to_its_job(bridge: Bridge, event: str, job: str) -> None:
    show_id = await another_show(bridge, "draft" if event == "start" else "awaiting_response")

    await told(bridge, "update_show_status", {"show_id": str(show_id), "event": event})

    assert await bridge.queued() == [job]
    assert await status_of(bridge, show_id) == ("draft" if event == "start" else "awaiting_response")


async def test_a_show_is_raised_for_attention_with_the_reason(bridge: Bridge) -> None:
    show_id = await another_show(bridge, "awaiting_response")

    await told(
        bridge, "update_show_status", {"show_id": str(show_id), "event": "raise_attention", "reason": "No power."}
    )

    row = await bridge.one("select status, status_reason from shows where id = %s", show_id)
    assert (row["status"], row["status_reason"]) == ("needs_attention", "No power.")
    activity = await bridge.one("select action, input from agent_activity_log order by id desc limit 1")
    assert (activity["action"], activity["input"]) == ("status.raise_attention", {"reason": "No power."})


@pytest.mark.parametrize("event", ["complete", "cancel", "mail_sent", "reopen"])
async def test_what_only_a_person_may_do_to_a_show_no_agent_can(bridge: Bridge, event: str) -> None:
    show_id = await another_show(bridge, "awaiting_approval")

    await refused(bridge, "update_show_status", {"show_id": str(show_id), "event": event}, "invalid")


async def test_a_value_an_agent_gives_is_proposed_and_never_confirmed(bridge: Bridge) -> None:
    show_id = await another_show(bridge)
    given = {"show_id": str(show_id), "field": LOAD_IN, "value": "3 pm", "reason": "Dana said so."}

    text = await told(bridge, "mark_field_complete", given)

    assert "Load" in text
    assert "15:00" in text
    async with bridge.system.database.transaction() as conn:
        item = (await load_checklist(conn, show_id, "club")).item(LOAD_IN)
    assert (item.state.value, item.value, item.source) == ("proposed", "15:00", "agent")


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"field": "schedule.teaTime"}, "not_found"), ({"value": "whenever"}, "invalid"), ({"field": ""}, "not_found")],
)
async def test_a_value_that_does_not_fit_is_not_proposed(bridge: Bridge, changes: dict[str, str], code: str) -> None:
    show_id = await another_show(bridge)
    given = {"show_id": str(show_id), "field": LOAD_IN, "value": "15:00", "reason": "Because.", **changes}

    await refused(bridge, "mark_field_complete", given, code)


async def test_what_the_tour_manager_confirmed_no_agent_changes(bridge: Bridge) -> None:
    show_id = await another_show(bridge, "awaiting_response")
    path = f"/shows/{show_id}/checklist/{LOAD_IN}"
    await bridge.ask("POST", path, json={"action": "correct", "value": "14:00"})
    given = {"show_id": str(show_id), "field": LOAD_IN, "value": "15:00", "reason": "The venue said so."}

    line = await refused(bridge, "mark_field_complete", given, "state_conflict")

    assert "Load in is confirmed" in line


# Delegation


@pytest.mark.parametrize(
    ("status", "kind", "job"), [("draft", "initial", "start_show"), ("stalled", "followup", "follow_up")]
)
async def test_a_mail_is_asked_for_and_both_agents_know(bridge: Bridge, status: str, kind: str, job: str) -> None:
    show_id = await another_show(bridge, status)

    await told(bridge, "call_draft_generator", {"show_id": str(show_id), "kind": kind, "note": "Keep it short."})

    assert await bridge.queued() == [job]
    message = await bridge.one("select * from agent_messages where show_id = %s", show_id)
    assert (message["sender"], message["recipient"]) == ("coordinator", "draft_generator")
    assert "Keep it short." in message["body"]


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [
        ("awaiting_response", "initial", "state_conflict"),
        ("completed", "followup", "transition_refused"),
        ("draft", "apology", "invalid"),
    ],
)
async def test_a_mail_that_cannot_be_now_is_not_asked_for(bridge: Bridge, status: str, kind: str, code: str) -> None:
    show_id = await another_show(bridge, status)

    await refused(bridge, "call_draft_generator", {"show_id": str(show_id), "kind": kind}, code)


async def test_no_second_mail_is_asked_for_while_a_draft_waits(bridge: Bridge) -> None:
    show_id = await another_show(bridge, "awaiting_response")
    async with bridge.system.database.transaction() as conn:
        draft_id = await make_draft(conn, show_id)

    line = await refused(
        bridge, "call_draft_generator", {"show_id": str(show_id), "kind": "followup"}, "state_conflict"
    )

    assert str(draft_id) in line


async def test_a_mail_is_read_once(bridge: Bridge) -> None:
    async with bridge.system.database.transaction() as conn:
        message_id = await make_message(conn, bridge.dana.mailbox, bridge.dana.show_id)

    await told(bridge, "call_email_parser", {"message_id": str(message_id)})
    await bridge.put("update email_messages set was_processed = true where id = %s", message_id)

    assert await bridge.queued() == ["read_message"]
    assert "already" in await refused(bridge, "call_email_parser", {"message_id": str(message_id)}, "state_conflict")


@pytest.mark.parametrize("direction", ["to", "from"])
async def test_a_sync_is_asked_for_in_either_direction(bridge: Bridge, direction: str) -> None:
    await told(bridge, "call_sync_manager", {"show_id": str(bridge.dana.show_id), "direction": direction})

    job = await bridge.one("select task_name, args, lock from procrastinate_jobs")
    assert (job["task_name"], job["lock"]) == ("sync_show", f"show:{bridge.dana.show_id}")
    assert job["args"] == {"show_id": str(bridge.dana.show_id), "direction": direction}


# Master Tour


async def test_master_tour_is_written_and_read_by_jobs(bridge: Bridge) -> None:
    show = {"show_id": str(bridge.dana.show_id)}

    await told(bridge, "sync_to_master_tour", show, role=Role.SYNC_MANAGER)
    await told(bridge, "sync_from_master_tour", show, role=Role.COORDINATOR)

    assert await bridge.queued() == ["push_day", "pull_day"]


async def test_a_show_without_a_day_in_master_tour_is_not_written_there(bridge: Bridge) -> None:
    show_id = await another_show(bridge)

    assert "not linked" in await refused(bridge, "sync_to_master_tour", {"show_id": str(show_id)}, "state_conflict")
    async with bridge.system.database.transaction() as conn:
        await make_link(conn, show_id, "4711", "day-9")
    await told(bridge, "sync_to_master_tour", {"show_id": str(show_id)})


# Mail


async def test_a_thread_is_told_oldest_first_with_who_wrote(bridge: Bridge) -> None:
    ids = await bridge.ids_of(bridge.dana)
    thread = await bridge.one("select thread_id from email_messages where id = %s", ids["message_id"])

    listed = await told(bridge, "query_email_threads", {"show_id": ids["show_id"]}, role=Role.DRAFT_GENERATOR)
    text = await told(bridge, "get_email_thread", {"thread_id": str(thread["thread_id"])}, role=Role.EMAIL_PARSER)

    assert f"thread_id: {thread['thread_id']}" in listed
    assert "[inbound 2027-03-01T12:00:00+00:00" in text
    assert "load in is at 3pm" in text


async def test_a_huge_mail_fills_no_agents_context(bridge: Bridge) -> None:
    async with bridge.system.database.transaction() as conn:
        message_id = await make_message(conn, bridge.dana.mailbox, bridge.dana.show_id, body="ha " * 100_000)
    thread = await bridge.one("select thread_id from email_messages where id = %s", message_id)

    text = await told(bridge, "get_email_thread", {"thread_id": str(thread["thread_id"])})

    assert len(text) < 1000


async def test_a_label_goes_under_our_own(bridge: Bridge) -> None:
    message_id = (await bridge.ids_of(bridge.dana))["message_id"]

    await told(bridge, "label_email", {"message_id": message_id, "label": "urgent"}, role=Role.EMAIL_PARSER)
    await refused(bridge, "label_email", {"message_id": message_id, "label": "../INBOX"}, "invalid")

    job = await bridge.one("select args from procrastinate_jobs where task_name = 'label_message'")
    assert job["args"] == {"message_id": message_id, "label": "Advancing/urgent"}


async def test_the_inbox_is_looked_through_on_demand(bridge: Bridge) -> None:
    first = await told(bridge, "monitor_inbox", {})
    await told(bridge, "monitor_inbox", {})

    assert bridge.dana.mailbox.address in first
    assert await bridge.queued() == ["pull_mailbox"]


async def test_without_a_mailbox_there_is_nothing_to_look_through(bridge: Bridge) -> None:
    await bridge.put("update gmail_accounts set status = 'disconnected' where id = %s", bridge.dana.mailbox.id)

    assert "advance gmail connect" in await refused(bridge, "monitor_inbox", {}, "not_found")


@pytest.mark.parametrize("status", ["approved", "rejected", "sent"])
async def test_only_a_draft_that_awaits_review_is_shown_in_gmail(bridge: Bridge, status: str) -> None:
    draft_id = (await bridge.ids_of(bridge.dana))["draft_id"]

    await told(bridge, "create_gmail_draft", {"draft_id": draft_id}, role=Role.DRAFT_GENERATOR)
    await bridge.put("update agent_drafts set status = %s where id = %s", status, draft_id)

    assert await bridge.queued() == ["place_draft"]
    assert status in await refused(bridge, "create_gmail_draft", {"draft_id": draft_id}, "state_conflict")


async def test_no_draft_is_sent_without_a_recorded_approval(bridge: Bridge) -> None:
    show_id = await another_show(bridge, "draft_pending_approval")
    async with bridge.system.database.transaction() as conn:
        draft_id = await make_draft(conn, show_id)
    given = {"draft_id": str(draft_id)}

    before = await refused(bridge, "send_approved_draft", given, "state_conflict")
    async with bridge.system.database.transaction() as conn:
        await record_approval(
            conn,
            subject_type="draft",
            subject_id=draft_id,
            show_id=show_id,
            fingerprint="f",
            shown={},
            user_id=bridge.dana.person.user_id,
        )
    after = await told(bridge, "send_approved_draft", given)
    await bridge.put("update agent_drafts set status = 'sent' where id = %s", draft_id)

    assert "has to be reviewed" in before
    assert "sam@theritz.example" in after
    assert await bridge.queued() == ["send_draft"]
    assert "already" in await refused(bridge, "send_approved_draft", given, "state_conflict")


# Notices


async def test_the_tour_manager_is_told_of_each_thing_once(bridge: Bridge) -> None:
    ids = await bridge.ids_of(bridge.dana)

    draft = {"draft_id": ids["draft_id"]}
    response = {"message_id": ids["message_id"]}
    first = [
        await told(bridge, "notify_tm_draft_ready", draft, role=Role.DRAFT_GENERATOR),
        await told(bridge, "notify_tm_response_received", response, role=Role.EMAIL_PARSER),
    ]
    again = [
        await told(bridge, "notify_tm_draft_ready", draft),
        await told(bridge, "notify_tm_response_received", response),
    ]

    assert set(first) == {"The tour manager is told."}
    assert set(again) == {"The tour manager was told already."}
    assert await bridge.queued() == ["deliver_notice"] * 2


async def test_an_escalation_is_a_notice_and_a_message_to_the_tour_manager(bridge: Bridge) -> None:
    given = {"show_id": str(bridge.dana.show_id), "reason": "The venue changed its bank account." + "!" * 5000}

    await told(bridge, "alert_tm_escalation", given, role=Role.EMAIL_PARSER)

    notice = await bridge.one("select * from notifications where kind = 'escalation'")
    message = await bridge.one("select * from agent_messages where type = 'escalation'")
    assert notice["user_id"] == bridge.dana.person.user_id
    assert (message["sender"], message["recipient"]) == ("email_parser", "tour_manager")
    assert len(message["body"]) == 1000


# Memory


async def test_what_is_worth_knowing_is_kept_and_found_again(bridge: Bridge) -> None:
    lesson = {"pattern_type": "answers_by_phone", "text": "Sam answers by phone after noon."}

    first = await told(bridge, "remember_pattern", lesson, role=Role.DRAFT_GENERATOR)
    again = await told(bridge, "remember_pattern", lesson, role=Role.DRAFT_GENERATOR)
    history = await told(bridge, "query_advancing_history", {"venue": "ritz"}, role=Role.EMAIL_PARSER)

    assert (first, again) == ("Kept.", "Kept already.")
    assert "(1x) answers_by_phone: Sam answers by phone after noon." in history
    assert "2027-03-15 | The Ritz, Raleigh" in history


async def test_history_of_another_tour_manager_at_the_same_venue_is_not_told(bridge: Bridge) -> None:
    lesson = {"pattern_type": "secret", "text": "Robin pays less."}
    await told(bridge, "remember_pattern", lesson, tour=bridge.robin)

    history = await told(bridge, "query_advancing_history", {"venue": "ritz"})

    assert "Robin" not in history
    assert len([line for line in history.splitlines() if "The Ritz" in line]) == 1


async def test_a_shows_agent_sees_the_history_of_its_own_venue_alone(bridge: Bridge) -> None:
    await another_show(bridge, venue="Halcyon Theatre", city="Manchester")

    by_agent = await told(bridge, "query_advancing_history", {"venue": "halcyon"}, role=Role.EMAIL_PARSER)
    by_coordinator = await told(bridge, "query_advancing_history", {"venue": "halcyon"})

    assert by_agent == "No show of yours at such a venue."
    assert "Halcyon Theatre" in by_coordinator


async def test_what_a_venue_confirmed_last_time_is_told(bridge: Bridge) -> None:
    earlier = await another_show(bridge, "awaiting_response", show_date="2026-03-15")
    await bridge.ask("POST", f"/shows/{earlier}/checklist/{DOORS}", json={"action": "correct", "value": "19:30"})
    await bridge.put("update shows set status = 'completed' where id = %s", earlier)

    history = await told(bridge, "query_advancing_history", {"venue": "ritz"}, role=Role.DRAFT_GENERATOR)

    assert f"last time: {DOORS} = 19:30" in history


# Results


async def task_of(bridge: Bridge, role: Role, input: dict[str, Any]) -> Task:
    async with bridge.system.database.transaction() as conn:
        return await open_task(
            conn,
            role=role,
            kind="work",
            key=str(uuid4()),
            tour_manager_id=bridge.dana.person.user_id,
            show_id=bridge.dana.show_id,
            input=input,
        )


async def result_of(bridge: Bridge, task: Task) -> dict[str, Any] | None:
    async with bridge.system.database.transaction() as conn:
        return (await get_task(conn, task.id)).result


def draft_context() -> DraftContext:
    return DraftContext(
        show=ShowFacts.model_validate(facts()),
        tour_manager_name="Dana Reyes",
        contact_name="Sam Ortiz",
        contact_email="sam@theritz.example",
        open_fields=(LOAD_IN, DOORS),
    )


async def test_a_draft_that_holds_is_kept_for_its_task(bridge: Bridge) -> None:
    task = await task_of(bridge, Role.DRAFT_GENERATOR, {"context": draft_context().model_dump(mode="json")})
    draft = write(draft_context())
    questions = [{"field": item.field, "question": item.question} for item in draft.questions]

    text = await told(
        bridge,
        "submit_draft",
        {"subject": draft.subject, "body": draft.body, "questions": questions, "confidence": 7},
        role=Role.DRAFT_GENERATOR,
    )

    kept = await result_of(bridge, task)
    assert "You are done" in text
    assert kept is not None
    assert kept["draft"]["body"] == draft.body
    assert kept["draft"]["confidence"] == 1.0


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"body": "Hi Sam,\n\nWhat time can we load in?\nWhat time are doors?\n\nDana Reyes\n" + "word " * 300}, "300"),
        ({"questions": [{"field": "schedule.teaTime", "question": "Tea?"}]}, "schedule.teaTime"),
        ({"questions": [{"field": "schedule.curfew", "question": "Curfew?"}]}, ""),
        ({"subject": "Hello"}, "subject"),
    ],
)
async def test_a_draft_that_does_not_hold_goes_back_with_the_reasons(
    bridge: Bridge, changes: dict[str, Any], reason: str
) -> None:
    task = await task_of(bridge, Role.DRAFT_GENERATOR, {"context": draft_context().model_dump(mode="json")})
    draft = write(draft_context())
    questions = [{"field": item.field, "question": item.question} for item in draft.questions]
    given = {"subject": draft.subject, "body": draft.body, "questions": questions, **changes}

    line = await refused(bridge, "submit_draft", given, "invalid", role=Role.DRAFT_GENERATOR)

    assert reason in line
    assert await result_of(bridge, task) is None


async def test_nothing_is_handed_in_where_nothing_was_asked(bridge: Bridge) -> None:
    await bridge.put("update agent_tasks set status = 'done'")

    await refused(
        bridge,
        "submit_draft",
        {"subject": "s", "body": "b", "questions": []},
        "state_conflict",
        role=Role.DRAFT_GENERATOR,
    )
    await refused(bridge, "submit_extraction", {"fields": []}, "state_conflict", role=Role.EMAIL_PARSER)


def reading_task() -> dict[str, Any]:
    return {
        "mail": venue_mail("Hi Dana,\n\nLoad in is at 3pm. Doors are at 7.\n\nSam").model_dump(mode="json"),
        "show": facts().model_dump(mode="json"),
        "asked": [],
    }


def found(**changes: Any) -> dict[str, Any]:
    return {
        "field": LOAD_IN,
        "value": "15:00",
        "confidence": 0.95,
        "source_text": "Load in is at 3pm",
        "reasoning": "Said so.",
        **changes,
    }


async def test_of_a_reading_only_what_stands_is_kept_and_the_rest_is_told(bridge: Bridge) -> None:
    task = await task_of(bridge, Role.EMAIL_PARSER, reading_task())
    fields = [
        found(),
        found(field="schedule.teaTime", value="17:00"),
        found(field="schedule.curfew", value="23:00", source_text="Curfew is at 11pm"),
        found(field=DOORS, value="after dinner", source_text="Doors are at 7"),
    ]

    text = await told(bridge, "submit_extraction", {"fields": fields}, role=Role.EMAIL_PARSER)

    kept = await result_of(bridge, task)
    assert kept is not None
    assert list(kept["extraction"]["fields"]) == [LOAD_IN]
    assert text.startswith("Kept 1 fields: schedule.loadIn.")
    for dropped in ("schedule.teaTime", "schedule.curfew", DOORS):
        assert f"Not kept or lowered: {dropped}" in text


async def test_a_reading_of_which_nothing_stands_goes_back_with_the_reasons(bridge: Bridge) -> None:
    task = await task_of(bridge, Role.EMAIL_PARSER, reading_task())
    invented = found(source_text="Load in is whenever you like")

    line = await refused(bridge, "submit_extraction", {"fields": [invented]}, "invalid", role=Role.EMAIL_PARSER)

    assert LOAD_IN in line
    assert await result_of(bridge, task) is None


async def test_lists_that_a_model_writes_as_text_are_taken_for_what_they_say(bridge: Bridge) -> None:
    task = await task_of(bridge, Role.EMAIL_PARSER, reading_task())
    as_text = '[{"field": "schedule.loadIn", "value": "15:00", "confidence": 0.9, "source_text": "Load in is at 3pm"}]'

    await told(bridge, "submit_extraction", {"fields": as_text}, role=Role.EMAIL_PARSER)

    kept = await result_of(bridge, task)
    assert kept is not None
    assert kept["extraction"]["fields"][LOAD_IN]["value"] == "15:00"


@pytest.mark.parametrize("confidence", [-1, 2, "high", None])
async def test_a_confidence_that_is_none_breaks_nothing(bridge: Bridge, confidence: Any) -> None:
    await task_of(bridge, Role.EMAIL_PARSER, reading_task())

    answer = await call(bridge, "submit_extraction", {"fields": [found(confidence=confidence)]}, role=Role.EMAIL_PARSER)

    assert answer.status_code == 200
    assert answer.json()["code"] in ("", "invalid")
