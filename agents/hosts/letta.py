"""The Letta host: agents, blocks and tools on a Letta server 0.16.8, our own or a hosted one.

Everything that knows Letta stands here and in `letta_turn`; see `docs/letta.md`. A tool call does not come through
here: the server's sandbox relays it to the bridge.
"""

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Literal, cast

import httpx
import letta_client
from letta_client import AsyncLetta, omit
from letta_client.types import AgentState, BlockResponse, Tool

from advancing.errors import NotFound, OutsideFault, StateConflict
from agents.host import (
    DENIED_OUTSIDE_CHAT,
    AgentListing,
    AgentRef,
    AgentSpec,
    ApprovalPending,
    BlockSpec,
    ChangeReport,
    HostCounts,
    HostHealth,
    Message,
    PendingApproval,
    Turn,
)
from agents.hosts.letta_turn import calls_in, joined, turn_of
from tools.registry import ToolSpec

MAX_STEPS = 12
"""Model calls in one turn; a turn that needs more has lost its way."""

_OUR_TAG = "advancing"
_NO_KEY = "none"
_PAGE = 100
_AgentPart = Literal["agent.blocks", "agent.tools", "agent.tags", "agent.secrets"]
_PARTS: tuple[_AgentPart, ...] = ("agent.blocks", "agent.tools", "agent.tags", "agent.secrets")


class LettaHost:
    """Agents on a Letta server.

    Args:
        base_url: Of the server.
        api_key: For a hosted Letta, or one of our own that asks for a password; None otherwise.
        timeout_s: Seconds for one call other than a turn.
        turn_timeout_s: Seconds for a turn, the model's and the tools' time included.
    """

    name = "letta"

    def __init__(
        self, base_url: str, api_key: str | None = None, *, timeout_s: float = 20.0, turn_timeout_s: float = 180.0
    ) -> None:
        # No retries in the client: a turn that is sent twice is played twice. Who may repeat what is decided above.
        # And never without a key: it would take one from the environment. A server of our own asks for none.
        self._letta = AsyncLetta(base_url=base_url, api_key=api_key or _NO_KEY, timeout=timeout_s, max_retries=0)
        self._base_url = base_url
        self._turn_timeout = httpx.Timeout(turn_timeout_s, connect=timeout_s)
        self._tool_ids: dict[str, str] = {}
        self._models: dict[str, str] = {}

    async def health(self) -> HostHealth:
        """See `AgentHost.health`."""
        try:
            async with self._faults():
                answer = await self._letta.health(timeout=5.0)
            return HostHealth(ok=True, version=answer.version)
        except (OutsideFault, NotFound, StateConflict) as fault:
            return HostHealth(ok=False, version="", detail=fault.message)

    async def sync_tools(self, specs: Sequence[ToolSpec]) -> ChangeReport:
        """See `AgentHost.sync_tools`; tools of ours that the code no longer has are removed from the server."""
        wanted = {spec.name: spec for spec in specs}
        async with self._faults():
            known = {tool.name or "": tool async for tool in self._letta.tools.list(limit=_PAGE, tool_types=["custom"])}
            report = ChangeReport()
            for name, spec in wanted.items():
                tool = known.get(name)
                if tool is None or not _same_tool(tool, spec):
                    saved = await self._save_tool(tool, spec)
                    self._tool_ids[name] = saved.id
                    report += ChangeReport(updated=(name,)) if tool else ChangeReport(created=(name,))
                else:
                    self._tool_ids[name] = tool.id
                    report += ChangeReport(unchanged=(name,))
            for name, tool in known.items():
                if name not in wanted and _OUR_TAG in (tool.tags or []):
                    await self._letta.tools.delete(tool.id)
                    self._tool_ids.pop(name, None)
                    report += ChangeReport(removed=(name,))
        return report

    async def ensure_block(self, spec: BlockSpec) -> str:
        """See `AgentHost.ensure_block`."""
        async with self._faults():
            block = await self._find_block(spec.key)
            if block is None:
                made = await self._letta.blocks.create(
                    label=spec.label,
                    value=spec.value[: spec.limit],
                    description=spec.description,
                    limit=spec.limit,
                    read_only=spec.read_only,
                    tags=[_OUR_TAG, _key_tag(spec.key)],
                )
                return made.id
            await self._mend_block(block, spec)
            return block.id

    async def ensure_agent(self, spec: AgentSpec) -> AgentRef:
        """See `AgentHost.ensure_agent`."""
        own = {block.label: await self.ensure_block(block) for block in spec.blocks}
        block_ids = {**own, **spec.shared_blocks}
        async with self._faults():
            tool_ids = await self._ids_of_tools(spec.tools)
            agent = await self._find_agent(spec.name)
            if agent is None:
                agent = await self._create_agent(spec, block_ids, tool_ids)
                changes: tuple[str, ...] = ("created",)
            else:
                changes = await self._mend_agent(agent, spec, block_ids, tool_ids)
        self._models[agent.id] = spec.model
        return AgentRef(agent.id, spec.name, block_ids, changes)

    async def read_block(self, block_id: str) -> str:
        """See `AgentHost.read_block`."""
        async with self._faults(f"block {block_id}"):
            return (await self._letta.blocks.retrieve(block_id)).value

    async def write_block(self, block_id: str, value: str) -> None:
        """See `AgentHost.write_block`; the server rewrites the system prompt of the agents that see the block."""
        async with self._faults(f"block {block_id}"):
            block = await self._letta.blocks.retrieve(block_id)
            fitting = value[: block.limit] if block.limit else value
            if block.value != fitting:
                await self._letta.blocks.update(block_id, value=fitting)

    async def run(self, agent_id: str, message: Message) -> Turn:
        """See `AgentHost.run`."""
        turn = await self._send(agent_id, {"role": "user", "content": message.text})
        while turn.pending and not message.in_chat and turn.usage.steps <= MAX_STEPS:
            # Nobody is there to approve, and an agent that waits takes no further message: deny, and let it go on.
            denied = await self._answer(agent_id, turn.pending, approve=False, reason=DENIED_OUTSIDE_CHAT)
            turn = joined(turn, denied)
        return turn

    async def answer_approval(self, agent_id: str, tool_call_id: str, *, approve: bool, reason: str = "") -> Turn:
        """See `AgentHost.answer_approval`."""
        async with self._faults(f"agent {agent_id}"):
            agent = await self._letta.agents.retrieve(agent_id, include=["agent.pending_approval"])
        waiting = calls_in([agent.pending_approval] if agent.pending_approval else [])
        if tool_call_id not in [call.tool_call_id for call in waiting]:
            raise StateConflict(f"The agent does not wait for an answer to {tool_call_id}.")
        return await self._answer(agent_id, waiting, approve=approve, reason=reason)

    async def retire(self, agent_id: str) -> None:
        """See `AgentHost.retire`."""
        try:
            async with self._faults():
                agent = await self._letta.agents.retrieve(agent_id, include=["agent.blocks"])
                await self._letta.agents.delete(agent_id)
                for block in agent.blocks:
                    if block.id and not [seer async for seer in self._letta.blocks.agents.list(block.id, limit=1)]:
                        await self._letta.blocks.delete(block.id)
        except NotFound:
            return

    async def list_agents(self, tags: Sequence[str] = ()) -> tuple[AgentListing, ...]:
        """See `AgentHost.list_agents`."""
        async with self._faults():
            agents = [
                AgentListing(agent.id, agent.name, tuple(sorted(agent.tags)))
                async for agent in self._letta.agents.list(
                    tags=[_OUR_TAG, *tags], match_all_tags=True, limit=_PAGE, include=["agent.tags"]
                )
            ]
        return tuple(sorted(agents, key=lambda agent: agent.name))

    async def counts(self) -> HostCounts:
        """See `AgentHost.counts`."""
        async with self._faults():
            return HostCounts(
                agents=len([agent async for agent in self._letta.agents.list(limit=_PAGE, include=[])]),
                blocks=len([block async for block in self._letta.blocks.list(limit=_PAGE)]),
                tools=len([tool async for tool in self._letta.tools.list(limit=_PAGE, tool_types=["custom"])]),
            )

    async def aclose(self) -> None:
        """See `AgentHost.aclose`."""
        await self._letta.close()

    async def _send(self, agent_id: str, message: dict[str, Any], approved: Sequence[PendingApproval] = ()) -> Turn:
        started = time.perf_counter()
        async with self._faults(f"agent {agent_id}"):
            model = await self._model_of(agent_id)
            response = await self._letta.agents.messages.create(
                agent_id,
                messages=cast(Any, [message]),
                max_steps=MAX_STEPS,
                streaming=False,
                timeout=self._turn_timeout,
            )
        duration_ms = (time.perf_counter() - started) * 1000
        return turn_of(response, model=model, duration_ms=duration_ms, approved=approved)

    async def _answer(self, agent_id: str, waiting: Sequence[PendingApproval], *, approve: bool, reason: str) -> Turn:
        """Answer all calls that wait: the server takes answers for all of a step, or none."""
        approvals = [
            {"type": "approval", "tool_call_id": call.tool_call_id, "approve": approve, "reason": reason or None}
            for call in waiting
        ]
        return await self._send(agent_id, {"type": "approval", "approvals": approvals}, waiting)

    async def _model_of(self, agent_id: str) -> str:
        if agent_id not in self._models:
            agent = await self._letta.agents.retrieve(agent_id, include=[])
            self._models[agent_id] = agent.model or agent.llm_config.handle or ""
        return self._models[agent_id]

    async def _save_tool(self, known: Tool | None, spec: ToolSpec) -> Tool:
        wanted: dict[str, Any] = {
            "source_code": spec.stub_source,
            "json_schema": spec.json_schema,
            "description": spec.description,
            "tags": [_OUR_TAG],
            "return_char_limit": spec.result_limit,
            "default_requires_approval": spec.needs_chat_approval,
        }
        if known:
            return await self._letta.tools.update(known.id, **wanted)
        return await self._letta.tools.upsert(**wanted)

    async def _ids_of_tools(self, names: Sequence[str]) -> dict[str, str]:
        missing = [name for name in names if name not in self._tool_ids]
        if missing:
            async for tool in self._letta.tools.list(names=missing, limit=_PAGE):
                if tool.name:
                    self._tool_ids[tool.name] = tool.id
        unknown = [name for name in names if name not in self._tool_ids]
        if unknown:
            raise NotFound(f"The Letta server has no tool {', '.join(unknown)}. Sync the tools first.")
        return {name: self._tool_ids[name] for name in names}

    async def _find_block(self, key: str) -> BlockResponse | None:
        async for block in self._letta.blocks.list(tags=[_key_tag(key)], match_all_tags=True, limit=1):
            return block
        return None

    async def _mend_block(self, block: BlockResponse, spec: BlockSpec) -> None:
        wanted: dict[str, Any] = {
            "label": spec.label,
            "description": spec.description,
            "limit": spec.limit,
            "read_only": spec.read_only,
        }
        if spec.fixed:
            wanted["value"] = spec.value[: spec.limit]
        changed = {name: value for name, value in wanted.items() if getattr(block, name) != value}
        if changed:
            await self._letta.blocks.update(block.id, **changed)

    async def _find_agent(self, name: str) -> AgentState | None:
        async for agent in self._letta.agents.list(name=name, limit=1, include=list(_PARTS)):
            return agent
        return None

    async def _create_agent(self, spec: AgentSpec, block_ids: dict[str, str], tool_ids: dict[str, str]) -> AgentState:
        return await self._letta.agents.create(
            name=spec.name,
            agent_type="letta_v1_agent",
            system=spec.system,
            model=spec.model,
            tags=list(spec.all_tags),
            block_ids=list(block_ids.values()),
            tool_ids=list(tool_ids.values()),
            tool_exec_environment_variables=dict(spec.env),
            message_buffer_autoclear=not spec.keeps_chat,
            context_window_limit=spec.context_window if spec.context_window else omit,
            include_base_tools=False,
            include_base_tool_rules=False,
            initial_message_sequence=[],
            parallel_tool_calls=False,
        )

    async def _mend_agent(
        self, agent: AgentState, spec: AgentSpec, block_ids: dict[str, str], tool_ids: dict[str, str]
    ) -> tuple[str, ...]:
        """Change what differs, and say in a word each what it was."""
        wanted: dict[str, Any] = {}
        if agent.system != spec.system:
            wanted["system"] = spec.system
        if agent.model != spec.model:
            wanted["model"] = spec.model
        if spec.context_window and ("model" in wanted or agent.llm_config.context_window != spec.context_window):
            # A change of the model alone would set the window back to the new model's own.
            wanted["context_window_limit"] = spec.context_window
        if sorted(agent.tags) != sorted(spec.all_tags):
            wanted["tags"] = list(spec.all_tags)
        if {tool.id for tool in agent.tools} != set(tool_ids.values()):
            wanted["tool_ids"] = list(tool_ids.values())
        if {block.id for block in agent.blocks} != set(block_ids.values()):
            wanted["block_ids"] = list(block_ids.values())
        if {secret.key: secret.value for secret in agent.secrets or []} != dict(spec.env):
            wanted["tool_exec_environment_variables"] = dict(spec.env)
        if bool(agent.message_buffer_autoclear) == spec.keeps_chat:
            wanted["message_buffer_autoclear"] = not spec.keeps_chat
        if wanted:
            await self._letta.agents.update(agent.id, **wanted)
        if wanted.keys() & {"system", "block_ids"}:
            # The compiled prompt is kept with the messages and not rebuilt by an update.
            await self._letta.agents.recompile(agent.id)
        return tuple(sorted(wanted))

    @asynccontextmanager
    async def _faults(self, what: str = "") -> AsyncIterator[None]:
        """Every failure of the library becomes one of ours, here and nowhere else."""
        try:
            yield
        except letta_client.APITimeoutError as fault:
            raise OutsideFault("The Letta server did not answer in time.", system="letta", retryable=True) from fault
        except letta_client.APIConnectionError as fault:
            raise OutsideFault(
                f"The Letta server at {self._base_url} cannot be reached.", system="letta", retryable=True
            ) from fault
        except letta_client.APIStatusError as fault:
            raise _refusal(fault, what) from fault
        except (letta_client.LettaError, httpx.HTTPError, ValueError) as fault:
            raise OutsideFault(
                f"The Letta server's answer cannot be read ({type(fault).__name__}).", system="letta", retryable=False
            ) from fault


def _refusal(fault: letta_client.APIStatusError, what: str) -> OutsideFault | NotFound | StateConflict:
    status, told = fault.status_code, _told(fault)
    if status == 409 and "PENDING_APPROVAL" in told:
        return ApprovalPending("The agent waits for an answer to a tool call; approve or deny it first.")
    if status == 404:
        return NotFound(f"The Letta server has no {what or 'such thing'}.")
    # 409 otherwise: another turn of the same agent is running, or the database was busy.
    retryable = status in (408, 409, 425, 429) or status >= 500
    after = fault.response.headers.get("retry-after", "")
    return OutsideFault(
        f"The Letta server answered {status}: {told[:300]}",
        system="letta",
        retryable=retryable,
        retry_after_s=float(after) if after.isdigit() else None,
        status=status,
    )


def _told(fault: letta_client.APIStatusError) -> str:
    return " ".join(str(fault.body if fault.body is not None else fault.message).split())


def _key_tag(key: str) -> str:
    return f"key:{key}"


def _same_tool(tool: Tool, spec: ToolSpec) -> bool:
    return (
        tool.source_code == spec.stub_source
        and tool.json_schema == spec.json_schema
        and tool.return_char_limit == spec.result_limit
        and bool(tool.default_requires_approval) == spec.needs_chat_approval
        and _OUR_TAG in (tool.tags or [])
    )
