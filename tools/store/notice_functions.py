"""How agents tell the tour manager something."""

from uuid import UUID

from advancing.errors import StateConflict
from advancing.roles import Role
from tools.context import ToolCall, as_id
from tools.registry import agent_tool
from tools.store.draft import get_draft
from tools.store.mail import get_message
from tools.store.notice import store_agent_message, store_notice
from tools.store.show import Show
from tools.store.suspicious_mail import refuse_after_suspicious_mail
from tools.untrusted import without_links

ALERTS_PER_DAY = 3
"""Alerts of one show in a day; more than that tells a tour manager nothing."""


@agent_tool(roles=(Role.COORDINATOR, Role.DRAFT_GENERATOR))
async def notify_tm_draft_ready(ctx: ToolCall, draft_id: str) -> str:
    """Tell the tour manager that a draft awaits review; does nothing where that was told already.

    Args:
        draft_id: The draft's id.
    """
    draft = await get_draft(ctx.conn, as_id(draft_id, "draft_id"))
    found = await ctx.reach_show_of(draft.show_id, f"draft {draft.id}")
    return await _notify(ctx, found, "draft_ready", f"Draft for {found.venue} awaits your review", f"draft:{draft.id}")


@agent_tool(roles=(Role.COORDINATOR, Role.EMAIL_PARSER))
async def notify_tm_response_received(ctx: ToolCall, message_id: str) -> str:
    """Tell the tour manager that a venue answered; does nothing where that was told already.

    Args:
        message_id: The message's id.
    """
    message = await get_message(ctx.conn, as_id(message_id, "message_id"))
    found = await ctx.reach_show_of(message.show_id, f"message {message.id}")
    return await _notify(ctx, found, "response_received", f"{found.venue} answered", f"response:{message.id}")


@agent_tool(roles=(Role.COORDINATOR, Role.SYNC_MANAGER, Role.EMAIL_PARSER))
async def alert_tm_escalation(ctx: ToolCall, show_id: str, reason: str) -> str:
    """Tell the tour manager that a show needs a person; a few times a day at most.

    Args:
        show_id: The show's id.
        reason: One or two sentences: what is wrong, what to decide. Links are left out.
    """
    found = await ctx.reach_show(show_id)
    await refuse_after_suspicious_mail(ctx, "The alert is not passed on")
    day = ctx.now.date().isoformat()
    if await _alerts_of(ctx, found, day) >= ALERTS_PER_DAY:
        raise StateConflict("The tour manager was alerted of this show often enough today.")
    # What the agent says may be what a mail made it say: it is told as the agent's words, with nothing to click on.
    told_by = f"The {ctx.caller.role.value.replace('_', ' ')} says: {without_links(reason)}"
    told = await _notify(
        ctx,
        found,
        "escalation",
        f"{found.venue} needs you",
        f"escalation:{found.id}:{day}:{reason[:80]}",
        told_by,
    )
    await store_agent_message(
        ctx.conn,
        tour_manager_id=ctx.caller.tour_manager_id,
        sender=ctx.caller.role,
        recipient="tour_manager",
        type="escalation",
        body=without_links(reason),
        show_id=found.id,
    )
    return told


async def _alerts_of(ctx: ToolCall, found: Show, day: str) -> int:
    cursor = await ctx.conn.execute(
        "select count(*) as alerts from notifications where show_id = %s and starts_with(dedupe_key, %s)",
        (found.id, f"escalation:{found.id}:{day}:"),
    )
    row = await cursor.fetchone()
    return row["alerts"] if row else 0


async def _notify(ctx: ToolCall, found: Show, kind: str, title: str, key: str, body: str = "") -> str:
    notice_id: UUID | None = await store_notice(
        ctx.conn, found.tour_manager_id, kind=kind, title=title, body=body or found.title, show_id=found.id, key=key
    )
    if notice_id is None:
        return "The tour manager was told already."
    await ctx.jobs.defer(ctx.conn, "deliver_notice", arguments={"notice_id": str(notice_id)})
    return "The tour manager is told."
