"""Runs the emulator on a loopback port, in a thread of this process, and stops it again."""

import socket
import threading
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import uvicorn

from tools.gmail.emulator.app import create_gmail_emulator
from tools.gmail.emulator.state import State

LOOPBACK = "127.0.0.1"


class GmailEmulator:
    """A running emulator, as a context manager.

    Args:
        mailboxes: Bearer token by address.
        port: Port on loopback; a free one if 0.
        options: As for `create_gmail_emulator`.
    """

    def __init__(self, mailboxes: Mapping[str, str], port: int = 0, **options: Any) -> None:
        app = create_gmail_emulator(mailboxes, **options)
        self.state: State = app.state
        # The protocol is named, or asyncio leaves TCP_NODELAY off and each answer waits 40 ms for an ACK.
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind((LOOPBACK, port))
        self._socket.listen(128)
        self.url = f"http://{LOOPBACK}:{self._socket.getsockname()[1]}"
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, proxy_headers=False, ws="none", timeout_graceful_shutdown=1
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, name="gmail-emulator", daemon=True)

    def start(self) -> Self:
        """Begin to serve; returns once it listens. Connections made earlier wait in the socket's backlog."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """End it, and wait until it has."""
        self._server.should_exit = True
        self._thread.join(timeout=10)
        self._socket.close()

    def run(self) -> None:
        """Serve in this thread until interrupted."""
        self._run()
        self._socket.close()

    def _run(self) -> None:
        self._server.run(sockets=[self._socket])

    def __enter__(self) -> Self:
        """Start."""
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        self.stop()
