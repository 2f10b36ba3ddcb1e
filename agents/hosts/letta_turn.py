"""What came of a message to a Letta agent, from the server's messages to our `Turn`."""

import dataclasses
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from letta_client.types.agents import LettaResponse
from letta_client.types.agents import Message as LettaMessage

from agents.host import CalledTool, PendingApproval, Turn, Usage
from tools.signature import FAILED
from tools.toolbox import REFUSED

NO_ANSWER = "the bridge gave no answer"
"""What a tool's stub says, and only it, where its call did not come to us (`tools.signature`)."""


def turn_of(
    response: LettaResponse, *, model: str, duration_ms: float, approved: Sequence[PendingApproval] = ()
) -> Turn:
    """Read a response of `messages.create`.

    Args:
        response: As the server gave it.
        model: Handle of the agent's model.
        duration_ms: Wall time of the call in milliseconds.
        approved: Calls of an earlier response that this one carries out: it does not name them again.

    Returns:
        The turn.
    """
    messages = response.messages
    stopped = response.stop_reason.stop_reason
    calls = {call.tool_call_id: call for call in (*approved, *calls_in(messages))}
    returned: list[CalledTool] = []
    for call_id, text, ok in _returns(messages):
        call = calls.get(call_id)
        reached_us = ok or (text.startswith((REFUSED, FAILED)) and NO_ANSWER not in text)
        returned.append(CalledTool(call.name if call else "", call.arguments if call else {}, text, ok, reached_us))
    asking = [message for message in messages if message.message_type == "approval_request_message"]
    pending = tuple(calls_in(asking)) if stopped == "requires_approval" else ()
    usage = response.usage
    return Turn(
        text=_last_words(messages),
        tool_calls=tuple(returned),
        usage=Usage(usage.prompt_tokens or 0, usage.completion_tokens or 0, usage.step_count or 0),
        stop_reason=stopped,
        model=model,
        duration_ms=round(duration_ms, 3),
        pending=pending,
    )


def joined(first: Turn, then: Turn) -> Turn:
    """Two parts of one turn, told as one."""
    return dataclasses.replace(
        then,
        text=then.text or first.text,
        tool_calls=first.tool_calls + then.tool_calls,
        usage=first.usage + then.usage,
        duration_ms=first.duration_ms + then.duration_ms,
    )


def calls_in(messages: Iterable[Any]) -> list[PendingApproval]:
    """The tool calls in messages; both the single and the plural form of the field occur."""
    found: dict[str, PendingApproval] = {}
    for message in messages:
        if message.message_type not in ("tool_call_message", "approval_request_message"):
            continue
        several = getattr(message, "tool_calls", None)
        single = getattr(message, "tool_call", None)
        for call in (several if isinstance(several, list) else None) or ([single] if single else []):
            if call.tool_call_id and call.name:
                found[call.tool_call_id] = PendingApproval(call.tool_call_id, call.name, _arguments(call.arguments))
    return list(found.values())


def _arguments(text: str | None) -> Mapping[str, Any]:
    try:
        read = json.loads(text or "{}", parse_constant=str)  # NaN is no JSON, and nothing keeps it
    except ValueError:
        return {"": text}
    return read if isinstance(read, dict) else {"": read}


def _returns(messages: Iterable[LettaMessage]) -> list[tuple[str, str, bool]]:
    """Tool answers as (call id, text, whether it was carried out)."""
    found: list[tuple[str, str, bool]] = []
    for message in messages:
        if message.message_type != "tool_return_message":
            continue
        answers: Sequence[Any] = message.tool_returns or [message]
        for answer in answers:
            text = _plain(answer.tool_return)
            fine = answer.status == "success" and not text.startswith((REFUSED, FAILED))
            found.append((answer.tool_call_id, text, fine))
    return found


def _last_words(messages: Iterable[LettaMessage]) -> str:
    words = ""
    for message in messages:
        if message.message_type == "assistant_message":
            words = _plain(message.content) or words
    return words


def _plain(content: Any) -> str:
    """Text content, whether it came as a string or as parts."""
    if isinstance(content, str):
        return content
    return "".join(str(getattr(part, "text", "")) for part in content or [])
