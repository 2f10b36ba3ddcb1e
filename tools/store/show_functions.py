"""What agents may do about shows: look them up, propose a value, ask for a move along the status table."""

from typing import Literal

from advancing import checklist as checklists
from advancing.checklist import FieldState
from advancing.errors import NotFound, StateConflict
from advancing.fields import CATALOGUE, FieldKey, find_field
from advancing.roles import Role
from advancing.status import Event, Status, move
from advancing.values import canonical, show
from tools.context import ToolCall
from tools.registry import agent_tool
from tools.store.agent import log_activity
from tools.store.checklist import load_checklist, save_items
from tools.store.draft import waiting_draft
from tools.store.show import Show, list_shows, move_show
from tools.untrusted import on_one_line

_DECIDED = {
    FieldState.CONFIRMED: "confirmed",
    FieldState.PROVISIONAL: "in use as it is",
    FieldState.NOT_NEEDED: "left out on purpose",
}
"""What a person decided, or the contract says: an agent's proposal would take it out of use."""

_NO_CHECKLIST = "none yet; it is made when the advance starts."

MANAGERS = (Role.COORDINATOR, Role.SYNC_MANAGER)
EVERYONE = tuple(Role)


@agent_tool(roles=EVERYONE)
async def get_show_details(ctx: ToolCall, show_id: str) -> str:
    """Look up one show: where, when, with whom, and how far its advance is.

    Args:
        show_id: The show's id.
    """
    found = await ctx.reach_show(show_id)
    checklist = await load_checklist(ctx.conn, found.id, found.venue_type)
    done, total, critical_done, critical_total = checklist.progress()
    draft = await waiting_draft(ctx.conn, found.id)
    lines = [
        f"show_id: {found.id}",
        f"show: {found.title}",
        f"city: {found.city}, {found.country} ({found.timezone})",
        f"status: {found.status.value}" + (f" ({on_one_line(found.status_reason)})" if found.status_reason else ""),
        f"contact: {on_one_line(found.contact_name or 'unknown')} <{found.contact_email or 'none'}>",
    ]
    if checklist.items:
        still_open = ", ".join(CATALOGUE[key].label for key in checklist.open_fields()[:12])
        lines.append(f"checklist: {done} of {total} settled, critical {critical_done} of {critical_total}")
        lines.append(f"still open: {still_open or 'nothing'}")
    else:
        lines.append(f"checklist: {_NO_CHECKLIST}")
    if draft:
        lines.append(f"draft: {draft.id} {draft.status} ({draft.draft_type})")
    return "\n".join(lines)


@agent_tool(roles=(Role.COORDINATOR, Role.SYNC_MANAGER))
async def query_shows(ctx: ToolCall, status: str | None = None, text: str | None = None) -> str:
    """List the tour manager's shows: first those that wait for them, last those that are over, each by date.

    Args:
        status: Only shows of this status, for example awaiting_approval.
        text: Only shows whose venue, city or artist holds this text.
    """
    wanted = _status(status) if status else None
    found = await list_shows(
        ctx.conn,
        status=wanted,
        text=text,
        tour_manager_id=ctx.caller.tour_manager_id,
        urgent_first=True,
        limit=20,
    )
    return "\n".join(_line(item) for item in found) or "No show fits."


@agent_tool(roles=(Role.COORDINATOR,))
async def update_show_status(
    ctx: ToolCall,
    show_id: str,
    event: Literal["start", "follow_up", "stall", "resume", "raise_attention"],
    reason: str = "",
) -> str:
    """Move a show on: start its advance, ask for a follow-up, mark it stalled, resume it, or raise it for attention.

    Completing and cancelling are the tour manager's own.

    Args:
        show_id: The show's id.
        event: What is to happen.
        reason: One sentence why, for the tour manager.
    """
    found = await ctx.reach_show(show_id, lock=True)
    wanted = Event(event)
    target = move(found.status, wanted)
    if wanted in (Event.START, Event.FOLLOW_UP):
        # These two begin with a mail to write; the job makes the move together with what it needs.
        name = "start_show" if wanted is Event.START else "follow_up"
        await ctx.jobs.defer_for_show(ctx.conn, name, found.id)
        return f"show_id: {found.id}\n{found.title}: {wanted.value} is under way; it will be {target.value}."
    await move_show(ctx.conn, found.id, wanted, reason)
    await log_activity(
        ctx.conn,
        agent_type=ctx.caller.role,
        action=f"status.{wanted.value}",
        tour_manager_id=ctx.caller.tour_manager_id,
        show_id=found.id,
        input={"reason": reason},
    )
    return f"show_id: {found.id}\n{found.title} is now {target.value}."


@agent_tool(roles=EVERYONE, result_limit=4000)
async def get_advancing_checklist(ctx: ToolCall, show_id: str) -> str:
    """List every field of a show's checklist with its state and value.

    Args:
        show_id: The show's id.
    """
    found = await ctx.reach_show(show_id)
    checklist = await load_checklist(ctx.conn, found.id, found.venue_type)
    if not checklist.items:
        return _NO_CHECKLIST
    return "\n".join(
        f"{item.key}: {item.state.value}"
        + (f" = {on_one_line(show(item.value))}" if item.value is not None else "")
        + (" (critical)" if item.field.critical else "")
        for item in checklist.items
    )


@agent_tool(roles=(Role.COORDINATOR,))
async def mark_field_complete(ctx: ToolCall, show_id: str, field: str, value: str, reason: str) -> str:
    """Propose the value of one field, for example because the tour manager said it; the tour manager confirms it.

    Args:
        show_id: The show's id.
        field: The field's key, for example schedule.loadIn.
        value: The value in its canonical form, for example 15:00.
        reason: One sentence: where it comes from.
    """
    found = await ctx.reach_show(show_id, lock=True)
    spec = find_field(field)
    if spec is None:
        raise NotFound(f"There is no field {field[:60]!r}; see get_advancing_checklist.")
    checklist = await load_checklist(ctx.conn, found.id, found.venue_type)
    if not checklist.items:
        raise StateConflict("The advance of this show is not started; start it first.")
    known = {item.key: item for item in checklist.items}
    item = known.get(FieldKey(field)) or checklists.ChecklistItem(key=FieldKey(field))
    if item.state in _DECIDED:
        raise StateConflict(f"{spec.label} is {_DECIDED[item.state]}; only the tour manager changes that.")
    proposed = checklists.propose(item, canonical(spec, value), source="agent", source_text="")
    await save_items(ctx.conn, found.id, [proposed.model_copy(update={"reason": reason})])
    return f"{spec.label} is proposed as {show(proposed.value)}; the tour manager confirms it in the checklist."


def _status(text: str) -> Status:
    try:
        return Status(text)
    except ValueError:
        raise NotFound(f"There is no status {text[:40]!r}; there are: {', '.join(s.value for s in Status)}.") from None


def _line(item: Show) -> str:
    return f"{item.show_date.isoformat()} | {item.venue}, {item.city} | {item.status.value} | show_id: {item.id}"
