"""Agents: which there are, what they did and cost, pause and resume; and the chat with the coordinator."""

from datetime import date
from typing import Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from advancing.errors import NotFound
from advancing.roles import Role
from agents import chat as conversation
from agents.host import PendingApproval, Turn
from agents.system import PER_SHOW
from server.access import SystemOf, UserOf
from tools.store.agent import (
    Activity,
    Agent,
    Step,
    Task,
    get_agent,
    get_task,
    list_activity,
    list_agents,
    list_steps,
    list_tasks,
    log_activity,
    set_agent_status,
)
from tools.store.metric import AgentMetric, agent_metrics

router = APIRouter(tags=["agents"])


class AgentList(BaseModel):
    """Agents by role, and where they live."""

    host: str
    agents: list[Agent]


class ActivityList(BaseModel):
    """The activity log, the latest first."""

    activity: list[Activity]


class TaskList(BaseModel):
    """Tasks, the latest first."""

    tasks: list[Task]


class TaskAnswer(BaseModel):
    """A task with its steps."""

    task: Task
    steps: list[Step]


class Metrics(BaseModel):
    """Turns, tool calls, tokens, cost and durations per period and role."""

    by: Literal["day", "week", "month"]
    metrics: list[AgentMetric]


class Say(BaseModel):
    """What you say to the coordinator."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"text": "What's next?"}]})

    text: str = Field(min_length=1, max_length=8000)


class PendingCall(BaseModel):
    """A tool call that waits for your approval."""

    tool_call_id: str
    name: str
    arguments: dict[str, object]


class Said(BaseModel):
    """What the coordinator answers."""

    text: str
    tool_calls: list[str]
    pending: list[PendingCall]
    stop_reason: str
    fallback_reason: str = ""


class Pending(BaseModel):
    """Tool calls that wait for your answer."""

    pending: list[PendingCall]


class Answer(BaseModel):
    """Your answer to a tool call that waits."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"approve": True}]})

    approve: bool
    reason: str = Field(default="", max_length=2000)


@router.get("/agents")
async def list_(system: SystemOf, user: UserOf, role: Role | None = None, show_id: UUID | None = None) -> AgentList:
    """List the agents, filtered by role or show."""
    async with system.database.as_user(user.id) as conn:
        return AgentList(host=system.host.name, agents=await list_agents(conn, role=role, show_id=show_id))


@router.get("/agents/metrics")
async def metrics(
    system: SystemOf, user: UserOf, by: Literal["day", "week", "month"] = "day", since: date | None = None
) -> Metrics:
    """What the agents did and cost, by day, week or month."""
    async with system.database.as_user(user.id) as conn:
        return Metrics(by=by, metrics=await agent_metrics(conn, by=by, since=since))


@router.get("/agents/activity")
async def activity(
    system: SystemOf, user: UserOf, show_id: UUID | None = None, agent_type: str | None = None
) -> ActivityList:
    """The activity log, filtered by show or by who did it."""
    async with system.database.as_user(user.id) as conn:
        return ActivityList(activity=await list_activity(conn, show_id=show_id, agent_type=agent_type))


@router.get("/agents/tasks")
async def tasks(system: SystemOf, user: UserOf, role: Role | None = None, show_id: UUID | None = None) -> TaskList:
    """What agents were asked to do, filtered by role or show."""
    async with system.database.as_user(user.id) as conn:
        return TaskList(tasks=await list_tasks(conn, role=role, show_id=show_id))


@router.get("/agents/tasks/{task_id}")
async def task(system: SystemOf, user: UserOf, task_id: UUID) -> TaskAnswer:
    """One task with each model turn and tool call."""
    async with system.database.as_user(user.id) as conn:
        return TaskAnswer(task=await get_task(conn, task_id), steps=await list_steps(conn, task_id=task_id))


@router.get("/agents/{agent_id}")
async def get(system: SystemOf, user: UserOf, agent_id: UUID) -> Agent:
    """One agent and its status."""
    async with system.database.as_user(user.id) as conn:
        return await get_agent(conn, agent_id)


@router.get("/agents/{agent_id}/activity")
async def activity_of(system: SystemOf, user: UserOf, agent_id: UUID) -> ActivityList:
    """What one agent did."""
    async with system.database.as_user(user.id) as conn:
        agent = await get_agent(conn, agent_id)
        return ActivityList(activity=await list_activity(conn, show_id=agent.show_id, agent_type=agent.role))


@router.post("/agents/{agent_id}/pause")
async def pause(system: SystemOf, user: UserOf, agent_id: UUID) -> Agent:
    """Pause an agent: its work waits, nothing is lost."""
    return await _set(system, user, agent_id, "paused")


@router.post("/agents/{agent_id}/resume")
async def resume(system: SystemOf, user: UserOf, agent_id: UUID) -> Agent:
    """Resume an agent: the work that waited goes on."""
    return await _set(system, user, agent_id, "active")


@router.post("/chat")
async def chat(system: SystemOf, user: UserOf, wanted: Say) -> Said:
    """Say something to your coordinator."""
    return _said(await conversation.chat(system, user.id, wanted.text))


@router.get("/chat/approvals")
async def pending(system: SystemOf, user: UserOf) -> Pending:
    """Tool calls of your coordinator that wait for your answer."""
    return Pending(pending=[_pending(item) for item in await conversation.pending_calls(system, user.id)])


@router.post("/chat/approvals/{tool_call_id}")
async def answer(system: SystemOf, user: UserOf, tool_call_id: str, wanted: Answer) -> Said:
    """Approve or deny a tool call that the coordinator waits with."""
    if tool_call_id not in {item.tool_call_id for item in await conversation.pending_calls(system, user.id)}:
        raise NotFound("No tool call of that id waits for your answer.")
    return _said(
        await conversation.answer_approval(system, user.id, tool_call_id, approve=wanted.approve, reason=wanted.reason)
    )


async def _set(system: SystemOf, user: UserOf, agent_id: UUID, status: str) -> Agent:
    agent = await get(system, user, agent_id)
    async with system.database.transaction(str(user.id)) as conn:
        await set_agent_status(conn, agent_id, status)
        if status == "active" and agent.role in PER_SHOW and agent.show_id:
            await system.jobs.wake_show(conn, agent.show_id)
        await log_activity(
            conn,
            agent_type="tour_manager",
            action=f"agent.{status}",
            tour_manager_id=user.id,
            show_id=agent.show_id,
            agent_id=agent_id,
        )
    return await get(system, user, agent_id)


def _said(turn: Turn) -> Said:
    return Said(
        text=turn.text,
        tool_calls=[call.name for call in turn.tool_calls],
        pending=[_pending(item) for item in turn.pending],
        stop_reason=turn.stop_reason,
        fallback_reason=turn.fallback_reason,
    )


def _pending(call: PendingApproval) -> PendingCall:
    return PendingCall(tool_call_id=call.tool_call_id, name=call.name, arguments=dict(call.arguments))
