"""The first page: what needs the tour manager, and all shows. Its list refreshes itself; nothing is typed in it."""

from fastapi import APIRouter, Request, Response

from agents.system import System
from server.access import SystemOf
from server.console.needs import Overview, look_over
from server.console.page import see
from server.console.session import Visitor, VisitorOf, page_for
from server.console.wording import address
from tools.store.job import get_failed_job, retry_failed_job
from tools.store.mailbox import mailbox_of

router = APIRouter()


@router.get("")
async def home(request: Request, system: SystemOf, visitor: VisitorOf) -> Response:
    """What needs me."""
    return page_for(request, visitor, "home.html", {"overview": await _overview(system, visitor)})


@router.get("/list")
async def refreshed(request: Request, system: SystemOf, visitor: VisitorOf) -> Response:
    """The list alone, for the page to put into itself."""
    return page_for(request, visitor, "needs.html", {"overview": await _overview(system, visitor)})


@router.post("/failed-jobs/{failed_id}")
async def retry(system: SystemOf, visitor: VisitorOf, failed_id: int) -> Response:
    """Try again what failed."""
    async with system.database.as_user(visitor.id) as conn:
        await get_failed_job(conn, failed_id)
    async with system.database.transaction(str(visitor.id)) as conn:
        await retry_failed_job(conn, system.jobs, failed_id)
    return see(address("/console", said="job-retried"))


@router.get("/mailbox")
async def mailbox(request: Request, system: SystemOf, visitor: VisitorOf) -> Response:
    """How the mailbox stands, and how it is connected."""
    async with system.database.transaction() as conn:
        found = await mailbox_of(conn, visitor.id)
    return page_for(request, visitor, "mailbox.html", {"mailbox": found})


async def _overview(system: System, visitor: Visitor) -> Overview:
    # People may not see a mailbox's row, which holds its token, so it is read for them, by their id alone.
    async with system.database.transaction() as conn:
        mailbox = await mailbox_of(conn, visitor.id)
    async with system.database.as_user(visitor.id) as conn:
        return await look_over(conn, mailbox)
