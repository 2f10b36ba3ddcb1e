"""The coordinator's work: advances are started, the next step is decided, people are told.

What is decided here by policy happens with or without a model; talking with the coordinator is `agents.chat`'s.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

import structlog

from advancing.checklist import make_checklist
from advancing.draft import DraftKind
from advancing.errors import AdvancingError, OutsideFault, StateConflict
from advancing.extraction import KnownValue
from advancing.fields import FieldKey
from advancing.followup import StepKind, next_step
from advancing.roles import Role
from advancing.status import Event, Status, move
from agents.projection import defer_projections
from agents.provisioning import ensure_show_agents
from agents.sync_manager import link_show
from agents.system import System
from tools.store import draft as drafts
from tools.store import mail as mails
from tools.store.agent import log_activity
from tools.store.approval import void_approvals
from tools.store.checklist import load_checklist, save_items
from tools.store.database import Connection
from tools.store.extraction import list_extractions
from tools.store.link import get_link
from tools.store.notice import get_notice, mark_delivered, store_agent_message, store_notice
from tools.store.person import find_person
from tools.store.show import Show, change_show, get_show, list_due, move_show

_log = structlog.get_logger(__name__)


async def start_show(system: System, show_id: UUID, actor: str = "system") -> None:
    """Start the advance of a show: it is drafting from now on, and the first mail is written next.

    Raises:
        TransitionRefused: It is started already.
        StateConflict: There is nobody to write to.
    """
    async with system.database.transaction(actor) as conn:
        show = await get_show(conn, show_id, lock=True)
        if not show.contact_email:
            raise StateConflict(f"{show.venue} has no contact with an e-mail address; add one to the show.")
        await move_show(conn, show_id, Event.START)
        await system.jobs.defer_for_show(conn, "prepare_show", show_id, key=str(uuid4()))
        await log_activity(
            conn,
            agent_type=Role.COORDINATOR,
            action="advance.started",
            tour_manager_id=show.tour_manager_id,
            show_id=show_id,
            input={"by": actor},
        )


async def prepare_show(system: System, show_id: UUID, key: str) -> None:
    """Read what Master Tour says, make the checklist from it and the contract, and ask for the first mail."""
    try:
        await link_show(system, show_id)
    except AdvancingError as fault:
        # Master Tour helps, but no advance waits for it: what it says is read again with the next sync.
        _log.warning("master_tour_not_read", show_id=str(show_id), reason=fault.message)
        if isinstance(fault, OutsideFault):
            await _note_failure(system, show_id, "mastertour.pull", fault.message)
    system.checkpoint("prepare:linked")
    try:
        await ensure_show_agents(system, show_id)
    except OutsideFault as fault:
        # The rules take over where agents cannot be made; the result will say so.
        await _note_failure(system, show_id, "agents.provision", fault.message)
    system.checkpoint("prepare:agents")
    async with system.database.transaction(Role.COORDINATOR) as conn:
        show = await get_show(conn, show_id, lock=True)
        if show.status is not Status.DRAFTING:
            return
        checklist = await load_checklist(conn, show_id, show.venue_type)
        if not checklist.items:
            await save_items(conn, show_id, make_checklist(show.venue_type, await _known(conn, show)).items)
        await _ask_for_draft(system, conn, show, DraftKind.INITIAL, key)


async def _known(conn: Connection, show: Show) -> dict[FieldKey, KnownValue]:
    """What the contract and Master Tour already say; where both do, the contract holds."""
    link = await get_link(conn, show.id)
    known = {key: KnownValue(value=value, source="master_tour") for key, value in (link.known if link else {}).items()}
    return known | {key: KnownValue(value=value, source="contract") for key, value in show.contract.items()}


async def _ask_for_draft(system: System, conn: Connection, show: Show, kind: DraftKind, key: str) -> None:
    await system.jobs.defer_for_show(conn, "draft_mail", show.id, kind=kind.value, key=key)
    await store_agent_message(
        conn,
        tour_manager_id=show.tour_manager_id,
        sender=Role.COORDINATOR,
        recipient=Role.DRAFT_GENERATOR,
        type="request",
        body=f"Write the {kind.value} mail for {show.title}.",
        show_id=show.id,
    )
    await defer_projections(system, conn, show.id)


async def _note_failure(system: System, show_id: UUID, action: str, reason: str) -> None:
    async with system.database.transaction() as conn:
        show = await get_show(conn, show_id)
        await log_activity(
            conn,
            agent_type=Role.COORDINATOR,
            action=action,
            tour_manager_id=show.tour_manager_id,
            show_id=show_id,
            success=False,
            error=reason,
        )


async def plan_next(system: System, show_id: UUID) -> None:
    """Decide by the follow-up policy what a show needs now: nothing yet, another mail, a person, or completion."""
    async with system.database.transaction(Role.COORDINATOR) as conn:
        show = await get_show(conn, show_id, lock=True)
        if show.status not in (Status.AWAITING_RESPONSE, Status.AWAITING_APPROVAL, Status.STALLED):
            return
        if await list_extractions(conn, status="pending_review", show_id=show_id):
            return
        checklist = await load_checklist(conn, show_id, show.venue_type)
        sent = await drafts.list_delivered(conn, show_id)
        replies = [
            item.received_at for item in await mails.list_messages(conn, show_id=show_id) if item.kind == "human"
        ]
        step = next_step(
            checklist,
            show.status,
            last_sent_at=sent[-1].sent_at if sent else None,
            last_reply_at=max((at for at in replies if at), default=None),
            now=system.clock(),
            show_date=show.show_date,
            follow_ups=_in_a_row(sent, replies),
            timezone=show.timezone,
            policy=system.follow_up,
        )
        match step.kind:
            case StepKind.COMPLETE:
                await _complete(system, conn, show)
            case StepKind.FOLLOW_UP:
                await _follow_up(system, conn, show)
            case StepKind.ESCALATE:
                await _escalate(system, conn, show, step.reason)
            case StepKind.WAIT:
                if show.status is Status.AWAITING_APPROVAL:
                    await move_show(conn, show_id, Event.REVIEWED, step.reason)
                await change_show(conn, show_id, {"next_action_at": step.due_at})


def _in_a_row(sent: Sequence[drafts.Send], replies: Sequence[datetime | None]) -> int:
    """Follow-ups since the venue last wrote."""
    heard = max((at for at in replies if at), default=None)
    unanswered = [item for item in sent if item.sent_at and (heard is None or item.sent_at > heard)]
    return max(0, len(unanswered) - 1)


async def follow_up(system: System, show_id: UUID) -> None:
    """Write to the venue again now, because somebody asked for it.

    Raises:
        TransitionRefused: The show is not where a follow-up can be written.
    """
    async with system.database.transaction(Role.COORDINATOR) as conn:
        await _follow_up(system, conn, await get_show(conn, show_id, lock=True))


async def _follow_up(system: System, conn: Connection, show: Show) -> None:
    waiting = await drafts.waiting_draft(conn, show.id)
    await move_show(conn, show.id, Event.FOLLOW_UP)
    await change_show(conn, show.id, {"next_action_at": None})
    if waiting is None:
        await _ask_for_draft(system, conn, show, await _next_kind(conn, show.id), str(uuid4()))
    elif waiting.is_edited or waiting.status == "approved":
        # A person worked on it: it stays, marked stale, and they decide.
        await move_show(conn, show.id, Event.DRAFT_READY)
    else:
        await drafts.set_draft_status(conn, waiting.id, "rejected", "Superseded: new mail came from the venue.")
        await system.jobs.defer_for_show(conn, "discard_draft", show.id, draft_id=str(waiting.id))
        await _ask_for_draft(system, conn, show, await _next_kind(conn, show.id), str(uuid4()))


async def _next_kind(conn: Connection, show_id: UUID) -> DraftKind:
    """A follow-up, once a mail has reached the venue or the venue has written; else the first mail is still to come."""
    if await drafts.list_delivered(conn, show_id):
        return DraftKind.FOLLOWUP
    heard = [item for item in await mails.list_messages(conn, show_id=show_id) if item.kind == "human"]
    return DraftKind.FOLLOWUP if any(item.direction == "inbound" for item in heard) else DraftKind.INITIAL


async def _complete(system: System, conn: Connection, show: Show) -> None:
    await move_show(conn, show.id, Event.COMPLETE)
    await mails.set_threads_status(conn, show.id, "completed")
    await _tell(
        system, conn, show, "completed", f"{show.venue} is advanced", "Every critical field is confirmed.", "completed"
    )
    await log_activity(
        conn,
        agent_type=Role.COORDINATOR,
        action="advance.completed",
        tour_manager_id=show.tour_manager_id,
        show_id=show.id,
    )
    await defer_projections(system, conn, show.id)


async def _escalate(system: System, conn: Connection, show: Show, reason: str) -> None:
    if show.status is Status.AWAITING_RESPONSE:
        await move_show(conn, show.id, Event.STALL, reason)
        await mails.set_threads_status(conn, show.id, "stalled", reason)
    await change_show(conn, show.id, {"next_action_at": None})
    key = f"stalled:{show.follow_ups_sent}"
    await _tell(system, conn, show, "escalation", f"{show.venue} does not answer", reason, key)
    await store_agent_message(
        conn,
        tour_manager_id=show.tour_manager_id,
        sender=Role.COORDINATOR,
        recipient="tour_manager",
        type="escalation",
        body=reason,
        show_id=show.id,
    )
    await defer_projections(system, conn, show.id)


async def _tell(system: System, conn: Connection, show: Show, kind: str, title: str, body: str, key: str) -> None:
    notice_id = await store_notice(
        conn,
        show.tour_manager_id,
        kind=kind,
        title=title,
        body=body,
        show_id=show.id,
        key=f"{key}:{show.id}:{show.status_changed_at.isoformat()}",
    )
    if notice_id:
        await system.jobs.defer(conn, "deliver_notice", arguments={"notice_id": str(notice_id)})


async def see_to_due_shows(system: System) -> int:
    """Queue the next step of every show whose time has come; gives how many."""
    async with system.database.transaction() as conn:
        due = await list_due(conn, system.clock())
        for show_id in due:
            await system.jobs.defer(
                conn,
                "plan_next",
                lock=f"show:{show_id}",
                once=True,
                arguments={"show_id": str(show_id)},
            )
    return len(due)


async def change_status(system: System, user_id: UUID, show_id: UUID, event: Event, reason: str = "") -> Status:
    """A person moves a show on: start, follow up, resume, cancel, complete, reopen.

    Raises:
        TransitionRefused: The table has no such move.
    """
    if event is Event.START:
        await start_show(system, show_id, str(user_id))
        return Status.DRAFTING
    async with system.database.transaction(str(user_id)) as conn:
        show = await get_show(conn, show_id, lock=True)
        target = move(show.status, event)
        if event is Event.FOLLOW_UP:
            await _follow_up(system, conn, show)
        elif event is Event.COMPLETE:
            await _complete(system, conn, show)
        else:
            await move_show(conn, show_id, event, reason)
            if event is Event.CANCEL:
                await _drop_draft(system, conn, show_id)
            if event is Event.RESUME:
                await change_show(conn, show_id, {"next_action_at": system.clock()})
            await defer_projections(system, conn, show_id)
        await log_activity(
            conn,
            agent_type="tour_manager",
            action=f"status.{event.value}",
            tour_manager_id=user_id,
            show_id=show_id,
            input={"reason": reason},
        )
    return target


async def _drop_draft(system: System, conn: Connection, show_id: UUID) -> None:
    """What was still to be sent for a cancelled show is not, approved or not; it is kept here and leaves Gmail."""
    waiting = await drafts.waiting_draft(conn, show_id)
    if waiting is None:
        return
    await void_approvals(conn, "draft", waiting.id, "The show was cancelled.")
    await drafts.set_draft_status(conn, waiting.id, "rejected", "The show was cancelled.")
    await system.jobs.defer_for_show(conn, "discard_draft", show_id, draft_id=str(waiting.id))


async def deliver_notice(system: System, notice_id: UUID) -> None:
    """Send a notice to where its tour manager wants it (Slack, push, SMS); the pages show it anyway."""
    async with system.database.transaction() as conn:
        notice = await get_notice(conn, notice_id)
        person = await find_person(conn, notice.user_id) if notice else None
    if notice is None or person is None or notice.delivered_at is not None:
        return
    if person.notify_urls and not await system.notifier.send(person.notify_urls, notice.title, notice.body):
        raise OutsideFault(f"The notice {notice_id} could not be delivered.", system="notices", retryable=True)
    async with system.database.transaction() as conn:
        await mark_delivered(conn, notice_id)
