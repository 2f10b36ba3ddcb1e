"""Keeps one account below Gmail's limit of quota units, so that waiting happens here and not as refusals there."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from enum import IntEnum


class Units(IntEnum):
    """Quota units per method, https://developers.google.com/workspace/gmail/api/reference/quota."""

    PROFILE = 1
    LABELS_LIST = 1
    HISTORY = 2
    LABELS_WRITE = 5
    MESSAGES_LIST = 5
    MESSAGE_GET = 5
    MESSAGE_MODIFY = 5
    ATTACHMENT_GET = 5
    DRAFTS_GET = 5
    DRAFT_CREATE = 10
    DRAFT_DELETE = 10
    THREAD_GET = 10
    THREAD_MODIFY = 10
    DRAFT_UPDATE = 15
    SEND = 100
    WATCH = 100


class QuotaBucket:
    """A token bucket of quota units for one account.

    Args:
        units_per_second: Refill rate; Gmail grants 250 to one user.
        burst: Units that can be spent at once; at least the dearest call's 100.
        now: Monotonic seconds.
        sleep: Waits so many seconds.
    """

    def __init__(
        self,
        units_per_second: float = 250.0,
        burst: float = 250.0,
        *,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._rate = units_per_second
        self._burst = max(burst, float(max(Units)))
        self._now = now
        self._sleep = sleep
        self._left = self._burst
        self._filled_at = now()

    async def take(self, units: int) -> None:
        """Spend units, waiting until they are there.

        The units are booked before the wait, so callers that wait together are let through in the order they came.
        """
        now = self._now()
        self._left = min(self._burst, self._left + (now - self._filled_at) * self._rate) - units
        self._filled_at = now
        if self._left < 0:
            await self._sleep(-self._left / self._rate)
