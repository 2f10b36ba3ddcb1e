"""Pushes as Pub/Sub makes them: at least once, in no certain order, with a signed token, again until a 2xx comes back.

Source: https://cloud.google.com/pubsub/docs/push and https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions.
"""

import asyncio
import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

import httpx
import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from tools.gmail.emulator.faults import Plans

SERVICE_ACCOUNT = "gmail-push@advancing-emulator.iam.gserviceaccount.com"
AUDIENCE = "https://advancing.example/webhooks/gmail"
SUBSCRIPTION = "projects/advancing-emulator/subscriptions/gmail"
MAX_TRIES = 12


class SigningKey:
    """The emulator's own key in Google's place, made when it is first needed."""

    key_id = "emulator-1"

    @cached_property
    def _key(self) -> rsa.RSAPrivateKey:
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)

    @cached_property
    def certificates(self) -> dict[str, str]:
        """Key id to X.509 certificate in PEM, as Google serves them at `/oauth2/v1/certs`."""
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "federated-signon.emulator")])
        now = datetime.now(UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(self._key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=30))
            .sign(self._key, hashes.SHA256())
        )
        return {self.key_id: certificate.public_bytes(serialization.Encoding.PEM).decode("ascii")}

    def sign(self, claims: dict[str, Any]) -> str:
        """An RS256 token with these claims."""
        return jwt.encode(claims, self._key, algorithm="RS256", headers={"kid": self.key_id})


@dataclass
class Delivery:
    """One push and how it fared; `outcome` is waiting, dropped, delivered or given up."""

    message_id: str
    email: str
    history_id: int
    tries: int = 0
    statuses: list[int | str] = field(default_factory=list)
    outcome: str = "waiting"


class Pusher:
    """Sends pushes in the background of the app's event loop.

    Args:
        key: Signs the tokens.
        plans: What goes wrong.
        now: The time, aware; tokens are stamped with it.
        url: Where pushes go; none are sent while it is None.
        audience: The token's audience.
        service_account: The token's e-mail.
        retry_s: Seconds before the second try; doubles up to a minute.
    """

    def __init__(
        self,
        key: SigningKey,
        plans: Plans,
        now: Callable[[], datetime],
        *,
        url: str | None,
        audience: str,
        service_account: str,
        retry_s: float,
    ) -> None:
        self.url = url
        self.audience = audience
        self.service_account = service_account
        self.retry_s = retry_s
        self.deliveries: list[Delivery] = []
        self._key = key
        self._plans = plans
        self._now = now
        self._loop: asyncio.AbstractEventLoop | None = None
        self._client: httpx.AsyncClient | None = None
        self._under_way: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Begin; from now on pushes may be asked for from any thread."""
        self._loop = asyncio.get_running_loop()
        self._client = httpx.AsyncClient(timeout=10.0, trust_env=False)

    async def stop(self) -> None:
        """Give up what is under way."""
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
        if self._client:
            await self._client.aclose()
        self._loop = None

    def push(self, email: str, history_id: int) -> None:
        """Tell the subscriber of a mailbox's newest history id."""
        if self.url and self._loop:
            delivery = Delivery(str(7_000_000_000_000_000 + len(self.deliveries)), email, history_id)
            self.deliveries.append(delivery)
            self._loop.call_soon_threadsafe(self._begin, delivery)

    def _begin(self, delivery: Delivery) -> None:
        fault = self._plans.for_push()
        if fault and fault.action == "drop":
            delivery.outcome = "dropped"
            return
        for _ in range(2 if fault and fault.action == "double" else 1):
            task = asyncio.ensure_future(self._deliver(delivery, fault.delay_s if fault else 0.0))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    async def _deliver(self, delivery: Delivery, delay_s: float) -> None:
        await asyncio.sleep(delay_s)
        for attempt in range(MAX_TRIES):
            if await self._try(delivery):
                delivery.outcome = "delivered"
                return
            await asyncio.sleep(min(60.0, self.retry_s * 2**attempt))
        delivery.outcome = "given up"

    async def _try(self, delivery: Delivery) -> bool:
        delivery.tries += 1
        if not self._client or not self.url:
            return False
        try:
            answer = await self._client.post(
                self.url, json=self.body(delivery), headers={"Authorization": f"Bearer {self.token()}"}
            )
        except httpx.HTTPError as error:
            delivery.statuses.append(type(error).__name__)
            return False
        delivery.statuses.append(answer.status_code)
        return answer.is_success

    def body(self, delivery: Delivery) -> dict[str, Any]:
        """The body of a push."""
        told = json.dumps({"emailAddress": delivery.email, "historyId": delivery.history_id})
        published = self._now().astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return {
            "message": {
                "data": base64.b64encode(told.encode()).decode("ascii"),
                "messageId": delivery.message_id,
                "message_id": delivery.message_id,
                "publishTime": published,
                "publish_time": published,
            },
            "subscription": SUBSCRIPTION,
        }

    def token(self, **changed: object) -> str:
        """The token of a push, with claims changed as asked."""
        issued_at = int(datetime.now(UTC).timestamp())
        claims = {
            "iss": "https://accounts.google.com",
            "aud": self.audience,
            "azp": "113774264463038321964",
            "sub": "113774264463038321964",
            "email": self.service_account,
            "email_verified": True,
            "iat": issued_at,
            "exp": issued_at + 3600,
        }
        return self._key.sign({**claims, **changed})
