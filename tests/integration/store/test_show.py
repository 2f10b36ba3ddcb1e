"""Shows: made once, found by those who may, moved along the status table."""

import asyncio
from datetime import date, timedelta
from uuid import uuid4

import pytest

from advancing.checklist import ChecklistItem, FieldState
from advancing.errors import NotFound, TransitionRefused
from advancing.status import Event, Status
from tests.builders import DOORS, LOAD_IN, NOW, make_one_show, make_tour_manager, new_show
from tools.store.checklist import save_items
from tools.store.database import Database
from tools.store.person import Person
from tools.store.show import change_show, get_show, last_answers, list_due, list_shows, make_show, move_show


@pytest.fixture
async def dana(database: Database) -> Person:
    async with database.transaction() as conn:
        return await make_tour_manager(conn)


async def test_a_show_comes_with_its_tour_venue_contact_and_tour_manager(database: Database, dana: Person) -> None:
    async with database.transaction() as conn:
        show_id = await make_one_show(conn, dana, contract={LOAD_IN: "14:00"})

        show = await get_show(conn, show_id)

    assert show.title == "Night Ferry at The Ritz, 2027-03-15"
    assert (show.tour_manager_id, show.tour_manager_name) == (dana.user_id, "Dana Reyes")
    assert (show.contact_name, show.contact_email) == ("Sam Ortiz", "sam@theritz.example")
    assert (show.status, show.contract, show.timezone) == (Status.DRAFT, {LOAD_IN: "14:00"}, "America/New_York")


async def test_making_a_show_again_gives_the_one_that_is_there(database: Database, dana: Person) -> None:
    async with database.transaction() as conn:
        first, was_made = await make_show(conn, new_show(), dana.user_id)
        again, made_again = await make_show(conn, new_show(contact_email="SAM@theritz.example"), dana.user_id)

        assert (was_made, made_again, first) == (True, False, again)
        assert len(await list_shows(conn)) == 1


async def test_two_requests_at_once_make_one_tour_and_both_shows(database: Database, dana: Person) -> None:
    async def make(day: int) -> None:
        async with database.transaction() as conn:
            await make_show(conn, new_show(show_date=date(2027, 3, day)), dana.user_id)

    await asyncio.gather(*(make(day) for day in range(1, 6)))

    async with database.transaction() as conn:
        shows = await list_shows(conn)
    assert len(shows) == 5
    assert len({show.tour_id for show in shows}) == 1


async def test_two_tour_managers_may_each_have_a_tour_of_that_name(database: Database, dana: Person) -> None:
    async with database.transaction() as conn:
        robin = await make_tour_manager(conn, "Robin Lund")
        hers = await get_show(conn, await make_one_show(conn, dana))
        theirs = await get_show(conn, await make_one_show(conn, robin))

    assert hers.tour_id != theirs.tour_id
    assert hers.venue_id != theirs.venue_id


async def test_shows_are_listed_by_date_and_found_by_text_and_status(database: Database, dana: Person) -> None:
    async with database.transaction() as conn:
        late = await make_one_show(conn, dana, venue="100% Club", city="Leeds", show_date=date(2027, 4, 1))
        early = await make_one_show(conn, dana)
        await move_show(conn, late, Event.START)

        assert [show.id for show in await list_shows(conn)] == [early, late]
        assert [show.id for show in await list_shows(conn, text="raleigh")] == [early]
        assert [show.id for show in await list_shows(conn, text="0%")] == [late]
        assert await list_shows(conn, text="_00") == []
        assert [show.id for show in await list_shows(conn, status=Status.DRAFTING)] == [late]
        assert await list_shows(conn, tour_manager_id=uuid4()) == []


async def test_a_show_moves_along_the_table_and_says_since_when(database: Database, dana: Person) -> None:
    async with database.transaction() as conn:
        show_id = await make_one_show(conn, dana)
    async with database.transaction() as conn:
        before = await get_show(conn, show_id)
        assert await move_show(conn, show_id, Event.START, "asked for") is Status.DRAFTING

        after = await get_show(conn, show_id)

    assert (after.status, after.status_reason) == (Status.DRAFTING, "asked for")
    assert after.status_changed_at > before.status_changed_at


async def test_a_move_that_the_table_lacks_is_refused_and_changes_nothing(database: Database, dana: Person) -> None:
    async with database.transaction() as conn:
        show_id = await make_one_show(conn, dana)

        with pytest.raises(TransitionRefused) as refusal:
            await move_show(conn, show_id, Event.MAIL_SENT)

        assert refusal.value.details["status"] == "draft"
        assert (await get_show(conn, show_id)).status is Status.DRAFT


async def test_moving_a_show_that_is_not_there_is_not_found(database: Database) -> None:
    async with database.transaction() as conn:
        with pytest.raises(NotFound):
            await move_show(conn, uuid4(), Event.START)


async def test_two_moves_at_once_happen_one_after_the_other(database: Database, dana: Person) -> None:
    async with database.transaction() as conn:
        show_id = await make_one_show(conn, dana)

    async def start() -> Status:
        async with database.transaction() as conn:
            return await move_show(conn, show_id, Event.START)

    results = await asyncio.gather(start(), start(), return_exceptions=True)

    assert [result for result in results if isinstance(result, Status)] == [Status.DRAFTING]
    assert [type(result) for result in results if not isinstance(result, Status)] == [TransitionRefused]


async def test_a_show_that_is_over_is_never_due(database: Database, dana: Person) -> None:
    async with database.transaction() as conn:
        ids = [await make_one_show(conn, dana, show_date=date(2027, 3, day)) for day in (1, 2, 3, 4)]
        waiting, paused, later, over = ids
        for show_id, due in zip(ids, (NOW, NOW, NOW + timedelta(days=1), NOW), strict=True):
            await change_show(conn, show_id, {"next_action_at": due})
        await change_show(conn, paused, {"is_paused": True})
        await move_show(conn, over, Event.CANCEL)

        assert await list_due(conn, NOW) == [waiting]
        assert await list_due(conn, NOW + timedelta(days=2)) == [waiting, later]
        assert (await get_show(conn, over)).next_action_at is None


async def test_columns_that_nobody_may_change_are_left_alone(database: Database, dana: Person) -> None:
    async with database.transaction() as conn:
        show_id = await make_one_show(conn, dana)

        await change_show(conn, show_id, {"status": "completed", "contract": {DOORS: "19:00"}, "follow_ups_sent": 2})

        show = await get_show(conn, show_id)
    assert (show.status, show.contract, show.follow_ups_sent) == (Status.DRAFT, {DOORS: "19:00"}, 2)


async def test_last_time_is_what_was_confirmed_for_the_latest_completed_show_there(
    database: Database, dana: Person
) -> None:
    async with database.transaction() as conn:
        older = await make_one_show(conn, dana, show_date=date(2025, 3, 1))
        last = await make_one_show(conn, dana, show_date=date(2026, 3, 1))
        abandoned = await make_one_show(conn, dana, show_date=date(2026, 9, 1))
        now = await make_one_show(conn, dana)
        for show_id, value in ((older, "17:00"), (last, "18:00"), (abandoned, "12:00")):
            await save_items(
                conn,
                show_id,
                [
                    ChecklistItem(key=DOORS, state=FieldState.CONFIRMED, value=value),
                    ChecklistItem(key=LOAD_IN, state=FieldState.PROVISIONAL, value=value),
                ],
            )
        await conn.execute("update shows set status = 'completed' where id = any(%s)", ([older, last],))
        show = await get_show(conn, now)

        assert await last_answers(conn, show.venue_id, now) == {DOORS: "18:00"}
        assert await last_answers(conn, show.venue_id, older) == {}
