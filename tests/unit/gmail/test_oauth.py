"""Tokens are sealed, keys can be replaced, and a consent asks for what is needed."""

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.fernet import Fernet
from google.oauth2.credentials import Credentials

from advancing.errors import Invalid, SettingMissing
from tools.gmail.oauth import SCOPE, GmailToken, OAuthClient, TokenSeal, ask_consent, credentials_from

CLIENT = OAuthClient("id.apps.googleusercontent.com", "secret")
TOKEN = GmailToken("1//refresh", "ya29.access", datetime(2026, 11, 20, 12, tzinfo=UTC))
OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.mark.parametrize("token", [TOKEN, GmailToken("1//refresh")])
def test_a_sealed_token_shows_nothing_and_comes_back_as_it_was(token: GmailToken) -> None:
    sealed = TokenSeal([NEW]).seal(token)

    assert b"refresh" not in sealed
    assert TokenSeal([NEW]).unseal(sealed) == token


def test_a_key_can_be_replaced_while_the_old_one_still_opens() -> None:
    sealed = TokenSeal([OLD]).seal(TOKEN)

    assert TokenSeal([NEW, OLD]).unseal(sealed) == TOKEN
    with pytest.raises(Invalid, match="connect the mailbox again"):
        TokenSeal([NEW]).unseal(sealed)


def test_a_token_that_was_tampered_with_is_refused() -> None:
    sealed = TokenSeal([NEW]).seal(TOKEN)

    with pytest.raises(Invalid):
        TokenSeal([NEW]).unseal(sealed[:-2] + b"xx")


@pytest.mark.parametrize("keys", [[], [""], ["too short"], [NEW, "é"]])
def test_a_missing_or_wrong_key_is_named(keys: list[str]) -> None:
    with pytest.raises(SettingMissing, match="Fernet"):
        TokenSeal(keys)


def test_consent_is_asked_for_one_scope_offline_with_state_and_proof() -> None:
    asked = ask_consent(CLIENT, redirect_uri="https://a.example/back", state="s-1", login_hint="jo@band.example")

    query = parse_qs(urlsplit(asked.url).query)
    assert query["scope"] == [SCOPE]
    assert query["access_type"] == ["offline"]
    assert query["prompt"] == ["consent"]
    assert query["state"] == [asked.state] == ["s-1"]
    assert query["code_challenge_method"] == ["S256"]
    assert query["login_hint"] == ["jo@band.example"]
    assert len(asked.code_verifier) >= 43


def test_credentials_know_when_their_access_token_ends() -> None:
    credentials = credentials_from(TOKEN, CLIENT)

    assert isinstance(credentials, Credentials)
    assert credentials.expiry == datetime(2026, 11, 20, 12)
    assert credentials.refresh_token == "1//refresh"
