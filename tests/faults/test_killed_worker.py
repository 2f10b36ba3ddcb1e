"""The worker killed between any two steps of the flow and started again: nothing is lost, nothing happens twice."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from uuid import UUID

import pytest

from agents import coordinator
from server.bootstrap import Fakes
from tests.faults.worker_program import Worker
from tests.flow import letter
from tests.flow.world import THREE_FACTS, World, emulators, make_settings, make_world
from tools.store.mail import list_messages

STEPS = (
    *(
        f"{when}:{job}"
        for job in (
            "prepare_show",
            "draft_mail",
            "place_draft",
            "discard_draft",
            "send_draft",
            "pull_mailbox",
            "note_sent_mail",
            "read_message",
            "label_message",
            "sync_show",
            "push_day",
            "plan_next",
            "write_blocks",
            "deliver_notice",
        )
        for when in ("begun", "worked")
    ),
    "prepare:linked",
    "prepare:agents",
    "pull:read",
    "draft:asked",
    "draft:written",
    "intent:gmail.draft",
    "done:gmail.draft",
    "discard:deleted",
    "send:queued",
    "intent:gmail.send",
    "send:drafted",
    "done:gmail.send",
    "inbox:message",
    "inbox:stored",
    "read:asked",
    "read:done",
    "sync:asked",
    "sync:done",
    "intent:mastertour.item",
    "done:mastertour.item",
    "intent:mastertour.notes",
    "done:mastertour.notes",
    "push:written",
)
"""Every step of the flow that `advance` goes through."""

AGAIN = ("inbox:message#2", "done:mastertour.item#3", "worked:draft_mail#2")
"""Steps that are gone through more than once, killed at a later time."""

Wait = Callable[[Callable[[], Awaitable[bool]]], Awaitable[None]]


async def advance(flow: World, wait: Wait) -> UUID:
    """A show from start to completed: a draft rejected, one approved, two mails at once, an answer settled."""

    async def is_now(status: str) -> None:
        async def reached() -> bool:
            return await flow.status(show_id) == status

        await wait(reached)

    async def idle() -> bool:
        return not await flow.rows("select 1 from procrastinate_jobs where status in ('todo', 'doing') limit 1")

    show_id = await flow.make_show()
    await coordinator.start_show(flow.system, show_id)
    await is_now("draft_pending_approval")
    await wait(idle)
    await flow.reject(show_id, then_work=False)
    await is_now("draft_pending_approval")
    await flow.approve(show_id, then_work=False)
    await is_now("awaiting_response")
    sent = flow.gmail.sent()[-1]
    for raw in (letter.stray(), letter.answer(sent, THREE_FACTS)):
        flow.gmail.deliver(raw)
    await is_now("awaiting_approval")
    await wait(idle)
    await flow.settle(show_id, then_work=False)
    await is_now("completed")
    await wait(idle)
    return show_id


async def assert_all_happened_once(flow: World, show_id: UUID) -> None:
    """What stands after `advance`, whatever happened on the way."""
    (sent,) = flow.gmail.sent()
    assert sent["attachments"] == ["rider.pdf"]
    assert flow.gmail.drafts() == []
    drafts = await flow.rows("select status from agent_drafts where show_id = %s order by created_at", show_id)
    assert [row["status"] for row in drafts] == ["rejected", "sent"]

    async with flow.system.database.transaction() as conn:
        stored = await list_messages(conn)
    assert sorted(item.direction for item in stored) == ["inbound", "inbound", "outbound"]
    in_gmail = {mail_id for mail_id, mail in flow.gmail.state.office.of_address(letter.DANA).mails.items()}
    assert {item.gmail_message_id for item in stored} == in_gmail
    readings = await flow.rows("select status from email_extractions where show_id = %s", show_id)
    assert [row["status"] for row in readings] == ["applied"]
    assert len(await flow.rows("select 1 from notifications where kind = 'unmatched_mail'")) == 1

    items = [item["title"] for item in flow.master_tour.items()]
    timed = await flow.rows("select field from show_fields where field like 'schedule.%%' and field <> %s", SET_LENGTH)
    assert len(items) == len(set(items)) == len(timed)
    assert flow.master_tour.day("20")["generalNotes"].count("advancing: begin") == 1

    assert [item.key for item in await flow.effects(show_id) if item.status != "done"] == []
    assert await flow.rows("select 1 from failed_jobs") == []
    tasks = await flow.rows("select kind, status from agent_tasks where show_id = %s", show_id)
    assert {row["status"] for row in tasks} == {"done"}
    assert sorted(row["kind"] for row in tasks) == ["draft", "draft", "read", "sync"]
    newest = max(mail.history_id for mail in flow.gmail.state.office.of_address(letter.DANA).mails.values())
    assert await flow.cursor() <= flow.gmail.state.office.of_address(letter.DANA).history_id
    assert await flow.cursor() >= newest - 2 * len(stored), "all but the labels that we put on ourselves"


SET_LENGTH = "schedule.setLength"


@pytest.fixture
async def recorded(dsn: str, tmp_path: Path) -> AsyncIterator[tuple[World, list[str]]]:
    """A system in this process that notes its steps."""
    seen: list[str] = []
    async with (
        emulators() as (gmail, master_tour),
        make_world(
            make_settings(dsn, tmp_path, gmail, master_tour), gmail, master_tour, Fakes(checkpoint=seen.append)
        ) as world,
    ):
        yield world, seen


async def test_the_steps_at_which_the_worker_is_killed_are_all_that_there_are(
    recorded: tuple[World, list[str]],
) -> None:
    flow, seen = recorded

    async def wait(reached: Callable[[], Awaitable[bool]]) -> None:
        while not await reached():
            await flow.pull()

    show_id = await advance(flow, wait)
    await flow.pull()

    await assert_all_happened_once(flow, show_id)
    assert set(seen) == set(STEPS)


@pytest.mark.parametrize("step", [*STEPS, *AGAIN])
async def test_a_worker_killed_there_and_started_again_leaves_everything_done_once(flow: World, step: str) -> None:
    worker = Worker(flow.settings, kill_at=step)

    async def wait(reached: Callable[[], Awaitable[bool]]) -> None:
        try:
            async with asyncio.timeout(30):
                while not await reached():
                    worker.see_to_it()
                    await asyncio.sleep(0.03)
        except TimeoutError:
            left = await flow.rows(
                "select task_name, status, attempts, scheduled_at, now() from procrastinate_jobs where status <> 'succeeded'"
            )
            tasks = await flow.rows("select kind, status, error from agent_tasks")
            shows = await flow.rows("select status from shows")
            pytest.fail(f"Waited in vain; shows: {shows}; jobs that are not done: {left}; tasks: {tasks}")

    try:
        show_id = await advance(flow, wait)
    finally:
        worker.stop()

    assert worker.deaths == 1
    await assert_all_happened_once(flow, show_id)
