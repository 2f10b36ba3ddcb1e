"""`advance demo`: the whole product on this machine, with a tour, venues that answer, and a tour manager."""

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer

from server.cli.up import tell_where
from server.demo.manager import TourManager
from server.demo.report import report
from server.local.stack import Stack, run_stack
from server.settings import Host, load_settings


def demo(
    headless: Annotated[bool, typer.Option(help="Stop everything at the end; the last line is JSON.")] = False,
    by_hand: Annotated[bool, typer.Option(help="Set the stage and leave the tour manager's part to you.")] = False,
    rules: Annotated[bool, typer.Option(help="Without Letta: the rules do all work.")] = False,
    state_dir: Annotated[Path, typer.Option(help="Where its databases and logs lie.")] = Path(".advancing"),
) -> None:
    """Advance three shows of a small tour from first mail to complete."""
    asyncio.run(_demo(headless=headless, by_hand=by_hand, rules=rules, state_dir=state_dir))


async def _demo(*, headless: bool, by_hand: bool, rules: bool, state_dir: Path) -> None:
    settings = load_settings(
        state_dir=state_dir,
        port=0,
        database_url=None,
        agent_host=Host.RULES if rules else Host.LETTA,
        letta_base_url="",
        tour_manager_name="Jo Whitfield",
        tour_manager_email="jo@nightferry.example",
        tour_manager_phone="+1 919 555 0100",
        worker_heartbeat_s=2,
        worker_stalled_s=8,
    )
    async with run_stack(settings, emulators=True, fresh=True, say=typer.echo) as running:
        manager = TourManager(running, typer.echo)
        try:
            await manager.set_the_stage()
            if by_hand:
                await _by_hand(running, manager)
                return
            await manager.start_all()
            await manager.advance_all()
        finally:
            await manager.close()
        figures = await report(running)
        if not headless:
            tell_where(running)
            typer.echo(json.dumps(figures))
            await asyncio.Event().wait()
    typer.echo(json.dumps(figures))


async def _by_hand(running: Stack, manager: TourManager) -> None:
    """The venues answer; everything else is the visitor's."""
    tell_where(running)
    typer.echo("Start a show in the console, approve its mail, and its venue answers within seconds.")
    await manager.play_the_venues()
