"""What goes wrong on request: refusals, delays, lost answers, and pushes that get lost, come twice or come late."""

import re
import threading
from dataclasses import dataclass, field
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Fault(BaseModel):
    """How the next calls fail.

    Args:
        count: How many calls.
        status: Answer with this status and do nothing; None: do what is asked.
        reason: Google's machine word; the usual one of the status if None.
        message: Google's sentence.
        path: Regular expression found in `METHOD /path`; every call if "".
        retry_after_s: Sent as `Retry-After`.
        delay_s: Seconds before anything is done.
        lose_answer: Do what is asked, then drop the connection instead of answering.
        hold_answer_s: Do what is asked, then wait so many seconds with the answer.
    """

    model_config = ConfigDict(extra="forbid")

    count: int = Field(default=1, ge=1)
    status: int | None = Field(default=None, ge=400, le=599)
    reason: str | None = None
    message: str = "The emulator was told to fail."
    path: str = ""
    retry_after_s: int | None = None
    delay_s: float = 0.0
    lose_answer: bool = False
    hold_answer_s: float = 0.0


class PushFault(BaseModel):
    """What happens to the next push: `drop`, `double`, or `delay` by so many seconds."""

    model_config = ConfigDict(extra="forbid")

    action: Literal["drop", "double", "delay"]
    delay_s: float = 0.0
    count: int = Field(default=1, ge=1)


@dataclass
class Plans:
    """The faults that are still to come, in the order in which they were asked for."""

    calls: list[Fault] = field(default_factory=list)
    pushes: list[PushFault] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def for_call(self, method: str, path: str) -> Fault | None:
        """The fault that this call is to meet, if any."""
        with self.lock:
            for fault in self.calls:
                if re.search(fault.path, f"{method} {path}"):
                    fault.count -= 1
                    self.calls = [f for f in self.calls if f.count > 0]
                    return fault
        return None

    def for_push(self) -> PushFault | None:
        """The fault that this push is to meet, if any."""
        with self.lock:
            for fault in self.pushes:
                fault.count -= 1
                self.pushes = [f for f in self.pushes if f.count > 0]
                return fault
        return None

    def clear(self) -> None:
        """Nothing more goes wrong."""
        with self.lock:
            self.calls, self.pushes = [], []
