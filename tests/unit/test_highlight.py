"""Where the console marks a quote in a venue's mail, and what it never does to the mail."""

from hypothesis import given
from hypothesis import strategies as st

from server.console.highlight import mark_mail

OURS = ("dana@nightferry.example",)


def test_a_quote_is_marked_whatever_its_case_and_line_breaks() -> None:
    marked = mark_mail("Hi,\nDoors are at\n  7:30 sharp.", {"schedule.doors": "doors are at 7:30"})

    assert [piece.text for piece in marked.stretches if piece.fields] == ["Doors are at\n  7:30"]
    assert marked.not_found == ()


def test_a_quote_is_marked_in_the_venues_own_words_rather_than_in_ours() -> None:
    body = (
        "On Mon, Mar 1, 2027 at 9:12 AM Dana <dana@nightferry.example> wrote:\n> load in at 3pm?\n\nYes, load in at 3pm"
    )

    marked = mark_mail(body, {"schedule.loadIn": "load in at 3pm"}, ours=OURS)

    assert [(p.text, p.is_own) for p in marked.stretches if p.fields] == [("load in at 3pm", True)]


def test_words_that_two_values_share_belong_to_both() -> None:
    marked = mark_mail(
        "Doors 7, show 9", {"schedule.doors": "Doors 7, show 9", "schedule.showTime": "show 9"}, sender="Sam"
    )

    assert [p.fields for p in marked.stretches] == [
        ("schedule.doors",),
        ("schedule.doors", "schedule.showTime"),
    ]


def test_a_quote_that_does_not_stand_in_the_mail_is_said_to_be_missing() -> None:
    assert mark_mail("Nothing of the kind", {"schedule.doors": "Doors 7"}).not_found == ("schedule.doors",)


@given(
    st.text(alphabet="ab >\n\u0130\u00df\t", max_size=60),
    st.lists(st.text(alphabet="ab \u0130", max_size=4), max_size=4),
)
def test_no_letter_of_the_mail_is_lost_or_changed(body: str, quotes: list[str]) -> None:
    marked = mark_mail(body, {f"field{number}": quote for number, quote in enumerate(quotes)})

    shown = "".join(piece.text for piece in marked.stretches)
    assert body.startswith(shown)
    assert body[len(shown) :].strip("\n") == marked.history
