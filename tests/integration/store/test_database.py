"""The pool, and what a test's database is to start with."""

from pathlib import Path

import pytest

from advancing.errors import OutsideFault
from tests.builders import make_tour_manager
from tools.store.database import Database
from tools.store.job import JobQueue
from tools.store.person import find_person, list_people


async def test_what_a_transaction_did_is_gone_when_it_raises(database: Database) -> None:
    async def write_and_fail() -> None:
        async with database.transaction() as conn:
            await make_tour_manager(conn)
            raise RuntimeError("the edge failed")

    with pytest.raises(RuntimeError):
        await write_and_fail()

    async with database.transaction() as conn:
        assert await list_people(conn) == []


async def test_what_a_transaction_did_is_seen_by_the_next(database: Database) -> None:
    async with database.transaction() as conn:
        person = await make_tour_manager(conn)

    async with database.transaction() as conn:
        assert await find_person(conn, person.user_id) == person


async def test_a_connection_that_served_a_person_serves_as_the_service_again(dsn: str) -> None:
    narrow = Database(dsn, max_size=2)
    await narrow.open()
    try:
        async with narrow.transaction("tester") as conn:
            person = await make_tour_manager(conn)
        for _ in range(4):
            async with narrow.as_user(person.user_id) as conn:
                row = await (await conn.execute("select current_user as role, auth.uid() as who")).fetchone()
                assert row == {"role": "authenticated", "who": person.user_id}

        for _ in range(4):
            async with narrow.transaction() as conn:
                row = await (
                    await conn.execute(
                        "select current_user as role, auth.uid() as who, current_setting('advancing.actor') as actor"
                    )
                ).fetchone()
                assert row == {"role": "postgres", "who": None, "actor": "system"}
    finally:
        await narrow.close()


async def test_a_database_that_does_not_answer_is_a_fault_that_says_what_to_check(tmp_path: Path) -> None:
    nowhere = Database(f"host={tmp_path} dbname=nowhere connect_timeout=1", open_timeout_s=0.5)

    with pytest.raises(OutsideFault, match="ADVANCING_DATABASE_URL"):
        await nowhere.open()


async def test_the_queue_opens_on_the_migrated_database(queue: JobQueue) -> None:
    assert await queue.app.check_connection_async()
