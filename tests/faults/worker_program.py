"""A real worker in a process of its own, which ends itself, as if killed, at a given step of the flow.

Processes are forked from a server that has everything imported: a worker starts in milliseconds, and is as real as one
started from a command line.
"""

import asyncio
import logging
import multiprocessing
import os
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from typing import Any

import structlog

from server.bootstrap import Fakes, bootstrap
from server.settings import Settings
from server.worker import run_worker

KILLED = 70
_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["tests.faults.worker_program"])


def dies_at(name: str) -> Callable[[str], None]:
    """A checkpoint that ends the process when a step is reached, the `NAME#2` form when it is reached again."""
    step, _, times = name.partition("#")
    left = int(times or 1)

    def checkpoint(reached: str) -> None:
        nonlocal left
        if reached == step:
            left -= 1
            if left == 0:
                # No cleaning up, no rollback, nothing flushed: what a kill -9 or a power cut leaves.
                os._exit(KILLED)

    return checkpoint


def run(values: dict[str, Any], kill_at: str) -> None:
    """Work until told to stop, or until the step is reached."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    logging.disable(logging.CRITICAL)

    async def work() -> None:
        settings = Settings(_env_file=None, **values)
        async with bootstrap(settings, Fakes(checkpoint=dies_at(kill_at))) as system:
            await run_worker(system, settings)

    asyncio.run(work())


class Worker:
    """A worker that is started again whenever it dies.

    Args:
        settings: Of the system.
        kill_at: The step at which the first of its processes dies; "" for never.
    """

    def __init__(self, settings: Settings, kill_at: str = "") -> None:
        self._values = settings.model_dump(exclude_unset=True) | {
            "worker_heartbeat_s": 0.1,
            "worker_stalled_s": 0.8,
            "gmail_poll_seconds": 0.2,
        }
        self.deaths = 0
        self._process = self._start(kill_at)

    def _start(self, kill_at: str) -> BaseProcess:
        process = _forks.Process(target=run, args=(self._values, kill_at), daemon=True)
        process.start()
        return process

    def see_to_it(self) -> None:
        """Start it again if it died."""
        if self._process.is_alive():
            return
        assert self._process.exitcode == KILLED, f"The worker ended by itself with {self._process.exitcode}."
        self.deaths += 1
        # Until its heart has been still for long enough, its jobs count as being worked on.
        time.sleep(0.9)
        self._process = self._start("")

    def stop(self) -> None:
        """Let it finish what it has begun, and end it."""
        self._process.terminate()
        self._process.join(timeout=15)
        if self._process.is_alive():
            self._process.kill()
            self._process.join(timeout=5)
