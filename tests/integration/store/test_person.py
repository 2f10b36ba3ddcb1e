"""Tour managers and their bearer tokens."""

from tests.builders import make_tour_manager
from tools.store.database import Database
from tools.store.person import find_by_token, find_person, list_people, make_person, store_token


async def test_making_a_tour_manager_again_updates_the_one_that_is_there(database: Database) -> None:
    async with database.transaction() as conn:
        first = await make_person(conn, email="dana@nightferry.example", display_name="Dana", phone="+1 919 555 0100")
        again = await make_person(conn, email="dana@nightferry.example", display_name="Dana Reyes")

        assert again.user_id == first.user_id
        assert (again.display_name, again.phone) == ("Dana Reyes", "+1 919 555 0100")
        assert await list_people(conn) == [again]
        assert await find_person(conn, first.user_id) == again


async def test_a_user_of_supabase_auth_gets_a_profile(database: Database) -> None:
    async with database.transaction() as conn:
        row = await (
            await conn.execute("insert into auth.users (email) values ('r@x.example') returning id")
        ).fetchone()
        assert row

        person = await make_person(conn, user_id=row["id"], email="r@x.example", display_name="Robin Lund")

    assert person.user_id == row["id"]


async def test_a_token_stands_for_its_person_and_is_nowhere_to_be_read(database: Database) -> None:
    async with database.transaction() as conn:
        person = await make_tour_manager(conn)
        await store_token(conn, person.user_id, "the-token", "laptop")

        assert await find_by_token(conn, "the-token") == person.user_id
        assert await find_by_token(conn, "The-token") is None
        assert await find_by_token(conn, "") is None
        row = await (await conn.execute("select api_tokens::text as everything from api_tokens")).fetchone()
    assert row
    assert "the-token" not in row["everything"]
    assert b"the-token".hex() not in row["everything"]
