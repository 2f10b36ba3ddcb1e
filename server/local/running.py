"""What runs in a state folder and with which settings, so that commands in another terminal find it.

The settings stand in a file for this user alone, and count for as long as the process that wrote it holds its lock:
an installation that was killed is found no more.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from server.settings import Settings, load_settings

FILE = "running.json"


@contextmanager
def announce(settings: Settings, state_dir: Path) -> Iterator[None]:
    """Let commands find what runs here; where another installation of this folder is found already, it stays so.

    Args:
        settings: With every address filled in.
        state_dir: Folder that is this installation's own.
    """
    with os.fdopen(os.open(state_dir / FILE, os.O_RDWR | os.O_CREAT, 0o600), "r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield
            return
        file.truncate()
        json.dump({name: _plain(getattr(settings, name)) for name in type(settings).model_fields}, file, default=str)
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)


def settings_here() -> Settings:
    """The settings for a command: those of the environment and `.env`; where these name no database, and an
    installation runs in the state folder, that one's for all that they leave open.

    Raises:
        SettingMissing: One is unusable; the sentence names it.
    """
    settings = load_settings()
    if settings.database_url is not None:
        return settings
    return load_settings(**{**_running(settings.state_dir), **settings.model_dump(exclude_unset=True)})


def _running(state_dir: Path) -> dict[str, Any]:
    """The settings of what runs, {} where nothing does."""
    try:
        with (state_dir / FILE).open() as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                found: dict[str, Any] = json.load(file)
                return found
    except (OSError, ValueError):
        pass  # no file, or one that is being written
    return {}


def _plain(value: object) -> object:
    return value.get_secret_value() if isinstance(value, SecretStr) else value
