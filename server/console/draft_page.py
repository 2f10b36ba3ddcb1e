"""A draft as it will be sent: approve it as it is, with edits, or reject it with what should be different."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request, Response

from advancing.errors import ApprovalVoid, Invalid, StateConflict
from agents import review
from agents.outbox import fingerprint_of
from agents.system import System
from server.access import SystemOf
from server.console.page import see
from server.console.session import Visitor, VisitorOf, page_for
from server.console.wording import address
from tools.store.draft import Draft, get_draft
from tools.store.show import Show, get_show

router = APIRouter(prefix="/drafts")

MAX_BODY = 50_000
MAX_FEEDBACK = 4000


@dataclass(frozen=True, slots=True)
class TypedDraft:
    """What a person typed into the forms of a draft.

    Args:
        action: Which form it was, "" where none was sent.
        subject: As typed.
        body: As typed.
        feedback: As typed.
        error: What is wrong, "" where nothing is.
        is_changed: Whether the draft is another than the one that was shown.
    """

    action: str = ""
    subject: str = ""
    body: str = ""
    feedback: str = ""
    error: str = ""
    is_changed: bool = False


@router.get("/{draft_id}")
async def show_draft(request: Request, system: SystemOf, visitor: VisitorOf, draft_id: UUID) -> Response:
    """One draft."""
    return await _page(request, system, visitor, draft_id, TypedDraft())


@router.post("/{draft_id}")
async def decide(request: Request, system: SystemOf, visitor: VisitorOf, draft_id: UUID) -> Response:
    """Approve it, approve it with edits, or reject it."""
    await _load(system, visitor, draft_id)
    form = await request.form()
    action, fingerprint = str(form.get("action", "")), str(form.get("fingerprint", ""))
    subject, body = str(form.get("subject", "")), str(form.get("body", "")).replace("\r\n", "\n")
    feedback = str(form.get("feedback", ""))
    try:
        await _carry_out(system, visitor, draft_id, action, fingerprint, subject, body, feedback)
    except (Invalid, StateConflict) as fault:
        typed = TypedDraft(action, subject, body, feedback, fault.message, isinstance(fault, ApprovalVoid))
        return await _page(request, system, visitor, draft_id, typed, status=fault.http_status)
    return see(address("/console", said="draft-rejected" if action == "reject" else "draft-approved"))


async def _carry_out(
    system: System,
    visitor: Visitor,
    draft_id: UUID,
    action: str,
    fingerprint: str,
    subject: str,
    body: str,
    feedback: str,
) -> None:
    if action == "reject":
        if len(feedback) > MAX_FEEDBACK:
            raise Invalid(f"That is more than {MAX_FEEDBACK} characters; say it shorter.")
        await review.reject_draft(system, visitor.id, draft_id, feedback=feedback)
    elif action == "approve":
        await review.approve_draft(system, visitor.id, draft_id, fingerprint=fingerprint)
    elif action == "edit":
        if len(body) > MAX_BODY:
            raise Invalid(f"A mail has at most {MAX_BODY} characters.")
        edits = review.Edits(subject=subject, body=body)
        await review.approve_draft(system, visitor.id, draft_id, fingerprint=fingerprint, edits=edits)
    else:
        raise Invalid("Choose what to do with the draft.")


async def _load(system: System, visitor: Visitor, draft_id: UUID) -> tuple[Draft, Show, Draft | None]:
    """The draft, its show, and the draft that it replaces."""
    async with system.database.as_user(visitor.id) as conn:
        draft = await get_draft(conn, draft_id)
        previous = await get_draft(conn, draft.previous_id) if draft.previous_id else None
        return draft, await get_show(conn, draft.show_id), previous


async def _page(
    request: Request, system: System, visitor: Visitor, draft_id: UUID, typed: TypedDraft, *, status: int = 200
) -> Response:
    draft, show, previous = await _load(system, visitor, draft_id)
    context: dict[str, object] = {
        "draft": draft,
        "show": show,
        "previous": previous,
        "typed": typed,
        "fingerprint": fingerprint_of(draft),
        "can_review": draft.status == "pending_review",
    }
    return page_for(request, visitor, "draft.html", context, status=status)
