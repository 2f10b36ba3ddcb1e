"""Notices to the tour manager: given once."""

from tests.builders import make_tour_manager
from tools.store.database import Database
from tools.store.notice import get_notice, list_notices, mark_delivered, store_notice


async def test_the_same_notice_is_given_once(database: Database) -> None:
    async with database.transaction() as conn:
        person = await make_tour_manager(conn)
        first = await store_notice(conn, person.user_id, kind="draft_ready", title="A draft waits", key="draft:1")
        again = await store_notice(conn, person.user_id, kind="draft_ready", title="A draft waits", key="draft:1")
        other = await store_notice(conn, person.user_id, kind="escalation", title="No answer", key="stalled:1")

        assert first
        assert other
        assert again is None
        assert {notice.id for notice in await list_notices(conn)} == {first, other}


async def test_what_was_delivered_is_known_and_what_was_read_is_not_unread(database: Database) -> None:
    async with database.transaction() as conn:
        person = await make_tour_manager(conn)
        notice_id = await store_notice(conn, person.user_id, kind="sync", title="Master Tour is current", key="sync:1")
        assert notice_id
        assert len(await list_notices(conn, unread=True)) == 1

        await mark_delivered(conn, notice_id)
        await conn.execute("update notifications set read_at = now()")

        notice = await get_notice(conn, notice_id)
        assert notice
        assert notice.delivered_at
        assert await list_notices(conn, unread=True) == []
