"""Pushing approved values into a day and reading it back, on the wire: once, whatever gets lost on the way."""

from functools import partial

import pytest

from advancing.errors import NotPermitted, OutsideFault
from advancing.fields import FieldKey
from advancing.itinerary import ItemLink
from advancing.values import Value
from tests.integration.mastertour.world import DAY, Guard, World
from tools.mastertour import MasterTourClient, NotesOutcome, SyncReport, pull, push
from tools.store.database import Database
from tools.store.effect import Effects, store_receipt

ZONE = "America/New_York"
DOORS = FieldKey("schedule.doors")
CURFEW = FieldKey("schedule.curfew")
STAGE = FieldKey("technical.stageSize")
VALUES: dict[FieldKey, Value] = {DOORS: "19:00", CURFEW: "00:30", STAGE: "40' x 30'"}
PEOPLES_NOTES = "Bus call 9am & don't be late <3"

Links = dict[FieldKey, ItemLink]


@pytest.fixture
def guard() -> Guard:
    return Guard()


class Pusher:
    """Pushes with what stays the same in these tests."""

    def __init__(self, client: MasterTourClient, guard: Guard) -> None:
        self._client = client
        self._guard = guard

    async def __call__(
        self,
        values: dict[FieldKey, Value] = VALUES,
        links: Links | None = None,
        *,
        scope: str = "sync:1",
        day: str = DAY,
        overwrite_notes: bool = False,
    ) -> SyncReport:
        report = await push(
            self._client,
            day,
            values,
            links or {},
            zone=ZONE,
            scope=scope,
            effect=self._guard,
            overwrite_notes=overwrite_notes,
        )
        self._guard.receipts.update(report.receipts)
        return report


@pytest.fixture
def pushing(client: MasterTourClient, guard: Guard) -> Pusher:
    return Pusher(client, guard)


async def test_times_become_items_and_the_rest_our_part_of_the_notes(pushing: Pusher, world: World) -> None:
    report = await pushing()

    assert report.created == (DOORS, CURFEW)
    assert [(item["title"], item["startDatetime"]) for item in world.items()] == [
        ("Doors", "2027-03-15 23:00:00"),
        ("Curfew", "2027-03-16 04:30:00"),
    ]
    assert report.links[DOORS] == ItemLink(world.items()[0]["id"], "19:00")
    assert report.notes is NotesOutcome.WRITTEN
    day = world.day()
    assert day["generalNotes"].startswith(
        f"{PEOPLES_NOTES}\n\n--- advancing: begin ---\nTechnical\n- Stage size: 40' x 30'"
    )
    assert (day["hotelNotes"], day["travelNotes"]) == ('Rooms at Jo\'s "Inn"', "Leave 11pm")


async def test_pushing_again_writes_nothing(pushing: Pusher, world: World) -> None:
    first = await pushing()

    second = await pushing(links=dict(first.links), scope="sync:2")

    assert second.unchanged == (DOORS, CURFEW)
    assert second.notes is NotesOutcome.UNCHANGED
    assert second.links == first.links
    assert world.writes() == ["create_item", "create_item", "update_day"]


async def test_what_was_pushed_is_pulled(pushing: Pusher, client: MasterTourClient) -> None:
    await pushing()

    pulled = await pull(client, DAY)

    assert pulled.known == {
        DOORS: "19:00",
        CURFEW: "00:30",
        "business.capacity": 1400,
        "business.ageRestriction": "16 & over",
        "primaryContact.name": "Sam Ortiz",
        "primaryContact.role": "Production Manager",
        "primaryContact.phone": "+1 919 555 0142",
    }
    assert pulled.venue_type == "club"


async def test_a_changed_value_moves_our_item_and_changes_our_part(pushing: Pusher, world: World) -> None:
    first = await pushing()

    report = await pushing({DOORS: "19:30", STAGE: "12m x 9m"}, dict(first.links), scope="sync:2")

    assert report.updated == (DOORS,)
    assert world.items()[0]["startDatetime"] == "2027-03-15 23:30:00"
    assert report.links[DOORS].written == "19:30"
    assert world.day()["generalNotes"].count("advancing: begin") == 1
    assert "12m x 9m" in world.day()["generalNotes"]


@pytest.mark.parametrize("how", ["drop", "bad_gateway"])
@pytest.mark.parametrize("call", [1, 2, 3])
async def test_a_lost_answer_to_any_write_makes_nothing_twice(
    pushing: Pusher, world: World, guard: Guard, call: int, how: str
) -> None:
    for _ in range(call - 1):
        world.trouble(method="POST", delay_s=0)
    world.trouble(method="POST" if call < 3 else "PUT", lose_answer=how)
    with pytest.raises(OutsideFault):
        await pushing()

    report = await pushing()

    assert [item["title"] for item in world.items()] == ["Doors", "Curfew"]
    assert world.day()["generalNotes"].count("advancing: begin") == 1
    assert world.writes() == ["create_item", "create_item", "update_day"]
    assert {key: link.item_id for key, link in report.links.items()} == {
        DOORS: world.items()[0]["id"],
        CURFEW: world.items()[1]["id"],
    }
    assert set(guard.intents) <= set(guard.receipts)


async def test_a_lost_answer_to_a_change_is_not_changed_twice(pushing: Pusher, world: World, guard: Guard) -> None:
    first = await pushing()
    world.trouble(method="PUT", path_has="itinerary", lose_answer="drop")
    later: dict[FieldKey, Value] = {DOORS: "19:30"}
    with pytest.raises(OutsideFault):
        await pushing(later, dict(first.links), scope="sync:2")

    report = await pushing(later, dict(first.links), scope="sync:2")

    assert world.writes().count("update_item") == 1
    assert report.links[DOORS].written == "19:30"
    assert set(guard.intents) <= set(guard.receipts)


async def test_a_failure_before_the_write_is_tried_again(pushing: Pusher, world: World) -> None:
    world.trouble(method="POST", status=503, calls=2)
    for _ in range(2):
        with pytest.raises(OutsideFault):
            await pushing()

    report = await pushing()

    assert report.created == (DOORS, CURFEW)
    assert len(world.items()) == 2


async def test_an_item_that_somebody_edits_meanwhile_is_read_again_and_then_changed(
    pushing: Pusher, world: World, client: MasterTourClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await pushing()
    edit_before_writes(world, client, monkeypatch, first.links[DOORS].item_id, times=1)

    report = await pushing({DOORS: "19:30"}, dict(first.links), scope="sync:2")

    assert (report.updated, report.stale) == ((DOORS,), ())
    assert (world.items()[0]["title"], world.items()[0]["startDatetime"]) == ("Doors (edit 1)", "2027-03-15 23:30:00")


async def test_an_item_that_is_edited_again_and_again_is_reported(
    pushing: Pusher, world: World, client: MasterTourClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await pushing()
    edit_before_writes(world, client, monkeypatch, first.links[DOORS].item_id, times=2)

    report = await pushing({DOORS: "19:30"}, dict(first.links), scope="sync:2")

    assert (report.updated, report.stale) == ((), (DOORS,))
    assert world.items()[0]["startDatetime"] == "2027-03-15 23:00:00"


async def test_a_stale_answer_is_told_by_the_version_whatever_its_words(
    pushing: Pusher, world: World, client: MasterTourClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await pushing()
    edit_before_writes(world, client, monkeypatch, first.links[DOORS].item_id, times=1, words="Please reload")

    report = await pushing({DOORS: "19:30"}, dict(first.links), scope="sync:2")

    assert report.updated == (DOORS,)


async def test_a_refusal_with_another_reason_is_raised(pushing: Pusher, world: World) -> None:
    first = await pushing()
    world.trouble(method="PUT", path_has="itinerary", status=200, message="Database is locked")

    with pytest.raises(OutsideFault, match="Database is locked"):
        await pushing({DOORS: "19:30"}, dict(first.links), scope="sync:2")


async def test_an_item_of_a_person_is_not_touched_and_the_difference_reported(pushing: Pusher, world: World) -> None:
    world.seed(items=[{"id": "77", "parentDayId": DAY, "title": "DOORS", "startDatetime": "2027-03-15 23:30:00"}])

    report = await pushing()

    (difference,) = report.differences
    assert (difference.field, difference.wanted, difference.found, difference.item_id) == (
        DOORS,
        "19:00",
        "19:30",
        "77",
    )
    assert report.created == (CURFEW,)
    assert world.items()[0]["startDatetime"] == "2027-03-15 23:30:00"
    assert DOORS not in report.links


async def test_our_item_that_somebody_moved_or_deleted_is_reported(pushing: Pusher, world: World) -> None:
    first = await pushing()
    world.edit("item", first.links[DOORS].item_id, startDatetime="2027-03-15 22:00:00")
    world.delete_item(first.links[CURFEW].item_id)

    report = await pushing({DOORS: "19:30", CURFEW: "00:30"}, dict(first.links), scope="sync:2")

    assert [(each.field, each.found) for each in report.differences] == [(DOORS, "18:00"), (CURFEW, None)]
    assert len(world.items()) == 1


async def test_notes_that_people_add_to_stay_and_an_edit_of_our_part_is_reported(pushing: Pusher, world: World) -> None:
    await pushing()
    ours = world.day()["generalNotes"]
    world.edit("day", DAY, generalNotes=ours + "\nJo: bring cables", hotelNotes="moved to the Inn")
    added = await pushing({STAGE: "12m x 9m"}, scope="sync:2")
    world.edit("day", DAY, generalNotes=world.day()["generalNotes"].replace("12m x 9m", "12m x 8m"))

    edited = await pushing({STAGE: "10m x 8m"}, scope="sync:3")
    kept = world.day()["generalNotes"]
    decided = await pushing({STAGE: "10m x 8m"}, scope="sync:4", overwrite_notes=True)

    assert (added.notes, edited.notes, decided.notes) == (
        NotesOutcome.WRITTEN,
        NotesOutcome.HAND_EDITED,
        NotesOutcome.WRITTEN,
    )
    assert "12m x 8m" in kept
    assert "10m x 8m" in world.day()["generalNotes"]
    assert world.day()["generalNotes"].endswith("\nJo: bring cables")
    assert world.day()["hotelNotes"] == "moved to the Inn"


async def test_notes_that_somebody_writes_at_the_same_time_are_not_lost(
    pushing: Pusher, world: World, client: MasterTourClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_notes = client.update_day_notes
    edits = iter(["Jo was here"])

    async def edit_first(*arguments: str) -> None:
        for text in edits:
            world.edit("day", DAY, generalNotes=text)
        await write_notes(*arguments)

    monkeypatch.setattr(client, "update_day_notes", edit_first)

    report = await pushing({STAGE: "12m x 9m"})

    assert report.notes is NotesOutcome.WRITTEN
    assert world.day()["generalNotes"].startswith("Jo was here\n\n--- advancing: begin ---")


async def test_a_tour_that_may_only_be_read_is_not_written_to(pushing: Pusher, world: World) -> None:
    with pytest.raises(NotPermitted):
        await pushing(day="theirs")

    assert world.writes() == []


async def test_the_stores_guard_of_effects_keeps_a_push_from_happening_twice(
    client: MasterTourClient, world: World, database: Database
) -> None:
    effect = partial(Effects(database).once, show_id=None)
    world.trouble(method="POST", lose_answer="drop")
    with pytest.raises(OutsideFault):
        await push(client, DAY, VALUES, {}, zone=ZONE, scope="sync:1", effect=effect)

    report = await push(client, DAY, VALUES, {}, zone=ZONE, scope="sync:1", effect=effect)
    async with database.transaction() as conn:
        for key, receipt in report.receipts.items():
            await store_receipt(conn, key, receipt)
        cursor = await conn.execute("select count(*) from effects where status <> 'done'")
        still_open = await cursor.fetchone()

    assert len(world.items()) == 2
    assert still_open
    assert list(dict(still_open).values()) == [0]


def edit_before_writes(
    world: World,
    client: MasterTourClient,
    monkeypatch: pytest.MonkeyPatch,
    item_id: str,
    *,
    times: int,
    words: str = "",
) -> None:
    """Somebody edits an item just before each of the next writes to it."""
    update_item = client.update_item
    edits = iter(range(1, times + 1))

    async def edit_first(*arguments: object) -> None:
        number = next(edits, None)
        if number is not None:
            world.edit("item", item_id, title=f"Doors (edit {number})")
            if words:
                world.trouble(method="PUT", status=200, message=words)
        await update_item(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(client, "update_item", edit_first)
