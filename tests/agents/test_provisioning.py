"""Provisioning with the project's own tools, from a real database, on both hosts."""

import dataclasses
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

import pytest

from advancing.roles import Role
from advancing.status import Event
from agents.host import AgentHost, ChangeReport
from agents.hosts.letta import LettaHost
from agents.hosts.rules import RulesHost
from agents.provisioning import ensure_agent, ensure_show_agents, learned_values, sync_agents
from agents.system import System
from tests.builders import NOW, make_one_show, make_tour_manager
from tools.context import tool_context
from tools.gmail import functions as gmail_functions
from tools.mastertour import functions as master_tour_functions
from tools.registry import Registry
from tools.store import agent as agents
from tools.store import (
    delegation_functions,
    memory_functions,
    notice_functions,
    result_functions,
    show_functions,
)
from tools.store.database import Database
from tools.store.job import JobQueue
from tools.store.learning import Pattern, observe
from tools.store.show import change_show, move_show
from tools.token import Caller, read_token
from tools.toolbox import CallRecord, Toolbox

SECRET = "the secret of these tests"
REGISTRY = Registry.collect(
    [
        show_functions,
        delegation_functions,
        result_functions,
        memory_functions,
        notice_functions,
        gmail_functions,
        master_tour_functions,
    ]
)


@dataclasses.dataclass
class Stage:
    """A system on a database with one show, as far as provisioning needs it."""

    system: System
    tour_manager_id: UUID
    show_id: UUID
    now: datetime = NOW


def read_caller(token: str) -> Caller:
    return read_token(token, SECRET)


async def _no_record(record: CallRecord) -> None:
    """Nothing is called in these tests."""


@asynccontextmanager
async def staged(database: Database, queue: JobQueue, host: AgentHost | None) -> AsyncIterator[Stage]:
    async with database.transaction() as conn:
        person = await make_tour_manager(conn)
        show_id = await make_one_show(conn, person)
    toolbox = Toolbox(REGISTRY, tool_context(database, queue, lambda: NOW), _no_record)
    rules = RulesHost(toolbox, read_caller)
    away = cast(Any, None)  # what provisioning does not touch
    stage = Stage(away, person.user_id, show_id)
    stage.system = System(
        database=database,
        jobs=queue,
        effects=away,
        host=host or rules,
        rules=rules,
        toolbox=toolbox,
        gmail=away,
        master_tour=None,
        files=away,
        notifier=away,
        clock=lambda: stage.now,
        models=dict.fromkeys(Role, "openai-proxy/offline-rules"),
        bridge_url="http://127.0.0.1:1",
        tool_secret=SECRET,
    )
    yield stage


@pytest.fixture
async def by_rules(database: Database, queue: JobQueue) -> AsyncIterator[Stage]:
    async with staged(database, queue, None) as stage:
        yield stage


@pytest.fixture
async def on_letta(database: Database, queue: JobQueue, letta_host: LettaHost) -> AsyncIterator[Stage]:
    async with staged(database, queue, letta_host) as stage:
        yield stage


async def all_agents(stage: Stage) -> list[agents.Agent]:
    async with stage.system.database.transaction() as conn:
        return await agents.list_agents(conn)


async def sync_makes_all_agents_once(stage: Stage) -> None:
    first = await sync_agents(stage.system)
    counts = await stage.system.host.counts()
    second = await sync_agents(stage.system)

    found = await all_agents(stage)
    assert sorted(agent.role for agent in found) == sorted(Role)
    assert sorted(first.agents.created) == sorted(agent.name for agent in found)
    assert not second.changed
    assert sorted(second.agents.unchanged) == sorted(first.agents.created)
    assert await stage.system.host.counts() == counts
    writer, parser = (next(a for a in found if a.role is r) for r in (Role.DRAFT_GENERATOR, Role.EMAIL_PARSER))
    assert writer.block_ids["show"] == parser.block_ids["show"]
    assert set(writer.block_ids) == {"persona", "show", "contact", "email_history", "template_preferences"}
    assert "Sam Ortiz" in await stage.system.host.read_block(writer.block_ids["contact"])


async def test_sync_makes_all_agents_once_by_rules(by_rules: Stage) -> None:
    await sync_makes_all_agents_once(by_rules)


async def test_sync_makes_all_agents_once_on_letta(on_letta: Stage) -> None:
    await sync_makes_all_agents_once(on_letta)


async def test_another_model_and_bridge_change_the_agents_on_letta_in_place(on_letta: Stage) -> None:
    await sync_agents(on_letta.system)
    before = {agent.name: agent.host_agent_id for agent in await all_agents(on_letta)}
    on_letta.system = dataclasses.replace(
        on_letta.system,
        models=on_letta.system.models | {Role.EMAIL_PARSER: "openai-proxy/offline-rules-2"},
        bridge_url="http://127.0.0.1:2",
    )

    report = await sync_agents(on_letta.system)

    assert report.agents == ChangeReport(updated=report.agents.updated)
    assert sorted(report.agents.updated) == sorted(before)
    assert {agent.name: agent.host_agent_id for agent in await all_agents(on_letta)} == before


async def test_what_was_learned_stands_in_the_blocks_after_the_next_sync(by_rules: Stage) -> None:
    await sync_agents(by_rules.system)
    async with by_rules.system.database.transaction() as conn:
        await observe(
            conn,
            tour_manager_id=by_rules.tour_manager_id,
            agent_type=Role.COORDINATOR,
            pattern_type="preference",
            pattern_data={"text": "Never ask about towels."},
        )

    report = await sync_agents(by_rules.system)

    [coordinator] = [agent for agent in await all_agents(by_rules) if agent.role is Role.COORDINATOR]
    assert report.agents.updated == (coordinator.name,)
    assert "Never ask about towels." in await by_rules.system.host.read_block(coordinator.block_ids["preferences"])


async def test_an_agent_that_stands_in_is_not_remembered(by_rules: Stage) -> None:
    agent = await ensure_agent(
        by_rules.system,
        Role.EMAIL_PARSER,
        tour_manager_id=by_rules.tour_manager_id,
        show_id=by_rules.show_id,
        host=by_rules.system.rules,
        keep=False,
    )

    assert (agent.host, agent.show_id) == ("rules", by_rules.show_id)
    assert await all_agents(by_rules) == []


async def test_agents_of_shows_long_past_are_retired(on_letta: Stage) -> None:
    await sync_agents(on_letta.system)
    async with on_letta.system.database.transaction() as conn:
        await move_show(conn, on_letta.show_id, Event.CANCEL)
        await change_show(conn, on_letta.show_id, {"show_date": NOW.date()})

    on_letta.now = NOW + timedelta(days=20)
    soon = await sync_agents(on_letta.system)
    on_letta.now = NOW + timedelta(days=40)
    late = await sync_agents(on_letta.system)

    assert soon.agents.removed == ()
    assert len(late.agents.removed) == 2
    assert (await on_letta.system.host.counts()).agents == 2
    assert not (await sync_agents(on_letta.system)).changed


async def test_a_shows_agents_are_made_when_its_advance_starts(by_rules: Stage) -> None:
    made = await ensure_show_agents(by_rules.system, by_rules.show_id)

    assert [agent.role for agent in made] == [Role.DRAFT_GENERATOR, Role.EMAIL_PARSER]


def test_what_a_role_learned_is_told_in_its_own_blocks() -> None:
    def pattern(kind: str, text: str) -> Pattern:
        return Pattern(
            id=UUID(int=1),
            agent_type="x",
            show_id=None,
            venue_id=None,
            venue_type=None,
            pattern_type=kind,
            pattern_data={"text": text},
            confidence=0.5,
            times_observed=1,
            last_observed_at=NOW,
        )

    patterns = [pattern("preference", "Short mails."), pattern("answers_by_phone", "Sam calls.")]

    assert learned_values(Role.COORDINATOR, patterns) == {
        "preferences": "- Short mails.",
        "learned_patterns": "- answers_by_phone: Sam calls.",
    }
    assert learned_values(Role.EMAIL_PARSER, patterns[1:]) == {"venue_patterns": "- answers_by_phone: Sam calls."}
    assert learned_values(Role.EMAIL_PARSER, []) == {}
