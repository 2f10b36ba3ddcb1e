"""Who calls a tool, and the signed token that says so.

A token is given to one agent when it is provisioned and goes with each of its tool calls. It is the only thing
from which role, tour and show are taken: nothing that a model writes can change them.
"""

import hmac
from dataclasses import dataclass
from uuid import UUID

import jwt

from advancing.errors import NotAuthenticated, SettingMissing
from advancing.roles import Role

AUDIENCE = "advancing-tools"
PURPOSE = "tool-call"
MIN_SECRET_LENGTH = 16
_NOT_VALID = "The tool token is not valid. Provision the agents again: advance agents sync."


@dataclass(frozen=True, slots=True)
class Caller:
    """The agent that calls a tool, and for whom.

    Args:
        role: What the agent is for.
        tour_manager_id: Whose agent it is.
        tour_id: The tour it may touch; None: every tour of the tour manager.
        show_id: The one show it may touch; None: every show of its tours.
        agent_name: As provisioned, for the records.
        in_chat: Whether a person can be talking to it; needed for tools that a person approves in the chat.
    """

    role: Role
    tour_manager_id: UUID
    tour_id: UUID | None
    show_id: UUID | None
    agent_name: str
    in_chat: bool = False


def issue_token(caller: Caller, secret: str, *, key_version: int = 1) -> str:
    """Sign a caller's token.

    The same caller, secret and version give the same token, so that provisioning twice changes nothing. It has
    no expiry, since an agent lives as long as its show; raising the key version voids every token issued before.

    Args:
        caller: What the token says.
        secret: At least 16 characters; the signing key is derived from it.
        key_version: Written into the token.

    Returns:
        A JWT (HS256).

    Raises:
        SettingMissing: The secret is too short.
    """
    claims = {
        "aud": AUDIENCE,
        "purpose": PURPOSE,
        "kv": key_version,
        "sub": caller.agent_name,
        "role": caller.role.value,
        "tour_manager": str(caller.tour_manager_id),
        "tour": str(caller.tour_id) if caller.tour_id else None,
        "show": str(caller.show_id) if caller.show_id else None,
        "chat": caller.in_chat,
    }
    return jwt.encode(claims, _key(secret), algorithm="HS256")


def read_token(token: str, secret: str, *, key_version: int = 1) -> Caller:
    """Verify a token and say who calls.

    Args:
        token: As `issue_token` made it.
        secret: The one it was made with.
        key_version: The version in force; a token of another one is refused.

    Returns:
        The caller.

    Raises:
        NotAuthenticated: Signature, audience, purpose, version or content is wrong; not told which.
        SettingMissing: The secret is too short.
    """
    key = _key(secret)
    try:
        claims = jwt.decode(token, key, algorithms=["HS256"], audience=AUDIENCE, options={"require": ["aud", "sub"]})
        if claims["purpose"] != PURPOSE or claims["kv"] != key_version:
            raise NotAuthenticated(_NOT_VALID)
        return Caller(
            role=Role(claims["role"]),
            tour_manager_id=UUID(claims["tour_manager"]),
            tour_id=UUID(claims["tour"]) if claims["tour"] else None,
            show_id=UUID(claims["show"]) if claims["show"] else None,
            agent_name=claims["sub"],
            in_chat=claims["chat"] is True,
        )
    except (jwt.InvalidTokenError, KeyError, ValueError, TypeError, AttributeError) as fault:
        raise NotAuthenticated(_NOT_VALID) from fault


def _key(secret: str) -> bytes:
    """A key of its own for this purpose, 32 bytes (RFC 7518 3.2), so that one secret can serve several."""
    check_secret(secret)
    return hmac.digest(secret.encode(), b"advancing/tool-token/1", "sha256")


def check_secret(secret: str) -> None:
    """Refuse a secret that tokens cannot be signed with.

    Raises:
        SettingMissing: It is too short.
    """
    if len(secret) < MIN_SECRET_LENGTH:
        raise SettingMissing(
            f"The secret for tool tokens needs at least {MIN_SECRET_LENGTH} characters; set a longer one."
        )
