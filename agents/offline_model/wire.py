"""The OpenAI wire format: reading a chat request into a conversation, writing a step as an answer.

Source: https://platform.openai.com/docs/api-reference/chat
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agents.rules.step import ChatMessage, ToolRequest

_TOKEN = re.compile(r"\w{1,6}|[^\w\s]")


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """A chat request as the players see it.

    Args:
        model: The model id that was asked for.
        system: The system prompt.
        messages: The conversation.
        tools: Names of the tools.
        stream: Whether the answer is to be streamed.
        stream_usage: Whether the stream ends with the usage.
        prompt_tokens: Length of all that was sent.
    """

    model: str
    system: str
    messages: tuple[ChatMessage, ...]
    tools: tuple[str, ...]
    stream: bool
    stream_usage: bool
    prompt_tokens: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What the model says; `arguments` are the JSON text as it goes out, which a script may have malformed."""

    text: str = ""
    calls: tuple[tuple[str, str], ...] = ()


def read_request(body: Mapping[str, Any]) -> ChatRequest:
    """Read a request body.

    Args:
        body: The JSON object; `tools` may be null.

    Returns:
        The request.

    Raises:
        ValueError: It has no messages.
    """
    raw = body.get("messages")
    if not isinstance(raw, list) or not raw:
        raise ValueError("A chat request needs messages.")
    tools = tuple(str(tool["function"]["name"]) for tool in body.get("tools") or ())
    if body.get("tool_choice") == "none":
        tools = ()
    options = body.get("stream_options") or {}
    return ChatRequest(
        model=str(body.get("model") or ""),
        system="\n".join(_text(message) for message in raw if message.get("role") in ("system", "developer")),
        messages=tuple(_conversation(raw)),
        tools=tools,
        stream=bool(body.get("stream")),
        stream_usage=bool(options.get("include_usage")),
        prompt_tokens=count_tokens(json.dumps([raw, body.get("tools") or []], ensure_ascii=False)),
    )


def count_tokens(text: str) -> int:
    """Length in tokens, by pieces of words and marks: near what real tokenizers count for English."""
    return len(_TOKEN.findall(text))


def completion(request: ChatRequest, answer: Answer, completion_id: str, created: int) -> dict[str, Any]:
    """A whole answer, `chat.completion`."""
    message: dict[str, Any] = {"role": "assistant", "content": answer.text or None}
    if answer.calls:
        message["tool_calls"] = _tool_calls(answer, completion_id)
    return {
        "id": completion_id,
        "object": "chat.completion",
        "created": created,
        "model": request.model,
        "choices": [{"index": 0, "message": message, "finish_reason": _finish(answer), "logprobs": None}],
        "usage": _usage(request, answer),
    }


def stream(request: ChatRequest, answer: Answer, completion_id: str, created: int) -> Iterator[str]:
    """The same as server-sent events, `chat.completion.chunk` each, ended by `[DONE]`."""
    head = {"id": completion_id, "object": "chat.completion.chunk", "created": created, "model": request.model}

    def event(delta: Mapping[str, Any], finish: str | None = None) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return f"data: {json.dumps({**head, 'choices': [choice]})}\n\n"

    yield event({"role": "assistant", "content": ""})
    for piece in re.findall(r"\s*\S+\s*", answer.text):
        yield event({"content": piece})
    for index, call in enumerate(_tool_calls(answer, completion_id)):
        yield event({"tool_calls": [{"index": index, **call}]})
    yield event({}, _finish(answer))
    if request.stream_usage:
        yield f"data: {json.dumps({**head, 'choices': [], 'usage': _usage(request, answer)})}\n\n"
    yield "data: [DONE]\n\n"


def _conversation(raw: Sequence[Mapping[str, Any]]) -> Iterator[ChatMessage]:
    names: dict[str, str] = {}
    for message in raw:
        match message.get("role"):
            case "user":
                yield ChatMessage("user", _unpacked(_text(message)))
            case "assistant":
                requests = []
                for call in message.get("tool_calls") or ():
                    names[str(call["id"])] = call["function"]["name"]
                    requests.append(ToolRequest(call["function"]["name"], _arguments(call["function"]["arguments"])))
                yield ChatMessage("assistant", _text(message), tuple(requests))
            case "tool":
                call_id = str(message.get("tool_call_id"))
                yield ChatMessage("tool", _unpacked(_text(message)), tool=names.get(call_id, ""))


def _text(message: Mapping[str, Any]) -> str:
    content = message.get("content")
    if isinstance(content, list):
        return "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def _unpacked(text: str) -> str:
    """Letta packs what users and tools say as `{"type": "user_message", "message": …, "time": …}`."""
    if not text.startswith("{"):
        return text
    try:
        packed = json.loads(text)
    except ValueError:
        return text
    if isinstance(packed, dict) and isinstance(packed.get("message"), str) and packed.keys() & {"type", "status"}:
        return str(packed["message"])
    return text


def _arguments(text: str) -> Mapping[str, Any]:
    try:
        read = json.loads(text)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def _tool_calls(answer: Answer, completion_id: str) -> list[dict[str, Any]]:
    return [
        {
            "id": f"call_{completion_id.removeprefix('chatcmpl-')[:20]}{index}",
            "type": "function",
            "function": {"name": name, "arguments": arguments},
        }
        for index, (name, arguments) in enumerate(answer.calls)
    ]


def _finish(answer: Answer) -> str:
    return "tool_calls" if answer.calls else "stop"


def _usage(request: ChatRequest, answer: Answer) -> dict[str, int]:
    said = count_tokens(answer.text) + sum(count_tokens(name + arguments) for name, arguments in answer.calls)
    return {
        "prompt_tokens": request.prompt_tokens,
        "completion_tokens": said,
        "total_tokens": request.prompt_tokens + said,
    }
