"""Layouts: lists, tables, timetables and copies of our own mail, in which a value belongs to what stands elsewhere."""

import pytest

from advancing.reading import questions
from advancing.reading.sources import Ground
from tests.unit.reading.reading_help import reading, show, values

DAY = ("schedule.loadIn", "schedule.soundCheck", "schedule.doors", "schedule.showTime", "schedule.curfew")
HISTORY = "\n\nOn Mon, Mar 1, 2027 Jo <tm@ferry.example> wrote:\n"


def test_lettered_answers_follow_lettered_questions_also_several_on_a_line() -> None:
    body = f"a) 2pm\nb) 4 for you   c) 7   d) 9:10\n{HISTORY}a) load-in? b) sound check? c) doors? d) set time?"

    found = values(reading(body, asked=DAY[:4]))

    assert [found[key] for key in DAY[:4]] == ["14:00", "16:00", "19:00", "21:10"]


@pytest.mark.parametrize("body", ["① 14:00\n② 16:00\n③ 19:00\n④ 21:00", "1 14:00\n2 16:00\n3 19:00\n4 21:00"])
def test_circled_numbers_and_bare_numbers_count_like_any(body: str) -> None:
    history = f"{HISTORY}> 1. Load in?\n> 2. Sound check?\n> 3. Doors?\n> 4. Set time?"

    found = values(reading(body + history, asked=DAY[:4]))

    assert [found[key] for key in DAY[:4]] == ["14:00", "16:00", "19:00", "21:00"]


COPY = """Hi Sam,
Looking forward to it! A few questions:
Load-in at 2pm ok? {0}
Sound check at 4? {1}
Doors still 7? {2}
And could we have 14 towels?
Curfew? {3}
Thanks,
Jo"""


def test_answers_in_capitals_within_a_copy_of_our_mail_stand_alone_and_the_rest_is_ours() -> None:
    body = COPY.format("NO, THREE PM", "MAKE IT HALF PAST FOUR", "YES", "11PM SHARP")

    found = values(reading("ANSWERS IN YOURS\n\n" + body, asked=[*DAY, "hospitality.towels"]))

    assert found["schedule.loadIn"] == "15:00"
    assert found["schedule.soundCheck"] == "16:30"
    assert found["schedule.doors"] == "19:00"
    assert found["schedule.curfew"] == "23:00"
    assert "hospitality.towels" not in found


def test_answers_that_stand_in_turn_with_our_questions_answer_them() -> None:
    body = "1. Load-in at 8 ok?\nNO. 10am.\n\n2. Can we get 20 hands?\nYou get 16.\n\n3. Curfew?\n11pm\n\n4. 40 towels?\nYou're kidding."

    found = values(reading(body, asked=["schedule.loadIn", "logistics.stagehands", "schedule.curfew"]))

    assert found["schedule.loadIn"] == "10:00"
    assert found["logistics.stagehands"] == 16
    assert found["schedule.curfew"] == "23:00"


@pytest.mark.parametrize("sign", ["-->", "//", "==", "→"])
def test_answers_stand_behind_the_same_sign_on_line_after_line(sign: str) -> None:
    lines = {"load in": "15h", "doors": "20h", "curfew": "23h", "guest list": "10 persons"}
    body = "Ciao Kim\n\n" + "\n".join(f"{question} {sign} {answer}" for question, answer in lines.items())

    found = values(
        reading(body, asked=["schedule.loadIn", "schedule.doors", "schedule.curfew", "hospitality.guestListAllocation"])
    )

    assert (found["schedule.loadIn"], found["schedule.doors"], found["schedule.curfew"]) == ("15:00", "20:00", "23:00")
    assert found["hospitality.guestListAllocation"] == 10


def test_the_column_of_answers_holds_and_what_it_agrees_to() -> None:
    body = (
        "ITEM | TOUR REQUEST | VENUE RESPONSE\nLoad in | 10:00 | 09:00\nDoors | 19:30 | Agreed\nCurfew | 23:00 | 22:45"
    )

    found = values(reading(body, asked=["schedule.loadIn", "schedule.doors", "schedule.curfew"]))

    assert found == {"schedule.loadIn": "09:00", "schedule.doors": "19:30", "schedule.curfew": "22:45"}


TWO_ROOMS = """                 Auditorium      Concert Chamber
Load in          7am             12.30pm
Stage            14 x 10 m       9 x 6 m
Dressing rooms   5               2"""


@pytest.mark.parametrize(
    ("venue", "above"),
    [("Town Hall, Concert Chamber", ""), ("Town Hall", "You have been moved to the Concert Chamber.\n\n")],
)
def test_the_column_of_our_room_is_ours(venue: str, above: str) -> None:
    facts = show(venue=venue, country="NZ")

    found = values(
        reading(above + TWO_ROOMS, facts, asked=["schedule.loadIn", "technical.stageSize", "hospitality.dressingRooms"])
    )

    assert found["schedule.loadIn"] == "12:30"
    assert found["technical.stageSize"] == "9m x 6m"
    assert found["hospitality.dressingRooms"] == 2


TIMETABLES = {
    "bare hours": "12:30  you load in\n2      sound check, Night Ferry\n6:30   doors\n7      Hollis Fenn\n8:50   Night Ferry\n11     curfew",
    "four digits": "1230  IN\n1400  CHECK\n1830  DOORS\n1900  HOLLIS FENN\n2050  NIGHT FERRY\n2300  CURFEW",
    "strokes": "kl 12.30 load in / kl 14.00 sound check / kl 18.30 doors / kl 19.00 support / kl 20.50 Night Ferry / kl 23.00 curfew",
    "dots": "load in . . . . . . 12:30\nsound check . . . . 14:00\ndoors . . . . . . . 18:30\nNight Ferry . . . . 20:50\ncurfew . . . . . . . 23:00",
}


@pytest.mark.parametrize("kind", TIMETABLES)
def test_a_timetable_is_read_line_by_line(kind: str) -> None:
    found = values(reading(TIMETABLES[kind], asked=DAY))

    assert [found[key] for key in DAY] == ["12:30", "14:00", "18:30", "20:50", "23:00"]


def test_hours_on_lines_of_their_own_are_no_hours_and_minutes() -> None:
    body = f"15 Uhr\n16 Uhr\n19 Uhr\n{HISTORY}> Load in?\n> Soundcheck?\n> Doors?"

    found = values(reading(body, show(country="DE"), asked=DAY[:3]))

    assert [found[key] for key in DAY[:3]] == ["15:00", "16:00", "19:00"]


def test_a_list_of_counts_is_no_timetable() -> None:
    found = values(reading("3 dressing rooms\n4 showers\n6 stagehands\n8 parking spaces"))

    assert not {key for key in found if key.startswith("schedule.")}
    assert found["hospitality.dressingRooms"] == 3


def test_a_mail_that_the_house_wrote_to_whom_was_forwarded_to_us_is_the_houses() -> None:
    body = """Jo, from the venue, see bottom. Nat

Begin forwarded message:

From: Callum Reay <c.reay@lantern.example>
Subject: FW: Night Ferry
To: Nat Poole <nat@promoter.example>

Nat - tech's notes. C

-----Original Message-----
From: Lantern Tech
Sent: 25 January 2027 12:58
To: Callum Reay
Subject: Night Ferry

Load in 2.30pm, sound check 4pm, doors 7pm."""

    found = values(reading(body, asked=DAY[:3], sender="Nat Poole <nat@promoter.example>"))

    assert [found[key] for key in DAY[:3]] == ["14:30", "16:00", "19:00"]


@pytest.mark.parametrize(
    ("body", "time"),
    [("Noon is not happening. I open the building at 3:30pm.", "15:30"), ("load in 4:00pm, can't do 2pm", "16:00")],
)
def test_a_value_that_is_named_to_be_refused_is_not_given(body: str, time: str) -> None:
    found = values(reading(f"> Load in at noon?\n\n{body}", asked=["schedule.loadIn"]))

    assert found["schedule.loadIn"] == time


def test_a_greeting_of_the_venues_own_does_not_make_its_words_ours() -> None:
    body = COPY.format("NO, THREE PM", "YES PLEASE", "YES", "YES CORRECT").replace(
        "Hi Sam,", "Hi Jo,\nWifi is Lantern2."
    )
    body += "\n\nAlso, catering is a hot buffet for everybody at 6pm in the foyer."

    found = values(reading(body, asked=["schedule.loadIn", "logistics.wifi", "hospitality.catering"]))

    assert found["schedule.loadIn"] == "15:00"
    assert "Lantern2" in str(found["logistics.wifi"])
    assert "buffet" in str(found["hospitality.catering"])


@pytest.mark.parametrize(
    "body",
    [
        "Doors moved to 7pm. The Main Hall stage is 40 x 30 ft. Main Hall capacity 500.",
        "Date | Venue | Stage | Capacity | Doors\n15 March | The Lantern | 40 x 30 ft | 500 | 7pm",
    ],
)
def test_what_only_looks_like_a_room_or_a_column_of_ours_hides_nothing(body: str) -> None:
    found = values(reading(body, asked=["schedule.doors", "technical.stageSize", "business.capacity"]))

    assert found["schedule.doors"] == "19:00"
    assert found["technical.stageSize"] == "40' x 30'"
    assert found["business.capacity"] == 500


@pytest.mark.parametrize(
    ("body", "key", "value"),
    [
        ("1 house engineer\n2 dressing rooms\n3 stagehands\n4 parking spaces", "logistics.stagehands", 3),
        ("Capacities:\n1200  seated\n1500  standing\n1900  with balcony", "business.capacity", 1500),
    ],
)
def test_lists_of_numbers_are_neither_numbered_nor_timetables(body: str, key: str, value: int) -> None:
    found = values(reading(body, asked=[key]))

    assert found[key] == value
    assert not {other for other in found if other.startswith("schedule.")}


@pytest.mark.parametrize("sign", ["({})", "{})", "0{}."])
def test_marks_are_told_apart_however_they_are_written(sign: str) -> None:
    marks = "abcd" if "0" not in sign else "1234"
    hours = ("2pm", "4pm", "7pm", "9pm")
    body = "\n".join(f"{sign.format(mark.upper())} {hour}" for mark, hour in zip(marks, hours, strict=True))
    asked = "\n".join(
        f"> {sign.format(mark)} {question}"
        for mark, question in zip(marks, ("load in?", "sound check?", "doors?", "set time?"), strict=True)
    )

    found = values(reading(body + HISTORY + asked, asked=DAY[:4]))

    assert [found[key] for key in DAY[:4]] == ["14:00", "16:00", "19:00", "21:00"]


def test_our_mail_is_read_once_however_many_answers_stand_between_its_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []

    def counted(history: str, ground: Ground) -> dict[str, tuple[questions.Question, ...]]:
        calls.append(history)
        return numbered(history, ground)

    numbered = questions.numbered_questions
    monkeypatch.setattr(questions, "numbered_questions", counted)

    reading("> 1) Load in?\n1) 3pm\n" * 20, asked=["schedule.loadIn"])

    assert len(calls) == 1
