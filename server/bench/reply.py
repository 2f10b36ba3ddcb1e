"""`reply`: seconds from a venue's reply in the mailbox to its reading that awaits review, read on the real Letta host.

A tour of shows whose first mails were sent; each venue answers once. The Gmail emulator gets the raw reply and pushes;
bridge, worker, Letta server, the offline model and the relay do the rest. One reply at a time, each after everything
that followed from the one before is done, and seen in the database, which is asked every 20 ms. The first is not
counted.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from advancing.errors import OutsideFault
from server.bench.figure import Figure
from server.bench.stage import fresh_stack, wait_until
from server.demo import tour
from server.demo.manager import TourManager
from server.demo.tour import DemoShow
from server.local.stack import Say
from server.settings import Host
from tools.store.database import Database

WARM_UP, REPLIES = 1, 12
TARGET_S = 3
_READ = "select count(*) from email_extractions where status = 'pending_review'"
_LEFT_TO_RULES = "select count(*) from email_extractions where fallback_reason <> ''"
_AT_WORK = (
    "select count(*) from jobs.procrastinate_jobs"
    " where status = 'doing' or (status = 'todo' and coalesce(scheduled_at, now()) <= now())"
)


def measure(say: Say) -> Figure:
    """Have the venues answer, one after the other."""
    values = asyncio.run(_measure(say))
    return Figure("reply", "from pushed reply to a reading that awaits review", "s", values, TARGET_S)


async def _measure(say: Say) -> list[float]:
    shows = make_tour(WARM_UP + REPLIES)
    async with fresh_stack(Host.LETTA) as running:
        say(f"reply: everything is up; {len(shows)} first mails are written and sent.")
        database = Database(running.settings.need("database_url"), max_size=2)
        manager = TourManager(running, lambda _: None, shows)
        await database.open()
        try:
            await _send_first_mails(manager, shows)
            say("reply: the venues answer.")
            values = [await _answer(manager, database, show, number) for number, show in enumerate(shows, 1)]
            if left := await _count(database, _LEFT_TO_RULES):
                raise OutsideFault(f"{left} replies were left to the rules.", system="letta", retryable=False)
        finally:
            await manager.close()
            await database.close()
    return values[WARM_UP:]


def make_tour(count: int) -> list[DemoShow]:
    """The demo's shows in turn, each with a venue, an address and a day of its own."""
    return [
        replace(
            like,
            venue=f"{like.venue} {number:02}",
            contact=(like.contact[0], f"{number:02}.{like.contact[1]}"),
            after_days=60 + number,
        )
        for number in range(count)
        for like in [tour.SHOWS[number % len(tour.SHOWS)]]
    ]


async def _send_first_mails(manager: TourManager, shows: Sequence[DemoShow]) -> None:
    await manager.set_the_stage()
    await manager.start_all()
    for show in shows:
        await wait_until(partial(manager.review_draft, show), f"the first mail to {show.venue}")
    for show in shows:
        await wait_until(partial(_is_sent, manager, show), f"the first mail to {show.venue} to be sent")


async def _is_sent(manager: TourManager, show: DemoShow) -> bool:
    return await manager.status(show.venue) == "awaiting_response"


async def _answer(manager: TourManager, database: Database, show: DemoShow, number: int) -> float:
    """Seconds until the answer of a venue, the so-manyth, is read."""

    async def is_quiet() -> bool:
        return await _count(database, _AT_WORK) == 0

    async def is_read() -> bool:
        return await _count(database, _READ) == number

    raw = await manager.write_answer(show)
    if raw is None:
        raise OutsideFault(f"No mail came to {show.venue}.", system="gmail", retryable=False)
    await wait_until(is_quiet, "the work before to be done")
    started = time.perf_counter()
    await manager.deliver(raw)
    await wait_until(is_read, f"the answer of {show.venue} to be read")
    return time.perf_counter() - started


async def _count(database: Database, query: str) -> int:
    async with database.transaction() as conn:
        row = await (await conn.execute(query)).fetchone()
    return int(row["count"]) if row else 0
