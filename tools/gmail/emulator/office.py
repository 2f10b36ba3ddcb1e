"""The post office behind the emulated mailboxes: who owns which token, what was sent, and carrying mail between them."""

import base64
import itertools
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tools.gmail.emulator import rfc822
from tools.gmail.emulator.google_error import GoogleError
from tools.gmail.emulator.mailbox import HistoryRecord, Mail, Mailbox

FIRST_MESSAGE_ID = 0x18C0_0000_0000_0000


@dataclass(frozen=True)
class SentMail:
    """A message that left a mailbox."""

    mailbox: str
    mail: Mail
    draft_id: str | None

    def as_json(self) -> dict[str, Any]:
        """For the control call that lists what was sent."""
        parsed = self.mail.parsed
        return {
            "mailbox": self.mailbox,
            "id": self.mail.id,
            "threadId": self.mail.thread_id,
            "draftId": self.draft_id,
            "messageId": self.mail.message_id,
            "inReplyTo": str(parsed.get("In-Reply-To", "")).strip(),
            "from": rfc822.header(parsed, "From"),
            "to": rfc822.addresses(parsed, "To"),
            "cc": rfc822.addresses(parsed, "Cc"),
            "subject": rfc822.header(parsed, "Subject"),
            "body": rfc822.text_of(parsed),
            "attachments": [part.get_filename() for part in parsed.walk() if part.get_filename()],
            "sentAt": datetime.fromtimestamp(self.mail.internal_date_ms / 1000, UTC).isoformat(),
            "raw": base64.b64encode(self.mail.raw).decode("ascii"),
        }


class PostOffice:
    """All mailboxes of one emulator, and a lock that every call holds.

    Args:
        mailboxes: Access token by address.
        now: The time, aware.
        changed: Called with the mailbox and the record after each change.
    """

    def __init__(
        self,
        mailboxes: Mapping[str, str],
        *,
        now: Callable[[], datetime],
        changed: Callable[[Mailbox, HistoryRecord], None],
    ) -> None:
        self.lock = threading.RLock()
        self._first_tokens = {token: address.lower() for address, token in mailboxes.items()}
        self._now = now
        self._changed = changed
        self.reset()

    def reset(self) -> None:
        """Empty every mailbox and forget what was sent."""
        numbers = itertools.count(FIRST_MESSAGE_ID)
        self.tokens = dict(self._first_tokens)
        self.sent: list[SentMail] = []
        self.mailboxes = {
            address: Mailbox(address, lambda: f"{next(numbers):016x}", self._now, self._changed)
            for address in self.tokens.values()
        }

    def of_token(self, token: str) -> Mailbox:
        """Whose mailbox a bearer token opens, or Gmail's 401."""
        if token not in self.tokens:
            raise GoogleError(
                401,
                "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or "
                "other valid authentication credential.",
            )
        return self.mailboxes[self.tokens[token]]

    def of_address(self, address: str) -> Mailbox:
        """The mailbox of an address, for control calls."""
        if address.lower() not in self.mailboxes:
            raise GoogleError(404, f"This emulator has no mailbox {address}.")
        return self.mailboxes[address.lower()]

    def deliver(self, mailbox: Mailbox, raw: bytes, labels: tuple[str, ...] = ("INBOX", "UNREAD")) -> Mail:
        """A message comes in from outside."""
        return mailbox.add(raw, set(labels))

    def send_draft(self, mailbox: Mailbox, draft_id: str) -> Mail:
        """A draft leaves."""
        return self._carry(mailbox, mailbox.take_sent(draft_id), draft_id)

    def send(self, mailbox: Mailbox, raw: bytes, thread_id: str | None) -> Mail:
        """A message leaves without having been a draft."""
        return self._carry(mailbox, mailbox.add_sent(raw, thread_id), None)

    def _carry(self, mailbox: Mailbox, mail: Mail, draft_id: str | None) -> Mail:
        """Note what was sent, and bring it to those recipients who have a mailbox here."""
        self.sent.append(SentMail(mailbox.email, mail, draft_id))
        recipients = set(rfc822.addresses(mail.parsed, "To", "Cc", "Bcc"))
        if mailbox.email in recipients:
            mailbox.relabel(mail, {"INBOX", "UNREAD"}, ())
        for address in sorted(recipients & self.mailboxes.keys() - {mailbox.email}):
            self.deliver(self.mailboxes[address], mail.raw)
        return mail
