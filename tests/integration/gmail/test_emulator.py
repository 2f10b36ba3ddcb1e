"""Where the emulator must be as strict as Gmail, asked by Google's own client without ours between."""

import base64
import io
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from google.oauth2.credentials import Credentials
from googleapiclient.errors import HttpError
from googleapiclient.http import MediaIoBaseUpload

from tests.integration.gmail.world import JO, TOKEN, VENUE, World, mail, our_mail
from tools.gmail.connection import _gmail_at
from tools.gmail.emulator.serve import GmailEmulator
from tools.gmail.transport import SessionHttp

RITZ_TOKEN = "ritz-token"


@pytest.fixture(scope="module")
def two_mailboxes() -> Iterator[GmailEmulator]:
    with GmailEmulator({JO: TOKEN, VENUE: RITZ_TOKEN}) as running:
        yield running


class Google:
    """Google's client for one mailbox."""

    def __init__(self, emulator: GmailEmulator, token: str) -> None:
        self.users: Any = _gmail_at(emulator.url + "/").users()
        self.http = SessionHttp(Credentials(token), connect_timeout_s=2, read_timeout_s=2)

    def do(self, request: Any) -> Any:
        return request.execute(http=self.http)

    def refused(self, request: Any) -> HttpError:
        with pytest.raises(HttpError) as caught:
            self.do(request)
        return caught.value


@pytest.fixture
def jo(two_mailboxes: GmailEmulator) -> Iterator[Google]:
    two_mailboxes.state.reset()
    google = Google(two_mailboxes, TOKEN)
    yield google
    google.http.close()


@pytest.fixture
def ritz(two_mailboxes: GmailEmulator) -> Iterator[Google]:
    google = Google(two_mailboxes, RITZ_TOKEN)
    yield google
    google.http.close()


def in_json(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode()


def upload(raw: bytes, **how: Any) -> MediaIoBaseUpload:
    return MediaIoBaseUpload(io.BytesIO(raw), "message/rfc822", **how)


def test_mail_between_two_mailboxes_arrives_in_the_others_inbox(jo: Google, ritz: Google) -> None:
    jo.do(jo.users.messages().send(userId="me", body={"raw": in_json(our_mail())}))

    (came,) = ritz.do(ritz.users.messages().list(userId="me", q="in:inbox is:unread"))["messages"]

    got = ritz.do(ritz.users.messages().get(userId="me", id=came["id"], format="metadata", metadataHeaders=["From"]))
    assert got["payload"]["headers"] == [{"name": "From", "value": JO}]
    assert set(got["labelIds"]) == {"INBOX", "UNREAD"}


def test_one_mailbox_does_not_see_into_another(jo: Google, ritz: Google) -> None:
    sent = jo.do(jo.users.messages().send(userId="me", body={"raw": in_json(our_mail())}))

    assert ritz.refused(ritz.users.messages().get(userId="me", id=sent["id"])).status_code == 404
    assert ritz.refused(ritz.users.getProfile(userId=JO)).status_code == 403


@pytest.mark.parametrize("how", [{}, {"resumable": True}, {"resumable": True, "chunksize": 256 * 1024}])
def test_every_way_to_upload_gives_the_same_draft(jo: Google, how: dict[str, Any]) -> None:
    raw = our_mail(attachment=bytes(range(256)) * 4096)

    with_body = jo.do(jo.users.drafts().create(userId="me", body={"message": {}}, media_body=upload(raw, **how)))
    alone = jo.do(jo.users.drafts().create(userId="me", media_body=upload(raw, **how)))

    for draft in (with_body, alone):
        got = jo.do(jo.users.drafts().get(userId="me", id=draft["id"], format="raw"))
        assert base64.urlsafe_b64decode(got["message"]["raw"]) == raw


def test_a_draft_can_be_replaced_and_sent_in_one_call(jo: Google, two_mailboxes: GmailEmulator) -> None:
    draft = jo.do(jo.users.drafts().create(userId="me", body={"message": {"raw": in_json(our_mail())}}))

    jo.do(
        jo.users.drafts().send(
            userId="me", body={"id": draft["id"], "message": {"raw": in_json(our_mail(body="Newer\n"))}}
        )
    )

    (sent,) = two_mailboxes.state.office.sent
    assert b"Newer" in sent.mail.raw


def test_what_gmail_adds_to_an_unfinished_mail_is_added(jo: Google) -> None:
    raw = b"To: ann@ritz.example\r\nSubject: Hi\r\n\r\nHi\r\n"

    sent = jo.do(jo.users.messages().send(userId="me", body={"raw": in_json(raw)}))

    got = jo.do(jo.users.messages().get(userId="me", id=sent["id"]))
    headers = {h["name"]: h["value"] for h in got["payload"]["headers"]}
    assert headers["From"] == JO
    assert headers["Message-ID"].endswith("@mail.gmail.com>")
    assert "Date" in headers
    assert base64.urlsafe_b64decode(got["payload"]["body"]["data"]) == b"Hi\r\n"


def test_nobody_can_send_as_someone_else(jo: Google, two_mailboxes: GmailEmulator) -> None:
    jo.do(jo.users.messages().send(userId="me", body={"raw": in_json(mail(sender="boss@band.example", to=VENUE))}))

    (sent,) = two_mailboxes.state.office.sent
    assert sent.as_json()["from"] == JO


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({}, "raw"),
        ({"raw": "!"}, "ByteString"),
        ({"raw": in_json(b"Subject: to nobody\n\nHi")}, "Recipient address required"),
    ],
)
def test_a_mail_that_cannot_be_sent_is_refused(jo: Google, body: dict[str, str], says: str) -> None:
    refusal = jo.refused(jo.users.messages().send(userId="me", body=body))

    assert refusal.status_code == 400
    assert says in refusal.reason


def test_a_reply_needs_the_threads_subject_and_references(jo: Google, two_mailboxes: GmailEmulator) -> None:
    office = two_mailboxes.state.office
    came = office.deliver(office.of_address(JO), mail())

    def thread_of(raw: bytes, thread_id: str) -> str:
        message = {"raw": in_json(raw), "threadId": thread_id}
        draft = jo.do(jo.users.drafts().create(userId="me", body={"message": message}))
        return str(draft["message"]["threadId"])

    right = our_mail("Re: Advance: The Ritz", answers="<1@ritz.example>")
    assert thread_of(right, came.thread_id) == came.thread_id
    assert thread_of(our_mail("Another", answers="<1@ritz.example>"), came.thread_id) != came.thread_id
    assert thread_of(our_mail("Re: Advance: The Ritz"), came.thread_id) != came.thread_id
    unknown = {"message": {"raw": in_json(right), "threadId": "18cfffffffffffff"}}
    assert jo.refused(jo.users.drafts().create(userId="me", body=unknown)).status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"a", "b"}),
        ("from:ritz.example", {"a"}),
        ("-from:ritz.example", {"b"}),
        ("subject:advance", {"a"}),
        ('subject:"advance: the ritz"', {"a"}),
        ("invoice", {"b"}),
        ("rfc822msgid:a@x.example", {"a"}),
        ("newer_than:1d", {"a", "b"}),
        ("older_than:1d", set()),
        ("after:2020/01/01", {"a", "b"}),
        ("before:2020/01/01", set()),
        ("label:advancing-ritz", {"b"}),
        ("in:sent", set()),
        ("in:anywhere", {"a", "b", "spam"}),
        ("is:unread from:bank", {"b"}),
        ("has:attachment", {"b"}),
    ],
)
def test_searches_find_what_gmail_would(jo: Google, two_mailboxes: GmailEmulator, query: str, found: set[str]) -> None:
    office = two_mailboxes.state.office
    mailbox = office.of_address(JO)
    label = mailbox.create_label("Advancing Ritz")
    named = {
        office.deliver(mailbox, mail(message_id="<a@x.example>")).id: "a",
        office.deliver(
            mailbox, mail("Invoice", sender="bank@b.example", message_id="<b@x.example>", attachment=b"x")
        ).id: "b",
        office.deliver(mailbox, mail("Spam", message_id="<spam@x.example>"), ("SPAM",)).id: "spam",
    }
    mailbox.relabel(mailbox.mail(next(i for i, n in named.items() if n == "b")), {label}, ())

    got = jo.do(jo.users.messages().list(userId="me", q=query)).get("messages", [])

    assert {named[message["id"]] for message in got} == found


def test_a_search_that_the_emulator_does_not_know_is_refused(jo: Google) -> None:
    assert jo.refused(jo.users.messages().list(userId="me", q="larger:5M")).status_code == 400


def test_labels_follow_gmails_rules(jo: Google) -> None:
    labels = jo.users.labels()
    made = jo.do(labels.create(userId="me", body={"name": "Advancing"}))

    assert jo.refused(labels.create(userId="me", body={"name": "ADVANCING"})).status_code == 409
    assert jo.refused(labels.create(userId="me", body={"name": "Inbox"})).status_code == 400
    assert made in jo.do(labels.list(userId="me"))["labels"]
    sent = jo.do(jo.users.messages().send(userId="me", body={"raw": in_json(our_mail())}))
    refusal = jo.refused(jo.users.messages().modify(userId="me", id=sent["id"], body={"addLabelIds": ["Label_99"]}))
    assert refusal.status_code == 400


def test_history_tells_what_was_labelled_and_deleted(jo: Google, two_mailboxes: GmailEmulator) -> None:
    start = jo.do(jo.users.getProfile(userId="me"))["historyId"]
    draft = jo.do(jo.users.drafts().create(userId="me", body={"message": {"raw": in_json(our_mail())}}))
    jo.do(jo.users.messages().modify(userId="me", id=draft["message"]["id"], body={"addLabelIds": ["STARRED"]}))
    jo.do(jo.users.drafts().delete(userId="me", id=draft["id"]))

    records = jo.do(jo.users.history().list(userId="me", startHistoryId=start))["history"]

    assert [next(k for k in r if k not in ("id", "messages")) for r in records] == [
        "messagesAdded",
        "labelsAdded",
        "messagesDeleted",
    ]
    assert records[1]["labelsAdded"][0]["labelIds"] == ["STARRED"]


def test_a_watch_needs_a_topics_full_name(jo: Google) -> None:
    assert jo.refused(jo.users.watch(userId="me", body={"topicName": "gmail"})).status_code == 400


def test_errors_have_googles_shape(two_mailboxes: GmailEmulator) -> None:
    answer = httpx.get(f"{two_mailboxes.url}/gmail/v1/users/me/profile", trust_env=False)
    nowhere = httpx.get(f"{two_mailboxes.url}/gmail/v1/users/me/nothing", trust_env=False)

    assert answer.status_code == answer.json()["error"]["code"] == 401
    assert answer.json()["error"]["status"] == "UNAUTHENTICATED"
    assert answer.json()["error"]["errors"][0]["reason"] == "authError"
    assert nowhere.json()["error"]["code"] == 404


def test_a_control_call_with_a_fault_that_is_none_is_refused(world: World) -> None:
    with pytest.raises(httpx.HTTPStatusError):
        world.fail(status=200)


def test_it_runs_from_the_command_line() -> None:
    running = subprocess.Popen(
        [sys.executable, "-m", "tools.gmail.emulator", "--port", "0", "--mailbox", f"{JO}={TOKEN}"],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert running.stdout
        url = running.stdout.readline().strip()
        answer = httpx.get(
            f"{url}/gmail/v1/users/me/profile", headers={"Authorization": f"Bearer {TOKEN}"}, trust_env=False
        )
        assert answer.json()["emailAddress"] == JO
    finally:
        running.terminate()
        running.wait(timeout=10)
        if running.stdout:
            running.stdout.close()
