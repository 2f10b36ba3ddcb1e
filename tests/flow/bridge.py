"""The bridge on a loopback port, over a system that is wired already."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import uvicorn

from agents.system import System
from server.app import create_app
from server.settings import Settings


class _Server(uvicorn.Server):
    """Leaves the signals to pytest."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def serve_bridge(
    settings: Settings, system: System, listening: socket.socket | None = None
) -> AsyncIterator[str]:
    """Serve the bridge.

    Args:
        settings: Of the bridge.
        system: The running system.
        listening: A bound socket, where the address had to be known before; None: a free port.

    Yields:
        Its address.
    """
    with listening or bound_socket() as sock:
        config = uvicorn.Config(create_app(settings, system), log_config=None, ws="none", timeout_graceful_shutdown=3)
        server = _Server(config)
        serving = asyncio.create_task(server.serve(sockets=[sock]))
        while not server.started:
            assert not serving.done(), "The bridge did not start."
            await asyncio.sleep(0.01)
        yield f"http://127.0.0.1:{sock.getsockname()[1]}"
        server.should_exit = True
        await serving


def bound_socket() -> socket.socket:
    """A socket bound to a free loopback port."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    sock.bind(("127.0.0.1", 0))
    return sock
