"""The one place where the system is wired: the bridge, the worker, every command and every test call `bootstrap`."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from google.auth.credentials import Credentials
from google.oauth2.credentials import Credentials as UserCredentials
from psycopg.errors import ForeignKeyViolation

from advancing.errors import SettingMissing
from advancing.followup import FollowUpPolicy
from agents.host import AgentHost
from agents.hosts.letta import LettaHost
from agents.hosts.rules import RulesHost
from agents.system import System
from server.settings import Host, Settings
from tools.context import tool_context
from tools.gmail import functions as gmail_functions
from tools.gmail.client import GMAIL, GmailClient
from tools.gmail.oauth import OAuthClient, TokenSeal, credentials_from
from tools.gmail.quota import QuotaBucket
from tools.mastertour import functions as master_tour_functions
from tools.mastertour.client import BASE_URL as MASTER_TOUR_URL
from tools.mastertour.client import MasterTourClient
from tools.notices import Notifier
from tools.registry import Registry
from tools.store import (
    agent as agents,
)
from tools.store import (
    delegation_functions,
    memory_functions,
    notice_functions,
    result_functions,
    show_functions,
)
from tools.store.database import Database
from tools.store.effect import Checkpoint, Effects, no_checkpoint
from tools.store.job import JobQueue
from tools.store.mailbox import Mailbox
from tools.supabase_cloud.storage import LocalFileStore, SupabaseFileStore
from tools.token import read_token
from tools.toolbox import CallRecord, Toolbox

HOSTED_LETTA = "https://api.letta.com"

TOOL_MODULES = (
    show_functions,
    gmail_functions,
    delegation_functions,
    result_functions,
    master_tour_functions,
    notice_functions,
    memory_functions,
)


@dataclass(frozen=True)
class Fakes:
    """What tests put in the place of parts.

    Args:
        host: In place of the agent host.
        clock: In place of the system's clock.
        checkpoint: Called between the steps of the flow.
    """

    host: AgentHost | None = None
    clock: Callable[[], datetime] | None = None
    checkpoint: Checkpoint = no_checkpoint


@dataclass
class GmailClients:
    """One Gmail client per mailbox, made when it is first asked for.

    Args:
        settings: Where Gmail is, and the key that sealed tokens open with.
    """

    settings: Settings
    clients: dict[str, GmailClient] = field(default_factory=dict)

    def __call__(self, mailbox: Mailbox) -> GmailClient:
        """The client of a mailbox; a mailbox that was connected anew gets a new one."""
        key = f"{mailbox.id}:{hash(mailbox.sealed_token)}"
        if key not in self.clients:
            self.clients[key] = GmailClient(
                self._credentials(mailbox),
                endpoint=self.settings.gmail_api_url or GMAIL,
                quota=QuotaBucket(),
            )
        return self.clients[key]

    def _credentials(self, mailbox: Mailbox) -> Credentials:
        if self.settings.gmail_emulator_token is not None:
            return UserCredentials(token=self.settings.gmail_emulator_token.get_secret_value())  # type: ignore[no-untyped-call]
        if mailbox.sealed_token is None:
            raise SettingMissing(f"{mailbox.address} has no consent stored. Connect it: advance gmail connect.")
        token = token_seal(self.settings).unseal(mailbox.sealed_token)
        return credentials_from(token, google_client(self.settings))

    def close(self) -> None:
        """Close every connection."""
        for client in self.clients.values():
            client.close()


@asynccontextmanager
async def bootstrap(settings: Settings, fakes: Fakes | None = None) -> AsyncIterator[System]:
    """Wire the system and open its connections; they are closed at the end.

    Args:
        settings: All settings.
        fakes: What a test puts in.

    Raises:
        SettingMissing: A setting that is needed is missing; the sentence names it.
        OutsideFault: The database does not answer.
    """
    fakes = fakes or Fakes()
    dsn = settings.need("database_url")
    clock = fakes.clock or (lambda: datetime.now(UTC))
    database, jobs, gmail = Database(dsn), JobQueue(dsn), GmailClients(settings)
    toolbox = Toolbox(make_registry(), tool_context(database, jobs, clock), lambda record: keep_call(database, record))
    tool_secret = settings.need("tool_secret")
    rules = RulesHost(toolbox, lambda token: read_token(token, tool_secret))
    host = fakes.host or _host(settings, rules)
    master_tour = _master_tour(settings)
    files = _files(settings)
    await database.open()
    await jobs.open()
    try:
        yield System(
            database=database,
            jobs=jobs,
            effects=Effects(database, fakes.checkpoint),
            host=host,
            rules=rules,
            toolbox=toolbox,
            gmail=gmail,
            master_tour=master_tour,
            files=files,
            notifier=Notifier(),
            clock=clock,
            models=settings.models,
            bridge_url=settings.bridge_url or f"http://{settings.host}:{settings.port}",
            tool_secret=tool_secret,
            pubsub_topic=settings.pubsub_topic,
            follow_up=FollowUpPolicy(
                first_after_days=settings.follow_up_first_days,
                then_after_days=settings.follow_up_then_days,
                max_follow_ups=settings.follow_up_max,
            ),
            checkpoint=fakes.checkpoint,
            price_per_million=settings.model_prices,
        )
    finally:
        await host.aclose()
        gmail.close()
        if master_tour:
            master_tour.close()
        if isinstance(files, SupabaseFileStore):
            await files.close()
        await jobs.close()
        await database.close()


def token_seal(settings: Settings) -> TokenSeal:
    """What encrypts Gmail tokens; several keys, newest first and split by commas, let a key be replaced."""
    return TokenSeal([key.strip() for key in settings.need("token_key").split(",") if key.strip()])


def google_client(settings: Settings) -> OAuthClient:
    """This installation as Google knows it."""
    return OAuthClient(settings.need("google_client_id"), settings.need("google_client_secret"))


def make_registry() -> Registry:
    """The tools of the system."""
    return Registry.collect(TOOL_MODULES)


async def keep_call(database: Database, record: CallRecord) -> None:
    """Keep every tool call as a step of its task, and each that was refused in the activity log too."""
    try:
        await _keep_call(database, record, record.caller.show_id or _named_show(record))
    except ForeignKeyViolation:
        # Its show was deleted; the agent's token outlives it, and what it tried is kept all the same.
        await _keep_call(database, record, None)


async def _keep_call(database: Database, record: CallRecord, show_id: UUID | None) -> None:
    caller = record.caller
    async with database.transaction() as conn:
        task = await agents.running_task(conn, caller.role, show_id) if show_id else None
        await agents.store_step(
            conn,
            role=caller.role,
            tour_manager_id=caller.tour_manager_id,
            show_id=show_id,
            task_id=task.id if task else None,
            kind="tool_call",
            name=record.tool[:200],
            arguments=dict(record.arguments),
            result=record.result,
            ok=record.ok,
            duration_ms=record.duration_ms,
        )
        if not record.ok:
            await agents.log_activity(
                conn,
                agent_type=caller.role,
                action="tool.refused",
                tour_manager_id=caller.tour_manager_id,
                show_id=show_id,
                input={"tool": record.tool[:200], "arguments": dict(record.arguments)},
                success=False,
                error=f"{record.code}: {record.result}",
                duration_ms=record.duration_ms,
            )


def _named_show(record: CallRecord) -> UUID | None:
    """The show that an agent of several shows called a tool for; only a call that was let through says so."""
    try:
        return UUID(str(record.arguments.get("show_id"))) if record.ok else None
    except ValueError:
        return None


def _host(settings: Settings, rules: RulesHost) -> AgentHost:
    if settings.agent_host is Host.RULES:
        return rules
    return LettaHost(
        settings.letta_base_url or HOSTED_LETTA,
        settings.letta_api_key.get_secret_value() if settings.letta_api_key else None,
        turn_timeout_s=settings.turn_timeout_s,
    )


def _master_tour(settings: Settings) -> MasterTourClient | None:
    if not settings.master_tour_key:
        return None
    return MasterTourClient(
        settings.master_tour_key,
        settings.need("master_tour_secret"),
        base_url=settings.master_tour_url or MASTER_TOUR_URL,
        version=settings.master_tour_version,
    )


def _files(settings: Settings) -> LocalFileStore | SupabaseFileStore:
    if settings.supabase_url:
        return SupabaseFileStore(settings.supabase_url, settings.need("supabase_service_key"), settings.riders_bucket)
    return LocalFileStore(settings.state_dir / "files")
