"""What the Gmail client answers with: typed, frozen, nothing of Google's JSON. Reading a raw message is `message`'s work."""

from dataclasses import dataclass
from datetime import datetime

INBOX = "INBOX"
SENT = "SENT"
DRAFT = "DRAFT"


@dataclass(frozen=True, slots=True)
class Profile:
    """Whose mailbox this is.

    Args:
        email: Address of the mailbox.
        history_id: The mailbox's newest history record, to start reading from.
    """

    email: str
    history_id: int


@dataclass(frozen=True, slots=True)
class MessageRef:
    """A message by its ids; what is in it has not been fetched.

    Args:
        id: Gmail's message id; a draft gets a new one with each edit and once more when it is sent.
        thread_id: Gmail's thread id.
        label_ids: Labels, where the call that gave this tells them; empty from a search.
    """

    id: str
    thread_id: str
    label_ids: frozenset[str] = frozenset()

    @property
    def is_draft(self) -> bool:
        """Whether it is a draft's present content."""
        return DRAFT in self.label_ids

    @property
    def is_sent(self) -> bool:
        """Whether it left from this mailbox."""
        return SENT in self.label_ids


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """One page of what came since a history id.

    Args:
        added: Messages that came into the mailbox, oldest first; some may be gone again (`NotFound` when fetched).
        history_id: Where to read on next time. The same on every page, and to be stored only once the last page is
            worked off. It is the first page's: what came while paging is seen twice rather than never.
    """

    added: tuple[MessageRef, ...]
    history_id: int


@dataclass(frozen=True, slots=True)
class RawMessage:
    """A message whole.

    Args:
        id: Gmail's message id.
        thread_id: Gmail's thread id.
        label_ids: Its labels.
        history_id: The last history record that touched it.
        received_at: When Google took it (`internalDate`), UTC; more to be trusted than its `Date`.
        raw: RFC 5322 bytes.
    """

    id: str
    thread_id: str
    label_ids: frozenset[str]
    history_id: int
    received_at: datetime
    raw: bytes

    @property
    def ref(self) -> MessageRef:
        """The same message by its ids."""
        return MessageRef(self.id, self.thread_id, self.label_ids)


@dataclass(frozen=True, slots=True)
class ThreadMessage:
    """A message as a thread's overview shows it.

    Args:
        ref: Its ids and labels.
        received_at: When Google took it, UTC.
        message_id: `Message-ID` with angle brackets, or "".
        own_message_id: The Message-ID that we gave it, see `answer.OWN_ID_HEADER`, or "".
        sender: `From` as written.
        recipients: `To` as written.
        subject: `Subject` as Google decoded it.
        snippet: Its first words.
    """

    ref: MessageRef
    received_at: datetime
    message_id: str
    own_message_id: str
    sender: str
    recipients: str
    subject: str
    snippet: str


@dataclass(frozen=True, slots=True)
class Thread:
    """A thread's overview, messages oldest first."""

    id: str
    history_id: int
    messages: tuple[ThreadMessage, ...]


@dataclass(frozen=True, slots=True)
class DraftRef:
    """A draft by its ids: `id` stays, `message_id` changes with each edit, by us or in Gmail."""

    id: str
    message_id: str
    thread_id: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft with what it says now."""

    id: str
    message: RawMessage


@dataclass(frozen=True, slots=True)
class Watch:
    """A running watch: the history id it starts from, and when it ends (UTC; Google gives 7 days at most)."""

    history_id: int
    expires_at: datetime
