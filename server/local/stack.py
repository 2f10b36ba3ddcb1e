"""A whole installation on loopback: PostgreSQL, the offline model, Letta, emulators, bridge and worker.

What a setting names is used as it is; what none names is started here.
"""

import asyncio
import json
import signal
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agents.hosts.letta_server import LettaProcess, install_letta, start_letta
from agents.offline_model.app import create_offline_model
from agents.provisioning import sync_agents
from server.bootstrap import bootstrap
from server.first_person import ensure_person
from server.local.child import Child
from server.local.running import announce
from server.local.secret import local_secrets
from server.settings import Host, Settings, load_settings
from tools.gmail.emulator import push as gmail_push
from tools.gmail.emulator.serve import GmailEmulator
from tools.loopback import LOOPBACK, LoopbackServer
from tools.mastertour.emulator.serve import MasterTourEmulator
from tools.store.database import Database
from tools.store.embedded import EmbeddedPostgres, start_embedded
from tools.store.mailbox import connect_mailbox
from tools.store.migration import migrate

Say = Callable[[str], None]

DATABASE = "advancing"
LETTA_DATABASE = "letta"
EMULATOR_TOKEN = "emulator-token"  # noqa: S105  (of the emulator on loopback; guards nothing)
MASTER_TOUR_KEY, MASTER_TOUR_SECRET = "demo-key", "demo-secret"


@dataclass
class Stack:
    """What runs.

    Args:
        settings: With every address filled in.
        api_token: Bearer token of the tour manager.
        gmail_url: Of the Gmail emulator; None: the real Gmail.
        gmail: The Gmail emulator itself.
        master_tour_url: Control address of the Master Tour emulator; None: the real one, or none.
        letta: The Letta server, where one was started here.
        bridge: The bridge's process.
        worker: The worker's process.
        start_seconds: From the first step to the last answer, without installing.
        environment: The settings as the child processes get them.
    """

    settings: Settings
    api_token: str
    gmail_url: str | None = None
    gmail: GmailEmulator | None = None
    master_tour_url: str | None = None
    letta: LettaProcess | None = None
    bridge: Child | None = None
    worker: Child | None = None
    start_seconds: float = 0.0
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Of the bridge."""
        return f"http://{self.settings.host}:{self.settings.port}"

    def start_worker(self) -> Child:
        """Start the worker (again)."""
        self.worker = Child("worker", ["work"], self.environment, self.settings.state_dir / "logs")
        return self.worker


@asynccontextmanager
async def run_stack(
    settings: Settings,
    *,
    emulators: bool,
    fresh: bool = False,
    say: Say = lambda _: None,
    durable: bool = True,
    letta_env_dir: Path | None = None,
) -> AsyncIterator[Stack]:
    """Start everything; at the end everything that was started here is stopped.

    Args:
        settings: Of development; what they name is not started here.
        emulators: Whether Gmail and Master Tour are emulated.
        fresh: Whether to begin with an empty database.
        say: Told what happens, in a sentence each.
        durable: Whether the embedded database survives a power cut.
        letta_env_dir: State folder whose environment of the Letta server is used; None: that of the settings.

    Yields:
        What runs.
    """
    state_dir = settings.state_dir.resolve()
    values: dict[str, Any] = {"state_dir": str(state_dir), **_made_up(settings, state_dir)}
    if settings.agent_host is Host.LETTA and not settings.letta_base_url:
        say("Making sure that the Letta server's own environment is there (the first time takes a minute or two).")
        await install_letta(letta_env_dir or state_dir)
    started = time.perf_counter()
    async with AsyncExitStack() as stack:
        loop = asyncio.get_running_loop()
        _end_on_sigterm(stack)

        def on_stop(stop: Callable[[], None]) -> None:
            stack.push_async_callback(loop.run_in_executor, None, stop)

        postgres = await asyncio.to_thread(
            _database, settings, state_dir, values, fresh=fresh, durable=durable, say=say
        )
        if postgres:
            on_stop(postgres.stop)
        running = Stack(settings, values["api_token"])
        values["port"] = settings.port or free_port()
        values["bridge_url"] = settings.bridge_url or f"http://{settings.host}:{values['port']}"
        if emulators:
            _emulate(settings, values, running, on_stop, say)
        if settings.agent_host is Host.LETTA and not settings.letta_base_url:
            # The server takes longest; everything else starts beside it, knowing its address before it answers.
            letta_port = free_port()
            values["letta_base_url"] = f"http://{LOOPBACK}:{letta_port}"
            letta = asyncio.create_task(_letta(letta_port, state_dir, letta_env_dir, postgres, on_stop, say))
            stack.callback(letta.cancel)
        else:
            letta = None
        await _prepare(values, running, emulators=emulators)
        running.settings = load_settings(**{**settings.model_dump(exclude_unset=True), **values})
        running.environment = environment_of(running.settings)
        log_dir = state_dir / "logs"
        say("Starting the bridge and the worker.")
        running.bridge = Child("bridge", ["serve"], running.environment, log_dir)
        on_stop(running.bridge.stop)
        running.start_worker()
        on_stop(lambda: running.worker.stop() if running.worker else None)
        await running.bridge.wait_for(f"{running.url}/healthz")
        running.letta = await letta if letta else None
        async with bootstrap(running.settings) as system:
            await sync_agents(system)
        if running.worker:
            running.worker.check()
        running.start_seconds = round(time.perf_counter() - started, 1)
        say(f"Everything is up after {running.start_seconds} s.")
        stack.enter_context(announce(running.settings, state_dir))
        yield running
        say("Stopping.")


def _end_on_sigterm(stack: AsyncExitStack) -> None:
    """As on Ctrl-C: a service manager's way to say stop must leave nothing running either."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    if task:
        loop.add_signal_handler(signal.SIGTERM, task.cancel)
        stack.callback(loop.remove_signal_handler, signal.SIGTERM)


def _made_up(settings: Settings, state_dir: Path) -> dict[str, str]:
    """Secrets of development, where the settings give none."""
    given = {
        name: value.get_secret_value()
        for name in ("api_token", "tool_secret", "session_secret", "token_key")
        if (value := getattr(settings, name)) is not None
    }
    return {**local_secrets(state_dir), **given}


def _database(
    settings: Settings, state_dir: Path, values: dict[str, Any], *, fresh: bool, durable: bool, say: Say
) -> EmbeddedPostgres | None:
    """The database that the settings name, or an embedded one; with every migration applied."""
    if settings.database_url is not None:
        migrate(settings.database_url.get_secret_value(), embedded=settings.database_is_embedded)
        return None
    say("Starting PostgreSQL.")
    postgres = start_embedded(state_dir / "postgres", durable=durable)
    if fresh and postgres.has_database(DATABASE):
        postgres.drop_database(DATABASE)
        if postgres.has_database(LETTA_DATABASE):
            postgres.drop_database(LETTA_DATABASE)
    for name in (DATABASE, LETTA_DATABASE):
        if not postgres.has_database(name):
            postgres.create_database(name)
    values["database_url"] = postgres.dsn(DATABASE)
    values["database_is_embedded"] = True
    migrate(values["database_url"], embedded=True)
    return postgres


def _emulate(
    settings: Settings,
    values: dict[str, Any],
    running: Stack,
    on_stop: Callable[[Callable[[], None]], None],
    say: Say,
) -> None:
    say("Starting the Gmail and the Master Tour emulator.")
    gmail = GmailEmulator(
        {settings.tour_manager_email: EMULATOR_TOKEN}, push_url=f"{values['bridge_url']}/webhooks/gmail"
    ).start()
    on_stop(gmail.stop)
    master_tour = MasterTourEmulator().start()
    on_stop(master_tour.stop)
    running.gmail, running.gmail_url, running.master_tour_url = gmail, gmail.url, master_tour.url
    values["gmail_api_url"] = gmail.url
    values["gmail_emulator_token"] = EMULATOR_TOKEN
    values["pubsub_audience"] = gmail_push.AUDIENCE
    values["pubsub_service_account"] = gmail_push.SERVICE_ACCOUNT
    values["pubsub_certs_url"] = f"{gmail.url}/oauth2/v1/certs"
    values["pubsub_topic"] = "projects/advancing/topics/gmail"
    values["master_tour_url"] = master_tour.api_url
    values["master_tour_key"], values["master_tour_secret"] = MASTER_TOUR_KEY, MASTER_TOUR_SECRET


async def _letta(
    port: int,
    state_dir: Path,
    letta_env_dir: Path | None,
    postgres: EmbeddedPostgres | None,
    on_stop: Callable[[Callable[[], None]], None],
    say: Say,
) -> LettaProcess:
    """The Letta server, with the offline model behind it."""
    if postgres is None:
        postgres = await asyncio.to_thread(start_embedded, state_dir / "postgres")
        on_stop(postgres.stop)
        if not postgres.has_database(LETTA_DATABASE):
            postgres.create_database(LETTA_DATABASE)
    say("Starting the offline model and the Letta server.")
    model = LoopbackServer(create_offline_model(), name="offline-model").start()
    on_stop(model.stop)
    letta = await start_letta(
        state_dir,
        postgres.sqlalchemy_uri(LETTA_DATABASE),
        f"{model.url}/v1",
        "offline",
        port,
        env_state_dir=letta_env_dir,
    )
    loop = asyncio.get_running_loop()
    on_stop(lambda: asyncio.run_coroutine_threadsafe(letta.stop(), loop).result(30))
    return letta


async def _prepare(values: dict[str, Any], running: Stack, *, emulators: bool) -> None:
    """The tour manager, their token and, with the emulator, their mailbox."""
    settings = load_settings(**{**running.settings.model_dump(exclude_unset=True), "api_token": values["api_token"]})
    database = Database(values["database_url"], max_size=2)
    await database.open()
    try:
        person = await ensure_person(database, settings)
        async with database.transaction() as conn:
            if emulators:
                await connect_mailbox(conn, person.user_id, settings.tour_manager_email, None, None)
    finally:
        await database.close()


def environment_of(settings: Settings) -> dict[str, str]:
    """The settings as environment variables, secrets included: for our own child processes."""
    found: dict[str, str] = {}
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if value is None or value == {}:
            continue
        text = value.get_secret_value() if hasattr(value, "get_secret_value") else value
        if isinstance(text, dict):
            text = json.dumps(text)
        found[f"ADVANCING_{name.upper()}"] = str(getattr(text, "value", text))
    return found


def free_port() -> int:
    """A loopback port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port
