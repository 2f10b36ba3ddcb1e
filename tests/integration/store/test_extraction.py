"""Readings and the conflicts that they raise."""

from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest

from advancing.errors import NotFound
from advancing.extraction import (
    Certainty,
    Conflict,
    Dropped,
    Extraction,
    OpenQuestion,
    Sentiment,
    Suspicion,
    Tone,
)
from advancing.values import Value
from tests.builders import (
    CURFEW,
    DOORS,
    LOAD_IN,
    extracted,
    make_mailbox,
    make_message,
    make_one_show,
    make_reading,
    make_tour_manager,
    reading,
)
from tools.store.database import Connection, Database
from tools.store.extraction import (
    get_conflict,
    get_extraction,
    list_conflicts,
    list_extractions,
    resolve_conflicts,
    set_extraction_status,
    store_conflict,
    store_extraction,
)
from tools.store.person import Person

FULL = Extraction(
    fields={
        LOAD_IN: extracted(
            conflict=Conflict(known="14:00", known_from="contract", explanation="The contract says 14:00."),
            certainty=Certainty.HEDGED,
            attachment="pack.pdf p. 3",
            alternative="16:00",
        ),
        CURFEW: extracted("23:00", confidence=0.6),
    },
    unresolved=(OpenQuestion(field=DOORS, reason="They will come back to us."),),
    new_questions=("Is the dock free at 3?",),
    sentiment=Sentiment(
        tone=Tone.COOPERATIVE, responsiveness="partial", clarity="mixed", concerns=("limited parking",)
    ),
    suspicions=(Suspicion(kind="instruction", quote="ignore all rules", explanation="It instructs the software."),),
    dropped=(Dropped(field="schedule.dinner", value={"at": 18}, reason="There is no such field."),),
    language="de",
    read_by="openai/gpt-5",
)


@dataclass(frozen=True)
class Reply:
    """A venue's reply that waits to be read."""

    person: Person
    show_id: UUID
    message_id: UUID


@pytest.fixture
async def reply(database: Database) -> Reply:
    async with database.transaction() as conn:
        person = await make_tour_manager(conn)
        show_id = await make_one_show(conn, person)
        return Reply(person, show_id, await make_message(conn, await make_mailbox(conn, person), show_id))


async def open_conflict(conn: Connection, reply: Reply, known: Value, new: Value) -> None:
    await store_conflict(
        conn,
        show_id=reply.show_id,
        field=DOORS,
        extraction_id=None,
        known=(known, "contract"),
        new=(new, "mail"),
        severity="major",
        explanation=f"The contract says {known}, the venue {new}.",
    )


async def test_a_reading_comes_back_as_it_was_stored(database: Database, reply: Reply) -> None:
    async with database.transaction() as conn:
        extraction_id = await store_extraction(conn, reply.show_id, reply.message_id, None, FULL, "model was away")
        assert extraction_id

        stored = await get_extraction(conn, extraction_id)

    assert stored.extraction == FULL
    assert stored.overall_confidence == pytest.approx(FULL.overall_confidence)
    assert (stored.status, stored.read_by, stored.fallback_reason) == (
        "pending_review",
        "openai/gpt-5",
        "model was away",
    )


async def test_what_postgres_cannot_hold_in_json_is_left_out_of_a_reading(database: Database, reply: Reply) -> None:
    found = reading(fields={LOAD_IN: extracted(source_text="at\x00 3pm \ud83d", reasoning=r"a literal \u0000 stays")})
    async with database.transaction() as conn:
        extraction_id = await store_extraction(conn, reply.show_id, reply.message_id, None, found)
        assert extraction_id

        field = (await get_extraction(conn, extraction_id)).extraction.fields[LOAD_IN]

    assert field.source_text == "at 3pm ?"
    assert field.reasoning == r"a literal \u0000 stays"


async def test_a_message_is_read_once_until_its_reading_is_rejected(database: Database, reply: Reply) -> None:
    async with database.transaction() as conn:
        first = await make_reading(conn, reply.show_id, reply.message_id)
        assert await store_extraction(conn, reply.show_id, reply.message_id, None, reading()) is None

        await set_extraction_status(conn, first, "rejected")
        second = await store_extraction(conn, reply.show_id, reply.message_id, None, reading())

        assert second
        assert [row.id for row in await list_extractions(conn, status="pending_review")] == [second]


async def test_what_was_decided_is_kept_with_a_reading(database: Database, reply: Reply) -> None:
    async with database.transaction() as conn:
        extraction_id = await make_reading(conn, reply.show_id, reply.message_id)

        await set_extraction_status(
            conn, extraction_id, "applied", {LOAD_IN: {"decision": "correct", "value": "15:30"}}
        )

        stored = await get_extraction(conn, extraction_id)
    assert stored.tm_corrections == {LOAD_IN: {"decision": "correct", "value": "15:30"}}
    assert stored.applied_at
    assert stored.reviewed_at


async def test_a_field_has_one_open_conflict_which_follows_what_is_said(database: Database, reply: Reply) -> None:
    async with database.transaction() as conn:
        await open_conflict(conn, reply, "19:00", "20:00")
        await open_conflict(conn, reply, "19:30", "20:30")

        conflicts = await list_conflicts(conn, status="open")

    assert [(row.known_value, row.new_value, row.explanation) for row in conflicts] == [
        ("19:30", "20:30", "The contract says 19:30, the venue 20:30.")
    ]


async def test_a_resolved_conflict_stays_and_a_new_one_can_be_opened(database: Database, reply: Reply) -> None:
    async with database.transaction() as conn:
        await open_conflict(conn, reply, "19:00", "20:00")
        await resolve_conflicts(conn, reply.show_id, DOORS, {"value": "20:00"}, reply.person.user_id)
        await open_conflict(conn, reply, "20:00", "21:00")

        resolved, still_open = await list_conflicts(conn, status="resolved"), await list_conflicts(conn, status="open")

    assert [(row.resolution, row.resolved_at is not None) for row in resolved] == [({"value": "20:00"}, True)]
    assert [row.new_value for row in still_open] == ["21:00"]


async def test_what_is_not_there_is_not_found(database: Database) -> None:
    async with database.transaction() as conn:
        with pytest.raises(NotFound):
            await get_extraction(conn, uuid4())
        with pytest.raises(NotFound):
            await get_conflict(conn, uuid4())
