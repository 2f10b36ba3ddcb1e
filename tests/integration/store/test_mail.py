"""Messages and threads: stored once, whole and raw, whatever they hold; matched to a show."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from advancing.errors import NotFound
from advancing.extraction import AttachmentText
from tests.builders import NOW, make_mailbox, make_message, make_one_show, make_tour_manager, new_message
from tools.store.database import Database
from tools.store.mail import (
    Attachment,
    assign_to_show,
    get_message,
    get_raw,
    get_thread,
    list_attachments,
    list_messages,
    list_threads,
    list_unmatched,
    mark_processed,
    note_unmatched,
    set_threads_status,
    store_message,
    thread_of_gmail,
)
from tools.store.mailbox import Mailbox
from tools.store.person import Person

NASTY = "a\x00b\ud83dc"
MENDED = "ab?c"


@pytest.fixture
async def dana(database: Database) -> Person:
    async with database.transaction() as conn:
        return await make_tour_manager(conn)


@pytest.fixture
async def mailbox(database: Database, dana: Person) -> Mailbox:
    async with database.transaction() as conn:
        return await make_mailbox(conn, dana)


@pytest.fixture
async def show_id(database: Database, dana: Person) -> UUID:
    async with database.transaction() as conn:
        return await make_one_show(conn, dana)


async def test_a_message_is_stored_once_however_often_it_comes(database: Database, mailbox: Mailbox) -> None:
    new = new_message(mailbox)
    async with database.transaction() as conn:
        first = await store_message(conn, new)
    async with database.transaction() as conn:
        assert first
        assert await store_message(conn, new) is None

        message = await get_message(conn, first)
        thread = await get_thread(conn, message.thread_id)
        assert await get_raw(conn, first) == new.raw
    assert (message.body, message.direction, message.received_at, message.sent_at) == (new.body, "inbound", NOW, None)
    assert (thread.message_count, thread.last_message_at) == (1, NOW)
    assert thread.participants == ["dana@nightferry.example", "sam@theritz.example"]


async def test_text_that_postgres_cannot_hold_is_mended_and_the_raw_bytes_are_kept(
    database: Database, mailbox: Mailbox
) -> None:
    raw = b"From: \x00\xff\r\n\r\na\x00b"
    nasty = dict.fromkeys(("from_address", "subject", "body", "hidden_text", "rfc_message_id", "in_reply_to"), NASTY)
    lists = dict.fromkeys(("refs", "to_addresses", "cc_addresses", "defects"), (NASTY,))
    pack = Attachment(
        name=NASTY,
        content_type=NASTY,
        size_bytes=3,
        texts=[AttachmentText(name=NASTY, page=1, text=NASTY)],
        unreadable_reason=NASTY,
    )
    async with database.transaction() as conn:
        message_id = await store_message(conn, new_message(mailbox, raw=raw, **nasty, **lists), [pack])
        assert message_id

        message = await get_message(conn, message_id)
        (attachment,) = await list_attachments(conn, message_id)
        assert await get_raw(conn, message_id) == raw
    assert {getattr(message, name) for name in nasty} == {MENDED}
    assert [message.refs, message.to_addresses, message.cc_addresses, message.defects] == [[MENDED]] * 4
    assert (attachment.name, attachment.content_type, attachment.unreadable_reason) == (MENDED,) * 3
    assert attachment.texts == [AttachmentText(name=MENDED, page=1, text=MENDED)]


async def test_a_broken_message_with_nothing_readable_in_it_is_stored_too(database: Database, mailbox: Mailbox) -> None:
    broken = new_message(
        mailbox,
        rfc_message_id=None,
        from_address="",
        to_addresses=(),
        subject="",
        body="",
        is_broken=True,
        defects=("no header could be read",),
        raw=b"",
    )
    async with database.transaction() as conn:
        message_id = await store_message(conn, broken)
        assert message_id

        message = await get_message(conn, message_id)
        thread = await get_thread(conn, message.thread_id)
    assert (message.is_broken, message.defects) == (True, ["no header could be read"])
    assert (thread.participants, thread.message_count) == ([], 1)


async def test_messages_of_a_thread_come_oldest_first_in_whatever_order_they_arrived(
    database: Database, mailbox: Mailbox, show_id: UUID
) -> None:
    async with database.transaction() as conn:
        late = await make_message(conn, mailbox, show_id, gmail_thread_id="t", at=NOW + timedelta(hours=2))
        ours = await make_message(conn, mailbox, show_id, gmail_thread_id="t", direction="outbound", at=NOW)
        middle = await make_message(conn, mailbox, show_id, gmail_thread_id="t", at=NOW + timedelta(hours=1))
        (thread,) = await list_threads(conn, show_id)

        by_show = await list_messages(conn, show_id=show_id)
        by_thread = await list_messages(conn, thread_id=thread.id)

    assert [message.id for message in by_show] == [message.id for message in by_thread] == [ours, middle, late]
    assert (by_show[0].sent_at, by_show[0].received_at) == (NOW, None)
    assert (thread.message_count, thread.last_message_at) == (3, NOW + timedelta(hours=2))


async def test_mail_without_a_show_waits_for_a_person_until_it_has_one(
    database: Database, mailbox: Mailbox, show_id: UUID
) -> None:
    async with database.transaction() as conn:
        message_id = await make_message(conn, mailbox)
        await make_message(conn, mailbox, direction="outbound")
        await note_unmatched(conn, message_id, "Nobody of that address plays a part.")
        assert [(m.id, m.match_reason) for m in await list_unmatched(conn)] == [
            (message_id, "Nobody of that address plays a part.")
        ]

        await assign_to_show(conn, message_id, show_id, "tour_manager", "Dana said so")

        assert await list_unmatched(conn) == []
        message = await get_message(conn, message_id)
        assert (message.show_id, message.matched_by) == (show_id, "tour_manager")
        assert [thread.id for thread in await list_threads(conn, show_id)] == [message.thread_id]


async def test_mail_that_was_seen_to_waits_no_longer(database: Database, mailbox: Mailbox) -> None:
    async with database.transaction() as conn:
        message_id = await make_message(conn, mailbox)

        await mark_processed(conn, message_id)

        assert await list_unmatched(conn) == []
        assert (await get_message(conn, message_id)).was_processed


async def test_the_thread_of_a_sent_mail_is_the_one_that_replies_come_in(
    database: Database, mailbox: Mailbox, show_id: UUID
) -> None:
    async with database.transaction() as conn:
        thread_id = await thread_of_gmail(conn, mailbox.id, "t9", show_id, "Advance")
        reply = await get_message(conn, await make_message(conn, mailbox, gmail_thread_id="t9"))

        assert reply.thread_id == thread_id
        assert await thread_of_gmail(conn, mailbox.id, "t9", show_id, "other words") == thread_id
        thread = await get_thread(conn, thread_id)
        assert (thread.show_id, thread.subject) == (show_id, "Advance")


async def test_threads_of_a_show_are_marked_with_their_reason(
    database: Database, mailbox: Mailbox, show_id: UUID
) -> None:
    async with database.transaction() as conn:
        await make_message(conn, mailbox, show_id)

        await set_threads_status(conn, show_id, "stalled", "no answer for 9 days")

        (thread,) = await list_threads(conn, show_id)
    assert (thread.status, thread.stalled_reason) == ("stalled", "no answer for 9 days")


async def test_what_is_not_there_is_not_found(database: Database) -> None:
    async with database.transaction() as conn:
        for look_up in (get_message, get_raw, get_thread):
            with pytest.raises(NotFound):
                await look_up(conn, uuid4())
