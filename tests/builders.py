"""Builders of rows and domain objects for all tests: a small tour with sensible values, each of which can be changed."""

import itertools
from datetime import UTC, date, datetime
from uuid import UUID

from advancing.extraction import AskedQuestion, ExtractedField, Extraction, ShowFacts, VenueMail
from advancing.fields import CATALOGUE, FieldKey
from tools.store.database import Connection
from tools.store.draft import NewDraft, store_draft
from tools.store.extraction import store_extraction
from tools.store.mail import NewMessage, assign_to_show, store_message
from tools.store.mailbox import Mailbox, connect_mailbox
from tools.store.person import Person, make_person
from tools.store.show import NewShow, make_show

NOW = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
VENUE_ADDRESS = "sam@theritz.example"
LOAD_IN = FieldKey("schedule.loadIn")
DOORS = FieldKey("schedule.doors")
CURFEW = FieldKey("schedule.curfew")

_numbers = itertools.count(1)


def facts(**changes: object) -> ShowFacts:
    """Night Ferry at The Ritz, as readers and writers see the show."""
    return ShowFacts.model_validate(
        {
            "artist": "Night Ferry",
            "venue": "The Ritz",
            "city": "Raleigh",
            "timezone": "America/New_York",
            "date": "2027-03-15",
            **changes,
        }
    )


def venue_mail(body: str, **changes: object) -> VenueMail:
    """A mail of the venue's production manager, as the reader takes it."""
    return VenueMail.model_validate(
        {
            "sender": f"Sam Ortiz <{VENUE_ADDRESS}>",
            "recipients": ("dana@nightferry.example",),
            "subject": "Re: Night Ferry, March 15",
            "date": "2027-03-01T12:00:00-05:00",
            "body": body,
            "our_addresses": ("dana@nightferry.example",),
            "known_contacts": (VENUE_ADDRESS,),
            **changes,
        }
    )


def extracted(value: object = "15:00", **changes: object) -> ExtractedField:
    """One value as a reading gives it, by default a load in."""
    return ExtractedField.model_validate(
        {"value": value, "confidence": 0.95, "source_text": "load in is at 3pm", "reasoning": "Said so.", **changes}
    )


def reading(**changes: object) -> Extraction:
    """A reading that found the load in."""
    return Extraction.model_validate({"fields": {LOAD_IN: extracted()}, **changes})


def question(field: FieldKey = LOAD_IN) -> AskedQuestion:
    """The catalogue's question for a field."""
    return AskedQuestion(field=field, question=CATALOGUE[field].question)


def new_show(**changes: object) -> NewShow:
    """Night Ferry at The Ritz on 15 March 2027."""
    return NewShow.model_validate(
        {
            "tour": "Spring 2027",
            "artist": "Night Ferry",
            "venue": "The Ritz",
            "city": "Raleigh",
            "timezone": "America/New_York",
            "show_date": date(2027, 3, 15),
            "contact_name": "Sam Ortiz",
            "contact_email": VENUE_ADDRESS,
            "contact_role": "Production manager",
            **changes,
        }
    )


def new_message(mailbox: Mailbox, **changes: object) -> NewMessage:
    """A mail of the venue that just came; each has Gmail ids of its own."""
    number = next(_numbers)
    return NewMessage.model_validate(
        {
            "account_id": mailbox.id,
            "gmail_message_id": f"m{number}",
            "gmail_thread_id": f"t{number}",
            "rfc_message_id": f"<{number}@theritz.example>",
            "direction": "inbound",
            "from_address": VENUE_ADDRESS,
            "to_addresses": (mailbox.address,),
            "subject": "Re: Night Ferry, March 15",
            "body": "Hi Dana, load in is at 3pm.",
            "at": NOW,
            "raw": b"From: sam@theritz.example\r\n\r\nHi Dana, load in is at 3pm.",
            **changes,
        }
    )


def new_draft(show_id: UUID, **changes: object) -> NewDraft:
    """A first mail to the venue that asks for the load in."""
    return NewDraft.model_validate(
        {
            "show_id": show_id,
            "thread_id": None,
            "task_id": None,
            "previous_id": None,
            "draft_type": "initial",
            "subject": "Night Ferry, March 15: advance",
            "body": "Hi Sam,\n\nWhat time can we load in?\n\nDana",
            "recipients": [VENUE_ADDRESS],
            "attachments": [],
            "questions_asked": [question()],
            "agent_confidence": 0.9,
            "written_by": "rules",
            "fallback_reason": "",
            "note": "",
            **changes,
        }
    )


async def make_tour_manager(conn: Connection, name: str = "Dana Reyes") -> Person:
    """A tour manager; the address comes from the first name, so two names are two people."""
    return await make_person(conn, email=f"{name.split(maxsplit=1)[0].lower()}@nightferry.example", display_name=name)


async def make_one_show(conn: Connection, person: Person, **changes: object) -> UUID:
    """A show of a tour manager, `new_show` with changes."""
    show_id, _ = await make_show(conn, new_show(**changes), person.user_id)
    return show_id


async def make_mailbox(conn: Connection, person: Person) -> Mailbox:
    """The tour manager's own mailbox, connected."""
    return await connect_mailbox(conn, person.user_id, person.email, b"sealed", 100)


async def make_message(conn: Connection, mailbox: Mailbox, show_id: UUID | None = None, **changes: object) -> UUID:
    """A stored mail of the venue, assigned to a show where one is given."""
    message_id = await store_message(conn, new_message(mailbox, **changes))
    if message_id is None:
        raise LookupError("That message is stored already; give it a gmail_message_id of its own.")
    if show_id:
        await assign_to_show(conn, message_id, show_id, "thread", "same thread")
    return message_id


async def make_draft(conn: Connection, show_id: UUID, **changes: object) -> UUID:
    """A draft that awaits review."""
    return await store_draft(conn, new_draft(show_id, **changes))


async def make_reading(conn: Connection, show_id: UUID, message_id: UUID, **changes: object) -> UUID:
    """A reading that awaits review."""
    extraction_id = await store_extraction(conn, show_id, message_id, None, reading(**changes))
    if extraction_id is None:
        raise LookupError("That message has a reading already.")
    return extraction_id
