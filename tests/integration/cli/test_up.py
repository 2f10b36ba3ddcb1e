"""`advance up` as a process: commands in another terminal find what runs, and told to stop it leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from server.local.running import FILE, announce, settings_here
from server.local.stack import environment_of
from server.settings import Settings, load_settings
from tests.integration.cli.conftest import Advance

SHOW = "tour,artist,venue,date,contact_email\nSpring,Night Ferry,The Ritz,2027-03-15,sam@theritz.example\n"


@contextmanager
def up(folder: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """`advance up` by the rules in a folder of its own, once everything is up."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ADVANCING_")}
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "server.cli.main", "up", "--emulators", *arguments],
        cwd=folder,
        env={
            **environment,
            "ADVANCING_AGENT_HOST": "rules",
            "ADVANCING_PORT": "0",
            "ADVANCING_MODEL_PRICES": '{"some/model": [1.0, 2.0]}',
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout
        said = ""
        for line in process.stdout:
            said += line
            if "Ctrl-C stops everything" in line:
                break
        else:
            pytest.fail(f"It did not come up: {said}")
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def left_behind(children: list[psutil.Process]) -> list[psutil.Process]:
    _, alive = psutil.wait_procs(children, timeout=10)
    return alive


def test_commands_find_what_runs_and_a_stop_leaves_nothing_behind(advance: Advance, tmp_path: Path) -> None:
    (tmp_path / "shows.csv").write_text(SHOW)
    with up(tmp_path) as process:
        imported = advance("shows", "import", "shows.csv")
        asked = advance("chat", "what's", "next")
        looked_after = advance("doctor")
        children = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGTERM)
        started = time.monotonic()
        process.wait(timeout=60)

    assert imported.out.strip() == "1 shows imported, 0 were there already."
    assert "The Ritz" in asked.out
    assert looked_after.code == 0, looked_after.out
    assert time.monotonic() - started < 30
    assert left_behind(children) == []
    afterwards = advance("shows", "list")
    assert afterwards.code == 2
    assert "ADVANCING_DATABASE_URL is not set" in afterwards.err


def test_what_the_environment_names_goes_before_what_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    running = Settings(
        _env_file=None, database_url="postgresql:///running", port=8099, follow_up_max=9, state_dir=tmp_path
    )
    monkeypatch.setenv("ADVANCING_STATE_DIR", str(tmp_path))
    monkeypatch.setenv("ADVANCING_FOLLOW_UP_MAX", "1")

    with announce(running, tmp_path):
        found = settings_here()
        mode = (tmp_path / FILE).stat().st_mode & 0o777
        monkeypatch.setenv("ADVANCING_DATABASE_URL", "postgresql:///elsewhere")
        named = settings_here()

    assert (found.need("database_url"), found.port, found.follow_up_max) == ("postgresql:///running", 8099, 1)
    assert (named.need("database_url"), named.port) == ("postgresql:///elsewhere", 8080)
    assert mode == 0o600
    monkeypatch.delenv("ADVANCING_DATABASE_URL")
    assert settings_here().database_url is None, "it runs no more"


def test_prices_reach_the_child_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    environment = environment_of(Settings(_env_file=None, model_prices={"some/model": (1.0, 2.0)}))

    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert load_settings().model_prices == {"some/model": (1.0, 2.0)}
