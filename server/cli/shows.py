"""`advance shows`: a tour's shows from a file, and a list of them."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from advancing.errors import Invalid
from server.cli.person import the_person
from server.local.running import settings_here
from tools.store.database import Database
from tools.store.show import list_shows
from tools.store.show_list import BadShowList, import_shows, read_show_list

app = typer.Typer(help="A tour's shows.", no_args_is_help=True)


@app.command("import")
def import_(file: Annotated[Path, typer.Argument(help="CSV: tour,artist,venue,date,contact_email,…")]) -> None:
    """Import shows from a CSV file; with a faulty row nothing is imported, and every fault is listed."""
    try:
        shows = read_show_list(_text(file))
    except BadShowList as bad:
        for fault in bad.faults:
            typer.echo(f"row {fault.row}: {fault.message}", err=True)
        typer.echo(bad.message, err=True)
        raise typer.Exit(1) from None

    async def run() -> None:
        database = Database(settings_here().need("database_url"), max_size=2)
        await database.open()
        try:
            async with database.transaction("cli") as conn:
                made = await import_shows(conn, shows, (await the_person(conn)).user_id)
        finally:
            await database.close()
        new = sum(is_new for _, is_new in made)
        typer.echo(f"{new} shows imported, {len(made) - new} were there already.")

    asyncio.run(run())


@app.command("list")
def list_() -> None:
    """List all shows with their status."""

    async def run() -> None:
        database = Database(settings_here().need("database_url"), max_size=2)
        await database.open()
        try:
            async with database.transaction() as conn:
                shows = await list_shows(conn, limit=2000)
        finally:
            await database.close()
        table = Table("Date", "Venue", "City", "Artist", "Status", "Id")
        for show in shows:
            table.add_row(
                show.show_date.isoformat(), show.venue, show.city, show.artist, show.status.value, str(show.id)
            )
        Console().print(table)

    asyncio.run(run())


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as fault:
        raise Invalid(f"{file} cannot be read: {fault.strerror}.") from fault
    except UnicodeDecodeError as fault:
        raise Invalid(f"{file} is not UTF-8; save it as CSV UTF-8.") from fault
