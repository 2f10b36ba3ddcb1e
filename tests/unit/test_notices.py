"""Notices, sent to a real HTTP server on loopback."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest
import structlog

from tools.notices import Notifier


class Receiver:
    """A server that keeps what is posted to it; `/refuse` answers 500, `/hang` holds on until the end."""

    def __init__(self) -> None:
        self.posted: list[dict[str, Any]] = []
        self.released = threading.Event()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.0"
            quiet: ClassVar[bool] = True

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                if self.path.startswith("/hang"):
                    receiver.released.wait(30)
                receiver.posted.append(json.loads(body))
                self.send_response(500 if self.path.startswith("/refuse") else 200)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        self._thread.start()

    def url(self, path: str = "ok") -> str:
        """Apprise's URL for a JSON post to that path."""
        return f"json://user:secret@127.0.0.1:{self._server.server_port}/{path}"

    def stop(self) -> None:
        self.released.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    running = Receiver()
    yield running
    running.stop()


@pytest.fixture
def log() -> Iterator[list[Any]]:
    with structlog.testing.capture_logs() as lines:
        yield lines


async def test_a_notice_reaches_every_service_as_it_was_written(receiver: Receiver) -> None:
    body = "The Ritz wrote:\n<b>load in</b> 3pm \\n *not* :smile: & more"

    assert await Notifier().send([receiver.url(), receiver.url("second")], "A reply came", body)

    assert [(post["title"], post["message"]) for post in receiver.posted] == [("A reply came", body)] * 2


async def test_a_notice_that_one_service_refuses_still_reaches_the_others(receiver: Receiver, log: list[Any]) -> None:
    assert not await Notifier().send([receiver.url("refuse"), receiver.url()], "Title", "Body")

    assert len(receiver.posted) == 2
    assert [line["event"] for line in log] == ["notice_not_sent"]


@pytest.mark.parametrize("url", ["nonsense", "nosuchservice://x", "json://", "", "json://127.0.0.1:1/nobody-listens"])
async def test_a_url_that_leads_nowhere_is_told_and_not_raised(url: str, receiver: Receiver, log: list[Any]) -> None:
    assert not await Notifier().send([url, receiver.url()], "Title", "Body")

    assert [post["message"] for post in receiver.posted] == ["Body"]
    assert [line["log_level"] for line in log] == ["warning"]


async def test_nobody_to_tell_is_not_sent_and_no_fault(log: list[Any]) -> None:
    assert not await Notifier().send([], "Title", "Body")

    assert log == []


async def test_a_service_that_hangs_does_not_hold_up_the_work(receiver: Receiver, log: list[Any]) -> None:
    assert not await Notifier(timeout_s=0.2).send([receiver.url("hang")], "Title", "Body")

    assert "no answer" in log[0]["reason"]


async def test_an_empty_notice_is_told_and_not_raised(receiver: Receiver, log: list[Any]) -> None:
    assert not await Notifier().send([receiver.url()], "", "")

    assert receiver.posted == []


async def test_what_is_logged_holds_no_secret(receiver: Receiver, log: list[Any]) -> None:
    await Notifier().send([receiver.url("refuse")], "Title", "Body")

    assert log[0]["services"] == ["json"]
    assert "secret" not in json.dumps(log, default=str)
