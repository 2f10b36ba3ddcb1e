"""Drafts: look at them, approve with or without edits, reject with feedback, many at once."""

from typing import Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from advancing.errors import AdvancingError
from agents import review
from agents.outbox import fingerprint_of
from server.access import SystemOf, UserOf
from tools.store.draft import Draft, get_draft, list_drafts

router = APIRouter(prefix="/drafts", tags=["drafts"])


class ShownDraft(BaseModel):
    """A draft, with the fingerprint that an approval of it must carry."""

    draft: Draft
    fingerprint: str


class DraftList(BaseModel):
    """Drafts, the latest first."""

    drafts: list[ShownDraft]


class Approve(BaseModel):
    """The approval of a draft as it was shown, with edits if there are any."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"fingerprint": "v1:9f2c…", "body": "Hi Sarah,\n\nWhat time can we load in?\n"}]
        },
    )

    fingerprint: str = Field(max_length=200)
    subject: str | None = Field(default=None, max_length=500)
    body: str | None = Field(default=None, max_length=50_000)


class Reject(BaseModel):
    """What should be different."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"feedback": "Shorter, and ask about parking first."}]}
    )

    feedback: str = Field(max_length=4000)


class BulkItem(BaseModel):
    """One decision of many."""

    model_config = ConfigDict(extra="forbid")

    draft_id: UUID
    action: Literal["approve", "reject"] = "approve"
    fingerprint: str = Field(default="", max_length=200)
    feedback: str = Field(default="", max_length=4000)


class Bulk(BaseModel):
    """Decisions about many drafts; each stands for itself."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"items": [{"draft_id": "7f0c3a44-3c0e-4c3b-9d8f-1f6f3f1d2c11", "fingerprint": "v1:9f2c…"}]}]
        },
    )

    items: list[BulkItem] = Field(min_length=1, max_length=100)


class BulkResult(BaseModel):
    """What became of one decision."""

    draft_id: UUID
    ok: bool
    code: str = ""
    message: str = ""


class BulkAnswer(BaseModel):
    """What became of each."""

    results: list[BulkResult]


@router.get("")
async def list_(
    system: SystemOf,
    user: UserOf,
    status: Literal["pending_review", "approved", "rejected", "sent"] | None = None,
    show_id: UUID | None = None,
) -> DraftList:
    """List drafts, filtered by status or show."""
    async with system.database.as_user(user.id) as conn:
        return DraftList(drafts=[_shown(item) for item in await list_drafts(conn, status=status, show_id=show_id)])


@router.post("/bulk")
async def bulk(system: SystemOf, user: UserOf, wanted: Bulk) -> BulkAnswer:
    """Approve or reject many; each is done or refused for itself."""
    return BulkAnswer(results=[await _decide(system, user, item) for item in wanted.items])


@router.get("/{draft_id}")
async def get(system: SystemOf, user: UserOf, draft_id: UUID) -> ShownDraft:
    """One draft, with the fingerprint that an approval of it must carry."""
    async with system.database.as_user(user.id) as conn:
        return _shown(await get_draft(conn, draft_id))


@router.post("/{draft_id}/approve", status_code=202)
async def approve(system: SystemOf, user: UserOf, draft_id: UUID, wanted: Approve) -> ShownDraft:
    """Approve a draft as it was shown (409 where it changed meanwhile); it is sent next."""
    await get(system, user, draft_id)
    await review.approve_draft(
        system,
        user.id,
        draft_id,
        fingerprint=wanted.fingerprint,
        edits=review.Edits(subject=wanted.subject, body=wanted.body),
    )
    return await get(system, user, draft_id)


@router.post("/{draft_id}/reject", status_code=202)
async def reject(system: SystemOf, user: UserOf, draft_id: UUID, wanted: Reject) -> ShownDraft:
    """Reject a draft; a new one is written that minds the feedback."""
    await get(system, user, draft_id)
    await review.reject_draft(system, user.id, draft_id, feedback=wanted.feedback)
    return await get(system, user, draft_id)


async def _decide(system: SystemOf, user: UserOf, item: BulkItem) -> BulkResult:
    try:
        if item.action == "approve":
            await approve(system, user, item.draft_id, Approve(fingerprint=item.fingerprint))
        else:
            await reject(system, user, item.draft_id, Reject(feedback=item.feedback))
    except AdvancingError as fault:
        return BulkResult(draft_id=item.draft_id, ok=False, code=fault.code, message=fault.message)
    return BulkResult(draft_id=item.draft_id, ok=True)


def _shown(draft: Draft) -> ShownDraft:
    return ShownDraft(draft=draft, fingerprint=fingerprint_of(draft))
