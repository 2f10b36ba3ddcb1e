"""Supabase Auth: who a token stands for, and new users. Answers as supabase.com/docs shows them."""

import base64
import hmac
import json
import time
from typing import Any
from uuid import UUID

import httpx
import jwt
import pytest
import respx
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from advancing.errors import Invalid, NotAuthenticated, OutsideFault, StateConflict
from tools.supabase_cloud.auth import SupabaseAuth
from tools.supabase_cloud.project import Project

USER = UUID("11111111-1111-1111-1111-111111111111")
ISSUER = "https://abc.supabase.co/auth/v1"
SECRET = "a legacy secret of the project, 32 bytes or more"
PRIVATE = ec.generate_private_key(ec.SECP256R1())
OTHER = ec.generate_private_key(ec.SECP256R1())
ANSWER = {
    "id": str(USER),
    "aud": "authenticated",
    "role": "authenticated",
    "email": "dana@nightferry.example",
    "app_metadata": {"provider": "email", "providers": ["email"]},
    "user_metadata": {"display_name": "Dana Reyes"},
    "identities": [],
    "created_at": "2027-01-01T12:00:00.000000Z",
    "updated_at": "2027-01-01T12:00:00.000000Z",
    "is_anonymous": False,
}


def claims(**changes: object) -> dict[str, Any]:
    now = int(time.time())
    usual = {"iss": ISSUER, "sub": str(USER), "aud": "authenticated", "role": "authenticated", "iat": now}
    return {key: value for key, value in {**usual, "exp": now + 3600, **changes}.items() if value is not None}


def signed(key: ec.EllipticCurvePrivateKey = PRIVATE, key_id: str = "k1", **changes: object) -> str:
    return jwt.encode(claims(**changes), key, algorithm="ES256", headers={"kid": key_id})


def published(**keys: ec.EllipticCurvePrivateKey) -> dict[str, Any]:
    """What `/.well-known/jwks.json` answers."""
    return {
        "keys": [
            {
                **jwt.algorithms.ECAlgorithm.to_jwk(key.public_key(), as_dict=True),
                "kid": key_id,
                "alg": "ES256",
                "use": "sig",
                "key_ops": ["verify"],
            }
            for key_id, key in keys.items()
        ]
    }


def publish(supabase: respx.MockRouter, **keys: ec.EllipticCurvePrivateKey) -> respx.Route:
    return supabase.get("/auth/v1/.well-known/jwks.json").respond(json=published(**keys))


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


async def test_a_token_signed_with_the_projects_key_stands_for_its_user(
    project: Project, supabase: respx.MockRouter
) -> None:
    route = publish(supabase, k1=PRIVATE)
    auth = SupabaseAuth(project)

    assert [await auth.user_of(signed()) for _ in range(3)] == [USER] * 3
    assert route.call_count == 1


@pytest.mark.parametrize(
    "token",
    [
        signed(OTHER),
        signed(exp=int(time.time()) - 60),
        signed(iss="https://other.supabase.co/auth/v1"),
        signed(aud="anon"),
        signed(role="service_role"),
        signed(role="anon"),
        signed(is_anonymous=True),
        signed(sub="not a uuid"),
        signed(sub=None),
        signed(exp=None),
        signed(key_id="unknown"),
        jwt.encode(claims(), "", algorithm="none"),
        jwt.encode(claims(), SECRET * 2, algorithm="HS512"),
        "",
        "not.a.token",
        "Bearer x",
    ],
    # Tokens hold the time: as ids they would differ from worker to worker of pytest-xdist.
    ids=lambda token: str(len(token)),
)
async def test_any_other_token_is_refused(project: Project, supabase: respx.MockRouter, token: str) -> None:
    publish(supabase, k1=PRIVATE)

    with pytest.raises(NotAuthenticated, match="Sign in again"):
        await SupabaseAuth(project, jwt_secret=SECRET).user_of(token)


async def test_the_published_key_is_no_secret_to_sign_with(project: Project, supabase: respx.MockRouter) -> None:
    publish(supabase, k1=PRIVATE)
    stolen = json.dumps(published(k1=PRIVATE)["keys"][0]).encode()
    parts = [json.dumps(part).encode() for part in ({"alg": "HS256", "typ": "JWT", "kid": "k1"}, claims())]
    body = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)
    seal = base64.urlsafe_b64encode(hmac.digest(stolen, body, "sha256")).rstrip(b"=")

    with pytest.raises(NotAuthenticated):
        await SupabaseAuth(project, jwt_secret=SECRET).user_of(f"{body.decode()}.{seal.decode()}")


async def test_a_key_is_used_with_its_own_algorithm_only(project: Project, supabase: respx.MockRouter) -> None:
    publish(supabase, k1=PRIVATE)
    other = rsa.generate_private_key(65537, 2048)

    with pytest.raises(NotAuthenticated):
        await SupabaseAuth(project).user_of(jwt.encode(claims(), other, algorithm="RS256", headers={"kid": "k1"}))


async def test_a_key_that_was_rotated_in_is_fetched_and_made_up_ones_do_not_become_requests(
    project: Project, supabase: respx.MockRouter
) -> None:
    clock = Clock()
    auth = SupabaseAuth(project, clock=clock)
    publish(supabase, k1=PRIVATE)
    await auth.user_of(signed())
    route = publish(supabase, k2=OTHER)

    for _ in range(5):
        with pytest.raises(NotAuthenticated):
            await auth.user_of(signed(OTHER, "k2"))
    asked_at_once = route.call_count
    clock.now += 20
    assert await auth.user_of(signed(OTHER, "k2")) == USER
    with pytest.raises(NotAuthenticated):
        await auth.user_of(signed())

    assert route.call_count - asked_at_once == 1


async def test_keys_are_fetched_again_when_they_are_old(project: Project, supabase: respx.MockRouter) -> None:
    clock = Clock()
    auth = SupabaseAuth(project, clock=clock)
    route = publish(supabase, k1=PRIVATE)
    await auth.user_of(signed())
    clock.now += 601

    await auth.user_of(signed())

    assert route.call_count == 2


async def test_a_project_that_cannot_be_asked_for_its_keys_is_a_fault_and_not_a_bad_token(
    project: Project, supabase: respx.MockRouter
) -> None:
    route = supabase.get("/auth/v1/.well-known/jwks.json")
    for broken in (
        {"side_effect": httpx.ConnectTimeout("slow")},
        {"return_value": httpx.Response(503, text="upstream")},
        {"return_value": httpx.Response(200, text="<html>")},
        {"return_value": httpx.Response(200, json=["keys"])},
    ):
        route.mock(**broken)
        with pytest.raises(OutsideFault) as fault:
            await SupabaseAuth(project).user_of(signed())
        assert (fault.value.system, fault.value.retryable) == ("supabase", True)


async def test_a_token_of_the_legacy_secret_is_verified_here(project: Project, supabase: respx.MockRouter) -> None:
    auth = SupabaseAuth(project, jwt_secret=SECRET)

    assert await auth.user_of(jwt.encode(claims(), SECRET, algorithm="HS256")) == USER
    with pytest.raises(NotAuthenticated):
        await auth.user_of(jwt.encode(claims(), SECRET + "!", algorithm="HS256"))
    assert supabase.calls.call_count == 0


async def test_without_the_secret_auth_is_asked_in_the_users_name(project: Project, supabase: respx.MockRouter) -> None:
    route = supabase.get("/auth/v1/user").respond(json=ANSWER)
    token = jwt.encode(claims(), SECRET, algorithm="HS256")

    assert await SupabaseAuth(project).user_of(token) == USER

    assert route.calls.last.request.headers["authorization"] == f"Bearer {token}"
    assert route.calls.last.request.headers["apikey"] == "sb_secret_key"


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx.Response(403, json={"code": 403, "error_code": "bad_jwt", "msg": "invalid JWT"}), NotAuthenticated),
        (
            httpx.Response(403, json={"code": 403, "error_code": "session_not_found", "msg": "Session is gone"}),
            NotAuthenticated,
        ),
        (httpx.Response(401, json={"message": "Invalid API key", "hint": "Check your key"}), OutsideFault),
        (httpx.Response(200, json={**ANSWER, "is_anonymous": True}), NotAuthenticated),
        (httpx.Response(200, json={"id": "of another shape"}), OutsideFault),
        (httpx.Response(500, text="<html>"), OutsideFault),
        (httpx.Response(503, json={"message": "upstream"}), OutsideFault),
    ],
)
async def test_a_refused_token_is_told_from_a_project_that_fails(
    project: Project, supabase: respx.MockRouter, answer: httpx.Response, error: type[Exception]
) -> None:
    supabase.get("/auth/v1/user").mock(return_value=answer)

    with pytest.raises(error):
        await SupabaseAuth(project).user_of(jwt.encode(claims(), SECRET, algorithm="HS256"))


async def test_a_user_is_made_who_can_sign_in_at_once(project: Project, supabase: respx.MockRouter) -> None:
    route = supabase.post("/auth/v1/admin/users").respond(json=ANSWER)

    assert await SupabaseAuth(project).create_user("dana@nightferry.example", "Dana Reyes", "s3cret-word") == USER

    request = route.calls.last.request
    assert json.loads(request.content) == {
        "email": "dana@nightferry.example",
        "email_confirm": True,
        "password": "s3cret-word",
        "user_metadata": {"display_name": "Dana Reyes"},
    }
    assert request.headers["authorization"] == "Bearer sb_secret_key"


async def test_a_user_is_invited_by_mail(project: Project, supabase: respx.MockRouter) -> None:
    route = supabase.post("/auth/v1/invite").respond(json=ANSWER)

    assert await SupabaseAuth(project).invite_user("dana@nightferry.example", "Dana Reyes") == USER

    assert json.loads(route.calls.last.request.content) == {
        "email": "dana@nightferry.example",
        "data": {"display_name": "Dana Reyes"},
    }


@pytest.mark.parametrize(
    ("status", "code", "error", "retryable"),
    [
        (422, "email_exists", StateConflict, None),
        (400, "validation_failed", Invalid, None),
        (400, "email_address_invalid", Invalid, None),
        (422, "weak_password", Invalid, None),
        (403, "not_admin", OutsideFault, False),
        (429, "over_email_send_rate_limit", OutsideFault, True),
        (500, "unexpected_failure", OutsideFault, True),
        (503, "hook_timeout", OutsideFault, True),
    ],
)
async def test_what_auth_says_about_a_new_user_becomes_our_error(
    project: Project,
    supabase: respx.MockRouter,
    status: int,
    code: str,
    error: type[Exception],
    retryable: bool | None,
) -> None:
    body = {"code": status, "error_code": code, "msg": "As Auth says.", "weak_password": {"reasons": ["length"]}}
    if code != "weak_password":
        del body["weak_password"]
    supabase.post("/auth/v1/invite").respond(status, json=body)
    supabase.post("/auth/v1/admin/users").respond(status, json=body)

    for call in (SupabaseAuth(project).invite_user, SupabaseAuth(project).create_user):
        with pytest.raises(error) as raised:
            await call("dana@nightferry.example", "Dana Reyes")
        if isinstance(raised.value, OutsideFault):
            assert (raised.value.system, raised.value.retryable) == ("supabase", retryable)


async def test_no_answer_about_a_new_user_is_a_fault_that_may_pass(
    project: Project, supabase: respx.MockRouter
) -> None:
    supabase.post("/auth/v1/invite").mock(side_effect=httpx.ReadTimeout("slow"))

    with pytest.raises(OutsideFault, match="invite dana@") as fault:
        await SupabaseAuth(project).invite_user("dana@nightferry.example", "Dana Reyes")

    assert fault.value.retryable
