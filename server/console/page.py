"""What every page of the console shares: templates, headers that keep a page to itself, and the page of an error.

What stands on which page is in the modules beside this one.
"""

import hashlib
from functools import cache
from pathlib import Path
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from server.console import wording

STATIC = Path(__file__).parent / "static"
SIGN_IN = "/console/sign-in"

_TEMPLATES = Path(__file__).parent / "templates"
_HEADERS = {
    # No inline script or style at all: what a venue writes can never run here (CSP level 3).
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
_TITLES = {
    400: "That does not work",
    403: "Not allowed",
    404: "Not found",
    409: "Not possible now",
    500: "Something broke",
    502: "A service does not answer",
}


def render(request: Request, template: str, context: dict[str, object], *, status: int = 200) -> HTMLResponse:
    """A page.

    Args:
        request: Whose answer it is.
        template: Name of the file below `templates/`.
        context: What the template shows; all of it is escaped.
        status: HTTP status.
    """
    text = environment().get_template(template).render(path=request.url.path, **context)
    return HTMLResponse(text, status_code=status, headers=_HEADERS)


def error_page(request: Request, status: int, message: str, *, needs_sign_in: bool) -> Response:
    """The page of an error.

    Args:
        request: What was asked for.
        status: HTTP status.
        message: One sentence for the person.
        needs_sign_in: Whether signing in would help; it then leads there, and back afterwards.
    """
    if needs_sign_in:
        there = f"{SIGN_IN}?next={quote(_wanted(request))}"
        if "hx-request" in request.headers:
            # A list that refreshes itself must take the whole page there, not put the form into itself.
            return Response(status_code=401, headers={**_HEADERS, "HX-Redirect": there})
        return RedirectResponse(there, status_code=303, headers=_HEADERS)
    context: dict[str, object] = {"heading": _TITLES.get(status, "That does not work"), "message": message}
    return render(request, "error.html", context, status=status)


def see(path: str) -> RedirectResponse:
    """Lead on to another page after something was done there (303)."""
    return RedirectResponse(path, status_code=303, headers=_HEADERS)


def is_ours(path: str) -> bool:
    """Whether a path leads to a page of the console, and not to another site (`//elsewhere`, `/\\elsewhere`)."""
    return path == "/console" or (path.startswith(("/console/", "/console?")) and "\\" not in path)


@cache
def environment() -> Environment:
    """The templates; everything put into them is escaped, and a name that is missing is an error."""
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["static"] = _static
    made.globals["words"] = wording
    return made


@cache
def _static(name: str) -> str:
    """The address of a static file; it changes with the content, so that no browser shows an old one."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/console/static/{name}?v={digest}"


def _wanted(request: Request) -> str:
    """Where the person wanted to go."""
    # Polling asks for a part of a page; it says in `HX-Current-URL` which page that is.
    path = "/console" if "hx-request" in request.headers else request.url.path
    return path if is_ours(path) and path != SIGN_IN else "/console"
