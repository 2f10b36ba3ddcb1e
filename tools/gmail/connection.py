"""The one place where a request to Gmail is made: Google's library in a thread, the quota before, our errors after."""

import asyncio
import json
import threading
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

from google.auth.credentials import Credentials
from googleapiclient.discovery import build_from_document  # type: ignore[attr-defined]  # not in the stubs
from googleapiclient.discovery_cache import get_static_doc

from advancing.errors import OutsideFault
from tools.gmail.quota import QuotaBucket
from tools.gmail.transport import FAILURES, SessionHttp, as_our_error

if TYPE_CHECKING:
    from googleapiclient._apis.gmail.v1 import GmailResource

Answer_co = TypeVar("Answer_co", covariant=True)
Answer = TypeVar("Answer")
Result = TypeVar("Result")


class Request(Protocol[Answer_co]):
    """A request of Google's library, made and not yet sent."""

    def execute(self, http: Any = ..., num_retries: int = ...) -> Answer_co:
        """Send it and decode the answer."""


class Connection:
    """Sends requests for one mailbox.

    Args:
        credentials: What the mailbox's owner consented to.
        endpoint: Root URL of the API.
        connect_timeout_s: Seconds to reach Google.
        read_timeout_s: Seconds without a byte of the answer.
        quota: The account's bucket of quota units.
    """

    def __init__(
        self,
        credentials: Credentials,
        *,
        endpoint: str,
        connect_timeout_s: float,
        read_timeout_s: float,
        quota: QuotaBucket,
    ) -> None:
        self._credentials = credentials
        self._endpoint = endpoint.rstrip("/") + "/"
        self._connect_timeout_s = connect_timeout_s
        self._read_timeout_s = read_timeout_s
        self._quota = quota
        self._of_thread = threading.local()
        self._opened: list[SessionHttp] = []

    async def call(
        self,
        units: int,
        doing: str,
        ask: "Callable[[GmailResource], Request[Answer]]",
        read: Callable[[Answer], Result],
    ) -> Result:
        """Make one call, once.

        Args:
            units: Quota units that it costs.
            doing: What it is for, in words for an error: "sending draft r-1".
            ask: Makes the request of the Gmail resource.
            read: Makes our type of the decoded answer.

        Raises:
            NotFound: Gmail answered 404.
            OutsideFault: Anything else that failed, and whether another try can help.
        """
        await self._quota.take(units)
        try:
            answer = await asyncio.to_thread(self._send, ask)
        except FAILURES as error:
            raise as_our_error(error, doing) from error
        try:
            return read(answer)
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            raise OutsideFault(
                f"Gmail's answer could not be understood while {doing}.", system="gmail", retryable=True
            ) from error

    def close(self) -> None:
        """Close all connections."""
        for http in self._opened:
            http.close()
        self._opened.clear()

    def _send(self, ask: "Callable[[GmailResource], Request[Answer]]") -> Answer:
        return ask(_gmail_at(self._endpoint)).execute(http=self._http(), num_retries=0)

    def _http(self) -> SessionHttp:
        """This thread's session: sessions are not made to be shared between threads."""
        http = getattr(self._of_thread, "http", None)
        if http is None or http not in self._opened:
            http = SessionHttp(
                self._credentials, connect_timeout_s=self._connect_timeout_s, read_timeout_s=self._read_timeout_s
            )
            self._of_thread.http = http
            self._opened.append(http)
        return cast("SessionHttp", http)


@lru_cache(maxsize=4)
def _gmail_at(endpoint: str) -> "GmailResource":
    """Google's Gmail resource from the discovery document that ships with the library, at another root if need be.

    The root is set in the document, not by `client_options`: that leaves uploads on https whatever the endpoint says.
    """
    document = json.loads(get_static_doc("gmail", "v1"))  # type: ignore[no-untyped-call]
    document["rootUrl"] = document["baseUrl"] = endpoint
    # An http object is required here, and none is used: each request is executed with its thread's own.
    return cast("GmailResource", build_from_document(document, http=_Unused()))


class _Unused:
    def close(self) -> None:
        """Nothing to close."""
