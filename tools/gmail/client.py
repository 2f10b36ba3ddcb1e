"""The Gmail client: every call the system makes to one mailbox, asynchronous, within the quota, in our own types.

Nothing is tried twice here: a job decides that, after it looked for what the earlier try may have done.
"""

from collections.abc import AsyncIterator
from typing import Any

from google.auth.credentials import Credentials

from advancing.errors import AdvancingError, Invalid, NotFound, OutsideFault
from tools.gmail import answer
from tools.gmail.connection import Connection
from tools.gmail.quota import QuotaBucket, Units
from tools.gmail.records import Draft, DraftRef, HistoryPage, MessageRef, Profile, RawMessage, Thread, Watch

GMAIL = "https://gmail.googleapis.com/"
ME = "me"


class HistoryExpired(AdvancingError):
    """The history id is too old for Gmail; list the known threads and recent mail instead, then start afresh."""

    code = "history_expired"


class GmailClient:
    """One mailbox.

    Args:
        credentials: What the mailbox's owner consented to (`oauth.credentials_from`).
        endpoint: Root URL of the API; the emulator's in tests and in the demo.
        connect_timeout_s: Seconds to reach Google.
        read_timeout_s: Seconds without a byte of the answer.
        quota: This account's bucket of quota units; share one between clients of the same mailbox.
    """

    def __init__(
        self,
        credentials: Credentials,
        *,
        endpoint: str = GMAIL,
        connect_timeout_s: float = 10.0,
        read_timeout_s: float = 30.0,
        quota: QuotaBucket | None = None,
    ) -> None:
        self._connection = Connection(
            credentials,
            endpoint=endpoint,
            connect_timeout_s=connect_timeout_s,
            read_timeout_s=read_timeout_s,
            quota=quota or QuotaBucket(),
        )

    def close(self) -> None:
        """Close all connections."""
        self._connection.close()

    async def get_profile(self) -> Profile:
        """Whose mailbox it is, and its newest history id."""
        return await self._connection.call(
            Units.PROFILE,
            "asking for the mailbox's profile",
            lambda gmail: gmail.users().getProfile(userId=ME),
            lambda got: Profile(got["emailAddress"], int(got["historyId"])),
        )

    async def history_since(self, history_id: int, *, label_id: str | None = None) -> AsyncIterator[HistoryPage]:
        """What came into the mailbox since a history id, page by page.

        Args:
            history_id: The one stored after the last reading.
            label_id: Only messages with this label; all, sent mail and drafts included, if None.

        Yields:
            At least one page, see `HistoryPage`.

        Raises:
            HistoryExpired: Gmail no longer keeps history from there.
        """
        filters: dict[str, Any] = {"startHistoryId": str(history_id), "historyTypes": ["messageAdded"]}
        if label_id:
            filters["labelId"] = label_id
        newest, page_token = None, None
        while True:
            try:
                added, reached, page_token = await self._history_page(filters, page_token)
            except NotFound:
                raise HistoryExpired(
                    f"Gmail keeps no history from {history_id} any more; recent mail has to be listed instead."
                ) from None
            newest = reached if newest is None else newest
            yield HistoryPage(added, newest)
            if not page_token:
                return

    async def list_messages(
        self, query: str = "", *, label_ids: tuple[str, ...] = (), include_spam_trash: bool = False
    ) -> AsyncIterator[MessageRef]:
        """Messages that match a search, newest first, without their labels.

        Args:
            query: As in Gmail's search box: `newer_than:2d in:inbox`.
            label_ids: Only messages with all of these.
            include_spam_trash: Search those two as well.
        """
        filters: dict[str, Any] = {"q": query, "labelIds": list(label_ids), "includeSpamTrash": include_spam_trash}
        page_token: str | None = None
        while True:
            refs, page_token = await self._connection.call(
                Units.MESSAGES_LIST,
                "searching the mailbox",
                lambda gmail, token=page_token: (
                    gmail.users()  # type: ignore[misc]
                    .messages()
                    .list(userId=ME, **filters, **_page(token))
                ),
                lambda got: (tuple(answer.message_ref(m) for m in got.get("messages", ())), got.get("nextPageToken")),
            )
            for ref in refs:
                yield ref
            if not page_token:
                return

    async def get_raw_message(self, message_id: str) -> RawMessage:
        """A message whole.

        Raises:
            NotFound: It was deleted, or was a draft that has been edited or sent since.
        """
        return await self._connection.call(
            Units.MESSAGE_GET,
            f"fetching message {message_id}",
            lambda gmail: gmail.users().messages().get(userId=ME, id=message_id, format="raw"),
            answer.raw_message,
        )

    async def get_thread(self, thread_id: str) -> Thread:
        """A thread's overview: who wrote when, with labels and Message-IDs."""
        return await self._connection.call(
            Units.THREAD_GET,
            f"fetching thread {thread_id}",
            lambda gmail: (
                gmail.users()
                .threads()
                .get(userId=ME, id=thread_id, format="metadata", metadataHeaders=answer.OVERVIEW_HEADERS)
            ),
            lambda got: Thread(
                got["id"], int(got["historyId"]), tuple(answer.thread_message(m) for m in got.get("messages", ()))
            ),
        )

    async def get_attachment(self, message_id: str, attachment_id: str) -> bytes:
        """The bytes of an attachment that Gmail keeps apart from the message's JSON."""
        return await self._connection.call(
            Units.ATTACHMENT_GET,
            f"fetching an attachment of message {message_id}",
            lambda gmail: gmail.users().messages().attachments().get(userId=ME, messageId=message_id, id=attachment_id),
            lambda got: answer.from_base64(got["data"]),
        )

    async def create_draft(self, raw: bytes, thread_id: str | None = None) -> DraftRef:
        """Make a draft.

        Args:
            raw: RFC 5322 bytes, at most `answer.MAX_MESSAGE_BYTES`.
            thread_id: The thread it answers in; the raw message must then carry the thread's subject and
                In-Reply-To/References, or Gmail puts it into a thread of its own.

        Raises:
            Invalid: The message is too large for Gmail.
        """
        message, media = answer.message_body(raw, thread_id)
        return await self._connection.call(
            Units.DRAFT_CREATE,
            "making a draft",
            lambda gmail: gmail.users().drafts().create(userId=ME, body={"message": message}, **media),
            answer.draft_ref,
        )

    async def update_draft(self, draft_id: str, raw: bytes, thread_id: str | None = None) -> DraftRef:
        """Replace what a draft says; its message id changes."""
        message, media = answer.message_body(raw, thread_id)
        return await self._connection.call(
            Units.DRAFT_UPDATE,
            f"changing draft {draft_id}",
            lambda gmail: (
                gmail.users()
                .drafts()
                .update(userId=ME, id=draft_id, body={"id": draft_id, "message": message}, **media)
            ),
            answer.draft_ref,
        )

    async def get_draft(self, draft_id: str) -> Draft:
        """What a draft says now, edits made in Gmail included.

        Raises:
            NotFound: It was deleted or sent in Gmail.
        """
        return await self._connection.call(
            Units.DRAFTS_GET,
            f"fetching draft {draft_id}",
            lambda gmail: gmail.users().drafts().get(userId=ME, id=draft_id, format="raw"),
            lambda got: Draft(got["id"], answer.raw_message(got["message"])),
        )

    async def list_drafts(self) -> AsyncIterator[DraftRef]:
        """All drafts of the mailbox, the person's own included."""
        page_token: str | None = None
        while True:
            drafts, page_token = await self._connection.call(
                Units.MESSAGES_LIST,
                "listing drafts",
                lambda gmail, token=page_token: gmail.users().drafts().list(userId=ME, **_page(token)),  # type: ignore[misc]
                lambda got: (tuple(answer.draft_ref(d) for d in got.get("drafts", ())), got.get("nextPageToken")),
            )
            for draft in drafts:
                yield draft
            if not page_token:
                return

    async def delete_draft(self, draft_id: str) -> None:
        """Delete a draft for good.

        Raises:
            NotFound: It is gone already, deleted or sent.
        """
        await self._connection.call(
            Units.DRAFT_DELETE,
            f"deleting draft {draft_id}",
            lambda gmail: gmail.users().drafts().delete(userId=ME, id=draft_id),
            lambda _: None,
        )

    async def send_draft(self, draft_id: str) -> MessageRef:
        """Send a draft as it stands. Not idempotent: after any fault, `find_by_message_id` before another try.

        Returns:
            The sent message; its id is not the draft's.

        Raises:
            NotFound: It was deleted or sent in Gmail.
        """
        return await self._connection.call(
            Units.SEND,
            f"sending draft {draft_id}",
            lambda gmail: gmail.users().drafts().send(userId=ME, body={"id": draft_id}),
            answer.message_ref,
        )

    async def find_by_message_id(self, message_id: str, *, thread_id: str | None = None) -> MessageRef | None:
        """The message with an RFC 5322 Message-ID, a sent one before a draft; this tells whether a send was done.

        Args:
            message_id: With or without its angle brackets.
            thread_id: The thread it should be in, if known: looked at first, because a search's index can lag.
        """
        bare = message_id.strip().strip("<>")
        if not bare or any(c.isspace() for c in bare):
            raise Invalid(f"{message_id!r} is not a Message-ID; it looks like <left@right>.")
        found = await self._find_in_thread(thread_id, bare) if thread_id else []
        if not any(ref.is_sent for ref in found):
            async for ref in self.list_messages(f"rfc822msgid:{bare}", include_spam_trash=True):
                labelled = await self._get_ref(ref.id)
                if labelled:
                    found.append(labelled)
        return min(found, key=lambda ref: (not ref.is_sent, ref.is_draft), default=None)

    async def ensure_label(self, name: str) -> str:
        """The id of the label with that name (case aside), made if there is none."""
        found = await self._find_label(name)
        if found:
            return found
        try:
            return await self._connection.call(
                Units.LABELS_WRITE,
                f"making label {name}",
                lambda gmail: gmail.users().labels().create(userId=ME, body={"name": name}),
                lambda got: str(got["id"]),
            )
        except OutsideFault as fault:
            # Someone else, or we in another process, made it between the two calls.
            found = await self._find_label(name) if fault.status == 409 else None
            if not found:
                raise
            return found

    async def add_labels(self, message_id: str, label_ids: tuple[str, ...], *, remove: tuple[str, ...] = ()) -> None:
        """Put labels on a message; for people to see, since a reply does not inherit them."""
        await self._connection.call(
            Units.MESSAGE_MODIFY,
            f"labelling message {message_id}",
            lambda gmail: (
                gmail.users().messages().modify(userId=ME, id=message_id, body=_label_change(label_ids, remove))
            ),
            lambda _: None,
        )

    async def add_thread_labels(
        self, thread_id: str, label_ids: tuple[str, ...], *, remove: tuple[str, ...] = ()
    ) -> None:
        """Put labels on every message that a thread has now."""
        await self._connection.call(
            Units.THREAD_MODIFY,
            f"labelling thread {thread_id}",
            lambda gmail: (
                gmail.users().threads().modify(userId=ME, id=thread_id, body=_label_change(label_ids, remove))
            ),
            lambda _: None,
        )

    async def watch(self, topic: str, label_ids: tuple[str, ...] = ("INBOX",)) -> Watch:
        """Ask Gmail to publish changes to a Pub/Sub topic; lasts 7 days at most, renew it daily.

        Args:
            topic: `projects/<project>/topics/<topic>`, on which Gmail's service account may publish.
            label_ids: Changes to messages with these labels only.
        """
        return await self._connection.call(
            Units.WATCH,
            "starting the watch on the mailbox",
            lambda gmail: gmail.users().watch(
                userId=ME,
                body={"topicName": topic, "labelIds": list(label_ids), "labelFilterBehavior": "include"},
            ),
            lambda got: Watch(int(got["historyId"]), answer.moment(got["expiration"])),
        )

    async def stop_watch(self) -> None:
        """End the watch."""
        await self._connection.call(
            Units.WATCH, "ending the watch", lambda gmail: gmail.users().stop(userId=ME), lambda _: None
        )

    async def _history_page(
        self, filters: dict[str, Any], page_token: str | None
    ) -> tuple[tuple[MessageRef, ...], int, str | None]:
        return await self._connection.call(
            Units.HISTORY,
            "reading the mailbox's history",
            lambda gmail: gmail.users().history().list(userId=ME, **filters, **_page(page_token)),
            lambda got: (
                tuple(
                    answer.message_ref(added["message"])
                    for record in got.get("history", ())
                    for added in record.get("messagesAdded", ())
                ),
                int(got["historyId"]),
                got.get("nextPageToken"),
            ),
        )

    async def _find_in_thread(self, thread_id: str, bare_id: str) -> list[MessageRef]:
        try:
            thread = await self.get_thread(thread_id)
        except NotFound:
            return []
        ids = {f"<{bare_id}>", bare_id}
        return [m.ref for m in thread.messages if m.message_id in ids or m.own_message_id in ids]

    async def _get_ref(self, message_id: str) -> MessageRef | None:
        """A message's labels, or None where it went away meanwhile."""
        try:
            return await self._connection.call(
                Units.MESSAGE_GET,
                f"looking at message {message_id}",
                lambda gmail: gmail.users().messages().get(userId=ME, id=message_id, format="minimal"),
                answer.message_ref,
            )
        except NotFound:
            return None

    async def _find_label(self, name: str) -> str | None:
        labels = await self._connection.call(
            Units.LABELS_LIST,
            "listing labels",
            lambda gmail: gmail.users().labels().list(userId=ME),
            lambda got: {label["name"].casefold(): str(label["id"]) for label in got.get("labels", ())},
        )
        return labels.get(name.casefold())


def _page(token: str | None) -> dict[str, Any]:
    return {"pageToken": token} if token else {}


def _label_change(add: tuple[str, ...], remove: tuple[str, ...]) -> Any:
    return {"addLabelIds": list(add), "removeLabelIds": list(remove)}
