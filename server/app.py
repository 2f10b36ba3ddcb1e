"""The bridge's ASGI app: routes on a wired system, one error shape, one log line and one measurement a request."""

import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import structlog
from fastapi import FastAPI, Request, Response
from fastapi.staticfiles import StaticFiles

from agents.system import System
from server import errors
from server.bootstrap import bootstrap
from server.console.routes import router as console_router
from server.errors import ErrorAnswer
from server.metrics import REGISTRY, REQUESTS
from server.routes import agents, drafts, extractions, health, mail, relay, shows, tours, webhooks
from server.settings import Settings
from tools.gmail.push import GoogleKeys

_log = structlog.get_logger(__name__)

_FIRST_SENTENCE = re.compile(r"[.:;]\s|[.]$")
_DESCRIPTION = """\
Agents advance a tour's shows by mail; a person approves everything that leaves and everything that is kept.

Send your token as `Authorization: Bearer …`. Ids that are not yours are answered like ids that do not exist: 404.
An approval carries the `fingerprint` of what was shown, and is refused (409) where that has changed.
Every error is `{"error": {"code", "message", "details"}}`.
"""


class _Bridge(FastAPI):
    """The app; its OpenAPI says of each operation what the route's docstring says first."""

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            for operations in super().openapi()["paths"].values():
                for operation in operations.values():
                    operation["summary"] = _FIRST_SENTENCE.split(operation["description"], maxsplit=1)[0]
        return super().openapi()


def create_app(settings: Settings, system: System | None = None) -> FastAPI:
    """Make the app.

    Args:
        settings: All settings.
        system: A system that is wired already; None: it is wired when the app starts, and closed when it ends.
    """
    app = _Bridge(
        title="advancing",
        version="0.1.0",
        summary="The bridge: shows, drafts, readings, agents, webhooks and the tool relay.",
        description=_DESCRIPTION,
        lifespan=_lifespan(settings, system),
        responses={
            400: {"model": ErrorAnswer, "description": "What was sent has not the right form."},
            401: {"model": ErrorAnswer, "description": "No token, or one that does not verify."},
            404: {"model": ErrorAnswer, "description": "There is no such thing, or it is not yours."},
            409: {"model": ErrorAnswer, "description": "It stands in a state in which this cannot be done."},
            "default": {"model": ErrorAnswer, "description": "Something outside, or of ours, failed."},
        },
    )
    app.state.settings = settings
    app.state.prometheus = REGISTRY
    errors.install(app)
    app.middleware("http")(_observe)
    for module in (tours, shows, drafts, mail, agents, webhooks, relay, health):
        app.include_router(module.router)
    app.include_router(extractions.router)
    app.include_router(extractions.conflicts_router)
    app.include_router(console_router)
    app.mount("/console/static", StaticFiles(directory=Path(__file__).parent / "console" / "static"), name="static")
    return app


def _lifespan(settings: Settings, system: System | None) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with httpx.AsyncClient() as http:
            app.state.push_keys = GoogleKeys(http, settings.pubsub_certs_url)
            if system is not None:
                app.state.system = system
                yield
                return
            async with bootstrap(settings) as wired:
                app.state.system = wired
                yield

    return lifespan


def _template(request: Request) -> str:
    """The route's address with its parameters by name: ids in labels would make as many counters as there are ids."""
    if request.scope.get("route") is None:
        return "unknown"
    names = {str(value): f"{{{name}}}" for name, value in request.path_params.items()}
    return "/".join(names.get(part, part) for part in request.url.path.split("/"))


async def _observe(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    started = time.perf_counter()
    request_id = request.headers.get("x-request-id", "")[:64] or uuid4().hex
    with structlog.contextvars.bound_contextvars(request_id=request_id):
        response = await call_next(request)
        seconds = time.perf_counter() - started
        path = _template(request)
        REQUESTS.labels(request.method, path, str(response.status_code)).observe(seconds)
        _log.info(
            "request", method=request.method, route=path, status=response.status_code, ms=round(seconds * 1000, 1)
        )
    response.headers["x-request-id"] = request_id
    return response
