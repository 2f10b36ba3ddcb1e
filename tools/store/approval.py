"""Approvals: for what was shown, used once, void when that changes."""

from datetime import datetime
from uuid import UUID

from psycopg.types.json import Jsonb

from advancing.errors import ApprovalVoid
from tools.store.database import Connection
from tools.store.row import Row, one


class Approval(Row):
    """One recorded approval.

    Args:
        subject_type: `draft`, `extraction`, `conflict` or `field`.
        fingerprint: Hash of what the person saw (`advancing.approval`).
        shown: What the person saw.
    """

    id: UUID
    subject_type: str
    subject_id: UUID
    show_id: UUID
    fingerprint: str
    shown: dict[str, object]
    approved_by: UUID
    approved_at: datetime
    used_at: datetime | None
    void_reason: str | None


async def record_approval(
    conn: Connection,
    *,
    subject_type: str,
    subject_id: UUID,
    show_id: UUID,
    fingerprint: str,
    shown: dict[str, object],
    user_id: UUID,
) -> UUID:
    """Record that a person approved what they saw; an earlier, unused approval of the same thing is void."""
    await void_approvals(conn, subject_type, subject_id, "approved anew")
    row = await one(
        await conn.execute(
            "insert into approvals (subject_type, subject_id, show_id, fingerprint, shown, approved_by)"
            " values (%s, %s, %s, %s, %s, %s) returning id",
            (subject_type, subject_id, show_id, fingerprint, Jsonb(shown), user_id),
        )
    )
    return UUID(str(row["id"]))


async def live_approval(conn: Connection, subject_type: str, subject_id: UUID) -> Approval | None:
    """The approval of a thing that is neither used nor void, its row held until the transaction ends."""
    row = await (
        await conn.execute(
            "select * from approvals where subject_type = %s and subject_id = %s and used_at is null"
            " and void_reason is null for update",
            (subject_type, subject_id),
        )
    ).fetchone()
    return Approval.of(row) if row else None


async def use_approval(conn: Connection, approval: Approval, fingerprint: str) -> None:
    """Use an approval, once, for exactly what was shown.

    Raises:
        ApprovalVoid: What is about to happen is not what was approved, or the approval was used or voided.
    """
    if fingerprint != approval.fingerprint:
        raise ApprovalVoid("What was approved has changed since; review it again.", subject=str(approval.subject_id))
    cursor = await conn.execute(
        "update approvals set used_at = now() where id = %s and used_at is null and void_reason is null", (approval.id,)
    )
    if cursor.rowcount == 0:
        raise ApprovalVoid(
            "This approval was used already or is void; review it again.", subject=str(approval.subject_id)
        )


async def void_approvals(conn: Connection, subject_type: str, subject_id: UUID, reason: str) -> None:
    """Whatever was approved of a thing and not used counts no longer."""
    await conn.execute(
        "update approvals set void_reason = %s where subject_type = %s and subject_id = %s"
        " and used_at is null and void_reason is null",
        (reason, subject_type, subject_id),
    )
