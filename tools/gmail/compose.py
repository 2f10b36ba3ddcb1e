"""Builds a message to send: RFC 5322 headers that nothing can be smuggled into, text as format=flowed, attachments.

Who gets it and what it says is decided elsewhere; times and Message-IDs come from the caller, so that the same
approval always gives the same bytes.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import encoders, policy
from email.charset import QP, Charset
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime

from advancing.errors import Invalid
from tools.gmail.answer import OWN_ID_HEADER
from tools.gmail.flowed import flow
from tools.gmail.header import Address

MAX_SUBJECT_CHARS = 500
MAX_REFERENCES = 40

_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
_LINE_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_MESSAGE_ID = re.compile(r"<[!-;=?-~]+@[!-;=?-~]+>")
_MAILBOX = re.compile(r"[!#$%&'*+/=?^_`{|}~.\w-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?", re.ASCII)
_PLAIN_NAME = re.compile(r"[A-Za-z0-9 !#$%&'*+/=?^_`{|}~-]*")
_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*")


@dataclass(frozen=True, slots=True)
class OutgoingFile:
    """A file to send along.

    Args:
        name: File name, any language.
        content_type: `application/pdf`.
        content: Its bytes.
    """

    name: str
    content_type: str
    content: bytes


def compose(
    *,
    from_: Address,
    to: Sequence[Address],
    subject: str,
    body: str,
    message_id: str,
    date: datetime,
    cc: Sequence[Address] = (),
    in_reply_to: str | None = None,
    references: Sequence[str] = (),
    attachments: Sequence[OutgoingFile] = (),
) -> bytes:
    """Build a message.

    Args:
        from_: The tour manager.
        to: Recipients, at least one.
        subject: On one line; in a reply the thread's own, or Gmail starts a thread of its own.
        body: Plain text, paragraphs as single lines.
        message_id: Our own Message-ID, `<id@host>`: by it we know later whether the mail was sent.
        date: Aware.
        cc: Recipients of a copy.
        in_reply_to: Message-ID that this answers.
        references: Message-IDs of the thread, oldest first.
        attachments: Files.

    Returns:
        RFC 5322 bytes with CRLF line ends.

    Raises:
        Invalid: An address, id, name or type that does not have its form, or text with a line break in a header.
    """
    if not to:
        raise Invalid("A mail needs at least one recipient.")
    if date.tzinfo is None:
        raise Invalid("The date of a mail needs its time zone.")
    text = _text_part(body)
    message: MIMEMultipart | MIMEText = text
    if attachments:
        message = MIMEMultipart("mixed")
        message.attach(text)
        for attachment in attachments:
            message.attach(_file_part(attachment))
    message["From"] = _mailbox(from_)
    message["To"] = _mailboxes(to)
    if cc:
        message["Cc"] = _mailboxes(cc)
    message["Subject"] = _subject(subject)
    message["Date"] = format_datetime(date)
    message["Message-ID"] = message[OWN_ID_HEADER] = _checked_id(message_id)
    if in_reply_to:
        message["In-Reply-To"] = _checked_id(in_reply_to)
    if references or in_reply_to:
        message["References"] = " ".join(_checked_id(known) for known in _kept(references or [str(in_reply_to)]))
    return message.as_bytes(policy=policy.compat32.clone(linesep="\r\n"))


def _subject(subject: str) -> str:
    text = _one_line("The subject", subject)[:MAX_SUBJECT_CHARS]
    return text if _is_plain(text) else Header(text, "utf-8", header_name="Subject").encode()


def _kept(references: Sequence[str]) -> Sequence[str]:
    """The first and the last of a long thread, as RFC 5537 3.4.4 advises."""
    return references if len(references) <= MAX_REFERENCES else [references[0], *references[1 - MAX_REFERENCES :]]


def _text_part(body: str) -> MIMEText:
    # Other characters that split lines would do so in a reader that takes them for line ends.
    flowed = flow(_LINE_BREAKS.sub("\n", body.replace("\x00", "")).rstrip("\n")) + "\n"
    charset = Charset("us-ascii" if flowed.isascii() else "utf-8")
    if not flowed.isascii() or any(len(line) > 990 for line in flowed.split("\n")):
        charset.body_encoding = QP
    part = MIMEText(flowed.encode("utf-8", "replace").decode("utf-8"), "plain", charset)  # type: ignore[arg-type]
    part.set_param("format", "flowed")
    return part


def _file_part(attachment: OutgoingFile) -> MIMEBase:
    if not _TYPE.fullmatch(attachment.content_type):
        raise Invalid(f"{attachment.content_type!r} is not a content type; it looks like application/pdf.")
    part = MIMEBase(*attachment.content_type.split("/"))
    part.set_payload(attachment.content)
    encoders.encode_base64(part)
    name = _one_line("A file name", attachment.name)
    part.add_header("Content-Disposition", "attachment", filename=name if name.isascii() else ("utf-8", "", name))
    return part


def _mailboxes(people: Sequence[Address]) -> str:
    return ", ".join(_mailbox(person) for person in people)


def _mailbox(person: Address) -> str:
    if not _MAILBOX.fullmatch(person.email) or len(person.email) > 254:
        raise Invalid(f"{person.email!r} is not an e-mail address.")
    name = " ".join(_one_line("A name", person.name).split())
    if not name:
        return person.email
    if not _is_plain(name):
        words = Header(name, "utf-8", maxlinelen=60).encode().replace("\n", "")
        return f"{words} <{person.email}>"
    if not _PLAIN_NAME.fullmatch(name):
        escaped = name.replace("\\", "\\\\").replace('"', '\\"')
        name = f'"{escaped}"'
    return f"{name} <{person.email}>"


def _checked_id(message_id: str) -> str:
    if not _MESSAGE_ID.fullmatch(message_id) or len(message_id) > 900:
        raise Invalid(f"{message_id!r} is not a Message-ID; it looks like <left@right>.")
    return message_id


def _one_line(what: str, text: str) -> str:
    if _CONTROL.search(text):
        raise Invalid(f"{what} must stand on one line without control characters: {text!r}.")
    return text


def _is_plain(text: str) -> bool:
    """Whether it can stand in a header as it is: ASCII that no reader takes for an encoded word."""
    return text.isascii() and "=?" not in text
