"""What agents learned: patterns seen with a venue or everywhere, with how often they were seen."""

from datetime import datetime
from uuid import UUID

from psycopg.types.json import Jsonb

from tools.store.database import Connection
from tools.store.row import Row


class Pattern(Row):
    """One pattern."""

    id: UUID
    agent_type: str
    show_id: UUID | None
    venue_id: UUID | None
    venue_type: str | None
    pattern_type: str
    pattern_data: dict[str, object]
    confidence: float
    times_observed: int
    last_observed_at: datetime


async def observe(
    conn: Connection,
    *,
    tour_manager_id: UUID,
    agent_type: str,
    pattern_type: str,
    pattern_data: dict[str, object],
    show_id: UUID | None = None,
    venue_id: UUID | None = None,
    venue_type: str | None = None,
) -> None:
    """Remember a pattern, or that it was seen once more; confidence rises with each time."""
    await conn.execute(
        """insert into agent_learning_data (tour_manager_id, agent_type, pattern_type, pattern_data, show_id, venue_id,
            venue_type) values (%s, %s, %s, %s, %s, %s, %s)
        on conflict (tour_manager_id, agent_type, pattern_type,
            coalesce(venue_id, '00000000-0000-0000-0000-000000000000'::uuid), md5(pattern_data::text))
        do update set times_observed = agent_learning_data.times_observed + 1, last_observed_at = now(),
            confidence = least(0.99, 1 - 0.5 / (agent_learning_data.times_observed + 1)),
            show_id = excluded.show_id""",
        (tour_manager_id, agent_type, pattern_type, Jsonb(pattern_data), show_id, venue_id, venue_type),
    )


async def list_patterns(
    conn: Connection,
    tour_manager_id: UUID,
    *,
    venue_id: UUID | None = None,
    agent_type: str | None = None,
    limit: int = 20,
) -> list[Pattern]:
    """Patterns of a tour manager's agents: about a venue (and those about none), the surest first."""
    cursor = await conn.execute(
        """select * from agent_learning_data where tour_manager_id = %(owner)s
            and (%(venue)s::uuid is null or venue_id is null or venue_id = %(venue)s)
            and (%(agent)s::text is null or agent_type = %(agent)s)
        order by (venue_id is not null) desc, confidence desc, last_observed_at desc limit %(limit)s""",
        {"owner": tour_manager_id, "venue": venue_id, "agent": agent_type, "limit": limit},
    )
    return [Pattern.of(row) for row in await cursor.fetchall()]
