"""The rules host: agents played by rules in this process, with no server and no model.

It takes over where the other host fails, and is all there is where none is wanted. What it knows of agents and
blocks lives in memory: the database is the truth, and whoever uses this host makes the agent first.
"""

import dataclasses
import time
import uuid
from collections.abc import Callable, Mapping, Sequence

from advancing.errors import NotFound, StateConflict
from agents.host import (
    DENIED_OUTSIDE_CHAT,
    AgentListing,
    AgentRef,
    AgentSpec,
    ApprovalPending,
    BlockSpec,
    CalledTool,
    ChangeReport,
    HostCounts,
    HostHealth,
    Message,
    PendingApproval,
    Turn,
    Usage,
)
from agents.rules import PLAYERS
from agents.rules.step import ChatMessage, ToolRequest
from tools.registry import ToolSpec
from tools.signature import TOKEN_VARIABLE
from tools.token import Caller
from tools.toolbox import REFUSED, ContextT, Toolbox

MAX_STEPS = 12
_KEPT_MESSAGES = 60
_VERSION = "1"


@dataclasses.dataclass
class _Resident:
    """An agent in memory, with its chat and what waits for a person."""

    id: str
    spec: AgentSpec
    chat: list[ChatMessage] = dataclasses.field(default_factory=list)
    pending: PendingApproval | None = None


@dataclasses.dataclass
class _Progress:
    """A turn as far as it is."""

    started: float
    text: str = ""
    calls: list[CalledTool] = dataclasses.field(default_factory=list)
    steps: int = 0
    stop_reason: str = "max_steps"


class RulesHost:
    """Agents played by rules.

    Args:
        toolbox: Runs their tool calls.
        read_caller: Reads a token of `AgentSpec.env` into who calls, as the bridge does.
    """

    name = "rules"

    def __init__(self, toolbox: Toolbox[ContextT], read_caller: Callable[[str], Caller]) -> None:
        self._call = toolbox.call
        self._needs_approval = {spec.name for spec in toolbox.registry.all() if spec.needs_chat_approval}
        self._read_caller = read_caller
        self._tools: dict[str, ToolSpec] = {}
        self._agents: dict[str, _Resident] = {}
        self._blocks: dict[str, tuple[BlockSpec, str]] = {}

    async def health(self) -> HostHealth:
        """See `AgentHost.health`; always well."""
        return HostHealth(ok=True, version=_VERSION)

    async def sync_tools(self, specs: Sequence[ToolSpec]) -> ChangeReport:
        """See `AgentHost.sync_tools`."""
        wanted, known = {spec.name: spec for spec in specs}, self._tools
        self._tools = wanted
        return ChangeReport(
            created=tuple(name for name in wanted if name not in known),
            updated=tuple(name for name in wanted if name in known and known[name] != wanted[name]),
            unchanged=tuple(name for name in wanted if name in known and known[name] == wanted[name]),
            removed=tuple(name for name in known if name not in wanted),
        )

    async def ensure_block(self, spec: BlockSpec) -> str:
        """See `AgentHost.ensure_block`; the id is made of the key."""
        block_id = _block_id(spec)
        known = self._blocks.get(block_id)
        value = spec.value if known is None or spec.fixed else known[1]
        self._blocks[block_id] = (spec, value[: spec.limit])
        return block_id

    async def ensure_agent(self, spec: AgentSpec) -> AgentRef:
        """See `AgentHost.ensure_agent`; the id is made of the name."""
        own = {block.label: await self.ensure_block(block) for block in spec.blocks}
        agent_id = f"agent-{uuid.uuid5(uuid.NAMESPACE_URL, spec.name)}"
        known = self._agents.get(agent_id)
        changes: tuple[str, ...] = ("created",)
        if known is None:
            self._agents[agent_id] = _Resident(agent_id, spec)
        else:
            changes = tuple(
                field.name
                for field in dataclasses.fields(AgentSpec)
                if getattr(known.spec, field.name) != getattr(spec, field.name)
            )
            known.spec = spec
        return AgentRef(agent_id, spec.name, {**own, **spec.shared_blocks}, changes)

    async def read_block(self, block_id: str) -> str:
        """See `AgentHost.read_block`."""
        return self._block(block_id)[1]

    async def write_block(self, block_id: str, value: str) -> None:
        """See `AgentHost.write_block`."""
        spec, _ = self._block(block_id)
        self._blocks[block_id] = (spec, value[: spec.limit])

    async def run(self, agent_id: str, message: Message) -> Turn:
        """See `AgentHost.run`."""
        agent = self._agent(agent_id)
        if agent.pending:
            raise ApprovalPending("The agent waits for an answer to a tool call; approve or deny it first.")
        if not agent.spec.keeps_chat:
            agent.chat.clear()
        agent.chat.append(ChatMessage("user", message.text))
        return await self._play(agent, _Progress(time.perf_counter()), in_chat=message.in_chat)

    async def answer_approval(self, agent_id: str, tool_call_id: str, *, approve: bool, reason: str = "") -> Turn:
        """See `AgentHost.answer_approval`."""
        agent = self._agent(agent_id)
        waiting = agent.pending
        if waiting is None or waiting.tool_call_id != tool_call_id:
            raise StateConflict(f"The agent does not wait for an answer to {tool_call_id}.")
        agent.pending = None
        progress = _Progress(time.perf_counter())
        if approve:
            await self._execute(agent, waiting.name, waiting.arguments, progress)
        else:
            told = f"{REFUSED}The tour manager said no. {reason}".strip()
            denied = CalledTool(waiting.name, waiting.arguments, told, ok=False, reached_us=False)
            self._answered(agent, denied, progress)
        return await self._play(agent, progress, in_chat=True)

    async def retire(self, agent_id: str) -> None:
        """See `AgentHost.retire`."""
        agent = self._agents.pop(agent_id, None)
        if agent:
            seen = {block for other in self._agents.values() for block in _block_ids(other.spec)}
            for block_id in _block_ids(agent.spec) - seen:
                self._blocks.pop(block_id, None)

    async def list_agents(self, tags: Sequence[str] = ()) -> tuple[AgentListing, ...]:
        """See `AgentHost.list_agents`."""
        found = [
            AgentListing(agent.id, agent.spec.name, agent.spec.all_tags)
            for agent in self._agents.values()
            if set(tags) <= set(agent.spec.all_tags)
        ]
        return tuple(sorted(found, key=lambda agent: agent.name))

    async def counts(self) -> HostCounts:
        """See `AgentHost.counts`."""
        return HostCounts(agents=len(self._agents), blocks=len(self._blocks), tools=len(self._tools))

    async def aclose(self) -> None:
        """See `AgentHost.aclose`; there is nothing to close."""

    async def _play(self, agent: _Resident, progress: _Progress, *, in_chat: bool) -> Turn:
        """Ask the player for the next step, and carry it out, until it closes."""
        player = PLAYERS[agent.spec.role]
        while progress.steps < MAX_STEPS:
            step = player(agent.chat, agent.spec.tools)
            progress.steps += 1
            agent.chat.append(ChatMessage("assistant", step.text, step.requests))
            if not step.requests:
                progress.text, progress.stop_reason = step.text, "end_turn"
                break
            if not await self._carry_out(agent, step.requests, progress, in_chat=in_chat):
                progress.stop_reason = "requires_approval"
                break
        if not agent.pending:
            del agent.chat[:-_KEPT_MESSAGES]
        return Turn(
            text=progress.text,
            tool_calls=tuple(progress.calls),
            usage=Usage(steps=progress.steps),
            stop_reason=progress.stop_reason,
            model="rules",
            duration_ms=round((time.perf_counter() - progress.started) * 1000, 3),
            pending=(agent.pending,) if agent.pending else (),
        )

    async def _carry_out(
        self, agent: _Resident, requests: Sequence[ToolRequest], progress: _Progress, *, in_chat: bool
    ) -> bool:
        """Run the calls of a step; False where one now waits for a person."""
        for request in requests:
            if request.name not in self._needs_approval:
                await self._execute(agent, request.name, request.arguments, progress)
            elif in_chat:
                agent.pending = PendingApproval(f"call_{uuid.uuid4().hex[:20]}", request.name, request.arguments)
                return False
            else:
                told = REFUSED + DENIED_OUTSIDE_CHAT
                denied = CalledTool(request.name, request.arguments, told, ok=False, reached_us=False)
                self._answered(agent, denied, progress)
        return True

    async def _execute(self, agent: _Resident, name: str, arguments: Mapping[str, object], progress: _Progress) -> None:
        caller = self._read_caller(agent.spec.env.get(TOKEN_VARIABLE, ""))
        answer = await self._call(caller, name, arguments)
        self._answered(agent, CalledTool(name, arguments, answer.text, answer.ok), progress)

    def _answered(self, agent: _Resident, call: CalledTool, progress: _Progress) -> None:
        progress.calls.append(call)
        agent.chat.append(ChatMessage("tool", call.result, tool=call.name))

    def _agent(self, agent_id: str) -> _Resident:
        try:
            return self._agents[agent_id]
        except KeyError:
            raise NotFound(f"The rules host has no agent {agent_id}.") from None

    def _block(self, block_id: str) -> tuple[BlockSpec, str]:
        try:
            return self._blocks[block_id]
        except KeyError:
            raise NotFound(f"The rules host has no block {block_id}.") from None


def _block_id(spec: BlockSpec) -> str:
    return f"block-{uuid.uuid5(uuid.NAMESPACE_URL, spec.key)}"


def _block_ids(spec: AgentSpec) -> set[str]:
    return {_block_id(block) for block in spec.blocks} | set(spec.shared_blocks.values())
