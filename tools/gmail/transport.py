"""How requests reach Google: one session per thread, explicit timeouts, and never a silent second try.

The Google client's own transport, httplib2, sends a request again when the connection drops before the answer;
for `drafts.send` that would be a second mail. Trying again is decided by jobs, after they looked.
"""

import json
from datetime import datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

import httplib2
import requests
from google.auth.credentials import Credentials
from google.auth.exceptions import GoogleAuthError, RefreshError, TransportError
from google.auth.transport.requests import AuthorizedSession
from googleapiclient.errors import Error as GoogleClientError
from googleapiclient.errors import HttpError

from advancing.errors import AdvancingError, NotFound, OutsideFault

RATE_LIMIT_REASONS = frozenset({"rateLimitExceeded", "userRateLimitExceeded"})
"""Reasons of a 403 that pass; https://developers.google.com/workspace/gmail/api/guides/handle-errors."""

RECONNECT = "Connect the mailbox again with `advance gmail connect`."

FAILURES = (HttpError, GoogleClientError, GoogleAuthError, requests.RequestException, OSError)
"""What a call can raise on its way to Google and back."""


class SessionHttp:
    """Speaks for a `requests` session what the Google client expects of an httplib2 object.

    Args:
        credentials: Sign each request; renewed by Google's library when they expire.
        connect_timeout_s: Seconds to reach Google.
        read_timeout_s: Seconds without a byte of the answer.
    """

    def __init__(self, credentials: Credentials, *, connect_timeout_s: float, read_timeout_s: float) -> None:
        self._session = AuthorizedSession(credentials)  # type: ignore[no-untyped-call]
        self._session.auth = _keep_authorization
        self._timeout = (connect_timeout_s, read_timeout_s)

    def request(  # httplib2's signature
        self,
        uri: str,
        method: str = "GET",
        body: Any = None,
        headers: dict[str, str] | None = None,
        redirections: int = 0,  # noqa: ARG002
        connection_type: Any = None,  # noqa: ARG002
    ) -> tuple[httplib2.Response, bytes]:
        """Send one request once. A 308 is Google's "go on" within an upload, so redirects are not followed."""
        response = self._session.request(  # type: ignore[no-untyped-call]
            method, uri, data=body, headers=headers, timeout=self._timeout, allow_redirects=False
        )
        answered = {name.lower(): value for name, value in response.headers.items()}
        return httplib2.Response({**answered, "status": str(response.status_code)}), response.content

    def close(self) -> None:
        """Close its connections."""
        self._session.close()  # type: ignore[no-untyped-call]


def _keep_authorization(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Keeps `requests` from replacing the bearer token with what a ~/.netrc says of the host."""
    return request


def as_our_error(error: Exception, doing: str) -> AdvancingError:
    """Turn any failure of a call into ours.

    Args:
        error: One of `FAILURES`.
        doing: What was being done, for the sentence: "sending the draft".

    Returns:
        `NotFound` for 404, else an `OutsideFault` that says whether another try can help.
    """
    if isinstance(error, HttpError):
        return _of_answer(error, doing)
    if isinstance(error, RefreshError) and not error.retryable:
        return _final(f"Google no longer accepts the consent given for this mailbox ({doing}). {RECONNECT}", 401)
    if isinstance(error, GoogleAuthError) and not isinstance(error, TransportError) and not error.retryable:
        return _final(f"Google's credentials could not be used while {doing}: {error}. {RECONNECT}", None)
    if isinstance(error, requests.Timeout | TimeoutError):
        return _passing(f"Gmail did not answer in time while {doing}; whether it was done has to be looked up.")
    return _passing(f"The connection to Gmail failed while {doing}; whether it was done has to be looked up.")


def _of_answer(error: HttpError, doing: str) -> AdvancingError:
    status, reason, said = _read_error(error)
    if status == HTTPStatus.NOT_FOUND:
        return NotFound(
            f"Gmail has nothing there any more ({doing}); it may have been deleted or sent in Gmail itself."
        )
    if status == HTTPStatus.UNAUTHORIZED:
        return _final(f"Google no longer accepts the consent given for this mailbox ({doing}). {RECONNECT}", status)
    if status == HTTPStatus.TOO_MANY_REQUESTS or (status == HTTPStatus.FORBIDDEN and reason in RATE_LIMIT_REASONS):
        return _passing(f"Gmail asks to slow down ({doing}): {said}.", status, _retry_after_s(error, said))
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.REQUEST_TIMEOUT:
        return _passing(f"Gmail failed with {status} while {doing}.", status, _retry_after_s(error, said))
    return _final(f"Gmail refused with {status} {reason} while {doing}: {said}.", status)


def _read_error(error: HttpError) -> tuple[int, str, str]:
    """Status, machine reason and sentence of an answer; Google's two shapes and anything else."""
    status = int(error.resp.status)
    try:
        told = json.loads(error.content)["error"]
        first = told.get("errors") or [{}]
        reason = first[0].get("reason") or told.get("status") or ""
        return status, str(reason), str(told.get("message") or reason).rstrip(".")
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        return status, "", "no reason given"


def _retry_after_s(error: HttpError, said: str) -> float | None:
    """Seconds to wait: the `Retry-After` header, or the moment in "Retry after 2026-01-01T00:00:00.000Z"."""
    header = error.resp.get("retry-after", "")
    if header.isdigit():
        return float(header)
    moment = said.partition("Retry after ")[2].strip(" .)")
    try:
        answered_at = parsedate_to_datetime(error.resp["date"])
        return max(0.0, (datetime.fromisoformat(moment) - answered_at).total_seconds())
    except (KeyError, ValueError, TypeError):
        return None


def _passing(message: str, status: int | None = None, retry_after_s: float | None = None) -> OutsideFault:
    return OutsideFault(message, system="gmail", retryable=True, status=status, retry_after_s=retry_after_s)


def _final(message: str, status: int | None) -> OutsideFault:
    return OutsideFault(message, system="gmail", retryable=False, status=status)
