"""Master Tour's JSON into our types: what is odd is made regular, what is missing becomes empty."""

import pytest

from tools.mastertour import wire


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Rock &amp; Roll", "Rock & Roll"),
        ("the artist&#39;s room", "the artist's room"),
        ("&quot;Ritz&quot; &lt;main&gt;", '"Ritz" <main>'),
        ("&amp;amp;", "&amp;"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ("caf&eacute; &#xe9;", "café é"),
        ("AT&T and R&reg stay, as does &nosuch;", "AT&T and R&reg stay, as does &nosuch;"),
    ],
)
def test_entities_are_decoded_once_and_only_whole_ones(written: str, read: str) -> None:
    assert wire.decode(written) == read


@pytest.mark.parametrize(
    ("value", "flag"),
    [(True, True), (1, True), ("1", True), ("true", True), (False, False), (0, False), ("0", False), (None, False)],
)
def test_booleans_come_in_several_ways(value: object, flag: bool) -> None:
    assert wire.read_flag(value) is flag


def test_a_day_with_little_in_it_is_read() -> None:
    day = wire.read_day({"day": {"id": 77, "dayDate": "2026-06-12 00:00:00", "generalNotes": None}})

    assert (day.id, day.date, day.general_notes, day.items) == ("77", "2026-06-12", "", ())


def test_an_item_is_read_with_its_oddities() -> None:
    item = {"id": 5, "title": "Load &amp; in", "isConfirmed": "1", "isComplete": 0, "startDatetime": None, "syncId": 3}

    (read,) = wire.read_day({"day": {"id": "1", "dayDate": "2026-06-12", "scheduleItems": [item]}}).items

    assert (read.id, read.title, read.is_confirmed, read.is_complete) == ("5", "Load & in", True, False)
    assert (read.start, read.sync_id) == ("", "3")


@pytest.mark.parametrize(("written", "capacity"), [("1,200", 1200), ("0", None), ("", None), ("ca. 900", None)])
def test_a_capacity_is_a_number_or_unknown(written: str, capacity: int | None) -> None:
    (event,) = wire.read_events({"events": [{"eventId": "1", "venueCapacity": written}]})

    assert event.capacity == capacity


def test_an_event_keeps_what_the_venue_book_says_by_section() -> None:
    (event,) = wire.read_events(
        {
            "events": [
                {
                    "eventId": "1",
                    "venueAddressLine1": "1 Main St",
                    "venueAddressLine2": "",
                    "venueProduction": {"powerComments": "200A &amp; 3-phase", "access": ""},
                    "venueFacilities": [],
                    "venueContacts": [{"title": "Production", "contactName": "Jo", "phone": "1"}, None],
                }
            ]
        }
    )

    assert event.address == ("1 Main St",)
    assert event.details["production"] == {"powerComments": "200A & 3-phase"}
    assert event.details["facilities"] == {}
    assert [contact.name for contact in event.contacts] == ["Jo"]


@pytest.mark.parametrize("data", [None, [], {}, {"day": []}, {"day": {"id": "1"}}, {"day": {"dayDate": "2026-06-12"}}])
def test_a_day_without_id_or_date_is_refused(data: object) -> None:
    with pytest.raises(wire.Unreadable):
        wire.read_day(data)


@pytest.mark.parametrize(
    "data",
    [
        {"key": "k", "secret": "s"},
        {"publicKey": "k", "secretKey": "s"},
        {"keys": {"consumerKey": "k", "consumerSecret": "s"}},
        {"keys": [{"publicKey": "k", "privateKey": "s"}]},
    ],
)
def test_keys_are_found_under_the_usual_names_and_do_not_show_in_logs(data: object) -> None:
    keys = wire.read_keys(data)

    assert (keys.key, keys.secret) == ("k", "s")
    assert "secret" not in repr(keys)


def test_an_answer_without_keys_is_refused() -> None:
    with pytest.raises(wire.Unreadable, match="no key and secret"):
        wire.read_keys({"key": "k"})
