"""Two sources that say different things about one field: what is recommended, and the decision."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from advancing.conflict import ConflictCase, judge
from advancing.errors import Invalid, StateConflict
from advancing.fields import CATALOGUE
from agents import review
from agents.system import System
from server.access import SystemOf
from server.console.field_form import Typed, read_value
from server.console.page import see
from server.console.session import Visitor, VisitorOf, page_for
from server.console.wording import address
from tools.store.extraction import Conflict, get_conflict
from tools.store.show import get_show

router = APIRouter(prefix="/conflicts")


@router.get("/{conflict_id}")
async def show_conflict(request: Request, system: SystemOf, visitor: VisitorOf, conflict_id: UUID) -> Response:
    """One conflict."""
    return await _page(request, system, visitor, conflict_id, Typed(action=""))


@router.post("/{conflict_id}")
async def decide(request: Request, system: SystemOf, visitor: VisitorOf, conflict_id: UUID) -> Response:
    """Say which value holds, take one for now, or have the venue asked again."""
    async with system.database.as_user(visitor.id) as conn:
        conflict = await get_conflict(conn, conflict_id)
    form = await request.form()
    names = ("action", "value", "currency", "reason")
    typed = Typed(*(str(form.get(name, "")).strip() for name in names))
    try:
        await _carry_out(system, visitor, conflict, typed)
    except (Invalid, StateConflict) as fault:
        told = Typed(typed.action, typed.value, typed.currency, typed.reason, fault.message)
        return await _page(request, system, visitor, conflict_id, told, status=fault.http_status)
    return see(address("/console", said="conflict-decided"))


async def _carry_out(system: System, visitor: Visitor, conflict: Conflict, typed: Typed) -> None:
    if conflict.status != "open":
        raise StateConflict("That conflict is decided already.")
    match typed.action:
        case "keep_known":
            await review.resolve_conflict(system, visitor.id, conflict.id, value=conflict.known_value)
        case "take_new":
            await review.resolve_conflict(system, visitor.id, conflict.id, value=conflict.new_value)
        case "other":
            value = read_value(conflict.field, typed)
            await review.resolve_conflict(system, visitor.id, conflict.id, value=value)
        case "take_for_now":
            decision = review.Decision(action=review.Action.TAKE_FOR_NOW, value=conflict.new_value)
            await review.decide_field(system, visitor.id, conflict.show_id, conflict.field, decision)
        case "ask_again":
            reason = typed.reason or conflict.explanation
            decision = review.Decision(action=review.Action.DECLINE, reason=reason)
            await review.decide_field(system, visitor.id, conflict.show_id, conflict.field, decision)
        case _:
            raise Invalid("Choose which value holds.")


async def _page(
    request: Request, system: System, visitor: Visitor, conflict_id: UUID, typed: Typed, *, status: int = 200
) -> Response:
    async with system.database.as_user(visitor.id) as conn:
        conflict = await get_conflict(conn, conflict_id)
        show = await get_show(conn, conflict.show_id)
    case = ConflictCase(
        conflict.field, conflict.known_value, conflict.known_source, conflict.new_value, conflict.new_source
    )
    context: dict[str, object] = {
        "conflict": conflict,
        "show": show,
        "field": CATALOGUE[conflict.field],
        "judged": judge(case),
        "typed": typed,
    }
    return page_for(request, visitor, "conflict.html", context, status=status)
