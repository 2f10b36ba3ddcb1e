"""The guard that keeps tests on loopback."""

import asyncio
import socket

import httpx
import pytest

from tests.network_guard import NetworkGuard, is_local


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost", "emulator.localhost", "0.0.0.0", ""])
def test_this_machine_is_local(host: str) -> None:
    assert is_local(host)


@pytest.mark.parametrize("host", ["93.184.215.14", "10.0.0.1", "2606:2800::1", "example.com", "localhost.example.com"])
def test_what_is_elsewhere_is_not_local(host: str) -> None:
    assert not is_local(host)


def test_a_connection_beyond_loopback_is_refused_and_remembered(network_guard: NetworkGuard) -> None:
    with pytest.raises(ConnectionRefusedError, match="loopback"):
        socket.create_connection(("192.0.2.1", 80))
    with pytest.raises(ConnectionRefusedError, match="loopback"):
        socket.getaddrinfo("example.com", 443)

    assert network_guard.take_attempts() == ["192.0.2.1:80", "example.com:443"]


async def test_an_asynchronous_client_is_refused_too(network_guard: NetworkGuard) -> None:
    async with httpx.AsyncClient() as client:
        with pytest.raises(httpx.ConnectError):
            await client.get("http://192.0.2.1/")

    assert network_guard.take_attempts() == ["192.0.2.1:80"]


async def test_loopback_is_open() -> None:
    async def greet(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"hello")
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(greet, "127.0.0.1", 0) as server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())

        assert await reader.read() == b"hello"

        writer.close()
        await writer.wait_closed()
