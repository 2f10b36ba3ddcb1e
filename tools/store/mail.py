"""Threads and messages as rows: stored raw before they are work, matched to a show, marked when read."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg.types.json import Jsonb
from pydantic import Field

from advancing.errors import NotFound
from advancing.extraction import AttachmentText
from tools.store.database import Connection
from tools.store.row import Row, one


class Thread(Row):
    """One conversation, as Gmail threads it."""

    id: UUID
    account_id: UUID
    show_id: UUID | None
    gmail_thread_id: str
    subject: str
    participants: list[str]
    message_count: int
    last_message_at: datetime | None
    status: str
    stalled_reason: str


class Message(Row):
    """One mail.

    Args:
        direction: `inbound` or `outbound`.
        kind: `human`, `auto_reply` or `bounce`.
        was_processed: Whether all that follows from it was done.
        matched_by: How its show was found; None while it is not.
    """

    id: UUID
    account_id: UUID
    thread_id: UUID
    show_id: UUID | None
    gmail_message_id: str
    rfc_message_id: str | None
    in_reply_to: str | None
    refs: list[str] = Field(default_factory=list)
    direction: str
    kind: str
    from_address: str
    to_addresses: list[str]
    cc_addresses: list[str]
    subject: str
    body: str
    hidden_text: str
    is_broken: bool
    defects: list[str]
    was_processed: bool
    matched_by: str | None
    match_reason: str
    received_at: datetime | None
    sent_at: datetime | None


class NewMessage(Row):
    """A message as the mailbox gave it, before it is stored."""

    account_id: UUID
    gmail_message_id: str
    gmail_thread_id: str
    rfc_message_id: str | None
    in_reply_to: str | None = None
    refs: tuple[str, ...] = ()
    direction: str
    kind: str = "human"
    from_address: str = ""
    to_addresses: tuple[str, ...] = ()
    cc_addresses: tuple[str, ...] = ()
    subject: str = ""
    body: str = ""
    hidden_text: str = ""
    is_broken: bool = False
    defects: tuple[str, ...] = ()
    at: datetime
    raw: bytes


class Attachment(Row):
    """What is known of an attachment.

    Args:
        texts: Its text by page, where it could be read.
        unreadable_reason: Why it could not, in a sentence for the tour manager.
    """

    name: str
    content_type: str
    size_bytes: int
    texts: list[AttachmentText] = Field(default_factory=list)
    unreadable_reason: str | None = None


async def store_message(conn: Connection, new: NewMessage, attachments: Sequence[Attachment] = ()) -> UUID | None:
    """Store a message with its raw bytes; its thread is made where there is none.

    Returns:
        Its id, or None where it was stored before.
    """
    # NUL cannot stand in a Postgres text; the raw bytes keep it.
    text = {name: getattr(new, name).replace("\x00", "") for name in ("subject", "body", "hidden_text", "from_address")}
    thread = await one(
        await conn.execute(
            "insert into email_threads (account_id, gmail_thread_id, subject) values (%s, %s, %s)"
            " on conflict (gmail_thread_id) do update set gmail_thread_id = excluded.gmail_thread_id returning id",
            (new.account_id, new.gmail_thread_id, text["subject"]),
        )
    )
    cursor = await conn.execute(
        """insert into email_messages (account_id, thread_id, show_id, gmail_message_id, rfc_message_id, in_reply_to,
            refs, direction, kind, from_address, to_addresses, cc_addresses, subject, body, hidden_text, is_broken,
            defects, received_at, sent_at)
        values (%(account_id)s, %(thread)s, null, %(gmail_message_id)s, %(rfc_message_id)s, %(in_reply_to)s,
            %(refs)s, %(direction)s, %(kind)s, %(from_address)s, %(to)s, %(cc)s, %(subject)s, %(body)s,
            %(hidden_text)s, %(is_broken)s, %(defects)s,
            case when %(direction)s = 'inbound' then %(at)s::timestamptz end,
            case when %(direction)s = 'outbound' then %(at)s::timestamptz end)
        on conflict (gmail_message_id) do nothing returning id""",
        {
            **new.model_dump(exclude={"raw"}),
            **text,
            "thread": thread["id"],
            "refs": list(new.refs),
            "to": list(new.to_addresses),
            "cc": list(new.cc_addresses),
            "defects": list(new.defects),
        },
    )
    made = await cursor.fetchone()
    if made is None:
        return None
    await conn.execute("insert into email_raw (message_id, raw) values (%s, %s)", (made["id"], new.raw))
    for attachment in attachments:
        await conn.execute(
            "insert into email_attachments (message_id, name, content_type, size_bytes, texts, unreadable_reason)"
            " values (%s, %s, %s, %s, %s, %s)",
            (
                made["id"],
                attachment.name.replace("\x00", ""),
                attachment.content_type,
                attachment.size_bytes,
                Jsonb([_without_nul(text) for text in attachment.texts]),
                attachment.unreadable_reason,
            ),
        )
    await conn.execute(
        """update email_threads set message_count = message_count + 1,
            last_message_at = greatest(coalesce(last_message_at, %(at)s), %(at)s),
            participants = array(select distinct p from unnest(participants || %(who)s::text[]) p where p <> '' order by p)
        where id = %(id)s""",
        {"at": new.at, "who": [text["from_address"], *new.to_addresses, *new.cc_addresses], "id": thread["id"]},
    )
    return UUID(str(made["id"]))


async def get_message(conn: Connection, message_id: UUID, *, lock: bool = False) -> Message:
    """One message; raises NotFound where there is none that the asker may see."""
    row = await (
        await conn.execute(
            "select * from email_messages where id = %s" + (" for update" if lock else ""), (message_id,)
        )
    ).fetchone()
    if row is None:
        raise NotFound(f"There is no message {message_id}.")
    return Message.of(row)


async def get_raw(conn: Connection, message_id: UUID) -> bytes:
    """A message as it came; raises NotFound where there is none."""
    row = await (await conn.execute("select raw from email_raw where message_id = %s", (message_id,))).fetchone()
    if row is None:
        raise NotFound(f"There is no message {message_id}.")
    return bytes(row["raw"])


async def list_attachments(conn: Connection, message_id: UUID) -> list[Attachment]:
    """Attachments of a message."""
    cursor = await conn.execute("select * from email_attachments where message_id = %s order by id", (message_id,))
    return [Attachment.of(row) for row in await cursor.fetchall()]


async def list_messages(
    conn: Connection, *, show_id: UUID | None = None, thread_id: UUID | None = None
) -> list[Message]:
    """Messages of a show or of a thread, oldest first."""
    cursor = await conn.execute(
        "select * from email_messages where (%(show)s::uuid is null or show_id = %(show)s)"
        " and (%(thread)s::uuid is null or thread_id = %(thread)s)"
        " order by coalesce(received_at, sent_at), created_at limit 500",
        {"show": show_id, "thread": thread_id},
    )
    return [Message.of(row) for row in await cursor.fetchall()]


async def list_unmatched(conn: Connection) -> list[Message]:
    """Inbound messages that wait for a person to say which show they are for."""
    cursor = await conn.execute(
        "select * from email_messages where show_id is null and direction = 'inbound' and not was_processed"
        " order by received_at limit 500"
    )
    return [Message.of(row) for row in await cursor.fetchall()]


async def assign_to_show(conn: Connection, message_id: UUID, show_id: UUID, by: str, reason: str) -> None:
    """A message belongs to a show, and its thread where that had none."""
    await conn.execute(
        "update email_messages set show_id = %s, matched_by = %s, match_reason = %s where id = %s",
        (show_id, by, reason, message_id),
    )
    await conn.execute(
        "update email_threads set show_id = %s where show_id is null"
        " and id = (select thread_id from email_messages where id = %s)",
        (show_id, message_id),
    )


async def note_unmatched(conn: Connection, message_id: UUID, reason: str) -> None:
    """Remember why no show was found for a message."""
    await conn.execute("update email_messages set match_reason = %s where id = %s", (reason, message_id))


async def mark_processed(conn: Connection, message_id: UUID) -> None:
    """All that follows from a message was done."""
    await conn.execute("update email_messages set was_processed = true where id = %s", (message_id,))


async def get_thread(conn: Connection, thread_id: UUID) -> Thread:
    """One thread; raises NotFound where there is none that the asker may see."""
    row = await (await conn.execute("select * from email_threads where id = %s", (thread_id,))).fetchone()
    if row is None:
        raise NotFound(f"There is no mail thread {thread_id}.")
    return Thread.of(row)


async def list_threads(conn: Connection, show_id: UUID) -> list[Thread]:
    """Threads of a show, the latest first."""
    cursor = await conn.execute(
        "select * from email_threads where show_id = %s order by last_message_at desc nulls last", (show_id,)
    )
    return [Thread.of(row) for row in await cursor.fetchall()]


async def thread_of_gmail(
    conn: Connection, account_id: UUID, gmail_thread_id: str, show_id: UUID, subject: str
) -> UUID:
    """The thread of that Gmail id, made for a show where there is none yet."""
    row = await one(
        await conn.execute(
            "insert into email_threads (account_id, gmail_thread_id, show_id, subject) values (%s, %s, %s, %s)"
            " on conflict (gmail_thread_id) do update set show_id = coalesce(email_threads.show_id, excluded.show_id)"
            " returning id",
            (account_id, gmail_thread_id, show_id, subject),
        )
    )
    return UUID(str(row["id"]))


async def set_threads_status(conn: Connection, show_id: UUID, status: str, reason: str = "") -> None:
    """Mark the threads of a show: `active`, `completed`, `stalled` (with its reason)."""
    await conn.execute(
        "update email_threads set status = %s, stalled_reason = %s where show_id = %s", (status, reason, show_id)
    )


def _without_nul(text: AttachmentText) -> dict[str, object]:
    return {**text.model_dump(), "text": text.text.replace("\x00", ""), "name": text.name.replace("\x00", "")}
