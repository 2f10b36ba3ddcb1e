"""Child processes of a local installation: started with a log file each, awaited, and ended with their parent."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path

import httpx

from advancing.errors import OutsideFault

STOP_AFTER_S = 25.0


def end_with_parent() -> None:
    """End this process when the one that started it ends, however that ended: its end of our stdin closes then."""

    def watch() -> None:
        # The descriptor itself: a daemon thread that holds sys.stdin would break the interpreter's end.
        while os.read(0, 1024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


class Child:
    """A running `advance` command.

    Args:
        name: Of its log file.
        arguments: Of the `advance` command.
        environment: Settings, added to this process' environment.
        log_dir: Where its log goes.
    """

    def __init__(self, name: str, arguments: list[str], environment: Mapping[str, str], log_dir: Path) -> None:
        log_dir.mkdir(parents=True, exist_ok=True)
        self.name = name
        self.log_path = log_dir / f"{name}.log"
        with self.log_path.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603  (our own command)
                [sys.executable, "-m", "server.cli.main", *arguments, "--with-parent"],
                env={**os.environ, **environment, "PYTHONUNBUFFERED": "1"},
                cwd=Path(__file__).parents[2],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """Process id."""
        return self._process.pid

    def is_running(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def check(self) -> None:
        """Raise where it has ended.

        Raises:
            OutsideFault: It has; the sentence holds the end of its log.
        """
        if not self.is_running():
            tail = "\n".join(self.log_path.read_text(errors="replace").splitlines()[-8:])
            raise OutsideFault(
                f"The {self.name} ended (exit code {self._process.returncode}); its log {self.log_path} says:\n{tail}",
                system=self.name,
                retryable=False,
            )

    async def wait_for(self, url: str, timeout_s: float = 60.0) -> None:
        """Wait until an address answers with 200.

        Raises:
            OutsideFault: It ended, or did not answer in time.
        """
        until = time.monotonic() + timeout_s
        async with httpx.AsyncClient(timeout=2.0, trust_env=False) as http:
            while time.monotonic() < until:
                self.check()
                try:
                    if (await http.get(url)).status_code == 200:
                        return
                except httpx.HTTPError:
                    pass
                await asyncio.sleep(0.05)
        raise OutsideFault(
            f"The {self.name} did not answer within {timeout_s:.0f} s; see {self.log_path}.",
            system=self.name,
            retryable=True,
        )

    def kill(self) -> None:
        """End it as a crash would: no clean-up, no warning."""
        self._signal(signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        """Ask it to finish what it does and end; end it where it does not."""
        if not self.is_running():
            return
        self._signal(signal.SIGTERM)
        try:
            self._process.wait(timeout=STOP_AFTER_S)
        except subprocess.TimeoutExpired:
            self.kill()

    def _signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)
