"""Consent to a mailbox: asking for it, what is kept of it, keeping that sealed, and credentials made from it.

One scope does all: read, drafts, send, labels. In a Google project whose consent screen is left in "testing",
Google ends a consent after 7 days; the client's fault then says to connect again.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from google.auth.credentials import Credentials
from google.auth.exceptions import GoogleAuthError
from google.oauth2.credentials import Credentials as UserCredentials
from google_auth_oauthlib.flow import (  # type: ignore[import-untyped]
    Flow,
    InstalledAppFlow,
    WSGITimeoutError,
)
from oauthlib.oauth2 import OAuth2Error
from requests import RequestException

from advancing.errors import Invalid, NotAuthenticated, OutsideFault, SettingMissing

SCOPE = "https://www.googleapis.com/auth/gmail.modify"
AUTH_URI = "https://accounts.google.com/o/oauth2/auth"
TOKEN_URI = "https://oauth2.googleapis.com/token"  # noqa: S105  # an address


@dataclass(frozen=True, slots=True)
class OAuthClient:
    """This installation, as registered in a Google Cloud project ("Desktop app" or "Web application").

    Args:
        client_id: Ends in `.apps.googleusercontent.com`.
        client_secret: Its secret.
        auth_uri: Where a person consents.
        token_uri: Where tokens are given out.
    """

    client_id: str
    client_secret: str
    auth_uri: str = AUTH_URI
    token_uri: str = TOKEN_URI


@dataclass(frozen=True, slots=True)
class GmailToken:
    """What is kept of a consent.

    Args:
        refresh_token: Good until taken back (7 days in testing mode).
        access_token: Good for an hour.
        expires_at: When the access token ends, aware UTC; None if unknown.
    """

    refresh_token: str
    access_token: str = ""
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ConsentRequest:
    """A consent that was asked for in the browser; keep it until the answer comes.

    Args:
        url: Where to send the person.
        state: Comes back with the answer; refuse an answer with another one.
        code_verifier: Proves at the exchange that it was us who asked (PKCE, RFC 7636).
    """

    url: str
    state: str
    code_verifier: str


class TokenSeal:
    """Encrypts tokens at rest.

    Args:
        keys: Fernet keys, newest first: the first one seals, all unseal, so that a key can be replaced.

    Raises:
        SettingMissing: There is no key, or one is not a Fernet key.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys])
        except ValueError as error:
            raise SettingMissing(
                "The key that encrypts Gmail tokens is missing or not a Fernet key; make one with "
                '`python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"`.'
            ) from error

    def seal(self, token: GmailToken) -> bytes:
        """The token encrypted, to be stored."""
        plain = {**asdict(token), "expires_at": token.expires_at.isoformat() if token.expires_at else None}
        return self._fernet.encrypt(json.dumps(plain).encode())

    def unseal(self, sealed: bytes) -> GmailToken:
        """The token again.

        Raises:
            Invalid: It was sealed with a key that is not among ours, or was changed.
        """
        try:
            plain = json.loads(self._fernet.decrypt(sealed))
        except InvalidToken:
            raise Invalid(
                "The stored Gmail token cannot be decrypted with the keys given; connect the mailbox again."
            ) from None
        expires_at = plain["expires_at"]
        return GmailToken(
            plain["refresh_token"], plain["access_token"], datetime.fromisoformat(expires_at) if expires_at else None
        )


def credentials_from(token: GmailToken, client: OAuthClient) -> Credentials:
    """Credentials for `GmailClient`; Google's library renews their access token when it ends."""
    return UserCredentials(  # type: ignore[no-untyped-call]
        token=token.access_token or None,
        refresh_token=token.refresh_token,
        client_id=client.client_id,
        client_secret=client.client_secret,
        token_uri=client.token_uri,
        scopes=[SCOPE],
        expiry=token.expires_at.astimezone(UTC).replace(tzinfo=None) if token.expires_at else None,
    )


def ask_consent(client: OAuthClient, *, redirect_uri: str, state: str, login_hint: str | None = None) -> ConsentRequest:
    """First half of the web flow: where to send the person.

    Args:
        client: This installation.
        redirect_uri: Where Google sends the person back to; registered in the Google Cloud project.
        state: An unguessable word bound to the person's session.
        login_hint: The mailbox's address, so that Google offers that account.
    """
    flow = _flow(client, redirect_uri)
    hint = {"login_hint": login_hint} if login_hint else {}
    # Only with prompt=consent does Google give a refresh token to someone who consented before.
    url, _ = flow.authorization_url(access_type="offline", prompt="consent", state=state, **hint)
    return ConsentRequest(url, state, str(flow.code_verifier))


def exchange(client: OAuthClient, *, redirect_uri: str, code: str, code_verifier: str) -> GmailToken:
    """Second half of the web flow: the code that came back becomes a token. Blocks; call it in a thread.

    Raises:
        NotAuthenticated: Google does not take the code, or gave less than was asked for.
        OutsideFault: Google cannot be reached.
    """
    flow = _flow(client, redirect_uri, code_verifier)
    try:
        flow.fetch_token(code=code, timeout=30)
    except RequestException as error:
        raise OutsideFault(
            "Google could not be reached to finish the consent.", system="gmail", retryable=True
        ) from error
    except (OAuth2Error, Warning) as error:  # oauthlib raises a Warning where the scope was narrowed
        raise NotAuthenticated(
            "Google did not accept the consent: it expired, was used, or a box was left unticked. Start again."
        ) from error
    return _kept(flow)


def consent_on_this_machine(
    client: OAuthClient, *, port: int = 0, open_browser: bool = True, timeout_s: int = 300
) -> GmailToken:
    """Consent in the browser of the machine that this runs on. Blocks until the person is done.

    Args:
        client: This installation, registered as "Desktop app".
        port: Loopback port that the browser comes back to; a free one if 0.
        open_browser: Open it, or only print the address.
        timeout_s: Seconds to wait for the person.

    Raises:
        NotAuthenticated: The person took too long or refused.
    """
    flow = InstalledAppFlow.from_client_config(_config(client), [SCOPE])
    try:
        flow.run_local_server(
            host="127.0.0.1",
            port=port,
            open_browser=open_browser,
            timeout_seconds=timeout_s,
            success_message="The mailbox is connected. You can close this window.",
            prompt="consent",
        )
    except (WSGITimeoutError, OAuth2Error, GoogleAuthError, Warning) as error:
        raise NotAuthenticated("No consent was given in the browser. Start again when you are ready.") from error
    return _kept(flow)


def _flow(client: OAuthClient, redirect_uri: str, code_verifier: str | None = None) -> Flow:
    return Flow.from_client_config(_config(client), [SCOPE], redirect_uri=redirect_uri, code_verifier=code_verifier)


def _config(client: OAuthClient) -> dict[str, dict[str, object]]:
    """The client as Google's library wants it, in the shape of the file that the Cloud console offers."""
    return {"web": {**asdict(client), "redirect_uris": []}}


def _kept(flow: Flow) -> GmailToken:
    got = flow.credentials
    if not got.refresh_token:
        raise NotAuthenticated(
            "Google gave no lasting consent. Take this app's access away at myaccount.google.com and start again."
        )
    expires_at = got.expiry.replace(tzinfo=UTC) if got.expiry else None
    return GmailToken(got.refresh_token, got.token or "", expires_at)
