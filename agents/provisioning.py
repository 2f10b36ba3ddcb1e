"""Bringing the agents on a host in line with the code and the database; run any number of times.

Names identify agents and keys identify blocks, so what exists is changed in place. What the blocks show is kept
fresh by `agents.projection`; what an agent is told to do is `agents.turn`'s.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from advancing.roles import Role
from agents.host import AgentHost, AgentRef, AgentSpec, BlockSpec, ChangeReport
from agents.persona import BLOCKS, PERSONAS, SHOW_BLOCK, SHOW_BLOCK_PLAN, BlockPlan, system_prompt
from agents.projection import defer_projections
from agents.system import PER_SHOW, System, agent_name, caller_of
from tools.signature import BRIDGE_URL_VARIABLE, TOKEN_VARIABLE
from tools.store import agent as agents
from tools.store.agent import Agent
from tools.store.database import Connection
from tools.store.learning import Pattern, list_patterns
from tools.store.person import find_person, list_people
from tools.store.show import Show, get_show, list_shows
from tools.token import issue_token
from tools.untrusted import on_one_line

RETIRE_AFTER = timedelta(days=30)
"""How long after its day the agents of a show that is over are kept."""

CONTEXT_TOKENS = 100_000
"""Room for one task, a long mail with attachments included. Every model worth using here takes it."""

CHAT_TOKENS = 32_000
"""Room of an agent that keeps its chat: what is older is summed up, so that no turn costs more than this."""

_KEEPS_CHAT = frozenset({Role.COORDINATOR})
_PATTERNS_SHOWN = 30
_LEARNED = frozenset({"preferences", "learned_patterns", "template_preferences", "venue_patterns", "conflict_rules"})


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What `sync_agents` changed, tools and agents by name."""

    tools: ChangeReport
    agents: ChangeReport

    @property
    def changed(self) -> bool:
        """Whether anything was."""
        return self.tools.changed or self.agents.changed


async def sync_agents(system: System) -> SyncReport:
    """Bring tools and all agents of the system's host in line: `advance agents sync`, and at start.

    Agents of shows long past are retired.

    Args:
        system: The running system.

    Returns:
        What changed; a second run changes nothing.

    Raises:
        OutsideFault: The host is away.
    """
    tools = await system.host.sync_tools(system.toolbox.registry.all())
    report = ChangeReport()
    async with system.database.transaction() as conn:
        people = await list_people(conn)
    for person in people:
        for role in Role:
            if role not in PER_SHOW:
                _, changes = await _ensure(system, system.host, role, person.user_id, None)
                report += changes
        async with system.database.transaction() as conn:
            shows = await list_shows(conn, tour_manager_id=person.user_id, limit=2000)
        for show in shows:
            report += await _sync_show(system, show)
    return SyncReport(tools, report)


async def ensure_show_agents(system: System, show_id: UUID) -> tuple[Agent, ...]:
    """Make the two agents of a show on the system's host, or mend them.

    Args:
        system: The running system.
        show_id: The show.

    Returns:
        Both, as they are kept.

    Raises:
        OutsideFault: The host is away.
        NotFound: There is no such show, or the host has not been given the tools yet.
    """
    async with system.database.transaction() as conn:
        owner = (await get_show(conn, show_id)).tour_manager_id
    return tuple(
        [
            await ensure_agent(system, role, tour_manager_id=owner, show_id=show_id, host=system.host)
            for role in Role
            if role in PER_SHOW
        ]
    )


async def ensure_agent(
    system: System,
    role: Role,
    *,
    tour_manager_id: UUID,
    show_id: UUID | None,
    host: AgentHost,
    keep: bool = True,
) -> Agent:
    """Make an agent on a host, or mend it.

    Args:
        system: The running system.
        role: What it is for.
        tour_manager_id: Whose it is.
        show_id: The show of a task; agents that exist once per tour manager are the same for every show.
        host: Where.
        keep: Whether the database remembers that it lives there. One that only stands in does not.

    Returns:
        The agent.

    Raises:
        OutsideFault: The host is away.
        NotFound: There is no such show, or the host has not been given the tools yet.
    """
    agent, _ = await _ensure(system, host, role, tour_manager_id, show_id if role in PER_SHOW else None, keep=keep)
    return agent


def block_key(name: str, label: str) -> str:
    """What identifies a block that an agent has of its own."""
    return f"{name}/{label}"


def show_block(show_id: UUID) -> BlockSpec:
    """The block that both agents of a show see."""
    return _block(f"show/{show_id}/{SHOW_BLOCK}", SHOW_BLOCK_PLAN)


def agent_spec(
    system: System,
    role: Role,
    *,
    name: str,
    token: str,
    shared: Mapping[str, str],
    values: Mapping[str, str],
    tags: Sequence[str] = (),
) -> AgentSpec:
    """An agent of a role as the code wants it.

    Args:
        system: The running system: models, tools, the bridge's address.
        role: What it is for.
        name: Identifies it.
        token: For its tools.
        shared: Block ids by label.
        values: What blocks hold that the database decides and no projection writes, by label.
        tags: Further tags to find it by on the host.

    Returns:
        The spec.
    """
    persona = BlockPlan("persona", "Who I am and how I work.", limit=4000, projection=True)
    keeps_chat = role in _KEEPS_CHAT
    return AgentSpec(
        name=name,
        role=role,
        model=system.models[role],
        system=system_prompt(role),
        blocks=(
            _block(block_key(name, "persona"), persona, PERSONAS[role]),
            *(_block(block_key(name, plan.label), plan, values.get(plan.label)) for plan in BLOCKS[role]),
        ),
        shared_blocks=shared,
        tags=tuple(tags),
        tools=tuple(spec.name for spec in system.toolbox.registry.for_role(role)),
        env={BRIDGE_URL_VARIABLE: system.bridge_url, TOKEN_VARIABLE: token},
        keeps_chat=keeps_chat,
        context_window=CHAT_TOKENS if keeps_chat else CONTEXT_TOKENS,
    )


def learned_values(role: Role, patterns: Sequence[Pattern]) -> dict[str, str]:
    """What the blocks of what a role learned hold, from the patterns that are kept.

    Args:
        role: Whose blocks.
        patterns: The surest first.

    Returns:
        Values by label; a label for which nothing was learned is left out.
    """
    labels = [plan.label for plan in BLOCKS[role] if plan.label in _LEARNED]
    lines: dict[str, list[str]] = {label: [] for label in labels}
    for pattern in patterns:
        is_preference = pattern.pattern_type == "preference"
        label = "preferences" if is_preference and "preferences" in lines else labels[-1]
        # On one line and escaped: a note may hold a venue's words, and stands in the block as what it is.
        text = on_one_line(str(pattern.pattern_data.get("text") or pattern.pattern_data), 500)
        lines[label].append(f"- {'' if is_preference else pattern.pattern_type + ': '}{text}")
    return {label: "\n".join(told) for label, told in lines.items() if told}


async def _ensure(
    system: System, host: AgentHost, role: Role, owner: UUID, show_id: UUID | None, *, keep: bool = True
) -> tuple[Agent, ChangeReport]:
    name = agent_name(role, tour_manager_id=owner, show_id=show_id)
    async with _one_at_a_time(system, name, wait=keep) as conn:
        show = await get_show(conn, show_id) if show_id else None
        values = await _values(conn, role, owner, show)
        caller = caller_of(role, tour_manager_id=owner, tour_id=show.tour_id if show else None, show_id=show_id)
        shared = {SHOW_BLOCK: await host.ensure_block(show_block(show_id))} if show_id else {}
        token = issue_token(caller, system.tool_secret)
        tags = [f"tour-manager:{owner}", *([f"show:{show_id}"] if show_id else [])]
        spec = agent_spec(system, role, name=name, token=token, shared=shared, values=values, tags=tags)
        ref = await host.ensure_agent(spec)
        if not keep:
            return _stand_in(ref, role, owner, show_id, host), _report(ref)
        agent = await agents.keep_agent(
            conn,
            role=role,
            tour_manager_id=owner,
            show_id=show_id,
            name=name,
            host=host.name,
            host_agent_id=ref.id,
            block_ids=dict(ref.block_ids),
            model=system.models[role],
        )
        if show_id and "created" in ref.changes:
            await defer_projections(system, conn, show_id)
    return agent, _report(ref)


@asynccontextmanager
async def _one_at_a_time(system: System, name: str, *, wait: bool) -> AsyncIterator[Connection]:
    """Two processes that make the same agent at once would make two: a host does not keep names unique."""
    async with system.database.transaction() as conn:
        if wait:
            await conn.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"agent:{name}",))
        yield conn


async def _values(conn: Connection, role: Role, owner: UUID, show: Show | None) -> dict[str, str]:
    """What the blocks hold that the database decides, other than projections of a show's progress."""
    patterns = await list_patterns(
        conn, owner, venue_id=show.venue_id if show else None, agent_type=role, limit=_PATTERNS_SHOWN
    )
    values = learned_values(role, patterns)
    if role is Role.COORDINATOR and (person := await find_person(conn, owner)):
        values["human"] = "\n".join(
            [f"name: {person.display_name}", f"e-mail: {person.email}", f"phone: {person.phone or 'not known'}"]
        )
    if role is Role.DRAFT_GENERATOR and show:
        values["contact"] = f"name: {show.contact_name or 'not known'}\ne-mail: {show.contact_email or 'not known'}"
    return values


async def _sync_show(system: System, show: Show) -> ChangeReport:
    over = not show.status.is_live and system.clock().date() > show.show_date + RETIRE_AFTER
    report = ChangeReport()
    if over:
        return await _retire(system, show)
    if show.status.is_live or await _has_agents(system, show):
        for role in Role:
            if role in PER_SHOW:
                _, changes = await _ensure(system, system.host, role, show.tour_manager_id, show.id)
                report += changes
    return report


async def _has_agents(system: System, show: Show) -> bool:
    async with system.database.transaction() as conn:
        return any(agent.status != "retired" for agent in await agents.list_agents(conn, show_id=show.id))


async def _retire(system: System, show: Show) -> ChangeReport:
    """Remove the agents of a show from the host. What they learned is kept: remember_pattern wrote it to the database."""
    async with system.database.transaction() as conn:
        at_work = [agent for agent in await agents.list_agents(conn, show_id=show.id) if agent.status != "retired"]
        for agent in at_work:
            if agent.host != system.host.name:
                continue
            await system.host.retire(agent.host_agent_id)
            await agents.set_agent_status(conn, agent.id, "retired")
    return ChangeReport(removed=tuple(agent.name for agent in at_work))


def _block(key: str, plan: BlockPlan, value: str | None = None) -> BlockSpec:
    return BlockSpec(
        key=key,
        label=plan.label,
        description=plan.description,
        value=plan.value if value is None else value,
        limit=plan.limit,
        read_only=plan.projection,
        fixed=value is not None,
    )


def _report(ref: AgentRef) -> ChangeReport:
    if not ref.changes:
        return ChangeReport(unchanged=(ref.name,))
    return ChangeReport(created=(ref.name,)) if "created" in ref.changes else ChangeReport(updated=(ref.name,))


def _stand_in(ref: AgentRef, role: Role, owner: UUID, show_id: UUID | None, host: AgentHost) -> Agent:
    return Agent(
        id=uuid5(NAMESPACE_URL, f"{host.name}/{ref.name}"),
        role=role,
        tour_manager_id=owner,
        show_id=show_id,
        name=ref.name,
        host=host.name,
        host_agent_id=ref.id,
        block_ids=dict(ref.block_ids),
        model=host.name,
        status="active",
        last_active_at=None,
    )
