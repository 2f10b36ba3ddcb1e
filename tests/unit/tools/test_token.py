"""Tokens of tool calls: what is signed comes back, anything else is refused."""

import dataclasses
from uuid import UUID

import jwt
import pytest

from advancing.errors import NotAuthenticated, SettingMissing
from advancing.roles import Role
from tools.token import Caller, issue_token, read_token

SECRET = "a secret of the tests"
CALLER = Caller(Role.EMAIL_PARSER, UUID(int=1), UUID(int=2), UUID(int=3), "email_parser-3")


@pytest.mark.parametrize(
    "caller",
    [CALLER, dataclasses.replace(CALLER, role=Role.COORDINATOR, tour_id=None, show_id=None, in_chat=True)],
)
def test_a_token_says_who_calls(caller: Caller) -> None:
    assert read_token(issue_token(caller, SECRET), SECRET) == caller


def test_the_same_caller_gets_the_same_token() -> None:
    assert issue_token(CALLER, SECRET) == issue_token(CALLER, SECRET)


def test_a_raised_key_version_voids_older_tokens() -> None:
    with pytest.raises(NotAuthenticated):
        read_token(issue_token(CALLER, SECRET), SECRET, key_version=2)


def test_a_token_signed_with_another_secret_is_refused() -> None:
    with pytest.raises(NotAuthenticated):
        read_token(issue_token(CALLER, "another secret of theirs"), SECRET)


def test_a_changed_token_is_refused() -> None:
    head, body, signature = issue_token(CALLER, SECRET).split(".")
    other = issue_token(dataclasses.replace(CALLER, show_id=UUID(int=9)), SECRET).split(".")[1]

    for token in (f"{head}.{other}.{signature}", f"{head}.{body}.", "", "a.b.c"):
        with pytest.raises(NotAuthenticated):
            read_token(token, SECRET)


def test_an_unsigned_token_is_refused() -> None:
    claims = jwt.decode(issue_token(CALLER, SECRET), options={"verify_signature": False})

    with pytest.raises(NotAuthenticated):
        read_token(jwt.encode(claims, None, algorithm="none"), SECRET)


@pytest.mark.parametrize("change", [{"aud": "another"}, {"purpose": "session"}, {"role": "admin"}, {"show": "x"}])
def test_a_token_made_for_something_else_is_refused(change: dict[str, str]) -> None:
    from tools.token import _key

    claims = jwt.decode(issue_token(CALLER, SECRET), options={"verify_signature": False})

    with pytest.raises(NotAuthenticated):
        read_token(jwt.encode(claims | change, _key(SECRET), algorithm="HS256"), SECRET)


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(SettingMissing):
        issue_token(CALLER, "short")
