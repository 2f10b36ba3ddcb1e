"""The status of a show's advance: one table says which event moves which status where, the rest is refused.

Who raises an event and what else happens then (mails, jobs, records) is decided above.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from advancing.errors import TransitionRefused


class Status(StrEnum):
    """Where the advance of a show stands."""

    DRAFT = "draft"
    DRAFTING = "drafting"
    DRAFT_PENDING_APPROVAL = "draft_pending_approval"
    AWAITING_RESPONSE = "awaiting_response"
    AWAITING_APPROVAL = "awaiting_approval"
    COMPLETED = "completed"
    STALLED = "stalled"
    NEEDS_ATTENTION = "needs_attention"
    CANCELLED = "cancelled"

    @property
    def is_live(self) -> bool:
        """Whether the advance still goes on: neither completed nor cancelled."""
        return self not in _OVER

    @property
    def waits_for_person(self) -> bool:
        """Whether nothing happens before the tour manager decides something."""
        return self in _FOR_A_PERSON


class Event(StrEnum):
    """What can happen to the advance of a show."""

    START = "start"
    DRAFT_READY = "draft_ready"
    DRAFT_REJECTED = "draft_rejected"
    MAIL_SENT = "mail_sent"
    REPLY_READ = "reply_read"
    REVIEWED = "reviewed"
    FOLLOW_UP = "follow_up"
    COMPLETE = "complete"
    STALL = "stall"
    RAISE_ATTENTION = "raise_attention"
    RESUME = "resume"
    CANCEL = "cancel"
    REOPEN = "reopen"


_FOR_A_PERSON = frozenset(
    {Status.DRAFT_PENDING_APPROVAL, Status.AWAITING_APPROVAL, Status.STALLED, Status.NEEDS_ATTENTION}
)
_OVER = frozenset({Status.COMPLETED, Status.CANCELLED})
_LIVE = frozenset(Status) - _OVER


@dataclass(frozen=True, slots=True)
class Move:
    """What one event does.

    Args:
        sources: The statuses from which it is possible.
        target: The status it leads to.
    """

    sources: frozenset[Status]
    target: Status


def _move(target: Status, *sources: Status) -> Move:
    return Move(frozenset(sources), target)


TABLE: Mapping[Event, Move] = MappingProxyType(
    {
        Event.START: _move(Status.DRAFTING, Status.DRAFT),
        Event.DRAFT_READY: _move(Status.DRAFT_PENDING_APPROVAL, Status.DRAFTING),
        Event.DRAFT_REJECTED: _move(Status.DRAFTING, Status.DRAFT_PENDING_APPROVAL),
        Event.MAIL_SENT: _move(Status.AWAITING_RESPONSE, Status.DRAFT_PENDING_APPROVAL),
        # A venue writes when it likes: while we draft, after we gave up, and with a late correction after the end.
        Event.REPLY_READ: Move(_LIVE - {Status.DRAFT} | {Status.COMPLETED}, Status.AWAITING_APPROVAL),
        # Everything was decided, and what is still open waits for the venue or for its time.
        Event.REVIEWED: _move(Status.AWAITING_RESPONSE, Status.AWAITING_APPROVAL),
        Event.FOLLOW_UP: _move(
            Status.DRAFTING,
            Status.AWAITING_RESPONSE,
            Status.AWAITING_APPROVAL,
            Status.STALLED,
            Status.NEEDS_ATTENTION,
        ),
        Event.COMPLETE: _move(
            Status.COMPLETED,
            Status.AWAITING_RESPONSE,
            Status.AWAITING_APPROVAL,
            Status.NEEDS_ATTENTION,
            Status.STALLED,
        ),
        Event.STALL: _move(Status.STALLED, Status.AWAITING_RESPONSE),
        Event.RAISE_ATTENTION: Move(_LIVE, Status.NEEDS_ATTENTION),
        Event.RESUME: _move(Status.AWAITING_RESPONSE, Status.NEEDS_ATTENTION, Status.STALLED),
        Event.CANCEL: Move(_LIVE, Status.CANCELLED),
        Event.REOPEN: _move(Status.DRAFT, Status.COMPLETED, Status.CANCELLED),
    }
)


def allowed(status: Status) -> tuple[Event, ...]:
    """The events that are possible in a status, in the order of `Event`."""
    return tuple(event for event, move in TABLE.items() if status in move.sources)


def move(status: Status, event: Event) -> Status:
    """The status an event leads to.

    Args:
        status: Where the show stands.
        event: What happened, or what somebody asks for.

    Returns:
        The new status; it may be the same (a second reply while one awaits approval).

    Raises:
        TransitionRefused: The table has no such move; `details` hold `status`, `event` and `allowed` (event names).
    """
    step = TABLE[event]
    if status in step.sources:
        return step.target
    possible = [other.value for other in allowed(status)]
    raise TransitionRefused(
        f"{event.value} cannot be done now. The show is {status.value}; from there: {', '.join(possible)}.",
        status=status.value,
        event=event.value,
        allowed=possible,
    )
