"""Talking with the coordinator: what is said, tool calls that wait for a yes or no, and the rules where its host is away."""

import dataclasses
from uuid import UUID

import structlog

from advancing.errors import NotFound, OutsideFault, StateConflict
from advancing.roles import Role
from agents.host import AgentHost, Message, PendingApproval, Turn
from agents.provisioning import ensure_agent
from agents.system import System
from agents.turn import AgentPaused, keep_refused_by_host
from tools.store import agent as agents
from tools.store.agent import log_activity
from tools.store.notice import store_agent_message

_log = structlog.get_logger(__name__)


async def chat(system: System, user_id: UUID, text: str) -> Turn:
    """Say something to the tour manager's coordinator.

    Args:
        system: The running system.
        user_id: The tour manager.
        text: What they say.

    Returns:
        The turn; a tool call that waits for approval stands in `pending`, and in `fallback_reason` why the rules
        answered though a model was wanted.

    Raises:
        AgentPaused: The coordinator is paused.
        ApprovalPending: An earlier tool call waits for an answer.
    """
    await _check_at_work(system, user_id)
    host = system.host
    try:
        turn = await _say(system, host, user_id, text)
    except OutsideFault as fault:
        if host.name == system.rules.name:
            raise
        host, turn = system.rules, await _say(system, system.rules, user_id, text)
        turn = await _by_rules(system, user_id, turn, fault.message)
    await _keep_chat(system, host, user_id, text, turn)
    return turn


async def pending_calls(system: System, user_id: UUID) -> list[PendingApproval]:
    """Tool calls of the chat that wait for the tour manager's answer."""
    return [
        PendingApproval(task.input["tool_call_id"], task.input["name"], task.input["arguments"])
        for task in await _waiting_tasks(system, user_id)
    ]


async def answer_approval(system: System, user_id: UUID, tool_call_id: str, *, approve: bool, reason: str = "") -> Turn:
    """Approve or deny a tool call that the coordinator's chat waits with, on the host that asked.

    Raises:
        StateConflict: No such call waits.
    """
    asked_by = [
        task.input.get("host")
        for task in await _waiting_tasks(system, user_id)
        if task.input["tool_call_id"] == tool_call_id
    ]
    host = system.rules if system.rules.name in asked_by else system.host
    agent_id = await _coordinator_on(system, host, user_id)
    try:
        turn = await host.answer_approval(agent_id, tool_call_id, approve=approve, reason=reason)
    except (StateConflict, NotFound):
        # The call waits no longer, for example as the process that held it has ended: nor does its task.
        await _close(system, tool_call_id, host)
        raise
    await _close(system, tool_call_id, host)
    await _keep_chat(system, host, user_id, f"({'approved' if approve else 'denied'} {tool_call_id})", turn)
    return turn


async def _check_at_work(system: System, user_id: UUID) -> None:
    async with system.database.transaction() as conn:
        agent = await agents.find_agent(conn, Role.COORDINATOR, tour_manager_id=user_id, show_id=None)
    if agent is not None and agent.status == "paused":
        raise AgentPaused("The coordinator is paused; resume it to talk with it.")


async def _say(system: System, host: AgentHost, user_id: UUID, text: str) -> Turn:
    return await host.run(await _coordinator_on(system, host, user_id), Message(text, in_chat=True))


async def _coordinator_on(system: System, host: AgentHost, user_id: UUID) -> str:
    """The coordinator's id on a host; where the rules only stand in for it, that is not remembered."""
    agent = await ensure_agent(
        system,
        Role.COORDINATOR,
        tour_manager_id=user_id,
        show_id=None,
        host=host,
        keep=host.name == system.host.name,
    )
    return agent.host_agent_id


async def _by_rules(system: System, user_id: UUID, turn: Turn, reason: str) -> Turn:
    """Say on the result, and to whoever reads it, that the rules answered and why."""
    _log.warning("agent_host_failed", role=Role.COORDINATOR.value, reason=reason)
    async with system.database.transaction() as conn:
        await log_activity(
            conn,
            agent_type=Role.COORDINATOR,
            action="fallback.rules",
            tour_manager_id=user_id,
            input={"kind": "chat"},
            success=False,
            error=reason,
        )
    note = f"(Answered by rules, without the model: {reason})"
    return dataclasses.replace(turn, text=f"{turn.text}\n\n{note}".strip(), fallback_reason=reason)


async def _waiting_tasks(system: System, user_id: UUID) -> list[agents.Task]:
    async with system.database.transaction() as conn:
        tasks = await agents.list_tasks(conn, role=Role.COORDINATOR)
    return [
        task
        for task in tasks
        if task.kind == "approval" and task.status == "running" and task.tour_manager_id == user_id
    ]


async def _close(system: System, tool_call_id: str, host: AgentHost) -> None:
    async with system.database.transaction() as conn:
        await agents.close_tasks(conn, f"approval:{tool_call_id}", host=host.name)


async def _keep_chat(system: System, host: AgentHost, user_id: UUID, text: str, turn: Turn) -> None:
    async with system.database.transaction() as conn:
        for sender, recipient, kind, body in (
            ("tour_manager", Role.COORDINATOR.value, "request", text),
            (Role.COORDINATOR.value, "tour_manager", "response", turn.text),
        ):
            if body:
                await store_agent_message(
                    conn, tour_manager_id=user_id, sender=sender, recipient=recipient, type=kind, body=body[:8000]
                )
        for call in turn.pending:
            await agents.open_task(
                conn,
                role=Role.COORDINATOR,
                kind="approval",
                key=f"approval:{call.tool_call_id}",
                tour_manager_id=user_id,
                show_id=None,
                input={
                    "tool_call_id": call.tool_call_id,
                    "name": call.name,
                    "arguments": dict(call.arguments),
                    "host": host.name,
                },
            )
        await agents.store_step(
            conn,
            role=Role.COORDINATOR,
            tour_manager_id=user_id,
            show_id=None,
            task_id=None,
            kind="model_turn",
            name="chat",
            result=turn.text[:4000],
            model=turn.model,
            prompt_tokens=turn.usage.prompt_tokens,
            completion_tokens=turn.usage.completion_tokens,
            duration_ms=turn.duration_ms,
        )
        await keep_refused_by_host(conn, turn, role=Role.COORDINATOR, tour_manager_id=user_id)
