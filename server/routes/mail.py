"""Mail that no show was found for, notices, and jobs that failed for good: what only a person can settle."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict

from agents import inbox
from server.access import SystemOf, UserOf
from tools.store.database import Connection
from tools.store.job import FailedJob, get_failed_job, list_failed_jobs, retry_failed_job
from tools.store.mail import Message, get_message, list_attachments, list_unmatched
from tools.store.notice import Notice, list_notices
from tools.store.show import get_show

router = APIRouter(tags=["mail and notices"])

FailedId = Annotated[int, Path(ge=1, lt=2**63)]
"""Postgres' bigint; what is beyond it is an id of nothing."""


class MessageList(BaseModel):
    """Messages, oldest first."""

    messages: list[Message]


class ShownAttachment(BaseModel):
    """A file that came with a mail; with the reason where it, or the rest of it, was not read."""

    name: str
    content_type: str
    size_bytes: int
    unreadable_reason: str | None


class ShownMessage(Message):
    """A message with its files."""

    attachments: list[ShownAttachment]


class Assign(BaseModel):
    """Which show a mail is for."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"show_id": "7f0c3a44-3c0e-4c3b-9d8f-1f6f3f1d2c11"}]}
    )

    show_id: UUID


class NoticeList(BaseModel):
    """Notices, the latest first."""

    notices: list[Notice]


class FailedJobList(BaseModel):
    """Jobs that failed for good, the latest first."""

    jobs: list[FailedJob]


@router.get("/mail/unmatched")
async def unmatched(system: SystemOf, user: UserOf) -> MessageList:
    """Mail for which no show was found."""
    async with system.database.as_user(user.id) as conn:
        return MessageList(messages=await list_unmatched(conn))


@router.get("/mail/{message_id}")
async def get(system: SystemOf, user: UserOf, message_id: UUID) -> ShownMessage:
    """One message, with its files."""
    async with system.database.as_user(user.id) as conn:
        message = await get_message(conn, message_id)
        return ShownMessage(**dict(message), attachments=await attachments_of(conn, message_id))


@router.post("/mail/{message_id}/assign", status_code=202)
async def assign(system: SystemOf, user: UserOf, message_id: UUID, wanted: Assign) -> ShownMessage:
    """Say which show a mail is for; it is read next."""
    async with system.database.as_user(user.id) as conn:
        await get_message(conn, message_id)
        await get_show(conn, wanted.show_id)
    await inbox.assign_message(system, user.id, message_id, wanted.show_id)
    return await get(system, user, message_id)


@router.post("/mail/{message_id}/dismiss")
async def dismiss(system: SystemOf, user: UserOf, message_id: UUID) -> ShownMessage:
    """Say that a mail is about no show; it is kept and asks for nothing more."""
    await get(system, user, message_id)
    await inbox.dismiss_message(system, user.id, message_id)
    return await get(system, user, message_id)


@router.get("/notices")
async def notices(system: SystemOf, user: UserOf, unread: bool = False) -> NoticeList:
    """What you were told."""
    async with system.database.as_user(user.id) as conn:
        return NoticeList(notices=await list_notices(conn, unread=unread))


@router.get("/failed-jobs")
async def failed_jobs(system: SystemOf, user: UserOf) -> FailedJobList:
    """Jobs that failed for good and were not tried again by hand."""
    async with system.database.as_user(user.id) as conn:
        return FailedJobList(jobs=await list_failed_jobs(conn))


@router.post("/failed-jobs/{failed_id}/retry", status_code=202)
async def retry(system: SystemOf, user: UserOf, failed_id: FailedId) -> FailedJob:
    """Try a failed job again."""
    async with system.database.as_user(user.id) as conn:
        await get_failed_job(conn, failed_id)
    async with system.database.transaction(str(user.id)) as conn:
        return await retry_failed_job(conn, system.jobs, failed_id)


async def attachments_of(conn: Connection, message_id: UUID) -> list[ShownAttachment]:
    """The files of a message, without their text."""
    return [
        ShownAttachment.model_validate(item.model_dump(exclude={"texts"}))
        for item in await list_attachments(conn, message_id)
    ]
