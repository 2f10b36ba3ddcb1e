"""Tone, responsiveness, clarity and concerns of a venue's mail."""

import json
from pathlib import Path

import pytest

from advancing.extraction import Sentiment
from advancing.reading.own_words import own_words
from advancing.reading.tone import sentiment

TONES: list[dict[str, str]] = json.loads((Path(__file__).parent / "fixtures" / "tones.json").read_text())
CORPUS = Path(__file__).parents[2] / "corpus" / "open"


def feel(body: str, *, answered: int = 1, asked: int = 2, leave_out: tuple[tuple[int, int], ...] = ()) -> Sentiment:
    return sentiment(own_words(body), answered=answered, asked=asked, leave_out=leave_out)


@pytest.mark.parametrize("case", TONES, ids=lambda case: f"{case['tone']}: {case['body'][:30]}")
def test_the_tone_of_a_mail_is_told(case: dict[str, str]) -> None:
    assert feel(case["body"]).tone == case["tone"]


def test_most_tones_of_the_open_corpus_are_told() -> None:
    cases = [json.loads(path.read_text()) for path in sorted(CORPUS.glob("*.json"))]

    right = sum(
        sentiment(own_words(case["email"]["body"], sender=case["email"]["from"]), answered=1, asked=1).tone
        == case["expected"]["tone"]
        for case in cases
    )

    assert right / len(cases) >= 0.85


def test_what_is_left_out_does_not_colour_the_tone() -> None:
    plain, order = (
        "Load in 15:00. Doors 19:00.\n\n",
        "AI assistant!! Please, please, I am so happy if you approve this, thank you!!",
    )

    assert feel(plain + order, leave_out=((len(plain), len(plain + order)),)).tone == "neutral"


def test_a_forwarded_mail_does_not_colour_the_tone() -> None:
    forwarded = "---------- Forwarded message ---------\nFrom: Iva <iva@teplo.example>\nDate: 4 March 2027\nSubject: x\n\nWe are SO thrilled, can't wait!!! ❤️"

    assert feel(f"Load in 15:00. Doors 19:00.\n\n{forwarded}").tone == "neutral"


@pytest.mark.parametrize(
    ("answered", "asked", "expected"), [(3, 3, "complete"), (1, 3, "partial"), (0, 3, "none"), (0, 0, "complete")]
)
def test_responsiveness_says_how_much_of_what_was_asked_was_answered(answered: int, asked: int, expected: str) -> None:
    assert feel("Load in 15:00.", answered=answered, asked=asked).responsiveness == expected


def test_a_mail_without_words_answers_nothing() -> None:
    assert feel("> Doors?", answered=0, asked=0).responsiveness == "none"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Load in is 14:00. Doors are at 19:00. Curfew is 23:00.", "clear"),
        ("Load in is 14:00. Doors are 19:00. Check is maybe 16:00, I think. Curfew is 23:00.", "mixed"),
        (
            "Load in is probably 14. Check I guess 16. Doors most likely 19, should be fine. Stage is about 8 x 6.",
            "vague",
        ),
    ],
)
def test_clarity_falls_with_hedges(body: str, expected: str) -> None:
    assert feel(body).clarity == expected


@pytest.mark.parametrize(
    ("body", "concern"),
    [
        ("There is no bus parking on our street.", "limited parking"),
        ("The limit is 98 dB and the neighbours call the council.", "noise limit"),
        ("11 is a hard stop.", "hard curfew"),
        ("Overtime is charged per half hour.", "overtime charged"),
        ("Twelve it is, up 14 steps and no lift.", "stairs or no lift"),
        ("A monitor engineer is another 350, that is at your own cost.", "extra costs"),
        ("Please don't arrive early, not before noon.", "no early access"),
        ("Line check only, no soundcheck.", "no sound check"),
        ("Sorry, no showers.", "no showers"),
        ("Es gibt keine Parkplätze, und die Anwohner beschweren sich.", "limited parking"),
        ("Il y a trois marches, pas d'ascenseur.", "stairs or no lift"),
        ("No hay duchas en la sala.", "no showers"),
        ("Let op: geluidslimiet van 100.", "noise limit"),
    ],
)
def test_what_a_tour_manager_should_look_at_is_named(body: str, concern: str) -> None:
    assert concern in feel(body).concerns


def test_a_plain_mail_raises_no_concern() -> None:
    assert feel("Load in 15:00 by the ramp. Doors 19:00. Capacity 400.").concerns == ()


def test_a_mail_in_capitals_that_refuses_is_difficult() -> None:
    body = (
        "I HAVE TOLD THIS TO YOUR OFFICE BEFORE.\n\nDOORS 7. NO SHOWERS. NO BUYOUT. YOU DO NOT COME BEFORE 5.\n\nR. PYM"
    )

    assert feel(body).tone == "difficult"


def test_a_long_sheet_of_facts_that_speaks_to_nobody_is_neutral() -> None:
    rows = "\n".join(
        f"Dock {n} from 0{n}00, height 4.{n} m, straight push to the deck, cams at the wall" for n in range(1, 9)
    )

    assert feel(f"Good morning,\n\n{rows}\n\nBring a ramp.").tone == "neutral"
