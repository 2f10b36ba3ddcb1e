"""The draft generator's work: one mail to a venue, from what is open, to the tour manager's review.

Sending is `agents.outbox`'s, the decision `agents.review`'s.
"""

import hashlib
from uuid import UUID

from advancing.draft import DraftContext, DraftKind, MailDraft
from advancing.errors import StateConflict
from advancing.extraction import KnownValue
from advancing.fields import FieldKey
from advancing.roles import Role
from advancing.status import Event, Status
from advancing.values import Value
from agents.projection import defer_projections
from agents.prompts import draft_prompt
from agents.system import System
from agents.turn import Outcome, perform
from tools.store import agent as agents
from tools.store import draft as drafts
from tools.store.checklist import load_checklist
from tools.store.database import Connection
from tools.store.learning import list_patterns
from tools.store.mail import list_threads
from tools.store.notice import store_notice
from tools.store.show import Show, get_show, last_answers, move_show, show_facts


async def draft_mail(system: System, show_id: UUID, kind: DraftKind, key: str, previous_id: UUID | None = None) -> None:
    """Have a mail written and put before the tour manager.

    Args:
        system: The running system.
        show_id: Which show; it must be `drafting`, else somebody moved it on and nothing is done.
        kind: Which mail.
        key: Identifies this piece of work over all tries.
        previous_id: The draft that was rejected, where this one takes its place.

    Raises:
        AgentPaused: The draft generator is paused.
    """
    async with system.database.transaction() as conn:
        show = await get_show(conn, show_id)
        if show.status is not Status.DRAFTING:
            return
        attachments = await _attachments(system, conn, show)
        context = await _context(conn, show, kind, previous_id, attachments)
        task = await agents.open_task(
            conn,
            role=Role.DRAFT_GENERATOR,
            kind="draft",
            key=f"draft:{key}",
            tour_manager_id=show.tour_manager_id,
            show_id=show_id,
            input={"context": context.model_dump(mode="json")},
        )
    system.checkpoint("draft:asked")
    outcome = await perform(system, task, draft_prompt(context), "submit_draft")
    system.checkpoint("draft:written")
    async with system.database.transaction(Role.DRAFT_GENERATOR) as conn:
        await _keep(system, conn, task, outcome, kind, previous_id, attachments)


async def _context(
    conn: Connection,
    show: Show,
    kind: DraftKind,
    previous_id: UUID | None,
    attachments: list[drafts.DraftAttachment],
) -> DraftContext:
    """All that the mail may state and ask."""
    checklist = await load_checklist(conn, show.id, show.venue_type)
    threads = await list_threads(conn, show.id)
    previous = await drafts.get_draft(conn, previous_id) if previous_id else None
    patterns = await list_patterns(
        conn, show.tour_manager_id, venue_id=show.venue_id, agent_type=Role.DRAFT_GENERATOR, limit=20
    )
    # What an earlier mail stated for confirmation and nobody took up is asked for outright.
    to_confirm = checklist.to_confirm()
    unconfirmed = tuple(key for key in to_confirm if checklist.item(key).times_asked)
    known = {key: KnownValue(value=value) for key, value in checklist.usable().items()}
    return DraftContext(
        kind=kind,
        show=show_facts(show, known, await last_answers(conn, show.venue_id, show.id)),
        tour_manager_name=show.tour_manager_name,
        tour_manager_phone=show.tour_manager_phone,
        contact_name=show.contact_name,
        contact_email=_recipient(show),
        thread_subject=threads[0].subject if threads else None,
        open_fields=(*checklist.open_fields(), *unconfirmed),
        asked_before=(*checklist.asked_before(), *unconfirmed),
        declined=checklist.declined(),
        to_confirm={key: value for key, value in to_confirm.items() if key not in unconfirmed},
        answered=_answered(checklist.usable(), kind, has_thread=bool(threads)),
        feedback=previous.tm_feedback if previous else None,
        previous=MailDraft(subject=previous.subject, body=previous.body, questions=tuple(previous.questions_asked))
        if previous
        else None,
        rider_attached=bool(attachments),
        attachment_names=tuple(item.name for item in attachments),
        # Only what the tour manager said of earlier drafts: an agent's own notes may come from a mail it read.
        template_preferences=" ".join(
            str(item.pattern_data.get("text", "")) for item in patterns if item.pattern_type == "feedback"
        )[:1000],
    )


def _answered(usable: dict[FieldKey, Value], kind: DraftKind, *, has_thread: bool) -> dict[FieldKey, Value]:
    """What the venue told us so far: a follow-up thanks for it; a first mail has nothing to thank for."""
    return dict(usable) if has_thread and kind is not DraftKind.INITIAL else {}


async def _attachments(system: System, conn: Connection, show: Show) -> list[drafts.DraftAttachment]:
    """The rider goes with the first mail only: the first that arrives."""
    if await drafts.list_delivered(conn, show.id) or not show.rider_path or not show.rider_name:
        return []
    content = await system.files.read(show.rider_path)
    return [
        drafts.DraftAttachment(name=show.rider_name, sha256=hashlib.sha256(content).hexdigest(), path=show.rider_path)
    ]


def _recipient(show: Show) -> str:
    if not show.contact_email:
        raise StateConflict(f"{show.venue} has no contact with an e-mail address; add one to the show.")
    return show.contact_email


async def _keep(
    system: System,
    conn: Connection,
    task: agents.Task,
    outcome: Outcome,
    kind: DraftKind,
    previous_id: UUID | None,
    attachments: list[drafts.DraftAttachment],
) -> None:
    """Store the draft, move the show on, tell the tour manager: in one transaction, or not at all."""
    if task.show_id is None:
        raise StateConflict(f"The draft task {task.id} has no show.")
    show = await get_show(conn, task.show_id, lock=True)
    await agents.close_task(conn, task.id, host=outcome.host, fallback_reason=outcome.fallback_reason)
    if show.status is not Status.DRAFTING:
        # Meanwhile the venue wrote, or somebody cancelled: the draft would come too late.
        return
    draft = MailDraft.model_validate(outcome.result["draft"])
    threads = await list_threads(conn, show.id)
    draft_id = await drafts.store_draft(
        conn,
        drafts.NewDraft(
            show_id=show.id,
            thread_id=threads[0].id if threads else None,
            task_id=task.id,
            previous_id=previous_id,
            draft_type=kind.value,
            subject=draft.subject,
            body=draft.body,
            recipients=[_recipient(show)],
            attachments=attachments,
            questions_asked=list(draft.questions),
            agent_confidence=draft.confidence,
            written_by=outcome.model,
            fallback_reason=outcome.fallback_reason,
            note=draft.note,
        ),
    )
    await move_show(conn, show.id, Event.DRAFT_READY)
    await system.jobs.defer_for_show(conn, "place_draft", show.id, draft_id=str(draft_id))
    notice_id = await store_notice(
        conn,
        show.tour_manager_id,
        kind="draft_ready",
        title=f"Draft for {show.venue} awaits your review",
        body=draft.subject,
        show_id=show.id,
        key=f"draft:{draft_id}",
    )
    if notice_id:
        await system.jobs.defer(conn, "deliver_notice", arguments={"notice_id": str(notice_id)})
    await agents.log_activity(
        conn,
        agent_type=Role.DRAFT_GENERATOR,
        action="draft.written",
        tour_manager_id=show.tour_manager_id,
        show_id=show.id,
        input={"kind": kind.value, "task": str(task.id)},
        output={"draft": str(draft_id), "questions": len(draft.questions), "host": outcome.host},
        error=outcome.fallback_reason,
        duration_ms=outcome.duration_ms,
    )
    await defer_projections(system, conn, show.id)
