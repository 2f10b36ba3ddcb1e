"""The job queue: jobs stand and fall with the transaction they follow from, and run one at a time per show."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from procrastinate.jobs import Job, Status

from tests.builders import make_one_show, make_tour_manager
from tools.store.database import Connection, Database
from tools.store.job import JobQueue, keep_failed_job

A_SHOW, ANOTHER_SHOW = uuid4(), uuid4()


async def waiting(conn: Connection) -> list[str]:
    """Names of the jobs that wait, in the order in which they were queued."""
    cursor = await conn.execute("select task_name from procrastinate_jobs where status = 'todo' order by id")
    return [row["task_name"] for row in await cursor.fetchall()]


async def take(queue: JobQueue) -> Job | None:
    """The job that a worker gets now."""
    worker_id = await queue.app.job_manager.register_worker()
    return await queue.app.job_manager.fetch_job(queues=None, worker_id=worker_id)


async def finish(queue: JobQueue, job: Job | None, status: Status = Status.SUCCEEDED) -> None:
    assert job
    await queue.app.job_manager.finish_job(job, status, delete_job=False)


async def test_a_job_exists_when_its_transaction_is_committed(database: Database, queue: JobQueue) -> None:
    async with database.transaction() as conn:
        assert await queue.defer(conn, "draft", arguments={"show_id": str(A_SHOW), "try": 1})
        assert await take(queue) is None

    job = await take(queue)

    assert job
    assert (job.task_name, job.task_kwargs) == ("draft", {"show_id": str(A_SHOW), "try": 1})


async def test_a_job_is_gone_with_its_transaction(database: Database, queue: JobQueue) -> None:
    async with database.transaction() as conn:
        await queue.defer(conn, "draft")
        await conn.rollback()

    assert await take(queue) is None


async def test_no_second_job_of_the_same_arguments_is_queued_while_one_waits(
    database: Database, queue: JobQueue
) -> None:
    async with database.transaction() as conn:
        assert await queue.defer(conn, "pull", once=True, arguments={"mailbox": 1})
        assert not await queue.defer(conn, "pull", once=True, arguments={"mailbox": 1})
        assert await queue.defer(conn, "pull", once=True, arguments={"mailbox": 2})

        # The refused one must not have spoilt the caller's transaction.
        assert await waiting(conn) == ["pull", "pull"]
    async with database.transaction() as conn:
        assert not await queue.defer(conn, "pull", once=True, arguments={"mailbox": 1})

    await take(queue)
    async with database.transaction() as conn:
        assert await queue.defer(conn, "pull", once=True, arguments={"mailbox": 1}), (
            "the first is at work, so what came since is news"
        )


async def test_jobs_of_a_show_run_one_at_a_time_in_their_order(database: Database, queue: JobQueue) -> None:
    async with database.transaction() as conn:
        for name, show_id in (("first", A_SHOW), ("second", A_SHOW), ("elsewhere", ANOTHER_SHOW)):
            await queue.defer_for_show(conn, name, show_id)

    first, elsewhere, nothing = await take(queue), await take(queue), await take(queue)
    await finish(queue, first)
    second = await take(queue)

    assert [job and job.task_name for job in (first, elsewhere, nothing, second)] == [
        "first",
        "elsewhere",
        None,
        "second",
    ]
    assert second
    assert second.task_kwargs == {"show_id": str(A_SHOW)}


async def test_a_job_that_failed_for_good_does_not_hold_up_its_show(database: Database, queue: JobQueue) -> None:
    async with database.transaction() as conn:
        await queue.defer_for_show(conn, "broken", A_SHOW)
        await queue.defer_for_show(conn, "next", A_SHOW, message_id="7")

    await finish(queue, await take(queue), Status.FAILED)

    job = await take(queue)
    assert job
    assert job.task_kwargs == {"show_id": str(A_SHOW), "message_id": "7"}


async def test_a_job_waits_for_its_time(database: Database, queue: JobQueue) -> None:
    async with database.transaction() as conn:
        await queue.defer(conn, "tomorrow", at=datetime.now(UTC) + timedelta(days=1))
        await queue.defer(conn, "past", at=datetime.now(UTC) - timedelta(days=1))

    job = await take(queue)

    assert job
    assert job.task_name == "past"
    assert await take(queue) is None


async def test_a_job_that_keeps_failing_is_kept_with_its_arguments(database: Database) -> None:
    async with database.transaction() as conn:
        show_id = await make_one_show(conn, await make_tour_manager(conn))
        for about in (show_id, uuid4(), None):
            arguments = {"show_id": str(about)} if about else {"mailbox_id": "1"}
            await keep_failed_job(conn, job_id=1, name="read", arguments=arguments, attempts=5, error="x\x00" * 5000)

        rows = await (
            await conn.execute("select show_id, args, attempts, error from failed_jobs order by id")
        ).fetchall()

    kept: list[UUID | None] = [row["show_id"] for row in rows]
    assert kept == [show_id, None, None], "a show that is gone is no reason to lose the job"
    assert rows[2]["args"] == {"mailbox_id": "1"}
    assert {row["attempts"] for row in rows} == {5}
    assert all(0 < len(row["error"]) <= 4000 for row in rows)
