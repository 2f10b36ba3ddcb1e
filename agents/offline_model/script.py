"""What a test has the model do instead of playing by rules: the next answers, faults and delays."""

import json
from collections import deque
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from advancing.roles import Role
from agents.offline_model.wire import Answer


class ScriptedCall(BaseModel):
    """A tool call to make; arguments as an object, or as text that goes out as it is, well-formed or not."""

    model_config = ConfigDict(extra="forbid")

    name: str
    arguments: dict[str, Any] | str = Field(default_factory=dict)

    @property
    def text(self) -> str:
        """The arguments as they go out."""
        return self.arguments if isinstance(self.arguments, str) else json.dumps(self.arguments)


class ScriptedAnswer(BaseModel):
    """One answer to give in place of the rules'.

    Args:
        text: What to say.
        tool_calls: What to call.
        status: An HTTP status to answer with instead, with `text` as the error's message.
        delay_s: Seconds to wait before.
        role: Only for requests of this role; None: for any.
        times: How many requests get it.
        play: Whether to play by rules after all, so that only the delay is scripted.
    """

    model_config = ConfigDict(extra="forbid")

    text: str = ""
    tool_calls: tuple[ScriptedCall, ...] = ()
    status: int | None = Field(default=None, ge=400, le=599)
    delay_s: float = Field(default=0, ge=0, le=600)
    role: Role | None = None
    times: int = Field(default=1, ge=1)
    play: bool = False

    @property
    def answer(self) -> Answer:
        """What goes out."""
        return Answer(self.text, tuple((call.name, call.text) for call in self.tool_calls))


class Script:
    """The answers that wait to be given, in order."""

    def __init__(self) -> None:
        self._waiting: deque[ScriptedAnswer] = deque()

    def add(self, answers: Iterable[ScriptedAnswer]) -> None:
        """Append answers."""
        for answer in answers:
            self._waiting.extend([answer] * answer.times)

    def next_for(self, role: Role | None) -> ScriptedAnswer | None:
        """Take the first answer that is for a role, or for any."""
        for index, answer in enumerate(self._waiting):
            if answer.role is None or answer.role is role:
                del self._waiting[index]
                return answer
        return None

    def clear(self) -> None:
        """Forget what waits."""
        self._waiting.clear()

    def __len__(self) -> int:
        return len(self._waiting)
