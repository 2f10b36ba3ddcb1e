"""Uploads as Google's client makes them: simple, multipart and resumable, `/upload/gmail/v1/users/{me}/...`.

Source: https://developers.google.com/workspace/gmail/api/guides/uploads.
"""

import json
import re
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tools.gmail.emulator.api import Json, apply_upload, mailbox_of
from tools.gmail.emulator.google_error import GoogleError, not_found
from tools.gmail.emulator.state import State, Upload

_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")


def routes(state: State) -> list[Route]:
    """The upload routes; a chunk of a resumable upload is always a PUT."""
    return [
        Route(f"/{prefix}upload/gmail/v1/users/{{user}}/{{target:path}}", _endpoint(state), methods=["POST", "PUT"])
        for prefix in ("", "resumable/")
    ]


def _endpoint(state: State) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        body, query = await request.body(), request.query_params
        with state.office.lock:
            mailbox = mailbox_of(state.office, request)
            target = request.path_params["target"]
            if "upload_id" in query:
                return _chunk(state, request, body)
            match query.get("uploadType"):
                case "resumable":
                    return _begin(state, request, body)
                case "media":
                    told, content = Json(), body
                case "multipart":
                    told, content = _split(request.headers.get("content-type", ""), body)
                case other:
                    raise GoogleError(400, f"Unknown uploadType {other}")
            return JSONResponse(apply_upload(state.office, mailbox, request.method, target, told, content))

    return answer


def _begin(state: State, request: Request, body: bytes) -> Response:
    upload_id = f"upload-{state.next_number()}"
    state.uploads[upload_id] = Upload(request.path_params["target"], request.method, body)
    return Response(headers={"Location": str(request.url.include_query_params(upload_id=upload_id))})


def _chunk(state: State, request: Request, body: bytes) -> Response:
    upload = state.uploads.get(request.query_params["upload_id"])
    found = _RANGE.fullmatch(request.headers.get("content-range", ""))
    if upload is None or found is None:
        raise not_found()
    if int(found[1]) != len(upload.content):
        raise GoogleError(400, "The chunk does not go on from what was received.")
    upload.content += body
    if found[3] == "*" or len(upload.content) < int(found[3]):
        return Response(status_code=308, headers={"Range": f"bytes=0-{len(upload.content) - 1}"})
    del state.uploads[request.query_params["upload_id"]]
    mailbox = mailbox_of(state.office, request)
    told = json.loads(upload.body) if upload.body else {}
    return JSONResponse(apply_upload(state.office, mailbox, upload.method, upload.target, told, upload.content))


def _split(content_type: str, body: bytes) -> tuple[Json, bytes]:
    """The JSON and the message of a multipart/related body."""
    found = re.search(r'boundary="?([^";]+)"?', content_type)
    if not found:
        raise GoogleError(400, "Multipart upload without a boundary.")
    parts = body.split(b"--" + found[1].encode())
    if len(parts) < 4:
        raise GoogleError(400, "Multipart upload needs two parts.")
    told, content = (_BLANK_LINE.split(part, maxsplit=1)[1] for part in parts[1:3])
    return json.loads(told), re.sub(rb"\r?\n\Z", b"", content)
