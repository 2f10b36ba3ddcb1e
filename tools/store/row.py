"""Rows as they leave the store: frozen, typed, read from a cursor's mapping."""

from collections.abc import Mapping
from typing import Any, TypeVar

import psycopg
from pydantic import BaseModel, ConfigDict

RowT = TypeVar("RowT", bound="Row")


class Row(BaseModel):
    """Frozen; columns that a type does not declare are left out of it."""

    model_config = ConfigDict(frozen=True, extra="ignore", from_attributes=True)

    @classmethod
    def of(cls: type[RowT], columns: Mapping[str, Any]) -> RowT:
        """The row that a cursor gave."""
        return cls.model_validate(columns)


async def one(cursor: psycopg.AsyncCursor[dict[str, Any]]) -> dict[str, Any]:
    """The only row of a statement that always gives one (an aggregate, an insert with `returning`)."""
    row = await cursor.fetchone()
    if row is None:
        raise LookupError("The statement gave no row.")
    return row
