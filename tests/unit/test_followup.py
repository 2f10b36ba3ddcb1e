"""The follow-up policy: when to wait, write, call and complete."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advancing.checklist import Checklist, ChecklistItem, FieldState, make_checklist
from advancing.errors import Invalid
from advancing.followup import FollowUp, FollowUpPolicy, StepKind, next_step
from advancing.status import Status

MONDAY = datetime(2027, 2, 1, 15, 0, tzinfo=UTC)
FAR = date(2027, 4, 1)


def checklist(state: FieldState = FieldState.ASKED, *, but: dict[str, FieldState] | None = None) -> Checklist:
    whole = make_checklist("club")
    for item in whole.items:
        wanted = (but or {}).get(item.key, state)
        whole = whole.with_item(ChecklistItem(key=item.key, state=wanted, value="x", reason="y"))
    return whole


def step(of: Checklist, **changes: object) -> FollowUp:
    facts: dict[str, object] = {
        "status": Status.AWAITING_RESPONSE,
        "last_sent_at": MONDAY,
        "last_reply_at": None,
        "now": MONDAY,
        "show_date": FAR,
    }
    return next_step(of, **{**facts, **changes})  # type: ignore[arg-type]


def test_a_venue_has_three_days_to_answer_a_first_mail() -> None:
    waiting = step(checklist(), now=MONDAY + timedelta(days=2, hours=23))
    due = step(checklist(), now=MONDAY + timedelta(days=3))

    assert (waiting.kind, waiting.due_at) == (StepKind.WAIT, MONDAY + timedelta(days=3))
    assert due.kind is StepKind.FOLLOW_UP
    assert due.reason == "No answer for 3 days; 7 critical and 24 other fields still open."


def test_later_follow_ups_come_after_two_days() -> None:
    assert step(checklist(), follow_ups=1, now=MONDAY + timedelta(days=2)).kind is StepKind.FOLLOW_UP


def test_near_the_show_a_day_is_enough() -> None:
    due = step(checklist(), show_date=date(2027, 2, 7), now=MONDAY + timedelta(days=1))

    assert due.kind is StepKind.FOLLOW_UP
    assert due.urgent


def test_two_days_before_the_show_mail_is_too_slow() -> None:
    due = step(checklist(), show_date=date(2027, 2, 3))

    assert due.kind is StepKind.ESCALATE
    assert "call the venue" in due.reason


def test_after_three_follow_ups_the_tour_manager_takes_over() -> None:
    due = step(checklist(), follow_ups=3, now=MONDAY + timedelta(days=2))

    assert due.kind is StepKind.ESCALATE
    assert due.reason == "No answer to 3 follow-ups in a row, and 7 critical and 24 other fields still open."


def test_a_mail_is_not_due_at_the_weekend_nor_at_night() -> None:
    zone = ZoneInfo("America/New_York")
    friday_night = datetime(2027, 2, 5, 22, 0, tzinfo=zone)

    waiting = step(checklist(), last_sent_at=friday_night - timedelta(days=3), now=friday_night, timezone=zone.key)

    assert waiting.kind is StepKind.WAIT
    assert waiting.due_at == datetime(2027, 2, 8, 9, 0, tzinfo=zone)


def test_an_urgent_mail_goes_at_the_weekend_too() -> None:
    saturday = datetime(2027, 2, 6, 12, 0, tzinfo=UTC)

    due = step(checklist(), last_sent_at=saturday - timedelta(days=1), now=saturday, show_date=date(2027, 2, 12))

    assert due.kind is StepKind.FOLLOW_UP


def test_an_answer_that_leaves_fields_open_is_followed_up_at_once() -> None:
    of = checklist(FieldState.CONFIRMED, but={"schedule.doors": FieldState.DECLINED})

    due = step(of, last_reply_at=MONDAY + timedelta(hours=1), now=MONDAY + timedelta(hours=2))

    assert due.kind is StepKind.FOLLOW_UP
    assert due.reason == "The venue has been heard, and 1 critical field still open."


def test_an_answer_at_night_is_followed_up_at_once_as_a_person_approves_it_anyway() -> None:
    night = datetime(2027, 2, 6, 23, 30, tzinfo=UTC)

    due = step(checklist(), last_reply_at=night, now=night)

    assert (due.kind, due.due_at) == (StepKind.FOLLOW_UP, night)


def test_a_house_that_works_at_weekends_is_written_to_then() -> None:
    saturday = datetime(2027, 2, 6, 12, 0, tzinfo=UTC)
    policy = FollowUpPolicy(works_weekends=True)

    due = step(checklist(), last_sent_at=saturday - timedelta(days=3), now=saturday, policy=policy)

    assert due.kind is StepKind.FOLLOW_UP


def test_fields_never_asked_are_asked_before_completing() -> None:
    of = checklist(FieldState.CONFIRMED, but={"hospitality.towels": FieldState.OPEN})

    assert (
        step(of, last_reply_at=MONDAY + timedelta(hours=1), now=MONDAY + timedelta(hours=2)).kind is StepKind.FOLLOW_UP
    )


def test_what_awaits_approval_comes_first() -> None:
    of = checklist(FieldState.CONFIRMED, but={"schedule.doors": FieldState.PROPOSED})

    waiting = step(of, now=MONDAY + timedelta(days=30))

    assert (waiting.kind, waiting.due_at) == (StepKind.WAIT, None)
    assert "one answer to approve" in waiting.reason


def test_when_all_is_settled_the_advance_completes() -> None:
    of = checklist(FieldState.CONFIRMED, but={"hospitality.towels": FieldState.PROVISIONAL})

    assert step(of).kind is StepKind.COMPLETE


@pytest.mark.parametrize("status", [Status.DRAFT, Status.DRAFTING, Status.DRAFT_PENDING_APPROVAL, Status.CANCELLED])
def test_nothing_is_due_while_somebody_else_is_at_it(status: Status) -> None:
    assert step(checklist(), status=status, now=MONDAY + timedelta(days=30)).kind is StepKind.WAIT


def test_after_the_show_it_completes_or_is_shown_to_the_tour_manager() -> None:
    after = MONDAY + timedelta(days=90)

    assert step(checklist(), now=after).kind is StepKind.ESCALATE
    only_towels = checklist(FieldState.CONFIRMED, but={"hospitality.towels": FieldState.OPEN})
    assert step(only_towels, now=after).kind is StepKind.COMPLETE


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(Invalid, match="without a zone"):
        step(checklist(), now=datetime(2027, 2, 1))


@given(
    st.datetimes(datetime(2027, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),
    st.integers(0, 5),
    st.sampled_from(["UTC", "America/New_York", "Australia/Sydney", "Europe/Berlin"]),
)
def test_a_due_time_is_in_office_hours_and_waiting_ends_by_itself(sent: datetime, follow_ups: int, zone: str) -> None:
    policy = FollowUpPolicy()
    show_date = sent.date() + timedelta(days=60)

    waiting = step(
        checklist(),
        last_sent_at=sent,
        now=sent,
        follow_ups=follow_ups,
        timezone=zone,
        show_date=show_date,
        policy=policy,
    )

    assert waiting.kind is StepKind.WAIT
    assert waiting.due_at is not None
    assert waiting.due_at >= sent + timedelta(days=2)
    local = waiting.due_at.astimezone(ZoneInfo(zone))
    assert local.weekday() < 5
    assert policy.work_starts <= local.hour < policy.work_ends
    then = step(
        checklist(), last_sent_at=sent, now=waiting.due_at, follow_ups=follow_ups, timezone=zone, show_date=show_date
    )
    assert then.kind is (StepKind.FOLLOW_UP if follow_ups < 3 else StepKind.ESCALATE)
