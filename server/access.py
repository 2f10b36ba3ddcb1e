"""Who asks: the bearer token of the API, the cookie of the console, the signed token of an agent's tool."""

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

import jwt
from fastapi import Depends, Request

from advancing.errors import NotAuthenticated
from agents.system import System
from server.settings import Settings
from tools.store.person import find_by_token

COOKIE = "advancing_session"
SESSION_LASTS = timedelta(days=30)
_AUDIENCE = "advancing-console"


@dataclass(frozen=True, slots=True)
class User:
    """The person who asks."""

    id: UUID


def get_system(request: Request) -> System:
    """The running system of the app."""
    system: System = request.app.state.system
    return system


def get_settings(request: Request) -> Settings:
    """The settings of the app."""
    settings: Settings = request.app.state.settings
    return settings


def bearer(request: Request) -> str:
    """The token in `Authorization: Bearer …` (RFC 6750).

    Raises:
        NotAuthenticated: There is none.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NotAuthenticated("Send your token as “Authorization: Bearer …”; it was printed at start.")
    return token.strip()


async def get_user(request: Request, system: Annotated[System, Depends(get_system)]) -> User:
    """The person whose bearer token it is.

    Raises:
        NotAuthenticated: No token, or one that stands for nobody.
    """
    user_id = await user_of_token(system, bearer(request))
    if user_id is None:
        raise NotAuthenticated("That token stands for nobody; use the one that was printed at start.")
    return User(user_id)


async def user_of_token(system: System, token: str) -> UUID | None:
    """The person a bearer token stands for."""
    async with system.database.transaction() as conn:
        return await find_by_token(conn, token)


def make_session(user_id: UUID, secret: str) -> str:
    """The console's cookie for a person."""
    now = datetime.now(UTC)
    claims = {"sub": str(user_id), "aud": _AUDIENCE, "iat": now, "exp": now + SESSION_LASTS}
    return jwt.encode(claims, secret, algorithm="HS256")


def read_session(cookie: str, secret: str) -> UUID:
    """The person a console's cookie stands for.

    Raises:
        NotAuthenticated: It is not one of ours.
    """
    try:
        claims = jwt.decode(
            cookie, secret, algorithms=["HS256"], audience=_AUDIENCE, options={"require": ["exp", "sub"]}
        )
        return UUID(claims["sub"])
    except (jwt.InvalidTokenError, ValueError, KeyError) as fault:
        raise NotAuthenticated("Your session is not valid; sign in again.") from fault


def form_token(cookie: str, secret: str) -> str:
    """What a form of the console must send along, so that no other site can send it for the person (CSRF)."""
    return hmac.new(secret.encode(), f"form:{cookie}".encode(), "sha256").hexdigest()


SystemOf = Annotated[System, Depends(get_system)]
SettingsOf = Annotated[Settings, Depends(get_settings)]
UserOf = Annotated[User, Depends(get_user)]
