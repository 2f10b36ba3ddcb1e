"""Memory blocks that show the database: rendered whole from one typed snapshot and written after the commit.

They are read-only to agents and never the truth. A block that could not be written is written by the next job.
"""

from collections.abc import Sequence
from uuid import UUID

from advancing.checklist import Checklist
from advancing.errors import NotFound
from advancing.fields import CATALOGUE, SECTIONS
from advancing.values import show as shown
from agents.host import AgentHost
from agents.system import System
from tools.store import agent as agents
from tools.store.agent import Agent
from tools.store.checklist import load_checklist
from tools.store.database import Connection
from tools.store.draft import Send, list_sends
from tools.store.effect import Effect, latest_effects
from tools.store.extraction import StoredExtraction, list_extractions
from tools.store.link import MasterTourLink, list_links
from tools.store.mail import Message, list_messages
from tools.store.show import Show, get_show, list_shows

URGENT_SHOWS = 12
BLOCK_LIMIT = 5000


async def defer_projections(system: System, conn: Connection, show_id: UUID) -> None:
    """Queue the writing of the blocks that show this show; once, however often it is asked for."""
    await system.jobs.defer(conn, "write_blocks", once=True, arguments={"show_id": str(show_id)})


async def write_blocks(system: System, show_id: UUID) -> None:
    """Write every block that shows a show: those of its two agents, and of its tour manager's two.

    Raises:
        OutsideFault: The host is away; the job tries again.
    """
    async with system.database.transaction() as conn:
        show = await get_show(conn, show_id)
        checklist = await load_checklist(conn, show_id, show.venue_type)
        messages = await list_messages(conn, show_id=show_id)
        readings = await list_extractions(conn, show_id=show_id)
        sends = await list_sends(conn, show_id)
        effects = await latest_effects(conn, show.tour_manager_id, "mastertour")
        links = await list_links(conn, show.tour_manager_id)
        shows = await list_shows(conn, tour_manager_id=show.tour_manager_id)
        at_work = [
            agent
            for agent in await agents.list_agents(conn)
            if agent.status != "retired"
            and agent.tour_manager_id == show.tour_manager_id
            and agent.show_id in (None, show_id)
        ]
    values = {
        "show": render_show(show, checklist),
        "email_history": render_email_history(messages, sends),
        "extraction_history": render_extraction_history(readings),
        "active_shows": render_active_shows(shows),
        "master_tour": render_master_tour(shows, links),
        "sync_history": render_sync_history(shows, effects),
    }
    written: set[str] = set()
    for agent in at_work:
        await _write(system.host, agent, values, written)


async def _write(host: AgentHost, agent: Agent, values: dict[str, str], written: set[str]) -> None:
    if agent.host != host.name:
        return
    for label, block_id in agent.block_ids.items():
        if label in values and block_id not in written:
            try:
                await host.write_block(block_id, values[label])
            except NotFound:
                # The agent was removed on its host by hand; provisioning makes it again.
                return
            written.add(block_id)


def render_show(show: Show, checklist: Checklist) -> str:
    """The `show` block: what the show's two agents share."""
    done, total, critical_done, critical_total = checklist.progress()
    lines = [
        f"show_id: {show.id}",
        f"{show.title} ({show.city}, {show.country}, {show.timezone})",
        f"status: {show.status.value}",
        f"contact: {show.contact_name or 'name not known'} <{show.contact_email or 'none'}>",
        f"settled: {done} of {total}; critical {critical_done} of {critical_total}",
    ]
    for section, title in SECTIONS.items():
        items = [item for item in checklist.items if item.field.section == section]
        if not items:
            continue
        lines.append(f"[{title}]")
        lines += [
            f"{item.field.label}: {shown(item.value) if item.value is not None else '-'} ({item.state.value})"
            for item in items
        ]
    return _cut("\n".join(lines))


def render_email_history(messages: Sequence[Message], sends: Sequence[Send]) -> str:
    """The `email_history` block: who wrote when, and what was asked."""
    lines = [
        f"{_day(item.received_at or item.sent_at)} {'from' if item.direction == 'inbound' else 'to'} venue: {item.subject}"
        for item in messages
    ]
    lines += [
        f"asked {_day(item.sent_at)}: {', '.join(CATALOGUE[q.field].label for q in item.questions_asked if q.field in CATALOGUE)}"
        for item in sends
        if item.sent_at
    ]
    return _cut("\n".join(lines) or "No mail yet.")


def render_extraction_history(readings: Sequence[StoredExtraction]) -> str:
    """The `extraction_history` block: what was read before, and what the tour manager made of it."""
    lines = []
    for item in readings:
        corrected = ", ".join(str(key) for key in item.tm_corrections or {}) or "nothing"
        lines.append(
            f"{_day(item.created_at)} {item.status}: {len(item.extraction.fields)} fields by {item.read_by}, decided otherwise: {corrected}"
        )
    return _cut("\n".join(lines) or "Nothing read yet.")


def render_active_shows(shows: Sequence[Show]) -> str:
    """The `active_shows` block: the most urgent, and counts of the rest."""
    live = [item for item in shows if item.status.is_live]
    urgent = sorted(live, key=lambda item: (not item.status.waits_for_person, item.show_date))
    lines = [
        f"{item.show_date.isoformat()} {item.venue}, {item.city}: {item.status.value} (show_id: {item.id})"
        for item in urgent[:URGENT_SHOWS]
    ]
    rest: dict[str, int] = {}
    for item in [*urgent[URGENT_SHOWS:], *(item for item in shows if not item.status.is_live)]:
        rest[item.status.value] = rest.get(item.status.value, 0) + 1
    if rest:
        lines.append("further: " + ", ".join(f"{count} {status}" for status, count in sorted(rest.items())))
    return _cut("\n".join(lines) or "No shows yet.")


def render_master_tour(shows: Sequence[Show], links: Sequence[MasterTourLink]) -> str:
    """The `master_tour` block: which show is which day there."""
    titles = {item.id: item.title for item in shows}
    lines = [
        f"{titles[item.show_id]}: tour {item.master_tour_id}, day {item.day_id}, {len(item.items)} items of ours,"
        f" last written {_day(item.pushed_at)}"
        for item in links
        if item.show_id in titles
    ]
    return _cut("\n".join(lines) or "No show is linked to a day.")


def render_sync_history(shows: Sequence[Show], effects: Sequence[Effect]) -> str:
    """The `sync_history` block: what was last written to Master Tour."""
    venues = {item.id: item.venue for item in shows}
    lines = [
        f"{_day(item.done_at)} {venues.get(item.show_id, '?') if item.show_id else '?'}: {item.key.split(':', 3)[-1]}"
        for item in effects
    ]
    return _cut("\n".join(lines) or "Nothing written yet.")


def _day(at: object) -> str:
    return str(at)[:16] if at else "?"


def _cut(text: str) -> str:
    return text if len(text) <= BLOCK_LIMIT else text[: BLOCK_LIMIT - 20] + "\n(cut off here)"
