"""The real client against the emulator on the wire: what it reads, what it writes, and what each failure becomes."""

import asyncio
from collections.abc import Callable

import httpx
import pytest
from oauthlib.oauth1 import Client as OAuthClient
from requests_oauthlib import OAuth1Session

from advancing.errors import NotFound, NotPermitted, OutsideFault
from advancing.itinerary import ItemDraft
from tests.integration.mastertour.world import DAY, KEY, SECRET, TOUR, World
from tools.mastertour import MasterTourClient, StaleRecord

DOORS = ItemDraft('Doors & "VIP"', "ask Jo's crew", "2027-03-15 23:00:00", "2027-03-15 23:30:00", is_confirmed=True)

Connect = Callable[..., MasterTourClient]


@pytest.fixture
def connect(world: World) -> Connect:
    """Makes a client that differs from the usual one; its connections go with the emulator's."""

    def make(key: str = KEY, secret: str = SECRET, **options: str | float) -> MasterTourClient:
        return MasterTourClient(key, secret, **{"base_url": world.api_url, "read_timeout_s": 5, **options})  # type: ignore[arg-type]

    return make


async def test_tours_are_listed_with_their_text_decoded_and_without_hidden_ones(client: MasterTourClient) -> None:
    tours = await client.list_tours()

    assert [(tour.id, tour.artist, tour.permission) for tour in tours] == [
        (TOUR, "Night & Ferry", "admin"),
        ("11", "Other", "read"),
    ]


async def test_a_tour_comes_with_its_days_and_as_many_past_ones_as_asked_for(client: MasterTourClient) -> None:
    usual = await client.get_tour(TOUR)
    all_days = await client.get_tour(TOUR, num_past_days=100_000)

    assert [day.id for day in usual.days] == [DAY]
    assert [day.id for day in all_days.days] == ["past", DAY]
    assert usual.days_on("2027-03-15", "raleigh")[0].time_zone == "America/New_York"


async def test_a_day_is_read_as_people_wrote_it(client: MasterTourClient) -> None:
    day = await client.get_day(DAY)

    assert (day.tour_id, day.date, day.time_zone) == (TOUR, "2027-03-15", "America/New_York")
    assert day.general_notes == "Bus call 9am & don't be late <3"
    assert day.hotel_notes == 'Rooms at Jo\'s "Inn"'


async def test_a_days_events_are_read_with_their_venue(client: MasterTourClient) -> None:
    (event,) = await client.get_day_events(DAY)

    assert (event.venue_name, event.capacity, event.venue_type, event.age_requirement) == (
        "The Ritz",
        1400,
        "Club",
        "16 & over",
    )
    assert event.contacts[0].name == "Sam Ortiz"


async def test_an_item_is_made_changed_and_deleted(client: MasterTourClient, world: World) -> None:
    item_id, sync_id = await client.create_item(DAY, DOORS)
    (made,) = (await client.get_day(DAY)).items
    later = ItemDraft("Doors", "", "2027-03-15 23:15:00", "2027-03-15 23:15:00", is_confirmed=False, is_complete=True)
    await client.update_item(item_id, later, sync_id)
    (changed,) = (await client.get_day(DAY)).items
    await client.delete_item(item_id)

    assert (made.id, made.sync_id, made.title, made.details) == (item_id, sync_id, DOORS.title, DOORS.details)
    assert (made.start, made.end, made.is_confirmed, made.time_zone) == (
        DOORS.start,
        DOORS.end,
        True,
        "America/New_York",
    )
    assert (changed.title, changed.details, changed.is_confirmed, changed.is_complete) == ("Doors", "", False, True)
    assert changed.sync_id != sync_id
    assert world.items() == []
    assert world.writes() == ["create_item", "update_item", "delete_item"]


async def test_notes_are_written_all_three_and_come_back_the_same(client: MasterTourClient, world: World) -> None:
    day = await client.get_day(DAY)

    await client.update_day_notes(DAY, 'A &amp; B & "C"\r\nx', day.hotel_notes, day.travel_notes, day.sync_id)

    assert (await client.get_day(DAY)).general_notes == 'A &amp; B & "C"\r\nx'
    assert world.day()["hotelNotes"] == 'Rooms at Jo\'s "Inn"'


async def test_a_record_that_somebody_changed_since_is_stale(client: MasterTourClient, world: World) -> None:
    item_id, sync_id = await client.create_item(DAY, DOORS)
    day = await client.get_day(DAY)
    world.edit("item", item_id, title="Doors!")
    world.edit("day", DAY, travelNotes="Leave at noon")

    with pytest.raises(StaleRecord):
        await client.update_item(item_id, DOORS, sync_id)
    with pytest.raises(StaleRecord):
        await client.update_day_notes(DAY, "", "", "", day.sync_id)

    assert world.day()["travelNotes"] == "Leave at noon"


async def test_what_is_not_there_is_not_found(client: MasterTourClient) -> None:
    with pytest.raises(NotFound):
        await client.get_day("nowhere")
    with pytest.raises(NotFound):
        await client.get_tour("a/../b?c#d")
    with pytest.raises(NotFound):
        await client.delete_item("nothing")


async def test_a_tour_without_the_right_is_not_permitted_though_the_status_is_200(client: MasterTourClient) -> None:
    assert (await client.get_day("theirs")).tour_id == "11"

    with pytest.raises(NotPermitted, match="appropriate tour permission"):
        await client.create_item("theirs", DOORS)
    with pytest.raises(NotPermitted):
        await client.get_day("unseen")


@pytest.mark.parametrize(("key", "secret"), [("another", SECRET), (KEY, "wrong"), ("", "")])
async def test_a_wrong_key_or_secret_is_a_fault_that_no_retry_mends(connect: Connect, key: str, secret: str) -> None:
    async with connect(key, secret) as client:
        with pytest.raises(OutsideFault, match="refused our key") as caught:
            await client.list_tours()

    assert (caught.value.retryable, caught.value.status) == (False, 401)


async def test_a_call_without_a_version_is_answered_426(connect: Connect) -> None:
    async with connect(version="") as client:
        with pytest.raises(OutsideFault, match="another API version") as caught:
            await client.list_tours()

    assert (caught.value.retryable, caught.value.status) == (False, 426)


async def test_keys_are_traded_for_a_login(connect: Connect) -> None:
    async with connect("", "") as client:
        keys = await client.get_keys("dana", "hunter 2&")
        with pytest.raises(OutsideFault) as caught:
            await client.get_keys("dana", "wrong-password")

    assert (keys.key, keys.secret) == (KEY, SECRET)
    assert "wrong-password" not in str(caught.value)


@pytest.mark.parametrize(
    ("trouble", "retryable", "status"),
    [
        ({"status": 500}, True, 500),
        ({"status": 503, "as_html": True}, True, 503),
        ({"status": 429}, True, 429),
        ({"status": 200, "as_html": True}, True, 200),
        ({"status": 302, "as_html": True}, False, 302),
        ({"status": 200, "message": "Database is locked"}, False, 200),
        ({"status": 400, "message": "Bad request"}, False, 400),
    ],
)
async def test_each_failure_says_whether_another_try_can_help(
    client: MasterTourClient, world: World, trouble: dict[str, object], retryable: bool, status: int
) -> None:
    world.trouble(**trouble)

    with pytest.raises(OutsideFault) as caught:
        await client.get_day(DAY)

    assert (caught.value.system, caught.value.retryable, caught.value.status) == ("mastertour", retryable, status)
    assert (await client.get_day(DAY)).id == DAY


async def test_how_long_to_wait_is_handed_on(client: MasterTourClient, world: World) -> None:
    world.trouble(status=429, retry_after_s=17)

    with pytest.raises(OutsideFault) as caught:
        await client.list_tours()

    assert caught.value.retry_after_s == 17


async def test_a_call_that_takes_too_long_is_given_up_and_may_be_tried_again(connect: Connect, world: World) -> None:
    world.trouble(delay_s=2)

    async with connect(read_timeout_s=0.2) as client:
        with pytest.raises(OutsideFault, match="could not be reached for GET /tours") as caught:
            await client.list_tours()

    assert caught.value.retryable


async def test_an_unreachable_server_is_a_fault_whose_text_holds_no_password(connect: Connect) -> None:
    async with connect(base_url="http://127.0.0.1:9") as client:
        with pytest.raises(OutsideFault) as caught:
            await client.get_keys("dana", "hunter2")

    assert caught.value.retryable
    assert "hunter2" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("how", ["drop", "bad_gateway"])
async def test_a_lost_answer_is_a_fault_and_the_write_was_done(
    client: MasterTourClient, world: World, how: str
) -> None:
    world.trouble(lose_answer=how, method="POST")

    with pytest.raises(OutsideFault) as caught:
        await client.create_item(DAY, DOORS)

    assert caught.value.retryable
    assert [item["title"] for item in world.items()] == [DOORS.title]


async def test_many_calls_at_once_are_each_signed_for_themselves(client: MasterTourClient) -> None:
    days = await asyncio.gather(*(client.get_day(DAY) for _ in range(20)))

    assert {day.id for day in days} == {DAY}


def sign_get(url: str) -> str:
    """The Authorization header for a GET, without sending it."""
    _, headers, _ = OAuthClient(KEY, SECRET).sign(url, "GET")
    return str(headers["Authorization"])


class TestEmulator:
    """What the emulator itself promises, asked without our client."""

    def test_a_signature_is_good_only_once(self, world: World) -> None:
        headers = {"Authorization": sign_get(f"{world.api_url}/tours?version=7")}

        answers = [world.raw("GET", "/tours?version=7", headers=headers).status_code for _ in range(2)]

        assert answers == [200, 401]

    @pytest.mark.parametrize("path", ["/tours?version=8", "/tours?version=7&x=1", "/tour/10?version=7"])
    def test_a_query_or_path_that_was_not_signed_is_refused(self, world: World, path: str) -> None:
        header = sign_get(f"{world.api_url}/tours?version=7")

        answer = world.raw("GET", path, headers={"Authorization": header})

        assert answer.status_code == 401
        assert answer.json()["success"] is False

    def test_an_old_timestamp_is_refused(self, world: World) -> None:
        with OAuth1Session(KEY, SECRET, timestamp="1000000000") as session:
            assert session.get(f"{world.api_url}/tours?version=7").status_code == 401

    def test_without_a_signature_nothing_is_answered(self, world: World) -> None:
        assert world.raw("GET", "/tours?version=7").status_code == 401
        assert world.raw("GET", "/tours?version=7", headers={"Authorization": "OAuth x"}).status_code == 401

    def test_a_note_that_is_left_out_is_lost(self, world: World) -> None:
        with OAuth1Session(KEY, SECRET) as session:
            body = {"generalNotes": "new", "syncId": world.day()["syncId"]}
            answer = session.put(f"{world.api_url}/day/{DAY}?version=7", json=body)

        assert answer.json()["success"] is True
        assert (world.day()["generalNotes"], world.day()["hotelNotes"]) == ("new", "")

    def test_text_has_entities_and_booleans_are_mixed(self, world: World) -> None:
        world.seed(items=[{"parentDayId": DAY, "title": "A&B", "startDatetime": "2027-03-15 23:00:00"}])
        with OAuth1Session(KEY, SECRET) as session:
            (item,) = session.get(f"{world.api_url}/day/{DAY}?version=7").json()["data"]["day"]["scheduleItems"]

        assert (item["title"], item["isConfirmed"], item["isComplete"]) == ("A&amp;B", "0", 0)
        assert item["paulStartTime"] == "2027-03-15 19:00:00"

    @pytest.mark.parametrize(
        ("body", "message"),
        [
            ({"title": "x"}, "Missing required field"),
            ({"startDatetime": "tonight"}, "must be YYYY-MM-DD"),
        ],
    )
    def test_an_item_without_all_its_fields_is_refused(self, world: World, body: dict[str, str], message: str) -> None:
        full = {"details": "", "isConfirmed": 0, "isComplete": 0, "endDatetime": "", "timePriority": ""}
        item = {"parentDayId": DAY, **(full | {"title": "y"} if "startDatetime" in body else {}), **body}
        with OAuth1Session(KEY, SECRET) as session:
            answer = session.post(f"{world.api_url}/itinerary?version=7", json=item)

        assert (answer.status_code, answer.json()["success"]) == (200, False)
        assert message in answer.json()["message"]

    def test_wrong_control_calls_say_what_is_wrong(self, world: World) -> None:
        url = world.api_url.replace("/portal/api/v5", "/_emulator")
        assert httpx.post(f"{url}/seed", json={"days": [{"tourId": "no", "dayDate": "2027-01-01"}]}).status_code == 400
        assert httpx.post(f"{url}/edit", json={"kind": "item", "id": "no"}).status_code == 404
