"""`webhook`: milliseconds until the bridge has stored and answered a push of Gmail's, while 50 arrive each second.

The bridge is a process of its own as in production, with PostgreSQL and the worker beside it; pushes come over HTTP,
each with a signed token of its own. When each arrives is fixed before: 50 moments in every second, drawn with a fixed
seed, so that they come in bunches as in life. Latency counts from that moment, not from when the request got out, and
no push waits for the answer to another: a bridge that falls behind is seen to. All are for one mailbox, as when Pub/Sub
delivers what it held back; each is stored, and a pull is queued where none waits.
"""

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from advancing.errors import OutsideFault
from server.bench.figure import Figure
from server.bench.stage import fresh_stack
from server.local.stack import Say, Stack
from server.settings import Host
from tools.gmail.emulator.push import Delivery, Pusher
from tools.store.database import Database

PER_SECOND, WARM_UP_S, MEASURED_S = 50, 3, 15
TARGET_MS, TARGET_P99_MS = 15, 60
_SEED = 4711
_NAMED = "bench-"


@dataclass(frozen=True)
class Push:
    """A push, ready to go.

    Args:
        at_s: When it arrives, seconds after the first second begins.
        token: Of Google's making, as the emulator plays it.
        body: As Pub/Sub sends it.
    """

    at_s: float
    token: str
    body: dict[str, Any]


def measure(say: Say) -> Figure:
    """Let the pushes arrive."""
    values = asyncio.run(_measure(say))
    return Figure(
        "webhook",
        f"a push stored and answered, {PER_SECOND} arriving a second",
        "ms",
        values,
        TARGET_MS,
        TARGET_P99_MS,
        more={"per_second": PER_SECOND},
    )


def arrivals(per_second: int, seconds: int, seed: int) -> list[float]:
    """When pushes arrive: so many in each second, at moments drawn anew for each.

    Args:
        per_second: Pushes in each second.
        seconds: For how long.
        seed: The same gives the same.

    Returns:
        Seconds after the beginning, ascending.
    """
    drawn = random.Random(seed)  # noqa: S311  (moments, not secrets)
    return sorted(second + drawn.random() for second in range(seconds) for _ in range(per_second))


async def _measure(say: Say) -> list[float]:
    async with fresh_stack(Host.RULES) as running:
        say(
            f"webhook: the bridge is up; pushes arrive for {WARM_UP_S} s that are not counted and {MEASURED_S} s that are."
        )
        pushes = _pushes(running)
        seconds = await _arrive(f"{running.url}/webhooks/gmail", pushes)
        await _check_stored(running, len(pushes))
    return [taken * 1000 for push, taken in zip(pushes, seconds, strict=True) if push.at_s >= WARM_UP_S]


def _pushes(running: Stack) -> list[Push]:
    if running.gmail is None:
        raise OutsideFault("The Gmail emulator does not run.", system="gmail", retryable=False)
    state, address = running.gmail.state, running.settings.tour_manager_email
    history_id = state.office.of_address(address).history_id
    return [
        Push(at_s, *_signed(state.pusher, Delivery(f"{_NAMED}{number}", address, history_id)))
        for number, at_s in enumerate(arrivals(PER_SECOND, WARM_UP_S + MEASURED_S, _SEED))
    ]


def _signed(pusher: Pusher, delivery: Delivery) -> tuple[str, dict[str, Any]]:
    return pusher.token(), pusher.body(delivery)


async def _arrive(url: str, pushes: Sequence[Push]) -> list[float]:
    """Send every push when it is due; gives seconds from then to its answer."""
    async with httpx.AsyncClient(timeout=30, trust_env=False, limits=httpx.Limits(max_connections=None)) as http:
        beginning = time.perf_counter() + 0.5
        return await asyncio.gather(*(_push(http, url, push, beginning + push.at_s) for push in pushes))


async def _push(http: httpx.AsyncClient, url: str, push: Push, due: float) -> float:
    await asyncio.sleep(due - time.perf_counter())
    answer = await http.post(url, json=push.body, headers={"Authorization": f"Bearer {push.token}"})
    seconds = time.perf_counter() - due
    if answer.status_code != 204:
        raise OutsideFault(
            f"The bridge answered a push with {answer.status_code}: {answer.text[:200]}",
            system="bridge",
            retryable=False,
            status=answer.status_code,
        )
    return seconds


async def _check_stored(running: Stack, count: int) -> None:
    """Raise unless every push that was answered is in the database."""
    database = Database(running.settings.need("database_url"), max_size=2)
    await database.open()
    try:
        async with database.transaction() as conn:
            cursor = await conn.execute(
                "select count(*) as stored from gmail_notifications where starts_with(outside_id, %s)", (_NAMED,)
            )
            stored = (await cursor.fetchone() or {"stored": 0})["stored"]
    finally:
        await database.close()
    if stored != count:
        raise OutsideFault(
            f"Of {count} pushes that were answered, {stored} are stored.", system="bridge", retryable=False
        )
