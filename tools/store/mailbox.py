"""Mailboxes and the pushes that came for them: the cursor into a mailbox's history, and what is still unhandled."""

from datetime import datetime
from uuid import UUID

from advancing.errors import NotFound
from tools.store.database import Connection
from tools.store.row import Row, one


class Mailbox(Row):
    """A connected Gmail account.

    Args:
        history_id: Cursor: every change up to it is stored. None before the first pull.
        status: `connected`, `reconnect` (consent died), `disconnected`.
        sealed_token: Encrypted OAuth token.
    """

    id: UUID
    user_id: UUID
    address: str
    history_id: int | None
    watch_expires_at: datetime | None
    pulled_at: datetime | None
    status: str
    error: str
    sealed_token: bytes | None = None


async def connect_mailbox(
    conn: Connection, user_id: UUID, address: str, sealed_token: bytes | None, history_id: int | None
) -> Mailbox:
    """Connect (or reconnect) an account; the cursor of one that was connected before is kept."""
    cursor = await conn.execute(
        """insert into gmail_accounts (user_id, address, sealed_token, history_id) values (%s, lower(%s), %s, %s)
        on conflict (address) do update set sealed_token = excluded.sealed_token, status = 'connected', error = '',
            user_id = excluded.user_id, history_id = coalesce(gmail_accounts.history_id, excluded.history_id)
        returning *""",
        (user_id, address, sealed_token, history_id),
    )
    return Mailbox.of(await one(cursor))


async def list_mailboxes(conn: Connection) -> list[Mailbox]:
    """Every mailbox that is connected."""
    cursor = await conn.execute("select * from gmail_accounts where status <> 'disconnected' order by created_at")
    return [Mailbox.of(row) for row in await cursor.fetchall()]


async def get_mailbox(conn: Connection, mailbox_id: UUID, *, lock: bool = False) -> Mailbox:
    """One mailbox; raises NotFound where there is none."""
    row = await (
        await conn.execute(
            "select * from gmail_accounts where id = %s" + (" for update" if lock else ""), (mailbox_id,)
        )
    ).fetchone()
    if row is None:
        raise NotFound(f"There is no mailbox {mailbox_id}.")
    return Mailbox.of(row)


async def mailbox_of(conn: Connection, user_id: UUID) -> Mailbox | None:
    """The mailbox a tour manager writes from."""
    row = await (
        await conn.execute(
            "select * from gmail_accounts where user_id = %s and status <> 'disconnected' order by created_at limit 1",
            (user_id,),
        )
    ).fetchone()
    return Mailbox.of(row) if row else None


async def find_mailbox(conn: Connection, address: str) -> Mailbox | None:
    """The mailbox of an address."""
    row = await (await conn.execute("select * from gmail_accounts where address = lower(%s)", (address,))).fetchone()
    return Mailbox.of(row) if row else None


async def move_cursor(conn: Connection, mailbox_id: UUID, history_id: int) -> None:
    """Everything up to that history id is stored; the cursor never moves back."""
    await conn.execute(
        "update gmail_accounts set history_id = greatest(coalesce(history_id, 0), %s), pulled_at = now(),"
        " status = 'connected', error = '' where id = %s",
        (history_id, mailbox_id),
    )


async def mark_mailbox(conn: Connection, mailbox_id: UUID, status: str, error: str) -> None:
    """Say what is wrong with a mailbox: `reconnect` and why."""
    await conn.execute("update gmail_accounts set status = %s, error = %s where id = %s", (status, error, mailbox_id))


async def set_watch(conn: Connection, mailbox_id: UUID, expires_at: datetime) -> None:
    """Remember until when Gmail pushes."""
    await conn.execute("update gmail_accounts set watch_expires_at = %s where id = %s", (expires_at, mailbox_id))


async def store_push(conn: Connection, outside_id: str, address: str, history_id: int) -> bool:
    """Store a push before it is acknowledged.

    Returns:
        Whether it is new; Pub/Sub delivers at least once.
    """
    cursor = await conn.execute(
        "insert into gmail_notifications (outside_id, address, history_id) values (%s, lower(%s), %s)"
        " on conflict (outside_id) do nothing",
        (outside_id, address, history_id),
    )
    return cursor.rowcount == 1


async def mark_pushes_handled(conn: Connection, address: str, history_id: int) -> None:
    """Pushes up to a history id are made good."""
    await conn.execute(
        "update gmail_notifications set handled_at = now()"
        " where address = lower(%s) and handled_at is null and history_id <= %s",
        (address, history_id),
    )
