"""Supabase Auth: who a token stands for, and new tour managers. Their profile and tours are the store's.

Sources: supabase.com/docs/guides/auth/jwts and …/auth/signing-keys (how a token is signed and verified),
…/auth/jwt-fields (its claims), supabase.com/docs/reference/python/auth-getuser, …/auth-admin-createuser and
…/auth-admin-inviteuserbyemail, supabase.com/docs/guides/auth/debugging/error-codes.
"""

import time
from collections.abc import Callable
from uuid import UUID

import httpx
import jwt
from pydantic import ValidationError
from supabase import AuthApiError, AuthError

from advancing.errors import AdvancingError, Invalid, NotAuthenticated, StateConflict
from tools.supabase_cloud.project import Project, refused, unreachable

AUDIENCE = "authenticated"
_PUBLIC_KEY_ALGORITHMS = ("ES256", "RS256", "EdDSA")
_LEEWAY_S = 10
_KEYS_LIVE_S = 600.0
"""Seconds that public keys are kept, as long as Supabase's own edge keeps them (…/auth/signing-keys)."""

_KEYS_REST_S = 15.0
"""Seconds between two look-ups for a key that is unknown: made-up key ids must not become requests."""

_BAD_TOKEN = frozenset(
    {
        "bad_jwt",
        "invalid_jwt",
        "no_authorization",
        "session_not_found",
        "session_expired",
        "user_not_found",
        "user_banned",
    }
)
_TAKEN = frozenset({"email_exists", "user_already_exists"})
_BAD_ADDRESS = frozenset({"validation_failed", "email_address_invalid", "email_address_not_authorized"})


class SupabaseAuth:
    """Verifies access tokens and makes users.

    A token is verified here, without a request, where its project signs with public keys (they are fetched and
    kept) or the project's legacy secret is known; it then counts until it expires, even after a sign-out. Otherwise
    Auth is asked each time.

    Args:
        project: The project; closed by whoever made it.
        jwt_secret: The project's legacy JWT secret, where it still signs with HS256; None: ask Auth about such tokens.
        clock: Seconds that only go forward.
    """

    def __init__(
        self, project: Project, *, jwt_secret: str | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._project = project
        self._secret = jwt_secret
        self._clock = clock
        self._issuer = f"{project.url}/auth/v1"
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fetched_at: float | None = None

    async def user_of(self, token: str) -> UUID:
        """The user an access token stands for.

        Args:
            token: The JWT, without `Bearer `.

        Returns:
            Their id in `auth.users`.

        Raises:
            NotAuthenticated: It is not one of this project's, has expired, or belongs to no signed-in person.
            OutsideFault: Supabase had to be asked and did not answer.
        """
        try:
            header = jwt.get_unverified_header(token)
        except jwt.InvalidTokenError as fault:
            raise _not_signed_in("it is no token of Supabase Auth") from fault
        algorithm = header.get("alg")
        if algorithm in _PUBLIC_KEY_ALGORITHMS:
            key = await self._key(str(header.get("kid")))
            if key.algorithm_name != algorithm:
                raise _not_signed_in("its key is for another algorithm")
            return self._verify(token, key, algorithm)
        if algorithm == "HS256" and self._secret:
            return self._verify(token, self._secret, algorithm)
        if algorithm == "HS256":
            return await self._ask(token)
        raise _not_signed_in("it is signed in a way that Supabase Auth does not use")

    async def create_user(self, email: str, display_name: str, password: str | None = None) -> UUID:
        """Make a user who can sign in at once; no mail is sent.

        Args:
            email: Their address; counts as confirmed.
            display_name: Kept as `display_name` in the user's metadata.
            password: None: they sign in by a link to their address.

        Returns:
            Their id, for `tools.store.person.make_person`.

        Raises:
            StateConflict: There is a user of that address.
            Invalid: Auth does not take the address or the password.
            OutsideFault: Auth failed, or refused the key.
        """
        try:
            answer = await self._project.client.auth.admin.create_user(
                {
                    "email": email,
                    "email_confirm": True,
                    "user_metadata": {"display_name": display_name},
                    **({"password": password} if password else {}),
                }
            )
        except (AuthError, ValidationError) as fault:
            raise _user_fault(fault, f"to make a user for {email}", email) from fault
        return UUID(answer.user.id)

    async def invite_user(self, email: str, display_name: str) -> UUID:
        """Make a user and have Supabase mail them a link to sign in; parameters and errors as `create_user`."""
        try:
            answer = await self._project.client.auth.admin.invite_user_by_email(
                email, {"data": {"display_name": display_name}}
            )
        except (AuthError, ValidationError) as fault:
            raise _user_fault(fault, f"to invite {email}", email) from fault
        return UUID(answer.user.id)

    def _verify(self, token: str, key: jwt.PyJWK | str, algorithm: str) -> UUID:
        try:
            claims = jwt.decode(
                token,
                key,
                algorithms=[algorithm],
                audience=AUDIENCE,
                issuer=self._issuer,
                leeway=_LEEWAY_S,
                options={"require": ["exp", "sub", "aud", "iss"]},
            )
        except jwt.ExpiredSignatureError as fault:
            raise _not_signed_in("it has expired") from fault
        except jwt.InvalidTokenError as fault:
            raise _not_signed_in("it does not verify") from fault
        if claims.get("role") != AUDIENCE or claims.get("is_anonymous"):
            raise _not_signed_in("it belongs to no signed-in person")
        return _user_id(claims["sub"])

    async def _ask(self, token: str) -> UUID:
        try:
            answer = await self._project.client.auth.get_user(token)
        except AuthApiError as fault:
            if fault.code in _BAD_TOKEN:
                raise _not_signed_in("Supabase Auth does not accept it") from fault
            raise refused("to say who a token belongs to", fault.status, fault.message) from fault
        except (AuthError, ValidationError) as fault:
            raise unreachable("asked who a token belongs to", fault) from fault
        if answer is None or answer.user.is_anonymous:
            raise _not_signed_in("it belongs to no signed-in person")
        return _user_id(answer.user.id)

    async def _key(self, key_id: str) -> jwt.PyJWK:
        age = None if self._fetched_at is None else self._clock() - self._fetched_at
        if age is None or age > _KEYS_LIVE_S or (key_id not in self._keys and age > _KEYS_REST_S):
            self._keys = await self._fetch_keys()
            self._fetched_at = self._clock()
        if key_id not in self._keys:
            raise _not_signed_in("no key of the project signed it")
        return self._keys[key_id]

    async def _fetch_keys(self) -> dict[str, jwt.PyJWK]:
        what = "asked for its public keys"
        try:
            answer = await self._project.http.get(f"{self._issuer}/.well-known/jwks.json")
            answer.raise_for_status()
            found = jwt.PyJWKSet.from_dict(answer.json()).keys if answer.json().get("keys") else []
        except httpx.HTTPStatusError as fault:
            raise refused("to give its public keys", fault.response.status_code, fault.response.text[:200]) from fault
        except (httpx.HTTPError, ValueError, AttributeError, jwt.PyJWTError) as fault:
            raise unreachable(what, fault) from fault
        return {key.key_id: key for key in found if key.key_id}


def _user_id(text: object) -> UUID:
    try:
        return UUID(str(text))
    except ValueError as fault:
        raise _not_signed_in("it names no user") from fault


def _not_signed_in(why: str) -> NotAuthenticated:
    return NotAuthenticated(f"This token is not accepted: {why}. Sign in again.")


def _user_fault(fault: AuthError | ValidationError, what: str, email: str) -> AdvancingError:
    if isinstance(fault, ValidationError):
        return unreachable(f"asked {what}", fault)
    if fault.code in _TAKEN:
        return StateConflict(f"There is a user of the address {email} already.", email=email)
    if fault.code in _BAD_ADDRESS or fault.code == "weak_password":
        return Invalid(f"Supabase Auth does not take this: {fault.message.rstrip('.')}.", email=email)
    if isinstance(fault, AuthApiError):
        return refused(what, fault.status, fault.message)
    return unreachable(f"asked {what}", fault)
