"""What agents learned."""

from uuid import UUID

from tests.builders import make_one_show, make_tour_manager
from tools.store.database import Connection, Database
from tools.store.learning import list_patterns, observe
from tools.store.person import Person
from tools.store.show import get_show


async def see(conn: Connection, person: Person, data: dict[str, object], venue_id: UUID | None = None) -> None:
    await observe(
        conn,
        tour_manager_id=person.user_id,
        agent_type="email_parser",
        pattern_type="wording",
        pattern_data=data,
        venue_id=venue_id,
        venue_type="club",
    )


async def test_a_pattern_seen_again_counts_and_grows_surer_without_ever_being_certain(database: Database) -> None:
    async with database.transaction() as conn:
        person = await make_tour_manager(conn)
        seen = []
        for _ in range(60):
            await see(conn, person, {"call": "get-in", "means": "load in"})
            (pattern,) = await list_patterns(conn, person.user_id)
            seen.append(pattern.confidence)

    assert (pattern.times_observed, pattern.pattern_data) == (60, {"call": "get-in", "means": "load in"})
    assert seen[0] == 0.5
    assert seen == sorted(seen)
    assert seen[-1] < 1


async def test_the_order_of_what_was_seen_makes_no_other_pattern(database: Database) -> None:
    async with database.transaction() as conn:
        person = await make_tour_manager(conn)
        await see(conn, person, {"a": 1, "b": 2})
        await see(conn, person, {"b": 2, "a": 1})

        (pattern,) = await list_patterns(conn, person.user_id)
    assert pattern.times_observed == 2


async def test_patterns_of_the_venue_come_before_general_ones_and_others_are_left_out(database: Database) -> None:
    async with database.transaction() as conn:
        person = await make_tour_manager(conn)
        ritz = (await get_show(conn, await make_one_show(conn, person))).venue_id
        cave = (await get_show(conn, await make_one_show(conn, person, venue="The Cave"))).venue_id
        for _ in range(3):
            await see(conn, person, {"about": "everywhere"})
        await see(conn, person, {"about": "ritz"}, ritz)
        await see(conn, person, {"about": "cave"}, cave)

        patterns = await list_patterns(conn, person.user_id, venue_id=ritz)

        assert [pattern.pattern_data["about"] for pattern in patterns] == ["ritz", "everywhere"]
        assert await list_patterns(conn, person.user_id, agent_type="sync_manager") == []


async def test_what_one_tour_managers_agents_learned_is_not_the_others(database: Database) -> None:
    async with database.transaction() as conn:
        dana, robin = await make_tour_manager(conn), await make_tour_manager(conn, "Robin Lund")
        await see(conn, dana, {"secret": True})

        assert await list_patterns(conn, robin.user_id) == []
