"""What happens by policy: starting, following up, stalling, completing, being paused, failing for good."""

from uuid import UUID

import pytest

from advancing.errors import StateConflict, TransitionRefused
from advancing.status import Event
from agents import coordinator
from tests.builders import DOORS, LOAD_IN
from tests.flow.world import THREE_FACTS, World
from tools.store.agent import set_agent_status
from tools.store.job import list_failed_jobs, retry_failed_job
from tools.store.show import change_show


async def time_comes(flow: World, show_id: UUID) -> None:
    """The clock moves until the show's next step is due and taken; what falls on a night is put off to the morning."""
    for _ in range(4):
        due = (await flow.show(show_id)).next_action_at
        assert due is not None, "Nothing is due for the show."
        flow.clock.move(seconds=max(0.0, (due - flow.clock()).total_seconds()) + 60)
        await coordinator.see_to_due_shows(flow.system)
        await flow.work()
        if await flow.status(show_id) != "awaiting_response":
            return


async def test_the_checklist_starts_from_master_tour_and_the_contract_and_the_contract_holds(flow: World) -> None:
    show_id = await flow.make_show(contract={DOORS: "18:30"})
    day = flow.master_tour.day("20")["dayDate"]
    flow.master_tour.seed(
        items=[
            {"parentDayId": "20", "title": "Doors", "startDatetime": f"{day} 23:00:00"},
            {"parentDayId": "20", "title": "Load In", "startDatetime": f"{day} 19:00:00"},
        ]
    )

    await coordinator.start_show(flow.system, show_id)
    await flow.work()

    rows = await flow.rows("select field, value, source from show_fields where value is not null")
    known = {row["field"]: row["source"] for row in rows}
    assert (known[LOAD_IN], known[DOORS]) == ("master_tour", "contract")
    assert (await flow.state_of(show_id, DOORS))[1] == "18:30"


async def test_a_show_starts_once_and_not_without_anybody_to_write_to(flow: World) -> None:
    show_id = await flow.make_show()
    await flow.rows("update shows set contact_id = null where id = %s returning 1", show_id)
    with pytest.raises(StateConflict, match="no contact"):
        await coordinator.start_show(flow.system, show_id)
    await flow.rows(
        "update shows set contact_id = (select id from contacts limit 1) where id = %s returning 1", show_id
    )

    await coordinator.start_show(flow.system, show_id)
    with pytest.raises(TransitionRefused):
        await coordinator.start_show(flow.system, show_id)


async def test_no_advance_waits_for_a_master_tour_that_is_away(flow: World) -> None:
    show_id = await flow.make_show()
    flow.master_tour.trouble(status=503, calls=50)

    await coordinator.start_show(flow.system, show_id)
    await flow.work()

    assert await flow.status(show_id) == "draft_pending_approval"
    assert any(line["action"] == "mastertour.pull" and not line["success"] for line in await flow.actions())


async def test_silence_is_followed_up_when_its_time_comes_and_not_before(flow: World) -> None:
    show_id = await flow.asked()
    flow.clock.move(hours=20)
    await coordinator.see_to_due_shows(flow.system)
    await flow.work()
    assert await flow.status(show_id) == "awaiting_response"

    await time_comes(flow, show_id)

    draft = await flow.draft(show_id)
    assert (draft.draft_type, draft.attachments) == ("followup", [])
    await flow.approve(show_id)
    first, second = flow.gmail.sent()
    assert second["inReplyTo"] == first["messageId"]
    assert second["threadId"] == first["threadId"]


async def test_after_the_last_follow_up_the_show_stalls_and_the_tour_manager_is_told(flow: World) -> None:
    show_id = await flow.asked()
    for _ in range(3):
        await time_comes(flow, show_id)
        await flow.approve(show_id)

    await time_comes(flow, show_id)

    assert await flow.status(show_id) == "stalled"
    assert any("does not answer" in title for title in await flow.notices())
    assert len(flow.gmail.sent()) == 4
    assert (await flow.row("select status from email_threads where show_id = %s", show_id))["status"] == "stalled"
    await flow.venue_says(THREE_FACTS)
    assert await flow.status(show_id) == "awaiting_approval"


async def test_an_answer_that_leaves_things_open_is_followed_up_at_once_with_only_those(flow: World) -> None:
    show_id = await flow.answered()

    await flow.approve_reading(show_id)

    draft = await flow.draft(show_id)
    assert draft.draft_type == "followup"
    assert not {LOAD_IN, DOORS} & set(draft.fields_requested)
    assert 0 < len(draft.fields_requested) <= 8


async def test_a_person_moves_a_show_along_the_table_and_nothing_else(flow: World) -> None:
    show_id = await flow.asked()
    user = flow.person.user_id

    with pytest.raises(TransitionRefused):
        await coordinator.change_status(flow.system, user, show_id, Event.START)
    await coordinator.change_status(flow.system, user, show_id, Event.FOLLOW_UP)
    await flow.work()
    assert await flow.status(show_id) == "draft_pending_approval"
    await coordinator.change_status(flow.system, user, show_id, Event.CANCEL, "Tour is off")
    assert await flow.status(show_id) == "cancelled"


async def test_a_cancelled_show_sends_nothing_more(flow: World) -> None:
    show_id = await flow.started()
    await flow.approve(show_id, then_work=False)

    await coordinator.change_status(flow.system, flow.person.user_id, show_id, Event.CANCEL)
    await flow.work()

    assert flow.gmail.sent() == []
    assert await flow.status(show_id) == "cancelled"


async def test_a_show_that_is_paused_is_left_alone_by_the_clock(flow: World) -> None:
    show_id = await flow.asked()
    async with flow.system.database.transaction() as conn:
        await change_show(conn, show_id, {"is_paused": True})
    flow.clock.move(days=10)

    await coordinator.see_to_due_shows(flow.system)
    await flow.work()

    assert await flow.status(show_id) == "awaiting_response"


async def test_a_job_that_fails_for_good_is_kept_shown_and_told_and_a_person_can_try_it_again(flow: World) -> None:
    show_id = await flow.make_show()
    rider = flow.settings.state_dir / "files" / "riders" / "rider.pdf"
    content = rider.read_bytes()
    rider.unlink()

    await coordinator.start_show(flow.system, show_id)
    await flow.work()

    async with flow.system.database.transaction() as conn:
        (failed,) = await list_failed_jobs(conn)
    assert (failed.task_name, failed.show_id) == ("draft_mail", show_id)
    assert await flow.status(show_id) == "needs_attention"
    assert any("draft mail failed for good" in title for title in await flow.notices())
    rider.write_bytes(content)
    async with flow.system.database.transaction() as conn:
        await retry_failed_job(conn, flow.system.jobs, failed.id)
    await flow.work()
    assert await flow.status(show_id) == "draft_pending_approval"
    async with flow.system.database.transaction() as conn:
        assert await list_failed_jobs(conn) == []
        with pytest.raises(StateConflict):
            await retry_failed_job(conn, flow.system.jobs, failed.id)


async def test_nothing_is_asked_of_a_show_twice_by_two_ticks_of_the_clock(flow: World) -> None:
    show_id = await flow.asked()
    flow.clock.move(days=8)

    await coordinator.see_to_due_shows(flow.system)
    await coordinator.see_to_due_shows(flow.system)
    await flow.work()

    assert (await flow.row("select count(*) as n from agent_drafts where show_id = %s", show_id))["n"] == 2


async def test_the_work_of_a_paused_agent_waits_and_goes_on_when_it_is_resumed(flow: World) -> None:
    show_id = await flow.asked()
    agent = await flow.row("select id from agents where show_id = %s and role = 'email_parser'", show_id)
    async with flow.system.database.transaction() as conn:
        await set_agent_status(conn, agent["id"], "paused")
    await flow.venue_says(THREE_FACTS)
    assert await flow.status(show_id) == "awaiting_response"

    async with flow.system.database.transaction() as conn:
        await set_agent_status(conn, agent["id"], "active")
        await flow.system.jobs.wake_show(conn, show_id)
    await flow.work()

    assert await flow.status(show_id) == "awaiting_approval"
    assert await flow.rows("select * from failed_jobs") == []
