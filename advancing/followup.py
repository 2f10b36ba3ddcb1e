"""The follow-up policy: whether to wait, write again, call for the tour manager, or complete, and when.

Pure: the time is passed in. Who acts on it, and the status it leads to, stand elsewhere.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from advancing.checklist import Checklist, FieldState
from advancing.errors import Invalid
from advancing.status import Status


class StepKind(StrEnum):
    """What comes next."""

    WAIT = "wait"
    FOLLOW_UP = "follow_up"
    ESCALATE = "escalate"
    COMPLETE = "complete"


@dataclass(frozen=True, slots=True)
class FollowUpPolicy:
    """When to write again.

    Args:
        first_after_days: Days from a mail to the first follow-up.
        then_after_days: Days between follow-ups.
        urgent_within_days: A show that is fewer days away is urgent.
        urgent_after_days: Days between mails then.
        call_within_days: With critical fields open and so few days left, mail is too slow.
        max_follow_ups: Follow-ups in a row without an answer, before the tour manager takes over.
        work_starts: First hour of the venue's office day.
        work_ends: The hour it ends.
        works_weekends: Whether Saturday and Sunday count as office days.
    """

    first_after_days: float = 3
    then_after_days: float = 2
    urgent_within_days: int = 7
    urgent_after_days: float = 1
    call_within_days: int = 2
    max_follow_ups: int = 3
    work_starts: int = 9
    work_ends: int = 18
    works_weekends: bool = False


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What comes next for a show.

    Args:
        kind: What to do.
        due_at: When: not after now for what is to be done now; None where it waits for something else than time.
        reason: One sentence for the tour manager and the activity log.
        urgent: Whether the show is near.
    """

    kind: StepKind
    due_at: datetime | None
    reason: str
    urgent: bool = False


_WAITING = frozenset({Status.AWAITING_RESPONSE, Status.AWAITING_APPROVAL, Status.STALLED, Status.NEEDS_ATTENTION})
DEFAULT_POLICY = FollowUpPolicy()


def next_step(
    checklist: Checklist,
    status: Status,
    *,
    last_sent_at: datetime | None,
    last_reply_at: datetime | None,
    now: datetime,
    show_date: date,
    follow_ups: int = 0,
    timezone: str = "UTC",
    policy: FollowUpPolicy = DEFAULT_POLICY,
) -> FollowUp:
    """What comes next for a show.

    Args:
        checklist: What is known and open.
        status: Where the show stands.
        last_sent_at: When our last mail left, aware; None if none has.
        last_reply_at: When the venue last wrote, aware; None if it has not.
        now: The time, aware.
        show_date: The show day.
        follow_ups: Follow-ups sent since the venue last wrote.
        timezone: IANA name of the venue's zone.
        policy: When to write again.

    Returns:
        The next step. An answer gets its follow-up at once, as a person still approves it: what is open is asked
        until everything is settled. Without an answer the policy's days count, and end in the venue's office hours.

    Raises:
        Invalid: A time has no zone.
    """
    for moment in (last_sent_at, last_reply_at, now):
        if moment is not None and moment.tzinfo is None:
            raise Invalid("A time without a zone cannot be compared; give times with their offset.")
    zone = ZoneInfo(timezone)
    days_left = (show_date - now.astimezone(zone).date()).days
    urgent = days_left < policy.urgent_within_days
    early = _before_writing(checklist, status, now, days_left, urgent)
    if early:
        return early
    answered = last_sent_at is None or (last_reply_at is not None and last_reply_at > last_sent_at)
    left = _what_is_left(checklist)
    critical = len(checklist.critical_open())
    if critical and not answered and days_left <= policy.call_within_days:
        return FollowUp(
            StepKind.ESCALATE, now, f"The show is in {_days(days_left)} and {left}: call the venue.", urgent
        )
    if answered or last_sent_at is None:
        heard = "No mail has left yet" if last_sent_at is None else "The venue has been heard"
        return FollowUp(StepKind.FOLLOW_UP, now, f"{heard}, and {left}.", urgent)
    return _unanswered(last_sent_at, now, zone, policy, follow_ups=follow_ups, urgent=urgent, left=left)


def _before_writing(
    checklist: Checklist, status: Status, now: datetime, days_left: int, urgent: bool
) -> FollowUp | None:
    """Steps that do not depend on who wrote last."""
    if status not in _WAITING:
        return FollowUp(StepKind.WAIT, None, f"The show is {status.value}; nothing is due by itself.", urgent)
    if checklist.is_settled():
        return FollowUp(StepKind.COMPLETE, now, "Everything is confirmed or not needed.", urgent)
    proposed = sum(item.state is FieldState.PROPOSED for item in checklist.items)
    if proposed:
        answers = "one answer" if proposed == 1 else f"{proposed} answers"
        return FollowUp(StepKind.WAIT, None, f"The tour manager has {answers} to approve first.", urgent)
    if days_left < 0:
        if checklist.is_complete():
            return FollowUp(StepKind.COMPLETE, now, "The show is over and all critical fields are confirmed.", urgent)
        return FollowUp(StepKind.ESCALATE, now, f"The show is over, and {_what_is_left(checklist)}.", urgent)
    return None


def _unanswered(
    last_sent_at: datetime,
    now: datetime,
    zone: ZoneInfo,
    policy: FollowUpPolicy,
    *,
    follow_ups: int,
    urgent: bool,
    left: str,
) -> FollowUp:
    days = policy.then_after_days if follow_ups else policy.first_after_days
    if urgent:
        days = min(days, policy.urgent_after_days)
    due = _office_time(last_sent_at + timedelta(days=days), zone, policy, urgent)
    spent = follow_ups >= policy.max_follow_ups
    if now < due:
        return FollowUp(StepKind.WAIT, due, f"The venue has until {due:%Y-%m-%d %H:%M} to answer; {left}.", urgent)
    if spent:
        return FollowUp(StepKind.ESCALATE, due, f"No answer to {follow_ups} follow-ups in a row, and {left}.", urgent)
    return FollowUp(
        StepKind.FOLLOW_UP, due, f"No answer for {_days(round((now - last_sent_at).days))}; {left}.", urgent
    )


def _what_is_left(checklist: Checklist) -> str:
    critical = len(checklist.critical_open())
    others = sum(not item.is_settled for item in checklist.items) - critical
    parts = [f"{critical} critical" if critical else "", f"{others} other" if others else ""]
    named = " and ".join(part for part in parts if part) or "no"
    return f"{named} field{'' if critical + others == 1 else 's'} still open"


def _office_time(at: datetime, zone: ZoneInfo, policy: FollowUpPolicy, urgent: bool) -> datetime:
    """The first moment from `at` on in the venue's office hours; an urgent mail also goes at the weekend."""
    local = at.astimezone(zone)
    while True:
        if local.hour >= policy.work_ends:
            local = datetime.combine(local.date() + timedelta(days=1), time(policy.work_starts), zone)
        elif local.hour < policy.work_starts:
            local = datetime.combine(local.date(), time(policy.work_starts), zone)
        if urgent or policy.works_weekends or local.weekday() < 5:
            return local
        local = datetime.combine(local.date() + timedelta(days=1), time(policy.work_starts), zone)


def _days(days: int) -> str:
    return "less than a day" if days < 1 else "one day" if days == 1 else f"{days} days"
