"""Google's consent, token and certificate endpoints: whoever asks is let in at once, and consents can be taken back.

Source: https://developers.google.com/identity/protocols/oauth2/web-server.
"""

import base64
import hashlib
from collections.abc import Awaitable, Callable
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tools.gmail.emulator.state import State

SCOPE = "https://www.googleapis.com/auth/gmail.modify"
LASTS_S = 3599

Endpoint = Callable[[Request], Awaitable[Response]]


def routes(state: State) -> list[Route]:
    """Consent, token and certificates."""
    return [
        Route("/o/oauth2/auth", _consent(state), methods=["GET"]),
        Route("/token", _token(state), methods=["POST"]),
        Route("/oauth2/v1/certs", _certificates(state), methods=["GET"]),
    ]


def _consent(state: State) -> Endpoint:
    async def answer(request: Request) -> Response:
        asked = request.query_params
        address = asked.get("login_hint") or next(iter(state.office.mailboxes))
        code = f"code-{state.next_number()}"
        state.codes[code] = (address, asked.get("redirect_uri", ""), asked.get("code_challenge", ""))
        given = urlencode({"code": code, "state": asked.get("state", ""), "scope": SCOPE})
        return RedirectResponse(f"{asked.get('redirect_uri', '')}?{given}")

    return answer


def _token(state: State) -> Endpoint:
    async def answer(request: Request) -> Response:
        form = await request.form()
        asked = {name: str(value) for name, value in form.items()}
        with state.office.lock:
            if asked.get("grant_type") == "authorization_code":
                return _exchange(state, asked)
            if asked.get("grant_type") == "refresh_token":
                return _refresh(state, asked)
        return JSONResponse({"error": "unsupported_grant_type"}, status_code=400)

    return answer


def _exchange(state: State, asked: dict[str, str]) -> Response:
    address, redirect_uri, challenge = state.codes.pop(asked.get("code", ""), ("", "", ""))
    digest = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
    proven = not challenge or base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == challenge
    if not address or asked.get("redirect_uri") != redirect_uri or not proven:
        return _invalid_grant("Bad Request")
    refresh_token = f"1//refresh-{state.next_number()}"
    state.refresh_tokens[refresh_token] = address
    return JSONResponse({**_access(state, address), "refresh_token": refresh_token})


def _refresh(state: State, asked: dict[str, str]) -> Response:
    address = state.refresh_tokens.get(asked.get("refresh_token", ""))
    return JSONResponse(_access(state, address)) if address else _invalid_grant("Token has been expired or revoked.")


def _access(state: State, address: str) -> dict[str, object]:
    token = f"ya29.access-{state.next_number()}"
    state.office.tokens[token] = address.lower()
    return {"access_token": token, "expires_in": LASTS_S, "scope": SCOPE, "token_type": "Bearer"}


def _invalid_grant(description: str) -> Response:
    return JSONResponse({"error": "invalid_grant", "error_description": description}, status_code=400)


def _certificates(state: State) -> Endpoint:
    async def answer(_request: Request) -> Response:
        return JSONResponse(state.key.certificates, headers={"Cache-Control": "public, max-age=3600"})

    return answer
