"""What agents may look up of earlier shows, and keep for later ones."""

from advancing.roles import Role
from advancing.values import show
from tools.context import ToolCall
from tools.registry import agent_tool
from tools.store.learning import list_patterns, observe
from tools.store.show import last_answers, list_shows


@agent_tool(roles=tuple(Role))
async def query_advancing_history(ctx: ToolCall, venue: str) -> str:
    """Look up what is known of a venue from this tour manager's earlier shows there.

    Args:
        venue: The venue's name or a part of it.
    """
    reach = None if ctx.caller.show_id is None else await ctx.reach_show(ctx.caller.show_id)
    found = await list_shows(ctx.conn, text=venue, tour_manager_id=ctx.caller.tour_manager_id, limit=10)
    if reach is not None:
        # A show's agent sees the history of its own venue, not that of others.
        found = [item for item in found if item.venue_id == reach.venue_id]
    if not found:
        return "No show of yours at such a venue."
    lines = [f"{item.show_date.isoformat()} | {item.venue}, {item.city} | {item.status.value}" for item in found]
    answers = await last_answers(ctx.conn, found[-1].venue_id, found[-1].id)
    lines += [f"last time: {key} = {show(value)}" for key, value in answers.items()]
    patterns = await list_patterns(ctx.conn, ctx.caller.tour_manager_id, venue_id=found[-1].venue_id, limit=8)
    lines += [f"learned ({item.times_observed}x): {item.pattern_type}: {item.pattern_data}" for item in patterns]
    return "\n".join(lines)


@agent_tool(roles=tuple(Role))
async def remember_pattern(ctx: ToolCall, pattern_type: str, text: str) -> str:
    """Keep something worth knowing next time, in a sentence. Facts of a show do not belong here.

    Args:
        pattern_type: What kind, for example answers_by_phone or prefers_short_mails.
        text: The sentence.
    """
    found = await ctx.reach_show(ctx.caller.show_id) if ctx.caller.show_id else None
    await observe(
        ctx.conn,
        tour_manager_id=ctx.caller.tour_manager_id,
        agent_type=ctx.caller.role,
        pattern_type=pattern_type[:80],
        pattern_data={"text": text[:500]},
        show_id=found.id if found else None,
        venue_id=found.venue_id if found else None,
        venue_type=found.venue_type if found else None,
    )
    return "Kept."
