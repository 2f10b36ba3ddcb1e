"""`advance read`: read one mail file for one show and print what was found."""

import json
from pathlib import Path
from typing import Annotated

import typer
from pydantic import BaseModel, ValidationError

from advancing.errors import Invalid
from advancing.extraction import AskedQuestion, ShowFacts, VenueMail
from advancing.reading import read
from tools.gmail.attachment import Unreadable, attachment_text
from tools.gmail.message import parse_message


class ShowFile(BaseModel):
    """A show as `--show` takes it: the facts, and what was asked.

    Args:
        show: See `advancing.extraction.ShowFacts`.
        asked: The questions of the mail that this one answers.
        our_addresses: Addresses of our side.
    """

    show: ShowFacts
    asked: tuple[AskedQuestion, ...] = ()
    our_addresses: tuple[str, ...] = ()


def read_mail(
    file: Annotated[Path, typer.Argument(help="A mail as a file (.eml, RFC 822).")],
    show: Annotated[Path, typer.Option("--show", help='JSON: {"show": {…}, "asked": [{"field", "question"}]}.')],
) -> None:
    """Read a mail by the rules and print the extraction as JSON."""
    wanted = _show_file(show)
    try:
        parsed = parse_message(file.read_bytes())
    except OSError as fault:
        raise Invalid(f"{file} cannot be read: {fault.strerror}.") from fault
    texts = [attachment_text(part.name, part.content_type, part.content) for part in parsed.attachments]
    mail = VenueMail(
        sender=str(parsed.from_ or ""),
        recipients=tuple(item.email for item in (*parsed.to, *parsed.cc)),
        subject=parsed.subject,
        date=parsed.date.isoformat() if parsed.date else "",
        body=parsed.body,
        hidden_text=parsed.hidden_text,
        attachments=tuple(text for found in texts for text in found if not isinstance(text, Unreadable)),
        our_addresses=wanted.our_addresses,
    )
    extraction = read(mail, wanted.show, wanted.asked)
    typer.echo(json.dumps(extraction.model_dump(mode="json"), indent=2, ensure_ascii=False))


def _show_file(path: Path) -> ShowFile:
    try:
        return ShowFile.model_validate_json(path.read_text(encoding="utf-8"))
    except OSError as fault:
        raise Invalid(f"{path} cannot be read: {fault.strerror}.") from fault
    except UnicodeDecodeError as fault:
        raise Invalid(f"{path} is not a show file: it is not UTF-8.") from fault
    except ValidationError as fault:
        first = fault.errors(include_url=False)[0]
        where = "".join(f"{part}." for part in first["loc"]).removesuffix(".")
        told = f"{where}: {first['msg']}" if where else first["msg"]
        raise Invalid(f"{path} is not a show file: {told}.") from fault
