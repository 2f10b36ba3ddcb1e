"""One piece of work for one agent: asked of the host, nudged once, and done by the rules where that fails.

The result is what the agent's tool submitted and the tool's checks let stand. Who did it in the end, and why the
rules had to, is on the result.
"""

import dataclasses
import time
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog

from advancing.errors import AdvancingError, NotFound, OutsideFault, StateConflict
from advancing.roles import Role
from agents.host import Message, Turn
from agents.prompts import PROMPT_VERSION, nudge_prompt, repair_prompt
from agents.provisioning import ensure_agent
from agents.system import PER_SHOW, System
from tools.store import agent as agents
from tools.store.agent import Agent, Task
from tools.store.database import Connection
from tools.store.notice import store_agent_message

_LONGEST_ARGUMENTS = 20_000
_log = structlog.get_logger(__name__)


class AgentPaused(AdvancingError):
    """The agent is paused; its work waits until somebody resumes it."""

    code = "agent_paused"
    http_status = 409


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a task.

    Args:
        result: What the agent's tool submitted.
        host: Who did it: `letta` or `rules`.
        model: Handle of the model, or `rules`.
        fallback_reason: Why the rules did it though a model was wanted; "" otherwise.
        said: The agent's last words.
        duration_ms: How long it took, the nudge and the rules included.
    """

    result: dict[str, Any]
    host: str
    model: str
    fallback_reason: str = ""
    said: str = ""
    duration_ms: float = 0.0


async def perform(system: System, task: Task, prompt: str, tool: str) -> Outcome:
    """Have a task done.

    Args:
        system: The running system.
        task: Open and running.
        prompt: The whole prompt.
        tool: The tool whose submission is the result.

    Returns:
        What came of it.

    Raises:
        AgentPaused: Nobody is to work on it now.
        StateConflict: Not even the rules gave a result; that is a fault of ours.
    """
    if task.status == "done" and task.result is not None:
        return Outcome(task.result, task.host or "rules", task.host or "rules", task.fallback_reason)
    started = time.perf_counter()
    outcome = await _perform(system, task, prompt, tool)
    return dataclasses.replace(outcome, duration_ms=(time.perf_counter() - started) * 1000)


async def _perform(system: System, task: Task, prompt: str, tool: str) -> Outcome:
    agent = await _working_agent(system, task)
    if system.host.name == system.rules.name:
        return await _by_rules(system, task, prompt, reason="")
    started = time.perf_counter()
    try:
        if agent is None or agent.host != system.host.name:
            agent = await ensure_agent(
                system, task.role, tour_manager_id=task.tour_manager_id, show_id=task.show_id, host=system.host
            )
        outcome = await _ask(system, task, agent, prompt, tool)
        reason = "The model gave no usable answer after one nudge."
    except (OutsideFault, StateConflict, NotFound) as fault:
        outcome, reason = None, fault.message
        _log.warning("agent_host_failed", role=task.role.value, show_id=str(task.show_id), reason=reason)
    if outcome is not None:
        return outcome
    async with system.database.transaction() as conn:
        await agents.log_activity(
            conn,
            agent_type=task.role,
            action="fallback.rules",
            tour_manager_id=task.tour_manager_id,
            show_id=task.show_id,
            input={"task": str(task.id), "kind": task.kind},
            success=False,
            error=reason,
            duration_ms=(time.perf_counter() - started) * 1000,
        )
    return await _by_rules(system, task, prompt, reason=reason)


async def _working_agent(system: System, task: Task) -> Agent | None:
    """The agent of the task as it is remembered, if it was made already; a paused one works on no host."""
    async with system.database.transaction() as conn:
        agent = await agents.find_agent(
            conn,
            task.role,
            tour_manager_id=task.tour_manager_id,
            show_id=task.show_id if task.role in PER_SHOW else None,
        )
    if agent is not None and agent.status == "paused":
        raise AgentPaused(f"The {task.role.value.replace('_', ' ')} is paused; resume it and its work goes on.")
    return agent


async def _ask(system: System, task: Task, agent: Agent, prompt: str, tool: str) -> Outcome | None:
    """Ask an agent, nudge it once where its tool submitted nothing that stands; None where that did not help."""
    text = prompt
    for _ in range(2):
        turn = await system.host.run(agent.host_agent_id, Message(text))
        result = await _keep_turn(system, task, turn)
        if result is not None:
            return Outcome(result, system.host.name, turn.model, said=turn.text)
        reasons = [call.result for call in turn.called(tool) if not call.ok]
        text = repair_prompt(reasons[-1:], prompt) if reasons else nudge_prompt(tool, prompt)
    return None


async def _by_rules(system: System, task: Task, prompt: str, *, reason: str) -> Outcome:
    agent = await ensure_agent(
        system, task.role, tour_manager_id=task.tour_manager_id, show_id=task.show_id, host=system.rules, keep=False
    )
    turn = await system.rules.run(agent.host_agent_id, Message(prompt))
    result = await _keep_turn(system, task, turn)
    if result is None:
        calls = "; ".join(f"{call.name}: {call.result}" for call in turn.tool_calls) or "no tool call"
        raise StateConflict(f"The rules gave no result for the {task.kind} task {task.id} ({calls}).")
    return Outcome(result, system.rules.name, "rules", reason, said=turn.text)


async def _keep_turn(system: System, task: Task, turn: Turn) -> dict[str, Any] | None:
    """Keep what a turn took; gives what the agent's tool has submitted by now."""
    async with system.database.transaction() as conn:
        await agents.store_step(
            conn,
            role=task.role,
            tour_manager_id=task.tour_manager_id,
            show_id=task.show_id,
            task_id=task.id,
            kind="model_turn",
            name=task.kind,
            result=turn.text[:4000],
            ok=turn.stop_reason == "end_turn",
            model=turn.model,
            prompt_version=PROMPT_VERSION,
            prompt_tokens=turn.usage.prompt_tokens,
            completion_tokens=turn.usage.completion_tokens,
            cost_usd=_cost(system, turn),
            duration_ms=turn.duration_ms,
        )
        await keep_refused_by_host(
            conn,
            turn,
            role=task.role,
            tour_manager_id=task.tour_manager_id,
            show_id=task.show_id,
            task_id=task.id,
        )
        if turn.text:
            await store_agent_message(
                conn,
                tour_manager_id=task.tour_manager_id,
                sender=task.role,
                recipient="coordinator",
                type="response",
                body=turn.text[:2000],
                show_id=task.show_id,
                task_id=task.id,
            )
        return (await agents.get_task(conn, task.id)).result


async def keep_refused_by_host(
    conn: Connection,
    turn: Turn,
    *,
    role: Role,
    tour_manager_id: UUID,
    show_id: UUID | None = None,
    task_id: UUID | None = None,
) -> None:
    """Keep the tool calls of a turn that the host refused by itself: a tool that the agent lacks, arguments that are
    none, a call that a person denied. Those that came to us are kept by the toolbox, refused or not."""
    for call in turn.tool_calls:
        if call.reached_us:
            continue
        arguments = dict(call.arguments)
        if len(str(arguments)) > _LONGEST_ARGUMENTS:
            arguments = {"": str(arguments)[:_LONGEST_ARGUMENTS]}
        await agents.store_step(
            conn,
            role=role,
            tour_manager_id=tour_manager_id,
            show_id=show_id,
            task_id=task_id,
            kind="tool_call",
            name=call.name[:200],
            arguments=arguments,
            result=call.result[:4000],
            ok=False,
        )
        await agents.log_activity(
            conn,
            agent_type=role,
            action="tool.refused",
            tour_manager_id=tour_manager_id,
            show_id=show_id,
            input={"tool": call.name[:200], "arguments": arguments},
            success=False,
            error=f"by_host: {call.result[:1000]}",
        )


def _cost(system: System, turn: Turn) -> float:
    prompt_price, completion_price = system.price_per_million.get(turn.model, (0.0, 0.0))
    return (turn.usage.prompt_tokens * prompt_price + turn.usage.completion_tokens * completion_price) / 1_000_000
