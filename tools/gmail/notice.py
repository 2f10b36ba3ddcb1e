"""Tells mail that a person wrote from what programs send: automatic replies and reports of failed delivery.

Sources: RFC 3834 (Auto-Submitted), RFC 3464 (delivery reports), RFC 3798 (receipts), and the headers that Exchange,
Gmail and autoresponders write beside them.
"""

import re
from dataclasses import dataclass
from email.message import Message
from enum import StrEnum

from tools.gmail import header
from tools.gmail.header import Address

MAX_REASON_CHARS = 500
MAX_FIELD_CHARS = 2000


class MailKind(StrEnum):
    """Who wrote a mail."""

    HUMAN = "human"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"


@dataclass(frozen=True, slots=True)
class FailedRecipient:
    """One recipient that a delivery report is about.

    Args:
        email: The address; "" where the report names none.
        action: `failed`, `delayed`, `delivered`, `relayed`, `expanded`.
        status: RFC 3463 code, `5.1.1`, or "".
        reason: The other server's words, or "".
    """

    email: str
    action: str = "failed"
    status: str = ""
    reason: str = ""

    @property
    def is_permanent(self) -> bool:
        """Whether sending again to the same address is useless."""
        return self.action == "failed" and not self.status.startswith("4")


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a delivery report says.

    Args:
        recipients: Those it is about.
        message_id: Message-ID of the mail that was not delivered, with angle brackets, or "".
    """

    recipients: tuple[FailedRecipient, ...]
    message_id: str = ""


_AUTOMATIC_SUBJECT = re.compile(
    r"\s*(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response)|autoreply|out of (?:the )?office|"
    r"automatische antwort|abwesenheit|abwesend|r[ée]ponse automatique|absence du bureau|respuesta autom[áa]tica|"
    r"fuera de (?:la )?oficina|automatisch antwoord|afwezig|risposta automatica|resposta autom[áa]tica|autosvar)\b",
    re.IGNORECASE,
)
_FAILED_SUBJECT = re.compile(
    r"\s*(?:undeliver(?:able|ed)|delivery (?:status notification|has failed|failure)|mail delivery (?:failed|system)|"
    r"returned mail|failure notice|unzustellbar|non remis|no se puede entregar|onbestelbaar)",
    re.IGNORECASE,
)
_DAEMON = re.compile(r"(?:mailer-daemon|postmaster|mail-daemon)@", re.IGNORECASE)
_STATUS = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
_ADDRESS = re.compile(r"[^\s<>,;:\"']+@[^\s<>,;:\"']+")


def classify(message: "Message[str, str]", sender: Address | None, subject: str) -> tuple[MailKind, Bounce | None]:
    """Tell what kind of mail it is.

    Args:
        message: The message.
        sender: Its sender.
        subject: Its subject, decoded.

    Returns:
        The kind, and what the report says where it is one. A report that says "delayed" or "delivered" is no bounce:
        it is an automatic mail that comes with its details.
    """
    bounce = _report(message)
    if bounce:
        has_failed = any(recipient.action == "failed" for recipient in bounce.recipients) or not bounce.recipients
        return (MailKind.BOUNCE if has_failed else MailKind.AUTO_REPLY), bounce
    if sender and _DAEMON.match(sender.email) and _FAILED_SUBJECT.match(subject):
        return MailKind.BOUNCE, Bounce((), _original_id(message))
    return (MailKind.AUTO_REPLY if _is_automatic(message, subject) else MailKind.HUMAN), None


def _report(message: "Message[str, str]") -> Bounce | None:
    recipients = [r for part in message.walk() if _is_status(part) for r in _recipients(part)]
    if not recipients:
        named = ", ".join(header.raw_values(message, "X-Failed-Recipients"))[:MAX_FIELD_CHARS]
        recipients = [FailedRecipient(address) for address in _ADDRESS.findall(named)]
    is_report = (
        message.get_content_type() == "multipart/report"
        and str(message.get_param("report-type", "")).lower() == "delivery-status"
    )
    if not recipients and not is_report:
        return None
    return Bounce(tuple(dict.fromkeys(recipients)), _original_id(message))


def _is_status(part: "Message[str, str]") -> bool:
    return part.get_content_type() in ("message/delivery-status", "message/global-delivery-status")


def _recipients(part: "Message[str, str]") -> list[FailedRecipient]:
    """One per block of fields, the first block being about the report itself."""
    blocks = part.get_payload()
    if not isinstance(blocks, list):
        return []
    return [_recipient(block) for block in blocks if isinstance(block, Message) and _names_recipient(block)]


def _names_recipient(block: "Message[str, str]") -> bool:
    return "Final-Recipient" in block or "Original-Recipient" in block


def _recipient(block: "Message[str, str]") -> FailedRecipient:
    original, final = (
        _ADDRESS.search(header.raw_value(block, f"{n}-Recipient")[:MAX_FIELD_CHARS]) for n in ("Original", "Final")
    )
    diagnostic = header.decoded(block, "Diagnostic-Code")
    status = _STATUS.search(header.raw_value(block, "Status")) or _STATUS.search(diagnostic)
    address = original or final
    return FailedRecipient(
        email=address[0] if address else "",
        action=header.decoded(block, "Action").lower() or "failed",
        status=status[0] if status else "",
        reason=diagnostic.partition(";")[2].strip()[:MAX_REASON_CHARS] or diagnostic[:MAX_REASON_CHARS],
    )


def _original_id(message: "Message[str, str]") -> str:
    """The Message-ID in the copy of our mail that the report carries; else the one it says that it answers."""
    for part in message.walk():
        if part is message or part.get_content_type() not in ("message/rfc822", "text/rfc822-headers"):
            continue
        inside = part.get_payload()
        inner = inside[0] if isinstance(inside, list) and inside else None
        ids = header.message_ids(inner, "Message-ID") if isinstance(inner, Message) else _ids_in_text(inside)
        if ids:
            return ids[0]
    answered = header.message_ids(message, "In-Reply-To") or header.message_ids(message, "References")
    return answered[-1] if answered else ""


def _ids_in_text(payload: object) -> tuple[str, ...]:
    found = re.search(r"(?im)^message-id:\s*(<[^<>\s]+>)", payload) if isinstance(payload, str) else None
    return (found[1],) if found else ()


def _is_automatic(message: "Message[str, str]", subject: str) -> bool:
    submitted = header.decoded(message, "Auto-Submitted").lower()
    if submitted and not submitted.startswith("no"):
        return True
    if message.get_content_type() == "multipart/report":  # a receipt, RFC 3798
        return True
    if any(name in message for name in ("X-Autoreply", "X-Autorespond", "X-Mail-Autoreply", "X-Autoresponder")):
        return True
    if header.decoded(message, "Precedence").lower() in ("auto_reply", "auto-reply"):
        return True
    if "autoresponder" in header.decoded(message, "X-POST-MessageClass").lower():
        return True
    if header.decoded(message, "X-Autogenerated").lower() in ("reply", "vacation"):
        return True
    return bool(_AUTOMATIC_SUBJECT.match(subject))
