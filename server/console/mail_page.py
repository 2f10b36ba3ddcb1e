"""One mail as it came, and for one without a show: which show it is for, or that it is about none."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from advancing.errors import StateConflict
from agents import inbox
from agents.system import System
from server.access import SystemOf
from server.console.highlight import mark_mail
from server.console.page import see
from server.console.session import Visitor, VisitorOf, page_for
from server.console.wording import address
from tools.store.mail import get_message, list_attachments
from tools.store.show import get_show, list_shows

router = APIRouter(prefix="/mail")


@router.get("/{message_id}")
async def show_mail(request: Request, system: SystemOf, visitor: VisitorOf, message_id: UUID) -> Response:
    """One mail."""
    return await _page(request, system, visitor, message_id)


@router.post("/{message_id}")
async def sort(request: Request, system: SystemOf, visitor: VisitorOf, message_id: UUID) -> Response:
    """Say which show a mail is for, or that it is about none."""
    form = await request.form()
    async with system.database.as_user(visitor.id) as conn:
        await get_message(conn, message_id)
    try:
        if form.get("action") == "dismiss":
            await inbox.dismiss_message(system, visitor.id, message_id)
            return see(address("/console", said="mail-dismissed"))
        show_id = _id(str(form.get("show_id", "")))
        if show_id is None:
            message = "Choose the show that this mail is for."
            return await _page(request, system, visitor, message_id, error=message, status=400)
        async with system.database.as_user(visitor.id) as conn:
            await get_show(conn, show_id)
        await inbox.assign_message(system, visitor.id, message_id, show_id)
    except StateConflict as fault:
        return await _page(request, system, visitor, message_id, error=fault.message, status=409)
    return see(address("/console", said="mail-assigned"))


async def _page(
    request: Request, system: System, visitor: Visitor, message_id: UUID, *, error: str = "", status: int = 200
) -> Response:
    async with system.database.as_user(visitor.id) as conn:
        message = await get_message(conn, message_id)
        attachments = await list_attachments(conn, message_id)
        shows = await list_shows(conn)
    show = next((item for item in shows if item.id == message.show_id), None)
    context: dict[str, object] = {
        "message": message,
        "attachments": attachments,
        "mail": mark_mail(message.body, {}, sender=message.from_address, ours=message.to_addresses),
        "show": show,
        "shows": shows,
        "is_unsorted": message.show_id is None and message.direction == "inbound" and not message.was_processed,
        "error": error,
    }
    return page_for(request, visitor, "mail.html", context, status=status)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
