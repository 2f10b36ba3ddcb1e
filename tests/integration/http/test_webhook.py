"""Pushes from Gmail by Pub/Sub: verified, stored before they are answered, and made work of once."""

import asyncio
import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from server.app import create_app
from server.settings import Settings
from tests.integration.http.bridge import Bridge
from tools.gmail.emulator.faults import Plans
from tools.gmail.emulator.push import AUDIENCE, SERVICE_ACCOUNT, Delivery, Pusher, SigningKey

PATH = "/webhooks/gmail"


class OwnKeys:
    """The emulator's certificates, without a way over HTTP."""

    def __init__(self, key: SigningKey) -> None:
        self._certificates = key.certificates

    async def certificates(self, key_id: str) -> Mapping[str, str]:
        return self._certificates


@pytest.fixture(scope="module")
def pusher() -> Pusher:
    """Makes pushes as Pub/Sub does."""
    return Pusher(
        SigningKey(),
        Plans(),
        lambda: datetime.now(UTC),
        url=None,
        audience=AUDIENCE,
        service_account=SERVICE_ACCOUNT,
        retry_s=1.0,
    )


@pytest.fixture
def trusting(bridge: Bridge, pusher: Pusher) -> Bridge:
    """The bridge, to which the emulator's key is Google's."""
    bridge.app.state.push_keys = OwnKeys(pusher._key)
    return bridge


async def push(
    bridge: Bridge, pusher: Pusher, message_id: str = "m1", *, address: str = "", **claims: Any
) -> httpx.Response:
    body = pusher.body(Delivery(message_id, address or bridge.dana.mailbox.address, 4711))
    return await bridge.send("POST", PATH, json=body, headers={"Authorization": f"Bearer {pusher.token(**claims)}"})


async def stored(bridge: Bridge, message_id: str) -> int:
    row = await bridge.one("select count(*) as n from gmail_notifications where outside_id = %s", message_id)
    count: int = row["n"]
    return count


async def counted(bridge: Bridge, outcome: str) -> float:
    text = (await bridge.http.get("/metrics")).text
    lines = [line for line in text.splitlines() if line.startswith(f'advancing_pushes_total{{outcome="{outcome}"}}')]
    return float(lines[0].split()[-1]) if lines else 0.0


async def test_a_push_is_stored_and_a_look_into_its_mailbox_is_queued(trusting: Bridge, pusher: Pusher) -> None:
    answer = await push(trusting, pusher)

    assert (answer.status_code, answer.content) == (204, b"")
    kept = await trusting.one("select * from gmail_notifications where outside_id = 'm1'")
    assert (kept["address"], kept["history_id"], kept["handled_at"]) == (trusting.dana.mailbox.address, 4711, None)
    job = await trusting.one("select task_name, lock, args from procrastinate_jobs")
    assert (job["task_name"], job["lock"]) == ("pull_mailbox", f"mailbox:{trusting.dana.mailbox.id}")
    assert job["args"] == {"mailbox_id": str(trusting.dana.mailbox.id)}


async def test_a_push_that_comes_again_is_stored_once_and_answered_like_the_first(
    trusting: Bridge, pusher: Pusher
) -> None:
    repeated = await counted(trusting, "repeated")

    answers = [await push(trusting, pusher) for _ in range(3)]

    assert {answer.status_code for answer in answers} == {204}
    assert await stored(trusting, "m1") == 1
    assert await trusting.queued() == ["pull_mailbox"]
    assert await counted(trusting, "repeated") == repeated + 2


async def test_the_same_push_five_times_at_once_is_stored_once(trusting: Bridge, pusher: Pusher) -> None:
    answers = await asyncio.gather(*(push(trusting, pusher) for _ in range(5)))

    assert {answer.status_code for answer in answers} == {204}
    assert await stored(trusting, "m1") == 1
    assert await trusting.queued() == ["pull_mailbox"]


async def test_many_pushes_in_a_row_queue_one_look_into_the_mailbox(trusting: Bridge, pusher: Pusher) -> None:
    for number in range(5):
        assert (await push(trusting, pusher, f"m{number}")).status_code == 204

    assert [await stored(trusting, f"m{number}") for number in range(5)] == [1] * 5
    assert await trusting.queued() == ["pull_mailbox"]


async def test_a_push_for_a_mailbox_that_is_not_ours_is_stored_and_asks_for_nothing(
    trusting: Bridge, pusher: Pusher
) -> None:
    answer = await push(trusting, pusher, address="somebody@elsewhere.example")

    assert answer.status_code == 204
    assert await stored(trusting, "m1") == 1
    assert await trusting.queued() == []


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "https://elsewhere.example"},
        {"iss": "https://elsewhere.example"},
        {"email": "somebody@elsewhere.example"},
        {"email_verified": False},
        {"exp": 1},
    ],
)
async def test_a_push_with_the_token_of_something_else_is_refused(
    trusting: Bridge, pusher: Pusher, claims: dict[str, Any]
) -> None:
    answer = await push(trusting, pusher, **claims)

    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "not_authenticated")
    assert await stored(trusting, "m1") == 0
    assert await trusting.queued() == []


async def test_a_push_signed_by_another_key_is_refused(trusting: Bridge, pusher: Pusher) -> None:
    forged = SigningKey().sign({"iss": "https://accounts.google.com", "aud": AUDIENCE, "email": SERVICE_ACCOUNT})
    body = pusher.body(Delivery("m1", trusting.dana.mailbox.address, 4711))

    answer = await trusting.send("POST", PATH, json=body, headers={"Authorization": f"Bearer {forged}"})

    assert answer.status_code == 401
    assert await stored(trusting, "m1") == 0


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer nonsense", "Basic x", "Bearer e30.e30.", "Bearer e30.e30.AA"])
async def test_a_push_without_a_token_is_refused(trusting: Bridge, pusher: Pusher, header: str) -> None:
    body = pusher.body(Delivery("m1", trusting.dana.mailbox.address, 4711))

    answer = await trusting.send("POST", PATH, json=body, headers={"Authorization": header} if header else {})

    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "not_authenticated")


async def test_the_token_of_a_person_is_no_token_of_a_push(trusting: Bridge, pusher: Pusher) -> None:
    body = pusher.body(Delivery("m1", trusting.dana.mailbox.address, 4711))

    answer = await trusting.ask("POST", PATH, json=body)

    assert answer.status_code == 401


def told(**said: Any) -> str:
    return base64.b64encode(json.dumps(said).encode()).decode()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b'{"message": {}}',
        b'{"message": {"data": "!", "messageId": "1", "publishTime": "2027-02-20T15:12:00Z"}}',
        json.dumps({"message": {"data": told(emailAddress="x"), "messageId": "1", "publishTime": "soon"}}).encode(),
        json.dumps(
            {"message": {"data": told(emailAddress="a@b.c"), "messageId": "1", "publishTime": "2027-02-20T15:12:00Z"}}
        ).encode(),
        json.dumps(
            {
                "message": {
                    "data": told(emailAddress="a@b.c", historyId=-1),
                    "messageId": "1",
                    "publishTime": "2027-02-20T15:12:00Z",
                }
            }
        ).encode(),
        b"x" * 64_001,
    ],
)
async def test_a_malformed_push_is_refused_logged_and_counted(trusting: Bridge, pusher: Pusher, body: bytes) -> None:
    before = await trusting.state_of_everything()
    malformed = await counted(trusting, "malformed")

    with capture_logs() as logs:
        answer = await trusting.send("POST", PATH, content=body, headers={"Authorization": f"Bearer {pusher.token()}"})

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid")
    [line] = [line for line in logs if line["event"] == "push_malformed"]
    assert line["reason"] == answer.json()["error"]["message"]
    assert await counted(trusting, "malformed") == malformed + 1
    assert await trusting.state_of_everything() == before


async def test_the_largest_history_id_that_gmail_has_is_taken(trusting: Bridge, pusher: Pusher) -> None:
    body = pusher.body(Delivery("m1", trusting.dana.mailbox.address, 2**64 - 1))

    answer = await trusting.send("POST", PATH, json=body, headers={"Authorization": f"Bearer {pusher.token()}"})

    assert answer.status_code == 204
    assert await stored(trusting, "m1") == 1


async def test_the_documented_example_is_a_push(trusting: Bridge, pusher: Pusher) -> None:
    [example] = trusting.examples(trusting.operation("POST", PATH))

    answer = await trusting.send("POST", PATH, json=example, headers={"Authorization": f"Bearer {pusher.token()}"})

    assert answer.status_code == 204
    assert await stored(trusting, example["message"]["messageId"]) == 1


async def test_where_googles_keys_cannot_be_had_the_push_is_asked_for_again(
    settings: Settings, bridge: Bridge, pusher: Pusher
) -> None:
    nowhere = settings.model_copy(update={"pubsub_certs_url": "http://127.0.0.1:9/certs"})
    app = create_app(nowhere, bridge.system)
    body = pusher.body(Delivery("m1", bridge.dana.mailbox.address, 4711))

    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bridge") as http,
    ):
        answer = await http.post(PATH, json=body, headers={"Authorization": f"Bearer {pusher.token()}"})

    assert (answer.status_code, answer.json()["error"]["code"]) == (502, "outside_fault")
    assert await stored(bridge, "m1") == 0


async def test_where_pushes_are_not_set_up_one_is_refused(settings: Settings, bridge: Bridge, pusher: Pusher) -> None:
    app = create_app(settings.model_copy(update={"pubsub_audience": ""}), bridge.system)
    body = pusher.body(Delivery("m1", bridge.dana.mailbox.address, 4711))

    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bridge") as http,
    ):
        answer = await http.post(PATH, json=body, headers={"Authorization": f"Bearer {pusher.token(aud='')}"})

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "state_conflict")
    assert await stored(bridge, "m1") == 0
