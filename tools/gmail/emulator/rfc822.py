"""Just enough of RFC 5322 for a mail server: headers of a raw message, set or replaced, and which thread it names.

Apart from `tools.gmail.message` on purpose: the emulator must not agree with a mistake made there.
"""

import email
import email.policy
import re
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parseaddr

_REPLY_PREFIX = re.compile(r"^\s*(?:(?:re|aw|sv|vs|antw|fwd?|wg|tr|rv|r)(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)


def parse(raw: bytes) -> "Message[str, str]":
    """The message as the standard library reads it."""
    return email.message_from_bytes(raw, policy=email.policy.compat32)


def header(message: "Message[str, str]", name: str) -> str:
    """A header unfolded and decoded, or ""."""
    value = str(message.get(name, "")).replace("\r", "").replace("\n", "")
    try:
        return str(make_header(decode_header(value)))
    except (LookupError, UnicodeError, ValueError):
        return value


def addresses(message: "Message[str, str]", *names: str) -> list[str]:
    """Lower-case addresses in the named headers."""
    values = [value for name in names for value in message.get_all(name, [])]
    return [address.lower() for _, address in getaddresses([str(v) for v in values]) if "@" in address]


def sender(message: "Message[str, str]") -> str:
    """Lower-case address of `From`."""
    return parseaddr(str(message.get("From", "")))[1].lower()


def named_before(message: "Message[str, str]") -> set[str]:
    """Message-IDs that it answers."""
    named = " ".join(str(v) for name in ("In-Reply-To", "References") for v in message.get_all(name, []))
    return set(re.findall(r"<[^<>\s]+>", named))


def plain_subject(message: "Message[str, str]") -> str:
    """The subject without reply and forward prefixes, case and spacing aside."""
    return " ".join(_REPLY_PREFIX.sub("", header(message, "Subject")).split()).casefold()


def with_header(raw: bytes, name: str, value: str) -> bytes:
    """The message with a header set to a value, replacing those of that name."""
    newline = b"\r\n" if b"\r\n" in raw[:4000] else b"\n"
    head, separator, body = raw.partition(newline * 2)
    pattern = rb"(?im)^" + re.escape(name.encode()) + rb":.*(?:\r?\n[ \t].*)*\r?\n?"
    kept = re.sub(pattern, b"", head + newline).rstrip(b"\r\n")
    return f"{name}: {value}".encode() + newline + kept + (separator or newline * 2) + body


def text_of(message: "Message[str, str]") -> str:
    """Its first plain text, for snippets, searches and the list of what was sent."""
    for part in message.walk():
        if part.get_content_type() == "text/plain" and not part.get_filename():
            content = part.get_payload(decode=True)
            charset = part.get_content_charset("utf-8")
            try:
                return content.decode(charset, "replace") if isinstance(content, bytes) else ""
            except LookupError:
                return content.decode("utf-8", "replace") if isinstance(content, bytes) else ""
    return ""
