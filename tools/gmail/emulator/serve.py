"""Runs the emulator on a loopback port, in a thread of this process, and stops it again."""

from collections.abc import Mapping
from typing import Any

from tools.gmail.emulator.app import create_gmail_emulator
from tools.gmail.emulator.state import State
from tools.loopback import LoopbackServer


class GmailEmulator(LoopbackServer):
    """A running emulator, as a context manager.

    Args:
        mailboxes: Bearer token by address.
        port: Port on loopback; a free one if 0.
        options: As for `create_gmail_emulator`.
    """

    def __init__(self, mailboxes: Mapping[str, str], port: int = 0, **options: Any) -> None:
        app = create_gmail_emulator(mailboxes, **options)
        self.state: State = app.state
        super().__init__(app, port, name="gmail-emulator")
