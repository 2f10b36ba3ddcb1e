"""What the venue said, beside its mail: every value with its quote, to approve, correct, take for now or decline."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request, Response

from advancing.errors import ApprovalVoid, Invalid, StateConflict
from advancing.extraction import ExtractedField, Extraction
from advancing.fields import CATALOGUE, FieldKey
from agents import review
from agents.system import System
from server.access import SystemOf
from server.console.field_form import Decisions, read_decisions
from server.console.highlight import MailText, mark_mail, mark_text
from server.console.page import see
from server.console.session import Visitor, VisitorOf, page_for
from server.console.wording import address
from tools.store.extraction import StoredExtraction, get_extraction
from tools.store.mail import Attachment, Message, get_message, list_attachments
from tools.store.show import Show, get_show

router = APIRouter(prefix="/extractions")


@dataclass(frozen=True, slots=True)
class MarkedPage:
    """One page of an attachment, with the quotes marked."""

    name: str
    page: int | None
    text: MailText


@dataclass(frozen=True, slots=True)
class Loaded:
    """A reading with all that stands beside it."""

    stored: StoredExtraction
    message: Message
    attachments: Sequence[Attachment]
    show: Show


@router.get("/{extraction_id}")
async def show_reading(request: Request, system: SystemOf, visitor: VisitorOf, extraction_id: UUID) -> Response:
    """One reading beside its mail."""
    return await _page(request, system, visitor, extraction_id, Decisions())


@router.post("/{extraction_id}")
async def decide(request: Request, system: SystemOf, visitor: VisitorOf, extraction_id: UUID) -> Response:
    """Keep what was read as decided field by field, or keep nothing of it."""
    loaded = await _load(system, visitor, extraction_id)
    form = await request.form()
    if form.get("action") == "reject":
        return await _reject(request, system, visitor, extraction_id, str(form.get("reason", "")).strip())
    found = loaded.stored.extraction
    missing = [item.field for item in found.unresolved if item.field not in found.fields]
    read = read_decisions(form, found.fields, missing)
    if read.errors:
        message = "Some values are not in order yet; see what is said beside them. Nothing was kept so far."
        return await _page(request, system, visitor, extraction_id, read, error=message, status=400)
    try:
        await review.approve_extraction(
            system,
            visitor.id,
            extraction_id,
            fingerprint=str(form.get("fingerprint", "")),
            decisions=read.decisions,
        )
    except Invalid as fault:
        key = fault.details.get("field")
        read = read.with_error(str(key), fault.message) if key else read
        return await _page(request, system, visitor, extraction_id, read, error=fault.message, status=400)
    except StateConflict as fault:
        message, changed = fault.message, isinstance(fault, ApprovalVoid)
        return await _page(request, system, visitor, extraction_id, read, error=message, is_changed=changed, status=409)
    return see(address("/console", said="reading-approved"))


async def _reject(request: Request, system: System, visitor: Visitor, extraction_id: UUID, reason: str) -> Response:
    if not reason:
        message = "Say why nothing of this mail is to be kept; the reason is kept with it."
        return await _page(
            request, system, visitor, extraction_id, Decisions(), error=message, rejecting=True, status=400
        )
    try:
        await review.reject_extraction(system, visitor.id, extraction_id, reason=reason[:2000])
    except StateConflict as fault:
        return await _page(request, system, visitor, extraction_id, Decisions(), error=fault.message, status=409)
    return see(address("/console", said="reading-rejected"))


async def _load(system: System, visitor: Visitor, extraction_id: UUID) -> Loaded:
    async with system.database.as_user(visitor.id) as conn:
        stored = await get_extraction(conn, extraction_id)
        message = await get_message(conn, stored.message_id)
        attachments = await list_attachments(conn, stored.message_id)
        return Loaded(stored, message, attachments, await get_show(conn, stored.show_id))


async def _page(
    request: Request,
    system: System,
    visitor: Visitor,
    extraction_id: UUID,
    read: Decisions,
    *,
    error: str = "",
    is_changed: bool = False,
    rejecting: bool = False,
    status: int = 200,
) -> Response:
    loaded = await _load(system, visitor, extraction_id)
    stored = loaded.stored
    context: dict[str, object] = {
        "stored": stored,
        "found": stored.extraction,
        "fields": _in_order(stored.extraction),
        "open": [item for item in stored.extraction.unresolved if item.field in CATALOGUE],
        "message": loaded.message,
        "attachments": loaded.attachments,
        "show": loaded.show,
        "mail": _marked(loaded),
        "pages": _marked_pages(loaded),
        "typed": read.typed,
        "catalogue": CATALOGUE,
        "fingerprint": review.extraction_fingerprint(stored),
        "can_review": stored.status == "pending_review",
        "error": error,
        "is_changed": is_changed,
        "rejecting": rejecting,
    }
    return page_for(request, visitor, "reading.html", context, status=status)


def _in_order(found: Extraction) -> list[tuple[FieldKey, ExtractedField]]:
    """Conflicts first, then critical fields, those that were read in two ways before the rest, then as the catalogue has them."""
    order = list(CATALOGUE)
    return sorted(
        ((key, item) for key, item in found.fields.items() if key in CATALOGUE),
        key=lambda pair: (
            pair[1].conflict is None,
            not CATALOGUE[pair[0]].critical,
            pair[1].alternative is None,
            order.index(pair[0]),
        ),
    )


def _marked(loaded: Loaded) -> MailText:
    quotes = {str(k): f.source_text for k, f in loaded.stored.extraction.fields.items() if not f.attachment}
    ours = (loaded.show.tour_manager_email, *loaded.message.to_addresses)
    alarms = [item.quote for item in loaded.stored.extraction.suspicions]
    return mark_mail(loaded.message.body, quotes, alarms=alarms, sender=loaded.message.from_address, ours=ours)


def _marked_pages(loaded: Loaded) -> list[MarkedPage]:
    pages = []
    for attachment in loaded.attachments:
        for text in attachment.texts:
            at = text.name if text.page is None else f"{text.name} p. {text.page}"
            found = loaded.stored.extraction.fields.items()
            quotes = {str(k): f.source_text for k, f in found if f.attachment == at}
            pages.append(MarkedPage(text.name, text.page, mark_text(text.text, quotes)))
    return pages
