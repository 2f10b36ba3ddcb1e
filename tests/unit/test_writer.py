"""The rule-based writer: what it writes always holds, and reads as a tour manager would write."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advancing.draft import DraftContext, DraftKind, MailDraft
from advancing.draft_check import check_draft
from advancing.extraction import KnownValue, ShowFacts
from advancing.fields import CATALOGUE, FieldKey, FieldType
from advancing.templates import template
from advancing.values import Value
from advancing.writer import write

SHOW = ShowFacts(artist="Night Ferry", venue="The Ritz", venue_type="club", city="Raleigh", date="2027-03-15")
DOORS, CURFEW, TOWELS = FieldKey("schedule.doors"), FieldKey("schedule.curfew"), FieldKey("hospitality.towels")


def context(**changes: object) -> DraftContext:
    facts: dict[str, object] = {
        "show": SHOW,
        "tour_manager_name": "Jo Park",
        "contact_name": "Sarah Johnson",
        "contact_email": "sarah@ritz.example",
        "open_fields": template("club"),
    }
    return DraftContext.model_validate({**facts, **changes})


def rejected(feedback: str, **changes: object) -> DraftContext:
    first = write(context(**changes))
    return context(kind=DraftKind.REGENERATED, previous=first, feedback=feedback, **changes)


def _values(key: FieldKey) -> st.SearchStrategy[Value]:
    field = CATALOGUE[key]
    clock = st.builds("{:02d}:{:02d}".format, st.integers(0, 23), st.integers(0, 59))
    whole = st.integers(0, 100_000)
    size = st.one_of(st.integers(1, 200), st.sampled_from([12.5, 9.75]))
    by_type: dict[FieldType, st.SearchStrategy[Value]] = {
        FieldType.TIME: clock,
        FieldType.MINUTES: st.integers(1, 600),
        FieldType.INTEGER: whole,
        FieldType.PERCENT: st.one_of(st.integers(0, 100), st.floats(0, 100).map(lambda share: round(share, 3))),
        FieldType.MONEY: st.builds(
            lambda amount, currency: {"amount": amount, "currency": currency},
            st.one_of(whole, st.floats(0, 1e7).map(lambda amount: round(amount, 2))),
            st.sampled_from(["USD", "EUR", "SEK", "JPY"]),
        ),
        FieldType.BOOLEAN: st.booleans(),
        FieldType.DIMENSIONS: st.one_of(
            st.builds("{}' x {}'".format, size, size), st.builds("{}m x {}m".format, size, size)
        ),
        FieldType.PHONE: st.sampled_from(["+1 919 555 0142", "(020) 7946 0018", "919.555.0142 x12"]),
        FieldType.EMAIL: st.just("sarah@ritz.example"),
    }
    if field.choices:
        return st.sampled_from(field.choices)
    return by_type.get(field.type, st.text(min_size=1, max_size=120).filter(lambda text: text.strip() != ""))


KEYS = st.lists(st.sampled_from(sorted(CATALOGUE)), unique=True).map(tuple)
FACTS = KEYS.flatmap(lambda keys: st.fixed_dictionaries({key: _values(key) for key in keys}))
TEXT = st.text(max_size=200)
ONE_LINE = st.text(min_size=1, max_size=80).filter(lambda text: text.strip() != "")
A_NAME = ONE_LINE.filter(lambda text: any(character.isalnum() for character in text))
ARTISTS = st.one_of(ONE_LINE, st.sampled_from(["30 Seconds Late", "Who?", "Rider", "[spunge]", "{{x}}", "$100 Band"]))
FEEDBACK = st.one_of(
    st.none(),
    TEXT,
    st.lists(
        st.sampled_from(
            [
                "shorter",
                "friendlier",
                "more formal",
                "ask about parking first",
                "drop the question about towels",
                "skip doors",
                "mention that we travel with two buses",
                "also ask about showers",
                "note we arrive at 9am",
                "mention ????",
            ]
        ),
        max_size=4,
    ).map(". ".join),
)
CONTEXTS = st.builds(
    DraftContext,
    kind=st.sampled_from(DraftKind),
    show=st.builds(
        ShowFacts,
        artist=ARTISTS,
        venue=ARTISTS,
        city=TEXT,
        country=st.sampled_from(["US", "DE", "GB", ""]),
        date=st.dates(date(2020, 1, 1), date(2035, 12, 31)).map(str),
        known=st.just({DOORS: KnownValue(value="19:00")}),
    ),
    tour_manager_name=A_NAME,
    tour_manager_phone=st.one_of(st.none(), st.text(max_size=60), st.just("+1 919 555 0142")),
    contact_name=st.one_of(
        st.none(), st.text(max_size=80), st.sampled_from(["Mr. Ruiz", "Johnson, Sarah", "(she) O'Neil"])
    ),
    contact_email=st.just("sarah@ritz.example"),
    thread_subject=st.one_of(st.none(), st.text(max_size=200), st.sampled_from(["Re: Show", "AW: Fwd: x", "Re:"])),
    open_fields=KEYS,
    asked_before=KEYS,
    declined=st.dictionaries(st.sampled_from(sorted(CATALOGUE)), TEXT, max_size=10),
    to_confirm=FACTS,
    answered=FACTS,
    feedback=FEEDBACK,
    previous=st.one_of(
        st.none(), st.builds(MailDraft, subject=TEXT, body=st.one_of(TEXT, st.text(min_size=200, max_size=3000)))
    ),
    rider_attached=st.booleans(),
    attachment_names=st.lists(st.one_of(ONE_LINE, st.sampled_from(["rider.pdf", "[x] 2.pdf"])), max_size=5).map(tuple),
    language=st.sampled_from(["en", "de", "fr", "es", "nl", "fi", ""]),
    max_questions=st.integers(1, 8),
    max_words=st.integers(200, 300),
    template_preferences=st.one_of(st.just(""), TEXT, st.sampled_from(["keep it short", "warm and friendly"])),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(CONTEXTS)
def test_what_the_rules_write_always_passes_the_check(given_context: DraftContext) -> None:
    assert check_draft(write(given_context), given_context) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(CONTEXTS, st.text(min_size=1).filter(lambda text: text.strip() != ""))
def test_a_rejected_draft_comes_back_changed(given_context: DraftContext, feedback: str) -> None:
    first = write(given_context)
    again = given_context.model_copy(update={"kind": DraftKind.REGENERATED, "previous": first, "feedback": feedback})

    second = write(again)

    assert second.body != first.body
    assert check_draft(second, again) == []


def test_a_first_mail_asks_for_all_critical_fields_before_others() -> None:
    draft = write(context())

    assert len(draft.questions) == 8
    assert [CATALOGUE[question.field].critical for question in draft.questions] == [True] * 7 + [False]
    assert draft.subject == "Advancing Night Ferry - The Ritz - Mar 15, 2027"
    assert draft.body.startswith("Hi Sarah,\n")


def test_an_unknown_contact_is_greeted_neutrally() -> None:
    assert write(context(contact_name=None)).body.startswith("Hi there,\n")


def test_known_facts_are_listed_for_confirmation_in_the_venues_clock() -> None:
    american = write(context(open_fields=(), to_confirm={DOORS: "19:00"}))
    german = write(context(show=SHOW.model_copy(update={"country": "DE"}), open_fields=(), to_confirm={DOORS: "19:00"}))

    assert "- Doors: 7:00 PM" in american.body
    assert "- Doors: 19:00" in german.body


def test_a_follow_up_keeps_the_subject_thanks_and_says_why_it_asks_again() -> None:
    draft = write(
        context(
            kind=DraftKind.FOLLOWUP,
            thread_subject="Advancing Night Ferry",
            open_fields=(TOWELS,),
            answered={DOORS: "19:00"},
            declined={CURFEW: "our set ends at midnight by contract"},
        )
    )

    assert draft.subject == "Re: Advancing Night Ferry"
    assert "Thanks for getting back to me on doors" in draft.body
    assert "(Asking again: our set ends at midnight by contract.)" in draft.body
    assert [question.field for question in draft.questions] == [CURFEW, TOWELS]


def test_the_rider_is_mentioned_when_it_is_attached_and_only_then() -> None:
    assert "Our rider is attached." in write(context(rider_attached=True)).body
    assert "rider" not in write(context()).body


def test_shorter_is_shorter() -> None:
    asked = rejected("Please make it shorter")

    assert len(write(asked).body.split()) < len(asked.previous.body.split())  # type: ignore[union-attr]


def test_a_wished_question_goes_first_even_before_critical_ones() -> None:
    draft = write(rejected("ask about parking first"))

    assert draft.questions[0].field == "logistics.busParking"
    assert CATALOGUE[draft.questions[3].field].critical


def test_a_question_that_is_not_wanted_is_left_out() -> None:
    draft = write(rejected("drop the question about towels", open_fields=(TOWELS, CURFEW)))

    assert [question.field for question in draft.questions] == [CURFEW]


def test_what_is_to_be_mentioned_is_mentioned() -> None:
    draft = write(rejected("Mention that we travel with two buses and a 16' trailer"))

    assert "we travel with two buses and a 16' trailer." in draft.body


def test_feedback_that_rules_do_not_understand_is_said_in_the_note() -> None:
    draft = write(rejected("hmm, not my style"))

    assert draft.note.endswith("did not understand this feedback: hmm, not my style")


def test_more_formal_says_dear_and_friendlier_does_not() -> None:
    assert write(rejected("more formal please")).body.startswith("Dear Sarah,")
    assert write(rejected("too formal, make it friendlier")).body.startswith("Hi Sarah,")


@pytest.mark.parametrize(
    ("language", "greeting"), [("de", "Hallo Sarah,"), ("fr", "Bonjour Sarah,"), ("es", "Hola Sarah:"), ("nl", "Hallo")]
)
def test_it_writes_in_the_languages_it_knows(language: str, greeting: str) -> None:
    draft = write(context(language=language))

    assert draft.body.startswith(greeting)
    assert draft.questions[0].question != CATALOGUE[draft.questions[0].field].question


def test_a_phone_number_is_asked_for_by_whose_it_is_when_the_name_is_not_asked() -> None:
    alone = write(context(open_fields=("dayOfContact.phone",)))
    together = write(context(open_fields=("dayOfContact.name", "dayOfContact.phone")))

    assert "What is the mobile number of our contact on the day?" in alone.body
    assert "What is their mobile number?" in together.body
