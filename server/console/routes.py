"""The console's pages by address; each module has its own."""

from fastapi import APIRouter

from server.console import (
    chat_page,
    conflict_page,
    draft_page,
    home,
    mail_page,
    reading_page,
    session,
    show_page,
)

router = APIRouter(include_in_schema=False)
for _page in (session, home, draft_page, reading_page, mail_page, conflict_page, show_page, chat_page):
    router.include_router(_page.router, prefix="/console")
