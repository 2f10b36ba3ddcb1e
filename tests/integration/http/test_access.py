"""Who gets in, and what they reach: held for every operation that the OpenAPI tells of, so that none can be forgotten."""

from uuid import uuid4

import pytest

from tests.integration.http.bridge import Bridge, Operation, fill

PUBLIC = {"GET /healthz", "GET /readyz"}
"""What a load balancer asks, which has no token."""
SIGNED = {"POST /webhooks/gmail", "POST /tools/{name}"}
"""What is asked with a signed token of another kind; they have tests of their own."""


def for_people(bridge: Bridge) -> list[Operation]:
    """The operations that a person asks with their bearer token."""
    return [item for item in bridge.operations if str(item) not in PUBLIC | SIGNED]


def with_ids(bridge: Bridge) -> list[Operation]:
    """The operations that have an id in their address."""
    return [item for item in for_people(bridge) if item.parameters]


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer made-up"}, {"Authorization": "Basic ZGFuYTp4"}])
async def test_no_operation_answers_somebody_without_a_token_of_ours(bridge: Bridge, headers: dict[str, str]) -> None:
    ids = await bridge.ids_of(bridge.dana)
    before = await bridge.state_of_everything()

    answers = {
        str(item): await bridge.send(
            item.method, fill(item, ids | {"name": "x"}), headers=headers, **bridge.body_for(item)
        )
        for item in for_people(bridge)
    }

    assert {name: answer.status_code for name, answer in answers.items() if answer.status_code != 401} == {}
    assert {answer.json()["error"]["code"] for answer in answers.values()} == {"not_authenticated"}
    assert {answer.headers["WWW-Authenticate"] for answer in answers.values()} == {"Bearer"}
    assert await bridge.state_of_everything() == before


async def test_the_ids_of_another_tour_manager_are_answered_like_ids_of_nothing(bridge: Bridge) -> None:
    theirs = await bridge.ids_of(bridge.robin)
    before = await bridge.state_of_everything()

    answers = {
        str(item): await bridge.ask(item.method, fill(item, theirs), **bridge.body_for(item))
        for item in with_ids(bridge)
    }

    assert len(answers) > 20
    assert {name: answer.text for name, answer in answers.items() if answer.status_code != 404} == {}
    assert {answer.json()["error"]["code"] for answer in answers.values()} == {"not_found"}
    assert await bridge.state_of_everything() == before


async def test_ids_that_stand_for_nothing_are_not_found(bridge: Bridge) -> None:
    ours = await bridge.ids_of(bridge.dana)
    nothing = {name: str(uuid4()) for name in ours} | {"failed_id": "987654321", "field": "schedule.teaTime"}
    before = await bridge.state_of_everything()

    found = {}
    for item in with_ids(bridge):
        for name in item.parameters:
            answer = await bridge.ask(item.method, fill(item, {**ours, name: nothing[name]}), **bridge.body_for(item))
            found[f"{item}: {name}"] = answer

    assert {name: answer.text for name, answer in found.items() if answer.status_code != 404} == {}
    assert await bridge.state_of_everything() == before


@pytest.mark.parametrize("malformed", ["not-an-id", "1" * 30, "%00", "7f0c3a44-3c0e-4c3b-9d8f-1f6f3f1d2c1g", "'--"])
async def test_ids_that_cannot_be_one_are_not_found(bridge: Bridge, malformed: str) -> None:
    ours = await bridge.ids_of(bridge.dana)
    before = await bridge.state_of_everything()

    found = {}
    for item in with_ids(bridge):
        for name in item.parameters:
            answer = await bridge.ask(item.method, fill(item, {**ours, name: malformed}), **bridge.body_for(item))
            found[f"{item}: {name}"] = answer

    assert {name: answer.text for name, answer in found.items() if answer.status_code != 404} == {}
    assert await bridge.state_of_everything() == before


async def test_whoever_asks_for_their_own_gets_it(bridge: Bridge) -> None:
    ours = await bridge.ids_of(bridge.dana)
    reads = [item for item in for_people(bridge) if item.method == "GET"]

    answers = {str(item): await bridge.ask("GET", fill(item, ours)) for item in reads}

    assert {name: answer.text for name, answer in answers.items() if answer.status_code != 200} == {}


async def test_lists_hold_nothing_of_another_tour_manager(bridge: Bridge) -> None:
    lists = [item for item in for_people(bridge) if item.method == "GET" and not item.parameters]
    theirs = await bridge.ids_of(bridge.robin)

    answers = {str(item): (await bridge.ask("GET", item.path)).text for item in lists}

    leaked = {
        name: [key for key, value in theirs.items() if key not in ("field", "failed_id") and value in text]
        for name, text in answers.items()
    }
    assert {name: keys for name, keys in leaked.items() if keys} == {}
    assert str(bridge.robin.unmatched_id) not in answers["GET /mail/unmatched"]
    assert str(bridge.dana.unmatched_id) in answers["GET /mail/unmatched"]


async def test_ids_of_another_tour_manager_in_a_filter_find_nothing(bridge: Bridge) -> None:
    theirs = await bridge.ids_of(bridge.robin)
    filtered = [
        item
        for item in for_people(bridge)
        if any(told["in"] == "query" and told["name"] == "show_id" for told in item.told.get("parameters", ()))
    ]

    answers = {str(item): await bridge.ask("GET", f"{item.path}?show_id={theirs['show_id']}") for item in filtered}

    assert len(answers) >= 5
    assert {
        name: body
        for name, answer in answers.items()
        for body in answer.json().values()
        if isinstance(body, list) and body
    } == {}
