"""Approvals: for what was shown, used once, void when it changes."""

from uuid import UUID

import pytest

from advancing.errors import ApprovalVoid
from tests.builders import make_draft, make_one_show, make_tour_manager
from tools.store.approval import live_approval, record_approval, use_approval, void_approvals
from tools.store.database import Connection, Database


async def approve(conn: Connection, fingerprint: str, name: str = "Dana Reyes") -> UUID:
    """Approve a draft of a new show; gives the draft's id."""
    person = await make_tour_manager(conn, name)
    show_id = await make_one_show(conn, person)
    draft_id = await make_draft(conn, show_id)
    await record_approval(
        conn,
        subject_type="draft",
        subject_id=draft_id,
        show_id=show_id,
        fingerprint=fingerprint,
        shown={"body": "Hi"},
        user_id=person.user_id,
    )
    return draft_id


async def test_an_approval_is_used_for_exactly_what_was_shown(database: Database) -> None:
    async with database.transaction() as conn:
        draft_id = await approve(conn, "as shown")
        approval = await live_approval(conn, "draft", draft_id)
        assert approval

        await use_approval(conn, approval, "as shown")

        assert approval.shown == {"body": "Hi"}
        assert await live_approval(conn, "draft", draft_id) is None


async def test_an_approval_is_void_for_anything_else(database: Database) -> None:
    async with database.transaction() as conn:
        draft_id = await approve(conn, "as shown")
        approval = await live_approval(conn, "draft", draft_id)
        assert approval

        with pytest.raises(ApprovalVoid, match="changed"):
            await use_approval(conn, approval, "something else")

        assert await live_approval(conn, "draft", draft_id) == approval


async def test_an_approval_is_used_once(database: Database) -> None:
    async with database.transaction() as conn:
        approval = await live_approval(conn, "draft", await approve(conn, "f"))
        assert approval
        await use_approval(conn, approval, "f")

        with pytest.raises(ApprovalVoid, match="used already"):
            await use_approval(conn, approval, "f")


async def test_an_approval_that_was_voided_since_it_was_read_is_not_used(database: Database) -> None:
    async with database.transaction() as conn:
        draft_id = await approve(conn, "f")
        approval = await live_approval(conn, "draft", draft_id)
        assert approval
        await void_approvals(conn, "draft", draft_id, "the draft was edited")

        with pytest.raises(ApprovalVoid):
            await use_approval(conn, approval, "f")

        row = await (await conn.execute("select void_reason, used_at from approvals")).fetchone()
        assert row == {"void_reason": "the draft was edited", "used_at": None}


async def test_approving_anew_replaces_the_earlier_approval_and_keeps_it(database: Database) -> None:
    async with database.transaction() as conn:
        draft_id = await approve(conn, "first")
        old = await live_approval(conn, "draft", draft_id)
        assert old
        new_id = await record_approval(
            conn,
            subject_type="draft",
            subject_id=draft_id,
            show_id=old.show_id,
            fingerprint="second",
            shown={},
            user_id=old.approved_by,
        )

        live = await live_approval(conn, "draft", draft_id)
        rows = await (
            await conn.execute("select void_reason from approvals order by approved_at, void_reason")
        ).fetchall()

    assert live
    assert (live.id, live.fingerprint) == (new_id, "second")
    assert {row["void_reason"] for row in rows} == {"approved anew", None}


async def test_voiding_leaves_what_was_used_and_what_is_of_others_alone(database: Database) -> None:
    async with database.transaction() as conn:
        used, other = await approve(conn, "f"), await approve(conn, "g", "Robin Lund")
        approval = await live_approval(conn, "draft", used)
        assert approval
        await use_approval(conn, approval, "f")

        await void_approvals(conn, "draft", used, "too late")

        row = await (await conn.execute("select void_reason from approvals where subject_id = %s", (used,))).fetchone()
        assert row == {"void_reason": None}
        assert await live_approval(conn, "draft", other)
