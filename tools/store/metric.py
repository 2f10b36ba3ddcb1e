"""Figures over time, read from the views."""

from datetime import date
from decimal import Decimal

from advancing.roles import Role
from tools.store.database import Connection
from tools.store.row import Row


class AgentMetric(Row):
    """What the agents of a role did in a period.

    Args:
        period: First day of it.
        turn_ms_p50: Median over its days and shows of the median model turn, in milliseconds; 0 without a turn.
    """

    period: date
    role: Role
    turns: int
    tool_calls: int
    failures: int
    prompt_tokens: int
    completion_tokens: int
    cost_usd: Decimal
    turn_ms_p50: float


async def agent_metrics(conn: Connection, *, by: str, since: date | None = None) -> list[AgentMetric]:
    """Figures per period and role, the latest first.

    Args:
        conn: Of the person who asks.
        by: `day`, `week` or `month`.
        since: First day counted; None: all.
    """
    cursor = await conn.execute(
        """select date_trunc(%(by)s, day)::date as period, role, sum(turns)::int as turns,
            sum(tool_calls)::int as tool_calls, sum(failures)::int as failures,
            sum(prompt_tokens)::bigint as prompt_tokens, sum(completion_tokens)::bigint as completion_tokens,
            sum(cost_usd) as cost_usd,
            coalesce(percentile_cont(0.5) within group (order by turn_ms_p50) filter (where turns > 0), 0)::float
                as turn_ms_p50
        from agent_metrics_daily where %(since)s::date is null or day >= %(since)s
        group by 1, 2 order by 1 desc, 2 limit 1000""",
        {"by": by, "since": since},
    )
    return [AgentMetric.of(row) for row in await cursor.fetchall()]
