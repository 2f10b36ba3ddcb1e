"""`advance agents`: bring the agents on their host in line with the code and the database."""

import asyncio

import typer

from agents.provisioning import sync_agents
from server.bootstrap import bootstrap
from server.local.running import settings_here

app = typer.Typer(help="The agents on their host.", no_args_is_help=True)


@app.command("sync")
def sync() -> None:
    """Make or mend every tool and agent in place; a second run changes nothing."""

    async def run() -> None:
        async with bootstrap(settings_here()) as system:
            report = await sync_agents(system)
        for kind, changes in (("tool", report.tools), ("agent", report.agents)):
            for word, names in (
                ("made", changes.created),
                ("updated", changes.updated),
                ("removed", changes.removed),
            ):
                for name in names:
                    typer.echo(f"{kind} {name}: {word}")
            typer.echo(f"{len(changes.unchanged)} {kind}s unchanged.")
        if not report.changed:
            typer.echo("Nothing had to be changed.")

    asyncio.run(run())
