"""`advance serve`, `work`, `migrate`: the bridge, the worker and the schema, each as one process."""

import asyncio
from typing import Annotated

import structlog
import typer
import uvicorn

from advancing.errors import OutsideFault
from agents.provisioning import sync_agents
from server.app import create_app
from server.bootstrap import bootstrap
from server.first_person import ensure_person
from server.local.child import end_with_parent
from server.settings import Settings, load_settings
from server.worker import run_worker
from tools.store.migration import migrate

_log = structlog.get_logger(__name__)

WithParent = Annotated[bool, typer.Option(hidden=True)]


def serve(with_parent: WithParent = False) -> None:
    """Run the bridge: API, console, webhooks and tool relay."""
    if with_parent:
        end_with_parent()
    settings = load_settings()
    settings.need("database_url")
    settings.need("tool_secret")
    settings.need("session_secret")
    if not with_parent:
        asyncio.run(_prepare(settings))
    app = create_app(settings)
    uvicorn.run(app, host=settings.host, port=settings.port, log_level="warning", access_log=False, proxy_headers=False)


async def _prepare(settings: Settings) -> None:
    """Make the tour manager of the settings where there is none; bring the agents in line where their host answers."""
    async with bootstrap(settings) as system:
        await ensure_person(system.database, settings)
        try:
            await sync_agents(system)
        except OutsideFault as fault:
            # The rules do the work until the host is back; what a show needs is made with its next turn.
            _log.warning("agents_not_synced", reason=fault.message)


def work(with_parent: WithParent = False) -> None:
    """Run a worker; several may run, on several machines."""
    if with_parent:
        end_with_parent()

    async def run() -> None:
        async with bootstrap(load_settings()) as system:
            await run_worker(system, load_settings())

    asyncio.run(run())


def migrate_database() -> None:
    """Bring the database that ADVANCING_DATABASE_URL names to this version's schema."""
    settings = load_settings()
    applied = migrate(settings.need("database_url"), embedded=settings.database_is_embedded)
    typer.echo("\n".join(f"Applied {name}." for name in applied) or "The database is up to date.")
