"""The folder of one test run, its database in memory where there is room, and the sweeping of what killed runs left."""

import fcntl
import shutil
import tempfile
import time
from pathlib import Path
from typing import IO

from tools.store.cluster import stop_server

PREFIX = "advancing-tests-"
MEMORY = Path("/dev/shm")
ROOM_BYTES = 2 * 1024**3
_GRACE_S = 60
"""A folder younger than this may belong to a run that has not locked it yet."""


class RunFolder:
    """A folder that is a run's as long as the process holds its lock.

    Its `postgres` leads into memory where there is room: that makes databases quick whatever the disk does. The rest
    is on disk, as programs may have to run from it.

    Args:
        base: Where to make it; None: where temporary files go.
        memory: Where memory can be had as files.
    """

    def __init__(self, base: Path | None = None, memory: Path = MEMORY) -> None:
        where = base or Path(tempfile.gettempdir())
        sweep(where)
        # Not under tmp_path: pytest keeps those of the last runs, and a cluster is some 50 MB.
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX, dir=where))
        self._lock: IO[str] = (self.path / "run.lock").open("a")
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        if memory.is_dir() and shutil.disk_usage(memory).free >= ROOM_BYTES:
            (self.path / "postgres").symlink_to(tempfile.mkdtemp(prefix=PREFIX, dir=memory))

    def remove(self) -> None:
        """Remove it; whoever started a server in it has stopped that by now."""
        _remove(self.path)
        self._lock.close()


def sweep(base: Path, *, grace_s: float = _GRACE_S) -> list[Path]:
    """Remove what killed runs left, their server included.

    Args:
        base: Where run folders are made.
        grace_s: Seconds that a folder without a holder is left alone.

    Returns:
        What was removed.
    """
    return [folder for folder in sorted(base.glob(f"{PREFIX}*")) if _sweep_one(folder, grace_s)]


def _sweep_one(folder: Path, grace_s: float) -> bool:
    lock_file = folder / "run.lock"
    try:
        if time.time() - lock_file.stat().st_mtime < grace_s:
            return False
        with lock_file.open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            stop_server((folder / "postgres").resolve())
            _remove(folder)
    except OSError:
        # Held by a run that goes on, of somebody else, or gone since.
        return False
    return True


def _remove(folder: Path) -> None:
    shutil.rmtree((folder / "postgres").resolve(), ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)
