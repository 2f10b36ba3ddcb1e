"""Serves an ASGI app on a loopback port, in a thread of this process: the emulators and the offline model."""

import socket
import threading
from types import TracebackType
from typing import Any, Self

import uvicorn

LOOPBACK = "127.0.0.1"


class LoopbackServer:
    """A running app, as a context manager.

    Args:
        app: The ASGI app.
        port: Port on loopback; a free one if 0.
        name: Of the thread.
    """

    def __init__(self, app: Any, port: int = 0, *, name: str = "loopback") -> None:
        # The protocol is named, or asyncio leaves TCP_NODELAY off and each answer waits 40 ms for an ACK.
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind((LOOPBACK, port))
        self._socket.listen(128)
        self.url = f"http://{LOOPBACK}:{self._socket.getsockname()[1]}"
        config = uvicorn.Config(
            app, log_level="critical", access_log=False, proxy_headers=False, ws="none", timeout_graceful_shutdown=1
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

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
