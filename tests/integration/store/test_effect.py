"""Effects outside happen once, whenever the process ends."""

from collections.abc import Callable

import pytest

from tests.builders import make_one_show, make_tour_manager
from tools.store.database import Database
from tools.store.effect import Effects, Receipt, list_effects, store_receipt


class KilledError(BaseException):
    """Stands for the end of the process: nothing that expects errors may catch it."""


class Outside:
    """A system outside: what arrived there, and whether its search finds it."""

    def __init__(self) -> None:
        self.arrived: list[str] = []
        self.calls: list[str] = []

    async def do(self) -> Receipt:
        self.calls.append("do")
        self.arrived.append("mail")
        return {"message": len(self.arrived)}

    async def find(self) -> Receipt | None:
        self.calls.append("find")
        return {"message": len(self.arrived)} if self.arrived else None


def ends_at(name: str) -> Callable[[str], None]:
    """A checkpoint that ends the process there."""

    def checkpoint(reached: str) -> None:
        if reached == name:
            raise KilledError(name)

    return checkpoint


async def send(database: Database, outside: Outside, end: str = "") -> Receipt:
    effects = Effects(database, ends_at(end))
    return await effects.once(
        "send:1", kind="gmail.send", show_id=None, intent={"subject": "Hi"}, do=outside.do, find=outside.find
    )


async def test_the_first_try_does_it_without_a_search(database: Database) -> None:
    outside = Outside()

    receipt = await send(database, outside)

    assert (receipt, outside.calls) == ({"message": 1}, ["do"])


async def test_a_process_that_ended_before_the_effect_leaves_it_to_the_next(database: Database) -> None:
    outside = Outside()
    with pytest.raises(KilledError):
        await send(database, outside, end="intent:gmail.send")

    receipt = await send(database, outside)

    assert outside.calls == ["find", "do"]
    assert receipt == {"message": 1}


async def test_what_was_done_before_the_process_ended_is_found_and_not_done_again(database: Database) -> None:
    outside = Outside()
    with pytest.raises(KilledError):
        await send(database, outside, end="done:gmail.send")

    receipt = await send(database, outside)

    assert outside.calls == ["do", "find"]
    assert outside.arrived == ["mail"]
    assert receipt == {"message": 1}


async def test_a_stored_receipt_answers_without_asking_outside(database: Database) -> None:
    outside = Outside()
    async with database.transaction() as conn:
        await store_receipt(conn, "send:1", await send(database, outside))

    assert await send(database, outside) == {"message": 1}
    assert outside.calls == ["do"]


async def test_a_receipt_is_gone_with_the_transaction_that_should_have_moved_the_domain_on(database: Database) -> None:
    outside = Outside()
    async with database.transaction() as conn:
        await store_receipt(conn, "send:1", await send(database, outside))
        await conn.rollback()

    await send(database, outside)

    assert outside.calls == ["do", "find"]
    assert outside.arrived == ["mail"]


async def test_an_effect_that_failed_is_looked_for_before_it_is_tried_again(database: Database) -> None:
    outside = Outside()

    async def fail() -> Receipt:
        raise ConnectionResetError("the answer was lost")

    effects = Effects(database)
    with pytest.raises(ConnectionResetError):
        await effects.once("send:1", kind="gmail.send", show_id=None, intent={}, do=fail, find=outside.find)
    outside.arrived.append("mail")

    assert await send(database, outside) == {"message": 1}
    assert outside.calls == ["find"]


async def test_intent_receipt_and_tries_can_be_looked_into(database: Database) -> None:
    outside = Outside()
    async with database.transaction() as conn:
        show_id = await make_one_show(conn, await make_tour_manager(conn))
    effects = Effects(database)
    for _ in range(2):
        receipt = await effects.once(
            "send:1", kind="gmail.send", show_id=show_id, intent={"to": "sam"}, do=outside.do, find=outside.find
        )
    async with database.transaction() as conn:
        (before,) = await list_effects(conn, show_id)
        await store_receipt(conn, "send:1", receipt)
        (after,) = await list_effects(conn, show_id)

    assert (before.status, before.intent, before.receipt, before.attempts) == ("intended", {"to": "sam"}, None, 2)
    assert (after.status, after.receipt) == ("done", {"message": 1})
    assert after.done_at
