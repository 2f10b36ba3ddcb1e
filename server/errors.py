"""One shape for every error: `{"error": {"code", "message", "details"}}`, a page for the console."""

from typing import Any

import psycopg
import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from advancing.errors import AdvancingError, NotAuthenticated, OutsideFault
from server.console.page import error_page

_log = structlog.get_logger(__name__)


class ErrorBody(BaseModel):
    """What went wrong.

    Args:
        code: Stable, for programs.
        message: One sentence, for people.
        details: Facts for programs.
    """

    code: str
    message: str
    details: dict[str, Any] = Field(default_factory=dict)


class ErrorAnswer(BaseModel):
    """The body of every answer that is an error."""

    error: ErrorBody


def install(app: FastAPI) -> None:
    """Give every error its one shape."""
    app.add_exception_handler(AdvancingError, _on_ours)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(psycopg.OperationalError, _on_database)
    app.add_exception_handler(Exception, _on_crash)


async def _on_ours(request: Request, fault: Exception) -> Response:
    if not isinstance(fault, AdvancingError):
        raise fault
    if fault.http_status >= 500:
        _log.warning("request_failed", path=request.url.path, code=fault.code, reason=fault.message)
    return _answer(request, fault.http_status, fault.code, fault.message, fault.details)


async def _on_invalid(request: Request, fault: Exception) -> Response:
    if not isinstance(fault, RequestValidationError):
        raise fault
    errors = fault.errors()
    is_id = any(error["loc"][:1] == ("path",) for error in errors)
    if is_id:
        # An id that cannot be one is an id of nothing.
        return _answer(request, 404, "not_found", "There is no such thing.", {})
    first = errors[0]
    if first["type"] == "json_invalid":
        return _answer(request, 400, "invalid", "The body is no JSON.", {"at_character": first["loc"][-1]})
    where = ".".join(str(part) for part in first["loc"][1:]) or "the body"
    details = {"faults": [{"where": list(error["loc"]), "message": error["msg"]} for error in errors]}
    return _answer(request, 400, "invalid", f"{where}: {first['msg']}.", details)


async def _on_http(request: Request, fault: Exception) -> Response:
    if not isinstance(fault, HTTPException):
        raise fault
    codes = {400: "invalid", 404: "not_found", 405: "method_not_allowed"}
    message = {
        400: "What was sent cannot be read.",
        404: "There is no such page.",
        405: "That is not done by this method.",
    }
    return _answer(
        request,
        fault.status_code,
        codes.get(fault.status_code, "http_error"),
        message.get(fault.status_code, str(fault.detail)),
        {},
    )


async def _on_database(request: Request, fault: Exception) -> Response:
    _log.error("database_away", path=request.url.path, reason=str(fault))
    return _answer(request, 503, OutsideFault.code, "The database does not answer just now; try again in a moment.", {})


async def _on_crash(request: Request, fault: Exception) -> Response:
    _log.error("request_crashed", path=request.url.path, exc_info=fault)
    return _answer(request, 500, "crash", "Something broke on our side; it is logged. Nothing was lost.", {})


def _answer(request: Request, status: int, code: str, message: str, details: dict[str, Any]) -> Response:
    if request.url.path.startswith("/console"):
        return error_page(request, status, message, needs_sign_in=code == NotAuthenticated.code)
    body = ErrorAnswer(error=ErrorBody(code=code, message=message, details=details))
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None
    return JSONResponse(body.model_dump(mode="json"), status_code=status, headers=headers)
