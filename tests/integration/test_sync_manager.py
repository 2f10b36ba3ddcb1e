"""Master Tour kept up to date: once, unconfirmed where taken for now, and never over a person's own change."""

from agents import sync_manager
from agents.review import Action, Decision
from tests.builders import DOORS, LOAD_IN
from tests.flow.world import DAY_ID, World


def item(flow: World, title: str) -> dict[str, object]:
    """The one schedule item of that title."""
    (found,) = [each for each in flow.master_tour.items() if each["title"] == title]
    return dict(found)


async def test_what_is_approved_becomes_one_item_each_and_the_notes_of_others_stay(flow: World) -> None:
    show_id = await flow.answered()

    await flow.approve_reading(show_id)

    titles = [each["title"] for each in flow.master_tour.items()]
    assert sorted(titles) == ["Curfew", "Doors", "Load In"]
    assert "Merch count by 17:00 (Jo)" in flow.master_tour.day(DAY_ID)["generalNotes"]
    assert {effect.status for effect in await flow.effects(show_id)} == {"done"}


async def test_nothing_that_is_only_proposed_goes_to_master_tour(flow: World) -> None:
    show_id = await flow.answered()

    await sync_manager.push_day(flow.system, show_id, "a run")

    assert flow.master_tour.writes() == []


async def test_an_answer_of_master_tour_that_got_lost_makes_no_second_item(flow: World) -> None:
    show_id = await flow.answered()
    for lost in ("drop", "bad_gateway"):
        flow.master_tour.trouble(method="POST", path_has="itinerary", lose_answer=lost)
    flow.master_tour.trouble(method="PUT", path_has="day", lose_answer="drop")

    await flow.approve_reading(show_id)

    assert sorted(each["title"] for each in flow.master_tour.items()) == ["Curfew", "Doors", "Load In"]
    assert flow.master_tour.day(DAY_ID)["generalNotes"].count("advancing: begin") <= 1
    assert {effect.status for effect in await flow.effects(show_id)} == {"done"}


async def test_an_item_that_a_person_moved_is_left_and_becomes_a_conflict(flow: World) -> None:
    show_id = await flow.answered()
    await flow.approve_reading(show_id)
    doors = item(flow, "Doors")
    moved = str(doors["startDatetime"]).replace(":00:00", ":30:00")
    flow.master_tour.edit("item", str(doors["id"]), startDatetime=moved)

    await sync_manager.push_day(flow.system, show_id, "another run")

    assert item(flow, "Doors")["startDatetime"] == moved
    conflict = await flow.row("select * from conflicts where show_id = %s and status = 'open'", show_id)
    assert (conflict["field"], conflict["known_value"], conflict["new_value"]) == (DOORS, "19:00", "19:30")
    assert conflict["new_source"] == "master_tour"


async def test_reading_back_raises_what_differs_and_overwrites_nothing(flow: World) -> None:
    show_id = await flow.answered()
    await flow.approve_reading(show_id)
    doors = item(flow, "Doors")
    moved = str(doors["startDatetime"]).replace(":00:00", ":30:00")
    flow.master_tour.edit("item", str(doors["id"]), startDatetime=moved)

    await sync_manager.pull_day(flow.system, show_id)

    assert await flow.state_of(show_id, DOORS) == ("confirmed", "19:00")
    conflict = await flow.row("select * from conflicts where show_id = %s and status = 'open'", show_id)
    assert (conflict["field"], conflict["new_value"]) == (DOORS, "19:30")


async def test_an_item_that_a_person_deleted_is_not_made_anew_and_is_told(flow: World) -> None:
    show_id = await flow.answered()
    await flow.approve_reading(show_id)
    flow.master_tour.delete_item(str(item(flow, "Doors")["id"]))

    await sync_manager.push_day(flow.system, show_id, "another run")
    await flow.work()

    assert "Doors" not in [each["title"] for each in flow.master_tour.items()]
    assert any("Doors" in title for title in await flow.notices())


async def test_notes_that_a_person_changed_in_our_part_are_left_and_told(flow: World) -> None:
    show_id = await flow.answered("Load in is at 3pm. PA is a d&b J-Series. Capacity is 450.")
    await flow.approve_reading(show_id)
    notes = flow.master_tour.day(DAY_ID)["generalNotes"]
    assert "advancing: begin" in notes
    flow.master_tour.edit("day", DAY_ID, generalNotes=notes.replace("J-Series", "V-Series"))

    await sync_manager.push_day(flow.system, show_id, "another run")

    assert "V-Series" in flow.master_tour.day(DAY_ID)["generalNotes"]
    assert any("edited by hand" in title for title in await flow.notices())


async def test_master_tour_away_for_a_while_is_made_good_by_the_retry(flow: World) -> None:
    show_id = await flow.answered()
    flow.master_tour.trouble(status=503, calls=2)

    await flow.approve_reading(show_id)

    assert len(flow.master_tour.items()) == 3
    assert await flow.rows("select 1 from failed_jobs") == []


async def test_master_tour_away_for_good_is_told_and_holds_up_neither_mail_nor_status(flow: World) -> None:
    show_id = await flow.answered()
    flow.master_tour.trouble(status=503, calls=100)

    await flow.approve_reading(show_id)

    assert any("push day failed for good" in title for title in await flow.notices())
    assert await flow.status(show_id) == "draft_pending_approval"
    (failed,) = await flow.rows("select task_name from failed_jobs")
    assert failed["task_name"] == "push_day"


async def test_a_day_that_is_gone_in_master_tour_is_told(flow: World) -> None:
    show_id = await flow.answered()
    await flow.rows("update master_tour_links set day_id = 'gone' where show_id = %s returning 1", show_id)

    await flow.approve_reading(show_id)

    assert any("push day failed for good" in title for title in await flow.notices())


async def test_a_value_confirmed_after_it_was_taken_for_now_is_ticked_as_confirmed(flow: World) -> None:
    show_id = await flow.answered()
    await flow.approve_reading(show_id, {LOAD_IN: Decision(action=Action.TAKE_FOR_NOW)})
    assert item(flow, "Load In")["isConfirmed"] is False

    await flow.approve(show_id)
    await flow.venue_says("Load in at 3pm is confirmed.")
    await flow.approve_reading(show_id)

    assert item(flow, "Load In")["isConfirmed"] is True
    assert len([each for each in flow.master_tour.items() if each["title"] == "Load In"]) == 1


async def test_a_show_whose_tour_has_no_counterpart_is_advanced_without(flow: World) -> None:
    show_id = await flow.make_show()
    await flow.rows("update tours set master_tour_id = null returning 1")

    link = await sync_manager.link_show(flow.system, show_id)
    await sync_manager.push_day(flow.system, show_id, "a run")

    assert link is None
    assert flow.master_tour.writes() == []
