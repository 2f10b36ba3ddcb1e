"""From the bytes of a message to its extraction: five megabytes of anything are read within a second or refused with a mark.

The bound asserted is twice that, for machines that are busy.
"""

import time

import pytest

from advancing.extraction import AskedQuestion, Extraction, ShowFacts, VenueMail
from advancing.fields import FieldKey
from advancing.reading import read
from advancing.reading.own_words import own_words
from advancing.validation import validate
from tools.gmail.message import ParsedMessage, parse_message

SIZE = 5_000_000
MOST_SECONDS = 2.0
ASKED = (AskedQuestion(field=FieldKey("schedule.loadIn"), question="When can we load in?"),)
SHOW = ShowFacts(artist="Night Ferry", venue="The Ritz", date="2027-03-15", timezone="America/New_York")


def take(body: str, content_type: str) -> tuple[ParsedMessage, Extraction]:
    """The way of a mail: bytes, message, reading, validation."""
    head = f"From: Sam <sam@ritz.example>\r\nContent-Type: {content_type}; charset=utf-8\r\n\r\n"
    message = parse_message(head.encode() + body.encode())
    mail = VenueMail(
        sender=str(message.from_),
        body=message.body,
        hidden_text=message.hidden_text,
        our_addresses=("jo@nightferry.example",),
    )
    words = own_words(mail.body, sender=mail.sender, our_addresses=mail.our_addresses)
    return message, validate(read(mail, SHOW, ASKED), mail, SHOW, words, ASKED)


def filled(unit: str) -> str:
    return unit * (SIZE // len(unit.encode()))


PLAIN = {
    "prose": "Load in is at 3pm by the back door, doors at 7pm, show at 8.\n",
    "prose without a line end": "load in is at 3pm and doors are at 7pm ",
    "one long word": "a",
    "quote marks": ">",
    "quoted lines": ">\n",
    "empty lines": "\n",
    "carriage returns": "\r",
    "attributions": "On 1 On 1 ",
    "attributions on lines": "On Mon, 1 Feb 2027, Jo wrote:\n",
    "header blocks": "From: a@b.example\nSent: 1\n",
    "characters without width": "\u200b",
    "digits": "1234567890",
    "times": "7:30 ",
    "capitalised words": "Anna Berta ",
    "capitalised lines": "Anna Berta\n",
    "comments": "<!--",
    "accounts": "new bank account IBAN ",
    "orders": "AI assistant ignore ",
    "addresses": "a@b.example ",
    "rows": "| a | b |\n",
}
HTML = {
    "paragraphs": "<p>Load in is at 3pm</p>",
    "nested blocks": "<div>",
    "nested quotes": "<blockquote type=cite>",
    "nested tables": "<table><tr><td>a",
    "comments": "<!-- a -->",
    "prose": "Load in is at 3pm. ",
    "brackets": "<",
}


@pytest.mark.parametrize("unit", PLAIN.values(), ids=PLAIN)
def test_a_huge_plain_body_is_read_in_time_or_refused_with_a_mark(unit: str) -> None:
    started = time.process_time()

    message, extraction = take(filled(unit), "text/plain")

    assert time.process_time() - started < MOST_SECONDS
    assert message.is_broken
    assert message.body.strip(" \n\u200b") == "" or "body" in [one.field for one in extraction.dropped]


@pytest.mark.parametrize("unit", HTML.values(), ids=HTML)
def test_a_huge_html_body_is_read_in_time_or_refused_with_a_mark(unit: str) -> None:
    started = time.process_time()

    message, _ = take(filled(unit), "text/html")

    assert time.process_time() - started < MOST_SECONDS
    assert message.is_broken
    assert [one.name for one in message.attachments] == ["message.html"]
