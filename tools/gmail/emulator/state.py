"""All that one running emulator consists of, put together: mailboxes, plans for faults, pushes, consents."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tools.gmail.emulator import push
from tools.gmail.emulator.faults import Plans
from tools.gmail.emulator.mailbox import HistoryRecord, Mailbox
from tools.gmail.emulator.office import PostOffice
from tools.gmail.emulator.push import Pusher, SigningKey


@dataclass
class Upload:
    """A resumable upload under way."""

    target: str
    method: str
    body: bytes
    content: bytes = b""


@dataclass
class State:
    """One emulator's state.

    Args:
        office: Mailboxes and what was sent.
        plans: Faults to come.
        pusher: Sends pushes.
        key: Signs their tokens.
        uploads: Resumable uploads by id.
        codes: Consent codes: address, redirect URI and PKCE challenge of each.
        refresh_tokens: Address by refresh token.
        issued: How many tokens and codes were given out.
    """

    office: PostOffice
    plans: Plans
    pusher: Pusher
    key: SigningKey
    uploads: dict[str, Upload] = field(default_factory=dict)
    codes: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    refresh_tokens: dict[str, str] = field(default_factory=dict)
    issued: int = 0

    def next_number(self) -> int:
        """A number for the next token, code or upload."""
        self.issued += 1
        return self.issued

    def reset(self) -> None:
        """As at the start; the push address stays."""
        with self.office.lock:
            self.office.reset()
            self.plans.clear()
            self.pusher.deliveries.clear()
            self.uploads.clear()
            self.codes.clear()
            self.refresh_tokens.clear()


def build_state(
    mailboxes: Mapping[str, str],
    *,
    push_url: str | None = None,
    push_audience: str = push.AUDIENCE,
    push_service_account: str = push.SERVICE_ACCOUNT,
    push_retry_s: float = 0.5,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> State:
    """Put an emulator's state together; see `app.create_gmail_emulator` for the arguments."""
    plans, key = Plans(), SigningKey()
    pusher = Pusher(
        key,
        plans,
        now,
        url=push_url,
        audience=push_audience,
        service_account=push_service_account,
        retry_s=push_retry_s,
    )

    def changed(mailbox: Mailbox, record: HistoryRecord) -> None:
        if _concerns(mailbox, record, now()):
            pusher.push(mailbox.email, record.id)

    return State(PostOffice(mailboxes, now=now, changed=changed), plans, pusher, key)


def _concerns(mailbox: Mailbox, record: HistoryRecord, now: datetime) -> bool:
    """Whether a change is to be pushed: there is a watch, not run out, and its label filter lets it through."""
    watch = mailbox.watch
    if watch is None or watch.expires_at <= now:
        return False
    touched = bool((record.labels | record.changed) & watch.label_ids)
    return not watch.label_ids or touched is not watch.excludes
