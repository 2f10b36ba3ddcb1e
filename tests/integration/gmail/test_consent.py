"""Consent, renewal and its end, with Google's library against the emulator's OAuth endpoints."""

import threading
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from advancing.errors import NotAuthenticated, OutsideFault
from tests.integration.gmail.world import JO, World
from tools.gmail import oauth
from tools.gmail.client import GmailClient
from tools.gmail.emulator.serve import GmailEmulator
from tools.gmail.oauth import GmailToken, OAuthClient

BACK = "http://127.0.0.1/back"


@pytest.fixture
def client(emulator: GmailEmulator, world: World, monkeypatch: pytest.MonkeyPatch) -> OAuthClient:
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")  # the emulator speaks http
    return OAuthClient("id", "secret", f"{emulator.url}/o/oauth2/auth", f"{emulator.url}/token")


def consent(client: OAuthClient) -> tuple[str, str]:
    """The person consents; the code that comes back, and the proof that goes with it."""
    asked = oauth.ask_consent(client, redirect_uri=BACK, state="s-1")
    back = httpx.get(asked.url, trust_env=False).headers["location"]
    answer = parse_qs(urlsplit(back).query)
    assert answer["state"] == [asked.state]
    return answer["code"][0], asked.code_verifier


def connect(client: OAuthClient) -> GmailToken:
    code, verifier = consent(client)
    return oauth.exchange(client, redirect_uri=BACK, code=code, code_verifier=verifier)


async def test_a_consent_opens_the_mailbox(emulator: GmailEmulator, client: OAuthClient) -> None:
    token = connect(client)

    gmail = GmailClient(oauth.credentials_from(token, client), endpoint=emulator.url)

    assert (await gmail.get_profile()).email == JO
    gmail.close()


async def test_an_access_token_that_ended_is_renewed_unseen(
    emulator: GmailEmulator, client: OAuthClient, world: World
) -> None:
    gmail = GmailClient(oauth.credentials_from(connect(client), client), endpoint=emulator.url)
    world.ask("POST", "expire-access")

    assert (await gmail.get_profile()).email == JO
    gmail.close()


async def test_a_consent_taken_back_says_to_connect_again(
    emulator: GmailEmulator, client: OAuthClient, world: World
) -> None:
    gmail = GmailClient(oauth.credentials_from(connect(client), client), endpoint=emulator.url)
    world.ask("POST", "revoke")

    with pytest.raises(OutsideFault) as caught:
        await gmail.get_profile()

    assert not caught.value.retryable
    assert "advance gmail connect" in caught.value.message
    gmail.close()


def test_a_code_is_good_once_and_only_for_who_asked(client: OAuthClient) -> None:
    code, verifier = consent(client)

    with pytest.raises(NotAuthenticated):
        oauth.exchange(client, redirect_uri=BACK, code=code, code_verifier="x" * 43)
    with pytest.raises(NotAuthenticated):
        oauth.exchange(client, redirect_uri=BACK, code=code, code_verifier=verifier)


def test_consent_on_this_machine_comes_back_to_a_local_port(
    client: OAuthClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    browsed: list[threading.Thread] = []

    class Browser:
        def open(self, url: str, **_options: object) -> bool:
            visit = threading.Thread(target=lambda: httpx.get(url, follow_redirects=True, trust_env=False))
            visit.start()
            browsed.append(visit)
            return True

    monkeypatch.setattr("webbrowser.get", lambda _name: Browser())

    token = oauth.consent_on_this_machine(client, timeout_s=10)

    browsed[0].join()
    assert token.refresh_token
    assert token.access_token


def test_a_person_who_never_answers_is_not_waited_for_for_ever(client: OAuthClient) -> None:
    with pytest.raises(NotAuthenticated):
        oauth.consent_on_this_machine(client, open_browser=False, timeout_s=1)
