"""`advance doctor`: checks every connection and setting, and says how to mend what is not right."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import psycopg
import typer

from advancing.errors import AdvancingError, SettingMissing
from agents.system import System
from server.bootstrap import bootstrap, token_seal
from server.local.running import settings_here
from server.settings import Mode, Settings
from tools.store.database import Database
from tools.store.mailbox import list_mailboxes
from tools.store.migration import pending
from tools.store.person import list_people
from tools.token import check_secret


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found.

    Args:
        what: What was checked.
        ok: Whether it is right; None where it is not set up, which is allowed.
        detail: What was found.
        mend: How to mend it.
    """

    what: str
    ok: bool | None
    detail: str
    mend: str = ""


def doctor() -> None:
    """Check the settings, the database, the agent host, Gmail and Master Tour."""
    settings = settings_here()

    async def run() -> bool:
        good = True
        async for finding in examine(settings):
            mark = {True: "ok     ", False: "WRONG  ", None: "not set"}[finding.ok]
            typer.echo(f"{mark} {finding.what}: {finding.detail}")
            if finding.ok is not True and finding.mend:
                typer.echo(f"        {finding.mend}")
            good = good and finding.ok is not False
        return good

    if not asyncio.run(run()):
        raise typer.Exit(1)


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Every check, in the order in which one would mend.

    Args:
        settings: All settings.

    Yields:
        What each found.
    """
    yield _secrets(settings)
    found = await _database(settings)
    yield found
    if not found.ok:
        return
    try:
        async with bootstrap(settings) as system:
            yield await _people(system)
            yield await _host(system)
            async for finding in _gmail(system, settings):
                yield finding
            yield await _master_tour(system)
            yield _push(settings)
    except AdvancingError as fault:
        yield Finding("wiring", False, fault.message, "Set it in .env; see .env.example.")


def _secrets(settings: Settings) -> Finding:
    missing = [
        f"ADVANCING_{name.upper()}"
        for name in ("api_token", "tool_secret", "session_secret", "token_key")
        if getattr(settings, name) is None
    ]
    try:
        if settings.tool_secret is not None:
            check_secret(settings.need("tool_secret"))
        if settings.token_key is not None:
            token_seal(settings)
    except SettingMissing as fault:
        return Finding(
            "secrets", False, fault.message, "See .env.example for how to make ADVANCING_TOOL_SECRET and …_TOKEN_KEY."
        )
    if settings.mode is Mode.PRODUCTION or not missing:
        return Finding("secrets", True, "all are set")
    return Finding(
        "secrets", None, f"{', '.join(missing)} not set; development makes them up", "Set them before you go live."
    )


async def _database(settings: Settings) -> Finding:
    if settings.database_url is None:
        return Finding(
            "database",
            False,
            "ADVANCING_DATABASE_URL is not set",
            "`advance up` starts one here; for Supabase set the session pooler's URL.",
        )
    dsn = settings.database_url.get_secret_value()
    try:
        waiting = await asyncio.to_thread(pending, dsn)
    except psycopg.OperationalError as fault:
        return Finding(
            "database", False, str(fault).splitlines()[0], "Check host, user and password, and that Postgres runs."
        )
    if waiting:
        return Finding("database", False, f"{len(waiting)} migrations are missing", "Run: advance migrate")
    database = Database(dsn, max_size=2)
    await database.open()
    try:
        async with database.transaction() as conn:
            row = await (await conn.execute("select current_setting('server_version') as version")).fetchone()
    finally:
        await database.close()
    return Finding("database", True, f"PostgreSQL {row['version'] if row else '?'}, schema up to date")


async def _people(system: System) -> Finding:
    async with system.database.transaction() as conn:
        people = await list_people(conn)
    if not people:
        return Finding("tour manager", False, "there is none", "Start the bridge once: it makes the first one.")
    return Finding("tour manager", True, ", ".join(f"{item.display_name} <{item.email}>" for item in people))


async def _host(system: System) -> Finding:
    if system.host.name == system.rules.name:
        return Finding("agent host", None, "the rules do all work", "Set ADVANCING_AGENT_HOST=letta to have agents.")
    health = await system.host.health()
    if not health.ok:
        return Finding(
            "agent host",
            False,
            health.detail,
            "Check ADVANCING_LETTA_BASE_URL and ADVANCING_LETTA_API_KEY; until it answers, the rules do the work.",
        )
    counts = await system.host.counts()
    wanted = len(system.toolbox.registry.all())
    detail = f"Letta {health.version}, {counts.agents} agents, {counts.blocks} blocks, {counts.tools} tools"
    if counts.tools < wanted:
        return Finding("agent host", False, f"{detail}; {wanted} tools are wanted", "Run: advance agents sync")
    return Finding("agent host", True, detail)


async def _gmail(system: System, settings: Settings) -> AsyncIterator[Finding]:
    async with system.database.transaction() as conn:
        mailboxes = await list_mailboxes(conn)
    if not mailboxes:
        ready = settings.google_client_id and settings.google_client_secret
        mend = "Run: advance gmail connect" if ready else "Set ADVANCING_GOOGLE_CLIENT_ID and …_SECRET first."
        yield Finding("Gmail", None, "no mailbox is connected", mend)
    for mailbox in mailboxes:
        try:
            profile = await system.gmail(mailbox).get_profile()
        except AdvancingError as fault:
            yield Finding("Gmail", False, f"{mailbox.address}: {fault.message}", "Run: advance gmail connect")
        else:
            yield Finding("Gmail", True, f"{profile.email} answers")


async def _master_tour(system: System) -> Finding:
    if system.master_tour is None:
        return Finding(
            "Master Tour", None, "no key", "Set ADVANCING_MASTER_TOUR_KEY and …_SECRET to keep it up to date."
        )
    try:
        tours = await system.master_tour.list_tours()
    except AdvancingError as fault:
        return Finding("Master Tour", False, fault.message, "Check key and secret on Master Tour's API key page.")
    return Finding("Master Tour", True, f"{len(tours)} tours")


def _push(settings: Settings) -> Finding:
    if not settings.pubsub_topic:
        return Finding("push", None, f"mailboxes are polled every {settings.gmail_poll_seconds:.0f} s", "")
    return Finding("push", True, f"by {settings.pubsub_topic} to {settings.pubsub_audience}")
