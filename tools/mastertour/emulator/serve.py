"""Runs the emulator on a loopback port, in a thread of this process, and stops it again."""

import socket
import threading
from types import TracebackType
from typing import Any, Self

import uvicorn

from tools.mastertour.emulator.app import API, create_mastertour_emulator

LOOPBACK = "127.0.0.1"


class MasterTourEmulator:
    """A running emulator, as a context manager.

    Args:
        port: Port on loopback; a free one if 0.
        options: As for `create_mastertour_emulator`.
    """

    def __init__(self, port: int = 0, **options: Any) -> None:
        app = create_mastertour_emulator(**options)
        # The protocol is named, or asyncio leaves TCP_NODELAY off and each answer waits 40 ms for an ACK.
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind((LOOPBACK, port))
        self._socket.listen(128)
        self.url = f"http://{LOOPBACK}:{self._socket.getsockname()[1]}"
        """Where the control calls are: `URL/_emulator/...`."""
        self.api_url = self.url + API
        """What the client takes as `base_url`."""
        config = uvicorn.Config(
            app, log_level="critical", access_log=False, proxy_headers=False, ws="none", timeout_graceful_shutdown=1
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, name="mastertour-emulator", daemon=True)

    def start(self) -> Self:
        """Begin to serve. Connections that come before it listens wait in the socket's backlog."""
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
