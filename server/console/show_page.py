"""One show: how far it is, what happened, what Master Tour says, and what a person may do with it."""

from dataclasses import dataclass, field
from uuid import UUID

from fastapi import APIRouter, Request, Response
from starlette.datastructures import FormData

from advancing.checklist import Checklist, ChecklistItem
from advancing.errors import Invalid, StateConflict
from advancing.fields import CATALOGUE, SECTIONS, FieldKey, find_field
from advancing.status import Event, Status, allowed
from advancing.values import canonical
from agents import coordinator, review
from agents.system import System
from server.access import SystemOf
from server.console.field_form import Typed, read_value
from server.console.page import see
from server.console.session import Visitor, VisitorOf, page_for
from server.console.wording import EVENT, address
from server.timeline import timeline
from tools.store.checklist import load_checklist
from tools.store.draft import list_sends, waiting_draft
from tools.store.extraction import list_conflicts, list_extractions
from tools.store.link import get_link
from tools.store.mail import list_messages
from tools.store.show import change_contact, change_show, get_show

router = APIRouter(prefix="/shows")

_EMAIL = CATALOGUE[FieldKey("primaryContact.email")]


@dataclass(frozen=True, slots=True)
class TypedShow:
    """What was typed into a form of the page that could not be carried out.

    Args:
        form: Which form: `decide`, `contact`, `status`, "" where none was sent.
        key: Of `decide`: which field.
        inputs: Of `decide`: what was typed.
        name: Of `contact`.
        email: Of `contact`.
        error: What is wrong.
    """

    form: str = ""
    key: str = ""
    inputs: Typed = field(default_factory=lambda: Typed(action=""))
    name: str = ""
    email: str = ""
    error: str = ""


@router.get("/{show_id}")
async def show_show(request: Request, system: SystemOf, visitor: VisitorOf, show_id: UUID) -> Response:
    """One show."""
    return await _page(request, system, visitor, show_id, TypedShow())


@router.post("/{show_id}")
async def decide(request: Request, system: SystemOf, visitor: VisitorOf, show_id: UUID) -> Response:
    """Decide a field, change the contact, or move the show on."""
    async with system.database.as_user(visitor.id) as conn:
        await get_show(conn, show_id)
    form = await request.form()
    what = str(form.get("form", ""))
    try:
        match what:
            case "decide":
                where = await _decide_field(system, visitor, show_id, form)
            case "contact":
                where = await _change_contact(system, visitor, show_id, form)
            case "pause":
                where = await _pause(system, visitor, show_id, paused=form.get("paused") == "yes")
            case _:
                where = await _change_status(system, visitor, show_id, form)
    except (Invalid, StateConflict) as fault:
        return await _page(
            request, system, visitor, show_id, _typed(what, form, fault.message), status=fault.http_status
        )
    return see(where)


async def _decide_field(system: System, visitor: Visitor, show_id: UUID, form: FormData) -> str:
    entry, typed = find_field(str(form.get("field", ""))), _inputs(form)
    if entry is None:
        raise Invalid("There is no such field.")
    try:
        action = review.Action(typed.action)
    except ValueError as fault:
        raise Invalid("Choose what to do with it.") from fault
    if action in (review.Action.DECLINE, review.Action.DO_WITHOUT) and not typed.reason:
        raise Invalid("Say why; the reason is kept.")
    value = read_value(entry.key, typed) if action is review.Action.CORRECT else None
    decision = review.Decision(action=action, value=value, reason=typed.reason)
    await review.decide_field(system, visitor.id, show_id, entry.key, decision)
    return f"{address(f'/console/shows/{show_id}', said='field-decided')}#field-{entry.key}"


async def _change_contact(system: System, visitor: Visitor, show_id: UUID, form: FormData) -> str:
    """Change whom we write to; where the advance stands still, a mail to the new address is drafted at once."""
    email = str(canonical(_EMAIL, str(form.get("email", ""))))
    name = str(form.get("name", "")).strip()[:200] or None
    async with system.database.transaction(str(visitor.id)) as conn:
        show = await get_show(conn, show_id, lock=True)
        await change_show(conn, show_id, {"contact_id": await change_contact(conn, show_id, email, name)})
    said = "contact-changed"
    if show.status in (Status.NEEDS_ATTENTION, Status.STALLED) and form.get("write") == "yes":
        await coordinator.change_status(system, visitor.id, show_id, Event.FOLLOW_UP)
        said = "contact-changed-writing"
    return address(f"/console/shows/{show_id}", said=said)


async def _pause(system: System, visitor: Visitor, show_id: UUID, *, paused: bool) -> str:
    async with system.database.transaction(str(visitor.id)) as conn:
        await change_show(conn, show_id, {"is_paused": paused})
    return address(f"/console/shows/{show_id}", said="status-changed")


async def _change_status(system: System, visitor: Visitor, show_id: UUID, form: FormData) -> str:
    try:
        event = Event(str(form.get("event", "")))
    except ValueError as fault:
        raise Invalid("Choose what is to happen with the show.") from fault
    if event not in EVENT:
        raise Invalid("That happens by itself; it cannot be asked for.")
    reason = str(form.get("reason", "")).strip()[:500]
    await coordinator.change_status(system, visitor.id, show_id, event, reason)
    # From the list of all shows one goes on with the next; from the show's own page one stays there.
    back = "/console" if form.get("back") == "list" else f"/console/shows/{show_id}"
    return address(back, said="status-changed")


def _inputs(form: FormData) -> Typed:
    return Typed(*(str(form.get(name, "")).strip() for name in ("action", "value", "currency", "reason")))


def _typed(what: str, form: FormData, error: str) -> TypedShow:
    return TypedShow(
        form=what or "status",
        key=str(form.get("field", "")),
        inputs=_inputs(form),
        name=str(form.get("name", "")),
        email=str(form.get("email", "")),
        error=error,
    )


async def _page(
    request: Request, system: System, visitor: Visitor, show_id: UUID, typed: TypedShow, *, status: int = 200
) -> Response:
    async with system.database.as_user(visitor.id) as conn:
        show = await get_show(conn, show_id)
        checklist = await load_checklist(conn, show_id, show.venue_type)
        sends = await list_sends(conn, show_id)
        readings = await list_extractions(conn, status="pending_review", show_id=show_id)
        draft = await waiting_draft(conn, show_id)
        context: dict[str, object] = {
            "show": show,
            "checklist": checklist,
            "progress": checklist.progress(),
            "sections": _sections(checklist),
            "events": [event for event in EVENT if event in allowed(show.status)],
            "bounced": sends[-1] if sends and sends[-1].delivery_status == "bounced" else None,
            "draft": draft if draft and draft.status == "pending_review" else None,
            "readings": readings,
            "conflicts": await list_conflicts(conn, status="open", show_id=show_id),
            "link": await get_link(conn, show_id),
            "messages": await list_messages(conn, show_id=show_id),
            "moments": list(reversed(await timeline(conn, show_id))),
            "typed": typed,
            "has_master_tour": system.master_tour is not None,
        }
    return page_for(request, visitor, "show.html", context, status=status)


def _sections(checklist: Checklist) -> list[tuple[str, list[ChecklistItem]]]:
    """Items by section, in the catalogue's order."""
    order = list(CATALOGUE)
    items = sorted(checklist.items, key=lambda item: order.index(item.key))
    grouped = [(title, [item for item in items if item.field.section == name]) for name, title in SECTIONS.items()]
    return [(title, group) for title, group in grouped if group]
