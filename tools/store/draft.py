"""Drafts awaiting review and mails that were sent, each with the question set as it was sent."""

from datetime import datetime
from uuid import UUID

from psycopg.types.json import Jsonb
from pydantic import Field

from advancing.errors import NotFound, StateConflict
from advancing.extraction import AskedQuestion
from tools.store.database import Connection
from tools.store.row import Row, one


class DraftAttachment(Row):
    """A file that goes with a mail.

    Args:
        name: As the venue sees it.
        sha256: Hex digest of its content, part of what is approved.
        path: Where it lies.
    """

    name: str
    sha256: str
    path: str


class Draft(Row):
    """A mail before it is sent, as the tour manager reviews it."""

    id: UUID
    show_id: UUID
    thread_id: UUID | None
    previous_id: UUID | None
    gmail_draft_id: str | None
    draft_type: str
    subject: str
    body: str
    recipients: list[str]
    cc: list[str]
    attachments: list[DraftAttachment]
    questions_asked: list[AskedQuestion]
    fields_requested: list[str]
    status: str
    is_stale: bool
    stale_reason: str
    is_edited: bool
    agent_confidence: float | None
    written_by: str
    fallback_reason: str
    note: str
    tm_feedback: str | None
    reviewed_at: datetime | None
    sent_at: datetime | None
    created_at: datetime


class NewDraft(Row):
    """A draft to store."""

    show_id: UUID
    thread_id: UUID | None
    task_id: UUID | None
    previous_id: UUID | None
    draft_type: str
    subject: str
    body: str
    recipients: list[str]
    cc: list[str] = Field(default_factory=list)
    attachments: list[DraftAttachment]
    questions_asked: list[AskedQuestion]
    agent_confidence: float
    written_by: str
    fallback_reason: str
    note: str


class Send(Row):
    """A mail that was sent, or is about to be.

    Args:
        delivery_status: `queued`, `sent`, `bounced`, `failed`.
        questions_asked: As they stood in the mail.
    """

    id: UUID
    draft_id: UUID
    show_id: UUID
    rfc_message_id: str
    gmail_message_id: str | None
    recipients: list[str]
    subject: str
    questions_asked: list[AskedQuestion]
    delivery_status: str
    bounce_reason: str
    sent_at: datetime | None
    responded_at: datetime | None


async def store_draft(conn: Connection, new: NewDraft) -> UUID:
    """Store a draft as awaiting review.

    Raises:
        StateConflict: The show has a draft awaiting review already.
    """
    cursor = await conn.execute(
        """insert into agent_drafts (show_id, thread_id, task_id, previous_id, draft_type, subject, body, recipients,
            cc, attachments, questions_asked, fields_requested, agent_confidence, written_by, fallback_reason, note)
        values (%(show_id)s, %(thread_id)s, %(task_id)s, %(previous_id)s, %(draft_type)s, %(subject)s, %(body)s,
            %(recipients)s, %(cc)s, %(attachments)s, %(questions)s, %(fields)s, %(agent_confidence)s,
            %(written_by)s, %(fallback_reason)s, %(note)s)
        on conflict (show_id) where status in ('pending_review', 'approved') do nothing returning id""",
        {
            **new.model_dump(),
            "attachments": Jsonb([item.model_dump() for item in new.attachments]),
            "questions": Jsonb([item.model_dump() for item in new.questions_asked]),
            "fields": [item.field for item in new.questions_asked],
        },
    )
    row = await cursor.fetchone()
    if row is None:
        waiting = await waiting_draft(conn, new.show_id)
        which = f" ({waiting.id})" if waiting else ""
        raise StateConflict(f"The show has a draft awaiting review already{which}; review that first.")
    return UUID(str(row["id"]))


async def get_draft(conn: Connection, draft_id: UUID, *, lock: bool = False) -> Draft:
    """One draft; raises NotFound where there is none that the asker may see."""
    row = await (
        await conn.execute("select * from agent_drafts where id = %s" + (" for update" if lock else ""), (draft_id,))
    ).fetchone()
    if row is None:
        raise NotFound(f"There is no draft {draft_id}.")
    return Draft.of(row)


async def list_drafts(conn: Connection, *, status: str | None = None, show_id: UUID | None = None) -> list[Draft]:
    """Drafts, the latest first."""
    cursor = await conn.execute(
        "select * from agent_drafts where (%(status)s::text is null or status = %(status)s)"
        " and (%(show)s::uuid is null or show_id = %(show)s) order by created_at desc limit 500",
        {"status": status, "show": show_id},
    )
    return [Draft.of(row) for row in await cursor.fetchall()]


async def waiting_draft(conn: Connection, show_id: UUID) -> Draft | None:
    """The draft of a show that is neither sent nor rejected, if there is one."""
    row = await (
        await conn.execute(
            "select * from agent_drafts where show_id = %s and status in ('pending_review', 'approved')", (show_id,)
        )
    ).fetchone()
    return Draft.of(row) if row else None


async def set_gmail_draft(conn: Connection, draft_id: UUID, gmail_draft_id: str | None) -> None:
    """Remember which Gmail draft shows this one."""
    await conn.execute("update agent_drafts set gmail_draft_id = %s where id = %s", (gmail_draft_id, draft_id))


async def change_text(
    conn: Connection, draft_id: UUID, *, subject: str, body: str, questions: list[AskedQuestion]
) -> None:
    """Take over what a person changed; the question set follows the text."""
    await conn.execute(
        "update agent_drafts set subject = %s, body = %s, is_edited = true, questions_asked = %s,"
        " fields_requested = %s where id = %s",
        (subject, body, Jsonb([q.model_dump() for q in questions]), [q.field for q in questions], draft_id),
    )


async def set_draft_status(conn: Connection, draft_id: UUID, status: str, feedback: str | None = None) -> None:
    """Move a draft to `approved`, `rejected`, `sent`, or back to `pending_review`."""
    await conn.execute(
        "update agent_drafts set status = %(status)s, tm_feedback = coalesce(%(feedback)s, tm_feedback),"
        " reviewed_at = case when %(status)s in ('approved', 'rejected') then now() else reviewed_at end,"
        " sent_at = case when %(status)s = 'sent' then now() else sent_at end where id = %(id)s",
        {"status": status, "feedback": feedback, "id": draft_id},
    )


async def mark_stale(conn: Connection, show_id: UUID, reason: str) -> int:
    """New mail came: a waiting draft may ask what was just answered. It is marked, never deleted."""
    cursor = await conn.execute(
        "update agent_drafts set is_stale = true, stale_reason = %s where show_id = %s and status = 'pending_review'",
        (reason, show_id),
    )
    return cursor.rowcount


async def queue_send(conn: Connection, draft: Draft, rfc_message_id: str) -> Send:
    """Write down, before anything leaves, what is about to be sent under which Message-ID."""
    row = await one(
        await conn.execute(
            """insert into sends (draft_id, show_id, rfc_message_id, recipients, subject, questions_asked)
            values (%s, %s, %s, %s, %s, %s)
            on conflict (draft_id) do update set draft_id = excluded.draft_id returning *""",
            (
                draft.id,
                draft.show_id,
                rfc_message_id,
                draft.recipients,
                draft.subject,
                Jsonb([q.model_dump() for q in draft.questions_asked]),
            ),
        )
    )
    return Send.of(row)


async def mark_sent(conn: Connection, draft_id: UUID, gmail_message_id: str) -> None:
    """The mail left; raises NotFound where it was never queued."""
    cursor = await conn.execute(
        "update sends set delivery_status = 'sent', gmail_message_id = %s, sent_at = now() where draft_id = %s",
        (gmail_message_id, draft_id),
    )
    if cursor.rowcount == 0:
        raise NotFound(f"Draft {draft_id} was not queued for sending.")


async def list_sends(conn: Connection, show_id: UUID) -> list[Send]:
    """Mails sent for a show, oldest first."""
    cursor = await conn.execute(
        "select * from sends where show_id = %s order by sent_at nulls last, rfc_message_id", (show_id,)
    )
    return [Send.of(row) for row in await cursor.fetchall()]


async def list_delivered(conn: Connection, show_id: UUID) -> list[Send]:
    """Mails that left for a show and, as far as is known, arrived; oldest first."""
    return [item for item in await list_sends(conn, show_id) if item.sent_at and item.delivery_status != "bounced"]


async def mark_responded(conn: Connection, show_id: UUID) -> None:
    """The venue wrote back: the latest mail to it has its response."""
    await conn.execute(
        "update sends set responded_at = now() where responded_at is null and id = (select id from sends"
        " where show_id = %s and delivery_status = 'sent' order by sent_at desc limit 1)",
        (show_id,),
    )


async def mark_bounced(conn: Connection, show_id: UUID, rfc_ids: list[str], recipients: list[str], reason: str) -> bool:
    """A mail did not arrive: mark the one that the bounce names, else the latest to one of those recipients.

    Returns:
        Whether one was found.
    """
    cursor = await conn.execute(
        """update sends set delivery_status = 'bounced', bounce_reason = %(reason)s where id = (
            select id from sends where show_id = %(show)s and delivery_status in ('sent', 'bounced')
                and (rfc_message_id = any(%(ids)s) or recipients && %(to)s::text[])
            order by (rfc_message_id = any(%(ids)s)) desc, sent_at desc limit 1)""",
        {"reason": reason, "show": show_id, "ids": rfc_ids, "to": recipients},
    )
    await conn.execute(
        "update contacts set bounced_at = now() where lower(email) = any(%s)"
        " and venue_id = (select venue_id from shows where id = %s)",
        ([address.lower() for address in recipients], show_id),
    )
    return cursor.rowcount == 1
