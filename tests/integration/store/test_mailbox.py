"""Mailboxes, their cursor, and the pushes that came for them."""

from datetime import timedelta
from uuid import uuid4

import pytest

from advancing.errors import NotFound
from tests.builders import NOW, make_mailbox, make_tour_manager
from tools.store.database import Connection, Database
from tools.store.mailbox import (
    connect_mailbox,
    find_mailbox,
    get_mailbox,
    list_mailboxes,
    mailbox_of,
    mark_mailbox,
    mark_pushes_handled,
    move_cursor,
    set_watch,
    store_push,
)

BIG = 2**63 + 1


async def open_pushes(conn: Connection) -> set[str]:
    cursor = await conn.execute("select outside_id from gmail_notifications where handled_at is null")
    return {row["outside_id"] for row in await cursor.fetchall()}


async def test_a_mailbox_that_is_connected_again_keeps_its_cursor_and_takes_the_new_token(database: Database) -> None:
    async with database.transaction() as conn:
        person = await make_tour_manager(conn)
        first = await connect_mailbox(conn, person.user_id, "Dana@NightFerry.example", b"old", 100)
        await move_cursor(conn, first.id, 250)
        await mark_mailbox(conn, first.id, "reconnect", "Consent was withdrawn.")

        again = await connect_mailbox(conn, person.user_id, "dana@nightferry.EXAMPLE", b"new", 999)

    assert (again.id, again.address, again.sealed_token) == (first.id, "dana@nightferry.example", b"new")
    assert (again.history_id, again.status, again.error) == (250, "connected", "")


async def test_the_cursor_never_moves_back(database: Database) -> None:
    async with database.transaction() as conn:
        mailbox = await make_mailbox(conn, await make_tour_manager(conn))
        for history_id in (BIG, 7, 101):
            await move_cursor(conn, mailbox.id, history_id)

        moved = await get_mailbox(conn, mailbox.id, lock=True)
    assert moved.history_id == BIG
    assert moved.pulled_at


async def test_a_push_that_is_delivered_twice_is_new_once(database: Database) -> None:
    async with database.transaction() as conn:
        assert await store_push(conn, "p1", "Dana@NightFerry.example", 101)
        assert not await store_push(conn, "p1", "dana@nightferry.example", 101)
        assert await store_push(conn, "p2", "dana@nightferry.example", 101)

        assert await open_pushes(conn) == {"p1", "p2"}


async def test_pushes_up_to_the_cursor_are_handled_and_later_ones_and_others_stay_open(database: Database) -> None:
    async with database.transaction() as conn:
        for outside_id, address, history_id in (
            ("old", "dana@nightferry.example", 100),
            ("now", "dana@nightferry.example", 200),
            ("later", "dana@nightferry.example", 201),
            ("other", "robin@nightferry.example", 100),
        ):
            await store_push(conn, outside_id, address, history_id)

        await mark_pushes_handled(conn, "DANA@nightferry.example", 200)

        assert await open_pushes(conn) == {"later", "other"}


async def test_a_mailbox_is_found_by_its_address_and_its_owner_while_it_is_connected(database: Database) -> None:
    async with database.transaction() as conn:
        person = await make_tour_manager(conn)
        mailbox = await make_mailbox(conn, person)
        await set_watch(conn, mailbox.id, NOW + timedelta(days=7))

        found = await find_mailbox(conn, "DANA@nightferry.example")
        assert found
        assert (found.id, found.watch_expires_at) == (mailbox.id, NOW + timedelta(days=7))
        assert await mailbox_of(conn, person.user_id) == found
        assert await list_mailboxes(conn) == [found]

        await mark_mailbox(conn, mailbox.id, "disconnected", "")
        assert await mailbox_of(conn, person.user_id) is None
        assert await list_mailboxes(conn) == []
        assert await find_mailbox(conn, "kit@nightferry.example") is None
        with pytest.raises(NotFound):
            await get_mailbox(conn, uuid4())
