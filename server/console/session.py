"""Who is at the console: signing in with the token that was printed at start, the cookie, the token of every form."""

import secrets
from dataclasses import dataclass
from hmac import compare_digest
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from advancing.errors import NotAuthenticated, NotPermitted
from server.access import COOKIE, SettingsOf, SystemOf, form_token, make_session, read_session, user_of_token
from server.console.page import SIGN_IN, is_ours, render, see

router = APIRouter()

SAID = {
    "draft-approved": "Approved. The mail is being sent.",
    "draft-rejected": "Rejected. A new draft is being written that minds what you said.",
    "reading-approved": "Approved. The values are kept, and Master Tour is brought up to date.",
    "reading-rejected": "Rejected. Nothing of that mail was kept.",
    "mail-assigned": "Assigned. The mail is being read.",
    "mail-dismissed": "Dismissed. The mail is kept and asks for nothing more.",
    "conflict-decided": "Decided.",
    "field-decided": "Decided and kept.",
    "contact-changed": "The contact is changed.",
    "contact-changed-writing": "The contact is changed, and a new mail is being drafted.",
    "status-changed": "Done.",
    "job-retried": "It is being tried again.",
}
"""What a page says after something was done, by the word in its address: never free text from there."""

_GUEST_COOKIE = "advancing_guest"
_DAYS_30 = 30 * 24 * 3600
_CSRF_REFUSED = "This form was not sent from a page of yours, so nothing was done. Go back, reload the page, try again."


@dataclass(frozen=True, slots=True)
class Visitor:
    """The person at the console.

    Args:
        id: Who.
        form_token: What every form of theirs sends along.
    """

    id: UUID
    form_token: str


async def get_visitor(request: Request, settings: SettingsOf) -> Visitor:
    """The person whose cookie it is; a form of theirs must carry its token.

    Raises:
        NotAuthenticated: Nobody is signed in.
        NotPermitted: The form does not come from our own page.
    """
    cookie = request.cookies.get(COOKIE, "")
    if not cookie:
        raise NotAuthenticated("Sign in first.")
    secret = settings.need("session_secret")
    visitor = Visitor(read_session(cookie, secret), form_token(cookie, secret))
    if request.method != "GET":
        await _check_form(request, visitor.form_token)
    return visitor


VisitorOf = Annotated[Visitor, Depends(get_visitor)]


def page_for(
    request: Request, visitor: Visitor, template: str, context: dict[str, object], *, status: int = 200
) -> Response:
    """A page for somebody who is signed in, with what was just done (`?said=…`) on top."""
    said = SAID.get(request.query_params.get("said", ""), "") if request.method == "GET" else ""
    return render(request, template, {"form_token": visitor.form_token, "said": said, **context}, status=status)


@router.get("/sign-in")
async def show_sign_in(request: Request, settings: SettingsOf, next: str = "/console") -> Response:
    """The page to sign in; `#token=…` in its address is taken over by the page's script."""
    return _sign_in_page(request, settings, next)


@router.post("/sign-in")
async def sign_in(request: Request, system: SystemOf, settings: SettingsOf) -> Response:
    """Sign in with a token, and go where the person wanted to."""
    guest = request.cookies.get(_GUEST_COOKIE, "")
    await _check_form(request, form_token(guest, settings.need("session_secret")) if guest else "")
    form = await request.form()
    wanted = str(form.get("next", ""))
    user_id = await user_of_token(system, str(form.get("token", "")).strip())
    if user_id is None:
        message = "That token stands for nobody. Use the one that was printed at start."
        return _sign_in_page(request, settings, wanted, error=message, status=403)
    answer = see(wanted if is_ours(wanted) else "/console")
    session = make_session(user_id, settings.need("session_secret"))
    answer.set_cookie(
        COOKIE, session, max_age=_DAYS_30, httponly=True, samesite="lax", secure=_is_https(request, settings)
    )
    answer.delete_cookie(_GUEST_COOKIE, path=SIGN_IN)
    return answer


@router.post("/sign-out")
async def sign_out(request: Request, visitor: VisitorOf) -> Response:  # noqa: ARG001  (only a visitor may)
    """Sign out on this browser."""
    answer = see(SIGN_IN)
    answer.delete_cookie(COOKIE)
    return answer


def _sign_in_page(
    request: Request, settings: SettingsOf, wanted: str, *, error: str = "", status: int = 200
) -> Response:
    # A form token needs a cookie to belong to; who signs in has none yet. Without it another site could sign
    # a person in as somebody else.
    guest = request.cookies.get(_GUEST_COOKIE) or secrets.token_urlsafe(16)
    context: dict[str, object] = {
        "form_token": form_token(guest, settings.need("session_secret")),
        "next": wanted if is_ours(wanted) else "/console",
        "error": error,
    }
    answer = render(request, "sign_in.html", context, status=status)
    answer.set_cookie(
        _GUEST_COOKIE,
        guest,
        max_age=3600,
        path=SIGN_IN,
        httponly=True,
        samesite="lax",
        secure=_is_https(request, settings),
    )
    return answer


def _is_https(request: Request, settings: SettingsOf) -> bool:
    return request.url.scheme == "https" or settings.public_url.startswith("https:")


async def _check_form(request: Request, expected: str) -> None:
    given = str((await request.form()).get("form_token", ""))
    if not expected or not compare_digest(given.encode(), expected.encode()):
        raise NotPermitted(_CSRF_REFUSED)
