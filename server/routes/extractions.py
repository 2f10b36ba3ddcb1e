"""Readings of venue mail: look at them, approve with corrections, reject. And the conflicts that they raise."""

from typing import Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from advancing.fields import FieldKey
from advancing.values import Value
from agents import review
from server.access import SystemOf, UserOf
from server.routes.mail import ShownAttachment, attachments_of
from tools.store.extraction import (
    Conflict,
    StoredExtraction,
    get_conflict,
    get_extraction,
    list_conflicts,
    list_extractions,
)
from tools.store.mail import Message, get_message

router = APIRouter(prefix="/extractions", tags=["extractions"])
conflicts_router = APIRouter(prefix="/conflicts", tags=["conflicts"])


class ShownExtraction(BaseModel):
    """A reading, with the fingerprint that an approval of it must carry, and the mail that was read with its files."""

    extraction: StoredExtraction
    fingerprint: str
    message: Message | None = None
    attachments: list[ShownAttachment] = Field(default_factory=list)


class ExtractionList(BaseModel):
    """Readings, the latest first."""

    extractions: list[ShownExtraction]


class ApproveExtraction(BaseModel):
    """The approval of a reading as it was shown; fields without a decision are approved."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "fingerprint": "v1:41aa…",
                    "decisions": {
                        "schedule.loadIn": {"action": "correct", "value": "15:00"},
                        "schedule.curfew": {"action": "take_for_now"},
                        "hospitality.buyoutAmount": {"action": "decline", "reason": "The contract says 25 a head."},
                    },
                }
            ]
        },
    )

    fingerprint: str = Field(max_length=200)
    decisions: dict[FieldKey, review.Decision] = Field(default_factory=dict, max_length=100)


class RejectExtraction(BaseModel):
    """Why nothing of a reading is kept."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"reason": "This is about another show."}]}
    )

    reason: str = Field(default="", max_length=2000)


class ConflictList(BaseModel):
    """Conflicts, the latest first."""

    conflicts: list[Conflict]


class Resolve(BaseModel):
    """The value that holds."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"value": "18:30"}]})

    value: Value


@router.get("")
async def list_(
    system: SystemOf,
    user: UserOf,
    status: Literal["pending_review", "applied", "rejected", "superseded"] | None = None,
    show_id: UUID | None = None,
) -> ExtractionList:
    """List readings, filtered by status or show."""
    async with system.database.as_user(user.id) as conn:
        found = await list_extractions(conn, status=status, show_id=show_id)
    return ExtractionList(extractions=[_shown(item) for item in found])


@router.get("/{extraction_id}")
async def get(system: SystemOf, user: UserOf, extraction_id: UUID) -> ShownExtraction:
    """One reading beside its mail, with the fingerprint that an approval of it must carry."""
    async with system.database.as_user(user.id) as conn:
        stored = await get_extraction(conn, extraction_id)
        shown = _shown(stored, await get_message(conn, stored.message_id))
        return shown.model_copy(update={"attachments": await attachments_of(conn, stored.message_id)})


@router.post("/{extraction_id}/approve", status_code=202)
async def approve(system: SystemOf, user: UserOf, extraction_id: UUID, wanted: ApproveExtraction) -> ShownExtraction:
    """Keep what was read, as decided field by field (409 where it changed meanwhile)."""
    await get(system, user, extraction_id)
    await review.approve_extraction(
        system, user.id, extraction_id, fingerprint=wanted.fingerprint, decisions=wanted.decisions
    )
    return await get(system, user, extraction_id)


@router.post("/{extraction_id}/reject", status_code=202)
async def reject(system: SystemOf, user: UserOf, extraction_id: UUID, wanted: RejectExtraction) -> ShownExtraction:
    """Keep nothing of a reading."""
    await get(system, user, extraction_id)
    await review.reject_extraction(system, user.id, extraction_id, reason=wanted.reason)
    return await get(system, user, extraction_id)


@conflicts_router.get("")
async def conflicts(
    system: SystemOf,
    user: UserOf,
    status: Literal["open", "resolved"] | None = None,
    show_id: UUID | None = None,
) -> ConflictList:
    """List conflicts, filtered by status or show."""
    async with system.database.as_user(user.id) as conn:
        return ConflictList(conflicts=await list_conflicts(conn, status=status, show_id=show_id))


@conflicts_router.post("/{conflict_id}/resolve")
async def resolve(system: SystemOf, user: UserOf, conflict_id: UUID, wanted: Resolve) -> Conflict:
    """Say which value holds; Master Tour follows."""
    async with system.database.as_user(user.id) as conn:
        await get_conflict(conn, conflict_id)
    await review.resolve_conflict(system, user.id, conflict_id, value=wanted.value)
    async with system.database.as_user(user.id) as conn:
        return await get_conflict(conn, conflict_id)


def _shown(stored: StoredExtraction, message: Message | None = None) -> ShownExtraction:
    return ShownExtraction(extraction=stored, fingerprint=review.extraction_fingerprint(stored), message=message)
