"""From an approved draft to a sent mail: the Gmail draft, the check that it is what was approved, the sending, once.

Recipients come from the database. A draft that a person edited, deleted or sent in Gmail itself is taken as they
left it: an edit is reviewed again, a deletion is made good, a mail sent there is learned from the sent message.
"""

import mimetypes
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import structlog

from advancing import checklist as checklists
from advancing.approval import SeenAttachment, fingerprint_mail
from advancing.checklist import Checklist, ChecklistItem, FieldState
from advancing.draft import spoken
from advancing.errors import ApprovalVoid, NotFound, OutsideFault, StateConflict
from advancing.extraction import AskedQuestion
from advancing.roles import Role
from advancing.status import Event, allowed
from agents.projection import defer_projections
from agents.system import System
from tools.gmail.client import GmailClient
from tools.gmail.compose import OutgoingFile, compose
from tools.gmail.header import Address
from tools.gmail.message import ParsedMessage, parse_message
from tools.gmail.records import Draft as GmailDraft
from tools.gmail.records import DraftRef
from tools.store import draft as drafts
from tools.store import mail as mails
from tools.store.agent import log_activity
from tools.store.approval import live_approval, record_approval, use_approval, void_approvals
from tools.store.checklist import load_checklist, save_items
from tools.store.database import Connection
from tools.store.draft import Draft
from tools.store.effect import Receipt, store_receipt
from tools.store.mailbox import Mailbox, get_mailbox, mailbox_of
from tools.store.notice import store_notice
from tools.store.show import Show, change_show, get_show, move_show

_log = structlog.get_logger(__name__)

LABEL = "Advancing"


def message_id_of(draft_id: UUID, address: str) -> str:
    """The Message-ID under which a draft is sent; known before, so that a second try can look it up."""
    return f"<advancing-{draft_id}@{address.rsplit('@', maxsplit=1)[-1]}>"


def fingerprint_of(draft: Draft) -> str:
    """The hash of what the tour manager sees of a draft."""
    return fingerprint_mail(
        to=draft.recipients,
        cc=draft.cc,
        subject=draft.subject,
        body=draft.body,
        attachments=[SeenAttachment(item.name, item.sha256) for item in draft.attachments],
    )


async def place_draft(system: System, show_id: UUID, draft_id: UUID) -> None:
    """Show a draft among the tour manager's Gmail drafts, or bring the one there up to date; once."""
    async with system.database.transaction() as conn:
        draft = await drafts.get_draft(conn, draft_id)
        show = await get_show(conn, show_id)
        mailbox = await mailbox_of(conn, show.tour_manager_id)
    if mailbox is None or draft.gmail_draft_id or draft.status not in ("pending_review", "approved"):
        return
    client = system.gmail(mailbox)
    raw, thread_id = await _compose(system, draft, show, mailbox)
    message_id = message_id_of(draft.id, mailbox.address)

    async def do() -> Receipt:
        made = await _create_draft(client, raw, thread_id)
        return {"draft_id": made.id, "thread_id": made.thread_id}

    async def find() -> Receipt | None:
        found = await _find_draft(client, message_id, thread_id)
        return {"draft_id": found.id, "thread_id": found.thread_id} if found else None

    key = _placing(draft)
    receipt = await system.effects.once(
        key, kind="gmail.draft", show_id=show_id, intent={"subject": draft.subject}, do=do, find=find
    )
    async with system.database.transaction() as conn:
        await store_receipt(conn, key, receipt)
        await drafts.set_gmail_draft(conn, draft.id, str(receipt["draft_id"]))


async def discard_draft(system: System, draft_id: UUID) -> None:
    """Take a rejected draft out of Gmail, where it could be sent by mistake; we keep it."""
    async with system.database.transaction() as conn:
        draft = await drafts.get_draft(conn, draft_id)
        show = await get_show(conn, draft.show_id)
        mailbox = await mailbox_of(conn, show.tour_manager_id)
    if mailbox is None or draft.status != "rejected":
        return
    client = system.gmail(mailbox)
    gmail_draft_id = draft.gmail_draft_id
    if gmail_draft_id is None:
        # A worker may have died between making it in Gmail and writing that down.
        found = await _find_draft(client, message_id_of(draft.id, mailbox.address), None)
        gmail_draft_id = found.id if found else None
    if gmail_draft_id is not None:
        try:
            await client.delete_draft(gmail_draft_id)
        except NotFound:
            _log.info("gmail_draft_gone", draft_id=str(draft.id))
    system.checkpoint("discard:deleted")
    async with system.database.transaction() as conn:
        if draft.gmail_draft_id is None:
            await store_receipt(conn, _placing(draft), {"discarded": gmail_draft_id})
        await drafts.set_gmail_draft(conn, draft.id, None)


def _placing(draft: Draft) -> str:
    """The key of the effect that a draft is shown in Gmail."""
    return f"gmail_draft:{draft.id}"


async def _create_draft(client: GmailClient, raw: bytes, thread_id: str | None) -> DraftRef:
    """Make a Gmail draft; in a thread of its own where the person deleted the thread that it would go on in."""
    try:
        return await client.create_draft(raw, thread_id)
    except NotFound:
        if thread_id is None:
            raise
        return await client.create_draft(raw)


async def _find_draft(client: GmailClient, message_id: str, thread_id: str | None) -> DraftRef | None:
    """The Gmail draft with that Message-ID, which an earlier try made."""
    found = await client.find_by_message_id(message_id, thread_id=thread_id)
    if found is None or not found.is_draft:
        return None
    async for ref in client.list_drafts():
        if ref.message_id == found.id:
            return ref
    return None


async def send_draft(system: System, show_id: UUID, draft_id: UUID) -> None:
    """Send an approved draft, once, as it was approved.

    Args:
        system: The running system.
        show_id: Whose draft it is.
        draft_id: Which draft.

    Raises:
        OutsideFault: Gmail failed; a retry first looks whether the mail left.
    """
    async with system.database.transaction() as conn:
        draft = await drafts.get_draft(conn, draft_id)
        show = await get_show(conn, show_id)
        mailbox = await mailbox_of(conn, show.tour_manager_id)
        approval = await live_approval(conn, "draft", draft_id)
    if draft.status in ("sent", "rejected"):
        # Done by an earlier try, or dropped since with its show.
        return
    if approval is None or draft.status != "approved":
        raise StateConflict(f"Draft {draft_id} has no approval that counts; it has to be reviewed first.")
    if mailbox is None:
        raise StateConflict("No mailbox is connected, so nothing can be sent. Connect one: advance gmail connect.")
    client = system.gmail(mailbox)
    message_id = message_id_of(draft.id, mailbox.address)
    raw, thread_id = await _compose(system, draft, show, mailbox)

    async def find() -> Receipt | None:
        found = await client.find_by_message_id(message_id, thread_id=thread_id)
        return {"message_id": found.id, "thread_id": found.thread_id} if found and found.is_sent else None

    async def do() -> Receipt:
        try:
            gmail_draft_id = await _match_gmail_draft(client, draft, raw, thread_id, message_id)
            if gmail_draft_id is None:
                # Deleted in Gmail by hand, or sent there: what was approved leaves all the same, but not a second time.
                already = await find()
                if already is not None:
                    return already
                gmail_draft_id = (await _create_draft(client, raw, thread_id)).id
            system.checkpoint("send:drafted")
            sent = await client.send_draft(gmail_draft_id)
        except NotFound as gone:
            raise OutsideFault(
                "The draft left or was deleted in Gmail at the same moment; the next try looks which.",
                system="gmail",
                retryable=True,
            ) from gone
        return {"message_id": sent.id, "thread_id": sent.thread_id}

    key = f"send:{draft.id}"
    try:
        async with system.database.transaction() as conn:
            # Whether it may be sent is decided on the approval's own row, before anything leaves.
            held = await live_approval(conn, "draft", draft_id)
            if held is None or held.fingerprint != fingerprint_of(draft):
                raise ApprovalVoid("The draft has changed since it was approved; review it again.")
            await drafts.queue_send(conn, draft, message_id)
        system.checkpoint("send:queued")
        receipt = await system.effects.once(
            key,
            kind="gmail.send",
            show_id=show_id,
            intent={"to": draft.recipients, "subject": draft.subject, "message_id": message_id},
            do=do,
            find=find,
        )
    except _EditedInGmail as edited:
        await _take_gmail_edit(system, show, draft, edited.parsed)
        return
    except ApprovalVoid as void:
        await _back_to_review(system, show, draft, void.message)
        return
    async with system.database.transaction("outbox") as conn:
        await store_receipt(conn, key, receipt)
        held = await live_approval(conn, "draft", draft_id)
        if held is not None:
            await use_approval(conn, held, fingerprint_of(draft))
        await _mark_sent(system, conn, show, draft, mailbox, receipt)


class _EditedInGmail(Exception):
    """The Gmail draft says something else than what was approved."""

    def __init__(self, parsed: ParsedMessage) -> None:
        super().__init__("edited in Gmail")
        self.parsed = parsed


async def _match_gmail_draft(
    client: GmailClient, draft: Draft, raw: bytes, thread_id: str | None, message_id: str
) -> str | None:
    """The Gmail draft that says exactly what was approved, brought up to date where ours is behind; None if it is gone.

    Raises:
        _EditedInGmail: A person changed it there after it was placed.
    """
    standing = await _standing_draft(client, draft, message_id, thread_id)
    if standing is None:
        return None
    parsed = parse_message(standing.message.raw)
    if _says_the_same(parsed, parse_message(raw)):
        return standing.id
    if not draft.is_edited:
        raise _EditedInGmail(parsed)
    # Edited at the approval: the Gmail draft still holds the text before the edit.
    return (await client.update_draft(standing.id, raw, thread_id)).id


async def _standing_draft(
    client: GmailClient, draft: Draft, message_id: str, thread_id: str | None
) -> GmailDraft | None:
    """What lies in Gmail of a draft: what was placed, or what an earlier try made and did not live to note."""
    if draft.gmail_draft_id is not None:
        try:
            return await client.get_draft(draft.gmail_draft_id)
        except NotFound:
            _log.info("gmail_draft_gone", draft_id=str(draft.id))
    found = await _find_draft(client, message_id, thread_id)
    return await client.get_draft(found.id) if found else None


def _says_the_same(one: ParsedMessage, other: ParsedMessage) -> bool:
    def seen(mail: ParsedMessage) -> tuple[object, ...]:
        return (
            " ".join(mail.subject.split()),
            " ".join(mail.body.split()),
            sorted(address.email.lower() for address in (*mail.to, *mail.cc)),
            sorted(item.name for item in mail.attachments),
        )

    return seen(one) == seen(other)


async def _compose(system: System, draft: Draft, show: Show, mailbox: Mailbox) -> tuple[bytes, str | None]:
    """The message as it will leave, and the Gmail thread it goes on in."""
    async with system.database.transaction() as conn:
        history = [
            item for item in await mails.list_messages(conn, show_id=show.id) if item.thread_id == draft.thread_id
        ]
        thread = await mails.get_thread(conn, draft.thread_id) if draft.thread_id else None
        ours = await drafts.list_delivered(conn, show.id) if thread else []
    ids = [item.rfc_message_id for item in history if item.rfc_message_id]
    # A mail of ours that the mailbox was not yet asked for is answered too.
    ids += [item.rfc_message_id for item in ours if item.rfc_message_id not in ids]
    raw = compose(
        from_=Address(mailbox.address, show.tour_manager_name),
        to=[Address(item) for item in draft.recipients],
        cc=[Address(item) for item in draft.cc],
        subject=draft.subject,
        body=draft.body,
        message_id=message_id_of(draft.id, mailbox.address),
        date=draft.created_at,
        in_reply_to=ids[-1] if ids else None,
        references=ids,
        attachments=await _attachments(system, draft),
    )
    return raw, thread.gmail_thread_id if thread else None


async def _attachments(system: System, draft: Draft) -> Sequence[OutgoingFile]:
    return [
        OutgoingFile(
            item.name,
            mimetypes.guess_type(item.name)[0] or "application/octet-stream",
            await system.files.read(item.path),
        )
        for item in draft.attachments
    ]


async def _mark_sent(
    system: System, conn: Connection, show: Show, draft: Draft, mailbox: Mailbox, receipt: Receipt
) -> None:
    """The mail left: the show waits for an answer, the questions stand as asked, the wait has an end."""
    thread_id = await mails.thread_of_gmail(conn, mailbox.id, str(receipt["thread_id"]), show.id, draft.subject)
    await conn.execute("update agent_drafts set thread_id = %s where id = %s", (thread_id, draft.id))
    await drafts.mark_sent(conn, draft.id, str(receipt["message_id"]))
    await drafts.set_draft_status(conn, draft.id, "sent")
    checklist = await load_checklist(conn, show.id, show.venue_type)
    await save_items(conn, show.id, _asked_items(checklist, draft, show.country))
    if Event.MAIL_SENT in allowed((await get_show(conn, show.id, lock=True)).status):
        await move_show(conn, show.id, Event.MAIL_SENT)
    follow_ups = show.follow_ups_sent + (draft.draft_type == "followup")
    due = system.clock() + timedelta(days=system.follow_up.first_after_days)
    await change_show(conn, show.id, {"follow_ups_sent": follow_ups, "next_action_at": due})
    await log_activity(
        conn,
        agent_type="outbox",
        action="mail.sent",
        tour_manager_id=show.tour_manager_id,
        show_id=show.id,
        input={"draft": str(draft.id), "to": draft.recipients},
        output=dict(receipt),
    )
    await defer_projections(system, conn, show.id)


def _asked_items(checklist: Checklist, draft: Draft, country: str) -> list[ChecklistItem]:
    """The items that a mail asked for, or stated for confirmation."""
    known = {item.key: item for item in checklist.items}
    keys = [question.field for question in draft.questions_asked]
    stated = [
        key
        for key, value in checklist.to_confirm().items()
        if key not in keys and spoken(key, value, country) in draft.body
    ]
    items = [known.get(key) or ChecklistItem(key=key) for key in (*keys, *stated)]
    return [checklists.ask(item) for item in items if item.state is not FieldState.PROPOSED]


async def _take_gmail_edit(system: System, show: Show, draft: Draft, parsed: ParsedMessage) -> None:
    """A person changed the draft in Gmail after it was approved: their text is what is reviewed next."""
    async with system.database.transaction(str(show.tour_manager_id)) as conn:
        questions = keep_questions(draft.questions_asked, parsed.body)
        await drafts.change_text(conn, draft.id, subject=parsed.subject, body=parsed.body, questions=questions)
    await _back_to_review(system, show, draft, "It was edited in Gmail after it was approved; review the new text.")


async def _back_to_review(system: System, show: Show, draft: Draft, reason: str) -> None:
    async with system.database.transaction() as conn:
        await void_approvals(conn, "draft", draft.id, reason)
        await drafts.set_draft_status(conn, draft.id, "pending_review")
        notice_id = await store_notice(
            conn,
            show.tour_manager_id,
            kind="draft_ready",
            title=f"The draft for {show.venue} has to be reviewed again",
            body=reason,
            show_id=show.id,
            key=f"review-again:{draft.id}:{system.clock().isoformat()}",
        )
        if notice_id:
            await system.jobs.defer(conn, "deliver_notice", arguments={"notice_id": str(notice_id)})


def keep_questions(questions: Sequence[AskedQuestion], body: str) -> list[AskedQuestion]:
    """The questions that a text still asks, in its words; an edit may have dropped some."""
    folded = " ".join(body.split()).casefold()
    return [item for item in questions if " ".join(item.question.split()).casefold() in folded]


async def note_sent_mail(system: System, show_id: UUID, message_id: UUID) -> None:
    """A message left the mailbox: one of ours, whose sending is known, or one that the person sent from Gmail."""
    async with system.database.transaction("gmail") as conn:
        message = await mails.get_message(conn, message_id, lock=True)
        if message.was_processed:
            return
        await mails.mark_processed(conn, message_id)
        show = await get_show(conn, show_id, lock=True)
        draft = await drafts.waiting_draft(conn, show_id)
        mailbox = await get_mailbox(conn, message.account_id)
        ours = draft and message.rfc_message_id == message_id_of(draft.id, mailbox.address)
        if draft is None or not ours or draft.status != "pending_review":
            return
        # Sent from Gmail by hand before it was approved here: sending it was the approval.
        questions = keep_questions(draft.questions_asked, message.body)
        await drafts.change_text(conn, draft.id, subject=message.subject, body=message.body, questions=questions)
        draft = (await drafts.get_draft(conn, draft.id)).model_copy(update={"recipients": list(message.to_addresses)})
        await record_approval(
            conn,
            subject_type="draft",
            subject_id=draft.id,
            show_id=show_id,
            fingerprint=fingerprint_of(draft),
            shown={"sent_from_gmail": message.gmail_message_id, "subject": message.subject},
            user_id=show.tour_manager_id,
        )
        approval = await live_approval(conn, "draft", draft.id)
        if approval:
            await use_approval(conn, approval, fingerprint_of(draft))
        await drafts.queue_send(conn, draft, str(message.rfc_message_id))
        thread = await mails.get_thread(conn, message.thread_id)
        receipt: Receipt = {"message_id": message.gmail_message_id, "thread_id": thread.gmail_thread_id}
        await _mark_sent(system, conn, show, draft, mailbox, receipt)
        await log_activity(
            conn,
            agent_type=Role.DRAFT_GENERATOR,
            action="draft.sent_from_gmail",
            tour_manager_id=show.tour_manager_id,
            show_id=show_id,
            input={"draft": str(draft.id)},
        )
