"""What tests need to play a venue and a tour manager at the Gmail emulator: raw mails and the control calls."""

from email.message import EmailMessage
from typing import Any

import httpx

from tools.gmail.emulator.serve import GmailEmulator

JO = "jo@band.example"
VENUE = "production@ritz.example"
TOKEN = "jo-token"


def mail(
    subject: str = "Advance: The Ritz",
    *,
    sender: str = VENUE,
    to: str = JO,
    body: str = "Load in is at 3pm.\n",
    message_id: str = "<1@ritz.example>",
    answers: str | None = None,
    attachment: bytes | None = None,
) -> bytes:
    """A raw message, from the venue if nothing else is said."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = to
    message["Subject"] = subject
    message["Message-ID"] = message_id
    message["Date"] = "Fri, 20 Nov 2026 10:00:00 +0000"
    if answers:
        message["In-Reply-To"] = answers
        message["References"] = answers
    message.set_content(body)
    if attachment is not None:
        message.add_attachment(attachment, maintype="application", subtype="pdf", filename="techpack.pdf")
    return message.as_bytes()


def our_mail(subject: str = "Advance: The Ritz", message_id: str = "<ours-1@band.example>", **told: Any) -> bytes:
    """A raw message from the tour manager to the venue."""
    return mail(subject, sender=JO, to=VENUE, message_id=message_id, **told)


class World:
    """The control calls, as a test speaks of them."""

    def __init__(self, emulator: GmailEmulator) -> None:
        self.state = emulator.state
        self._http = httpx.Client(base_url=f"{emulator.url}/_emulator", trust_env=False)

    def close(self) -> None:
        """End the connection."""
        self._http.close()

    def ask(self, method: str, path: str, **request: Any) -> Any:
        """Make a control call; its answer as JSON."""
        answer = self._http.request(method, path, **request)
        answer.raise_for_status()
        return answer.json()

    def deliver(self, raw: bytes, **query: str) -> Any:
        """A message comes in."""
        return self.ask("POST", "deliver", content=raw, params=query)

    def sent(self) -> list[Any]:
        """What left the mailboxes."""
        return list(self.ask("GET", "sent")["sent"])

    def drafts(self) -> list[Any]:
        """What is drafted."""
        return list(self.ask("GET", "drafts")["drafts"])

    def fail(self, **fault: Any) -> None:
        """The next calls fail so."""
        self.ask("POST", "faults", json=fault)
