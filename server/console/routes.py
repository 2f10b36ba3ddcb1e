"""The console's pages by address."""

from fastapi import APIRouter

router = APIRouter(prefix="/console", include_in_schema=False)
