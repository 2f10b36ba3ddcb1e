"""Playing a role by rules against tools that answer as a table says, for the tests of the players."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from agents.rules.step import ChatMessage, Player

Answer = str | Sequence[str] | Callable[[Mapping[str, Any]], str]


@dataclass
class Conversation:
    """A conversation with a player; tools answer with a text, with one text after the other, or by a function."""

    player: Player
    answers: Mapping[str, Answer]
    messages: list[ChatMessage] = field(default_factory=list)
    calls: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)

    def say(self, text: str) -> str:
        """Say something and play until the player closes; gives its closing words."""
        self.messages.append(ChatMessage("user", text))
        for _ in range(12):
            step = self.player(self.messages, list(self.answers))
            self.messages.append(ChatMessage("assistant", step.text, step.requests))
            if not step.requests:
                return step.text
            for request in step.requests:
                self.calls.append((request.name, request.arguments))
                self.messages.append(
                    ChatMessage("tool", self._answer(request.name, request.arguments), tool=request.name)
                )
        raise AssertionError(f"The player does not come to an end: {self.calls}")

    def _answer(self, name: str, arguments: Mapping[str, Any]) -> str:
        answer = self.answers[name]
        if isinstance(answer, str):
            return answer
        if callable(answer):
            return answer(arguments)
        earlier = sum(called == name for called, _ in self.calls) - 1
        return answer[min(earlier, len(answer) - 1)]
