"""Shows: list, make, look at, change, start, and decide field by field."""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID
from zoneinfo import available_timezones

from fastapi import APIRouter, Query, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from advancing.checklist import Checklist
from advancing.errors import Invalid
from advancing.fields import CATALOGUE, FieldKey
from advancing.status import Event, Status, allowed
from advancing.values import Value, canonical, canonical_values
from agents import coordinator, review
from server.access import SystemOf, UserOf
from server.timeline import Moment, timeline
from tools.store.checklist import FieldChange, field_history, load_checklist
from tools.store.show import NewShow, Show, change_contact, change_show, get_show, list_shows, make_show

router = APIRouter(prefix="/shows", tags=["shows"])


def _email(text: str) -> str:
    try:
        return str(canonical(CATALOGUE[FieldKey("primaryContact.email")], text))
    except Invalid as fault:
        raise ValueError(fault.message) from fault


def _timezone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"timezone takes an IANA name such as America/New_York, not {name[:60]!r}.")
    return name


PERSON_EVENTS = (
    Event.START,
    Event.FOLLOW_UP,
    Event.COMPLETE,
    Event.STALL,
    Event.RAISE_ATTENTION,
    Event.RESUME,
    Event.CANCEL,
    Event.REOPEN,
)
"""What a person can ask for. The others say that something has happened: a draft is there, a reply was read."""


def _asked_for(event: Event) -> Event:
    if event not in PERSON_EVENTS:
        raise ValueError(f"{event.value} happens by itself; ask for one of {', '.join(PERSON_EVENTS)}")
    return event


def _something(text: str) -> str:
    if not text.strip():
        raise ValueError("it is empty")
    return text.strip()


Name = Annotated[str, AfterValidator(_something), Field(max_length=200)]
EmailAddress = Annotated[str, AfterValidator(_email)]
TimezoneName = Annotated[str, AfterValidator(_timezone)]


class ShowAnswer(BaseModel):
    """A show, and what you may ask for next."""

    show: Show
    allowed_events: list[Event]


class ShowList(BaseModel):
    """Shows by date."""

    shows: list[Show]


class MakeShow(BaseModel):
    """A show to make."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "tour": "Spring 2027",
                    "artist": "Night Ferry",
                    "venue": "The Ritz",
                    "venue_type": "theater",
                    "city": "Raleigh",
                    "country": "US",
                    "timezone": "America/New_York",
                    "show_date": "2027-03-15",
                    "currency": "USD",
                    "contact_name": "Sarah Johnson",
                    "contact_email": "sarah@theritz.example",
                    "contract": {"schedule.doors": "19:00"},
                }
            ]
        },
    )

    tour: Name
    artist: Name
    venue: Name
    venue_type: str = "club"
    city: str = ""
    country: str = Field(default="US", pattern="^[A-Z]{2}$")
    timezone: TimezoneName = "UTC"
    show_date: date
    currency: str = Field(default="USD", pattern="^[A-Z]{3}$")
    contact_name: str | None = None
    contact_email: EmailAddress
    contract: dict[FieldKey, Any] = Field(default_factory=dict)


class ChangeShow(BaseModel):
    """What to change; what is left out stays."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"contact_email": "new.pm@theritz.example"}]}
    )

    show_date: date | None = None
    contact_name: Name | None = None
    contact_email: EmailAddress | None = None
    is_paused: bool | None = None
    next_action_at: datetime | None = None

    @model_validator(mode="after")
    def _only_the_next_action_can_be_taken_back(self) -> Self:
        gone = [name for name in sorted(self.model_fields_set - {"next_action_at"}) if getattr(self, name) is None]
        if gone:
            raise ValueError(f"{gone[0]} cannot be null; leave it out to keep it")
        return self


class StatusChange(BaseModel):
    """What is to happen to a show."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"event": "cancel", "reason": "The show is off."}]}
    )

    event: Annotated[Event, AfterValidator(_asked_for)]
    reason: str = Field(default="", max_length=2000)


class StatusAnswer(BaseModel):
    """Where a show stands now."""

    status: Status


class ChecklistAnswer(BaseModel):
    """A show's checklist and how far it is."""

    checklist: Checklist
    settled: int
    total: int
    critical_settled: int
    critical_total: int
    history: list[FieldChange] = Field(default_factory=list)


class FieldDecision(BaseModel):
    """What to do with one field."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"action": "correct", "value": "16:00"}]})

    action: review.Action
    value: Value | None = None
    reason: str = ""


class Timeline(BaseModel):
    """What happened, oldest first."""

    moments: list[Moment]


@router.get("")
async def list_(
    system: SystemOf,
    user: UserOf,
    status: Status | None = None,
    text: Annotated[str | None, Query(max_length=100)] = None,
) -> ShowList:
    """List your shows by date, filtered by status or by a text in venue, city or artist."""
    async with system.database.as_user(user.id) as conn:
        return ShowList(shows=await list_shows(conn, status=status, text=text))


@router.post("", status_code=201, responses={200: {"model": ShowAnswer, "description": "It was there already."}})
async def make(system: SystemOf, user: UserOf, new: MakeShow, response: Response) -> ShowAnswer:
    """Make a show. The same tour, venue and day again gives the show that is there (200)."""
    wanted = NewShow(**{**new.model_dump(), "contract": canonical_values(new.contract)})
    async with system.database.transaction(str(user.id)) as conn:
        show_id, made = await make_show(conn, wanted, user.id)
    response.status_code = 201 if made else 200
    return await _answer(system, user, show_id)


@router.get("/{show_id}")
async def get(system: SystemOf, user: UserOf, show_id: UUID) -> ShowAnswer:
    """One show."""
    return await _answer(system, user, show_id)


@router.patch("/{show_id}")
async def change(system: SystemOf, user: UserOf, show_id: UUID, wanted: ChangeShow) -> ShowAnswer:
    """Change a show's date, contact, pause or next action; 409 where its tour plays there that day already."""
    show = (await _answer(system, user, show_id)).show
    changes = wanted.model_dump(exclude_unset=True)
    email = wanted.contact_email or show.contact_email
    if wanted.contact_name and not email:
        raise Invalid("The show has no contact yet; give contact_email as well.")
    async with system.database.transaction(str(user.id)) as conn:
        if email and (wanted.contact_email or wanted.contact_name):
            changes["contact_id"] = await change_contact(conn, show_id, email, wanted.contact_name)
        await change_show(conn, show_id, changes)
    return await _answer(system, user, show_id)


@router.post("/{show_id}/start", status_code=202)
async def start(system: SystemOf, user: UserOf, show_id: UUID) -> StatusAnswer:
    """Start the advance: a first mail is drafted for your approval."""
    await _answer(system, user, show_id)
    return StatusAnswer(status=await coordinator.change_status(system, user.id, show_id, Event.START))


@router.post("/{show_id}/status", status_code=202)
async def change_status(system: SystemOf, user: UserOf, show_id: UUID, wanted: StatusChange) -> StatusAnswer:
    """Move a show on: `follow_up`, `resume`, `complete`, `cancel`, `reopen`…; 409 where the status table lacks it."""
    await _answer(system, user, show_id)
    return StatusAnswer(status=await coordinator.change_status(system, user.id, show_id, wanted.event, wanted.reason))


@router.get("/{show_id}/checklist")
async def checklist(system: SystemOf, user: UserOf, show_id: UUID, history: bool = False) -> ChecklistAnswer:
    """The show's checklist, with the history of every field if asked."""
    async with system.database.as_user(user.id) as conn:
        show = await get_show(conn, show_id)
        found = await load_checklist(conn, show_id, show.venue_type)
        changes = await field_history(conn, show_id) if history else []
    done, total, critical_done, critical_total = found.progress()
    return ChecklistAnswer(
        checklist=found,
        settled=done,
        total=total,
        critical_settled=critical_done,
        critical_total=critical_total,
        history=changes,
    )


@router.post("/{show_id}/checklist/{field}")
async def decide(system: SystemOf, user: UserOf, show_id: UUID, field: str, decision: FieldDecision) -> ChecklistAnswer:
    """Decide one field: confirm or set it, take it for now, decline it, or do without it."""
    await _answer(system, user, show_id)
    await review.decide_field(system, user.id, show_id, FieldKey(field), review.Decision(**decision.model_dump()))
    return await checklist(system, user, show_id)


@router.get("/{show_id}/timeline")
async def timeline_(system: SystemOf, user: UserOf, show_id: UUID) -> Timeline:
    """What happened to a show: mails, drafts, readings, decisions, writes to Master Tour."""
    async with system.database.as_user(user.id) as conn:
        await get_show(conn, show_id)
        return Timeline(moments=await timeline(conn, show_id))


async def _answer(system: SystemOf, user: UserOf, show_id: UUID) -> ShowAnswer:
    async with system.database.as_user(user.id) as conn:
        show = await get_show(conn, show_id)
    return ShowAnswer(show=show, allowed_events=[event for event in allowed(show.status) if event in PERSON_EVENTS])
