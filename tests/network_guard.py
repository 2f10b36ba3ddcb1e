"""Keeps this process off the network: connections and name look-ups beyond loopback are refused and remembered.

Subprocesses are not watched; tests start none that reach out.
"""

import ipaddress
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock


class NetworkGuard:
    """Watches the sockets of this process while it is on duty."""

    def __init__(self) -> None:
        self._attempts: list[str] = []

    @contextmanager
    def on_duty(self) -> Iterator[None]:
        """Refuse what goes beyond loopback until the block ends."""
        with (
            mock.patch.object(socket.socket, "connect", self._watched(socket.socket.connect)),
            mock.patch.object(socket.socket, "connect_ex", self._watched(socket.socket.connect_ex)),
            mock.patch.object(socket.socket, "sendto", self._watched(socket.socket.sendto)),
            mock.patch.object(socket, "getaddrinfo", self._watched_lookup(socket.getaddrinfo)),
        ):
            yield

    def take_attempts(self) -> list[str]:
        """What was refused since the last call, as `HOST:PORT`."""
        attempts, self._attempts = self._attempts, []
        return attempts

    def _watched(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def checked(sock: socket.socket, *arguments: Any) -> Any:
            address = arguments[-1]
            if sock.family in {socket.AF_INET, socket.AF_INET6}:
                self._check(address[0], address[1])
            return call(sock, *arguments)

        return checked

    def _watched_lookup(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def checked(host: Any, port: Any, *arguments: Any, **options: Any) -> Any:
            if host is not None:
                self._check(host, port)
            return call(host, port, *arguments, **options)

        return checked

    def _check(self, host: str | bytes, port: object) -> None:
        name = host.decode() if isinstance(host, bytes) else str(host)
        if not is_local(name):
            self._attempts.append(f"{name}:{port}")
            raise ConnectionRefusedError(f"Tests stay on loopback; {name}:{port} is beyond it.")


def is_local(host: str) -> bool:
    """Whether a host name or address stays on this machine (an address to bind to, `0.0.0.0`, does)."""
    if host in {"", "localhost"} or host.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
