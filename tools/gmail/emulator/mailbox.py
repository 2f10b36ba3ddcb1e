"""One emulated mailbox: messages, threads, drafts, labels and the history of what happened to them, as Gmail keeps it.

Holds state only; who calls, and in which JSON, is `api`'s matter. Not thread-safe by itself: `office` holds the lock.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from email.message import Message

from tools.gmail.emulator import rfc822
from tools.gmail.emulator.google_error import GoogleError, not_found

SYSTEM_LABELS = (
    "INBOX",
    "SENT",
    "DRAFT",
    "UNREAD",
    "STARRED",
    "IMPORTANT",
    "TRASH",
    "SPAM",
    "CATEGORY_PERSONAL",
    "CATEGORY_UPDATES",
)
FIRST_HISTORY_ID = 1000
HISTORY_STEP = 7
"""History ids grow and are not consecutive."""


@dataclass
class Mail:
    """A stored message."""

    id: str
    thread_id: str
    labels: set[str]
    raw: bytes
    parsed: "Message[str, str]"
    internal_date_ms: int
    history_id: int = 0

    @property
    def message_id(self) -> str:
        """Its `Message-ID`."""
        return str(self.parsed.get("Message-ID", "")).strip()


@dataclass(frozen=True)
class HistoryRecord:
    """One change: `kind` is messageAdded, messageDeleted, labelAdded or labelRemoved."""

    id: int
    kind: str
    message_id: str
    thread_id: str
    labels: frozenset[str]
    changed: frozenset[str] = frozenset()


@dataclass
class Watch:
    """A running watch."""

    topic: str
    label_ids: frozenset[str]
    excludes: bool
    expires_at: datetime


@dataclass
class Mailbox:
    """A mailbox and all it holds.

    Args:
        email: Its address.
        new_id: Gives the next message id, 16 hexadecimal digits.
        now: The time, aware.
        changed: Called after each change, with its record.
    """

    email: str
    new_id: Callable[[], str]
    now: Callable[[], datetime]
    changed: "Callable[[Mailbox, HistoryRecord], None]"
    mails: dict[str, Mail] = field(default_factory=dict)
    drafts: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=lambda: {label: label for label in SYSTEM_LABELS})
    history: list[HistoryRecord] = field(default_factory=list)
    history_id: int = FIRST_HISTORY_ID
    history_from: int = FIRST_HISTORY_ID
    watch: Watch | None = None

    def mail(self, message_id: str) -> Mail:
        """The message of that id, or Gmail's 404."""
        if message_id not in self.mails:
            raise not_found()
        return self.mails[message_id]

    def thread(self, thread_id: str) -> list[Mail]:
        """A thread's messages, oldest first, or Gmail's 404."""
        found = [mail for mail in self.mails.values() if mail.thread_id == thread_id]
        if not found:
            raise not_found()
        return sorted(found, key=lambda mail: (mail.internal_date_ms, mail.id))

    def add(
        self, raw: bytes, labels: Iterable[str], thread_id: str | None = None, *, stays_in: str | None = None
    ) -> Mail:
        """Take a message in.

        Args:
            raw: As it came.
            labels: The labels that it gets; none is inherited from its thread.
            thread_id: The thread it is to join; it does so only if subject and references fit, as in Gmail.
            stays_in: The thread of the draft that it takes the place of.
        """
        parsed = rfc822.parse(raw)
        message_id = self.new_id()
        joined = stays_in or self._thread_for(parsed, thread_id)
        moment_ms = int(self.now().timestamp() * 1000)
        mail = Mail(message_id, joined or message_id, set(labels), raw, parsed, moment_ms)
        self.mails[message_id] = mail
        self._record("messageAdded", mail)
        return mail

    def remove(self, mail: Mail) -> None:
        """Delete a message for good; a draft of it goes too."""
        del self.mails[mail.id]
        self.drafts = {draft: message for draft, message in self.drafts.items() if message != mail.id}
        self._record("messageDeleted", mail)

    def relabel(self, mail: Mail, add: Iterable[str], remove: Iterable[str]) -> None:
        """Change a message's labels."""
        adding, removing = set(add), set(remove)
        unknown = (adding | removing) - self.labels.keys()
        if unknown:
            raise GoogleError(400, f"Invalid label: {sorted(unknown)[0]}")
        added, removed = adding - mail.labels, removing & mail.labels
        mail.labels = (mail.labels | adding) - removing
        if added:
            self._record("labelAdded", mail, added)
        if removed:
            self._record("labelRemoved", mail, removed)

    def create_draft(self, raw: bytes, thread_id: str | None) -> str:
        """Make a draft, and give its id."""
        mail = self.add(self._completed(raw), {"DRAFT"}, thread_id)
        draft_id = f"r-{int(mail.id, 16)}"
        self.drafts[draft_id] = mail.id
        return draft_id

    def draft(self, draft_id: str) -> Mail:
        """What a draft says now, or Gmail's 404."""
        if draft_id not in self.drafts:
            raise not_found()
        return self.mails[self.drafts[draft_id]]

    def update_draft(self, draft_id: str, raw: bytes, thread_id: str | None) -> None:
        """Replace a draft's message by a new one with a new id, in the same thread if it fits."""
        old = self.draft(draft_id)
        raw = self._completed(raw)
        stays_in = old.thread_id if thread_id in (None, old.thread_id) else None
        new = self.add(raw, {"DRAFT"}, thread_id, stays_in=stays_in)
        del self.mails[old.id]
        self.drafts[draft_id] = new.id
        self._record("messageDeleted", old)

    def delete_draft(self, draft_id: str) -> None:
        """Delete a draft for good."""
        self.remove(self.draft(draft_id))

    def take_sent(self, draft_id: str) -> Mail:
        """Turn a draft into a sent message: the draft goes, a message with a new id and the same Message-ID comes."""
        old = self.draft(draft_id)
        if not rfc822.addresses(old.parsed, "To", "Cc", "Bcc"):
            raise GoogleError(400, "Recipient address required")
        self.delete_draft(draft_id)
        return self.add_sent(old.raw, stays_in=old.thread_id)

    def add_sent(self, raw: bytes, thread_id: str | None = None, *, stays_in: str | None = None) -> Mail:
        """A message that leaves from here. Gmail makes the sender the account's own address."""
        raw = self._completed(raw)
        parsed = rfc822.parse(raw)
        if not rfc822.addresses(parsed, "To", "Cc", "Bcc"):
            raise GoogleError(400, "Recipient address required")
        if rfc822.sender(parsed) != self.email:
            raw = rfc822.with_header(raw, "From", self.email)
        return self.add(raw, {"SENT"}, thread_id, stays_in=stays_in)

    def create_label(self, name: str) -> str:
        """Make a label, and give its id."""
        if not name.strip() or name.upper() in SYSTEM_LABELS:
            raise GoogleError(400, "Invalid label name")
        if name.casefold() in (known.casefold() for known in self.labels.values()):
            raise GoogleError(409, "Label name exists or conflicts")
        label_id = f"Label_{1 + sum(known.startswith('Label_') for known in self.labels)}"
        self.labels[label_id] = name
        return label_id

    def expire_history(self) -> None:
        """Forget all history, as Gmail does after a while; what was read up to now can no longer be gone on from."""
        self.history.clear()
        self.history_id += HISTORY_STEP
        self.history_from = self.history_id

    def _thread_for(self, parsed: "Message[str, str]", thread_id: str | None) -> str | None:
        """The thread that a message joins: same subject, and named by id or by the Message-IDs it answers."""
        subject, named = rfc822.plain_subject(parsed), rfc822.named_before(parsed)
        candidates = self.thread(thread_id) if thread_id else list(self.mails.values())
        for mail in candidates:
            if mail.message_id in named and rfc822.plain_subject(mail.parsed) == subject:
                return mail.thread_id
        return None

    def _completed(self, raw: bytes) -> bytes:
        """With what Gmail adds where it is missing: sender, date, Message-ID."""
        parsed = rfc822.parse(raw)
        for name, value in (
            ("From", self.email),
            ("Date", self.now().strftime("%a, %d %b %Y %H:%M:%S +0000")),
            ("Message-ID", f"<CA{self.new_id()}@mail.gmail.com>"),
        ):
            if name not in parsed:
                raw = rfc822.with_header(raw, name, value)
        return raw

    def _record(self, kind: str, mail: Mail, changed: Iterable[str] = ()) -> None:
        self.history_id += HISTORY_STEP
        mail.history_id = self.history_id
        record = HistoryRecord(
            self.history_id, kind, mail.id, mail.thread_id, frozenset(mail.labels), frozenset(changed)
        )
        self.history.append(record)
        self.changed(self, record)
