"""Gmail's REST calls on the emulated mailboxes, `/gmail/v1/users/{me}/...`, as Google's own client makes them.

Source: https://developers.google.com/workspace/gmail/api/reference/rest.
"""

import base64
import binascii
import json
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tools.gmail.emulator import search, shape
from tools.gmail.emulator.google_error import GoogleError
from tools.gmail.emulator.mailbox import Mailbox, Watch
from tools.gmail.emulator.office import PostOffice
from tools.gmail.emulator.state import State

WATCH_LASTS = timedelta(days=7)
MAX_PAGE = 500

Json = dict[str, Any]
Call = Callable[[PostOffice, Mailbox, Request, Json], Json | None]


def routes(state: State) -> list[Route]:
    """The routes of the API."""
    return [
        Route(f"/gmail/v1/users/{{user}}/{path}", _endpoint(state, call), methods=[method])
        for method, path, call in _CALLS
    ]


def mailbox_of(office: PostOffice, request: Request) -> Mailbox:
    """Whose mailbox the request is for, by its token, or Gmail's refusal."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    mailbox = office.of_token(token.strip() if scheme.lower() == "bearer" else "")
    user = request.path_params["user"].lower()
    if user not in ("me", mailbox.email):
        raise GoogleError(403, f"Delegation denied for {mailbox.email}")
    return mailbox


def raw_of(message: Json, content: bytes | None = None) -> bytes:
    """The raw message of a request: uploaded beside the JSON, or base64url in it."""
    if content is not None:
        return content
    raw = message.get("raw")
    if not isinstance(raw, str) or not raw:
        raise GoogleError(400, "'raw' RFC822 payload message string or uploading message via /upload/* URL required")
    bare = raw.rstrip("=")
    try:
        if not re.fullmatch(r"[\w-]+", bare, re.ASCII):
            raise ValueError("not base64url")
        return base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
    except (binascii.Error, ValueError):
        raise GoogleError(400, "Invalid value for ByteString: raw") from None


def apply_upload(office: PostOffice, mailbox: Mailbox, method: str, target: str, told: Json, content: bytes) -> Json:
    """What an upload to `drafts`, `drafts/{id}`, `drafts/send` or `messages/send` does."""
    message = told.get("message", told) if target.startswith("drafts") else told
    thread_id = message.get("threadId")
    if (method, target) == ("POST", "drafts"):
        return _draft(mailbox, mailbox.create_draft(content, thread_id))
    if (method, target) == ("POST", "messages/send"):
        return shape.labelled_ref(office.send(mailbox, content, thread_id))
    if (method, target) == ("POST", "drafts/send"):
        draft_id = str(told.get("id", ""))
        mailbox.update_draft(draft_id, content, thread_id)
        return shape.labelled_ref(office.send_draft(mailbox, draft_id))
    if method == "PUT" and target.startswith("drafts/"):
        draft_id = target.removeprefix("drafts/")
        mailbox.update_draft(draft_id, content, thread_id)
        return _draft(mailbox, draft_id)
    raise GoogleError(404, f"No upload goes to {target}.")


def _endpoint(state: State, call: Call) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        body = await request.body()
        try:
            told = json.loads(body) if body else {}
        except ValueError:
            raise GoogleError(400, "Parse Error", "parseError") from None
        if not isinstance(told, dict):
            raise GoogleError(400, "Invalid JSON payload received.")
        with state.office.lock:
            mailbox = mailbox_of(state.office, request)
            answered = call(state.office, mailbox, request, told)
        return Response(status_code=204) if answered is None else JSONResponse(answered)

    return answer


def _profile(_office: PostOffice, mailbox: Mailbox, _request: Request, _told: Json) -> Json:
    return {
        "emailAddress": mailbox.email,
        "messagesTotal": len(mailbox.mails),
        "threadsTotal": len({mail.thread_id for mail in mailbox.mails.values()}),
        "historyId": str(mailbox.history_id),
    }


def _watch(_office: PostOffice, mailbox: Mailbox, _request: Request, told: Json) -> Json:
    topic = str(told.get("topicName", ""))
    if not re.fullmatch(r"projects/[^/]+/topics/[^/]+", topic):
        raise GoogleError(400, f"Invalid topicName does not match projects/.+/topics/*: {topic}")
    expires_at = mailbox.now() + WATCH_LASTS
    behaviour = str(told.get("labelFilterBehavior", "include")).lower()
    mailbox.watch = Watch(topic, frozenset(told.get("labelIds", ())), behaviour == "exclude", expires_at)
    return {"historyId": str(mailbox.history_id), "expiration": str(int(expires_at.timestamp() * 1000))}


def _stop(_office: PostOffice, mailbox: Mailbox, _request: Request, _told: Json) -> None:
    mailbox.watch = None


def _list_messages(_office: PostOffice, mailbox: Mailbox, request: Request, _told: Json) -> Json:
    found = search.find(mailbox, request.query_params.get("q", ""), _labels(request), _spam_trash(request))
    page, following = _page(request, [shape.ref(mail) for mail in found])
    return {"messages": page, "resultSizeEstimate": len(found), **following}


def _get_message(_office: PostOffice, mailbox: Mailbox, request: Request, _told: Json) -> Json:
    return shape.message(mailbox.mail(request.path_params["id"]), *_format(request))


def _modify_message(_office: PostOffice, mailbox: Mailbox, request: Request, told: Json) -> Json:
    mail = mailbox.mail(request.path_params["id"])
    mailbox.relabel(mail, told.get("addLabelIds", ()), told.get("removeLabelIds", ()))
    return shape.labelled_ref(mail)


def _trash_message(_office: PostOffice, mailbox: Mailbox, request: Request, _told: Json) -> Json:
    mail = mailbox.mail(request.path_params["id"])
    mailbox.relabel(mail, {"TRASH"}, {"INBOX"})
    return shape.labelled_ref(mail)


def _get_attachment(_office: PostOffice, mailbox: Mailbox, request: Request, _told: Json) -> Json:
    return shape.attachment(mailbox.mail(request.path_params["id"]), request.path_params["attachment"])


def _send_message(office: PostOffice, mailbox: Mailbox, _request: Request, told: Json) -> Json:
    return shape.labelled_ref(office.send(mailbox, raw_of(told), told.get("threadId")))


def _list_threads(_office: PostOffice, mailbox: Mailbox, request: Request, _told: Json) -> Json:
    found = search.find(mailbox, request.query_params.get("q", ""), _labels(request), _spam_trash(request))
    newest = {mail.thread_id: mail for mail in reversed(found)}
    threads = [
        {"id": mail.thread_id, "snippet": shape.message(mail)["snippet"], "historyId": str(mail.history_id)}
        for mail in sorted(newest.values(), key=lambda mail: mail.internal_date_ms, reverse=True)
    ]
    page, following = _page(request, threads)
    return {"threads": page, "resultSizeEstimate": len(threads), **following}


def _get_thread(_office: PostOffice, mailbox: Mailbox, request: Request, _told: Json) -> Json:
    mails = mailbox.thread(request.path_params["id"])
    return {
        "id": mails[0].thread_id,
        "historyId": str(max(mail.history_id for mail in mails)),
        "messages": [shape.message(mail, *_format(request)) for mail in mails],
    }


def _modify_thread(_office: PostOffice, mailbox: Mailbox, request: Request, told: Json) -> Json:
    mails = mailbox.thread(request.path_params["id"])
    for mail in mails:
        mailbox.relabel(mail, told.get("addLabelIds", ()), told.get("removeLabelIds", ()))
    return {"id": mails[0].thread_id, "messages": [shape.labelled_ref(mail) for mail in mails]}


def _list_drafts(_office: PostOffice, mailbox: Mailbox, request: Request, _told: Json) -> Json:
    found = search.find(mailbox, request.query_params.get("q", ""), ["DRAFT"], _spam_trash(request))
    draft_of = {message: draft for draft, message in mailbox.drafts.items()}
    drafts = [{"id": draft_of[mail.id], "message": shape.ref(mail)} for mail in found if mail.id in draft_of]
    page, following = _page(request, drafts)
    return {"drafts": page, "resultSizeEstimate": len(drafts), **following}


def _create_draft(_office: PostOffice, mailbox: Mailbox, _request: Request, told: Json) -> Json:
    message = told.get("message") or {}
    return _draft(mailbox, mailbox.create_draft(raw_of(message), message.get("threadId")))


def _get_draft(_office: PostOffice, mailbox: Mailbox, request: Request, _told: Json) -> Json:
    mail = mailbox.draft(request.path_params["id"])
    return {"id": request.path_params["id"], "message": shape.message(mail, *_format(request))}


def _update_draft(_office: PostOffice, mailbox: Mailbox, request: Request, told: Json) -> Json:
    message = told.get("message") or {}
    mailbox.update_draft(request.path_params["id"], raw_of(message), message.get("threadId"))
    return _draft(mailbox, request.path_params["id"])


def _delete_draft(_office: PostOffice, mailbox: Mailbox, request: Request, _told: Json) -> None:
    mailbox.delete_draft(request.path_params["id"])


def _send_draft(office: PostOffice, mailbox: Mailbox, _request: Request, told: Json) -> Json:
    draft_id, message = str(told.get("id", "")), told.get("message") or {}
    if "raw" in message:
        mailbox.update_draft(draft_id, raw_of(message), message.get("threadId"))
    return shape.labelled_ref(office.send_draft(mailbox, draft_id))


def _list_labels(_office: PostOffice, mailbox: Mailbox, _request: Request, _told: Json) -> Json:
    return {"labels": [_label(mailbox, label_id) for label_id in mailbox.labels]}


def _create_label(_office: PostOffice, mailbox: Mailbox, _request: Request, told: Json) -> Json:
    return _label(mailbox, mailbox.create_label(str(told.get("name", ""))))


def _list_history(_office: PostOffice, mailbox: Mailbox, request: Request, _told: Json) -> Json:
    query = request.query_params
    start = query.get("startHistoryId", "")
    if not start.isdigit():
        raise GoogleError(400, "Missing or invalid startHistoryId")
    if int(start) < mailbox.history_from:
        raise GoogleError(404, "Requested entity was not found.")
    kinds, label = query.getlist("historyTypes"), query.get("labelId")
    records = [
        shape.history(record)
        for record in mailbox.history
        if record.id > int(start)
        and (not kinds or record.kind in kinds)
        and (not label or label in record.labels | record.changed)
    ]
    page, following = _page(request, records)
    written = {"history": page} if page else {}
    return {**written, **following, "historyId": str(mailbox.history_id)}


def _draft(mailbox: Mailbox, draft_id: str) -> Json:
    return {"id": draft_id, "message": shape.labelled_ref(mailbox.draft(draft_id))}


def _label(mailbox: Mailbox, label_id: str) -> Json:
    kind = "user" if label_id.startswith("Label_") else "system"
    return {"id": label_id, "name": mailbox.labels[label_id], "type": kind}


def _labels(request: Request) -> list[str]:
    return request.query_params.getlist("labelIds")


def _spam_trash(request: Request) -> bool:
    return request.query_params.get("includeSpamTrash", "").lower() == "true"


def _format(request: Request) -> tuple[str, list[str]]:
    return request.query_params.get("format", "full").lower(), request.query_params.getlist("metadataHeaders")


def _page(request: Request, items: list[Json]) -> tuple[list[Json], Json]:
    """The part of the items that this page shows, and the token of the next one."""
    size, token = request.query_params.get("maxResults", "100"), request.query_params.get("pageToken", "0")
    if not size.isdigit() or not token.isdigit():
        raise GoogleError(400, "Invalid pageToken or maxResults")
    start, end = int(token), int(token) + max(1, min(int(size), MAX_PAGE))
    return items[start:end], ({"nextPageToken": str(end)} if end < len(items) else {})


_CALLS: list[tuple[str, str, Call]] = [
    ("GET", "profile", _profile),
    ("POST", "watch", _watch),
    ("POST", "stop", _stop),
    ("GET", "messages", _list_messages),
    ("POST", "messages/send", _send_message),
    ("GET", "messages/{id}", _get_message),
    ("POST", "messages/{id}/modify", _modify_message),
    ("POST", "messages/{id}/trash", _trash_message),
    ("GET", "messages/{id}/attachments/{attachment}", _get_attachment),
    ("GET", "threads", _list_threads),
    ("GET", "threads/{id}", _get_thread),
    ("POST", "threads/{id}/modify", _modify_thread),
    ("GET", "drafts", _list_drafts),
    ("POST", "drafts", _create_draft),
    ("POST", "drafts/send", _send_draft),
    ("GET", "drafts/{id}", _get_draft),
    ("PUT", "drafts/{id}", _update_draft),
    ("DELETE", "drafts/{id}", _delete_draft),
    ("GET", "labels", _list_labels),
    ("POST", "labels", _create_label),
    ("GET", "history", _list_history),
]
