"""How the coordinator hands work to the other agents: a job each, told to both in `agent_messages`."""

from typing import Literal

from advancing.errors import StateConflict
from advancing.roles import Role
from advancing.status import Event, Status, move
from tools.context import ToolCall, as_id
from tools.registry import agent_tool
from tools.store.draft import waiting_draft
from tools.store.mail import get_message
from tools.store.notice import store_agent_message
from tools.store.show import Show


@agent_tool(roles=(Role.COORDINATOR,))
async def call_draft_generator(
    ctx: ToolCall, show_id: str, kind: Literal["initial", "followup"] = "initial", note: str = ""
) -> str:
    """Have a mail to the venue written; it comes to the tour manager for approval.

    Args:
        show_id: The show's id.
        kind: initial starts the advance; followup asks for what is still open.
        note: What to mind, in a sentence.
    """
    found = await ctx.reach_show(show_id, lock=True)
    waiting = await waiting_draft(ctx.conn, found.id)
    if waiting:
        raise StateConflict(f"A draft for this show awaits review already: draft_id {waiting.id}.")
    if kind == "initial" and found.status is not Status.DRAFT:
        raise StateConflict(f"The advance of {found.venue} is started already; it is {found.status.value}.")
    move(found.status, Event.START if kind == "initial" else Event.FOLLOW_UP)
    await ctx.jobs.defer_for_show(ctx.conn, "start_show" if kind == "initial" else "follow_up", found.id)
    await _tell(ctx, found, Role.DRAFT_GENERATOR, f"Write the {kind} mail. {note}".strip())
    return f"show_id: {found.id}\nThe {kind} mail for {found.venue} is being written."


@agent_tool(roles=(Role.COORDINATOR,))
async def call_email_parser(ctx: ToolCall, message_id: str) -> str:
    """Have a mail from a venue read, if that has not been done.

    Args:
        message_id: The message's id.
    """
    message = await get_message(ctx.conn, as_id(message_id, "message_id"))
    found = await ctx.reach_show_of(message.show_id, f"message {message.id}")
    if message.was_processed:
        raise StateConflict("That message has been read already.")
    await ctx.jobs.defer_for_show(ctx.conn, "read_message", found.id, message_id=str(message.id))
    await _tell(ctx, found, Role.EMAIL_PARSER, f"Read message {message.id}.")
    return f"show_id: {found.id}\nThe mail of {message.from_address} is being read."


@agent_tool(roles=(Role.COORDINATOR,))
async def call_sync_manager(ctx: ToolCall, show_id: str, direction: Literal["to", "from"] = "to") -> str:
    """Bring Master Tour up to date with what is approved (to), or look what it says (from).

    Args:
        show_id: The show's id.
        direction: to or from Master Tour.
    """
    found = await ctx.reach_show(show_id)
    await ctx.jobs.defer_for_show(ctx.conn, "sync_show", found.id, direction=direction)
    await _tell(ctx, found, Role.SYNC_MANAGER, f"Sync {found.title} {direction} Master Tour.")
    return f"show_id: {found.id}\nMaster Tour is being {'brought up to date' if direction == 'to' else 'read'}."


async def _tell(ctx: ToolCall, found: Show, recipient: Role, body: str) -> None:
    await store_agent_message(
        ctx.conn,
        tour_manager_id=ctx.caller.tour_manager_id,
        sender=ctx.caller.role,
        recipient=recipient,
        type="request",
        body=body,
        show_id=found.id,
    )
