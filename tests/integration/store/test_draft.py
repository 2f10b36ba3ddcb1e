"""Drafts: one waits per show, with its questions as they stand; and what is remembered of a sent mail."""

import asyncio
from uuid import UUID, uuid4

import pytest

from advancing.errors import NotFound, StateConflict
from tests.builders import (
    DOORS,
    LOAD_IN,
    VENUE_ADDRESS,
    make_draft,
    make_one_show,
    make_tour_manager,
    new_draft,
    question,
)
from tools.store.database import Database
from tools.store.draft import (
    DraftAttachment,
    change_text,
    get_draft,
    list_drafts,
    list_sends,
    mark_bounced,
    mark_responded,
    mark_sent,
    mark_stale,
    queue_send,
    set_draft_status,
    store_draft,
    waiting_draft,
)
from tools.store.person import Person

RIDER = DraftAttachment(name="rider.pdf", sha256="ab" * 32, path="riders/rider.pdf")


@pytest.fixture
async def dana(database: Database) -> Person:
    async with database.transaction() as conn:
        return await make_tour_manager(conn)


@pytest.fixture
async def show_id(database: Database, dana: Person) -> UUID:
    async with database.transaction() as conn:
        return await make_one_show(conn, dana)


async def send_draft(database: Database, show_id: UUID, **changes: object) -> UUID:
    async with database.transaction() as conn:
        draft_id = await make_draft(conn, show_id, **changes)
        await queue_send(conn, await get_draft(conn, draft_id), f"<{draft_id}@nightferry.example>")
        await mark_sent(conn, draft_id, f"gmail-{draft_id}")
        await set_draft_status(conn, draft_id, "sent")
    return draft_id


async def test_a_draft_comes_back_as_it_was_stored(database: Database, show_id: UUID) -> None:
    new = new_draft(
        show_id, attachments=[RIDER], questions_asked=[question(LOAD_IN), question(DOORS)], cc=["a@b.example"]
    )
    async with database.transaction() as conn:
        draft = await get_draft(conn, await store_draft(conn, new))

    assert (draft.subject, draft.body, draft.recipients, draft.cc) == (new.subject, new.body, new.recipients, new.cc)
    assert draft.attachments == [RIDER]
    assert draft.questions_asked == new.questions_asked
    assert draft.fields_requested == [LOAD_IN, DOORS]
    assert (draft.status, draft.is_stale, draft.is_edited) == ("pending_review", False, False)


async def test_a_second_draft_is_refused_while_one_waits(database: Database, show_id: UUID) -> None:
    async with database.transaction() as conn:
        first = await make_draft(conn, show_id)

        with pytest.raises(StateConflict, match=str(first)):
            await make_draft(conn, show_id)

        await set_draft_status(conn, first, "approved")
        with pytest.raises(StateConflict):
            await make_draft(conn, show_id)
        await set_draft_status(conn, first, "rejected", "shorter")
        second = await make_draft(conn, show_id, previous_id=first, draft_type="regenerated")

        waiting = await waiting_draft(conn, show_id)
        assert waiting
        assert (waiting.id, waiting.previous_id) == (second, first)
        assert (await get_draft(conn, first)).tm_feedback == "shorter"


async def test_of_two_drafts_stored_at_once_one_is_refused(database: Database, show_id: UUID) -> None:
    async def store() -> UUID:
        async with database.transaction() as conn:
            return await make_draft(conn, show_id)

    results = await asyncio.gather(store(), store(), return_exceptions=True)

    assert sorted(type(result).__name__ for result in results) == ["StateConflict", "UUID"]


async def test_new_mail_marks_a_waiting_draft_stale_and_keeps_what_was_edited(
    database: Database, show_id: UUID
) -> None:
    async with database.transaction() as conn:
        draft_id = await make_draft(conn, show_id)
        await change_text(conn, draft_id, subject="Ours", body="When are doors?", questions=[question(DOORS)])

        assert await mark_stale(conn, show_id, "The Ritz wrote again.") == 1

        draft = await get_draft(conn, draft_id)
    assert (draft.body, draft.fields_requested, draft.is_edited) == ("When are doors?", [DOORS], True)
    assert (draft.is_stale, draft.stale_reason, draft.status) == (True, "The Ritz wrote again.", "pending_review")


async def test_a_draft_that_was_sent_does_not_go_stale(database: Database, show_id: UUID) -> None:
    draft_id = await send_draft(database, show_id)

    async with database.transaction() as conn:
        assert await mark_stale(conn, show_id, "new mail") == 0
        assert not (await get_draft(conn, draft_id)).is_stale


async def test_a_draft_is_queued_for_sending_under_one_message_id(database: Database, show_id: UUID) -> None:
    async with database.transaction() as conn:
        draft = await get_draft(conn, await make_draft(conn, show_id))

        first = await queue_send(conn, draft, "<one@nightferry.example>")
        again = await queue_send(conn, draft, "<two@nightferry.example>")

    assert again == first
    assert (first.rfc_message_id, first.delivery_status) == ("<one@nightferry.example>", "queued")
    assert first.questions_asked == draft.questions_asked


async def test_a_draft_that_was_never_queued_cannot_be_marked_sent(database: Database, show_id: UUID) -> None:
    async with database.transaction() as conn:
        draft_id = await make_draft(conn, show_id)

        with pytest.raises(NotFound, match="queued"):
            await mark_sent(conn, draft_id, "m1")


async def test_a_reply_answers_the_latest_mail_and_a_second_reply_no_older_one(
    database: Database, show_id: UUID
) -> None:
    first = await send_draft(database, show_id)
    second = await send_draft(database, show_id, draft_type="followup")

    for _ in range(2):
        async with database.transaction() as conn:
            await mark_responded(conn, show_id)

    async with database.transaction() as conn:
        answered = {send.draft_id: send.responded_at is not None for send in await list_sends(conn, show_id)}
    assert answered == {first: False, second: True}


async def test_a_bounce_marks_the_mail_that_it_names_and_the_contact(database: Database, show_id: UUID) -> None:
    first = await send_draft(database, show_id)
    second = await send_draft(database, show_id, draft_type="followup")

    async with database.transaction() as conn:
        named = f"<{first}@nightferry.example>"
        assert await mark_bounced(conn, show_id, [named], [VENUE_ADDRESS.upper()], "no such user")

        states = {send.draft_id: send.delivery_status for send in await list_sends(conn, show_id)}
        contact = await (await conn.execute("select bounced_at from contacts")).fetchone()
    assert states == {first: "bounced", second: "sent"}
    assert contact
    assert contact["bounced_at"]


async def test_a_bounce_without_a_message_id_marks_the_latest_mail_to_that_address(
    database: Database, show_id: UUID
) -> None:
    first = await send_draft(database, show_id)
    second = await send_draft(database, show_id, draft_type="followup")

    async with database.transaction() as conn:
        assert await mark_bounced(conn, show_id, [], [VENUE_ADDRESS], "mailbox full")
        states = {send.draft_id: send.delivery_status for send in await list_sends(conn, show_id)}
        assert states == {first: "sent", second: "bounced"}
        assert not await mark_bounced(conn, show_id, ["<unknown@x.example>"], ["other@x.example"], "?")
        assert not await mark_bounced(conn, show_id, [], [], "?")


async def test_drafts_are_listed_by_status_and_show(database: Database, dana: Person, show_id: UUID) -> None:
    await send_draft(database, show_id)
    async with database.transaction() as conn:
        other = await make_one_show(conn, dana, venue="The Cave")
        waiting = await make_draft(conn, other)

        assert [draft.id for draft in await list_drafts(conn, status="pending_review")] == [waiting]
        assert len(await list_drafts(conn)) == 2
        assert [draft.status for draft in await list_drafts(conn, show_id=show_id)] == ["sent"]
        with pytest.raises(NotFound):
            await get_draft(conn, uuid4())
