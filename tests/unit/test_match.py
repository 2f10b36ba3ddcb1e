"""Matching a message to its show: by thread, by reference, by sender and subject, or not at all."""

from datetime import date
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from advancing.match import Candidate, MatchedBy, MessageHeaders, match_to_show

RITZ = Candidate(
    show_id=UUID(int=1),
    artist="Night Ferry",
    venue="The Ritz",
    show_date=date(2027, 3, 15),
    contacts=("sarah@theritz.example",),
    thread_ids=frozenset({"t-ritz"}),
    message_ids=frozenset({"<our-1@band.example>"}),
    subjects=("Advancing Night Ferry - The Ritz - Mar 15, 2027",),
)
ORANGE = Candidate(
    show_id=UUID(int=2),
    artist="Night Ferry",
    venue="Orange Peel",
    show_date=date(2027, 3, 17),
    contacts=("deb@orangepeel.example",),
    thread_ids=frozenset({"t-orange"}),
    message_ids=frozenset({"<our-2@band.example>"}),
    subjects=("Advancing Night Ferry - Orange Peel - Mar 17, 2027",),
)
SECOND_NIGHT = Candidate(
    show_id=UUID(int=3),
    artist="Night Ferry",
    venue="The Ritz",
    show_date=date(2027, 3, 16),
    contacts=("sarah@theritz.example",),
)
BOTH = [RITZ, ORANGE]


def test_the_thread_tells_the_show_whoever_writes() -> None:
    found = match_to_show(MessageHeaders("new@elsewhere.example", "hello", thread_id="t-orange"), BOTH)

    assert (found.show_id, found.by, found.confidence) == (ORANGE.show_id, MatchedBy.THREAD, 1.0)


def test_an_answer_in_another_thread_is_known_by_what_it_answers() -> None:
    headers = MessageHeaders("x@y.example", "new", thread_id="t-9", in_reply_to="our-1@band.example")
    chained = MessageHeaders("x@y.example", "new", references=("<z@z>", "<our-2@band.example>"))

    assert match_to_show(headers, BOTH).by is MatchedBy.REFERENCE
    assert match_to_show(headers, BOTH).show_id == RITZ.show_id
    assert match_to_show(chained, BOTH).show_id == ORANGE.show_id


def test_a_known_sender_of_one_show_is_enough() -> None:
    found = match_to_show(MessageHeaders("Deb <DEB@orangepeel.example>", "quick thing"), BOTH)

    assert (found.show_id, found.by) == (ORANGE.show_id, MatchedBy.SENDER)


def test_a_sender_of_two_shows_is_told_by_the_subject() -> None:
    headers = MessageHeaders("sarah@theritz.example", "Night Ferry at The Ritz, March 16")

    found = match_to_show(headers, [RITZ, SECOND_NIGHT])

    assert (found.show_id, found.by) == (SECOND_NIGHT.show_id, MatchedBy.SUBJECT)


def test_a_sender_of_two_shows_who_names_neither_goes_to_the_tour_manager() -> None:
    found = match_to_show(MessageHeaders("sarah@theritz.example", "quick question"), [RITZ, SECOND_NIGHT])

    assert (found.show_id, found.by) == (None, MatchedBy.NONE)
    assert "Night Ferry at The Ritz on 2027-03-15 or Night Ferry at The Ritz on 2027-03-16" in found.reason


def test_a_colleague_at_the_venue_is_told_by_domain_and_subject() -> None:
    found = match_to_show(MessageHeaders("tech@theritz.example", "Night Ferry 3/15 tech pack"), BOTH)

    assert found.show_id == RITZ.show_id


def test_a_shared_mail_domain_says_nothing_of_the_house() -> None:
    show = Candidate(UUID(int=4), "Slow Comet", "Tin Spur", date(2027, 5, 1), contacts=("tinspur@gmail.com",))

    assert match_to_show(MessageHeaders("stranger@gmail.com", "hello"), [show]).show_id is None
    assert match_to_show(MessageHeaders("tinspur@gmail.com", "hello"), [show]).show_id == show.show_id


def test_a_stranger_with_the_very_subject_of_a_show_is_matched_with_little_confidence() -> None:
    headers = MessageHeaders("sarah.private@gmail.com", "Re: Advancing Night Ferry - The Ritz - Mar 15, 2027")

    found = match_to_show(headers, BOTH)

    assert (found.show_id, found.by, found.confidence) == (RITZ.show_id, MatchedBy.SUBJECT, 0.6)


def test_a_stranger_with_a_subject_of_their_own_is_not_matched() -> None:
    found = match_to_show(MessageHeaders("news@shop.example", "Sale ends March 15"), BOTH)

    assert found.show_id is None
    assert found.reason == "No show is known for news@shop.example, and the subject names none."


def test_one_thread_for_two_shows_is_told_apart_by_the_subject_or_not_at_all() -> None:
    shared = [
        Candidate(UUID(int=1), "Night Ferry", "The Ritz", date(2027, 3, 15), thread_ids=frozenset({"t"})),
        Candidate(UUID(int=2), "Night Ferry", "Orange Peel", date(2027, 3, 17), thread_ids=frozenset({"t"})),
    ]

    named = match_to_show(MessageHeaders("a@b.example", "Night Ferry Orange Peel 3/17", thread_id="t"), shared)
    unnamed = match_to_show(MessageHeaders("a@b.example", "your shows", thread_id="t"), shared)

    assert named.show_id == UUID(int=2)
    assert (unnamed.show_id, unnamed.by) == (None, MatchedBy.NONE)


def test_a_show_whose_advance_is_over_is_second_choice() -> None:
    past = Candidate(UUID(int=5), "Night Ferry", "The Ritz", date(2025, 3, 15), contacts=RITZ.contacts, is_live=False)

    assert match_to_show(MessageHeaders("sarah@theritz.example", "hi"), [past, RITZ]).show_id == RITZ.show_id


@given(st.text(), st.text(), st.one_of(st.none(), st.text()), st.lists(st.text(), max_size=3))
def test_any_headers_get_an_answer_with_a_reason(
    sender: str, subject: str, thread_id: str | None, references: list[str]
) -> None:
    headers = MessageHeaders(sender, subject, thread_id, None, tuple(references))

    found = match_to_show(headers, [RITZ, ORANGE, SECOND_NIGHT])

    assert found.reason
    assert (found.show_id is None) == (found.by is MatchedBy.NONE)
    assert match_to_show(headers, []).show_id is None
