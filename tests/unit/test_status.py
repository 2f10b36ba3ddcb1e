"""The status table: what leads where, and that the rest is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advancing.errors import TransitionRefused
from advancing.status import TABLE, Event, Status, allowed, move

EVENTS = st.lists(st.sampled_from(Event), max_size=30)


def test_the_ordinary_way_goes_from_draft_to_completed() -> None:
    way = [Event.START, Event.DRAFT_READY, Event.DRAFT_REJECTED, Event.DRAFT_READY, Event.MAIL_SENT]
    way += [Event.REPLY_READ, Event.FOLLOW_UP, Event.DRAFT_READY, Event.MAIL_SENT, Event.REPLY_READ, Event.COMPLETE]
    status = Status.DRAFT

    seen = [status := move(status, event) for event in way]

    assert [status.value for status in seen] == [
        "drafting",
        "draft_pending_approval",
        "drafting",
        "draft_pending_approval",
        "awaiting_response",
        "awaiting_approval",
        "drafting",
        "draft_pending_approval",
        "awaiting_response",
        "awaiting_approval",
        "completed",
    ]


def test_a_refused_move_says_where_the_show_stands_and_what_is_possible() -> None:
    with pytest.raises(TransitionRefused) as refused:
        move(Status.AWAITING_RESPONSE, Event.START)

    assert refused.value.message == (
        "start cannot be done now. The show is awaiting_response; from there: reply_read, follow_up, complete, stall,"
        " raise_attention, cancel."
    )
    assert refused.value.details == {
        "status": "awaiting_response",
        "event": "start",
        "allowed": ["reply_read", "follow_up", "complete", "stall", "raise_attention", "cancel"],
    }
    assert refused.value.http_status == 409


def test_a_late_correction_reopens_a_completed_show_for_approval() -> None:
    assert move(Status.COMPLETED, Event.REPLY_READ) is Status.AWAITING_APPROVAL


def test_a_reply_to_a_show_that_was_never_started_or_is_cancelled_is_refused() -> None:
    for status in (Status.DRAFT, Status.CANCELLED):
        with pytest.raises(TransitionRefused):
            move(status, Event.REPLY_READ)


@given(EVENTS)
def test_no_series_of_events_leaves_the_table(events: list[Event]) -> None:
    status = Status.DRAFT
    for event in events:
        possible = event in allowed(status)
        try:
            after = move(status, event)
        except TransitionRefused:
            assert not possible
        else:
            assert possible
            assert after is TABLE[event].target
            status = after


@pytest.mark.parametrize("status", [status for status in Status if status.is_live])
def test_every_live_status_can_reach_completed(status: Status) -> None:
    reached, border = {status}, [status]
    while border:
        here = border.pop()
        for event in allowed(here):
            after = move(here, event)
            if after not in reached:
                reached.add(after)
                border.append(after)

    assert Status.COMPLETED in reached


@pytest.mark.parametrize("status", list(Status))
def test_cancelling_and_attention_are_possible_exactly_while_the_advance_goes_on(status: Status) -> None:
    assert (Event.CANCEL in allowed(status)) == status.is_live
    assert (Event.RAISE_ATTENTION in allowed(status)) == status.is_live
    assert (Event.REOPEN in allowed(status)) == (not status.is_live)
