"""Pushes from the emulator to a real HTTP endpoint, verified with the code that verifies Google's."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from advancing.errors import AdvancingError
from tests.integration.gmail.world import JO, World, mail
from tools.gmail.client import GmailClient
from tools.gmail.emulator.push import AUDIENCE, SERVICE_ACCOUNT
from tools.gmail.emulator.serve import GmailEmulator
from tools.gmail.push import GoogleKeys, PushNotification, parse_push, verify_push_token

TOPIC = "projects/p/topics/gmail"


class Bridge:
    """A webhook as the bridge's: verifies, stores, answers 204; fails first as often as it is told."""

    def __init__(self, certs_url: str) -> None:
        self.stored: list[PushNotification] = []
        self.refused: list[AdvancingError] = []
        self.fail_times = 0
        self._certs_url = certs_url
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/webhooks/gmail"
        app = Starlette(routes=[Route("/webhooks/gmail", self._receive, methods=["POST"])])
        config = uvicorn.Config(app, log_level="warning", access_log=False, ws="none", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=lambda: self._server.run(sockets=[self._socket]))
        self._thread.start()

    async def _receive(self, request: Request) -> Response:
        if self.fail_times:
            self.fail_times -= 1
            return Response(status_code=503)
        async with httpx.AsyncClient(trust_env=False) as http:
            try:
                await verify_push_token(
                    request.headers.get("authorization"),
                    audience=AUDIENCE,
                    service_account_email=SERVICE_ACCOUNT,
                    keys=GoogleKeys(http, self._certs_url),
                )
                self.stored.append(parse_push(await request.body()))
            except AdvancingError as error:
                self.refused.append(error)
        return Response(status_code=204)

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=10)
        self._socket.close()


@pytest.fixture
def bridge(emulator: GmailEmulator, world: World) -> Iterator[Bridge]:
    running = Bridge(f"{emulator.url}/oauth2/v1/certs")
    world.ask("PUT", "push", json={"url": running.url, "audience": AUDIENCE})
    yield running
    running.stop()


@pytest.fixture
async def watched(gmail: GmailClient, bridge: Bridge) -> Bridge:
    await gmail.watch(TOPIC)
    return bridge


async def until(so: Callable[[], bool]) -> None:
    """Wait until it is so; the test's own timeout ends the waiting."""
    while not so():  # noqa: ASYNC110  # it happens in another thread
        await asyncio.sleep(0.01)


async def test_a_mail_that_comes_in_is_pushed_with_a_token_that_verifies(watched: Bridge, world: World) -> None:
    came = world.deliver(mail())

    await until(lambda: bool(watched.stored))

    assert watched.stored[0].email_address == JO
    assert watched.stored[0].history_id == int(came["historyId"])
    assert watched.refused == []


async def test_nothing_is_pushed_without_a_watch_or_for_other_labels(
    gmail: GmailClient, bridge: Bridge, world: World
) -> None:
    world.deliver(mail())
    await gmail.watch(TOPIC)
    world.deliver(mail(message_id="<2@ritz.example>"), label="SPAM")
    await gmail.stop_watch()
    world.deliver(mail(message_id="<3@ritz.example>"))

    assert world.ask("GET", "pushes")["pushes"] == []


async def test_a_push_that_is_not_taken_comes_again(watched: Bridge, world: World) -> None:
    watched.fail_times = 2
    world.deliver(mail())

    (delivery,) = world.state.pusher.deliveries
    await until(lambda: delivery.outcome == "delivered")

    assert delivery.statuses == [503, 503, 204]
    assert len(watched.stored) == 1


async def test_a_push_can_come_twice(watched: Bridge, world: World) -> None:
    world.ask("POST", "push-faults", json={"action": "double"})
    world.deliver(mail())

    await until(lambda: len(watched.stored) == 2)

    assert watched.stored[0].message_id == watched.stored[1].message_id


async def test_a_push_can_get_lost_and_history_still_tells(watched: Bridge, world: World, gmail: GmailClient) -> None:
    start = (await gmail.get_profile()).history_id
    world.ask("POST", "push-faults", json={"action": "drop"})
    lost = world.deliver(mail())
    world.deliver(mail(message_id="<2@ritz.example>"))

    await until(lambda: bool(watched.stored))

    (page,) = [page async for page in gmail.history_since(start)]
    assert page.added[0].id == lost["id"]
    assert len(page.added) == 2
    assert len(watched.stored) == 1


async def test_a_late_push_comes_after_a_later_one(watched: Bridge, world: World) -> None:
    world.ask("POST", "push-faults", json={"action": "delay", "delay_s": 0.3})
    world.deliver(mail())
    world.deliver(mail(message_id="<2@ritz.example>"))

    await until(lambda: len(watched.stored) == 2)

    assert watched.stored[0].history_id > watched.stored[1].history_id


async def test_a_push_for_another_audience_is_refused(watched: Bridge, world: World) -> None:
    world.ask("PUT", "push", json={"audience": "https://someone.else/"})
    world.deliver(mail())

    await until(lambda: bool(watched.refused))

    assert watched.stored == []
