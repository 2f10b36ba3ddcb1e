"""`start`: seconds until everything is up, from an empty folder.

Each run makes a database cluster of its own, applies the migrations, starts the offline model, the real Letta server
with its schema, the emulators of Gmail and Master Tour, the bridge and the worker, and provisions tools and agents; the
time is the one that the demo prints. The Letta server's environment is there already, and one run before those that
count makes the caches warm (bytecode, files in memory).
"""

import asyncio

from server.bench.figure import Figure
from server.bench.stage import fresh_stack
from server.local.stack import Say
from server.settings import Host

RUNS = 3
TARGET_S = 45


def measure(say: Say) -> Figure:
    """Start everything several times, one after the other."""
    values = []
    for run in range(RUNS + 1):
        seconds = asyncio.run(_start())
        say(f"start: up after {seconds} s{'' if run else ', not counted: it warms the caches'}.")
        if run:
            values.append(seconds)
    return Figure("start", "everything up, warm caches", "s", values, TARGET_S)


async def _start() -> float:
    async with fresh_stack(Host.LETTA) as running:
        return running.start_seconds
