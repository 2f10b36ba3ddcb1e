"""The chat with the coordinator: what was said so far, a box, and tool calls that wait for a yes or no."""

import re
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import jwt
from fastapi import APIRouter, Request, Response

from advancing.errors import AdvancingError, Invalid, NotFound, OutsideFault, StateConflict
from agents import chat as conversation
from agents.host import PendingApproval, Turn
from agents.system import System
from agents.turn import AgentPaused
from server.access import SettingsOf, SystemOf
from server.console.page import see
from server.console.session import Visitor, VisitorOf, page_for
from server.settings import Settings
from tools.store.database import Connection
from tools.store.draft import Draft, get_draft
from tools.store.row import Row

router = APIRouter(prefix="/chat")

MAX_SAID = 8000
_COOKIE = "advancing_waiting_call"
_AUDIENCE = "advancing-waiting-call"
_ANSWERED = re.compile(r"\((approved|denied) \S+\)")


class Line(Row):
    """One thing that was said between the tour manager and the coordinator."""

    sender: str
    type: str
    body: str
    created_at: datetime


@router.get("")
async def show_chat(request: Request, system: SystemOf, visitor: VisitorOf, settings: SettingsOf) -> Response:
    """What was said so far."""
    waiting = _waiting(request, visitor, settings)
    return await _page(request, system, visitor, waiting)


@router.post("")
async def say(request: Request, system: SystemOf, visitor: VisitorOf, settings: SettingsOf) -> Response:
    """Say something, or answer a tool call that waits."""
    form = await request.form()
    text, waiting = str(form.get("text", "")).strip(), _waiting(request, visitor, settings)
    try:
        if form.get("action") in ("approve", "deny"):
            approve = form.get("action") == "approve"
            call_id = str(form.get("tool_call_id", ""))
            turn = await conversation.answer_approval(system, visitor.id, call_id, approve=approve)
        elif not text or len(text) > MAX_SAID:
            raise Invalid(f"Say something of 1 to {MAX_SAID} characters.")
        else:
            turn = await conversation.chat(system, visitor.id, text)
    except (Invalid, StateConflict, OutsideFault, AgentPaused) as fault:
        answer = await _page(
            request, system, visitor, waiting, typed=text, error=_told(fault), status=fault.http_status
        )
        if isinstance(fault, StateConflict) and form.get("action"):
            # That call waits no longer: somebody answered it elsewhere.
            answer.delete_cookie(_COOKIE, path="/console/chat")
        return answer
    return _remember(see("/console/chat#latest"), turn, visitor, settings, request)


def _remember(answer: Response, turn: Turn, visitor: Visitor, settings: Settings, request: Request) -> Response:
    """Keep the calls that wait with the browser, signed, so that the page shows them until they are answered."""
    if not turn.pending:
        answer.delete_cookie(_COOKIE, path="/console/chat")
        return answer
    calls = [[call.tool_call_id, call.name, dict(call.arguments)] for call in turn.pending]
    claims = {"aud": _AUDIENCE, "sub": str(visitor.id), "calls": calls}
    signed = jwt.encode(claims, settings.need("session_secret"), algorithm="HS256")
    secure = request.url.scheme == "https" or settings.public_url.startswith("https:")
    answer.set_cookie(_COOKIE, signed, path="/console/chat", httponly=True, samesite="lax", secure=secure)
    return answer


def _waiting(request: Request, visitor: Visitor, settings: Settings) -> tuple[PendingApproval, ...]:
    """The calls that wait, as the coordinator's last turn left them."""
    try:
        claims = jwt.decode(
            request.cookies.get(_COOKIE, ""), settings.need("session_secret"), algorithms=["HS256"], audience=_AUDIENCE
        )
    except jwt.InvalidTokenError:
        return ()
    if claims.get("sub") != str(visitor.id):
        return ()
    return tuple(PendingApproval(*call) for call in claims["calls"])


async def _page(
    request: Request,
    system: System,
    visitor: Visitor,
    waiting: Sequence[PendingApproval],
    *,
    typed: str = "",
    error: str = "",
    status: int = 200,
) -> Response:
    async with system.database.as_user(visitor.id) as conn:
        lines = await _lines(conn)
        calls = [(call, await _draft_of(conn, call)) for call in waiting]
    context: dict[str, object] = {"lines": lines, "calls": calls, "typed": typed, "error": error}
    return page_for(request, visitor, "chat.html", context, status=status)


async def _lines(conn: Connection, most: int = 100) -> list[Line]:
    """The latest of what was said, oldest first."""
    cursor = await conn.execute(
        "select * from (select * from agent_messages where (sender, recipient) in"
        " (('tour_manager', 'coordinator'), ('coordinator', 'tour_manager')) order by id desc limit %s) latest"
        " order by id",
        (most,),
    )
    return [_readable(Line.of(row)) for row in await cursor.fetchall()]


def _readable(line: Line) -> Line:
    answered = _ANSWERED.fullmatch(line.body)
    if not answered:
        return line
    return line.model_copy(update={"body": "Yes, do it." if answered[1] == "approved" else "No, don't."})


async def _draft_of(conn: Connection, call: PendingApproval) -> Draft | None:
    """The draft that a call is about, so that the person sees what they say yes to."""
    try:
        return await get_draft(conn, UUID(str(call.arguments.get("draft_id", ""))))
    except (ValueError, NotFound):
        return None


def _told(fault: AdvancingError) -> str:
    if isinstance(fault, OutsideFault):
        return "The coordinator does not answer at the moment. What you wrote is kept below; send it again in a while."
    return fault.message
