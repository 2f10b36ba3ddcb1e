"""`advance gmail`: connect a mailbox by Google's consent."""

import asyncio

import typer

from agents.inbox import renew_watch
from server.bootstrap import bootstrap, google_client, token_seal
from server.cli.person import the_person
from server.local.running import settings_here
from tools.gmail.client import GMAIL, GmailClient
from tools.gmail.oauth import consent_on_this_machine, credentials_from
from tools.store.mailbox import connect_mailbox

app = typer.Typer(help="The tour manager's mailbox.", no_args_is_help=True)


@app.command("connect")
def connect() -> None:
    """Open Google's consent page in the browser, and store the token encrypted."""
    settings = settings_here()
    client, seal = google_client(settings), token_seal(settings)
    typer.echo("Your browser opens Google's consent page; allow reading, drafting and sending mail.")
    token = consent_on_this_machine(client)

    async def run() -> None:
        gmail = GmailClient(credentials_from(token, client), endpoint=settings.gmail_api_url or GMAIL)
        profile = await gmail.get_profile()
        gmail.close()
        async with bootstrap(settings) as system:
            async with system.database.transaction("cli") as conn:
                mailbox = await connect_mailbox(
                    conn, (await the_person(conn)).user_id, profile.email, seal.seal(token), profile.history_id
                )
            until = await renew_watch(system, mailbox.id)
        how = f"Gmail pushes until {until:%Y-%m-%d}, renewed daily" if until else "it is polled"
        typer.echo(f"{profile.email} is connected; {how}.")

    asyncio.run(run())
