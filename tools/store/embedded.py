"""An embedded PostgreSQL 18 with pgvector, for development, tests and the demo: start it, attach to it, stop it.

Processes share a server; the last one stops it. Schema, roles and pools are the store's work. Everything here blocks:
from a loop, call it by `asyncio.to_thread`.
"""

import fcntl
import getpass
import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Self
from urllib.parse import quote

import psycopg
from psycopg import conninfo, sql

from advancing.errors import NotFound, StateConflict
from tools.store.cluster import PORT, SUPERUSER, answers, find_socket_dir, prepare, start_server, stop_server


class EmbeddedPostgres:
    """A running server that this process uses; made by `start_embedded`.

    Several processes may use the same server. The last one that stops using it stops it; one that was killed counts
    as gone, because what it holds is a lock that the kernel takes back.

    Args:
        data_dir: The folder given to `start_embedded`.
        socket_dir: Folder of the unix socket.
        users_lock: Open file whose shared lock says that this process uses the server.
    """

    def __init__(self, data_dir: Path, socket_dir: Path, users_lock: IO[str]) -> None:
        self.data_dir = data_dir
        self.socket_dir = socket_dir
        self._users_lock: IO[str] | None = users_lock

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def dsn(self, database: str, role: str | None = None) -> str:
        """The psycopg connection string of a database.

        Args:
            database: Its name; it need not exist yet.
            role: Role to connect as, the superuser `postgres` if None.

        Returns:
            `host=SOCKET_DIR port=5432 user=ROLE dbname=DATABASE`, quoted where needed.
        """
        return conninfo.make_conninfo(host=str(self.socket_dir), port=PORT, user=role or SUPERUSER, dbname=database)

    def sqlalchemy_uri(self, database: str) -> str:
        """The URI that the Letta server takes as `LETTA_PG_URI`.

        Its parser drops the role where the URI has no host, so the role named here is the one that its driver falls
        back to: the operating-system user, for whom `start_embedded` made a superuser role.

        Args:
            database: Its name.

        Returns:
            `postgresql://ROLE@/DATABASE?host=SOCKET_DIR`.
        """
        return f"postgresql://{quote(getpass.getuser())}@/{quote(database)}?host={quote(str(self.socket_dir))}"

    def create_database(self, name: str, template: str | None = None) -> None:
        """Make a database.

        Args:
            name: Its name.
            template: Database to copy; nobody may be connected to it. None: an empty one.

        Raises:
            StateConflict: It exists already, or somebody is connected to the template.
            NotFound: The template does not exist.
        """
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(template or "template0")
        )
        try:
            self._run(statement)
        except psycopg.errors.DuplicateDatabase as error:
            raise StateConflict(f"The database {name} exists already; drop it or take another name.") from error
        except psycopg.errors.ObjectInUse as error:
            raise StateConflict(f"{template} is in use and can't be copied; close its connections first.") from error
        except psycopg.errors.InvalidCatalogName as error:
            raise NotFound(f"There is no database {template} to copy.") from error

    def drop_database(self, name: str) -> None:
        """Drop a database with its connections; one that does not exist is no error.

        Args:
            name: Its name.
        """
        self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def has_database(self, name: str) -> bool:
        """Whether there is a database of that name."""
        with psycopg.connect(self.dsn(SUPERUSER), connect_timeout=10) as connection:
            return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone() is not None

    def stop(self) -> None:
        """Stop using the server, and stop it if no other process uses it; a second call does nothing.

        Raises:
            OutsideFault: The server does not stop.
        """
        if self._users_lock is None:
            return
        with _exclusive(self.data_dir):
            self._users_lock.close()
            self._users_lock = None
            if _is_unused(self.data_dir):
                stop_server(self.data_dir)

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.dsn(SUPERUSER), autocommit=True, connect_timeout=10) as connection:
            connection.execute(statement)


def start_embedded(data_dir: Path, *, durable: bool = True) -> EmbeddedPostgres:
    """Start the server of a folder, or attach to it where it runs already.

    Args:
        data_dir: Folder for cluster, log and socket; made if it is missing. Where we are root, the folders above it
            get the right to pass through (not to read) for the account that the server runs as.
        durable: False gives up crash safety for speed (`fsync` off): for tests and throw-away demos only. A server
            that runs already keeps what it was started with.

    Returns:
        The running server; call `stop()` or use it as a context manager.

    Raises:
        OutsideFault: It can't be started, with the end of its log; or the folder is of another PostgreSQL version.
    """
    data_dir = data_dir.expanduser().resolve()
    data_dir.mkdir(parents=True, exist_ok=True)
    with _exclusive(data_dir):
        users_lock = _use(data_dir)
        try:
            socket_dir = find_socket_dir(data_dir)
            if not answers(socket_dir):
                prepare(data_dir, socket_dir, durable=durable)
                start_server(data_dir, socket_dir)
            server = EmbeddedPostgres(data_dir, socket_dir, users_lock)
            _ensure_own_roles(server)
        except BaseException:
            users_lock.close()
            raise
    return server


@contextmanager
def _exclusive(data_dir: Path) -> Iterator[None]:
    """Starting and stopping is one process's business at a time."""
    with (data_dir / "start.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _use(data_dir: Path) -> IO[str]:
    users = (data_dir / "users.lock").open("a")
    fcntl.flock(users, fcntl.LOCK_SH)
    return users


def _is_unused(data_dir: Path) -> bool:
    with (data_dir / "users.lock").open("a") as users:
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def _ensure_own_roles(server: EmbeddedPostgres) -> None:
    """Give the operating-system user a superuser role, for drivers that fall back to that name."""
    names = {getpass.getuser(), pwd.getpwuid(os.geteuid()).pw_name}
    with psycopg.connect(server.dsn(SUPERUSER), autocommit=True, connect_timeout=10) as connection:
        for name in sorted(names):
            known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (name,)).fetchone()
            if not known:
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN SUPERUSER").format(sql.Identifier(name)))
