"""Reads the headers of messages as they really come: encoded words split anywhere, raw 8-bit text, broken lists."""

import base64
import binascii
import quopri
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from tools.gmail.charset import decode_text

MAX_HEADER_CHARS = 32_000
"""What is longer is cut: nobody writes such headers but to hurt."""

_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bq])\?([^?]*)\?=", re.IGNORECASE)
_ID = re.compile(r"<[^<>\s]{1,900}>")


@dataclass(frozen=True, slots=True)
class Address:
    """A person's address in a header.

    Args:
        email: `user@host`, as written.
        name: Display name, decoded, or "".
    """

    email: str
    name: str = ""

    def __str__(self) -> str:
        """As people write it."""
        return f"{self.name} <{self.email}>" if self.name else self.email


def raw_values(message: "Message[str, str]", name: str) -> list[str]:
    """All values of a header, unfolded, 8-bit text as text, encoded words left."""
    values = [str(value) for key, value in message.raw_items() if key.lower() == name.lower()]
    return [_as_text(value[:MAX_HEADER_CHARS]) for value in values]


def raw_value(message: "Message[str, str]", name: str) -> str:
    """The first value of a header, see `raw_values`, or ""."""
    return next(iter(raw_values(message, name)), "")


def decoded(message: "Message[str, str]", name: str) -> str:
    """A header as people read it, or ""."""
    return " ".join(decode_words(raw_value(message, name)).split())


def decode_words(value: str) -> str:
    """Decode the encoded words in a header value (RFC 2047).

    Words that stand next to each other in the same charset are joined before they are decoded: many programs cut
    between the bytes of one character.
    """
    written: list[str] = []
    waiting, charset, end = b"", "", 0
    for word in _WORD.finditer(value):
        between = value[end : word.start()]
        word_charset = word[1].partition("*")[0].lower()
        if waiting and not between.strip() and word_charset == charset:
            waiting += _word_bytes(word[2], word[3])
        else:
            written += [decode_text(waiting, charset), between if between.strip() or not waiting else ""]
            waiting, charset = _word_bytes(word[2], word[3]), word_charset
        end = word.end()
    return "".join([*written, decode_text(waiting, charset), value[end:]])


def addresses(message: "Message[str, str]", name: str) -> tuple[Address, ...]:
    """The addresses in a header; entries without an address are left out."""
    try:
        pairs = getaddresses(raw_values(message, name))
    except (RecursionError, ValueError, IndexError):
        return ()
    return tuple(
        Address(address.strip(), " ".join(decode_words(shown).split()))
        for shown, address in pairs
        if re.fullmatch(r"[^@\s]+@[^@\s]+", address.strip())
    )


def message_ids(message: "Message[str, str]", name: str) -> tuple[str, ...]:
    """The Message-IDs in a header, each with its angle brackets."""
    written = " ".join(raw_values(message, name))
    found = _ID.findall(written)
    if not found and re.fullmatch(r"[^<>\s]+@[^<>\s]+", written.strip()):
        found = [f"<{written.strip()}>"]
    return tuple(dict.fromkeys(found))


def date_of(message: "Message[str, str]") -> datetime | None:
    """`Date`, aware (UTC where it names no zone), or None where it is missing or makes no sense."""
    try:
        date = parsedate_to_datetime(raw_value(message, "Date"))
        aware = date if date.tzinfo else date.replace(tzinfo=UTC)
        aware.astimezone(UTC)
    except (TypeError, ValueError, OverflowError, IndexError):
        return None
    return aware


def _as_text(value: str) -> str:
    unfolded = value.replace("\r", "").replace("\n", "")
    if unfolded.isascii():
        return unfolded.replace("\x00", "")
    return decode_text(unfolded.encode("utf-8", "surrogateescape"), None)


def _word_bytes(encoding: str, text: str) -> bytes:
    plain = text.encode("utf-8", "replace")
    if encoding.lower() == "q":
        return quopri.decodestring(plain, header=True)
    try:
        return base64.b64decode(plain + b"=" * (-len(plain) % 4))
    except (binascii.Error, ValueError):
        return plain
