"""Makes the emulator's ASGI app: the routes, Google's error shape, and faults that a control call asked for."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tools.gmail.emulator import api, consent, control, push, upload
from tools.gmail.emulator.faults import Fault
from tools.gmail.emulator.google_error import GoogleError
from tools.gmail.emulator.state import State, build_state


def create_gmail_emulator(
    mailboxes: Mapping[str, str],
    *,
    push_url: str | None = None,
    push_audience: str = push.AUDIENCE,
    push_service_account: str = push.SERVICE_ACCOUNT,
    push_retry_s: float = 0.5,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> "EmulatorApp":
    """Make an emulator.

    Args:
        mailboxes: Bearer token by address, `{"jo@band.example": "token"}`.
        push_url: Where pushes go once a mailbox is watched; can be set later by `PUT /_emulator/push`.
        push_audience: Audience of the pushes' tokens.
        push_service_account: E-mail in the pushes' tokens.
        push_retry_s: Seconds before a push that was not taken is sent again; doubles with each try.
        now: The mailboxes' time, aware.

    Returns:
        The app; its `state` is what tests may look into.
    """
    state = build_state(
        mailboxes,
        push_url=push_url,
        push_audience=push_audience,
        push_service_account=push_service_account,
        push_retry_s=push_retry_s,
        now=now,
    )

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        await state.pusher.start()
        yield
        await state.pusher.stop()

    app = Starlette(
        routes=[*api.routes(state), *upload.routes(state), *consent.routes(state), *control.routes(state)],
        exception_handlers={GoogleError: _refuse, HTTPException: _refuse_route},
        lifespan=lifespan,
    )
    return EmulatorApp(app, state)


class EmulatorApp:
    """The ASGI app: lets a call fail as planned, control calls excepted.

    Stands around Starlette, not in it: to lose an answer it must reach the server's own connection.
    """

    def __init__(self, app: ASGIApp, state: State) -> None:
        self.state = state
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["path"].startswith("/_emulator/"):
            await self._app(scope, receive, send)
            return
        fault = self.state.plans.for_call(scope["method"], scope["path"])
        if fault is None:
            await self._app(scope, receive, send)
            return
        await asyncio.sleep(fault.delay_s)
        if fault.status is not None:
            await _failing(fault)(scope, receive, send)
        else:
            await self._app(scope, receive, _disturbed(fault, send))


def _failing(fault: Fault) -> Response:
    error = GoogleError(fault.status or HTTPStatus.INTERNAL_SERVER_ERROR, fault.message, fault.reason)
    headers = {} if fault.retry_after_s is None else {"Retry-After": str(fault.retry_after_s)}
    return JSONResponse(error.as_json(), error.status, headers)


def _disturbed(fault: Fault, send: Send) -> Send:
    """A `send` that holds the answer back, or drops the connection in its place."""

    async def disturbed(message: Message) -> None:
        if message["type"] == "http.response.start":
            await asyncio.sleep(fault.hold_answer_s)
        if not fault.lose_answer:
            await send(message)
        elif message["type"] == "http.response.start":
            # uvicorn's `send` is a method of the cycle that holds the connection.
            transport = getattr(getattr(send, "__self__", None), "transport", None)
            if transport is None:
                raise RuntimeError("An answer can be lost only where uvicorn serves the emulator.")
            transport.abort()

    return disturbed


def _refuse(_request: Request, error: Exception) -> Response:
    assert isinstance(error, GoogleError)  # registered for it
    return JSONResponse(error.as_json(), error.status)


def _refuse_route(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # registered for it
    return JSONResponse(GoogleError(error.status_code, "Not Found").as_json(), error.status_code)
