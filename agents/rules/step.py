"""What a rule player sees and says: a conversation, and the next step in it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from tools.signature import FAILED
from tools.toolbox import REFUSED

_SERVER_FAULTS = ("Error", "[ToolConstraintError]")
"""How a Letta server begins where it did not run the tool: wrong arguments, a denied approval, a tool not attached."""


@dataclass(frozen=True, slots=True)
class ToolRequest:
    """A tool call that is asked for."""

    name: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One message of a conversation.

    Args:
        role: Whose it is; `tool` answers one request of the assistant's message before it.
        text: What it says.
        requests: The tool calls that an assistant asks for in it.
        tool: The tool that answers.
    """

    role: Literal["user", "assistant", "tool"]
    text: str = ""
    requests: tuple[ToolRequest, ...] = ()
    tool: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What comes next: tool calls, or closing words."""

    text: str = ""
    requests: tuple[ToolRequest, ...] = ()


@dataclass(frozen=True, slots=True)
class Exchange:
    """A tool call of this turn and its answer."""

    request: ToolRequest
    answer: str

    @property
    def stands(self) -> bool:
        """Whether it was carried out, and what was submitted by it was taken."""
        return not self.answer.startswith((REFUSED, FAILED, "Error")) and not self.answer.lower().startswith(
            "sent back"
        )


@dataclass(frozen=True, slots=True)
class Turn:
    """The conversation since the last message of the other side, as players work on it.

    Args:
        asked: That message.
        done: The tool calls since, with their answers.
        tools: Names of the tools that can be called.
    """

    asked: str
    done: tuple[Exchange, ...]
    tools: frozenset[str]

    def last(self, tool: str) -> Exchange | None:
        """The latest call of a tool."""
        return next((exchange for exchange in reversed(self.done) if exchange.request.name == tool), None)

    def times(self, tool: str) -> int:
        """How often a tool was called."""
        return sum(exchange.request.name == tool for exchange in self.done)


Player = Callable[[Sequence[ChatMessage], Sequence[str]], Step]
"""Takes the conversation and the tools' names, and says what comes next."""


def call(name: str, **arguments: Any) -> Step:
    """A step that calls one tool."""
    return Step(requests=(ToolRequest(name, arguments),))


def this_turn(messages: Sequence[ChatMessage], tools: Sequence[str]) -> Turn:
    """The current turn of a conversation: the last user message, and what was called since."""
    start = max((index for index, message in enumerate(messages) if message.role == "user"), default=-1)
    waiting: list[ToolRequest] = []
    done: list[Exchange] = []
    for message in messages[start + 1 :]:
        if message.role == "assistant":
            waiting = list(message.requests)
        elif message.role == "tool" and waiting:
            index = next((i for i, request in enumerate(waiting) if request.name == message.tool), 0)
            done.append(Exchange(waiting.pop(index), message.text))
    return Turn(messages[start].text if start >= 0 else "", tuple(done), frozenset(tools))
