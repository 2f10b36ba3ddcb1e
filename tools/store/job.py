"""The job queue on Postgres: a job is deferred in the transaction of what it follows from.

Which function carries out which job is said by the worker; this knows names alone.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

import procrastinate
from psycopg import errors as pg_errors
from psycopg.types.json import Jsonb

from advancing.errors import NotFound, StateConflict
from advancing.status import Event, Status
from tools.store.database import Connection, configure_connection
from tools.store.row import Row
from tools.store.show import get_show, move_show

_FAILED_INTO = Status.NEEDS_ATTENTION
_BACK = {
    "prepare_show": (Event.FOLLOW_UP,),
    "draft_mail": (Event.FOLLOW_UP,),
    "send_draft": (Event.FOLLOW_UP, Event.DRAFT_READY),
    "plan_next": (Event.RESUME,),
}
"""By job: what brings a show back from needing attention to the status in which the job has something to do."""


class JobQueue:
    """Defers jobs.

    Args:
        dsn: Of the database that holds the queue's schema.
    """

    def __init__(self, dsn: str) -> None:
        # The worker polls and listens with connections of its own, so that a busy bridge never starves it.
        self.app = procrastinate.App(
            connector=procrastinate.PsycopgConnector(
                conninfo=dsn, min_size=1, max_size=6, configure=configure_connection
            )
        )

    async def open(self) -> None:
        """Open the queue's connections."""
        await self.app.open_async()

    async def close(self) -> None:
        """Close them."""
        await self.app.close_async()

    async def defer(
        self,
        conn: Connection,
        name: str,
        *,
        lock: str | None = None,
        once: bool = False,
        at: datetime | None = None,
        arguments: dict[str, str | int] | None = None,
    ) -> bool:
        """Defer a job in the caller's transaction.

        Args:
            conn: The caller's connection; the job exists when its transaction is committed.
            name: Name of the job.
            lock: Jobs of one lock run one after the other (`show:ID`, `mailbox:ID`).
            once: Whether one that waits with the same arguments serves as well. It is kept from starting until the
                caller's transaction ends, so it will see what the caller wrote.
            at: Not before then.
            arguments: Ids, never objects.

        Returns:
            Whether it was queued (False: one that waits already serves).
        """
        if once and await _one_waits(conn, name, arguments or {}):
            return False
        task = self.app.configure_task(name, lock=lock, schedule_at=at, connection=conn, allow_unknown=True)
        await task.defer_async(**(arguments or {}))
        return True

    async def wake_show(self, conn: Connection, show_id: UUID) -> None:
        """What waits for a show need not wait longer: its agent was resumed."""
        await conn.execute(
            "update jobs.procrastinate_jobs set scheduled_at = now()"
            " where lock = %s and status = 'todo' and scheduled_at > now()",
            (f"show:{show_id}",),
        )

    async def defer_for_show(self, conn: Connection, name: str, show_id: UUID, **arguments: str | int) -> bool:
        """Defer a job about a show: those run one at a time."""
        return await self.defer(conn, name, lock=f"show:{show_id}", arguments={"show_id": str(show_id), **arguments})


class FailedJob(Row):
    """A job that was tried often enough.

    Args:
        args: Its arguments.
        retried_at: When a person had it tried again.
    """

    id: int
    job_id: int
    task_name: str
    args: dict[str, Any]
    show_id: UUID | None
    attempts: int
    error: str
    failed_at: datetime
    retried_at: datetime | None


async def list_failed_jobs(conn: Connection) -> list[FailedJob]:
    """Jobs that failed for good and were not tried again, the latest first."""
    cursor = await conn.execute("select * from failed_jobs where retried_at is null order by id desc limit 200")
    return [FailedJob.of(row) for row in await cursor.fetchall()]


async def get_failed_job(conn: Connection, failed_id: int) -> FailedJob:
    """One of them; raises NotFound where there is none that the asker may see."""
    row = await (await conn.execute("select * from failed_jobs where id = %s", (failed_id,))).fetchone()
    if row is None:
        raise NotFound(f"There is no failed job {failed_id}.")
    return FailedJob.of(row)


async def retry_failed_job(conn: Connection, jobs: JobQueue, failed_id: int) -> FailedJob:
    """Queue a failed job again, once; its show goes back to where the job finds its work.

    Raises:
        StateConflict: It was tried again already.
    """
    row = await (
        await conn.execute(
            "update failed_jobs set retried_at = now() where id = %s and retried_at is null returning *", (failed_id,)
        )
    ).fetchone()
    if row is None:
        raise StateConflict("That job was tried again already.")
    failed = FailedJob.of(row)
    if failed.show_id is not None and (await get_show(conn, failed.show_id, lock=True)).status is _FAILED_INTO:
        for event in _BACK.get(failed.task_name, ()):
            await move_show(conn, failed.show_id, event, f"{failed.task_name.replace('_', ' ')} is tried again")
    lock = f"show:{failed.show_id}" if failed.show_id else None
    await jobs.defer(conn, failed.task_name, lock=lock, arguments=failed.args)
    return failed


async def _one_waits(conn: Connection, name: str, arguments: dict[str, str | int]) -> bool:
    # procrastinate's own queueing lock is not used: a job that is to be tried again while another of its key waits
    # would violate it and be stuck. A row locked here is passed over by workers until the transaction ends.
    cursor = await conn.execute(
        "select id from jobs.procrastinate_jobs where status = 'todo' and task_name = %s and args = %s"
        " for update skip locked limit 1",
        (name, Jsonb(arguments)),
    )
    return await cursor.fetchone() is not None


async def keep_failed_job(
    conn: Connection, *, job_id: int, name: str, arguments: dict[str, Any], attempts: int, error: str
) -> None:
    """Keep a job that was tried often enough, for a person to see and to try again."""
    show_id = arguments.get("show_id")
    try:
        async with conn.transaction():
            await conn.execute(
                "insert into failed_jobs (job_id, task_name, args, show_id, attempts, error) values (%s, %s, %s, %s, %s, %s)",
                (job_id, name, Jsonb(arguments), show_id, attempts, error[:4000]),
            )
    except pg_errors.ForeignKeyViolation:
        await conn.execute(
            "insert into failed_jobs (job_id, task_name, args, attempts, error) values (%s, %s, %s, %s, %s)",
            (job_id, name, Jsonb(arguments), attempts, error[:4000]),
        )
