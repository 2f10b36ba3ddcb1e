"""`advance serve`, `work`, `migrate`: the bridge, the worker and the schema, each as one process."""

import asyncio
from typing import Annotated

import typer
import uvicorn

from server.app import create_app
from server.bootstrap import bootstrap
from server.local.child import end_with_parent
from server.settings import load_settings
from server.worker import run_worker
from tools.store.migration import migrate

WithParent = Annotated[bool, typer.Option(hidden=True)]


def serve(with_parent: WithParent = False) -> None:
    """Run the bridge: API, console, webhooks and tool relay."""
    if with_parent:
        end_with_parent()
    settings = load_settings()
    settings.need("database_url")
    settings.need("tool_secret")
    settings.need("session_secret")
    app = create_app(settings)
    uvicorn.run(app, host=settings.host, port=settings.port, log_level="warning", access_log=False, proxy_headers=False)


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
