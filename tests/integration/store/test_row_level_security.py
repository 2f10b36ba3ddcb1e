"""Two tour managers, each with a row in every table: who sees what, and that nobody writes past the bridge."""

from uuid import UUID

import psycopg
import pytest

from advancing.errors import NotFound
from tests.builders import make_tour_manager
from tests.integration.store.full_tour import FullTour, make_full_tour
from tools.store.database import Connection, Database
from tools.store.mail import assign_to_show, list_unmatched
from tools.store.show import get_show, list_shows

SERVICE_ONLY = {"api_tokens", "gmail_notifications"}
MAILBOX_COLUMNS = "id, address, status, history_id"
SOME_COLUMNS = {"gmail_accounts", "profiles"}
"""Tables that show a person some columns only; each has tests of its own."""

OWN_ONLY = {"gmail_accounts", "agent_learning_data", "notifications"}


@pytest.fixture
async def dana(database: Database) -> FullTour:
    return await make_full_tour(database, "Dana Reyes")


@pytest.fixture
async def robin(database: Database) -> FullTour:
    return await make_full_tour(database, "Robin Lund")


async def rows_by_table(conn: Connection, tables: set[str]) -> dict[str, set[str]]:
    """Where the rows lie that the connection sees, by table."""
    seen = {}
    for table in sorted(tables):
        cursor = await conn.execute(f"select ctid::text as place from {table}")
        seen[table] = {row["place"] for row in await cursor.fetchall()}
    return seen


async def public_tables(conn: Connection) -> set[str]:
    cursor = await conn.execute("select tablename from pg_tables where schemaname = 'public'")
    return {row["tablename"] for row in await cursor.fetchall()}


async def test_each_tour_manager_sees_their_own_rows_of_every_table_and_no_others(
    database: Database, dana: FullTour, robin: FullTour
) -> None:
    async with database.transaction() as conn:
        tables = await public_tables(conn)
        everything = await rows_by_table(conn, tables)
    tables -= SERVICE_ONLY | SOME_COLUMNS
    async with database.as_user(dana.person.user_id) as conn:
        hers = await rows_by_table(conn, tables)
    async with database.as_user(robin.person.user_id) as conn:
        theirs = await rows_by_table(conn, tables)

    assert {table for table, places in everything.items() if not places} == set()
    assert {table for table in tables if not hers[table] or not theirs[table]} == set()
    assert {table for table in tables if hers[table] & theirs[table]} == set()
    assert {table for table in tables if hers[table] | theirs[table] != everything[table]} == set()


async def test_somebody_who_belongs_to_no_tour_sees_nothing_but_themselves(database: Database, dana: FullTour) -> None:
    async with database.transaction() as conn:
        stranger = await make_tour_manager(conn, "Kit Moss")
        tables = await public_tables(conn) - SERVICE_ONLY - SOME_COLUMNS

    async with database.as_user(stranger.user_id) as conn:
        seen = await rows_by_table(conn, tables)
        cursor = await conn.execute("select display_name from profiles")
        assert [row["display_name"] for row in await cursor.fetchall()] == ["Kit Moss"]

    assert {table for table, places in seen.items() if places} == set()


@pytest.mark.parametrize("table", sorted(SERVICE_ONLY))
async def test_tokens_and_pushes_are_readable_to_nobody(database: Database, dana: FullTour, table: str) -> None:
    async with database.as_user(dana.person.user_id) as conn:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await conn.execute(f"select 1 from {table}")


async def test_a_mailbox_shows_its_state_to_its_owner_alone(
    database: Database, dana: FullTour, robin: FullTour
) -> None:
    async with database.as_user(robin.person.user_id) as conn:
        cursor = await conn.execute(f"select {MAILBOX_COLUMNS} from gmail_accounts")
        assert [row["id"] for row in await cursor.fetchall()] == [robin.mailbox.id]


@pytest.mark.parametrize("columns", ["sealed_token", "*", "count(sealed_token)"])
async def test_a_mailbox_token_is_readable_to_nobody_by_the_api(
    database: Database, dana: FullTour, columns: str
) -> None:
    async with database.as_user(dana.person.user_id) as conn:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await conn.execute(f"select {columns} from gmail_accounts")


@pytest.mark.parametrize(
    "statement",
    [
        "insert into tours (name, artist) values ('Mine', 'Now')",
        "insert into tour_members (tour_id, user_id) select t.id, auth.uid() from tours t",
        "update shows set status = 'completed'",
        "update agent_drafts set status = 'approved'",
        "update tour_members set user_id = auth.uid()",
        "delete from agent_activity_log",
        "delete from approvals",
        "insert into approvals (subject_type, subject_id, show_id, fingerprint, shown, approved_by)"
        " select 'draft', id, show_id, 'f', '{}', auth.uid() from agent_drafts",
        "truncate effects",
    ],
)
async def test_a_person_writes_nothing_past_the_bridge(database: Database, dana: FullTour, statement: str) -> None:
    async with database.as_user(dana.person.user_id) as conn:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await conn.execute(statement)


async def test_the_anonymous_role_reads_nothing(database: Database, dana: FullTour) -> None:
    async with database.transaction() as conn:
        tables = await public_tables(conn)
    for table in sorted(tables | {"agent_metrics_daily", "advance_metrics_daily"}):
        async with database.transaction() as conn:
            await conn.execute("set local role anon")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                await conn.execute(f"select 1 from {table}")


async def test_unmatched_mail_is_its_mailbox_owners_alone_until_it_has_a_show(
    database: Database, dana: FullTour, robin: FullTour
) -> None:
    await join(database, dana.tour_id, robin.person.user_id)

    async with database.as_user(robin.person.user_id) as conn:
        assert [mail.id for mail in await list_unmatched(conn)] == [robin.unmatched_id]
        assert dana.show_id in {row.id for row in await list_shows(conn)}

    async with database.transaction() as conn:
        await assign_to_show(conn, dana.unmatched_id, dana.show_id, "tour_manager", "said so")
    async with database.as_user(robin.person.user_id) as conn:
        cursor = await conn.execute("select m.id, r.raw from email_messages m join email_raw r on r.message_id = m.id")
        assert dana.unmatched_id in {row["id"] for row in await cursor.fetchall()}


async def test_a_new_member_sees_the_tour_and_not_what_is_its_managers_own(
    database: Database, dana: FullTour, robin: FullTour
) -> None:
    await join(database, dana.tour_id, robin.person.user_id)

    async with database.as_user(robin.person.user_id) as conn:
        for table in ("shows", "show_fields", "agent_drafts", "email_extractions", "contacts", "venues"):
            cursor = await conn.execute(f"select count(*) as n from {table}")
            assert (await cursor.fetchone()) == {"n": 2}, table
        for table in sorted(OWN_ONLY):
            cursor = await conn.execute(f"select count(*) as n from (select 1 from {table}) t")
            assert (await cursor.fetchone()) == {"n": 1}, table


async def test_members_of_a_tour_see_each_others_name_and_not_where_their_notices_go(
    database: Database, dana: FullTour, robin: FullTour
) -> None:
    await join(database, dana.tour_id, robin.person.user_id, role="crew")

    async with database.as_user(robin.person.user_id) as conn:
        cursor = await conn.execute("select display_name from profiles order by 1")
        assert [row["display_name"] for row in await cursor.fetchall()] == ["Dana Reyes", "Robin Lund"]
        assert (await get_show(conn, dana.show_id)).tour_manager_name == "Dana Reyes"
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await conn.execute("select notify_urls from profiles")


async def test_a_show_of_somebody_else_is_not_found(database: Database, dana: FullTour, robin: FullTour) -> None:
    async with database.as_user(robin.person.user_id) as conn:
        with pytest.raises(NotFound):
            await get_show(conn, dana.show_id)


async def test_metrics_count_what_their_reader_may_see(database: Database, dana: FullTour, robin: FullTour) -> None:
    async with database.as_user(dana.person.user_id) as conn:
        cursor = await conn.execute("select sum(turns) as turns from agent_metrics_daily")
        assert await cursor.fetchone() == {"turns": 2}
        cursor = await conn.execute(
            "select tour_id, sum(drafts_sent) as sent, sum(replies_read) as read from advance_metrics_daily group by 1"
        )
        assert await cursor.fetchall() == [{"tour_id": dana.tour_id, "sent": 1, "read": 1}]


async def join(database: Database, tour_id: UUID, user_id: UUID, role: str = "tour_manager") -> None:
    async with database.transaction() as conn:
        await conn.execute(
            "insert into tour_members (tour_id, user_id, role) values (%s, %s, %s)", (tour_id, user_id, role)
        )
