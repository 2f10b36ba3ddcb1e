"""Pub/Sub pushes: whether one really comes from our subscription, and what it says.

Source: https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions,
https://developers.google.com/workspace/gmail/api/guides/push.
"""

import asyncio
import base64
import binascii
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

import httpx
from google.auth import exceptions, jwt
from pydantic import AliasChoices, BaseModel, Field, ValidationError

from advancing.errors import Invalid, NotAuthenticated, OutsideFault

GOOGLE_CERTS_URL = "https://www.googleapis.com/oauth2/v1/certs"
ISSUERS = ("accounts.google.com", "https://accounts.google.com")
CLOCK_SKEW_S = 30
MAX_BODY_BYTES = 64_000
"""A push has a few hundred bytes; Pub/Sub could carry 10 MB."""
_MAX_AGE = re.compile(r"max-age=(\d+)")


@dataclass(frozen=True, slots=True)
class PushNotification:
    """What a push says.

    Args:
        message_id: Pub/Sub's; the same when it delivers again, so the key to store it once.
        publish_time: When Gmail told Pub/Sub, aware UTC.
        email_address: The mailbox that changed, lower case.
        history_id: Its newest history id then; never the point to read from.
    """

    message_id: str
    publish_time: datetime
    email_address: str
    history_id: int


class KeySource(Protocol):
    """Gives the certificates that tokens are signed with."""

    async def certificates(self, key_id: str) -> Mapping[str, str]:
        """X.509 certificates in PEM by key id; fetched anew if that one is not among those known."""


class GoogleKeys:
    """Google's certificates over HTTP, kept as long as Google says.

    Args:
        http: For the request.
        url: Where they are; the emulator's in tests.
        now: Monotonic seconds.
    """

    FETCH_AGAIN_AFTER_S = 60.0
    """How often an unknown key id may make us ask again: anyone can make one up."""

    def __init__(
        self, http: httpx.AsyncClient, url: str = GOOGLE_CERTS_URL, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._http = http
        self._url = url
        self._now = now
        self._known: Mapping[str, str] = {}
        self._good_until = float("-inf")
        self._fetched_at = float("-inf")
        self._fetching = asyncio.Lock()

    async def certificates(self, key_id: str) -> Mapping[str, str]:
        """See `KeySource`.

        Raises:
            OutsideFault: They could not be fetched; Pub/Sub will deliver again.
        """
        async with self._fetching:
            now = self._now()
            is_new = key_id not in self._known and now - self._fetched_at >= self.FETCH_AGAIN_AFTER_S
            if now >= self._good_until or is_new:
                await self._fetch(now)
        return self._known

    async def _fetch(self, now: float) -> None:
        try:
            answer = await self._http.get(self._url, timeout=10.0)
            answer.raise_for_status()
            known = {str(key): str(certificate) for key, certificate in answer.json().items()}
        except (httpx.HTTPError, ValueError, AttributeError) as error:
            raise OutsideFault(
                "Google's certificates could not be fetched to check a push.", system="gmail", retryable=True
            ) from error
        max_age = _MAX_AGE.search(answer.headers.get("cache-control", ""))
        self._known, self._fetched_at = known, now
        self._good_until = now + (float(max_age[1]) if max_age else 0.0)


async def verify_push_token(bearer: str | None, *, audience: str, service_account_email: str, keys: KeySource) -> None:
    """Check that a push comes from our own subscription.

    Args:
        bearer: The `Authorization` header of the request.
        audience: As set on the subscription.
        service_account_email: The account that the subscription signs as.
        keys: Google's certificates.

    Raises:
        NotAuthenticated: Signature, time, issuer, audience or account are not right.
        OutsideFault: The certificates cannot be had just now.
    """
    scheme, _, token = (bearer or "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NotAuthenticated("A push must carry a bearer token; set authentication on the Pub/Sub subscription.")
    try:
        claims = await _verified_claims(token.strip(), audience, keys)
    except (exceptions.GoogleAuthError, ValueError, TypeError, KeyError) as error:
        raise NotAuthenticated(f"The push's token does not verify: {error}.") from error
    if claims.get("iss") not in ISSUERS:
        raise NotAuthenticated("The push's token was not issued by Google.")
    if claims.get("email") != service_account_email or claims.get("email_verified") is not True:
        raise NotAuthenticated("The push's token belongs to another account than the subscription's.")


async def _verified_claims(token: str, audience: str, keys: KeySource) -> Mapping[str, object]:
    header = jwt.decode_header(token)  # type: ignore[no-untyped-call]
    if header.get("alg") != "RS256":
        raise ValueError("it is not signed with RS256")
    certificates = await keys.certificates(str(header.get("kid", "")))
    claims: Mapping[str, object] = jwt.decode(  # type: ignore[no-untyped-call]
        token, certs=certificates, audience=audience, clock_skew_in_seconds=CLOCK_SKEW_S
    )
    return claims


def parse_push(body: bytes) -> PushNotification:
    """Read the body of a push.

    Raises:
        Invalid: It is not what Pub/Sub sends for Gmail; the sentence says what is wrong.
    """
    if len(body) > MAX_BODY_BYTES:
        raise Invalid(f"The push has {len(body)} bytes; a Gmail notification has a few hundred.")
    try:
        message = _Push.model_validate_json(body).message
        told = _Told.model_validate_json(base64.b64decode(message.data, validate=True))
    except ValidationError as error:
        raise Invalid(f"The push is not what Pub/Sub sends for Gmail: {_first_fault(error)}.") from error
    except (binascii.Error, ValueError):
        raise Invalid("The push's message.data is not base64.") from None
    return PushNotification(
        message.message_id, message.publish_time, told.email_address.strip().lower(), told.history_id
    )


class _PubSubMessage(BaseModel):
    data: str = Field(min_length=1)
    message_id: str = Field(min_length=1, max_length=200, validation_alias=AliasChoices("messageId", "message_id"))
    publish_time: datetime = Field(validation_alias=AliasChoices("publishTime", "publish_time"))

    def model_post_init(self, context: object, /) -> None:  # noqa: ARG002
        if self.publish_time.tzinfo is None:
            self.publish_time = self.publish_time.replace(tzinfo=UTC)


class _Push(BaseModel):
    message: _PubSubMessage


class _Told(BaseModel):
    email_address: str = Field(alias="emailAddress", pattern=r"^\s*[^@\s]+@[^@\s]+\s*$", max_length=320)
    history_id: int = Field(alias="historyId", ge=0, lt=2**64)


def _first_fault(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    place = ".".join(str(step) for step in first["loc"])
    return f"{place}: {first['msg']}" if place else str(first["msg"])
