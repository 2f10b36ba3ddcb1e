"""The agent host: where agents live and think. An interface, and the plain types that cross it.

Nothing here or above knows a type of the host's own library. Which tools exist and who may call them is
`tools.registry`'s; how a call reaches it is each host's own matter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from advancing.errors import StateConflict
from advancing.roles import Role
from tools.registry import ToolSpec


class ApprovalPending(StateConflict):
    """The agent waits for a person's answer to a tool call, and takes no other message before it has it."""

    code = "approval_pending"


@dataclass(frozen=True, slots=True)
class HostHealth:
    """Whether a host can work.

    Args:
        ok: Whether it answers.
        version: As it reports it, "" if it does not answer.
        detail: One sentence where it is not ok.
    """

    ok: bool
    version: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class HostCounts:
    """What is on a host, of ours and of others."""

    agents: int
    blocks: int
    tools: int


@dataclass(frozen=True, slots=True)
class ChangeReport:
    """What bringing a host in line with the code changed, by name."""

    created: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether anything was."""
        return bool(self.created or self.updated or self.removed)

    def __add__(self, other: "ChangeReport") -> "ChangeReport":
        return ChangeReport(
            self.created + other.created,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
            self.removed + other.removed,
        )


@dataclass(frozen=True, slots=True)
class BlockSpec:
    """A memory block as the code wants it.

    Args:
        key: Identifies it on the host for good, `show/<id>/show` or `<agent name>/persona`.
        label: The name that the agent sees.
        description: For the agent: what it is for.
        value: What it holds when it is made.
        limit: Longest value in characters.
        read_only: Whether agents are kept from changing it; projections are.
        fixed: Whether the value is the code's (a persona): it is then put back whenever it differs.
    """

    key: str
    label: str
    description: str
    value: str = ""
    limit: int = 5000
    read_only: bool = False
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class AgentSpec:
    """An agent as the code wants it.

    Args:
        name: Identifies it on the host, `email_parser-<show id>`.
        role: What it is for.
        model: The host's handle of the model, `openai-proxy/offline-rules`.
        system: Its system prompt; the same for all agents of a role.
        blocks: Its own memory blocks, the persona among them.
        shared_blocks: Blocks of others that it sees too, by label: host's block ids from `ensure_block`.
        tools: Names of the tools it has; each was given to `sync_tools` before.
        tags: Further tags to find it by; the role is always one.
        env: What its tools find in the environment; the bridge's address and the agent's token.
        keeps_chat: Whether it remembers earlier turns. One that does not starts each turn from its memory alone,
            so that its context cannot grow.
        context_window: Most tokens it may hold before older turns are summed up; None: the model's own limit.
    """

    name: str
    role: Role
    model: str
    system: str
    blocks: tuple[BlockSpec, ...] = ()
    shared_blocks: Mapping[str, str] = field(default_factory=dict)
    tools: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict)
    keeps_chat: bool = False
    context_window: int | None = None

    @property
    def all_tags(self) -> tuple[str, ...]:
        """The tags it is found by, sorted."""
        return tuple(sorted({"advancing", f"role:{self.role.value}", *self.tags}))


@dataclass(frozen=True, slots=True)
class AgentRef:
    """An agent on a host.

    Args:
        id: The host's id.
        name: As in its spec.
        block_ids: Ids of all its blocks, by label.
        changes: What `ensure_agent` changed, in short words (`created`, `model`, `tools: +x`); empty if nothing.
    """

    id: str
    name: str
    block_ids: Mapping[str, str]
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AgentListing:
    """An agent that is on a host, as a list of them shows it."""

    id: str
    name: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """What is said to an agent.

    Args:
        text: The whole prompt, or what the tour manager wrote.
        in_chat: Whether a person is there to approve a tool call. Where none is, such calls are denied at once.
    """

    text: str
    in_chat: bool = False


@dataclass(frozen=True, slots=True)
class CalledTool:
    """One tool call of a turn: what was given, what came back, and whether it was carried out.

    Args:
        name: The name that was called, also where there is no such tool.
        arguments: As given; text that is no JSON object stands under the key "".
        result: What the agent was told.
        ok: Whether it was carried out.
        reached_us: Whether it came to the toolbox, which recorded it; the host refuses others by itself.
    """

    name: str
    arguments: Mapping[str, Any]
    result: str
    ok: bool
    reached_us: bool = True


@dataclass(frozen=True, slots=True)
class PendingApproval:
    """A tool call that waits for a person."""

    tool_call_id: str
    name: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Usage:
    """What a turn took: tokens read and written by the model, and how often it was asked."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    steps: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
            self.steps + other.steps,
        )


@dataclass(frozen=True, slots=True)
class Turn:
    """What came of a message.

    Args:
        text: The agent's last words, "" if it said none.
        tool_calls: What it called, in order.
        usage: Tokens and steps.
        stop_reason: `end_turn`, `requires_approval`, or the host's word for why it broke off.
        model: Handle of the model; `rules` where there was none.
        duration_ms: Wall time in milliseconds.
        pending: Tool calls that wait for a person.
        fallback_reason: Why the rules stood in for the model; "" where they did not. Whoever turned to them sets it.
    """

    text: str
    tool_calls: tuple[CalledTool, ...] = ()
    usage: Usage = Usage()
    stop_reason: str = "end_turn"
    model: str = ""
    duration_ms: float = 0.0
    pending: tuple[PendingApproval, ...] = ()
    fallback_reason: str = ""

    def called(self, name: str) -> tuple[CalledTool, ...]:
        """The calls of one tool."""
        return tuple(call for call in self.tool_calls if call.name == name)


DENIED_OUTSIDE_CHAT = "No person is in this conversation. This tool is only for a chat with the tour manager."
"""What an agent is told that calls a tool which needs approval where nobody can give it."""


class AgentHost(Protocol):
    """Where agents live. Every method may raise `OutsideFault(system="letta")`; retries are the caller's."""

    @property
    def name(self) -> str:
        """`letta` or `rules`."""

    async def health(self) -> HostHealth:
        """Whether it answers; never raises for a host that is away."""

    async def sync_tools(self, specs: Sequence[ToolSpec]) -> ChangeReport:
        """Make the host's copies of the tools equal the given ones; a second run changes nothing."""

    async def ensure_block(self, spec: BlockSpec) -> str:
        """Make the block of that key if it is missing, mend its description, limit and flags; returns its id.

        The value of one that exists is left alone unless the spec says that it is fixed.
        """

    async def ensure_agent(self, spec: AgentSpec) -> AgentRef:
        """Make the agent of that name, or change in place what differs from the spec."""

    async def read_block(self, block_id: str) -> str:
        """The value of a block.

        Raises:
            NotFound: There is no such block.
        """

    async def write_block(self, block_id: str, value: str) -> None:
        """Set the value of a block, cut to its limit; every agent that it is attached to sees it from its next turn.

        Raises:
            NotFound: There is no such block.
        """

    async def run(self, agent_id: str, message: Message) -> Turn:
        """Send a message and wait until the turn is over.

        Raises:
            NotFound: There is no such agent.
            ApprovalPending: It waits for a person's answer.
        """

    async def answer_approval(self, agent_id: str, tool_call_id: str, *, approve: bool, reason: str = "") -> Turn:
        """Approve or deny a tool call that waits, and wait until the turn goes on to its end.

        Raises:
            NotFound: There is no such agent.
            StateConflict: No such call waits.
        """

    async def retire(self, agent_id: str) -> None:
        """Remove an agent with the blocks that no other agent sees. One that is gone is no error."""

    async def list_agents(self, tags: Sequence[str] = ()) -> tuple[AgentListing, ...]:
        """The agents of this system that have all the given tags, by name."""

    async def counts(self) -> HostCounts:
        """How many agents, blocks and tools there are on the host (its own built-in tools left out)."""

    async def aclose(self) -> None:
        """Close connections."""
