"""What agents may look up of earlier shows, and keep for later ones."""

import re
from uuid import UUID

from advancing.errors import Invalid, StateConflict
from advancing.roles import Role
from advancing.values import show
from tools.context import ToolCall
from tools.registry import agent_tool
from tools.store.learning import Pattern, list_patterns, observe
from tools.store.show import last_answers, list_shows
from tools.store.suspicious_mail import refuse_after_suspicious_mail
from tools.untrusted import on_one_line, untrusted

NOTES_PER_SHOW = 6
"""Most notes that the agent of a show may leave about its venue: more would crowd out what people taught."""

_KIND = re.compile(r"[a-z][a-z0-9_]{0,59}")
_PEOPLES_OWN = frozenset({"correction", "feedback"})
"""Kinds that only a tour manager's decisions make; prompts and confidence rest on them."""


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
    lines += [f"last time: {key} = {on_one_line(show(value))}" for key, value in answers.items()]
    patterns = await list_patterns(ctx.conn, ctx.caller.tour_manager_id, venue_id=found[-1].venue_id, limit=8)
    learned = [f"({item.times_observed}x) {item.pattern_type}: {_told(item)}" for item in patterns]
    return "\n".join([*lines, *([untrusted("learned", "\n".join(learned), 4000)] if learned else [])])


@agent_tool(roles=tuple(Role))
async def remember_pattern(ctx: ToolCall, pattern_type: str, text: str) -> str:
    """Keep something worth knowing next time, in a sentence. Facts of a show do not belong here.

    Args:
        pattern_type: What kind, for example answers_by_phone or prefers_short_mails.
        text: The sentence.
    """
    if not _KIND.fullmatch(pattern_type):
        raise Invalid("pattern_type is one short word such as answers_by_phone: small letters, digits and underscores.")
    note = " ".join(text.split())[:500]
    if pattern_type in _PEOPLES_OWN or (pattern_type == "preference" and not ctx.caller.in_chat):
        raise Invalid(f"{pattern_type} is what the tour manager's own decisions are kept as; take another word.")
    await refuse_after_suspicious_mail(ctx, "Nothing is remembered")
    found = await ctx.reach_show(ctx.caller.show_id) if ctx.caller.show_id else None
    if found:
        noted = await _noted(ctx, found.id)
        if (pattern_type, note) in noted:
            # Said again about the same show, it was not seen once more.
            return "Kept already."
        if len(noted) >= NOTES_PER_SHOW:
            raise StateConflict(f"There are {NOTES_PER_SHOW} notes from this show already; that is enough.")
    await observe(
        ctx.conn,
        tour_manager_id=ctx.caller.tour_manager_id,
        agent_type=ctx.caller.role,
        pattern_type=pattern_type,
        pattern_data={"text": note},
        show_id=found.id if found else None,
        venue_id=found.venue_id if found else None,
        venue_type=found.venue_type if found else None,
    )
    return "Kept."


async def _noted(ctx: ToolCall, show_id: UUID) -> set[tuple[str, str]]:
    """What the caller's role noted from a show, as (kind, sentence)."""
    cursor = await ctx.conn.execute(
        "select pattern_type, pattern_data->>'text' as text from agent_learning_data"
        " where show_id = %s and agent_type = %s and pattern_type <> all(%s)",
        (show_id, ctx.caller.role, sorted(_PEOPLES_OWN)),
    )
    return {(row["pattern_type"], row["text"] or "") for row in await cursor.fetchall()}


def _told(pattern: Pattern) -> str:
    text = pattern.pattern_data.get("text")
    return " ".join(str(text if text is not None else pattern.pattern_data).split())[:300]
