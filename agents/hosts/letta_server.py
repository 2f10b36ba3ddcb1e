"""A Letta server of our own as a child process: its environment, its sandbox for tools, start and stop.

The server (pinned, see `docs/letta.md`) lives in an environment of its own under the state folder, never in the
application's. What it serves and what is provisioned on it is `agents.hosts.letta`'s work; the PostgreSQL that it
needs is started by whoever calls this.
"""

import asyncio
import fcntl
import hashlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psycopg

from advancing.errors import OutsideFault, SettingMissing

LOCK_FILE = Path(__file__).parents[2] / "requirements" / "letta.lock"
SERVE_SCRIPT = Path(__file__).parent / "letta_env" / "serve.py"
SERVER_PYTHON = "3.11"
OWN_TOOLS = Path(__file__).parents[2] / ".advancing" / "tools" / "bin"
START_TIMEOUT_S = 120.0
STOP_TIMEOUT_S = 10.0
_SHORT_POLL_S = 0.05
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "TZ", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE")


class LettaProcess:
    """A running server that this process started; made by `start_letta`.

    It ends with this process, however this process ends: it watches a pipe that only we hold open.

    Args:
        process: The child, leader of a process group of its own.
        base_url: Where it answers.
        version: As it reports it.
        log_path: What it wrote.
    """

    def __init__(self, process: "subprocess.Popen[bytes]", base_url: str, version: str, log_path: Path) -> None:
        self._process = process
        self.base_url = base_url
        self.version = version
        self.log_path = log_path

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    async def stop(self) -> None:
        """Stop it and the tool processes it may have started; a second call does nothing."""
        await asyncio.to_thread(_end, self._process)


async def install_letta(state_dir: Path) -> Path:
    """Make the server's environment from `requirements/letta.lock`, unless it was made before.

    Args:
        state_dir: Folder of everything that the project keeps on this machine.

    Returns:
        The environment's Python.

    Raises:
        SettingMissing: `uv` is not on PATH.
        OutsideFault: The packages cannot be installed; the sentence holds the end of what `uv` said.
    """
    return await asyncio.to_thread(_install, state_dir)


async def start_letta(
    state_dir: Path,
    pg_uri: str,
    model_base_url: str,
    model_key: str,
    port: int = 0,
    *,
    host: str = "127.0.0.1",
    env_state_dir: Path | None = None,
    provider_env: Mapping[str, str] | None = None,
    timeout_s: float = START_TIMEOUT_S,
) -> LettaProcess:
    """Start a server, with its environment and database made ready, and wait until it answers.

    Args:
        state_dir: Folder for its environment, its sandbox, its home and its log.
        pg_uri: `postgresql://…` of a database of its own, with pgvector available. A URI that names `sslmode`, or a
            unix socket, is served from a pool of connections; for another one the server opens one per use.
        model_base_url: An OpenAI-compatible endpoint, up to and with `/v1`. Its models are read at start.
        model_key: The key for it.
        port: Where to listen; 0: a free one.
        host: Address to listen on.
        env_state_dir: State folder whose environment is used (840 MB; one serves several servers); None: `state_dir`.
        provider_env: Further variables for model providers (`ANTHROPIC_API_KEY` …), as Letta's documentation names
            them.
        timeout_s: Seconds to wait for its first answer.

    Returns:
        The running server.

    Raises:
        SettingMissing: `uv` is not on PATH.
        OutsideFault: Its database cannot be reached, it cannot be installed, or it did not come up; the sentence names
            the log.
    """
    await _check_database(pg_uri)
    python = await install_letta(env_state_dir or state_dir)
    home, sandbox = await asyncio.to_thread(_make_home, state_dir, python)
    port = port or _free_port(host)
    environment = _environment(home, sandbox, pg_uri, model_base_url, model_key) | dict(provider_env or {})
    log_path = home / "server.log"
    with log_path.open("wb") as log:
        process = subprocess.Popen(  # noqa: ASYNC220, S603 - starting a child does not block; fixed arguments
            [python, SERVE_SCRIPT, host, str(port)],
            env=environment,
            cwd=home,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    base_url = f"http://{host}:{port}"
    try:
        version = await _wait_until_it_answers(process, base_url, log_path, timeout_s)
    except BaseException:
        await asyncio.to_thread(_end, process)
        raise
    return LettaProcess(process, base_url, version, log_path)


async def _check_database(pg_uri: str) -> None:
    """Try the database first: the server itself would take seconds to fail, and say it in fifty lines."""
    try:
        connection = await psycopg.AsyncConnection.connect(pg_uri, connect_timeout=10)
        await connection.close()
    except psycopg.Error as fault:
        raise OutsideFault(
            f"The Letta server's database cannot be reached: {' '.join(str(fault).split())}",
            system="letta",
            retryable=True,
        ) from fault


async def _wait_until_it_answers(
    process: "subprocess.Popen[bytes]", base_url: str, log_path: Path, timeout_s: float
) -> str:
    deadline = time.monotonic() + timeout_s
    async with httpx.AsyncClient(base_url=base_url, timeout=5, trust_env=False) as client:
        while process.poll() is None and time.monotonic() < deadline:
            try:
                answer = await client.get("/v1/health/")
                if answer.is_success:
                    return str(answer.json()["version"])
            except httpx.TransportError:
                pass
            await asyncio.sleep(_SHORT_POLL_S)
    how = "ended" if process.poll() is not None else f"did not answer within {timeout_s:.0f} s"
    raise OutsideFault(
        f"The Letta server {how} while starting. The end of its log {log_path}: {_tail(log_path)}",
        system="letta",
        retryable=False,
    )


def _environment(home: Path, sandbox: Path, pg_uri: str, model_base_url: str, model_key: str) -> dict[str, str]:
    """All that the server is told; of our own environment it gets only what names paths and the locale."""
    on_socket = urlsplit(pg_uri).hostname is None
    if on_socket and "sslmode=" not in pg_uri:
        # Its pool asks for TLS unless the URI says something of it; a unix socket has none.
        pg_uri += ("&" if "?" in pg_uri else "?") + "sslmode=disable"
    return {name: os.environ[name] for name in _PASSED_ON if name in os.environ} | {
        "HOME": str(home),
        "LETTA_DIR": str(home / ".letta"),
        "LETTA_PG_URI": pg_uri,
        "LETTA_DISABLE_SQLALCHEMY_POOLING": "false" if "sslmode=" in pg_uri else "true",
        "OPENAI_API_BASE": model_base_url,
        "OPENAI_API_KEY": model_key,
        # A sandbox of its own Python without packages: a tool call then starts in a fraction of the time.
        "TOOL_EXEC_DIR": str(sandbox),
        "TOOL_EXEC_VENV_NAME": "venv",
        "TOOL_EXEC_AUTORELOAD_VENV": "false",
        "LETTA_DISABLE_TRACING": "true",
        "LETTA_TRACK_PROVIDER_TRACE": "false",
        "LETTA_TELEMETRY_ENABLE_DATADOG": "false",
        "DO_NOT_TRACK": "1",
        "PYTHONUNBUFFERED": "1",
    }


def _install(state_dir: Path) -> Path:
    wanted = hashlib.sha256(LOCK_FILE.read_bytes()).hexdigest()
    environment = state_dir.resolve() / "letta" / f"env-{wanted[:12]}"
    python, complete = environment / "bin" / "python", environment / "complete"
    environment.parent.mkdir(parents=True, exist_ok=True)
    with _exclusive(environment.parent / "install.lock"):
        if not complete.exists():
            _uv("venv", "--clear", "--python", SERVER_PYTHON, str(environment))
            _uv("pip", "install", "--python", str(python), "--require-hashes", "-r", str(LOCK_FILE))
            complete.touch()
    return python


def _make_home(state_dir: Path, python: Path) -> tuple[Path, Path]:
    """The server's home, and in it the folder that tool calls run in, with an empty virtual environment."""
    home = state_dir.resolve() / "letta"
    sandbox = home / "sandbox"
    home.mkdir(parents=True, exist_ok=True)
    with _exclusive(home / "install.lock"):
        if not (sandbox / "venv" / "bin" / "python3").exists():
            _uv("venv", "--clear", "--python", str(python.resolve()), str(sandbox / "venv"))
    return home, sandbox


def find_uv() -> str | None:
    """uv on PATH, or the one that `scripts/setup` installed into this clone where there was none."""
    return shutil.which("uv") or shutil.which("uv", path=OWN_TOOLS)


def _uv(*arguments: str) -> None:
    uv = find_uv()
    if uv is None:
        raise SettingMissing("uv is not on PATH, and the Letta server's environment is made by it; install uv.")
    done = subprocess.run([uv, "--quiet", *arguments], capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise OutsideFault(
            f"The Letta server's environment could not be made: uv {arguments[0]} said: {done.stderr.strip()[-600:]}",
            system="letta",
            retryable=True,
        )


@contextmanager
def _exclusive(path: Path) -> Iterator[None]:
    """One process at a time makes the environment; the others wait and then find it."""
    with path.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _free_port(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End the child: the closed pipe tells it to; what is left of its group after a while is killed."""
    if process.stdin and not process.stdin.closed:
        process.stdin.close()
    try:
        process.wait(STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        process.wait()


def _tail(log_path: Path) -> str:
    return log_path.read_text(errors="replace")[-1500:].strip() or "(empty)"
