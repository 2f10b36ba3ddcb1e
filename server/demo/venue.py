"""The demo's venues: they read the mails that were really sent, and answer what is asked as raw RFC 822 messages."""

import html
from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import Any

from advancing.extraction import AskedQuestion
from advancing.fields import CATALOGUE, FieldKey
from server.demo.tour import DemoShow


def answered_questions(show: DemoShow, asked: Sequence[AskedQuestion], *, first: bool) -> tuple[AskedQuestion, ...]:
    """The questions that the venue answers; the first time it holds some back, and speaks of others unasked."""
    answered = [
        question
        for question in asked
        if question.field in show.answers and not (first and question.field in show.held_back)
    ]
    unasked = {FieldKey(key) for key in show.volunteered if first} - {question.field for question in asked}
    return (*answered, *(AskedQuestion(field=key, question=CATALOGUE[key].question) for key in sorted(unasked)))


def reply(show: DemoShow, sent: dict[str, Any], asked: Sequence[AskedQuestion], *, first: bool, at: datetime) -> bytes:
    """The venue's answer to a mail.

    Args:
        show: Whose venue answers.
        sent: The mail as the mailbox has it: `messageId`, `from`, `subject`, `body`.
        asked: The questions in it.
        first: Whether it is the venue's first answer.
        at: When, aware.

    Returns:
        RFC 822 bytes.
    """
    answered = answered_questions(show, asked, first=first)
    message = EmailMessage()
    name, address = show.contact
    message["From"] = f"{name} <{address}>"
    message["To"] = sent["from"]
    message["Subject"] = sent["subject"] if sent["subject"].lower().startswith("re:") else f"Re: {sent['subject']}"
    message["Date"] = format_datetime(at)
    message["Message-ID"] = make_msgid(domain=address.split("@")[1])
    message["In-Reply-To"] = message["References"] = sent["messageId"]
    put_off = [q for q in asked if first and q.field in show.held_back]
    text = _text(show, sent, answered, put_off)
    message.set_content(text)
    if show.layout == "table":
        message.add_alternative(_table(show, answered), subtype="html")
        # Like many a sheet pasted into a mail, it has no plain part that says the same.
        message.set_payload([part for part in message.iter_parts() if part.get_content_type() == "text/html"])
    return message.as_bytes()


def _text(
    show: DemoShow, sent: dict[str, Any], answered: Sequence[AskedQuestion], put_off: Sequence[AskedQuestion]
) -> str:
    greeting = "Hi Jo,"
    closing = [*(_put_off(question) for question in put_off), "", "Best,", *show.signature]
    if show.layout == "inline":
        lines = [greeting, "", "Answers below.", ""]
        for question in answered:
            lines += [f"> {question.question}", "", show.answers[question.field].words, ""]
        return "\n".join([*lines, *closing])
    body = " ".join(show.answers[question.field].words for question in answered)
    quoted = [f"> {line}" for line in sent["body"].splitlines()]
    return "\n".join([greeting, "", body, "", *closing, "", "On the day before, you wrote:", *quoted])


def _put_off(question: AskedQuestion) -> str:
    return f"“{question.question}” – I have to ask our electrician and will come back to you on that."


def _table(show: DemoShow, answered: Sequence[AskedQuestion]) -> str:
    rows = "".join(
        f"<tr><td>{html.escape(CATALOGUE[question.field].label)}</td>"
        f"<td>{html.escape(show.answers[question.field].words)}</td></tr>"
        for question in answered
    )
    signature = "<br>".join(html.escape(line) for line in show.signature)
    return f"<html><body><p>Moin,</p><p>here is our sheet:</p><table>{rows}</table><p>{signature}</p></body></html>"


def stray_mail(to: str, at: datetime) -> bytes:
    """A mail that belongs to none of the shows."""
    message = EmailMessage()
    message["From"] = "Casey Holt <casey@brightside-promo.example>"
    message["To"] = to
    message["Subject"] = "Quick question about next month"
    message["Date"] = format_datetime(at)
    message["Message-ID"] = make_msgid(domain="brightside-promo.example")
    message.set_content(
        "Hey!\n\nGot your address from a friend. Are you around next month? Load in would be at 3 PM, doors at 8.\n\n"
        "Casey\n"
    )
    return message.as_bytes()
