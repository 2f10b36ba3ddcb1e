"""Tours: their counterpart in Master Tour and the rider that goes with first mails."""

from uuid import UUID

from advancing.errors import NotFound
from tools.store.database import Connection
from tools.store.row import Row


class Tour(Row):
    """One tour.

    Args:
        master_tour_id: Its id in Master Tour; None: it is not kept there.
        rider_name: File name of the rider as venues see it.
        rider_path: Where it lies.
    """

    id: UUID
    name: str
    artist: str
    currency: str
    master_tour_id: str | None
    rider_name: str | None
    rider_path: str | None


async def list_tours(conn: Connection) -> list[Tour]:
    """Tours by name."""
    cursor = await conn.execute("select * from tours order by name, id")
    return [Tour.of(row) for row in await cursor.fetchall()]


async def get_tour(conn: Connection, tour_id: UUID) -> Tour:
    """One tour; raises NotFound where there is none that the asker may see."""
    row = await (await conn.execute("select * from tours where id = %s", (tour_id,))).fetchone()
    if row is None:
        raise NotFound(f"There is no tour {tour_id}.")
    return Tour.of(row)


async def set_master_tour(conn: Connection, tour_id: UUID, master_tour_id: str | None) -> None:
    """Say which tour in Master Tour this one is."""
    await conn.execute("update tours set master_tour_id = %s where id = %s", (master_tour_id, tour_id))


async def set_rider(conn: Connection, tour_id: UUID, name: str, path: str) -> None:
    """Say which file is the rider."""
    await conn.execute("update tours set rider_name = %s, rider_path = %s where id = %s", (name, path, tour_id))
