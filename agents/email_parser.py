"""The email parser's work: one stored message, from what kind it is to a reading that awaits review."""

import re
from email.parser import BytesHeaderParser
from uuid import UUID

from advancing import checklist as checklists
from advancing.agreement import merge
from advancing.checklist import TO_ASK
from advancing.conflict import ConflictCase, judge
from advancing.extraction import (
    AskedQuestion,
    Dropped,
    Extraction,
    KnownValue,
    OpenQuestion,
    ShowFacts,
    Suspicion,
    VenueMail,
)
from advancing.fields import FieldKey
from advancing.reading import read
from advancing.reading.own_words import own_words
from advancing.roles import Role
from advancing.status import Event, Status, allowed
from agents.projection import defer_projections
from agents.prompts import parse_prompt
from agents.system import System
from agents.turn import Outcome, perform
from tools.gmail.header import addresses
from tools.gmail.message import parse_message
from tools.gmail.notice import MailKind
from tools.store import agent as agents
from tools.store import draft as drafts
from tools.store import extraction as extractions
from tools.store import mail as mails
from tools.store.checklist import load_checklist, save_items
from tools.store.database import Connection
from tools.store.link import get_link
from tools.store.mailbox import get_mailbox
from tools.store.notice import store_notice
from tools.store.show import Show, change_show, get_show, last_answers, move_show, show_facts
from tools.untrusted import without_links

_KINDS = frozenset({"instruction", "bank_details", "lookalike_domain", "hidden_text", "data_request"})
_LEFT_OUT = "The model's reason is left out, since the mail tries to instruct or to mislead; judge by the quote."
_LONGEST_HEADERS = 256_000


async def read_message(system: System, show_id: UUID, message_id: UUID) -> None:
    """Read one inbound message of a show; doing it twice changes nothing.

    Raises:
        AgentPaused: The email parser is paused.
    """
    async with system.database.transaction() as conn:
        message = await mails.get_message(conn, message_id)
        show = await get_show(conn, show_id)
        if message.was_processed:
            return
        if message.kind == MailKind.BOUNCE.value:
            await _take_bounce(system, conn, show, message)
            return
        if message.kind == MailKind.AUTO_REPLY.value:
            await _take_auto_reply(conn, show, message)
            return
        mail, facts, asked = await _snapshot(conn, show, message)
        task = await agents.open_task(
            conn,
            role=Role.EMAIL_PARSER,
            kind="read",
            key=f"read:{message_id}",
            tour_manager_id=show.tour_manager_id,
            show_id=show_id,
            input={
                "mail": mail.model_dump(mode="json"),
                "show": facts.model_dump(mode="json"),
                "asked": [question.model_dump(mode="json") for question in asked],
            },
        )
    system.checkpoint("read:asked")
    words = own_words(mail.body, sender=mail.sender, our_addresses=mail.our_addresses)
    outcome = await perform(system, task, parse_prompt(mail, facts, asked, words.text()), "submit_extraction")
    system.checkpoint("read:done")
    extraction = result_of(outcome, mail, facts, asked)
    async with system.database.transaction(Role.EMAIL_PARSER) as conn:
        await _keep(system, conn, task, message, outcome, extraction)


def result_of(outcome: Outcome, mail: VenueMail, facts: ShowFacts, asked: tuple[AskedQuestion, ...]) -> Extraction:
    """What the agent submitted, with the rules' own reading beside it where a model did it."""
    submitted = Extraction.model_validate(outcome.result["extraction"])
    posing = _posing_as_us(mail)
    if outcome.host == "rules" and not submitted.suspicions and not posing:
        return submitted.model_copy(update={"read_by": "rules"})
    rules = read(mail, facts, asked)
    if rules.suspicions or posing:
        submitted = _without_own_words(submitted, rules)
    read_by = "rules" if outcome.host == "rules" else outcome.model or outcome.host
    extraction = merge(submitted, rules).model_copy(update={"read_by": read_by})
    if posing:
        # Whoever wrote it is not the venue, so nothing in it is the venue's answer.
        dropped = [
            Dropped(field=key, value=one.value, reason=posing[0].explanation) for key, one in extraction.fields.items()
        ]
        open_ones = tuple(OpenQuestion(field=question.field, reason="Not answered.") for question in asked)
        extraction = extraction.model_copy(
            update={"fields": {}, "unresolved": open_ones, "dropped": (*extraction.dropped, *dropped)}
        )
    return extraction.model_copy(update={"suspicions": (*posing, *extraction.suspicions)})


def _posing_as_us(mail: VenueMail) -> tuple[Suspicion, ...]:
    """A mail that names our own mailbox as its sender and was not sent from it; what is, is never read as a venue's."""
    ours = re.escape(mail.our_addresses[0].lower()) if mail.our_addresses else ""
    if not ours or not re.search(rf"(?<![\w.+-]){ours}(?![\w.-])", mail.sender.lower()):
        return ()
    told = "The mail names your own address as its sender and was not sent from your mailbox: somebody poses as you."
    return (Suspicion(kind="lookalike_domain", quote=mail.sender, explanation=told),)


def _without_own_words(submitted: Extraction, rules: Extraction) -> Extraction:
    """A model's reading of a mail that tries to instruct it, as values with their quotes alone.

    Its reasons, questions and concerns stand beside the buttons with which a person approves, so they are not the
    place for what a mail may have told it to say.
    """
    return submitted.model_copy(
        update={
            "fields": {
                key: found.model_copy(update={"reasoning": _LEFT_OUT}) for key, found in submitted.fields.items()
            },
            "unresolved": tuple(OpenQuestion(field=one.field, reason="Not answered.") for one in submitted.unresolved),
            "new_questions": (),
            "sentiment": rules.sentiment,
        }
    )


async def _snapshot(
    conn: Connection, show: Show, message: mails.Message
) -> tuple[VenueMail, ShowFacts, tuple[AskedQuestion, ...]]:
    """The message, what is known of the show, and the questions of the mail that it answers."""
    attachments = await mails.list_attachments(conn, message.id)
    mailbox = await get_mailbox(conn, message.account_id)
    contacts = await (
        await conn.execute("select lower(email) as email from contacts where venue_id = %s", (show.venue_id,))
    ).fetchall()
    at = message.received_at
    mail = VenueMail(
        sender=_sender(await mails.get_raw(conn, message.id), message),
        recipients=(*message.to_addresses, *message.cc_addresses),
        subject=message.subject,
        date=at.isoformat() if at else "",
        body=message.body,
        hidden_text=message.hidden_text,
        attachments=tuple(text for item in attachments for text in item.texts),
        our_addresses=(mailbox.address, show.tour_manager_email),
        known_contacts=tuple(row["email"] for row in contacts),
    )
    facts = show_facts(show, await _known(conn, show), await last_answers(conn, show.venue_id, show.id))
    return mail, facts, await _asked(conn, show.id)


def _sender(raw: bytes, message: mails.Message) -> str:
    """`From` with its display name, which may tell the contact or pose as one."""
    head = raw[:_LONGEST_HEADERS].replace(b"\r\n", b"\n").partition(b"\n\n")[0] + b"\n\n"
    found = addresses(BytesHeaderParser().parsebytes(head), "From")
    return str(found[0]) if found and found[0].email == message.from_address else message.from_address


async def _known(conn: Connection, show: Show) -> dict[FieldKey, KnownValue]:
    """What is known before this mail: the checklist's usable values, then Master Tour's, then the contract's."""
    checklist = await load_checklist(conn, show.id, show.venue_type)
    link = await get_link(conn, show.id)
    known = {key: KnownValue(value=value, source="contract") for key, value in show.contract.items()}
    if link:
        known |= {key: KnownValue(value=value, source="master_tour") for key, value in link.known.items()}
    for item in checklist.items:
        if item.value is not None and item.key in checklist.usable():
            known[item.key] = KnownValue(value=item.value, source=item.source or "venue")
    return known


async def _asked(conn: Connection, show_id: UUID) -> tuple[AskedQuestion, ...]:
    """The questions of the latest mail that left; a reply is judged against what was asked in it."""
    sent = [item for item in await drafts.list_sends(conn, show_id) if item.sent_at is not None]
    return tuple(sent[-1].questions_asked) if sent else ()


async def _keep(
    system: System,
    conn: Connection,
    task: agents.Task,
    message: mails.Message,
    outcome: Outcome,
    extraction: Extraction,
) -> None:
    """Store the reading and all that follows from it, in one transaction."""
    show = await get_show(conn, _show_id(task), lock=True)
    await agents.close_task(conn, task.id, host=outcome.host, fallback_reason=outcome.fallback_reason)
    extraction_id = await extractions.store_extraction(
        conn, show.id, message.id, task.id, extraction, outcome.fallback_reason
    )
    await mails.mark_processed(conn, message.id)
    if extraction_id is None:
        return
    if not any(item.kind == "lookalike_domain" for item in extraction.suspicions):
        # What may be an impostor's stays in its reading until a person has looked at it.
        await _propose(conn, show, extraction, message.id, extraction_id)
        await _raise_conflicts(conn, show, extraction, extraction_id)
    await drafts.mark_responded(conn, show.id)
    await drafts.mark_stale(conn, show.id, "New mail came from the venue after this was written.")
    if Event.REPLY_READ in allowed(show.status):
        await move_show(conn, show.id, Event.REPLY_READ)
        await change_show(conn, show.id, {"next_action_at": None})
    await _tell(system, conn, show, message, extraction)
    await agents.log_activity(
        conn,
        agent_type=Role.EMAIL_PARSER,
        action="mail.read",
        tour_manager_id=show.tour_manager_id,
        show_id=show.id,
        input={"message": str(message.id), "task": str(task.id)},
        output={
            "extraction": str(extraction_id),
            "fields": len(extraction.fields),
            "conflicts": list(extraction.conflicts),
            "host": outcome.host,
        },
        error=outcome.fallback_reason,
        duration_ms=outcome.duration_ms,
    )
    await system.jobs.defer(conn, "label_message", arguments={"message_id": str(message.id), "label": "Advancing/read"})
    await defer_projections(system, conn, show.id)


async def _propose(conn: Connection, show: Show, extraction: Extraction, message_id: UUID, extraction_id: UUID) -> None:
    """Fields that had no value show the proposed one; a value in use stays in use until the review."""
    checklist = await load_checklist(conn, show.id, show.venue_type)
    if not checklist.items:
        return
    known = {item.key: item for item in checklist.items}
    proposed = []
    for key, found in extraction.fields.items():
        item = known.get(key) or checklists.ChecklistItem(key=key)
        if item.state in TO_ASK:
            proposed.append(
                checklists.propose(
                    item, found.value, confidence=found.confidence, source_text=found.source_text, source="venue"
                )
            )
    await save_items(conn, show.id, proposed, message_id=message_id, extraction_id=extraction_id)


async def _raise_conflicts(conn: Connection, show: Show, extraction: Extraction, extraction_id: UUID) -> None:
    for key, found in extraction.fields.items():
        if found.conflict is None:
            continue
        judged = judge(ConflictCase(key, found.conflict.known, found.conflict.known_from, found.value))
        await extractions.store_conflict(
            conn,
            show_id=show.id,
            field=key,
            extraction_id=extraction_id,
            known=(found.conflict.known, found.conflict.known_from),
            new=(found.value, "venue"),
            severity=judged.severity,
            explanation=judged.sentence,
        )


async def _tell(system: System, conn: Connection, show: Show, message: mails.Message, extraction: Extraction) -> None:
    if extraction.suspicions:
        kinds = sorted({item.kind if item.kind in _KINDS else "instruction" for item in extraction.suspicions})
        title = f"Be careful with the mail from {show.venue}: {', '.join(kinds).replace('_', ' ')}"
        kind, key = "escalation", f"suspicious:{message.id}"
        body = without_links(extraction.suspicions[0].explanation)
        await agents.log_activity(
            conn,
            agent_type=Role.EMAIL_PARSER,
            action="mail.suspicious",
            tour_manager_id=show.tour_manager_id,
            show_id=show.id,
            input={"message": str(message.id), "from": message.from_address},
            output={"suspicions": [item.model_dump() for item in extraction.suspicions]},
        )
    else:
        title, kind, key = f"{show.venue} answered", "response_received", f"response:{message.id}"
        conflicts = f", {len(extraction.conflicts)} in conflict with what was known" if extraction.conflicts else ""
        body = f"{len(extraction.fields)} facts to review{conflicts}, {len(extraction.unresolved)} questions open."
        body += await _left_unread(conn, message)
    notice_id = await store_notice(
        conn, show.tour_manager_id, kind=kind, title=title, body=body, show_id=show.id, key=key
    )
    if notice_id:
        await system.jobs.defer(conn, "deliver_notice", arguments={"notice_id": str(notice_id)})


async def _left_unread(conn: Connection, message: mails.Message) -> str:
    """What of a mail a person has to look at because nobody could read it; pictures, mostly logos, are not told."""
    told = " Only part of the mail could be read." if message.is_broken else ""
    unread = [
        without_links(item.name, 80)
        for item in await mails.list_attachments(conn, message.id)
        if item.unreadable_reason and not item.content_type.startswith("image/")
    ]
    return f"{told} Not read: {', '.join(unread[:5])}." if unread else told


async def _take_bounce(system: System, conn: Connection, show: Show, message: mails.Message) -> None:
    """A mail did not arrive: no answer can come, so the tour manager has to give another address."""
    bounced = parse_message(await mails.get_raw(conn, message.id)).bounce
    failed = [item for item in bounced.recipients if item.is_permanent] if bounced else []
    if bounced and bounced.recipients and not failed:
        # Delayed, or failed for now: the other server goes on trying, and so do we.
        await mails.mark_processed(conn, message.id)
        return
    recipients = [item.email.lower() for item in failed if item.email]
    # A delivery report is a mail like any other, and can be forged: its words are quoted, short and without links.
    told = next((item.reason for item in failed if item.reason), "")
    reason = f"“{without_links(told, 200)}”" if told else "The mail could not be delivered."
    ids = [item for item in (bounced.message_id if bounced else "", message.in_reply_to or "", *message.refs) if item]
    await drafts.mark_bounced(conn, show.id, ids, recipients, reason)
    await mails.mark_processed(conn, message.id)
    if show.status not in (Status.COMPLETED, Status.CANCELLED):
        await move_show(conn, show.id, Event.RAISE_ATTENTION, f"Mail to the venue bounced: {reason}"[:500])
    await mails.set_threads_status(conn, show.id, "stalled", "bounced")
    notice_id = await store_notice(
        conn,
        show.tour_manager_id,
        kind="escalation",
        title=f"Mail to {show.venue} bounced",
        body=f"{', '.join(recipients) or 'The address'}: {reason} Give another contact and resume the advance.",
        show_id=show.id,
        key=f"bounce:{message.id}",
    )
    if notice_id:
        await system.jobs.defer(conn, "deliver_notice", arguments={"notice_id": str(notice_id)})
    await agents.log_activity(
        conn,
        agent_type="inbox",
        action="mail.bounced",
        tour_manager_id=show.tour_manager_id,
        show_id=show.id,
        input={"message": str(message.id)},
        output={"recipients": recipients, "reason": reason},
        success=False,
        error=reason,
    )
    await defer_projections(system, conn, show.id)


async def _take_auto_reply(conn: Connection, show: Show, message: mails.Message) -> None:
    """An out-of-office note is no answer; it is kept and shown in the timeline, and the wait goes on."""
    await mails.mark_processed(conn, message.id)
    await agents.log_activity(
        conn,
        agent_type="inbox",
        action="mail.auto_reply",
        tour_manager_id=show.tour_manager_id,
        show_id=show.id,
        input={"message": str(message.id)},
        output={"subject": message.subject, "text": message.body[:300]},
    )


def _show_id(task: agents.Task) -> UUID:
    if task.show_id is None:
        raise ValueError(f"Task {task.id} has no show.")
    return task.show_id
