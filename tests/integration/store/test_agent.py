"""Agents, their tasks and steps, and the log that nobody can change."""

from uuid import UUID, uuid4

import psycopg
import pytest

from advancing.errors import NotFound
from advancing.roles import Role
from tests.builders import make_one_show, make_tour_manager
from tools.store.agent import (
    Agent,
    Task,
    close_task,
    find_agent,
    get_agent,
    get_task,
    keep_agent,
    list_activity,
    list_agents,
    list_steps,
    list_tasks,
    log_activity,
    open_task,
    running_task,
    set_agent_status,
    store_step,
    submit_result,
)
from tools.store.database import Connection, Database
from tools.store.person import Person


@pytest.fixture
async def dana(database: Database) -> Person:
    async with database.transaction() as conn:
        return await make_tour_manager(conn)


@pytest.fixture
async def show_id(database: Database, dana: Person) -> UUID:
    async with database.transaction() as conn:
        return await make_one_show(conn, dana)


async def keep(conn: Connection, person: Person, show_id: UUID | None, role: Role = Role.EMAIL_PARSER) -> Agent:
    return await keep_agent(
        conn,
        role=role,
        tour_manager_id=person.user_id,
        show_id=show_id,
        name=f"{role}:{show_id or person.user_id}",
        host="letta",
        host_agent_id="agent-1",
        block_ids={"persona": "block-1"},
        model="openai/gpt-5",
    )


async def begin(conn: Connection, person: Person, show_id: UUID, key: str, asked: str = "read it") -> Task:
    return await open_task(
        conn,
        role=Role.EMAIL_PARSER,
        kind="read",
        key=key,
        tour_manager_id=person.user_id,
        show_id=show_id,
        input={"asked": asked},
    )


async def test_an_agent_is_one_by_its_name_and_comes_back_from_retirement(
    database: Database, dana: Person, show_id: UUID
) -> None:
    async with database.transaction() as conn:
        first = await keep(conn, dana, show_id)
        await set_agent_status(conn, first.id, "retired")
        assert await find_agent(conn, Role.EMAIL_PARSER, tour_manager_id=dana.user_id, show_id=show_id) is None

        again = await keep(conn, dana, show_id)

        assert again == first
        assert await find_agent(conn, Role.EMAIL_PARSER, tour_manager_id=dana.user_id, show_id=show_id) == first


async def test_a_paused_agent_stays_paused_when_it_is_provisioned_again(
    database: Database, dana: Person, show_id: UUID
) -> None:
    async with database.transaction() as conn:
        agent = await keep(conn, dana, show_id)
        await set_agent_status(conn, agent.id, "paused")

        assert (await keep(conn, dana, show_id)).status == "paused"
        assert (await get_agent(conn, agent.id)).status == "paused"


async def test_a_role_of_a_show_needs_one_and_a_role_of_a_tour_manager_has_none(
    database: Database, dana: Person, show_id: UUID
) -> None:
    for role, show in ((Role.EMAIL_PARSER, None), (Role.COORDINATOR, show_id)):
        async with database.transaction() as conn:
            with pytest.raises(psycopg.errors.CheckViolation):
                await keep(conn, dana, show, role)


async def test_agents_are_listed_by_role_and_show(database: Database, dana: Person, show_id: UUID) -> None:
    async with database.transaction() as conn:
        parser, coordinator = await keep(conn, dana, show_id), await keep(conn, dana, None, Role.COORDINATOR)

        assert await list_agents(conn) == [coordinator, parser]
        assert await list_agents(conn, role=Role.COORDINATOR) == [coordinator]
        assert await list_agents(conn, show_id=show_id) == [parser]
        with pytest.raises(NotFound):
            await get_agent(conn, uuid4())


async def test_a_task_that_is_done_is_given_back_and_not_done_again(
    database: Database, dana: Person, show_id: UUID
) -> None:
    async with database.transaction() as conn:
        task = await begin(conn, dana, show_id, "read:1")
        await submit_result(conn, task.id, {"fields": 3})
        await close_task(conn, task.id, host="letta")

        again = await begin(conn, dana, show_id, "read:1", "read it differently")

    assert (again.id, again.status, again.result) == (task.id, "done", {"fields": 3})
    assert again.input == {"asked": "read it"}
    assert again.finished_at


async def test_a_task_that_failed_is_taken_up_afresh(database: Database, dana: Person, show_id: UUID) -> None:
    async with database.transaction() as conn:
        task = await begin(conn, dana, show_id, "read:1")
        await submit_result(conn, task.id, {"half": True})
        await close_task(conn, task.id, host="letta", error="The model was away.")

        again = await begin(conn, dana, show_id, "read:1", "once more")

    assert (again.id, again.status, again.attempts) == (task.id, "running", 2)
    assert (again.result, again.error, again.finished_at) == (None, "", None)
    assert again.input == {"asked": "once more"}


async def test_a_task_left_by_a_worker_that_ended_gives_way_to_the_next(
    database: Database, dana: Person, show_id: UUID
) -> None:
    async with database.transaction() as conn:
        left = await begin(conn, dana, show_id, "read:1")
    async with database.transaction() as conn:
        current = await begin(conn, dana, show_id, "read:2")

        assert await running_task(conn, Role.EMAIL_PARSER, show_id) == current
        assert await running_task(conn, Role.DRAFT_GENERATOR, show_id) is None
        assert (await get_task(conn, left.id)).status == "failed"
        assert [task.id for task in await list_tasks(conn, show_id=show_id)] == [current.id, left.id]


async def test_turns_and_tool_calls_are_kept_with_their_cost(database: Database, dana: Person, show_id: UUID) -> None:
    async with database.transaction() as conn:
        task = await begin(conn, dana, show_id, "read:1")
        for kind, name in (("model_turn", "turn"), ("tool_call", "submit_extraction")):
            await store_step(
                conn,
                role=Role.EMAIL_PARSER,
                tour_manager_id=dana.user_id,
                show_id=show_id,
                task_id=task.id,
                kind=kind,
                name=name,
                arguments={"text": "a\x00b"},
                result="sto\x00red",
                cost_usd=0.00125,
                prompt_tokens=1200,
                duration_ms=12.6,
            )

        steps = await list_steps(conn, task_id=task.id)

    assert [step.name for step in steps] == ["turn", "submit_extraction"]
    assert (steps[0].arguments, steps[0].result, steps[0].duration_ms) == ({"text": "ab"}, "stored", 13)
    assert (float(steps[0].cost_usd), steps[0].prompt_tokens) == (0.00125, 1200)


async def test_the_activity_log_is_read_latest_first(database: Database, dana: Person, show_id: UUID) -> None:
    async with database.transaction() as conn:
        await log_activity(conn, agent_type="email_parser", action="read", show_id=show_id, output={"fields": 2})
        await log_activity(conn, agent_type="coordinator", action="escalated", success=False, error="no answer")

        assert [line.action for line in await list_activity(conn)] == ["escalated", "read"]
        assert [line.action for line in await list_activity(conn, show_id=show_id)] == ["read"]
        assert [line.error for line in await list_activity(conn, agent_type="coordinator")] == ["no answer"]


@pytest.mark.parametrize(
    "statement", ["update agent_activity_log set success = true", "delete from agent_activity_log"]
)
async def test_a_line_of_the_activity_log_can_be_neither_changed_nor_removed(
    database: Database, statement: str
) -> None:
    async with database.transaction() as conn:
        await log_activity(conn, agent_type="coordinator", action="sent", success=False)

    async with database.transaction() as conn:
        with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
            await conn.execute(statement)

    async with database.transaction() as conn:
        assert [line.success for line in await list_activity(conn)] == [False]


async def test_a_show_that_is_deleted_takes_its_log_along(database: Database, show_id: UUID) -> None:
    async with database.transaction() as conn:
        await log_activity(conn, agent_type="coordinator", action="started", show_id=show_id)
        await conn.execute("delete from shows where id = %s", (show_id,))

        assert await list_activity(conn) == []
