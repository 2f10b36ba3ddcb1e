"""Which Master Tour day a show is, which schedule items there are ours, and what it said when last read."""

from datetime import datetime
from uuid import UUID

from psycopg.types.json import Jsonb

from advancing.fields import FieldKey
from advancing.values import Value
from tools.store.database import Connection
from tools.store.row import Row


class MasterTourLink(Row):
    """A show's day in Master Tour.

    Args:
        items: The schedule items that are ours, by field: `item_id`, and the time last `written` there.
        known: What Master Tour said when last pulled.
    """

    show_id: UUID
    master_tour_id: str
    day_id: str
    items: dict[FieldKey, dict[str, str | None]]
    day: dict[str, object]
    known: dict[FieldKey, Value]
    pulled_at: datetime | None
    pushed_at: datetime | None


async def get_link(conn: Connection, show_id: UUID) -> MasterTourLink | None:
    """The link of a show, if it has one."""
    row = await (await conn.execute("select * from master_tour_links where show_id = %s", (show_id,))).fetchone()
    return MasterTourLink.of(row) if row else None


async def list_links(conn: Connection, tour_manager_id: UUID) -> list[MasterTourLink]:
    """The links of a tour manager's shows, by show day."""
    cursor = await conn.execute(
        "select l.* from master_tour_links l join shows s on s.id = l.show_id"
        " join tour_members m on m.tour_id = s.tour_id and m.user_id = %s order by s.show_date limit 500",
        (tour_manager_id,),
    )
    return [MasterTourLink.of(row) for row in await cursor.fetchall()]


async def make_link(conn: Connection, show_id: UUID, master_tour_id: str, day_id: str) -> None:
    """Link a show to a day; one day belongs to one show."""
    await conn.execute(
        "insert into master_tour_links (show_id, master_tour_id, day_id) values (%s, %s, %s)"
        " on conflict (show_id) do update set master_tour_id = excluded.master_tour_id, day_id = excluded.day_id",
        (show_id, master_tour_id, day_id),
    )


async def keep_pulled(conn: Connection, show_id: UUID, day: dict[str, object], known: dict[FieldKey, Value]) -> None:
    """Remember what Master Tour says."""
    await conn.execute(
        "update master_tour_links set day = %s, known = %s, pulled_at = now() where show_id = %s",
        (Jsonb(day), Jsonb(known), show_id),
    )


async def keep_items(conn: Connection, show_id: UUID, items: dict[FieldKey, dict[str, str | None]]) -> None:
    """Remember which schedule items are ours, and what was last written there."""
    await conn.execute("update master_tour_links set items = %s where show_id = %s", (Jsonb(items), show_id))


async def mark_pushed(conn: Connection, show_id: UUID) -> None:
    """Master Tour holds what is approved."""
    await conn.execute("update master_tour_links set pushed_at = now() where show_id = %s", (show_id,))
