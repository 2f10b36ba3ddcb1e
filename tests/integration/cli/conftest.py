"""The `advance` command as a person runs it: settings from the environment, what it prints, and its exit code."""

import asyncio
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
import structlog
from psycopg.rows import dict_row

from server.cli.main import main
from tests.builders import make_tour_manager
from tools.store.database import Database
from tools.store.person import Person

SECRETS = {
    "API_TOKEN": "the API token of this test",
    "TOOL_SECRET": "the tool secret of this test",
    "SESSION_SECRET": "the session secret of this test",
    "TOKEN_KEY": "u8Zk0Yq3QYl0n1pH0f1cYxk0Q2b1fQe3wq7m9m2d3cA=",
}


@dataclass(frozen=True)
class Outcome:
    """What a command did.

    Args:
        code: Its exit code.
        out: What it printed.
        err: What it said of errors.
    """

    code: int
    out: str
    err: str


Advance = Callable[..., Outcome]


@pytest.fixture
def advance(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Iterator[Callable[..., Outcome]]:
    """Runs `advance ARGUMENTS` with `SETTING=value` in its environment and nothing else set, in a folder of its own."""
    for name in [name for name in os.environ if name.startswith("ADVANCING_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    # Tables are cut to the terminal's width.
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: str | Path, **settings: str) -> Outcome:
        for name, value in settings.items():
            monkeypatch.setenv(f"ADVANCING_{name}", value)
        monkeypatch.setattr("sys.argv", ["advance", *map(str, arguments)])
        capsys.readouterr()
        try:
            main()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
        printed = capsys.readouterr()
        return Outcome(code, printed.out, printed.err)

    yield run
    # The command's logging writes to what was this test's stderr.
    structlog.reset_defaults()


@pytest.fixture
def dana(dsn: str) -> Person:
    """The tour manager of the test's database."""

    async def make() -> Person:
        database = Database(dsn, max_size=2)
        await database.open()
        try:
            async with database.transaction() as conn:
                return await make_tour_manager(conn)
        finally:
            await database.close()

    return asyncio.run(make())


@pytest.fixture
def rows(dsn: str) -> Callable[..., list[dict[str, Any]]]:
    """Rows of the test's database."""

    def query(statement: str) -> list[dict[str, Any]]:
        with psycopg.connect(dsn, row_factory=dict_row, options="-c search_path=public,jobs") as conn:
            return conn.execute(statement).fetchall()

    return query
