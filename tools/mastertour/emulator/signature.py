"""Checks the OAuth 1.0a signature of a request (RFC 5849): key, secret, nonce, timestamp, HMAC-SHA1."""

import time
from collections.abc import Callable, Mapping

from oauthlib.common import Request as OAuthRequest
from oauthlib.oauth1 import RequestValidator, SignatureOnlyEndpoint
from starlette.requests import Request

from tools.mastertour.emulator.book import Account

TIMESTAMP_LIFETIME_S = 300


class SignatureCheck:
    """Tells who signed a request.

    Args:
        accounts: Who has a key, by key.
        clock: Seconds since 1970.
    """

    def __init__(self, accounts: Mapping[str, Account], clock: Callable[[], float] = time.time) -> None:
        self._accounts = accounts
        self._endpoint = SignatureOnlyEndpoint(_Validator(accounts, clock))

    def who_signed(self, request: Request) -> Account | None:
        """The account whose key and secret signed exactly this request for the first time, or None."""
        try:
            valid, signed = self._endpoint.validate_request(
                _uri(request), request.method, None, {"Authorization": request.headers.get("Authorization", "")}
            )
        except ValueError:  # a header or query that can't even be taken apart
            return None
        return self._accounts.get(str(signed.client_key)) if valid else None


class _Validator(RequestValidator):
    def __init__(self, accounts: Mapping[str, Account], clock: Callable[[], float]) -> None:
        super().__init__()
        self._accounts = accounts
        self._clock = clock
        self._used: set[tuple[str, str, str]] = set()

    @property
    def allowed_signature_methods(self) -> tuple[str, ...]:
        return ("HMAC-SHA1",)

    @property
    def enforce_ssl(self) -> bool:
        return False  # on loopback

    @property
    def timestamp_lifetime(self) -> int:
        return TIMESTAMP_LIFETIME_S

    @property
    def dummy_client(self) -> str:
        return "nobody"

    def check_client_key(self, client_key: str) -> bool:
        return bool(client_key)

    def check_nonce(self, nonce: str) -> bool:
        return bool(nonce)

    def validate_client_key(self, client_key: str, request: OAuthRequest) -> bool:
        del request
        return client_key in self._accounts

    def get_client_secret(self, client_key: str, request: OAuthRequest) -> str:
        del request
        account = self._accounts.get(client_key)
        return account.secret if account else "no secret"

    def validate_timestamp_and_nonce(
        self,
        client_key: str,
        timestamp: str,
        nonce: str,
        request: OAuthRequest,
        request_token: str | None = None,
        access_token: str | None = None,
    ) -> bool:
        del request, request_token, access_token
        if abs(self._clock() - int(timestamp)) > TIMESTAMP_LIFETIME_S:
            return False
        use = (client_key, timestamp, nonce)
        if use in self._used:
            return False
        self._used.add(use)
        return True


def _uri(request: Request) -> str:
    """The address as it was signed: path and query with the escapes that they came with."""
    path = request.scope.get("raw_path") or request.url.path.encode()
    query = request.scope["query_string"]
    address = f"{request.url.scheme}://{request.headers['host']}{path.decode('ascii')}"
    return f"{address}?{query.decode('ascii')}" if query else address
