"""Control calls under `/_emulator/`: play the world outside, see what was sent, and let things go wrong."""

import base64
import dataclasses
from collections.abc import Awaitable, Callable
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tools.gmail.emulator import rfc822, shape
from tools.gmail.emulator.faults import Fault, PushFault
from tools.gmail.emulator.google_error import GoogleError
from tools.gmail.emulator.mailbox import Mailbox
from tools.gmail.emulator.state import State

Json = dict[str, Any]
Act = Callable[[State, Request, bytes], Json]


class PushTarget(BaseModel):
    """Where pushes go and what their token says; a None leaves it as it is."""

    model_config = ConfigDict(extra="forbid")

    url: str | None = None
    audience: str | None = None
    service_account: str | None = None


def routes(state: State) -> list[Route]:
    """The control routes."""
    return [Route(f"/_emulator/{path}", _endpoint(state, act), methods=[method]) for method, path, act in _ACTS]


def _endpoint(state: State, act: Act) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        body = await request.body()
        try:
            with state.office.lock:
                return JSONResponse(act(state, request, body))
        except ValidationError as error:
            raise GoogleError(400, str(error)) from None

    return answer


def _deliver(state: State, request: Request, body: bytes) -> Json:
    """POST a raw message, `?to=address` (the first mailbox if not given), `?label=` as often as needed."""
    labels = tuple(request.query_params.getlist("label")) or ("INBOX", "UNREAD")
    mailbox = _mailbox(state, request, "to")
    mail = state.office.deliver(mailbox, body, labels)
    return {**shape.labelled_ref(mail), "historyId": str(mailbox.history_id)}


def _sent(state: State, request: Request, _body: bytes) -> Json:
    wanted = request.query_params.get("mailbox")
    return {"sent": [sent.as_json() for sent in state.office.sent if not wanted or sent.mailbox == wanted.lower()]}


def _drafts(state: State, request: Request, _body: bytes) -> Json:
    mailbox = _mailbox(state, request)
    return {
        "drafts": [
            {
                "id": draft_id,
                "message": shape.labelled_ref(mailbox.mails[message_id]),
                "messageId": mailbox.mails[message_id].message_id,
                "to": rfc822.addresses(mailbox.mails[message_id].parsed, "To"),
                "subject": rfc822.header(mailbox.mails[message_id].parsed, "Subject"),
                "body": rfc822.text_of(mailbox.mails[message_id].parsed),
                "raw": base64.b64encode(mailbox.mails[message_id].raw).decode("ascii"),
            }
            for draft_id, message_id in mailbox.drafts.items()
        ]
    }


def _edit_draft(state: State, request: Request, body: bytes) -> Json:
    """PUT a whole raw message, as the person changes the draft in Gmail."""
    mailbox = _mailbox(state, request)
    mailbox.update_draft(request.path_params["id"], body, None)
    return shape.labelled_ref(mailbox.draft(request.path_params["id"]))


def _delete_draft(state: State, request: Request, _body: bytes) -> Json:
    _mailbox(state, request).delete_draft(request.path_params["id"])
    return {"deleted": request.path_params["id"]}


def _send_draft(state: State, request: Request, _body: bytes) -> Json:
    """The person presses Send in Gmail."""
    return shape.labelled_ref(state.office.send_draft(_mailbox(state, request), request.path_params["id"]))


def _delete_message(state: State, request: Request, _body: bytes) -> Json:
    mailbox = _mailbox(state, request)
    mailbox.remove(mailbox.mail(request.path_params["id"]))
    return {"deleted": request.path_params["id"]}


def _plan_fault(state: State, _request: Request, body: bytes) -> Json:
    state.plans.calls.append(Fault.model_validate_json(body))
    return {"planned": len(state.plans.calls)}


def _plan_push_fault(state: State, _request: Request, body: bytes) -> Json:
    state.plans.pushes.append(PushFault.model_validate_json(body))
    return {"planned": len(state.plans.pushes)}


def _clear_faults(state: State, _request: Request, _body: bytes) -> Json:
    state.plans.clear()
    return {"planned": 0}


def _point_pushes(state: State, _request: Request, body: bytes) -> Json:
    target = PushTarget.model_validate_json(body)
    pusher = state.pusher
    pusher.url = target.url or pusher.url
    pusher.audience = target.audience or pusher.audience
    pusher.service_account = target.service_account or pusher.service_account
    return {"url": pusher.url, "audience": pusher.audience, "serviceAccount": pusher.service_account}


def _pushes(state: State, _request: Request, _body: bytes) -> Json:
    return {"pushes": [dataclasses.asdict(delivery) for delivery in state.pusher.deliveries]}


def _push_now(state: State, request: Request, _body: bytes) -> Json:
    """POST: push the mailbox's newest history id, watched or not."""
    mailbox = _mailbox(state, request)
    state.pusher.push(mailbox.email, mailbox.history_id)
    return {"historyId": str(mailbox.history_id)}


def _expire_history(state: State, request: Request, _body: bytes) -> Json:
    mailbox = _mailbox(state, request)
    mailbox.expire_history()
    return {"historyId": str(mailbox.history_id)}


def _revoke(state: State, request: Request, _body: bytes) -> Json:
    """POST: end every consent given for the mailbox, its first token's included, as a person or the 7 days do."""
    email = _mailbox(state, request).email
    state.refresh_tokens = {t: owner for t, owner in state.refresh_tokens.items() if owner != email}
    state.office.tokens = {t: owner for t, owner in state.office.tokens.items() if owner != email}
    return {"revoked": email}


def _expire_access(state: State, request: Request, _body: bytes) -> Json:
    """POST: end the access tokens of the mailbox; refresh tokens stay good."""
    email = _mailbox(state, request).email
    state.office.tokens = {t: owner for t, owner in state.office.tokens.items() if owner != email}
    return {"expired": email}


def _reset(state: State, _request: Request, _body: bytes) -> Json:
    state.reset()
    return {"mailboxes": sorted(state.office.mailboxes)}


def _health(state: State, _request: Request, _body: bytes) -> Json:
    return {"mailboxes": sorted(state.office.mailboxes), "sent": len(state.office.sent)}


def _mailbox(state: State, request: Request, name: str = "mailbox") -> Mailbox:
    wanted = request.query_params.get(name)
    return state.office.of_address(wanted or next(iter(state.office.mailboxes)))


_ACTS: list[tuple[str, str, Act]] = [
    ("GET", "health", _health),
    ("POST", "deliver", _deliver),
    ("GET", "sent", _sent),
    ("GET", "drafts", _drafts),
    ("PUT", "drafts/{id}", _edit_draft),
    ("DELETE", "drafts/{id}", _delete_draft),
    ("POST", "drafts/{id}/send", _send_draft),
    ("DELETE", "messages/{id}", _delete_message),
    ("POST", "faults", _plan_fault),
    ("DELETE", "faults", _clear_faults),
    ("POST", "push-faults", _plan_push_fault),
    ("PUT", "push", _point_pushes),
    ("POST", "push", _push_now),
    ("GET", "pushes", _pushes),
    ("POST", "expire-history", _expire_history),
    ("POST", "revoke", _revoke),
    ("POST", "expire-access", _expire_access),
    ("POST", "reset", _reset),
]
