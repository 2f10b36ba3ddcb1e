"""The worker: which job runs what, when it is tried again, what runs by the clock, and what becomes of a job that
keeps failing."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import procrastinate
import psycopg
import structlog
from procrastinate import BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.jobs import Job

from advancing.draft import DraftKind
from advancing.errors import NotFound, OutsideFault, Refusal
from advancing.status import Event, Status, allowed
from agents import coordinator, draft_generator, email_parser, inbox, outbox, projection, sync_manager
from agents.system import System
from agents.turn import AgentPaused
from server.settings import Settings
from tools.store import mailbox as mailboxes
from tools.store.agent import log_activity
from tools.store.database import Connection
from tools.store.job import keep_failed_job
from tools.store.notice import store_notice
from tools.store.show import get_show, move_show

_log = structlog.get_logger(__name__)

PAUSED_RETRY_S = 15
FAULT_OF_OURS_ATTEMPTS = 3
LONGEST_WAIT_S = 900.0


class Retry(BaseRetryStrategy):
    """When a job is tried again, decided by the kind of error.

    Args:
        first_s: Seconds before the second try; doubled with each further one, with jitter.
        attempts: Tries at most, for faults outside.
    """

    def __init__(self, first_s: float, attempts: int) -> None:
        self.first_s = first_s
        self.attempts = attempts

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """See `procrastinate.BaseRetryStrategy`."""
        if isinstance(exception, AgentPaused):
            # Not a failure: the work waits, however long, until a person resumes the agent.
            return RetryDecision(retry_in={"seconds": PAUSED_RETRY_S})
        most = self._attempts(exception)
        if job.attempts + 1 >= most:
            return None
        asked = exception.retry_after_s if isinstance(exception, OutsideFault) else None
        backoff = min(LONGEST_WAIT_S, self.first_s * 2**job.attempts)
        wait = max(asked or 0.0, backoff * random.uniform(0.75, 1.25))  # noqa: S311  (jitter, not a secret)
        return RetryDecision(retry_at=datetime.now(UTC) + timedelta(seconds=wait))

    def _attempts(self, exception: BaseException) -> int:
        if isinstance(exception, OutsideFault):
            return self.attempts if exception.retryable else 1
        if isinstance(exception, psycopg.OperationalError):
            return self.attempts
        if isinstance(exception, Refusal):
            # A refusal is an answer: asking again gives the same.
            return 1
        return FAULT_OF_OURS_ATTEMPTS


Work = Callable[..., Awaitable[object]]


def make_worker_app(system: System, settings: Settings) -> procrastinate.App:
    """The job queue's app with every job of the system.

    Args:
        system: The running system, whose queue it is.
        settings: Retries and schedules.
    """
    app = system.jobs.app
    retry = Retry(settings.retry_first_s, settings.retry_attempts)
    for name, work in _jobs(system).items():
        _register(app, system, name, work, retry)
    _register_schedule(app, system, settings)
    return app


def _jobs(system: System) -> dict[str, Work]:
    """Every job by name; arguments are ids and words."""
    return {
        "start_show": lambda show_id: _if_possible(system, UUID(show_id), Event.START),
        "follow_up": lambda show_id: _if_possible(system, UUID(show_id), Event.FOLLOW_UP),
        "prepare_show": lambda show_id, key: coordinator.prepare_show(system, UUID(show_id), key),
        "plan_next": lambda show_id: coordinator.plan_next(system, UUID(show_id)),
        "draft_mail": lambda show_id, kind, key, previous_id=None: draft_generator.draft_mail(
            system, UUID(show_id), DraftKind(kind), key, UUID(previous_id) if previous_id else None
        ),
        "place_draft": lambda show_id, draft_id: outbox.place_draft(system, UUID(show_id), UUID(draft_id)),
        "discard_draft": lambda draft_id, **_show: outbox.discard_draft(system, UUID(draft_id)),
        "send_draft": lambda show_id, draft_id: outbox.send_draft(system, UUID(show_id), UUID(draft_id)),
        "note_sent_mail": lambda show_id, message_id: outbox.note_sent_mail(system, UUID(show_id), UUID(message_id)),
        "read_message": lambda show_id, message_id: email_parser.read_message(system, UUID(show_id), UUID(message_id)),
        "sync_show": lambda show_id, direction, run: sync_manager.sync_show(system, UUID(show_id), direction, run),
        "push_day": lambda show_id, run: sync_manager.push_day(system, UUID(show_id), run),
        "pull_day": lambda show_id: sync_manager.pull_day(system, UUID(show_id)),
        "pull_mailbox": lambda mailbox_id: inbox.pull_mailbox(system, UUID(mailbox_id)),
        "label_message": lambda message_id, label: inbox.label_message(system, UUID(message_id), label),
        "renew_watch": lambda mailbox_id: inbox.renew_watch(system, UUID(mailbox_id)),
        "write_blocks": lambda show_id: projection.write_blocks(system, UUID(show_id)),
        "deliver_notice": lambda notice_id: coordinator.deliver_notice(system, UUID(notice_id)),
    }


NEEDS_RUN = frozenset({"sync_show", "push_day"})
"""Jobs whose tries must share a key that no other job has: they are given their own id."""


def _register(app: procrastinate.App, system: System, name: str, work: Work, retry: Retry) -> None:
    async def run(context: JobContext, /, **arguments: Any) -> None:
        job = context.job
        given = {**arguments, "run": f"job-{job.id}"} if name in NEEDS_RUN else arguments
        with structlog.contextvars.bound_contextvars(job=name, job_id=job.id, **arguments):
            try:
                system.checkpoint(f"begun:{name}")
                await work(**given)
                system.checkpoint(f"worked:{name}")
            except Exception as fault:
                if isinstance(fault, NotFound) and await _is_gone(system, arguments):
                    # What it was about was deleted meanwhile; there is nothing left to do and nobody to alert.
                    _log.info("job_subject_gone", reason=fault.message)
                    return
                _log.warning("job_failed", attempt=job.attempts + 1, reason=f"{type(fault).__name__}: {fault}")
                if retry.get_retry_decision(exception=fault, job=job) is None:
                    await _give_up(system, name, job, fault)
                raise

    app.task(name=name, retry=retry, pass_context=True)(run)


async def _is_gone(system: System, arguments: dict[str, Any]) -> bool:
    """Whether the show of a job is gone; where it is not, something outside is missing, and a person has to know."""
    show_id = arguments.get("show_id")
    if show_id is None:
        return True
    async with system.database.transaction() as conn:
        try:
            await get_show(conn, UUID(show_id))
        except NotFound:
            return True
    return False


async def _if_possible(system: System, show_id: UUID, event: Event) -> None:
    """An agent asked for a move: done where the show still stands where it can be done."""
    async with system.database.transaction() as conn:
        show = await get_show(conn, show_id)
    if event not in allowed(show.status):
        return
    if event is Event.START:
        await coordinator.start_show(system, show_id, "coordinator")
    else:
        await coordinator.follow_up(system, show_id)


async def _give_up(system: System, name: str, job: Job, fault: BaseException) -> None:
    """A job was tried often enough: it is kept, shown, and the tour manager is told."""
    reason = str(fault) or type(fault).__name__
    _log.error("job_failed_for_good", reason=reason, exc_info=fault)
    async with system.database.transaction() as conn:
        await keep_failed_job(
            conn,
            job_id=job.id or 0,
            name=name,
            arguments=dict(job.task_kwargs),
            attempts=job.attempts + 1,
            error=f"{type(fault).__name__}: {reason}",
        )
        show_id = job.task_kwargs.get("show_id")
        if isinstance(show_id, str):
            await _raise_attention(conn, UUID(show_id), name, reason)


async def _raise_attention(conn: Connection, show_id: UUID, name: str, reason: str) -> None:
    try:
        show = await get_show(conn, show_id, lock=True)
    except NotFound:
        return
    words = name.replace("_", " ")
    if show.status not in (Status.COMPLETED, Status.CANCELLED, Status.DRAFT) and name in (
        "draft_mail",
        "prepare_show",
        "send_draft",
        "read_message",
        "plan_next",
    ):
        await move_show(conn, show_id, Event.RAISE_ATTENTION, f"{words} failed: {reason}"[:500])
    await store_notice(
        conn,
        show.tour_manager_id,
        kind="failure",
        title=f"{show.venue}: {words} failed for good",
        body=reason[:1000],
        show_id=show_id,
        key=f"failure:{name}:{show_id}:{reason[:80]}",
    )
    await log_activity(
        conn,
        agent_type="worker",
        action=f"job.{name}",
        tour_manager_id=show.tour_manager_id,
        show_id=show_id,
        success=False,
        error=reason,
    )


def _register_schedule(app: procrastinate.App, system: System, settings: Settings) -> None:
    """What runs by the clock. Cron's finest step is a minute; the mailbox is polled by its own loop (`poll`)."""

    @app.periodic(cron="* * * * *")
    @app.task(name="see_to_due_shows", queueing_lock="see_to_due_shows", pass_context=False)
    async def see_to_due_shows(timestamp: int) -> None:  # noqa: ARG001  (the scheduler names it)
        await coordinator.see_to_due_shows(system)

    @app.periodic(cron="* * * * * */10")
    @app.task(name="take_up_stalled_jobs", queueing_lock="take_up_stalled_jobs", pass_context=False)
    async def take_up_stalled(timestamp: int) -> None:  # noqa: ARG001  (the scheduler names it)
        await take_up_stalled_jobs(app, settings.worker_stalled_s)

    @app.periodic(cron="17 4 * * *")
    @app.task(name="renew_watches", queueing_lock="renew_watches", pass_context=False)
    async def renew_watches(timestamp: int) -> None:  # noqa: ARG001  (the scheduler names it)
        await _watch_mailboxes(system)

    @app.periodic(cron="41 4 * * *")
    @app.task(name="delete_old_jobs", queueing_lock="delete_old_jobs", pass_context=False)
    async def delete_old_jobs(timestamp: int) -> None:  # noqa: ARG001  (the scheduler names it)
        await app.job_manager.delete_old_jobs(nb_hours=24 * 14)


async def _watch_mailboxes(system: System) -> None:
    """Have Gmail push for every mailbox: at start, and daily, since a watch lasts seven days at most."""
    async with system.database.transaction() as conn:
        for mailbox in await mailboxes.list_mailboxes(conn):
            await system.jobs.defer(conn, "renew_watch", once=True, arguments={"mailbox_id": str(mailbox.id)})


async def take_up_stalled_jobs(app: procrastinate.App, seconds: float) -> int:
    """Queue again what a worker had begun that died; gives how many jobs."""
    stalled = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=seconds))
    for job in stalled:
        _log.warning("job_taken_up", job=job.task_name, job_id=job.id)
        await app.job_manager.retry_job(job)
    return len(stalled)


async def poll_mailboxes(system: System) -> None:
    """Queue a look into every mailbox: pushes can be late or lost, and without a public URL there are none."""
    async with system.database.transaction() as conn:
        for mailbox in await mailboxes.list_mailboxes(conn):
            await system.jobs.defer(
                conn,
                "pull_mailbox",
                lock=f"mailbox:{mailbox.id}",
                once=True,
                arguments={"mailbox_id": str(mailbox.id)},
            )


async def run_worker(system: System, settings: Settings) -> None:
    """Work until told to stop (SIGINT or SIGTERM), finishing what is begun."""
    app = make_worker_app(system, settings)
    await _watch_mailboxes(system)
    await take_up_stalled_jobs(app, settings.worker_stalled_s)

    async def poll() -> None:
        while True:
            try:
                await poll_mailboxes(system)
            except (OutsideFault, psycopg.OperationalError) as fault:
                _log.warning("poll_failed", reason=str(fault))
            await asyncio.sleep(settings.gmail_poll_seconds)

    polling = asyncio.create_task(poll())
    try:
        await app.run_worker_async(
            concurrency=settings.worker_concurrency,
            # A job whose row was locked when its notification came (one that serves for a second push) is found by this.
            fetch_job_polling_interval=0.5,
            update_heartbeat_interval=settings.worker_heartbeat_s,
            stalled_worker_timeout=settings.worker_stalled_s,
            delete_jobs="never",
            shutdown_graceful_timeout=20,
        )
    finally:
        polling.cancel()
