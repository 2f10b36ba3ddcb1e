"""Effects outside happen once: the intent is stored under a unique key before, the receipt after.

A retry finds the intent without a receipt and first looks for what the earlier try may have done. What that
search is, only the caller knows (a Message-ID in the mailbox, a schedule item of that title).
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

from psycopg.types.json import Jsonb

from tools.store.database import Connection, Database
from tools.store.row import Row, one

Receipt = dict[str, object]


class Effect(Row):
    """One effect, as it is kept."""

    key: str
    kind: str
    show_id: UUID | None
    status: str
    intent: dict[str, object]
    receipt: dict[str, object] | None
    attempts: int
    error: str
    created_at: datetime
    done_at: datetime | None


Checkpoint = Callable[[str], None]


def no_checkpoint(_name: str) -> None:
    """Nothing happens between the steps; the fault tests pass in one that ends the process."""


class Effects:
    """Carries out effects outside.

    Args:
        database: Where intents and receipts are kept, each in a transaction of its own.
        checkpoint: Called between the steps, `intent:KIND`, `done:KIND`.
    """

    def __init__(self, database: Database, checkpoint: Checkpoint = no_checkpoint) -> None:
        self._database = database
        self._checkpoint = checkpoint

    async def once(
        self,
        key: str,
        *,
        kind: str,
        show_id: UUID | None,
        intent: Receipt,
        do: Callable[[], Awaitable[Receipt]],
        find: Callable[[], Awaitable[Receipt | None]],
    ) -> Receipt:
        """Carry out an effect, once over all tries.

        Args:
            key: Unique for what is to happen (`send:DRAFT-ID`).
            kind: `gmail.send`, `mastertour.item` ….
            show_id: Whose it is.
            intent: What is to happen, for people who look into it.
            do: Does it and gives its receipt.
            find: Looks for what an earlier try did; None where it did nothing.

        Returns:
            The receipt, of this try or of an earlier one. It is not stored yet where the effect happened now:
            the caller stores it by `store_receipt` in the transaction that also moves the domain on.
        """
        async with self._database.transaction() as conn:
            effect = await _intend(conn, key, kind, show_id, intent)
        if effect.status == "done" and effect.receipt is not None:
            return effect.receipt
        self._checkpoint(f"intent:{kind}")
        if effect.attempts > 1:
            found = await find()
            if found is not None:
                return found
        receipt = await do()
        self._checkpoint(f"done:{kind}")
        return receipt


async def store_receipt(conn: Connection, key: str, receipt: Receipt) -> None:
    """Store what came of an effect, in the transaction that also moves the domain on."""
    await conn.execute(
        "update effects set status = 'done', receipt = %s, done_at = now(), error = '' where key = %s",
        (Jsonb(receipt), key),
    )


async def list_effects(conn: Connection, show_id: UUID) -> list[Effect]:
    """Effects of a show, oldest first."""
    cursor = await conn.execute("select * from effects where show_id = %s order by created_at", (show_id,))
    return [Effect.of(row) for row in await cursor.fetchall()]


async def latest_effects(conn: Connection, tour_manager_id: UUID, kind: str, limit: int = 30) -> list[Effect]:
    """The latest effects that were carried out for a tour manager's shows, of kinds that begin so; oldest first."""
    cursor = await conn.execute(
        "select e.* from effects e join shows s on s.id = e.show_id"
        " join tour_members m on m.tour_id = s.tour_id and m.user_id = %s"
        " where e.status = 'done' and starts_with(e.kind, %s) order by e.done_at desc limit %s",
        (tour_manager_id, kind, limit),
    )
    return [Effect.of(row) for row in reversed(await cursor.fetchall())]


async def _intend(conn: Connection, key: str, kind: str, show_id: UUID | None, intent: Receipt) -> Effect:
    cursor = await conn.execute(
        """insert into effects (key, kind, show_id, intent, attempts) values (%s, %s, %s, %s, 1)
        on conflict (key) do update set attempts = effects.attempts + 1 returning *""",
        (key, kind, show_id, Jsonb(intent)),
    )
    return Effect.of(await one(cursor))
