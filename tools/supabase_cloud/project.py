"""The connection to a hosted Supabase project, and what its answers mean when something goes wrong."""

import httpx
from supabase import AsyncClient, AsyncClientOptions

from advancing.errors import OutsideFault

SYSTEM = "supabase"
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 530, 544})
"""Statuses after which the same call may succeed: overload, gateways, Cloudflare's, Storage's database timeout (544).

Source: supabase.com/docs/guides/storage/debugging/error-codes, supabase.com/docs/guides/auth/debugging/error-codes.
"""


class Project:
    """A Supabase project, reached with its secret key.

    Args:
        url: Of the project, `https://REF.supabase.co`.
        service_key: Its secret (or legacy `service_role`) key; passes by row level security, never leaves the server.
        timeout_s: Seconds that one request may take.
    """

    def __init__(self, url: str, service_key: str, *, timeout_s: float = 15.0) -> None:
        self.url = url.rstrip("/")
        self.http = httpx.AsyncClient(timeout=timeout_s)
        self.client = AsyncClient(
            self.url,
            service_key,
            AsyncClientOptions(auto_refresh_token=False, persist_session=False, httpx_client=self.http),
        )

    async def close(self) -> None:
        """Close its connections."""
        await self.http.aclose()


def unreachable(what: str, cause: Exception) -> OutsideFault:
    """No answer, or none that could be read.

    Args:
        what: What was tried, to go on after "Supabase did not answer when".
        cause: What the client raised.
    """
    return OutsideFault(
        f"Supabase did not answer when {what}: {str(cause) or type(cause).__name__}.", system=SYSTEM, retryable=True
    )


def refused(what: str, status: int, message: str) -> OutsideFault:
    """An answer that says no.

    Args:
        what: What was tried, to go on after "Supabase refused".
        status: The HTTP status it gave.
        message: What it said.
    """
    hint = " Check the project's URL and secret key." if status in {401, 403} else ""
    return OutsideFault(
        f"Supabase refused {what} ({status}): {message.strip().rstrip('.')}.{hint}",
        system=SYSTEM,
        retryable=status in _PASSING,
        status=status,
    )
