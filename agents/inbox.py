"""From the mailbox to the store: what is new is stored raw, told apart, matched to its show, and queued for reading.

The cursor into the mailbox's history moves only when everything before it is stored. What cannot be matched goes
to the tour manager.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import structlog

from advancing.errors import NotFound, OutsideFault, StateConflict
from advancing.match import Candidate, MessageHeaders, match_to_show
from advancing.status import Status
from agents.system import System
from tools.gmail.attachment import Unreadable, read_attachment
from tools.gmail.client import GmailClient, HistoryExpired
from tools.gmail.message import Attachment, ParsedMessage, parse_message
from tools.gmail.notice import MailKind
from tools.gmail.records import DRAFT, SENT, RawMessage
from tools.store import mail as mails
from tools.store import mailbox as mailboxes
from tools.store.agent import log_activity
from tools.store.database import Connection
from tools.store.mailbox import Mailbox
from tools.store.notice import store_notice
from tools.untrusted import without_links

_log = structlog.get_logger(__name__)

CATCH_UP_QUERY = "newer_than:30d -in:drafts"


async def pull_mailbox(system: System, mailbox_id: UUID) -> int:
    """Store what came since the last pull.

    Args:
        system: The running system.
        mailbox_id: Which mailbox.

    Returns:
        How many new messages were stored.

    Raises:
        OutsideFault: Gmail failed; the cursor stands where it stood.
    """
    async with system.database.transaction() as conn:
        mailbox = await mailboxes.get_mailbox(conn, mailbox_id)
    client = system.gmail(mailbox)
    try:
        stored, cursor = await _pull_history(system, client, mailbox)
    except OutsideFault as fault:
        if not fault.retryable:
            # Consent died or was withdrawn: no retry helps, a person has to reconnect, and must be told.
            async with system.database.transaction() as conn:
                await mailboxes.mark_mailbox(conn, mailbox.id, "reconnect", fault.message)
                await store_notice(
                    conn,
                    mailbox.user_id,
                    kind="failure",
                    title=f"{mailbox.address} has to be connected again",
                    body=fault.message,
                    key=f"reconnect:{mailbox.id}:{system.clock().date()}",
                )
        raise
    system.checkpoint("inbox:stored")
    async with system.database.transaction() as conn:
        await mailboxes.move_cursor(conn, mailbox.id, cursor)
        await mailboxes.mark_pushes_handled(conn, mailbox.address, cursor)
    return stored


async def _pull_history(system: System, client: GmailClient, mailbox: Mailbox) -> tuple[int, int]:
    """Store everything after the cursor; gives the count and where the cursor may move to."""
    stored = 0
    if mailbox.history_id is not None:
        try:
            newest = mailbox.history_id
            async for page in client.history_since(mailbox.history_id):
                for ref in page.added:
                    stored += not ref.is_draft and await _store(system, client, mailbox, ref.id)
                newest = page.history_id
            return stored, newest
        except HistoryExpired:
            _log.warning("history_expired", mailbox=mailbox.address)
    # The first pull, or history is gone: recent mail is listed instead; what was stored before is skipped.
    profile = await client.get_profile()
    async for found in client.list_messages(CATCH_UP_QUERY):
        stored += await _store(system, client, mailbox, found.id)
    return stored, profile.history_id


async def _store(system: System, client: GmailClient, mailbox: Mailbox, gmail_message_id: str) -> bool:
    """Store one message and queue what follows from it; False where it was stored before or is gone."""
    try:
        raw = await client.get_raw_message(gmail_message_id)
    except NotFound:
        return False
    if DRAFT in raw.label_ids:
        return False
    # Parsing a large message takes its time and must not hold up the loop.
    parsed = await asyncio.to_thread(parse_message, raw.raw)
    attachments = [await _attachment(part) for part in parsed.attachments]
    # Gmail's own label decides: anybody can write our address into From, and such a mail is one to look at.
    outbound = SENT in raw.label_ids
    async with system.database.transaction() as conn:
        message_id = await mails.store_message(conn, _row(mailbox, raw, parsed, outbound=outbound), attachments)
        if message_id is None:
            return False
        await _follow_up_on(system, conn, mailbox, message_id, outbound=outbound)
    system.checkpoint("inbox:message")
    return True


async def _attachment(part: Attachment) -> mails.Attachment:
    read = await read_attachment(part.name, part.content_type, part.content)
    return mails.Attachment(
        name=part.name,
        content_type=part.content_type,
        size_bytes=part.size,
        texts=[item for item in read if not isinstance(item, Unreadable)],
        unreadable_reason=" ".join(item.reason for item in read if isinstance(item, Unreadable)) or None,
    )


def _sender(parsed: ParsedMessage) -> str:
    return parsed.from_.email if parsed.from_ else ""


def _row(mailbox: Mailbox, raw: RawMessage, parsed: ParsedMessage, *, outbound: bool) -> mails.NewMessage:
    return mails.NewMessage(
        account_id=mailbox.id,
        gmail_message_id=raw.id,
        gmail_thread_id=raw.thread_id,
        rfc_message_id=parsed.message_id or None,
        in_reply_to=parsed.in_reply_to or None,
        refs=tuple(parsed.references),
        direction="outbound" if outbound else "inbound",
        kind=parsed.kind.value,
        from_address=_sender(parsed),
        to_addresses=tuple(item.email for item in parsed.to),
        cc_addresses=tuple(item.email for item in parsed.cc),
        subject=parsed.subject,
        body=parsed.body,
        hidden_text=parsed.hidden_text,
        is_broken=parsed.is_broken,
        defects=tuple(parsed.defects),
        at=raw.received_at,
        raw=raw.raw,
    )


async def _follow_up_on(
    system: System, conn: Connection, mailbox: Mailbox, message_id: UUID, *, outbound: bool
) -> None:
    """Match a new message to its show and queue the reading; or tell the tour manager that it has none."""
    message = await mails.get_message(conn, message_id)
    match = match_to_show(await _headers(conn, message), await _candidates(conn, mailbox.user_id))
    if match.show_id is not None:
        await mails.assign_to_show(conn, message_id, match.show_id, match.by, match.reason)
        name = "note_sent_mail" if outbound else "read_message"
        await system.jobs.defer_for_show(conn, name, match.show_id, message_id=str(message_id))
        return
    await mails.note_unmatched(conn, message_id, match.reason)
    if outbound or message.kind == MailKind.AUTO_REPLY.value:
        # Mail that the person sent about other things, and machines' mail about it, is nobody's work.
        await mails.mark_processed(conn, message_id)
        return
    await log_activity(
        conn,
        agent_type="inbox",
        action="mail.unmatched",
        tour_manager_id=mailbox.user_id,
        input={"message_id": str(message_id), "from": message.from_address, "subject": message.subject},
        output={"reason": match.reason},
    )
    notice_id = await store_notice(
        conn,
        mailbox.user_id,
        kind="unmatched_mail",
        title=f"Which show is this mail for: {without_links(message.subject, 200) or '(no subject)'}",
        body=f"From {without_links(message.from_address, 200)}. {match.reason}",
        key=f"unmatched:{message_id}",
    )
    if notice_id:
        await system.jobs.defer(conn, "deliver_notice", arguments={"notice_id": str(notice_id)})


async def assign_message(system: System, user_id: UUID, message_id: UUID, show_id: UUID) -> None:
    """The tour manager says which show a mail is for; it is read next.

    Raises:
        StateConflict: It belongs to a show already.
    """
    async with system.database.transaction(str(user_id)) as conn:
        message = await mails.get_message(conn, message_id, lock=True)
        if message.show_id is not None:
            raise StateConflict("That message belongs to a show already.", show_id=str(message.show_id))
        await mails.assign_to_show(conn, message_id, show_id, "tour_manager", "The tour manager said so.")
        await system.jobs.defer_for_show(conn, "read_message", show_id, message_id=str(message_id))


async def dismiss_message(system: System, user_id: UUID, message_id: UUID) -> None:
    """The tour manager says that a mail is about no show; it is kept and asks for nothing more."""
    async with system.database.transaction(str(user_id)) as conn:
        message = await mails.get_message(conn, message_id, lock=True)
        if message.show_id is not None:
            raise StateConflict("That message belongs to a show already.", show_id=str(message.show_id))
        await mails.mark_processed(conn, message_id)


async def _headers(conn: Connection, message: mails.Message) -> MessageHeaders:
    thread = await mails.get_thread(conn, message.thread_id)
    return MessageHeaders(
        thread_id=thread.gmail_thread_id,
        in_reply_to=message.in_reply_to,
        references=tuple(message.refs),
        sender=message.from_address,
        subject=message.subject,
    )


async def _candidates(conn: Connection, user_id: UUID) -> Sequence[Candidate]:
    """The shows a mail to this tour manager can be for, with what identifies their mail."""
    cursor = await conn.execute(
        """select s.id, s.show_date, s.status, v.name as venue, t.artist,
            array(select lower(c.email) from contacts c where c.venue_id = s.venue_id) as addresses,
            array(select th.gmail_thread_id from email_threads th where th.show_id = s.id) as thread_ids,
            array(select th.subject from email_threads th where th.show_id = s.id) as subjects,
            array(select x.rfc_message_id from sends x where x.show_id = s.id
                union select m.rfc_message_id from email_messages m
                where m.show_id = s.id and m.rfc_message_id is not null) as message_ids
        from shows s join venues v on v.id = s.venue_id join tours t on t.id = s.tour_id
        join tour_members tm on tm.tour_id = s.tour_id and tm.user_id = %s
        where s.status <> 'cancelled'""",
        (user_id,),
    )
    return [
        Candidate(
            show_id=row["id"],
            artist=row["artist"],
            venue=row["venue"],
            show_date=row["show_date"],
            contacts=tuple(row["addresses"]),
            thread_ids=frozenset(row["thread_ids"]),
            message_ids=frozenset(row["message_ids"]),
            subjects=tuple(row["subjects"]),
            is_live=Status(row["status"]).is_live,
        )
        for row in await cursor.fetchall()
    ]


async def label_message(system: System, message_id: UUID, label: str) -> None:
    """Put a label on a message in Gmail, for people to see; doing it twice changes nothing."""
    async with system.database.transaction() as conn:
        message = await mails.get_message(conn, message_id)
        mailbox = await mailboxes.get_mailbox(conn, message.account_id)
    client = system.gmail(mailbox)
    await client.add_labels(message.gmail_message_id, (await client.ensure_label(label),))


async def renew_watch(system: System, mailbox_id: UUID) -> datetime | None:
    """Ask Gmail to go on pushing; gives until when, or None where mailboxes are polled."""
    if not system.pubsub_topic:
        return None
    async with system.database.transaction() as conn:
        mailbox = await mailboxes.get_mailbox(conn, mailbox_id)
    watch = await system.gmail(mailbox).watch(system.pubsub_topic)
    async with system.database.transaction() as conn:
        await mailboxes.set_watch(conn, mailbox_id, watch.expires_at)
    return watch.expires_at
