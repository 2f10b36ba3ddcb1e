"""`advance up`: the whole system on this machine; what no setting names is started here."""

import asyncio
from typing import Annotated

import typer

from server.local.stack import Stack, run_stack
from server.settings import load_settings


def up(
    emulators: Annotated[bool, typer.Option(help="Emulate Gmail and Master Tour.")] = False,
) -> None:
    """Start PostgreSQL, Letta, the bridge and a worker here, and stay up until Ctrl-C."""
    asyncio.run(_up(emulators=emulators))


async def _up(*, emulators: bool) -> None:
    settings = load_settings()
    async with run_stack(settings, emulators=emulators, say=typer.echo) as running:
        tell_where(running)
        await asyncio.Event().wait()


def tell_where(running: Stack) -> None:
    """Print where to look and how to sign in."""
    typer.echo("")
    typer.echo(f"  Console      {running.url}/console/sign-in#token={running.api_token}")
    typer.echo(f"  API          {running.url}/docs   (Authorization: Bearer {running.api_token})")
    if running.settings.letta_base_url:
        typer.echo(f"  Letta        {running.settings.letta_base_url}/v1/agents/")
    if running.gmail_url:
        typer.echo(f"  Gmail        {running.gmail_url}/_emulator/sent   (emulated)")
    if running.master_tour_url:
        typer.echo(f"  Master Tour  {running.master_tour_url}/_emulator/state   (emulated)")
    typer.echo(f"  Logs         {running.settings.state_dir / 'logs'}")
    typer.echo("")
    typer.echo("Ctrl-C stops everything.")
