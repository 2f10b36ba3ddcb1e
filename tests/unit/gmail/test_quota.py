"""The bucket of quota units lets through what Gmail grants, and in order."""

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from tools.gmail.quota import QuotaBucket, Units


class Clock:
    """Time that passes only while someone sleeps."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def now(self) -> float:
        return self.now_s

    async def sleep(self, seconds: float) -> None:
        self.now_s += seconds


def bucket(clock: Clock, rate: float = 250.0) -> QuotaBucket:
    return QuotaBucket(rate, rate, now=clock.now, sleep=clock.sleep)


async def test_what_fits_into_the_bucket_waits_for_nothing() -> None:
    clock = Clock()
    quota = bucket(clock)

    for _ in range(50):
        await quota.take(Units.MESSAGE_GET)

    assert clock.now_s == 0


async def test_what_does_not_fit_waits_until_it_was_refilled() -> None:
    clock = Clock()
    quota = bucket(clock)

    for _ in range(5):
        await quota.take(Units.SEND)

    assert clock.now_s == 1.0


@given(st.lists(st.sampled_from(list(Units)), max_size=200), st.floats(50, 1000))
def test_no_more_is_spent_than_a_full_bucket_and_what_came_in_since(spent: list[Units], rate: float) -> None:
    clock = Clock()
    quota = bucket(clock, rate)

    async def spend() -> None:
        for units in spent:
            await quota.take(units)

    asyncio.run(spend())

    assert sum(spent) <= max(rate, *Units) + clock.now_s * rate + 1e-6


async def test_even_a_small_bucket_lets_the_dearest_call_through() -> None:
    clock = Clock()

    await QuotaBucket(10.0, 1.0, now=clock.now, sleep=clock.sleep).take(Units.SEND)

    assert clock.now_s == 0
