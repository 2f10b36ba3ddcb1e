"""A push is believed only with Google's signature, our audience and our account, and only if it says what Gmail says."""

import base64
import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from advancing.errors import Invalid, NotAuthenticated, OutsideFault
from tools.gmail.emulator.faults import Plans
from tools.gmail.emulator.push import AUDIENCE, SERVICE_ACCOUNT, Pusher, SigningKey
from tools.gmail.push import GoogleKeys, parse_push, verify_push_token

KEY = SigningKey()


class Keys:
    async def certificates(self, key_id: str) -> Mapping[str, str]:
        return KEY.certificates


def token(key: SigningKey = KEY, **changed: object) -> str:
    pusher = Pusher(
        key,
        Plans(),
        lambda: datetime.now(UTC),
        url=None,
        audience=AUDIENCE,
        service_account=SERVICE_ACCOUNT,
        retry_s=1,
    )
    return pusher.token(**changed)


async def verify(bearer: str | None) -> None:
    await verify_push_token(bearer, audience=AUDIENCE, service_account_email=SERVICE_ACCOUNT, keys=Keys())


async def test_our_subscriptions_token_is_accepted() -> None:
    await verify(f"Bearer {token()}")


@pytest.mark.parametrize(
    "wrong",
    [
        {"aud": "https://someone.else/"},
        {"iss": "https://accounts.goggle.example"},
        {"email": "other@project.iam.gserviceaccount.com"},
        {"email_verified": False},
        {"email_verified": "true"},
        {"exp": int(time.time()) - 3600},
        {"iat": int(time.time()) + 3600},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
async def test_a_token_with_a_wrong_claim_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(NotAuthenticated):
        await verify(f"Bearer {token(**wrong)}")


async def test_a_token_signed_by_someone_else_is_refused() -> None:
    with pytest.raises(NotAuthenticated):
        await verify(f"Bearer {token(SigningKey())}")


async def test_a_token_without_signature_is_refused() -> None:
    head, claims, _ = token().split(".")
    unsigned = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').rstrip(b"=").decode()

    for forged in (f"{unsigned}.{claims}.", f"{head}.{claims}.", f"{head}.{claims}"):
        with pytest.raises(NotAuthenticated):
            await verify(f"Bearer {forged}")


@pytest.mark.parametrize("bearer", [None, "", "Bearer", "Bearer  ", "Basic abc", "Bearer é.é.é", "Bearer a.b.c"])
async def test_anything_but_a_bearer_token_is_refused(bearer: str | None) -> None:
    with pytest.raises(NotAuthenticated):
        await verify(bearer)


class Certificates:
    """Google's endpoint, counting how often it is asked."""

    def __init__(self, **answer: Any) -> None:
        self.asked = 0
        self.now_s = 1000.0
        self._answer = answer
        self._http = httpx.AsyncClient(transport=httpx.MockTransport(self._serve))
        self.keys = GoogleKeys(self._http, now=lambda: self.now_s)

    def _serve(self, _request: httpx.Request) -> httpx.Response:
        self.asked += 1
        return httpx.Response(**{"status_code": 200, **self._answer})


async def test_certificates_are_kept_as_long_as_google_says() -> None:
    google = Certificates(json=KEY.certificates, headers={"Cache-Control": "public, max-age=600"})

    for _ in range(3):
        await google.keys.certificates(KEY.key_id)
    assert google.asked == 1
    google.now_s += 601
    await google.keys.certificates(KEY.key_id)

    assert google.asked == 2


async def test_a_new_key_is_looked_for_but_made_up_keys_do_not_make_us_ask_without_end() -> None:
    google = Certificates(json=KEY.certificates, headers={"Cache-Control": "max-age=600"})

    for n in range(20):
        await google.keys.certificates(f"made-up-{n}")
    assert google.asked == 1
    google.now_s += 61
    await google.keys.certificates("new")

    assert google.asked == 2


async def test_certificates_that_cannot_be_fetched_are_a_fault_that_may_pass() -> None:
    for google in (Certificates(status_code=503), Certificates(content=b"<html>")):
        with pytest.raises(OutsideFault) as caught:
            await google.keys.certificates("any")
        assert caught.value.retryable


def push(told: object = None, **changed: object) -> bytes:
    told = {"emailAddress": "Jo@Band.example", "historyId": 9876543210} if told is None else told
    data = base64.b64encode(json.dumps(told).encode()).decode()
    message = {"data": data, "messageId": "2070443601311540", "publishTime": "2026-11-20T19:13:55.749Z", **changed}
    return json.dumps({"message": message, "subscription": "projects/p/subscriptions/s"}).encode()


def test_a_push_says_whose_mailbox_changed_and_how_far() -> None:
    notification = parse_push(push())

    assert notification.email_address == "jo@band.example"
    assert notification.history_id == 9876543210
    assert notification.message_id == "2070443601311540"
    assert notification.publish_time == datetime(2026, 11, 20, 19, 13, 55, 749000, UTC)


def test_a_history_id_written_as_a_string_is_a_number_all_the_same() -> None:
    assert parse_push(push({"emailAddress": "jo@band.example", "historyId": "42"})).history_id == 42


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[]",
        b"{}",
        b'{"message": null}',
        b'{"message": {}}',
        push(data=""),
        push(data="***"),
        push(data="bm90IGpzb24="),
        push(messageId=""),
        push(publishTime="yesterday"),
        push([]),
        push({"historyId": 1}),
        push({"emailAddress": "jo", "historyId": 1}),
        push({"emailAddress": "jo@band.example"}),
        push({"emailAddress": "jo@band.example", "historyId": -1}),
        push({"emailAddress": "jo@band.example", "historyId": 2**64}),
        push({"emailAddress": "jo@band.example", "historyId": "many"}),
        b"\xff\xfe",
        push({"emailAddress": "jo@band.example", "historyId": 1, "padding": "x" * 70_000}),
    ],
)
def test_a_malformed_push_is_refused_with_a_sentence(body: bytes) -> None:
    with pytest.raises(Invalid) as caught:
        parse_push(body)

    assert caught.value.message.endswith(".")


@given(st.binary(max_size=400))
def test_no_bytes_make_the_reader_of_pushes_fail_otherwise(body: bytes) -> None:
    with pytest.raises(Invalid):
        parse_push(body)
