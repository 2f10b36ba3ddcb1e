"""Which Master Tour day a show is."""

import psycopg
import pytest

from tests.builders import DOORS, make_one_show, make_tour_manager
from tools.store.database import Database
from tools.store.link import get_link, keep_pulled, make_link, mark_pushed


async def test_a_show_is_linked_to_a_day_and_remembers_what_it_said(database: Database) -> None:
    async with database.transaction() as conn:
        show_id = await make_one_show(conn, await make_tour_manager(conn))
        assert await get_link(conn, show_id) is None
        await make_link(conn, show_id, "tour-1", "day-1")
        await keep_pulled(conn, show_id, {"id": "day-1", "notes": "a\x00b"}, {DOORS: "19:00"})
        await mark_pushed(conn, show_id)

        link = await get_link(conn, show_id)

    assert link
    assert (link.master_tour_id, link.day_id, link.known) == ("tour-1", "day-1", {DOORS: "19:00"})
    assert link.day == {"id": "day-1", "notes": "ab"}
    assert link.pulled_at
    assert link.pushed_at


async def test_a_day_belongs_to_one_show(database: Database) -> None:
    async with database.transaction() as conn:
        person = await make_tour_manager(conn)
        first, second = await make_one_show(conn, person), await make_one_show(conn, person, venue="The Cave")
        await make_link(conn, first, "tour-1", "day-1")

        with pytest.raises(psycopg.errors.UniqueViolation):
            await make_link(conn, second, "tour-1", "day-1")
