"""The pool of connections to Postgres (Supabase's or the embedded one), and the two ways to hold one.

`transaction` is the service's (bridge and workers, row level security does not apply to it); `as_user` is a
person's, under row level security.
"""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import psycopg
from psycopg.abc import Buffer
from psycopg.rows import dict_row
from psycopg.types.json import set_json_dumps
from psycopg.types.string import StrDumperUnknown
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from advancing.errors import OutsideFault

Connection = psycopg.AsyncConnection[dict[str, Any]]

SEARCH_PATH = "public, extensions, jobs"
_NUL_IN_JSON = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


class Database:
    """Connections to one database.

    Args:
        dsn: libpq connection string or URI.
        max_size: Connections at most.
        timeout_s: Seconds to wait for a free connection before giving up.
        open_timeout_s: Seconds to wait for the database's first answer before giving up.
    """

    def __init__(self, dsn: str, *, max_size: int = 12, timeout_s: float = 10.0, open_timeout_s: float = 15.0) -> None:
        self.dsn = dsn
        self._open_timeout_s = open_timeout_s
        self._pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
            dsn,
            min_size=2,
            max_size=max_size,
            timeout=timeout_s,
            open=False,
            kwargs={"row_factory": dict_row, "autocommit": False},
            configure=configure_connection,
            connection_class=psycopg.AsyncConnection[dict[str, Any]],
        )

    async def open(self) -> None:
        """Open the pool; raises OutsideFault where the database does not answer."""
        try:
            await self._pool.open(wait=True, timeout=self._open_timeout_s)
        except PoolTimeout as fault:
            raise OutsideFault(
                "The database does not answer; check ADVANCING_DATABASE_URL and that Postgres runs.",
                system="database",
                retryable=True,
            ) from fault

    async def close(self) -> None:
        """Close every connection."""
        await self._pool.close()

    @asynccontextmanager
    async def transaction(self, actor: str = "system") -> AsyncIterator[Connection]:
        """One transaction as the service; committed at the end, rolled back on any exception.

        Args:
            actor: Who is written into field histories: a user's id, an agent's name, `system`.
        """
        async with self._pool.connection() as conn:
            await conn.execute("select set_config('advancing.actor', %s, true)", (actor,))
            yield conn

    @asynccontextmanager
    async def as_user(self, user_id: UUID) -> AsyncIterator[Connection]:
        """One transaction as a person, under row level security; for reading."""
        claims = json.dumps({"sub": str(user_id), "role": "authenticated"})
        async with self._pool.connection() as conn:
            await conn.execute("select set_config('request.jwt.claims', %s, true)", (claims,))
            await conn.execute("set local role authenticated")
            yield conn


async def configure_connection(conn: psycopg.AsyncConnection[Any]) -> None:
    """Set what every connection of ours needs: where the job queue's functions lie, UTC, how text and JSON are written.

    Mails and models give NUL characters and lone surrogates, which Postgres takes in no text: the first are left out,
    the second become `?`. A message's raw bytes keep what it said.
    """
    conn.adapters.register_dumper(str, _TextDumper)
    set_json_dumps(_dump_json, conn)
    await conn.execute(f"set search_path to {SEARCH_PATH}")
    await conn.execute("set timezone to 'UTC'")
    await conn.commit()


class _TextDumper(StrDumperUnknown):
    def dump(self, obj: str) -> Buffer | None:
        return super().dump(_without_surrogates(obj.replace("\x00", "")))


def _dump_json(value: object) -> str:
    text = json.dumps(value, default=str, ensure_ascii=False)
    return _without_surrogates(_NUL_IN_JSON.sub(r"\1", text) if "\\u0000" in text else text)


def _without_surrogates(text: str) -> str:
    return text.encode(errors="replace").decode()
