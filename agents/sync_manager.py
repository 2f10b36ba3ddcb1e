"""The sync manager's work: Master Tour and the show, both ways. Only what a person approved is written there."""

from datetime import date
from functools import partial
from uuid import UUID

import structlog

from advancing.checklist import FieldState
from advancing.conflict import ConflictCase, judge
from advancing.errors import OutsideFault
from advancing.fields import CATALOGUE, FieldKey
from advancing.itinerary import Difference, ItemLink
from advancing.roles import Role
from advancing.values import Value, same
from agents.projection import defer_projections
from agents.prompts import sync_prompt
from agents.system import System
from agents.turn import perform
from tools.mastertour import sync
from tools.mastertour.client import MasterTourClient
from tools.mastertour.report import NotesOutcome, SyncReport
from tools.store import agent as agents
from tools.store import extraction as extractions
from tools.store import link as links
from tools.store.checklist import load_checklist
from tools.store.database import Connection
from tools.store.effect import store_receipt
from tools.store.link import MasterTourLink
from tools.store.notice import store_notice
from tools.store.show import Show, get_show, show_facts

_log = structlog.get_logger(__name__)


async def sync_show(system: System, show_id: UUID, direction: str, key: str) -> None:
    """Ask the sync manager to bring a show and Master Tour together; its tool queues the writing or the reading.

    Args:
        system: The running system.
        show_id: Which show.
        direction: `to` or `from` Master Tour.
        key: Identifies this piece of work over all tries.
    """
    if system.master_tour is None:
        return
    async with system.database.transaction() as conn:
        show = await get_show(conn, show_id)
        if await links.get_link(conn, show_id) is None:
            return
        task = await agents.open_task(
            conn,
            role=Role.SYNC_MANAGER,
            kind="sync",
            key=f"sync:{key}",
            tour_manager_id=show.tour_manager_id,
            show_id=show_id,
            input={"direction": direction},
        )
    system.checkpoint("sync:asked")
    prompt = sync_prompt(str(show_id), "from" if direction == "from" else "to", show_facts(show, {}, {}))
    outcome = await perform(system, task, prompt, f"sync_{direction}_master_tour")
    system.checkpoint("sync:done")
    async with system.database.transaction() as conn:
        await agents.close_task(conn, task.id, host=outcome.host, fallback_reason=outcome.fallback_reason)


async def push_day(system: System, show_id: UUID, run: str) -> None:
    """Write what is approved into the show's day.

    Args:
        system: The running system.
        show_id: Which show.
        run: The same for every try of one push, another for the next.

    Raises:
        OutsideFault: Master Tour failed; a retry does nothing twice.
    """
    client = system.master_tour
    async with system.database.transaction() as conn:
        show = await get_show(conn, show_id)
        link = await links.get_link(conn, show_id)
        values, unconfirmed = await _approved(conn, show)
    if client is None or link is None or not values:
        return
    report = await sync.push(
        client,
        link.day_id,
        values,
        {key: ItemLink(str(item["item_id"]), item["written"]) for key, item in link.items.items()},
        zone=show.timezone,
        scope=f"mastertour:{show_id}:{run}",
        effect=partial(system.effects.once, show_id=show_id),
        unconfirmed=unconfirmed,
    )
    system.checkpoint("push:written")
    async with system.database.transaction(Role.SYNC_MANAGER) as conn:
        await _keep_report(system, conn, show, report)


async def _approved(conn: Connection, show: Show) -> tuple[dict[FieldKey, Value], set[FieldKey]]:
    """Values that are in use and that a recorded approval stands for, and which of them are taken for now."""
    checklist = await load_checklist(conn, show.id, show.venue_type)
    cursor = await conn.execute(
        "select shown -> 'values' as held from approvals where show_id = %s and used_at is not null"
        " and subject_type <> 'draft' order by approved_at",
        (show.id,),
    )
    held: dict[str, Value] = {}
    for row in await cursor.fetchall():
        held |= row["held"] or {}
    values = {
        key: value
        for key, value in checklist.usable().items()
        if key in held and same(CATALOGUE[key], held[key], value)
    }
    provisional = {item.key for item in checklist.items if item.state is FieldState.PROVISIONAL}
    return values, provisional & set(values)


async def _keep_report(system: System, conn: Connection, show: Show, report: SyncReport) -> None:
    await links.keep_items(
        conn,
        show.id,
        {key: {"item_id": item.item_id, "written": item.written} for key, item in report.links.items()},
    )
    await links.mark_pushed(conn, show.id)
    for key, receipt in report.receipts.items():
        await store_receipt(conn, key, receipt)
    for difference in report.differences:
        await _raise_difference(system, conn, show, difference)
    if report.notes is NotesOutcome.HAND_EDITED:
        await _say(
            system,
            conn,
            show,
            f"Our part of the Master Tour notes for {show.venue} was edited by hand; it is left as it is.",
        )
    await agents.log_activity(
        conn,
        agent_type=Role.SYNC_MANAGER,
        action="mastertour.pushed",
        tour_manager_id=show.tour_manager_id,
        show_id=show.id,
        output={
            "created": list(report.created),
            "updated": list(report.updated),
            "differences": [item.field for item in report.differences],
            "notes": report.notes.value,
        },
    )
    await defer_projections(system, conn, show.id)


async def _raise_difference(system: System, conn: Connection, show: Show, difference: Difference) -> None:
    if difference.found is None:
        # The item is gone or has no time: there is no second value to choose, only something to look at.
        await _say(system, conn, show, difference.explanation)
        return
    found = difference.found[-5:]
    judged = judge(ConflictCase(difference.field, difference.wanted, "tour_manager", found, "master_tour"))
    await extractions.store_conflict(
        conn,
        show_id=show.id,
        field=difference.field,
        extraction_id=None,
        known=(difference.wanted, "tour_manager"),
        new=(found, "master_tour"),
        severity=judged.severity,
        explanation=difference.explanation,
    )


async def _say(system: System, conn: Connection, show: Show, text: str) -> None:
    notice_id = await store_notice(
        conn,
        show.tour_manager_id,
        kind="sync",
        title=text,
        show_id=show.id,
        key=f"sync:{show.id}:{text}:{system.clock().date()}",
    )
    if notice_id:
        await system.jobs.defer(conn, "deliver_notice", arguments={"notice_id": str(notice_id)})


async def pull_day(system: System, show_id: UUID) -> None:
    """Read the show's day; what differs from what is approved becomes a conflict, nothing is overwritten."""
    client = system.master_tour
    async with system.database.transaction() as conn:
        show = await get_show(conn, show_id)
        link = await links.get_link(conn, show_id)
    if client is None or link is None:
        return
    pulled = await sync.pull(client, link.day_id, zone=show.timezone)
    system.checkpoint("pull:read")
    async with system.database.transaction(Role.SYNC_MANAGER) as conn:
        await links.keep_pulled(conn, show_id, {"name": pulled.day.name, "city": pulled.day.city}, dict(pulled.known))
        checklist = await load_checklist(conn, show_id, show.venue_type)
        for item in checklist.items:
            there = pulled.known.get(item.key)
            if there is None or item.state is not FieldState.CONFIRMED or item.value is None:
                continue
            if not same(item.field, item.value, there):
                judged = judge(ConflictCase(item.key, item.value, item.source or "venue", there, "master_tour"))
                await extractions.store_conflict(
                    conn,
                    show_id=show_id,
                    field=item.key,
                    extraction_id=None,
                    known=(item.value, item.source or "venue"),
                    new=(there, "master_tour"),
                    severity=judged.severity,
                    explanation=judged.sentence,
                )
        await defer_projections(system, conn, show_id)


async def link_show(system: System, show_id: UUID) -> MasterTourLink | None:
    """Find the show's day in Master Tour by its date (and city, where a date has several), and read it.

    Returns:
        The link; None where no Master Tour is configured, the tour has no counterpart there, or no day fits.
    """
    client = system.master_tour
    async with system.database.transaction() as conn:
        show = await get_show(conn, show_id)
        link = await links.get_link(conn, show_id)
        row = await (await conn.execute("select master_tour_id from tours where id = %s", (show.tour_id,))).fetchone()
    tour_id = row["master_tour_id"] if row else None
    if client is None or tour_id is None:
        return link
    if link is None:
        day_id = await _find_day(client, tour_id, show.show_date, show.city)
        if day_id is None:
            return None
        async with system.database.transaction() as conn:
            await links.make_link(conn, show_id, tour_id, day_id)
    await pull_day(system, show_id)
    async with system.database.transaction() as conn:
        return await links.get_link(conn, show_id)


async def _find_day(client: MasterTourClient, tour_id: str, day: date, city: str) -> str | None:
    try:
        tour = await client.get_tour(tour_id)
    except OutsideFault as fault:
        if fault.retryable:
            raise
        _log.warning("master_tour_refused", tour_id=tour_id, reason=fault.message)
        return None
    on_day = [item for item in tour.days if item.date[:10] == day.isoformat()]
    if len(on_day) > 1:
        on_day = [item for item in on_day if item.city.casefold() == city.casefold()] or on_day[:0]
    return on_day[0].id if on_day else None
