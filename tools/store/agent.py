"""Agents as rows, what they were asked (tasks), each turn and tool call (steps), and the activity log."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from advancing.errors import NotFound
from advancing.roles import Role
from tools.store.database import Connection
from tools.store.row import Row, one


class Agent(Row):
    """One agent, and where it lives.

    Args:
        host: `letta` or `rules`.
        host_agent_id: Its id there.
        block_ids: Ids of its memory blocks there, by label.
        status: `active`, `paused`, `retired`.
    """

    id: UUID
    role: Role
    tour_manager_id: UUID
    show_id: UUID | None
    name: str
    host: str
    host_agent_id: str
    block_ids: dict[str, str]
    model: str
    status: str
    last_active_at: datetime | None


class Task(Row):
    """One piece of work for an agent.

    Args:
        kind: `draft`, `read`, `sync`, `chat`.
        input: What was asked, whole: the tools check answers against it.
        result: What the agent's tool submitted.
        host: Who did it in the end, `letta` or `rules`.
        fallback_reason: Why the rules did it though a model was wanted.
    """

    id: UUID
    role: Role
    kind: str
    tour_manager_id: UUID
    show_id: UUID | None
    status: str
    input: dict[str, Any]
    result: dict[str, Any] | None
    host: str | None
    fallback_reason: str
    error: str
    attempts: int
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class Step(Row):
    """One model turn or tool call."""

    id: int
    task_id: UUID | None
    show_id: UUID | None
    role: Role
    kind: str
    name: str
    arguments: dict[str, Any]
    result: str
    ok: bool
    model: str
    prompt_tokens: int
    completion_tokens: int
    cost_usd: Decimal
    duration_ms: int
    created_at: datetime


class Activity(Row):
    """One line of the activity log."""

    id: int
    agent_type: str
    agent_id: UUID | None
    show_id: UUID | None
    action: str
    input: dict[str, Any]
    output: dict[str, Any]
    success: bool
    error: str
    duration_ms: int
    created_at: datetime


async def keep_agent(
    conn: Connection,
    *,
    role: Role,
    tour_manager_id: UUID,
    show_id: UUID | None,
    name: str,
    host: str,
    host_agent_id: str,
    block_ids: dict[str, str],
    model: str,
) -> Agent:
    """Remember where an agent lives; its name identifies it."""
    cursor = await conn.execute(
        """insert into agents (role, tour_manager_id, show_id, name, host, host_agent_id, block_ids, model)
        values (%s, %s, %s, %s, %s, %s, %s, %s)
        on conflict (name) do update set host = excluded.host, host_agent_id = excluded.host_agent_id,
            block_ids = excluded.block_ids, model = excluded.model, updated_at = now(),
            status = case when agents.status = 'retired' then 'active' else agents.status end
        returning *""",
        (role, tour_manager_id, show_id, name, host, host_agent_id, Jsonb(block_ids), model),
    )
    return Agent.of(await one(cursor))


async def find_agent(conn: Connection, role: Role, *, tour_manager_id: UUID, show_id: UUID | None) -> Agent | None:
    """The agent of a role: of a show, or of a tour manager where the role exists once per tour manager."""
    row = await (
        await conn.execute(
            "select * from agents where role = %s and tour_manager_id = %s and show_id is not distinct from %s"
            " and status <> 'retired'",
            (role, tour_manager_id, show_id),
        )
    ).fetchone()
    return Agent.of(row) if row else None


async def get_agent(conn: Connection, agent_id: UUID) -> Agent:
    """One agent; raises NotFound where there is none that the asker may see."""
    row = await (await conn.execute("select * from agents where id = %s", (agent_id,))).fetchone()
    if row is None:
        raise NotFound(f"There is no agent {agent_id}.")
    return Agent.of(row)


async def list_agents(conn: Connection, *, role: Role | None = None, show_id: UUID | None = None) -> list[Agent]:
    """Agents, by role and name."""
    cursor = await conn.execute(
        "select * from agents where (%(role)s::text is null or role = %(role)s)"
        " and (%(show)s::uuid is null or show_id = %(show)s) order by role, name limit 1000",
        {"role": role, "show": show_id},
    )
    return [Agent.of(row) for row in await cursor.fetchall()]


async def set_agent_status(conn: Connection, agent_id: UUID, status: str) -> None:
    """Pause, resume or retire an agent."""
    await conn.execute("update agents set status = %s, updated_at = now() where id = %s", (status, agent_id))


async def open_task(
    conn: Connection,
    *,
    role: Role,
    kind: str,
    key: str,
    tour_manager_id: UUID,
    show_id: UUID | None,
    input: dict[str, Any],
) -> Task:
    """Open a task and mark it as running; a retry of the same key takes up the one that is there.

    Args:
        conn: Of the service.
        role: Whose task.
        kind: See `Task`.
        key: Unique for this piece of work.
        tour_manager_id: Whose agents.
        show_id: Which show, if one.
        input: What is asked.

    Returns:
        The task; one that is done already comes back as done, with its result.
    """
    if show_id is not None:
        # A worker that died left its task running; jobs of a show run one at a time, so it cannot be at work.
        await conn.execute(
            "update agent_tasks set status = 'failed', error = 'left by a worker that ended', finished_at = now()"
            " where show_id = %s and role = %s and status = 'running' and dedupe_key is distinct from %s",
            (show_id, role, key),
        )
    cursor = await conn.execute(
        """insert into agent_tasks (role, kind, dedupe_key, tour_manager_id, show_id, status, input, attempts, started_at)
        values (%(role)s, %(kind)s, %(key)s, %(owner)s, %(show)s, 'running', %(input)s, 1, now())
        on conflict (dedupe_key) do update set attempts = agent_tasks.attempts + 1,
            status = case when agent_tasks.status = 'done' then 'done' else 'running' end,
            input = case when agent_tasks.status = 'done' then agent_tasks.input else excluded.input end,
            result = case when agent_tasks.status = 'done' then agent_tasks.result end,
            error = case when agent_tasks.status = 'done' then agent_tasks.error else '' end,
            finished_at = case when agent_tasks.status = 'done' then agent_tasks.finished_at end
        returning *""",
        {"role": role, "kind": kind, "key": key, "owner": tour_manager_id, "show": show_id, "input": Jsonb(input)},
    )
    return Task.of(await one(cursor))


async def running_task(conn: Connection, role: Role, show_id: UUID) -> Task | None:
    """The task a show's agent is at work on, its row held until the transaction ends."""
    row = await (
        await conn.execute(
            "select * from agent_tasks where role = %s and show_id = %s and status = 'running' for update",
            (role, show_id),
        )
    ).fetchone()
    return Task.of(row) if row else None


async def get_task(conn: Connection, task_id: UUID) -> Task:
    """One task; raises NotFound where there is none that the asker may see."""
    row = await (await conn.execute("select * from agent_tasks where id = %s", (task_id,))).fetchone()
    if row is None:
        raise NotFound(f"There is no task {task_id}.")
    return Task.of(row)


async def list_tasks(conn: Connection, *, role: Role | None = None, show_id: UUID | None = None) -> list[Task]:
    """Tasks, the latest first."""
    cursor = await conn.execute(
        "select * from agent_tasks where (%(role)s::text is null or role = %(role)s)"
        " and (%(show)s::uuid is null or show_id = %(show)s) order by created_at desc limit 200",
        {"role": role, "show": show_id},
    )
    return [Task.of(row) for row in await cursor.fetchall()]


async def submit_result(conn: Connection, task_id: UUID, result: dict[str, Any]) -> None:
    """Keep what an agent's tool submitted."""
    await conn.execute("update agent_tasks set result = %s where id = %s", (Jsonb(result), task_id))


async def close_task(conn: Connection, task_id: UUID, *, host: str, fallback_reason: str = "", error: str = "") -> None:
    """A task is done (or failed, where there is an error)."""
    await conn.execute(
        "update agent_tasks set status = %s, host = %s, fallback_reason = %s, error = %s, finished_at = now() where id = %s",
        ("failed" if error else "done", host, fallback_reason, error, task_id),
    )


async def close_tasks(conn: Connection, key: str, *, host: str) -> None:
    """The task of that key is done, where there is one."""
    await conn.execute(
        "update agent_tasks set status = 'done', host = %s, finished_at = now() where dedupe_key = %s", (host, key)
    )


async def store_step(
    conn: Connection,
    *,
    role: Role,
    tour_manager_id: UUID,
    show_id: UUID | None,
    task_id: UUID | None,
    kind: str,
    name: str,
    arguments: dict[str, Any] | None = None,
    result: str = "",
    ok: bool = True,
    model: str = "",
    prompt_version: str = "",
    prompt_tokens: int = 0,
    completion_tokens: int = 0,
    cost_usd: float = 0.0,
    duration_ms: float = 0,
) -> None:
    """Keep one model turn (`model_turn`) or tool call (`tool_call`); after a turn its agent was active just now."""
    await conn.execute(
        """insert into agent_steps (role, tour_manager_id, show_id, task_id, kind, name, arguments, result, ok, model,
            prompt_version, prompt_tokens, completion_tokens, cost_usd, duration_ms)
        values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)""",
        (
            role,
            tour_manager_id,
            show_id,
            task_id,
            kind,
            name,
            Jsonb(arguments or {}),
            result.replace("\x00", ""),
            ok,
            model,
            prompt_version,
            prompt_tokens,
            completion_tokens,
            cost_usd,
            round(duration_ms),
        ),
    )
    if kind == "model_turn":
        await conn.execute(
            "update agents set last_active_at = now()"
            " where role = %s and tour_manager_id = %s and (show_id is null or show_id = %s)",
            (role, tour_manager_id, show_id),
        )


async def list_steps(conn: Connection, *, task_id: UUID | None = None, show_id: UUID | None = None) -> list[Step]:
    """Steps, oldest first."""
    cursor = await conn.execute(
        "select * from agent_steps where (%(task)s::uuid is null or task_id = %(task)s)"
        " and (%(show)s::uuid is null or show_id = %(show)s) order by id limit 1000",
        {"task": task_id, "show": show_id},
    )
    return [Step.of(row) for row in await cursor.fetchall()]


async def log_activity(
    conn: Connection,
    *,
    agent_type: str,
    action: str,
    tour_manager_id: UUID | None = None,
    show_id: UUID | None = None,
    agent_id: UUID | None = None,
    input: dict[str, Any] | None = None,
    output: dict[str, Any] | None = None,
    success: bool = True,
    error: str = "",
    duration_ms: float = 0,
) -> None:
    """Append one line to the activity log.

    Args:
        conn: Of the service.
        agent_type: A role, or who else did it: `tour_manager`, `outbox`.
        action: What was done.
        tour_manager_id: Whose agents.
        show_id: Which show, if one.
        agent_id: Which agent; None: the one of that role, where there is one.
        input: What it was done with.
        output: What came of it.
        success: Whether it was done.
        error: Why not, or why otherwise than wanted.
        duration_ms: How long it took.
    """
    await conn.execute(
        """insert into agent_activity_log (agent_type, agent_id, tour_manager_id, show_id, action, input, output,
            success, error, duration_ms)
        values (%(type)s, coalesce(%(agent)s, (
                select id from agents where role = %(type)s and tour_manager_id = %(owner)s
                    and (show_id is null or show_id = %(show)s) and status <> 'retired' limit 1)),
            %(owner)s, %(show)s, %(action)s, %(input)s, %(output)s, %(success)s, %(error)s, %(ms)s)""",
        {
            "type": agent_type,
            "agent": agent_id,
            "owner": tour_manager_id,
            "show": show_id,
            "action": action,
            "input": Jsonb(input or {}),
            "output": Jsonb(output or {}),
            "success": success,
            "error": error,
            "ms": round(duration_ms),
        },
    )


async def list_activity(
    conn: Connection, *, show_id: UUID | None = None, agent_type: str | None = None, limit: int = 200
) -> list[Activity]:
    """The activity log, the latest first."""
    cursor = await conn.execute(
        "select * from agent_activity_log where (%(show)s::uuid is null or show_id = %(show)s)"
        " and (%(agent)s::text is null or agent_type = %(agent)s) order by id desc limit %(limit)s",
        {"show": show_id, "agent": agent_type, "limit": limit},
    )
    return [Activity.of(row) for row in await cursor.fetchall()]
