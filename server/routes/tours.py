"""Tours: which one they are in Master Tour, and their rider."""

import hashlib
from uuid import UUID

from fastapi import APIRouter, UploadFile
from pydantic import BaseModel, ConfigDict, Field

from advancing.errors import Invalid
from server.access import SystemOf, UserOf
from tools.store.tour import Tour, get_tour, list_tours, set_master_tour, set_rider
from tools.supabase_cloud.storage import safe_name

router = APIRouter(prefix="/tours", tags=["tours"])

MAX_RIDER_BYTES = 15_000_000
"""Gmail takes mails of up to 25 MB, and an attachment grows by a third on its way."""


class TourList(BaseModel):
    """Your tours."""

    tours: list[Tour]


class ChangeTour(BaseModel):
    """What to change; what is left out stays."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"master_tour_id": "4711"}]})

    master_tour_id: str | None = Field(default=None, max_length=100)


@router.get("")
async def list_(system: SystemOf, user: UserOf) -> TourList:
    """List your tours."""
    async with system.database.as_user(user.id) as conn:
        return TourList(tours=await list_tours(conn))


@router.get("/{tour_id}")
async def get(system: SystemOf, user: UserOf, tour_id: UUID) -> Tour:
    """One tour."""
    async with system.database.as_user(user.id) as conn:
        return await get_tour(conn, tour_id)


@router.patch("/{tour_id}")
async def change(system: SystemOf, user: UserOf, tour_id: UUID, wanted: ChangeTour) -> Tour:
    """Say which tour in Master Tour this one is."""
    await get(system, user, tour_id)
    if "master_tour_id" in wanted.model_fields_set:
        async with system.database.transaction(str(user.id)) as conn:
            await set_master_tour(conn, tour_id, wanted.master_tour_id)
    return await get(system, user, tour_id)


@router.put("/{tour_id}/rider")
async def put_rider(system: SystemOf, user: UserOf, tour_id: UUID, file: UploadFile) -> Tour:
    """Give the rider that goes with first mails; a new one takes the place of the old."""
    await get(system, user, tour_id)
    content = await file.read(MAX_RIDER_BYTES + 1)
    if not content or len(content) > MAX_RIDER_BYTES:
        raise Invalid(f"A rider has from 1 byte to {MAX_RIDER_BYTES // 1_000_000} MB.")
    name = safe_name(file.filename or "rider.pdf")
    # The content's hash is part of the path: an approved mail keeps the file that was shown.
    path = f"{tour_id}/{hashlib.sha256(content).hexdigest()[:16]}/{name}"
    await system.files.write(path, content, file.content_type or "application/octet-stream")
    async with system.database.transaction(str(user.id)) as conn:
        await set_rider(conn, tour_id, name, path)
    return await get(system, user, tour_id)
