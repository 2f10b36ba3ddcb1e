"""Pushes from Gmail by Pub/Sub: verified, stored, answered; the work is a job's.

Anything but a 2xx is delivered again, so a push is answered as soon as it is stored, and one that can never be
understood is refused by 400 and logged.
"""

import structlog
from fastapi import APIRouter, Request, Response

from advancing.errors import Invalid, StateConflict
from server.access import SettingsOf, SystemOf
from server.metrics import PUSHES
from tools.gmail.push import MAX_BODY_BYTES, parse_push, verify_push_token
from tools.store import mailbox as mailboxes

_log = structlog.get_logger(__name__)

router = APIRouter(prefix="/webhooks", tags=["webhooks"])

_EXAMPLE = {
    "message": {
        "data": "eyJlbWFpbEFkZHJlc3MiOiAiam9AYmFuZC5leGFtcGxlIiwgImhpc3RvcnlJZCI6IDEyMzR9",
        "messageId": "2070443601311540",
        "publishTime": "2027-02-20T15:12:00Z",
    },
    "subscription": "projects/tour/subscriptions/gmail",
}


@router.post(
    "/gmail",
    status_code=204,
    response_class=Response,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"type": "object"}, "example": _EXAMPLE}},
        }
    },
)
async def gmail(request: Request, system: SystemOf, settings: SettingsOf) -> Response:
    """Take a push of Pub/Sub: a token of Google's, our audience, our service account; then a pull is queued."""
    if not settings.pubsub_audience:
        raise StateConflict("Pushes are not set up here; mailboxes are polled. See the README, “Going live”.")
    await verify_push_token(
        request.headers.get("authorization"),
        audience=settings.pubsub_audience,
        service_account_email=settings.pubsub_service_account,
        keys=request.app.state.push_keys,
    )
    try:
        push = parse_push(await _body(request))
    except Invalid as fault:
        PUSHES.labels("malformed").inc()
        _log.warning("push_malformed", reason=fault.message)
        raise
    async with system.database.transaction() as conn:
        is_new = await mailboxes.store_push(conn, push.message_id, push.email_address, push.history_id)
        mailbox = await mailboxes.find_mailbox(conn, push.email_address) if is_new else None
        if mailbox is not None:
            await system.jobs.defer(
                conn,
                "pull_mailbox",
                lock=f"mailbox:{mailbox.id}",
                once=True,
                arguments={"mailbox_id": str(mailbox.id)},
            )
    PUSHES.labels("new" if is_new else "repeated").inc()
    return Response(status_code=204)


async def _body(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise Invalid("That is too large for a push.")
    return body
