"""`./scripts/bench [PART] [--json]`: measures one part, or all one after another, and prints each figure."""

import json
import signal
import sys
from collections.abc import Callable
from typing import Annotated

import typer

from server.bench import reader, reply, start, turn, webhook
from server.bench.figure import Figure
from server.cli.ending import end_in_one_sentence
from server.local.stack import Say
from server.log import configure_logging

PARTS: dict[str, Callable[[Say], Figure]] = {
    "start": start.measure,
    "turn": turn.measure,
    "webhook": webhook.measure,
    "reply": reply.measure,
    "reader": reader.measure,
}


def bench(
    part: Annotated[str, typer.Argument(help="What to measure; everything if not given.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the JSON lines alone.")] = False,
) -> None:
    """Measure how fast it is on this machine; the last line of each part is a JSON object."""
    if part and part not in PARTS:
        print(f"There is no part {part!r}; there are {', '.join(PARTS)}.", file=sys.stderr)
        raise typer.Exit(2)
    say: Say = (lambda _: None) if as_json else typer.echo
    for name in [part] if part else PARTS:
        figure = PARTS[name](say)
        say(figure.as_text())
        typer.echo(json.dumps(figure.as_json()))


def main() -> None:
    """Run the command; what was started ends with it, however it is told to end."""
    configure_logging()
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    app = typer.Typer(pretty_exceptions_enable=False, add_completion=False)
    app.command(epilog=f"Parts: {', '.join(PARTS)}.")(bench)
    end_in_one_sentence(app)


if __name__ == "__main__":
    main()
