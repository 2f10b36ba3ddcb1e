"""What the demo did, counted from the database, the emulators and the Letta server."""

from statistics import median
from typing import Any

import httpx

from agents.hosts.letta import LettaHost
from server.local.stack import Stack
from tools.store.database import Connection, Database


async def report(running: Stack) -> dict[str, Any]:
    """The figures of a demo run, as its last line prints them."""
    database = Database(running.settings.need("database_url"), max_size=2)
    await database.open()
    try:
        async with database.transaction() as conn:
            counted = await _counted(conn)
            waits = await _waits(conn)
    finally:
        await database.close()
    async with httpx.AsyncClient(timeout=30, trust_env=False) as http:
        sent = (await http.get(f"{running.gmail_url}/_emulator/sent")).json()["sent"]
        state = (await http.get(f"{running.master_tour_url}/_emulator/state")).json()
        letta = await _letta(running)
    return {
        "shows": counted["shows"],
        "completed": counted["completed"],
        "drafts_sent": len(sent),
        "replies_read": counted["replies_read"],
        "fields_applied": counted["fields_applied"],
        "itinerary_items": len(state["items"]),
        "unmatched": counted["unmatched"],
        "letta": letta,
        "seconds": {
            "start": running.start_seconds,
            "reply_to_review_p50": round(median(waits), 2) if waits else None,
            "reply_to_review_max": round(max(waits), 2) if waits else None,
        },
    }


async def _counted(conn: Connection) -> dict[str, int]:
    cursor = await conn.execute(
        """select (select count(*) from shows) as shows,
            (select count(*) from shows where status = 'completed') as completed,
            (select count(*) from email_extractions where status = 'applied') as replies_read,
            (select count(*) from show_fields where state = 'confirmed' and extraction_id is not null) as fields_applied,
            (select count(*) from email_messages where show_id is null and direction = 'inbound') as unmatched"""
    )
    return dict(await cursor.fetchone() or {})


async def _waits(conn: Connection) -> list[float]:
    """Seconds from the arrival of each reply in the mailbox to its reading awaiting review."""
    cursor = await conn.execute(
        "select extract(epoch from x.created_at - m.received_at)::float as seconds"
        " from email_extractions x join email_messages m on m.id = x.message_id"
    )
    return [row["seconds"] for row in await cursor.fetchall()]


async def _letta(running: Stack) -> dict[str, Any]:
    base = running.settings.letta_base_url
    if not base:
        return {"version": None, "agents": 0, "blocks": 0, "tools": 0}
    host = LettaHost(base)
    try:
        health, counts = await host.health(), await host.counts()
    finally:
        await host.aclose()
    return {"version": health.version, "agents": counts.agents, "blocks": counts.blocks, "tools": counts.tools}
