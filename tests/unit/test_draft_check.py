"""The rules of a mail to a venue: each fault is told in a sentence that says what to change."""

import pytest

from advancing.draft import DraftContext, DraftKind, MailDraft
from advancing.draft_check import check_draft
from advancing.extraction import AskedQuestion, ShowFacts
from advancing.fields import FieldKey
from advancing.writer import write

DOORS, CURFEW, TOWELS = FieldKey("schedule.doors"), FieldKey("schedule.curfew"), FieldKey("hospitality.towels")
ASK_DOORS = AskedQuestion(field=DOORS, question="What time are doors?")
ASK_TOWELS = AskedQuestion(field=TOWELS, question="How many towels can you provide?")
SHOW = ShowFacts(artist="Night Ferry", venue="The Ritz", city="Raleigh", date="2027-03-15")


def context(**changes: object) -> DraftContext:
    facts: dict[str, object] = {
        "show": SHOW,
        "tour_manager_name": "Jo Park",
        "contact_name": "Sarah Johnson",
        "contact_email": "sarah@ritz.example",
        "open_fields": (DOORS, TOWELS),
    }
    return DraftContext.model_validate({**facts, **changes})


def draft(middle: str = "", **changes: object) -> MailDraft:
    facts: dict[str, object] = {
        "subject": "Advancing Night Ferry - The Ritz - March 15",
        "body": f"Hi Sarah,\n\n{middle}\nWhat time are doors?\nHow many towels can you provide?\n\nThanks,\nJo Park\n",
        "questions": (ASK_DOORS, ASK_TOWELS),
    }
    return MailDraft.model_validate({**facts, **changes})


def the_only_fault(of: MailDraft, given: DraftContext) -> str:
    faults = check_draft(of, given)
    assert len(faults) == 1, faults
    return faults[0]


def test_a_good_draft_has_no_faults() -> None:
    assert check_draft(draft(), context()) == []


@pytest.mark.parametrize(
    "subject",
    ["Night Ferry @ The Ritz, 15 March", "The Ritz / Night Ferry / 3/15/27", "NIGHT FERRY the ritz 2027-03-15"],
)
def test_a_first_subject_may_spell_the_date_in_any_way(subject: str) -> None:
    assert check_draft(draft(subject=subject), context()) == []


@pytest.mark.parametrize(
    ("subject", "fault"),
    [
        ("Advancing The Ritz March 15", "Name Night Ferry in the subject."),
        ("Night Ferry - The Ritz", "Name the show's date (2027-03-15) in the subject."),
        ("Night Ferry - The Ritz - March 16", "Name the show's date (2027-03-15) in the subject."),
        ("Night Ferry\nBcc: x@y.example", "The subject must be one line of text."),
    ],
)
def test_a_first_subject_names_artist_venue_and_date(subject: str, fault: str) -> None:
    assert the_only_fault(draft(subject=subject), context()) == fault


def test_a_follow_up_keeps_the_subject_of_its_thread() -> None:
    given = context(kind=DraftKind.FOLLOWUP, thread_subject="Re: Your show in March")

    assert check_draft(draft(subject="RE: AW: your show in March"), given) == []
    assert the_only_fault(draft(), given) == "Keep the thread's subject: 'Re: Your show in March'."


def test_a_long_mail_is_told_how_long_it_is() -> None:
    fault = the_only_fault(draft("so " * 300), context())

    assert fault == "The body has 315 words; keep it under 300."


def test_the_contact_is_greeted_by_name() -> None:
    of = draft(body="Hi there,\n\nWhat time are doors?\nHow many towels can you provide?\n\nThanks,\nJo\n")

    assert the_only_fault(of, context()) == "Greet the contact by name in the first line: Sarah."
    assert check_draft(of, context(contact_name=None)) == []


def test_a_name_that_nobody_gave_is_not_used_in_the_greeting() -> None:
    assert "greet neutrally" in the_only_fault(draft(), context(contact_name=None))


def test_no_more_questions_than_allowed() -> None:
    assert "ask at most 1" in the_only_fault(draft(), context(max_questions=1))


def test_questions_for_what_is_not_open_or_unknown_are_refused() -> None:
    invented = draft(
        questions=(ASK_DOORS, AskedQuestion(field=FieldKey("x.y"), question="How many towels can you provide?"))
    )

    assert "(hospitality.towels) is not open" in the_only_fault(draft(), context(open_fields=(DOORS,)))
    assert "'x.y' is no field of the catalogue" in the_only_fault(invented, context())


def test_a_declined_field_and_one_to_confirm_may_be_asked() -> None:
    assert check_draft(draft(), context(open_fields=(DOORS,), declined={TOWELS: "eight are too few"})) == []
    assert check_draft(draft("I have 8."), context(open_fields=(DOORS,), to_confirm={TOWELS: 8})) == []


def test_a_question_must_stand_in_the_body_word_for_word() -> None:
    elsewhere = draft(questions=(ASK_DOORS, AskedQuestion(field=TOWELS, question="Towels, how many?")))

    assert check_draft(elsewhere, context()) == [
        "The question for hospitality.towels must stand word for word in the body."
    ]


def test_a_question_may_be_wrapped_in_the_body() -> None:
    wrapped = draft(body="Hi Sarah,\nWhat time\nare  doors? How many towels\ncan you provide?\nThanks, Jo")

    assert check_draft(wrapped, context()) == []


def test_a_question_asked_twice_is_told() -> None:
    assert "asked twice" in the_only_fault(draft(questions=(ASK_DOORS, ASK_TOWELS, ASK_TOWELS)), context())


def test_questions_hidden_in_the_body_are_told() -> None:
    assert check_draft(draft("How are you?"), context()) == []
    assert "asks more than the questions you list" in the_only_fault(
        draft("How are you? And the PA? And hands?"), context()
    )


def test_critical_fields_are_asked_before_others() -> None:
    backwards = draft(body="Hi Sarah,\nHow many towels can you provide?\nWhat time are doors?\nThanks, Jo")
    without = draft(questions=(ASK_TOWELS,), body="Hi Sarah,\nHow many towels can you provide?\nThanks, Jo")

    assert "Put the critical question for schedule.doors before" in the_only_fault(backwards, context())
    assert "Ask for the critical field schedule.doors before hospitality.towels" in the_only_fault(without, context())


def test_a_mail_that_asks_nothing_while_fields_are_open_is_told() -> None:
    silent = draft(questions=(), body="Hi Sarah,\nlooking forward to it.\nJo")

    assert "It asks nothing" in the_only_fault(silent, context())
    assert check_draft(silent, context(open_fields=())) == []


def test_known_facts_are_confirmed_in_the_mail() -> None:
    given = context(to_confirm={CURFEW: "23:00"})

    assert the_only_fault(draft(), given) == "Confirm what we know: Curfew is 11:00 PM."
    assert check_draft(draft("I have curfew at 11pm, right?"), given) == []


def test_the_rider_is_mentioned_exactly_when_it_is_attached() -> None:
    assert the_only_fault(draft(), context(rider_attached=True)) == "The rider is attached; say so."
    assert the_only_fault(draft("The rider follows."), context()) == "No rider is attached; do not mention one."
    assert "Nothing is attached" in the_only_fault(draft("The plot is attached."), context())
    assert check_draft(draft("The rider is attached."), context(rider_attached=True)) == []


@pytest.mark.parametrize(
    "invented",
    [
        "We arrive at 9am.",
        "We need 400A of power.",
        "The buyout was $25 each.",
        "We travel with two buses.",
        "See you on 3/16/2027.",
        "Call me at 919-555-0199.",
        "We start at 19:45.",
        "Doors were noon.",
    ],
)
def test_a_figure_that_nobody_gave_is_told(invented: str) -> None:
    assert "Nobody told us" in the_only_fault(draft(invented), context())


def test_figures_that_were_given_may_be_stated() -> None:
    given = context(
        to_confirm={FieldKey("hospitality.buyoutAmount"): {"amount": 25, "currency": "USD"}},
        answered={DOORS: "19:00"},
        declined={TOWELS: "we are two buses and 14 people"},
        tour_manager_phone="+1 919 555 0142",
        open_fields=(DOORS,),
    )
    middle = "Thanks for doors at 7. On March 15, 2027 we are two buses and 14 people. Buyout $25? Call 919-555-0142."

    assert check_draft(draft(middle), given) == []


def test_what_the_rejected_draft_invented_is_not_given() -> None:
    given = context(previous=MailDraft(subject="x", body="We need 400A."), feedback="nicer", kind=DraftKind.REGENERATED)

    assert "Nobody told us '400'" in the_only_fault(draft("We need 400A."), given)


@pytest.mark.parametrize("placeholder", ["[Your Name]", "{{artist}}", "{date}", "TBD", "<contact name>"])
def test_placeholders_are_told(placeholder: str) -> None:
    assert "placeholder" in the_only_fault(draft(f"All the best from {placeholder}"), context())


def test_feedback_is_heeded() -> None:
    def after(feedback: str) -> DraftContext:
        return context(kind=DraftKind.REGENERATED, previous=draft(), feedback=feedback)

    mention = "Mention that we bring our own monitor desk"
    assert "rejected this very text" in the_only_fault(draft(), after("nicer"))
    assert "does not want to ask about Towels" in the_only_fault(draft("Hello again."), after("drop the towels"))
    assert "wants the mail to mention" in the_only_fault(draft("Hello again."), after(mention))
    assert check_draft(draft("We bring our own monitor desk."), after(mention)) == []
    assert "wants to ask about Showers" in the_only_fault(draft("Hello again."), after("also ask about showers"))
    assert "Ask about Towels first" in the_only_fault(draft("Hello again."), after("ask about towels first"))


def test_shorter_means_fewer_words_than_before() -> None:
    long = draft("so " * 200)
    given = context(kind=DraftKind.REGENERATED, previous=long, feedback="shorter please")

    assert "wants it shorter than before (215 words)" in the_only_fault(draft("so " * 210), given)
    assert check_draft(write(given), given) == []
