"""Readings of venue mail that await review, and the conflicts they raised."""

from datetime import datetime
from uuid import UUID

from psycopg.types.json import Jsonb

from advancing.errors import NotFound
from advancing.extraction import Extraction
from advancing.fields import FieldKey
from advancing.values import Value
from tools.store.database import Connection
from tools.store.row import Row


class StoredExtraction(Row):
    """A reading as it is kept.

    Args:
        status: `pending_review`, `applied`, `rejected`, `superseded`.
        tm_corrections: What the tour manager decided per field.
    """

    id: UUID
    show_id: UUID
    message_id: UUID
    task_id: UUID | None
    extraction: Extraction
    overall_confidence: float
    read_by: str
    fallback_reason: str
    status: str
    tm_corrections: dict[str, object] | None
    reviewed_at: datetime | None
    applied_at: datetime | None
    created_at: datetime


class Conflict(Row):
    """Two sources that say different things about one field."""

    id: UUID
    show_id: UUID
    field: FieldKey
    extraction_id: UUID | None
    known_value: Value
    known_source: str
    new_value: Value
    new_source: str
    severity: str
    explanation: str
    status: str
    resolution: dict[str, object] | None
    resolved_at: datetime | None
    created_at: datetime


async def store_extraction(
    conn: Connection,
    show_id: UUID,
    message_id: UUID,
    task_id: UUID | None,
    extraction: Extraction,
    fallback_reason: str = "",
) -> UUID | None:
    """Store a reading as awaiting review.

    Returns:
        Its id, or None where this message has one already.
    """
    data = extraction.model_dump(mode="json")
    cursor = await conn.execute(
        """insert into email_extractions (show_id, message_id, task_id, extracted_data, unresolved_questions,
            new_questions_needed, sentiment, suspicions, dropped, overall_confidence, language, read_by, fallback_reason)
        values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
        on conflict (message_id) where status in ('pending_review', 'applied') do nothing returning id""",
        (
            show_id,
            message_id,
            task_id,
            Jsonb(data["fields"]),
            Jsonb(data["unresolved"]),
            Jsonb(data["new_questions"]),
            Jsonb(data["sentiment"]),
            Jsonb(data["suspicions"]),
            Jsonb(data["dropped"]),
            extraction.overall_confidence,
            extraction.language,
            extraction.read_by,
            fallback_reason,
        ),
    )
    row = await cursor.fetchone()
    return UUID(str(row["id"])) if row else None


async def get_extraction(conn: Connection, extraction_id: UUID, *, lock: bool = False) -> StoredExtraction:
    """One reading; raises NotFound where there is none that the asker may see."""
    row = await (
        await conn.execute(
            "select * from email_extractions where id = %s" + (" for update" if lock else ""), (extraction_id,)
        )
    ).fetchone()
    if row is None:
        raise NotFound(f"There is no extraction {extraction_id}.")
    return _stored(row)


async def list_extractions(
    conn: Connection, *, status: str | None = None, show_id: UUID | None = None
) -> list[StoredExtraction]:
    """Readings, the latest first."""
    cursor = await conn.execute(
        "select * from email_extractions where (%(status)s::text is null or status = %(status)s)"
        " and (%(show)s::uuid is null or show_id = %(show)s) order by created_at desc limit 500",
        {"status": status, "show": show_id},
    )
    return [_stored(row) for row in await cursor.fetchall()]


async def set_extraction_status(
    conn: Connection, extraction_id: UUID, status: str, corrections: dict[str, object] | None = None
) -> None:
    """Move a reading to `applied` or `rejected`, with what was decided."""
    await conn.execute(
        "update email_extractions set status = %(status)s, tm_corrections = %(corrections)s, reviewed_at = now(),"
        " applied_at = case when %(status)s = 'applied' then now() end where id = %(id)s",
        {
            "status": status,
            "corrections": None if corrections is None else Jsonb(corrections),
            "id": extraction_id,
        },
    )


async def store_conflict(
    conn: Connection,
    *,
    show_id: UUID,
    field: FieldKey,
    extraction_id: UUID | None,
    known: tuple[Value, str],
    new: tuple[Value, str],
    severity: str,
    explanation: str,
) -> None:
    """Open a conflict, or bring the one that is open for this field up to date.

    Args:
        conn: Of the service.
        show_id: Which show.
        field: Which field.
        extraction_id: The reading that raised it, if one did.
        known: Value and source known before.
        new: Value and source that differ.
        severity: `minor`, `major`, `critical`.
        explanation: One sentence for the tour manager.
    """
    await conn.execute(
        """insert into conflicts (show_id, field, extraction_id, known_value, known_source, new_value, new_source,
            severity, explanation) values (%s, %s, %s, %s, %s, %s, %s, %s, %s)
        on conflict (show_id, field) where status = 'open' do update set known_value = excluded.known_value,
            known_source = excluded.known_source, new_value = excluded.new_value, new_source = excluded.new_source, extraction_id = excluded.extraction_id,
            severity = excluded.severity, explanation = excluded.explanation""",
        (show_id, field, extraction_id, Jsonb(known[0]), known[1], Jsonb(new[0]), new[1], severity, explanation),
    )


async def get_conflict(conn: Connection, conflict_id: UUID, *, lock: bool = False) -> Conflict:
    """One conflict; raises NotFound where there is none that the asker may see."""
    row = await (
        await conn.execute("select * from conflicts where id = %s" + (" for update" if lock else ""), (conflict_id,))
    ).fetchone()
    if row is None:
        raise NotFound(f"There is no conflict {conflict_id}.")
    return Conflict.of(row)


async def list_conflicts(conn: Connection, *, status: str | None = None, show_id: UUID | None = None) -> list[Conflict]:
    """Conflicts, the latest first."""
    cursor = await conn.execute(
        "select * from conflicts where (%(status)s::text is null or status = %(status)s)"
        " and (%(show)s::uuid is null or show_id = %(show)s) order by created_at desc limit 500",
        {"status": status, "show": show_id},
    )
    return [Conflict.of(row) for row in await cursor.fetchall()]


async def resolve_conflicts(
    conn: Connection, show_id: UUID, field: FieldKey, resolution: dict[str, object], user_id: UUID
) -> None:
    """Close what is open about a field: the tour manager decided."""
    await conn.execute(
        "update conflicts set status = 'resolved', resolution = %s, resolved_by = %s, resolved_at = now()"
        " where show_id = %s and field = %s and status = 'open'",
        (Jsonb(resolution), user_id, show_id, field),
    )


def _stored(row: dict[str, object]) -> StoredExtraction:
    extraction = Extraction.model_validate(
        {
            "fields": row["extracted_data"],
            "unresolved": row["unresolved_questions"],
            "new_questions": row["new_questions_needed"],
            "sentiment": row["sentiment"],
            "suspicions": row["suspicions"],
            "dropped": row["dropped"],
            "language": row["language"],
            "read_by": row["read_by"],
        }
    )
    return StoredExtraction.of({**row, "extraction": extraction})
