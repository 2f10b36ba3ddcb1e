"""What the tour manager is told, and what agents and the system say to each other about a show."""

from datetime import datetime
from uuid import UUID

from tools.store.database import Connection
from tools.store.row import Row


class Notice(Row):
    """One notice.

    Args:
        kind: `draft_ready`, `response_received`, `escalation`, `unmatched_mail`, `sync`, `failure`, `completed`.
    """

    id: UUID
    user_id: UUID
    show_id: UUID | None
    kind: str
    title: str
    body: str
    created_at: datetime
    delivered_at: datetime | None
    read_at: datetime | None


async def store_notice(
    conn: Connection, user_id: UUID, *, kind: str, title: str, body: str = "", show_id: UUID | None = None, key: str
) -> UUID | None:
    """Store a notice.

    Args:
        conn: Of the service.
        user_id: Who is told.
        kind: See `Notice`.
        title: One line.
        body: A few more.
        show_id: Which show it is about.
        key: The same notice is not given twice.

    Returns:
        Its id, or None where it was given before.
    """
    row = await (
        await conn.execute(
            "insert into notifications (user_id, show_id, kind, title, body, dedupe_key) values (%s, %s, %s, %s, %s, %s)"
            " on conflict (dedupe_key) do nothing returning id",
            (user_id, show_id, kind, title, body, key),
        )
    ).fetchone()
    return row["id"] if row else None


async def list_notices(conn: Connection, *, unread: bool = False, limit: int = 100) -> list[Notice]:
    """Notices, the latest first."""
    cursor = await conn.execute(
        "select * from notifications where (not %s or read_at is null) order by created_at desc limit %s",
        (unread, limit),
    )
    return [Notice.of(row) for row in await cursor.fetchall()]


async def get_notice(conn: Connection, notice_id: UUID) -> Notice | None:
    """One notice."""
    row = await (await conn.execute("select * from notifications where id = %s", (notice_id,))).fetchone()
    return Notice.of(row) if row else None


async def mark_delivered(conn: Connection, notice_id: UUID) -> None:
    """A notice went out to where the tour manager wants it."""
    await conn.execute("update notifications set delivered_at = now() where id = %s", (notice_id,))


async def store_agent_message(
    conn: Connection,
    *,
    tour_manager_id: UUID,
    sender: str,
    recipient: str,
    type: str,
    body: str,
    show_id: UUID | None = None,
    task_id: UUID | None = None,
) -> None:
    """Keep what one agent said to another: `request`, `response`, `notification`, `escalation`."""
    await conn.execute(
        "insert into agent_messages (tour_manager_id, show_id, task_id, sender, recipient, type, body)"
        " values (%s, %s, %s, %s, %s, %s, %s)",
        (tour_manager_id, show_id, task_id, sender, recipient, type, body),
    )
