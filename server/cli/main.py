"""`advance`: everything that is done from a terminal. Errors are one sentence; a missing setting ends with 2."""

from typing import Annotated

import typer

from server.cli import agents, chat, demo, doctor, evaluate, gmail, reading, serve, shows, up
from server.cli.ending import end_in_one_sentence
from server.log import configure_logging

app = typer.Typer(
    help="Advance a tour's shows by mail: agents write and read, a person approves.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command("up")(up.up)
app.command("demo")(demo.demo)
app.command("doctor")(doctor.doctor)
app.command("chat")(chat.chat)
app.command("read")(reading.read_mail)
app.command("eval")(evaluate.evaluate)
app.command("serve")(serve.serve)
app.command("work")(serve.work)
app.command("migrate")(serve.migrate_database)
app.add_typer(shows.app, name="shows")
app.add_typer(agents.app, name="agents")
app.add_typer(gmail.app, name="gmail")


@app.callback()
def prepare(verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log more.")] = False) -> None:
    """Set up logging before any command."""
    configure_logging(verbose=verbose)


def main() -> None:
    """Run the command; say what went wrong in a sentence."""
    end_in_one_sentence(app)


if __name__ == "__main__":
    main()
