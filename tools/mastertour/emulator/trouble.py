"""Trouble made on demand: the next calls fail, are slow, or their answer gets lost after they were done."""

import asyncio
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send


class Trouble(BaseModel):
    """What is to happen to some of the next API calls.

    Args:
        calls: How many of them.
        method: Only calls of this method count; "" for all.
        path_has: Only calls whose path has this in it count.
        delay_s: Seconds to wait before anything is done.
        status: Answer with this status and do nothing; 200 together with `message` is a `success: false`.
        message: Message of that answer.
        as_html: Give that answer as an HTML page, as a proxy in front does.
        retry_after_s: `Retry-After` header of that answer.
        lose_answer: Do the call, then drop the connection (`drop`) or answer 502 (`bad_gateway`).
    """

    calls: int = Field(default=1, ge=1)
    method: str = ""
    path_has: str = ""
    delay_s: float = Field(default=0, ge=0, le=60)
    status: int | None = Field(default=None, ge=200, le=599)
    message: str = "Something went wrong"
    as_html: bool = False
    retry_after_s: int | None = None
    lose_answer: Literal["drop", "bad_gateway"] | None = None

    def concerns(self, request: Request) -> bool:
        """Whether a call is one of those meant."""
        return self.method in ("", request.method) and self.path_has in request.url.path


@dataclass
class Troubles:
    """Those that wait for their calls, the oldest first."""

    waiting: list[Trouble]

    def next_for(self, request: Request) -> Trouble | None:
        """The trouble that this call gets; it is used up by as many calls as it says."""
        for index, trouble in enumerate(self.waiting):
            if trouble.concerns(request):
                if trouble.calls == 1:
                    del self.waiting[index]
                else:
                    self.waiting[index] = trouble.model_copy(update={"calls": trouble.calls - 1})
                return trouble
        return None


async def wait(trouble: Trouble) -> None:
    """Be as slow as asked."""
    if trouble.delay_s:
        await asyncio.sleep(trouble.delay_s)


class DroppedConnection(Response):
    """Begins an answer, then lets the server close the connection in the middle of it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        del scope, receive
        headers = [(b"content-type", b"application/json"), (b"content-length", b"1000")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"succ', "more_body": True})
        # Returning here leaves the body short of its length: uvicorn closes the connection.
