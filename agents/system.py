"""What the work of every agent needs, wired in one place by `server.bootstrap` and passed in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from advancing.followup import FollowUpPolicy
from advancing.roles import Role
from agents.host import AgentHost
from tools.context import ToolCall
from tools.gmail.client import GmailClient
from tools.mastertour.client import MasterTourClient
from tools.notices import Notifier
from tools.store.database import Database
from tools.store.effect import Checkpoint, Effects, no_checkpoint
from tools.store.job import JobQueue
from tools.store.mailbox import Mailbox
from tools.supabase_cloud.storage import FileStore
from tools.token import Caller
from tools.toolbox import Toolbox


@dataclass(frozen=True)
class System:
    """The running system's parts.

    Args:
        database: Connections to Postgres.
        jobs: The job queue.
        effects: Carries out what happens outside, once.
        host: Where the agents live: a Letta server, or the rules.
        rules: The rules host, which takes over where the other fails.
        toolbox: Runs tool calls.
        gmail: Gives the client of a mailbox.
        master_tour: The client of Master Tour; None where none is configured.
        files: Where riders lie.
        notifier: Tells tour managers by push, Slack, SMS.
        clock: The present time, aware, UTC.
        models: Model handle per role.
        bridge_url: Where agents' tools reach the bridge.
        tool_secret: Signs the tools' tokens.
        pubsub_topic: Topic that Gmail publishes to; "" where there is no public URL and mailboxes are polled.
        follow_up: When to write again.
        checkpoint: Called between the steps of the flow; the fault tests end the process there.
        price_per_million: (prompt, completion) token prices in USD per model handle.
    """

    database: Database
    jobs: JobQueue
    effects: Effects
    host: AgentHost
    rules: AgentHost
    toolbox: Toolbox[ToolCall]
    gmail: Callable[[Mailbox], GmailClient]
    master_tour: MasterTourClient | None
    files: FileStore
    notifier: Notifier
    clock: Callable[[], datetime]
    models: dict[Role, str]
    bridge_url: str
    tool_secret: str
    pubsub_topic: str = ""
    follow_up: FollowUpPolicy = field(default_factory=FollowUpPolicy)
    checkpoint: Checkpoint = no_checkpoint
    price_per_million: dict[str, tuple[float, float]] = field(default_factory=dict)


def agent_name(role: Role, *, tour_manager_id: UUID, show_id: UUID | None) -> str:
    """The name that identifies an agent on its host: `advancing-email-parser-SHOW`."""
    owner = show_id if role in PER_SHOW else tour_manager_id
    return f"advancing-{role.value.replace('_', '-')}-{owner}"


def caller_of(role: Role, *, tour_manager_id: UUID, tour_id: UUID | None, show_id: UUID | None) -> Caller:
    """Who an agent is when it calls a tool; only the coordinator is talked to by a person."""
    return Caller(
        role=role,
        tour_manager_id=tour_manager_id,
        tour_id=tour_id,
        show_id=show_id if role in PER_SHOW else None,
        agent_name=agent_name(role, tour_manager_id=tour_manager_id, show_id=show_id),
        in_chat=role is Role.COORDINATOR,
    )


PER_SHOW = frozenset({Role.DRAFT_GENERATOR, Role.EMAIL_PARSER})
"""Roles of which every show has its own agent; the others exist once per tour manager."""
