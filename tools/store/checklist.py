"""The checklist of a show as rows: read, written, with history kept by the database."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from psycopg.types.json import Jsonb

from advancing.checklist import Checklist, ChecklistItem
from advancing.fields import CATALOGUE, FieldKey
from advancing.values import Value
from tools.store.database import Connection
from tools.store.row import Row


class FieldChange(Row):
    """One line of a field's history."""

    field: FieldKey
    state: str
    value: Value | None
    source: str | None
    confidence: float | None
    source_text: str | None
    reason: str
    changed_by: str
    changed_at: datetime


async def load_checklist(conn: Connection, show_id: UUID, venue_type: str) -> Checklist:
    """The checklist of a show, empty before its advance is started; critical fields first, catalogue order."""
    cursor = await conn.execute("select * from show_fields where show_id = %s", (show_id,))
    rows = {row["field"]: row for row in await cursor.fetchall()}
    items = [
        ChecklistItem(
            key=key,
            state=rows[key]["state"],
            value=rows[key]["value"],
            source=rows[key]["source"] or "",
            confidence=rows[key]["confidence"],
            source_text=rows[key]["source_text"] or "",
            reason=rows[key]["reason"],
            times_asked=rows[key]["times_asked"],
        )
        for key in CATALOGUE
        if key in rows
    ]
    return Checklist(
        venue_type=venue_type, items=tuple(sorted(items, key=lambda item: not CATALOGUE[item.key].critical))
    )


async def save_items(
    conn: Connection,
    show_id: UUID,
    items: Iterable[ChecklistItem],
    *,
    message_id: UUID | None = None,
    extraction_id: UUID | None = None,
) -> None:
    """Write items of a checklist; history rows come from the database's trigger."""
    for item in items:
        await conn.execute(
            """insert into show_fields (show_id, field, state, value, source, confidence, source_text, reason,
                times_asked, message_id, extraction_id)
            values (%(show)s, %(field)s, %(state)s, %(value)s, %(source)s, %(confidence)s, %(text)s, %(reason)s,
                %(asked)s, %(message)s, %(extraction)s)
            on conflict (show_id, field) do update set state = excluded.state, value = excluded.value,
                source = excluded.source, confidence = excluded.confidence, source_text = excluded.source_text,
                reason = excluded.reason, times_asked = excluded.times_asked,
                message_id = coalesce(excluded.message_id, show_fields.message_id),
                extraction_id = coalesce(excluded.extraction_id, show_fields.extraction_id)""",
            {
                "show": show_id,
                "field": item.key,
                "state": item.state,
                "value": None if item.value is None else Jsonb(item.value),
                "source": item.source or None,
                "confidence": item.confidence,
                "text": item.source_text or None,
                "reason": item.reason,
                "asked": item.times_asked,
                "message": message_id,
                "extraction": extraction_id,
            },
        )


async def field_history(conn: Connection, show_id: UUID, field: FieldKey | None = None) -> list[FieldChange]:
    """How the fields of a show (or one of them) came to be what they are, oldest first."""
    cursor = await conn.execute(
        "select * from show_field_history where show_id = %s and (%s::text is null or field = %s) order by id",
        (show_id, field, field),
    )
    return [FieldChange.of(row) for row in await cursor.fetchall()]
