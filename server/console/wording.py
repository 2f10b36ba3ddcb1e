"""The words of the pages: statuses, states, confidence, sources, values and times as a tour manager says them."""

import re
from datetime import date, datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from advancing.checklist import FieldState
from advancing.draft import spoken
from advancing.extraction import SURE
from advancing.fields import CATALOGUE, FieldKey, find_field
from advancing.status import Event, Status
from advancing.values import Value
from advancing.values import show as shown
from tools.store.show import Show

LIKELY = 0.7
"""Confidence from which a value counts as likely."""

_CLASS = re.compile(r"^[A-Za-z_.]+(?:Error|Fault|Exception|Refused|Void|NotFound): ")
_A_TIME = FieldKey("schedule.doors")

STATUS = {
    Status.DRAFT: "Not started",
    Status.DRAFTING: "Writing to the venue",
    Status.DRAFT_PENDING_APPROVAL: "Draft for you to review",
    Status.AWAITING_RESPONSE: "Waiting for the venue",
    Status.AWAITING_APPROVAL: "Answer for you to review",
    Status.COMPLETED: "Advanced",
    Status.STALLED: "No answer from the venue",
    Status.NEEDS_ATTENTION: "Needs you",
    Status.CANCELLED: "Cancelled",
}
STATE = {
    FieldState.OPEN: "Open",
    FieldState.ASKED: "Asked",
    FieldState.PROPOSED: "To review",
    FieldState.CONFIRMED: "Confirmed",
    FieldState.PROVISIONAL: "Taken for now",
    FieldState.DECLINED: "Declined, ask again",
    FieldState.NOT_NEEDED: "Not needed",
}
EVENT = {
    Event.START: "Start the advance",
    Event.FOLLOW_UP: "Write to the venue again",
    Event.RESUME: "Go on waiting for the venue",
    Event.COMPLETE: "Mark as advanced",
    Event.REOPEN: "Open it again",
    Event.CANCEL: "Cancel the advance",
}
"""What a person may do to a show, in the order of the buttons; the rest of the events happen by themselves."""

_SOURCE = {
    "contract": "the contract",
    "master_tour": "Master Tour",
    "venue": "the venue",
    "tour_manager": "you",
    "mail": "the same mail",
}
_ACTOR = {
    "tour_manager": "You",
    "venue": "The venue",
    "worker": "The system",
    "inbox": "Inbox",
    "coordinator": "Coordinator",
    "draft_generator": "Draft writer",
    "email_parser": "Mail reader",
    "sync_manager": "Master Tour sync",
}
_JOB = {
    "start_show": "Starting the advance",
    "prepare_show": "Preparing the advance",
    "plan_next": "Deciding the next step",
    "follow_up": "Writing a follow-up",
    "draft_mail": "Writing a draft",
    "place_draft": "Putting a draft into Gmail",
    "discard_draft": "Removing a draft from Gmail",
    "send_draft": "Sending a mail",
    "note_sent_mail": "Noting a mail that you sent",
    "read_message": "Reading a mail",
    "sync_show": "Bringing Master Tour up to date",
    "push_day": "Writing to Master Tour",
    "pull_day": "Reading Master Tour",
    "pull_mailbox": "Fetching mail",
    "label_message": "Labelling a mail in Gmail",
    "renew_watch": "Renewing Gmail's notifications",
    "write_blocks": "Telling the agents what changed",
    "deliver_notice": "Delivering a notice to you",
}
_SUSPICION = {
    "instruction": "It gives orders to the software",
    "bank_details": "It gives new bank details",
    "lookalike_domain": "It comes from a look-alike address",
    "hidden_text": "It holds hidden text",
    "data_request": "It asks for other shows' data",
}
_DRAFT = {"initial": "First mail", "followup": "Follow-up", "regenerated": "Revision after your feedback"}
_SEVERITY = {"minor": "small difference", "major": "differs", "critical": "differs on a critical point"}


def day(value: date) -> str:
    """`Mon 15 Mar 2027`."""
    return f"{value:%a} {value.day} {value:%b %Y}"


def moment(at: datetime, show: Show | None = None) -> str:
    """A point in time in the show's zone: `Mon 1 Mar 2027, 7:00 AM EST`; UTC where there is no show."""
    local = at.astimezone(ZoneInfo(show.timezone if show else "UTC"))
    clock = spoken(_A_TIME, f"{local:%H:%M}", show.country if show else "")
    zone = f"{local:%Z}"
    # Zones without letters of their own say "+03"; that reads better with its name in front.
    return f"{day(local)}, {clock} {'UTC' + zone if zone[:1] in '+-' else zone}"


def title(show: Show) -> str:
    """`Night Ferry at The Ritz, Mon 15 Mar 2027`."""
    return f"{show.artist} at {show.venue}, {day(show.show_date)}"


def value(key: str, given: object, country: str = "") -> str:
    """A field's value as a person says it: `7:00 PM`, `15%`, `75 minutes`, `25 USD`, `yes`."""
    field = find_field(key)
    if field is None or not isinstance(given, str | int | float | bool | dict):
        return "" if given is None else str(given)
    try:
        text = spoken(field.key, given, country)
    except (ValueError, KeyError, TypeError):
        # What validation dropped may have any form.
        return str(given)
    return f"{text} minutes" if field.type == "minutes" else text


def label(key: str) -> str:
    """The field's short name."""
    field = find_field(key)
    return field.label if field else key


def confidence(share: float) -> str:
    """`sure`, `likely` or `unsure`."""
    return "sure" if share >= SURE else "likely" if share >= LIKELY else "unsure"


def percent(share: float) -> str:
    """A share as whole percent; never 100 % unless it is."""
    return f"{min(99, round(share * 100)) if share < 1 else 100}%"


def source(name: str) -> str:
    """Who a value comes from, in words."""
    return _SOURCE.get(name, name.replace("_", " "))


def actor(name: str) -> str:
    """Who did something, in words."""
    return _ACTOR.get(name, name.replace("_", " ").capitalize())


def job(name: str) -> str:
    """What a background job does, in words."""
    return _JOB.get(name, name.replace("_", " ").capitalize())


def suspicion(kind: str) -> str:
    """A sign of an attack, in words."""
    return _SUSPICION.get(kind, kind.replace("_", " ").capitalize())


def draft_type(name: str) -> str:
    """What kind of mail a draft is."""
    return _DRAFT.get(name, name)


def severity(name: str) -> str:
    """How much a conflict matters."""
    return _SEVERITY.get(name, name)


def author(model: str) -> str:
    """Who wrote or read: `rules`, or the model by its name."""
    return "the built-in rules" if model == "rules" else f"the model {model.rsplit('/', 1)[-1]}"


def first_sentence(text: str, most: int = 200) -> str:
    """The first line of an error, without the name of its class, cut to a length for a list."""
    line = _CLASS.sub("", text.strip().splitlines()[0]) if text.strip() else ""
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def next_step(show: Show, critical_open: int = 0) -> str:
    """What happens next with a show, in a sentence.

    Args:
        show: Which show.
        critical_open: How many critical fields are not settled.
    """
    if show.is_paused:
        return "Paused. Nothing happens until you resume it."
    match show.status:
        case Status.DRAFT:
            return "Start the advance when you are ready; a first mail is drafted for you."
        case Status.DRAFTING:
            return "A mail to the venue is being written."
        case Status.DRAFT_PENDING_APPROVAL:
            return "Review the draft; it is sent once you approve it."
        case Status.AWAITING_RESPONSE if show.next_action_at:
            return f"If the venue stays silent, a follow-up is drafted on {moment(show.next_action_at, show)}."
        case Status.AWAITING_RESPONSE:
            return "The venue's answer is read as soon as it comes."
        case Status.AWAITING_APPROVAL:
            return "Review what the venue said."
        case Status.COMPLETED:
            if critical_open:
                return f"Closed with {plural(critical_open, 'critical point')} open."
            return "Every critical point is settled."
        case Status.CANCELLED:
            return "Nothing more happens."
    return show.status_reason or "Have a look at what happened."


def plural(count: int, one: str, many: str = "") -> str:
    """`1 value`, `3 values`."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def to_correct(given: Value | None) -> str:
    """A value as a form shows it to be corrected; of money the amount."""
    return shown(given["amount"] if isinstance(given, dict) else given)


def is_critical(key: str) -> bool:
    """Whether the field is a critical one."""
    field = CATALOGUE.get(FieldKey(key))
    return field is not None and field.critical


def address(path: str, **query: str) -> str:
    """A path with its query."""
    return f"{path}?{urlencode(query)}" if query else path
