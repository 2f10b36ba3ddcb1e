"""What happened to a show, put together from the tables for a person to read."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from tools.store.agent import list_activity
from tools.store.database import Connection
from tools.store.mail import list_messages

_WORDS = {
    "advance.started": "The advance was started",
    "advance.completed": "The advance is complete",
    "draft.written": "A draft was written",
    "draft.approved": "The draft was approved",
    "draft.rejected": "The draft was rejected",
    "draft.sent_from_gmail": "The draft was sent from Gmail by hand",
    "mail.sent": "The mail was sent",
    "mail.read": "The reply was read",
    "mail.bounced": "The mail bounced",
    "mail.auto_reply": "An automatic reply came",
    "mail.suspicious": "The mail tries to mislead",
    "extraction.approved": "The reading was approved",
    "extraction.rejected": "The reading was rejected",
    "field.decided": "A field was decided",
    "mastertour.pushed": "Master Tour was brought up to date",
    "fallback.rules": "The rules took over from the model",
    "tool.refused": "A tool call was refused",
}


class Moment(BaseModel):
    """One thing that happened.

    Args:
        at: When.
        what: In words.
        by: Who: an agent's role, `tour_manager`, `venue`, `worker`.
        action: The activity's stable name, or `mail`.
        ok: Whether it went well.
        detail: More, in words.
        ids: What it concerns.
    """

    at: datetime
    what: str
    by: str
    action: str
    ok: bool = True
    detail: str = ""
    ids: dict[str, str] = Field(default_factory=dict)


async def timeline(conn: Connection, show_id: UUID) -> list[Moment]:
    """What happened to a show, oldest first.

    Args:
        conn: Of the person who asks.
        show_id: Which show.
    """
    moments = [
        Moment(
            at=item.created_at,
            what=_WORDS.get(item.action, item.action.replace(".", " ").replace("_", " ").capitalize()),
            by=item.agent_type,
            action=item.action,
            ok=item.success,
            detail=item.error or str(item.input.get("feedback") or item.input.get("reason") or ""),
            ids={
                name: str(value)
                for source in (item.input, item.output)
                for name, value in source.items()
                if name in ("draft", "message", "extraction", "task")
            },
        )
        for item in await list_activity(conn, show_id=show_id, limit=1000)
    ]
    for message in await list_messages(conn, show_id=show_id):
        at = message.received_at or message.sent_at
        if at and message.direction == "inbound":
            moments.append(
                Moment(
                    at=at,
                    what=f"Mail from {message.from_address}",
                    by="venue",
                    action="mail",
                    detail=message.subject,
                    ids={"message": str(message.id)},
                )
            )
    return sorted(moments, key=lambda moment: moment.at)
