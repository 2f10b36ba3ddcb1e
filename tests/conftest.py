"""What all tests share: one throw-away PostgreSQL per run, a migrated database per test, and no way to the internet.

Rows and domain objects to test with are in `tests.builders`; whatever serves one folder's tests alone stands there.
"""

import fcntl
import itertools
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tests.network_guard import NetworkGuard
from tests.run_folder import RunFolder
from tools.store.database import Database
from tools.store.embedded import EmbeddedPostgres, start_embedded
from tools.store.job import JobQueue
from tools.store.migration import migrate

TEMPLATE = "advancing_template"
THIRD_PARTY_WARNINGS = (
    # Apprise imports imghdr for its PGP library, which Python 3.11 and 3.12 warn of.
    "ignore:'imghdr' is deprecated:DeprecationWarning:apprise.utils.pgp",
)
"""Warnings are errors (pyproject.toml), but for these, which are not ours to mend."""

_RUN_FOLDER = pytest.StashKey[Path]()
_OWN_FOLDER = pytest.StashKey[RunFolder]()
_numbers = itertools.count(1)


def pytest_configure(config: pytest.Config) -> None:
    """Make the run's folder; workers of pytest-xdist are told the controller's."""
    for warning in THIRD_PARTY_WARNINGS:
        config.addinivalue_line("filterwarnings", warning)
    if hasattr(config, "workerinput"):
        config.stash[_RUN_FOLDER] = Path(config.workerinput["run_folder"])
    elif not config.option.collectonly:
        config.stash[_OWN_FOLDER] = RunFolder()
        config.stash[_RUN_FOLDER] = config.stash[_OWN_FOLDER].path


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    """Tell a worker of pytest-xdist the run's folder, so that all share one server."""
    node.workerinput["run_folder"] = str(node.config.stash[_RUN_FOLDER])  # type: ignore[attr-defined]


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the run's folder; by now the last worker has stopped the server in it."""
    if _OWN_FOLDER in config.stash:
        config.stash[_OWN_FOLDER].remove()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what uses the server, so that `-m "not postgres"` is right without anybody minding it."""
    for item in items:
        if "postgres" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.postgres)


@pytest.fixture(scope="session")
def run_folder(pytestconfig: pytest.Config) -> Path:
    """A folder for servers of this run, shared by its workers and removed at its end."""
    return pytestconfig.stash[_RUN_FOLDER]


@pytest.fixture(scope="session")
def postgres(run_folder: Path) -> Iterator[EmbeddedPostgres]:
    """The run's PostgreSQL, shared by all workers, without crash safety; its template database is migrated."""
    with start_embedded(run_folder / "postgres", durable=False) as server:
        with (run_folder / "template.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not server.has_database(TEMPLATE):
                server.create_database(TEMPLATE)
                migrate(server.dsn(TEMPLATE), embedded=True)
        yield server


@pytest.fixture
def empty_dsn(postgres: EmbeddedPostgres) -> Iterator[str]:
    """The connection string of an empty database of this test's own."""
    yield from _own_database(postgres, None)


@pytest.fixture
def dsn(postgres: EmbeddedPostgres) -> Iterator[str]:
    """The connection string of a migrated database of this test's own, dropped with its connections afterwards."""
    yield from _own_database(postgres, TEMPLATE)


def _own_database(server: EmbeddedPostgres, template: str | None) -> Iterator[str]:
    name = f"test_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(server.dsn("postgres"), autocommit=True) as conn:
        # Copying files spares the log that the usual way writes of each page: quicker, and less to keep in memory.
        copy = sql.SQL("create database {} template {} strategy file_copy")
        conn.execute(copy.format(sql.Identifier(name), sql.Identifier(template or "template0")))
    yield server.dsn(name)
    server.drop_database(name)


@pytest.fixture
async def database(dsn: str) -> AsyncIterator[Database]:
    """The test's own database, opened."""
    opened = Database(dsn)
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture
async def queue(dsn: str) -> AsyncIterator[JobQueue]:
    """The job queue of the test's own database, opened; jobs wait until the test runs a worker."""
    opened = JobQueue(dsn)
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture(scope="session", autouse=True)
def network_guard() -> Iterator[NetworkGuard]:
    """Lets this process connect to loopback and unix sockets only."""
    guard = NetworkGuard()
    with guard.on_duty():
        yield guard


@pytest.fixture(autouse=True)
def no_network_beyond_loopback(network_guard: NetworkGuard) -> Iterator[None]:
    """Fails a test that tried, even where the code under test swallowed the refusal."""
    yield
    attempts = network_guard.take_attempts()
    if attempts:
        pytest.fail(f"The test tried to reach {', '.join(attempts)}; tests stay on loopback.")
