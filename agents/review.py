"""What the tour manager decides: drafts, readings, conflicts, single fields. Each decision is recorded with a hash
of what was shown, is used once, and is refused where something changed meanwhile."""

from collections.abc import Mapping
from enum import StrEnum
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict

from advancing import checklist as checklists
from advancing.approval import fingerprint_values
from advancing.checklist import ChecklistItem, FieldState
from advancing.errors import ApprovalVoid, Invalid, NotFound, StateConflict
from advancing.extraction import ExtractedField
from advancing.fields import CATALOGUE, FieldKey, find_field
from advancing.roles import Role
from advancing.status import Event
from advancing.values import Value, canonical, same
from agents.outbox import fingerprint_of, keep_questions
from agents.projection import defer_projections
from agents.system import System
from tools.store import draft as drafts
from tools.store import extraction as extractions
from tools.store.agent import log_activity
from tools.store.approval import live_approval, record_approval, use_approval
from tools.store.checklist import load_checklist, save_items
from tools.store.database import Connection
from tools.store.extraction import StoredExtraction
from tools.store.learning import observe
from tools.store.show import Show, get_show, move_show


class Action(StrEnum):
    """What a tour manager can do with one field.

    Approve the value, correct it, take it for now, decline it (the reason goes into the next mail), or decide that
    this show does without it.
    """

    APPROVE = "approve"
    CORRECT = "correct"
    TAKE_FOR_NOW = "take_for_now"
    DECLINE = "decline"
    DO_WITHOUT = "do_without"


class Decision(BaseModel):
    """The decision about one field.

    Args:
        action: See `Action`.
        value: The right value, for `correct`.
        reason: Why, for `decline` (it goes into the next mail) and `do_without`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    action: Action = Action.APPROVE
    value: Value | None = None
    reason: str = ""


class Edits(BaseModel):
    """What the tour manager changed in a draft; None leaves it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    subject: str | None = None
    body: str | None = None


async def approve_draft(
    system: System, user_id: UUID, draft_id: UUID, *, fingerprint: str, edits: Edits | None = None
) -> None:
    """Approve a draft as it was shown, with edits if there are any; it is sent next.

    Args:
        system: The running system.
        user_id: Who approves; that they may was checked.
        draft_id: Which draft.
        fingerprint: Of the draft as it was shown.
        edits: The changed text.

    Raises:
        ApprovalVoid: The draft is another than the one that was shown.
        StateConflict: It does not await review.
    """
    async with system.database.transaction(str(user_id)) as conn:
        draft = await _pending_draft(conn, draft_id)
        if fingerprint != fingerprint_of(draft):
            raise ApprovalVoid("The draft has changed since you saw it; look at it again.")
        if edits and (edits.subject is not None or edits.body is not None):
            draft = await _apply_edits(conn, draft, edits)
        await record_approval(
            conn,
            subject_type="draft",
            subject_id=draft.id,
            show_id=draft.show_id,
            fingerprint=fingerprint_of(draft),
            shown={
                "recipients": draft.recipients,
                "cc": draft.cc,
                "subject": draft.subject,
                "body": draft.body,
                "attachments": [item.model_dump() for item in draft.attachments],
            },
            user_id=user_id,
        )
        await drafts.set_draft_status(conn, draft.id, "approved")
        await system.jobs.defer_for_show(conn, "send_draft", draft.show_id, draft_id=str(draft.id))
        await log_activity(
            conn,
            agent_type="tour_manager",
            action="draft.approved",
            tour_manager_id=user_id,
            show_id=draft.show_id,
            input={"draft": str(draft.id), "edited": bool(edits)},
        )


async def _apply_edits(conn: Connection, draft: drafts.Draft, edits: Edits) -> drafts.Draft:
    subject = edits.subject if edits.subject is not None else draft.subject
    body = edits.body if edits.body is not None else draft.body
    if not subject.strip() or not body.strip():
        raise Invalid("A mail needs a subject and a text.")
    if "\n" in subject or "\r" in subject:
        raise Invalid("A subject is one line.")
    questions = keep_questions(draft.questions_asked, body)
    await drafts.change_text(conn, draft.id, subject=subject.strip(), body=body, questions=questions)
    return await drafts.get_draft(conn, draft.id)


async def reject_draft(system: System, user_id: UUID, draft_id: UUID, *, feedback: str) -> None:
    """Reject a draft; a new one is written that minds the feedback, the old one is kept.

    Raises:
        Invalid: There is no feedback.
        StateConflict: The draft does not await review.
    """
    if not feedback.strip():
        raise Invalid("Say what should be different; the next draft minds it.")
    async with system.database.transaction(str(user_id)) as conn:
        draft = await _pending_draft(conn, draft_id)
        show = await get_show(conn, draft.show_id, lock=True)
        await drafts.set_draft_status(conn, draft.id, "rejected", feedback.strip())
        await move_show(conn, show.id, Event.DRAFT_REJECTED)
        await system.jobs.defer_for_show(conn, "discard_draft", show.id, draft_id=str(draft.id))
        await system.jobs.defer_for_show(
            conn, "draft_mail", show.id, kind="regenerated", key=str(uuid4()), previous_id=str(draft.id)
        )
        await observe(
            conn,
            tour_manager_id=user_id,
            agent_type=Role.DRAFT_GENERATOR,
            pattern_type="feedback",
            pattern_data={"text": feedback.strip()[:500]},
            show_id=show.id,
            venue_id=show.venue_id,
            venue_type=show.venue_type,
        )
        await log_activity(
            conn,
            agent_type="tour_manager",
            action="draft.rejected",
            tour_manager_id=user_id,
            show_id=show.id,
            input={"draft": str(draft.id), "feedback": feedback.strip()},
        )


async def _pending_draft(conn: Connection, draft_id: UUID) -> drafts.Draft:
    draft = await drafts.get_draft(conn, draft_id, lock=True)
    if draft.status != "pending_review":
        raise StateConflict(f"That draft is {draft.status}, not awaiting review.", status=draft.status)
    return draft


def extraction_fingerprint(stored: StoredExtraction) -> str:
    """The hash of what the tour manager sees of a reading."""
    return fingerprint_values(str(stored.id), {key: field.value for key, field in stored.extraction.fields.items()})


async def approve_extraction(
    system: System,
    user_id: UUID,
    extraction_id: UUID,
    *,
    fingerprint: str,
    decisions: Mapping[FieldKey, Decision] | None = None,
) -> None:
    """Keep what a reading found, as decided field by field; fields without a decision are approved.

    Args:
        system: The running system.
        user_id: Who decides; that they may was checked.
        extraction_id: Which reading.
        fingerprint: Of the reading as it was shown.
        decisions: By field. A field that the reading did not find may be given by `correct`.

    Raises:
        ApprovalVoid: It is another reading than the one that was shown.
        Invalid: A decision does not fit its field; nothing is kept then.
        StateConflict: It does not await review.
    """
    decisions = dict(decisions or {})
    async with system.database.transaction(str(user_id)) as conn:
        stored = await _pending_extraction(conn, extraction_id)
        if fingerprint != extraction_fingerprint(stored):
            raise ApprovalVoid("The reading has changed since you saw it; look at it again.")
        show = await get_show(conn, stored.show_id, lock=True)
        items = await _decide(conn, show, stored, decisions)
        await save_items(conn, show.id, items.values(), message_id=stored.message_id, extraction_id=extraction_id)
        await _learn(conn, show, stored, decisions, user_id)
        await _record(conn, "extraction", extraction_id, show.id, items, user_id)
        for key, item in items.items():
            await extractions.resolve_conflicts(
                conn, show.id, key, {"state": item.state.value, "value": item.value}, user_id
            )
        await extractions.set_extraction_status(
            conn,
            extraction_id,
            "applied",
            {key: decision.model_dump(mode="json") for key, decision in decisions.items()},
        )
        await _go_on(system, conn, show)
        await log_activity(
            conn,
            agent_type="tour_manager",
            action="extraction.approved",
            tour_manager_id=user_id,
            show_id=show.id,
            input={"extraction": str(extraction_id), "corrected": sorted(decisions)},
            output={"fields": len(items)},
        )


async def _decide(
    conn: Connection, show: Show, stored: StoredExtraction, decisions: Mapping[FieldKey, Decision]
) -> dict[FieldKey, ChecklistItem]:
    checklist = await load_checklist(conn, show.id, show.venue_type)
    known = {item.key: item for item in checklist.items}
    # A conflict that was decided on its own meanwhile stays decided, unless it is decided again here.
    decided = {
        item.field
        for item in await extractions.list_conflicts(conn, status="resolved", show_id=show.id)
        if item.extraction_id == stored.id
    }
    items = {}
    for key in dict.fromkeys((*stored.extraction.fields, *decisions)):
        if key in decided and key not in decisions:
            continue
        if find_field(key) is None:
            raise Invalid(f"There is no field {key!r}.", field=key)
        item = known.get(key) or ChecklistItem(key=key)
        items[key] = _decided(item, stored.extraction.fields.get(key), decisions.get(key, Decision()))
    return items


def _decided(item: ChecklistItem, found: ExtractedField | None, decision: Decision) -> ChecklistItem:
    """The item after the decision."""
    if found is not None:
        item = checklists.propose(
            item, found.value, source="venue", confidence=found.confidence, source_text=found.source_text
        )
    elif decision.action is not Action.CORRECT:
        raise Invalid(f"{item.field.label} is not in this reading; give a value to set it.", field=item.key)
    if decision.action is Action.CORRECT and decision.value is None:
        raise Invalid(f"Give the right value for {item.field.label}.", field=item.key)
    match decision.action:
        case Action.APPROVE:
            return checklists.confirm(item)
        case Action.CORRECT:
            return checklists.confirm(item, decision.value)
        case Action.TAKE_FOR_NOW:
            return checklists.take_for_now(item, decision.value)
        case Action.DECLINE:
            return checklists.decline(item, decision.reason)
        case Action.DO_WITHOUT:
            return checklists.do_without(item, decision.reason or "The tour manager said so.")


async def _learn(
    conn: Connection,
    show: Show,
    stored: StoredExtraction,
    decisions: Mapping[FieldKey, Decision],
    user_id: UUID,
) -> None:
    """Corrections are what the parser learns from."""
    for key, decision in decisions.items():
        found = stored.extraction.fields.get(key)
        if decision.action is Action.CORRECT and decision.value is not None:
            given = canonical(CATALOGUE[key], decision.value)
            if found is not None and same(CATALOGUE[key], found.value, given):
                continue
            data: dict[str, object] = {
                "field": key,
                "read": found.value if found else None,
                "right": given,
                "quote": found.source_text if found else None,
            }
        elif decision.action is Action.DECLINE and found is not None:
            data = {"field": key, "read": found.value, "declined": decision.reason, "quote": found.source_text}
        else:
            continue
        await observe(
            conn,
            tour_manager_id=user_id,
            agent_type=Role.EMAIL_PARSER,
            pattern_type="correction",
            pattern_data=data,
            show_id=show.id,
            venue_id=show.venue_id,
            venue_type=show.venue_type,
        )


async def _record(
    conn: Connection,
    subject_type: str,
    subject_id: UUID,
    show_id: UUID,
    items: Mapping[FieldKey, ChecklistItem],
    user_id: UUID,
) -> None:
    """Record and use the approval of what is kept: it is these values that may go to Master Tour."""
    values = {
        key: item.value for key, item in items.items() if item.value is not None and item.state in checklists.USABLE
    }
    fingerprint = fingerprint_values(str(subject_id), values)
    await record_approval(
        conn,
        subject_type=subject_type,
        subject_id=subject_id,
        show_id=show_id,
        fingerprint=fingerprint,
        shown={"values": values},
        user_id=user_id,
    )
    approval = await live_approval(conn, subject_type, subject_id)
    if approval:
        await use_approval(conn, approval, fingerprint)


async def _go_on(system: System, conn: Connection, show: Show) -> None:
    """After a review: Master Tour is brought up to date, and the next step is decided."""
    await system.jobs.defer_for_show(conn, "sync_show", show.id, direction="to")
    await system.jobs.defer_for_show(conn, "plan_next", show.id)
    await defer_projections(system, conn, show.id)


async def reject_extraction(system: System, user_id: UUID, extraction_id: UUID, *, reason: str) -> None:
    """Keep nothing of a reading; what it proposed is open again.

    Raises:
        StateConflict: It does not await review.
    """
    async with system.database.transaction(str(user_id)) as conn:
        stored = await _pending_extraction(conn, extraction_id)
        show = await get_show(conn, stored.show_id, lock=True)
        checklist = await load_checklist(conn, show.id, show.venue_type)
        undone = [
            _unproposed(item)
            for item in checklist.items
            if item.state is FieldState.PROPOSED and item.key in stored.extraction.fields
        ]
        await save_items(conn, show.id, undone)
        for key in stored.extraction.conflicts:
            await extractions.resolve_conflicts(conn, show.id, key, {"rejected": reason}, user_id)
        await extractions.set_extraction_status(conn, extraction_id, "rejected", {"reason": reason})
        await system.jobs.defer_for_show(conn, "plan_next", show.id)
        await defer_projections(system, conn, show.id)
        await log_activity(
            conn,
            agent_type="tour_manager",
            action="extraction.rejected",
            tour_manager_id=user_id,
            show_id=show.id,
            input={"extraction": str(extraction_id), "reason": reason},
        )


def _unproposed(item: ChecklistItem) -> ChecklistItem:
    reopened = checklists.reopen(item)
    return reopened.model_copy(update={"state": FieldState.ASKED}) if item.times_asked else reopened


async def _pending_extraction(conn: Connection, extraction_id: UUID) -> StoredExtraction:
    stored = await extractions.get_extraction(conn, extraction_id, lock=True)
    if stored.status != "pending_review":
        raise StateConflict(f"That reading is {stored.status}, not awaiting review.", status=stored.status)
    return stored


async def decide_field(system: System, user_id: UUID, show_id: UUID, key: FieldKey, decision: Decision) -> None:
    """Decide one field of the checklist: confirm, set, take for now, decline, whatever its state.

    Raises:
        NotFound: The catalogue has no such field.
        Invalid: The decision does not fit the field.
    """
    if find_field(key) is None:
        raise NotFound(f"There is no field {key!r}.")
    async with system.database.transaction(str(user_id)) as conn:
        show = await get_show(conn, show_id, lock=True)
        checklist = await load_checklist(conn, show_id, show.venue_type)
        if not checklist.items:
            raise StateConflict("The advance of this show is not started, so it has no checklist yet.")
        known = {item.key: item for item in checklist.items}
        item = known.get(key) or ChecklistItem(key=key)
        match decision.action:
            case Action.APPROVE | Action.CORRECT:
                item = checklists.confirm(
                    item, decision.value, source="tour_manager" if decision.value is not None else None
                )
            case Action.TAKE_FOR_NOW:
                item = checklists.take_for_now(item, decision.value)
            case Action.DECLINE:
                item = checklists.decline(item, decision.reason)
            case Action.DO_WITHOUT:
                item = checklists.do_without(item, decision.reason or "The tour manager said so.")
        await save_items(conn, show_id, [item])
        await _record(conn, "field", show_id, show_id, {key: item}, user_id)
        await extractions.resolve_conflicts(
            conn, show_id, key, {"state": item.state.value, "value": item.value}, user_id
        )
        await _go_on(system, conn, show)
        await log_activity(
            conn,
            agent_type="tour_manager",
            action="field.decided",
            tour_manager_id=user_id,
            show_id=show_id,
            input={"field": key, **decision.model_dump(mode="json")},
        )


async def resolve_conflict(system: System, user_id: UUID, conflict_id: UUID, *, value: Value) -> None:
    """Decide a conflict: the value that holds, one of the two or another.

    Raises:
        StateConflict: It is resolved already.
    """
    async with system.database.transaction(str(user_id)) as conn:
        conflict = await extractions.get_conflict(conn, conflict_id, lock=True)
        if conflict.status != "open":
            raise StateConflict("That conflict is resolved already.")
    await decide_field(system, user_id, conflict.show_id, conflict.field, Decision(action=Action.CORRECT, value=value))
