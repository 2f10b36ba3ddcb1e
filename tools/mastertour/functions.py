"""What agents may do about Master Tour: ask for both directions of the sync. Only approved values are written."""

from advancing.errors import StateConflict
from advancing.roles import Role
from tools.context import ToolCall
from tools.registry import agent_tool
from tools.store.agent import running_task, submit_result
from tools.store.link import get_link
from tools.store.show import Show


@agent_tool(roles=(Role.COORDINATOR, Role.SYNC_MANAGER))
async def sync_to_master_tour(ctx: ToolCall, show_id: str) -> str:
    """Write what the tour manager has approved into the show's day in Master Tour.

    Args:
        show_id: The show's id.
    """
    found = await ctx.reach_show(show_id)
    if await get_link(ctx.conn, found.id) is None:
        raise StateConflict(f"{found.title} is not linked to a day in Master Tour.")
    await _defer(ctx, found, "push_day")
    return f"show_id: {found.id}\nMaster Tour is being brought up to date for {found.venue}."


@agent_tool(roles=(Role.COORDINATOR, Role.SYNC_MANAGER))
async def sync_from_master_tour(ctx: ToolCall, show_id: str) -> str:
    """Look what Master Tour says of the show's day, and raise conflicts where it differs from what is approved.

    Args:
        show_id: The show's id.
    """
    found = await ctx.reach_show(show_id)
    await _defer(ctx, found, "pull_day")
    return f"show_id: {found.id}\nMaster Tour is being read for {found.venue}."


async def _defer(ctx: ToolCall, found: Show, job: str) -> None:
    """Queue the job, and note in the sync manager's open task that it was asked for."""
    await ctx.jobs.defer_for_show(ctx.conn, job, found.id)
    task = await running_task(ctx.conn, Role.SYNC_MANAGER, found.id)
    if task is not None:
        await submit_result(ctx.conn, task.id, {"deferred": job})
