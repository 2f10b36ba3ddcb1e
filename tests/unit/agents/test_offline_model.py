"""The offline model on the wire: as OpenAI's API answers, playing by rules, or as a test scripts it."""

import base64
import json
import struct
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from advancing.roles import Role
from agents.offline_model import create_offline_model
from agents.persona import system_prompt
from agents.prompts import draft_prompt
from tests.unit.agents.test_prompts import draft_context

TOOLS = [{"type": "function", "function": {"name": name, "parameters": {}}} for name in ("submit_draft", "query_shows")]


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(create_offline_model())
    async with httpx.AsyncClient(transport=transport, base_url="http://model") as client:
        yield client


def request_of(role: Role, *messages: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "model": "offline-rules",
        "messages": [{"role": "system", "content": system_prompt(role)}, *messages],
        "tools": TOOLS,
        **more,
    }


def user(text: str) -> dict[str, Any]:
    return {"role": "user", "content": text}


async def ask(client: httpx.AsyncClient, body: dict[str, Any]) -> dict[str, Any]:
    answer = await client.post("/v1/chat/completions", json=body)
    assert answer.status_code == 200
    read: dict[str, Any] = answer.json()
    return read


async def test_it_lists_its_model(client: httpx.AsyncClient) -> None:
    listed = (await client.get("/v1/models")).json()

    assert [model["id"] for model in listed["data"]] == ["offline-rules"]


async def test_it_plays_the_role_of_the_system_prompt(client: httpx.AsyncClient) -> None:
    drafted = await ask(client, request_of(Role.DRAFT_GENERATOR, user(draft_prompt(draft_context()))))
    chatted = await ask(client, request_of(Role.COORDINATOR, user("what's next")))

    [choice] = drafted["choices"]
    assert choice["finish_reason"] == "tool_calls"
    assert choice["message"]["tool_calls"][0]["function"]["name"] == "submit_draft"
    assert "Ritz" in json.loads(choice["message"]["tool_calls"][0]["function"]["arguments"])["subject"]
    assert chatted["choices"][0]["message"]["tool_calls"][0]["function"]["name"] == "query_shows"


async def test_it_goes_on_from_a_tools_answer_packed_as_letta_packs_it(client: httpx.AsyncClient) -> None:
    first = await ask(
        client, request_of(Role.COORDINATOR, user(json.dumps({"type": "user_message", "message": "what's next"})))
    )
    message = first["choices"][0]["message"]
    packed = {"status": "OK", "message": "2027-03-15 | The Ritz, Raleigh | draft | show_id: abc", "time": "now"}
    answer = {"role": "tool", "tool_call_id": message["tool_calls"][0]["id"], "content": json.dumps(packed)}

    second = await ask(client, request_of(Role.COORDINATOR, user("what's next"), message, answer))

    [choice] = second["choices"]
    assert choice["finish_reason"] == "stop"
    assert "The Ritz, Raleigh, 2027-03-15: draft" in choice["message"]["content"]


async def test_usage_counts_what_was_sent_and_said(client: httpx.AsyncClient) -> None:
    short = await ask(client, request_of(Role.COORDINATOR, user("help")))
    longer = await ask(client, request_of(Role.COORDINATOR, user("help " + "word " * 1000)))

    assert longer["usage"]["prompt_tokens"] - short["usage"]["prompt_tokens"] == 1000
    assert short["usage"]["completion_tokens"] > 10
    assert short["usage"]["total_tokens"] == sum(short["usage"][k] for k in ("prompt_tokens", "completion_tokens"))


async def test_a_stream_says_the_same_as_a_whole_answer(client: httpx.AsyncClient) -> None:
    body = request_of(Role.COORDINATOR, user("what's next"))
    text_body = request_of(Role.COORDINATOR, user("help"))

    calling = await events(client, {**body, "stream": True, "stream_options": {"include_usage": True}})
    saying = await events(client, {**text_body, "stream": True})
    whole = await ask(client, text_body)

    [call] = [c for e in calling for choice in e["choices"] for c in choice["delta"].get("tool_calls", [])]
    assert (call["index"], call["function"]["name"]) == (0, "query_shows")
    assert calling[-2]["choices"][0]["finish_reason"] == "tool_calls"
    assert calling[-1]["usage"]["total_tokens"] > 0
    said = "".join(choice["delta"].get("content") or "" for event in saying for choice in event["choices"])
    assert said == whole["choices"][0]["message"]["content"]


async def events(client: httpx.AsyncClient, body: dict[str, Any]) -> list[dict[str, Any]]:
    answer = await client.post("/v1/chat/completions", json=body)
    lines = [line.removeprefix("data: ") for line in answer.text.split("\n\n") if line]
    assert lines[-1] == "[DONE]"
    return [json.loads(line) for line in lines[:-1]]


async def test_tools_may_be_null_or_not_to_be_chosen(client: httpx.AsyncClient) -> None:
    for more in ({"tools": None}, {"tool_choice": "none"}):
        answer = await ask(client, request_of(Role.DRAFT_GENERATOR, user(draft_prompt(draft_context())), **more))

        assert answer["choices"][0]["finish_reason"] == "stop"


async def test_a_request_of_no_role_is_summed_up(client: httpx.AsyncClient) -> None:
    answer = await ask(
        client, {"model": "x", "messages": [{"role": "system", "content": "Summarize."}, user("We load in at 3.")]}
    )

    assert "We load in at 3." in answer["choices"][0]["message"]["content"]


@pytest.mark.parametrize(
    "body", [{}, {"messages": []}, {"messages": "hello"}, {"messages": [{"role": "assistant", "tool_calls": [1]}]}]
)
async def test_a_request_that_cannot_be_read_is_refused(client: httpx.AsyncClient, body: dict[str, Any]) -> None:
    answer = await client.post("/v1/chat/completions", json=body)

    assert answer.status_code == 400
    assert "error" in answer.json()


async def test_embeddings_are_alike_for_like_texts_and_the_same_each_time(client: httpx.AsyncClient) -> None:
    texts = ["load in at three", "load in at four", "merch percentage"]
    answer = (await client.post("/v1/embeddings", json={"input": texts, "model": "m"})).json()
    again = (await client.post("/v1/embeddings", json={"input": texts[0], "encoding_format": "base64"})).json()

    one, two, three = (entry["embedding"] for entry in answer["data"])
    assert len(one) == 1536
    assert sum(a * b for a, b in zip(one, one, strict=True)) == pytest.approx(1)
    assert sum(a * b for a, b in zip(one, two, strict=True)) > sum(a * b for a, b in zip(one, three, strict=True))
    assert struct.unpack("<1536f", base64.b64decode(again["data"][0]["embedding"])) == pytest.approx(one, abs=1e-6)


async def test_a_script_is_played_in_order_before_the_rules(client: httpx.AsyncClient) -> None:
    answers = [
        {"role": "email_parser", "text": "not for you"},
        {"tool_calls": [{"name": "send_mail", "arguments": "{broken"}], "times": 2},
        {"status": 503, "text": "overloaded"},
        {"play": True},
    ]
    assert (await client.post("/_emulator/script", json={"answers": answers})).json() == {"waiting": 5}
    body = request_of(Role.COORDINATOR, user("help"))

    calls = [(await ask(client, body))["choices"][0]["message"]["tool_calls"][0]["function"] for _ in range(2)]
    fault = await client.post("/v1/chat/completions", json=body)
    played = await ask(client, body)

    assert calls == [{"name": "send_mail", "arguments": "{broken"}] * 2
    assert (fault.status_code, fault.json()["error"]["message"]) == (503, "overloaded")
    assert "what is next" in played["choices"][0]["message"]["content"]
    seen = (await client.get("/_emulator/requests")).json()
    assert [(request["role"], request["scripted"]) for request in seen] == [("coordinator", True)] * 4
    await client.post("/_emulator/reset")
    assert (await client.get("/_emulator/requests")).json() == []


async def test_a_malformed_script_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("/_emulator/script", json={"answers": [{"txt": "typo"}]})

    assert answer.status_code == 422
