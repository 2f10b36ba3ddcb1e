"""Mails of the corpus, mangled on their way, are read from their bytes to their extraction without a fault."""

import json
import random
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from advancing.extraction import VenueMail
from advancing.reading import read
from advancing.reading.case import case_input
from advancing.reading.own_words import own_words
from advancing.validation import validate
from tools.gmail.message import parse_message

CASES = sorted((Path(__file__).parents[1] / "corpus" / "open").glob("*.json"))
DIRT = (
    b"\n", b"\n\n", b"\r", b">", b"--b\n", b"\xff\xfe", b"\x00", b"\x1b$B", b"=?utf-8?b?x?=", b"&#0;", b"<!--",
    b"<div style='display:none'>", b"On 1 wrote:\n", b"From: x@y\n", b"\xe2\x80\x8b", b"12:99 99/99/9999 $$ 1e9 ' x \"",
    b"Content-Type: multipart/mixed; boundary=x\n",
)  # fmt: skip


def written(case: dict[str, Any], chance: random.Random) -> bytes:
    mail = EmailMessage()
    mail["From"] = case["email"]["from"].encode("ascii", "replace").decode()
    mail["To"], mail["Subject"] = "tm@band.example", "Re: Advance"
    body = case["email"]["body"]
    mail.set_content(body, cte=chance.choice(["8bit", "base64", "quoted-printable"]))
    if chance.random() < 0.5:
        mail.add_alternative("".join(f"<p>{line}</p>" for line in body.split("\n")), subtype="html")
    return mail.as_bytes()


def mangled(raw: bytes, chance: random.Random) -> bytes:
    """The bytes with some of them lost, doubled, changed, moved, and dirt between them."""
    found = bytearray(raw)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(found) + 1)
        stretch = bytes(found[at : at + chance.randint(1, 60)])
        how = chance.randrange(4)
        if how == 0:
            del found[at : at + len(stretch)]
        elif how == 1:
            found[at:at] = stretch * chance.randint(1, 20)
        elif how == 2:
            found[at : at + 1] = bytes([chance.randrange(256)])
        else:
            found[at:at] = chance.choice(DIRT)
    return bytes(found)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_mangled_mail_is_read_and_what_is_read_stands_in_it(path: Path) -> None:
    case, chance = json.loads(path.read_text()), random.Random(path.stem)
    _, show, asked = case_input(case)
    for _ in range(4):
        message = parse_message(mangled(written(case, chance), chance))
        mail = VenueMail(
            sender=str(message.from_ or ""),
            subject=message.subject,
            body=message.body,
            hidden_text=message.hidden_text,
            our_addresses=("tm@band.example",),
        )
        words = own_words(mail.body, sender=mail.sender, our_addresses=mail.our_addresses)

        found = validate(read(mail, show, asked), mail, show, words, asked)

        assert not any("while reading" in defect for defect in message.defects)
        assert all(words.holds(one.source_text) for one in found.fields.values())
