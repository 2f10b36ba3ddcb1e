"""Reads a raw message: who, when, about what, its words as plain text, what it hides, its attachments, its kind.

Never fails: a message that cannot be read is marked broken and gives what could be saved. Which of the words are the
venue's own and what they mean is `advancing.reading`'s work; text of attachments is `attachment`'s.
"""

import email
import email.policy
import mimetypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import Message

from tools.gmail import header
from tools.gmail.charset import decode_text, part_bytes
from tools.gmail.flowed import unflow
from tools.gmail.header import Address
from tools.gmail.hypertext import HtmlTooLarge, Hypertext, read_html
from tools.gmail.notice import Bounce, MailKind, classify

MAX_MESSAGE_BYTES = 50_000_000
"""Twice what Gmail lets in."""
MAX_BODY_CHARS = 1_000_000
MAX_BOUNDARIES = 60
MAX_PARTS = 5_000
MAX_LOOKS = 12_000_000
"""Lines times multiparts: the standard library looks at each line for each boundary that is open (about 1 s)."""
MAX_LINES = 1_000_000
"""A 25 MB message in base64 has half of it; the standard library needs some 0.4 s for so many."""
MAX_PARAMETER_CHARS = 4_000
"""Of a Content-Type or Content-Disposition: the standard library needs quadratic time to take one apart."""

_PARAMETERS = re.compile(rb"^content-(?:type|disposition):[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE)
_BROKEN = frozenset(
    {
        "MissingHeaderBodySeparatorDefect",
        "NoBoundaryInMultipartDefect",
        "StartBoundaryNotFoundDefect",
        "MultipartInvariantViolationDefect",
    }
)
_SEE_HTML = re.compile(r"(view|read|see|support|anzeigen|display).{0,60}\b(html|browser)\b", re.IGNORECASE | re.DOTALL)
_NOT_SHOWN = frozenset({"message/delivery-status", "text/rfc822-headers", "text/x-amp-html"})


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a message.

    Args:
        name: File name, decoded; made from its place and type where the message gives none.
        content_type: As declared, lower case.
        content: Its bytes; a forwarded message's are that message.
        part: Its place in the message, `2` or `2.1`, as Gmail's part ids count from 1.
        is_inline: Shown within the text, as a logo.
    """

    name: str
    content_type: str
    content: bytes
    part: str
    is_inline: bool = False

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.content)


@dataclass(frozen=True, slots=True)
class ParsedMessage:
    """A message, read.

    Args:
        message_id: With angle brackets, or "".
        in_reply_to: The Message-ID it answers, or "".
        references: The Message-IDs of its thread, oldest first.
        from_: Its sender; None where it names none.
        to: Recipients.
        cc: Recipients of a copy.
        reply_to: Where answers are wanted, if elsewhere.
        subject: Decoded, on one line.
        date: As the sender's clock had it, aware; None where missing or senseless.
        auto_submitted: The header's value, lower case; "" where it has none.
        kind: Whether a person wrote it.
        bounce: What a delivery report says, for a bounce and for a warning of delay.
        body: All its words as plain text, quoted history included, lines ended by a newline, invisible characters
            left in.
        hidden_text: Words in its HTML that a person does not see.
        attachments: Its files.
        is_broken: Part of it could not be read; look at the raw message.
        defects: What was wrong with its form, for the log and the page.
    """

    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    from_: Address | None = None
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    subject: str = ""
    date: datetime | None = None
    auto_submitted: str = ""
    kind: MailKind = MailKind.HUMAN
    bounce: Bounce | None = None
    body: str = ""
    hidden_text: str = ""
    attachments: tuple[Attachment, ...] = ()
    is_broken: bool = False
    defects: tuple[str, ...] = ()


def parse_message(raw: bytes) -> ParsedMessage:
    """Read a message.

    Args:
        raw: RFC 5322 bytes as they came, any size.

    Returns:
        What it says; marked `is_broken` with the reason in `defects` where not all of it could be read.
    """
    try:
        refused = _made_to_hurt(raw)
        return _saved(raw, refused) if refused else _parse(raw)
    except Exception as error:  # what a stranger's bytes do to the parsers below cannot be listed
        return _saved(raw, f"{type(error).__name__} while reading")


def _made_to_hurt(raw: bytes) -> str | None:
    """Why a message is not taken apart: what would take longer than a person should wait."""
    boundaries = raw.count(b"boundary")
    lines = raw.count(b"\n") + raw.count(b"\r") - raw.count(b"\r\n")
    if len(raw) > MAX_MESSAGE_BYTES:
        return f"larger than {MAX_MESSAGE_BYTES // 1_000_000} MB"
    if lines > MAX_LINES:
        return f"more than {MAX_LINES} lines"
    if boundaries > MAX_BOUNDARIES or boundaries * lines > MAX_LOOKS:
        return "too many parts within parts"
    if boundaries and raw.count(b"\n--") > MAX_PARTS:
        return f"more than {MAX_PARTS} parts"
    if any(len(found[0]) > MAX_PARAMETER_CHARS for found in _PARAMETERS.finditer(raw)):
        return f"a Content-Type of more than {MAX_PARAMETER_CHARS} characters"
    return None


@dataclass(frozen=True, slots=True)
class _Content:
    """What one part gives, with all within it."""

    plain: str = ""
    from_html: str = ""
    hidden: str = ""
    attachments: tuple[Attachment, ...] = ()
    defects: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return self.plain or self.from_html


def _parse(raw: bytes) -> ParsedMessage:
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    content = _read(message, "")
    body, cut = content.text[:MAX_BODY_CHARS], len(content.text) > MAX_BODY_CHARS
    defects = [*_defects(message), *content.defects]
    sender = next(iter(header.addresses(message, "From")), None)
    if cut:
        defects.append(f"body cut after {MAX_BODY_CHARS} characters")
    if sender is None:
        defects.append("no sender")
    is_broken = cut or sender is None or any(d in _BROKEN or d.startswith("unreadable") for d in defects)
    return _headed(message, sender, body, content, is_broken, tuple(dict.fromkeys(defects)))


def _headed(
    message: "Message[str, str]",
    sender: Address | None,
    body: str,
    content: _Content,
    is_broken: bool,
    defects: tuple[str, ...],
) -> ParsedMessage:
    subject = header.decoded(message, "Subject")
    kind, bounce = classify(message, sender, subject)
    return ParsedMessage(
        message_id=next(iter(header.message_ids(message, "Message-ID")), ""),
        in_reply_to=next(iter(header.message_ids(message, "In-Reply-To")), ""),
        references=header.message_ids(message, "References"),
        from_=sender,
        to=header.addresses(message, "To"),
        cc=header.addresses(message, "Cc"),
        reply_to=header.addresses(message, "Reply-To"),
        subject=subject,
        date=header.date_of(message),
        auto_submitted=header.decoded(message, "Auto-Submitted").lower(),
        kind=kind,
        bounce=bounce,
        body=body,
        hidden_text=content.hidden,
        attachments=content.attachments,
        is_broken=is_broken,
        defects=defects,
    )


def _saved(raw: bytes, why: str) -> ParsedMessage:
    """What can be had of a message whose parts cannot be read: its headers."""
    head = re.split(rb"\r?\n\r?\n", raw[:200_000], maxsplit=1)[0]
    head = _PARAMETERS.sub(lambda found: found[0] if len(found[0]) <= MAX_PARAMETER_CHARS else b"", head)
    try:
        message = email.message_from_bytes(head + b"\n\n", policy=email.policy.compat32)
        sender = next(iter(header.addresses(message, "From")), None)
        return _headed(message, sender, "", _Content(), True, (f"unreadable: {why}",))
    except Exception:
        return ParsedMessage(is_broken=True, defects=(f"unreadable: {why}",))


def _defects(message: "Message[str, str]") -> Iterator[str]:
    for part in message.walk():
        for defect in part.defects:
            yield type(defect).__name__


def _read(part: "Message[str, str]", place: str) -> _Content:
    content_type = part.get_content_type()
    if content_type in _NOT_SHOWN:
        return _Content()
    if content_type == "message/rfc822":
        return _Content(attachments=(_forwarded(part, place),))
    if part.is_multipart():
        inside = [p for p in part.get_payload() if isinstance(p, Message)]
        read = [_read(p, f"{place}.{i}" if place else str(i)) for i, p in enumerate(inside, 1)]
        return _alternative(read) if content_type == "multipart/alternative" else _sequence(read)
    if _is_body_text(part, content_type):
        return _read_text(part, place or "1", is_html=content_type == "text/html")
    content, defect = part_bytes(part)
    attachment = Attachment(_name(part, place), content_type, content, place or "1", _is_inline(part))
    return _Content(attachments=(attachment,), defects=(defect,) if defect else ())


def _alternative(read: list[_Content]) -> _Content:
    """The same said in several forms: plain text if it says anything, else HTML."""
    whole = _joined(read)
    plain = next((c.plain for c in read if c.plain.strip()), "")
    from_html = next((c.from_html for c in reversed(read) if c.from_html.strip()), "")
    is_excuse = len(plain) < 300 and len(from_html) > len(plain) and bool(_SEE_HTML.search(plain))
    return _Content("" if is_excuse else plain, from_html, whole.hidden, whole.attachments, whole.defects)


def _sequence(read: list[_Content]) -> _Content:
    """One after the other: Apple Mail puts text before and after each attachment."""
    whole = _joined(read)
    texts = [c.text.strip("\n") for c in read if c.text.strip()]
    return _Content("\n\n".join(texts), "", whole.hidden, whole.attachments, whole.defects)


def _joined(read: list[_Content]) -> _Content:
    return _Content(
        hidden="\n".join(c.hidden for c in read if c.hidden),
        attachments=tuple(a for c in read for a in c.attachments),
        defects=tuple(d for c in read for d in c.defects),
    )


def _is_body_text(part: "Message[str, str]", content_type: str) -> bool:
    if content_type not in ("text/plain", "text/html", "text/enriched"):
        return False
    disposition = str(part.get("Content-Disposition", "")).strip().lower()
    return not disposition.startswith("attachment") and not _file_name(part)


def _read_text(part: "Message[str, str]", place: str, *, is_html: bool) -> _Content:
    content, defect = part_bytes(part)
    defects = (defect,) if defect else ()
    text = decode_text(content, _charset(part, content, is_html))
    if not is_html:
        if str(part.get_param("format", "")).lower() == "flowed":
            text = unflow(text, delete_space=str(part.get_param("delsp", "")).lower() == "yes")
        return _Content(plain=text.strip("\n"), defects=defects)
    try:
        hypertext = read_html(text)
    except HtmlTooLarge as error:
        # Kept as a file, so that nothing is lost and the person can open it.
        kept = Attachment("message.html", "text/html", content, place)
        return _Content(attachments=(kept,), defects=(*defects, f"unreadable: {error}"))
    return _of_html(hypertext, defects)


def _of_html(hypertext: Hypertext, defects: tuple[str, ...]) -> _Content:
    return _Content(from_html=hypertext.visible, hidden=hypertext.hidden, defects=defects)


def _charset(part: "Message[str, str]", content: bytes, is_html: bool) -> str | None:
    declared = part.get_param("charset")
    if isinstance(declared, str) and declared:
        return declared
    found = re.search(rb"<meta[^>]{0,200}charset=[\"']?([\w:-]+)", content[:4000], re.IGNORECASE) if is_html else None
    return found[1].decode("ascii") if found else None


def _forwarded(part: "Message[str, str]", place: str) -> Attachment:
    """A message within the message, as a file."""
    inside = part.get_payload()
    inner = inside[0] if isinstance(inside, list) and inside else None
    content = inner.as_bytes() if isinstance(inner, Message) else part_bytes(part)[0]
    subject = header.decoded(inner, "Subject") if isinstance(inner, Message) else ""
    name = _file_name(part) or f"{subject or 'forwarded message'}.eml"
    return Attachment(name, "message/rfc822", content, place or "1")


def _name(part: "Message[str, str]", place: str) -> str:
    extension = mimetypes.guess_extension(part.get_content_type()) or ""
    return _file_name(part) or f"attachment-{place or '1'}{extension}"


def _file_name(part: "Message[str, str]") -> str:
    try:
        name = part.get_filename() or ""
    except (LookupError, ValueError, TypeError):
        return ""
    name = header.decode_words(name.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
    return " ".join(re.sub(r"[\x00-\x1f\x7f/\\]", " ", name).split())[:200]


def _is_inline(part: "Message[str, str]") -> bool:
    disposition = str(part.get("Content-Disposition", "")).strip().lower()
    return disposition.startswith("inline") or (bool(part.get("Content-ID")) and not disposition)
