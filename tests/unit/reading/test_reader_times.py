"""Times: spelling, half of the day, corrections, whose they are."""

import pytest

from tests.unit.reading.reading_help import reading, show, values


@pytest.mark.parametrize(
    ("words", "time"),
    [
        ("Load in: 9a", "09:00"),
        ("Load in at 9 am", "09:00"),
        ("Get-in 14.30", "14:30"),
        ("Load-in : 9h30", "09:30"),
        ("Load in at noon", "12:00"),
        ("Load in 1400hrs", "14:00"),
        ("Load in at quarter past 2 in the afternoon", "14:15"),
        ("Load in 3-4pm", "15:00"),
        ("load in 330", "15:30"),
    ],
)
def test_a_load_in_is_read_however_it_is_spelled(words: str, time: str) -> None:
    assert values(reading(words, asked=["schedule.loadIn"]))["schedule.loadIn"] == time


@pytest.mark.parametrize(("country", "time"), [("GB", "19:30"), ("NL", "18:30")])
def test_half_seven_is_before_or_after_by_country(country: str, time: str) -> None:
    found = values(reading("Doors are half seven", show(country=country), asked=["schedule.doors"]))

    assert found["schedule.doors"] == time


def test_the_order_of_the_day_tells_am_from_pm() -> None:
    found = values(reading("load in 10, sound check 4, doors 7, you're on at 9, curfew 12"))

    assert found == {
        "schedule.loadIn": "10:00",
        "schedule.soundCheck": "16:00",
        "schedule.doors": "19:00",
        "schedule.showTime": "21:00",
        "schedule.curfew": "00:00",
    }


def test_a_list_of_names_and_a_list_of_times_are_paired_in_order() -> None:
    found = values(reading("Doors / support / headline: 7 / 8 / 9:15 PM"))

    assert (found["schedule.doors"], found["schedule.supportTime"], found["schedule.showTime"]) == (
        "19:00",
        "20:00",
        "21:15",
    )


def test_a_later_correction_holds() -> None:
    found = values(reading("Load in at 2. Actually, sorry, make that 3.", asked=["schedule.loadIn"]))

    assert found["schedule.loadIn"] == "15:00"


def test_a_postscript_corrects_the_mail_above_it() -> None:
    body = "Doors 7, show 8:30.\n\nSam\n\nPS: made a mistake, doors is not 7 but 7:30"

    assert values(reading(body, asked=["schedule.doors"]))["schedule.doors"] == "19:30"


@pytest.mark.parametrize(
    "words", ["Stage time is not 8:30 but 8:45", "Your set has moved from 8:30 to 8:45", "You're on at 8:45, not 8:30"]
)
def test_a_value_that_is_taken_back_is_not_read(words: str) -> None:
    found = values(reading(words, show(known={"schedule.showTime": "20:30"}), asked=["schedule.showTime"]))

    assert found["schedule.showTime"] == "20:45"


def test_a_known_time_that_is_replaced_names_the_field_by_itself() -> None:
    extraction = reading(
        "On a Friday it's 22.30 and not 23.00.",
        show(known={"schedule.curfew": "23:00"}, country="GB"),
        asked=["schedule.curfew"],
    )

    assert values(extraction)["schedule.curfew"] == "22:30"
    assert extraction.conflicts == ("schedule.curfew",)


def test_supports_sound_check_is_not_their_set() -> None:
    found = values(reading("Soundcheck 16:00 for you, support at 17:15. Doors 19:00.", asked=["schedule.soundCheck"]))

    assert found["schedule.soundCheck"] == "16:00"
    assert "schedule.supportTime" not in found


def test_a_bar_opening_lends_its_time_to_nobody() -> None:
    assert values(reading("The bar opens at 5 pm. Doors at 7 pm.")) == {"schedule.doors": "19:00"}


def test_another_day_is_left_out() -> None:
    body = "Sunday 3/14: load in 10, doors 6\n\nMonday 3/15: load in 12, doors 7"

    assert values(reading(body)) == {"schedule.loadIn": "12:00", "schedule.doors": "19:00"}


def test_another_room_is_left_out() -> None:
    body = "Lantern Room (you)\nDoors 7.30pm\n\nGreat Hall (not you)\nDoors 6.30pm\nCurfew 10.30pm"

    assert values(reading(body, show(venue="Colston House (Lantern Room)", country="GB"))) == {
        "schedule.doors": "19:30"
    }


def test_the_column_of_our_city_is_read() -> None:
    body = "            Boston 3/15   Albany 3/16\nLoad in     10:15         09:30\nDoors       19:00         18:00"

    found = values(reading(body, show()))

    assert (found["schedule.loadIn"], found["schedule.doors"]) == ("10:15", "19:00")


def test_a_plan_for_rain_does_not_count() -> None:
    body = "MAIN PLAN\n• Gates: 5:00 PM\n\nRAIN PLAN (gym)\n• Gates: 6:00 PM\n• Curfew 10:00 PM"

    assert values(reading(body)) == {"schedule.doors": "17:00"}


def test_a_range_on_stage_gives_the_length_of_the_set() -> None:
    extraction = reading("On stage: 20.15 - 21.15", asked=["schedule.showTime", "schedule.setLength"])

    assert values(extraction) == {"schedule.showTime": "20:15", "schedule.setLength": 60}
    assert extraction.fields["schedule.setLength"].certainty == "inferred"


@pytest.mark.parametrize(
    "words",
    ["Doors either 7 or 7:30, we decide later", "Doors TBC", "I'll ask about doors", "Not sure about doors yet"],
)
def test_what_is_left_open_is_unresolved(words: str) -> None:
    extraction = reading(words, asked=["schedule.doors"])

    assert not extraction.fields
    assert [question.field for question in extraction.unresolved] == ["schedule.doors"]


def test_doubt_is_marked_and_lowers_confidence() -> None:
    sure = reading("Doors 7 pm", asked=["schedule.doors"]).fields["schedule.doors"]
    doubtful = reading("Doors probably around 7 pm", asked=["schedule.doors"]).fields["schedule.doors"]

    assert doubtful.certainty == "hedged"
    assert doubtful.confidence < sure.confidence


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Load-in ab 14 Uhr, Einlass 19:30 Uhr, Beginn 21 Uhr, Ende 23 Uhr", ("14:00", "19:30", "21:00", "23:00")),
        ("Déchargement : 14h, portes : 19h30, vous jouez à 21h, couvre-feu 23h", ("14:00", "19:30", "21:00", "23:00")),
        (
            "Descarga a las 14:00, apertura de puertas 19:30, tocáis a las 21:00, fin del concierto 23:00",
            ("14:00", "19:30", "21:00", "23:00"),
        ),
        (
            "Laden en lossen vanaf 14u, deuren 19u30, jullie optreden 21u, einde 23u",
            ("14:00", "19:30", "21:00", "23:00"),
        ),
    ],
)
def test_german_french_spanish_and_dutch_times_are_read(body: str, expected: tuple[str, ...]) -> None:
    found = values(reading(body, show(country="DE", currency="EUR")))

    assert (
        found["schedule.loadIn"],
        found["schedule.doors"],
        found["schedule.showTime"],
        found["schedule.curfew"],
    ) == expected
