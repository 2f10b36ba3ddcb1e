"""From Gmail's JSON to our records, and the body of a request that carries a message."""

import base64
import io
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from googleapiclient.http import MediaIoBaseUpload

from advancing.errors import Invalid
from tools.gmail.records import DraftRef, MessageRef, RawMessage, ThreadMessage

MAX_MESSAGE_BYTES = 25_000_000
"""Gmail's limit for a message with its attachments as it is sent."""

UPLOAD_FROM_BYTES = 1_000_000
"""From this size a message goes by resumable upload and not inside the JSON, which Gmail takes up to 5 MB."""

OWN_ID_HEADER = "X-Advancing-Message-Id"
"""Carries our Message-ID a second time, should Gmail ever replace the one in `Message-ID`."""

OVERVIEW_HEADERS = ["Message-ID", OWN_ID_HEADER, "From", "To", "Subject"]


def message_ref(got: Mapping[str, Any]) -> MessageRef:
    """A message's ids; labels where the answer has them."""
    return MessageRef(got["id"], got["threadId"], frozenset(got.get("labelIds", ())))


def raw_message(got: Mapping[str, Any]) -> RawMessage:
    """A message in format `raw`."""
    return RawMessage(
        id=got["id"],
        thread_id=got["threadId"],
        label_ids=frozenset(got.get("labelIds", ())),
        history_id=int(got["historyId"]),
        received_at=moment(got["internalDate"]),
        raw=from_base64(got["raw"]),
    )


def thread_message(got: Mapping[str, Any]) -> ThreadMessage:
    """A message in format `metadata` with the headers of `OVERVIEW_HEADERS`."""
    headers = {h["name"].lower(): h["value"] for h in got.get("payload", {}).get("headers", ())}
    return ThreadMessage(
        ref=message_ref(got),
        received_at=moment(got["internalDate"]),
        message_id=headers.get("message-id", "").strip(),
        own_message_id=headers.get(OWN_ID_HEADER.lower(), "").strip(),
        sender=headers.get("from", ""),
        recipients=headers.get("to", ""),
        subject=headers.get("subject", ""),
        snippet=got.get("snippet", ""),
    )


def draft_ref(got: Mapping[str, Any]) -> DraftRef:
    """A draft's ids."""
    return DraftRef(got["id"], got["message"]["id"], got["message"]["threadId"])


def moment(epoch_ms: str) -> datetime:
    """Milliseconds since 1970 as an aware UTC time."""
    return datetime.fromtimestamp(int(epoch_ms) / 1000, UTC)


def from_base64(text: str) -> bytes:
    """Gmail's URL-safe base64, padded or not."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def message_body(raw: bytes, thread_id: str | None) -> tuple[Any, dict[str, Any]]:
    """How a message goes into a request: the JSON of the message, and the upload beside it if it is large.

    Raises:
        Invalid: It is larger than Gmail takes.
    """
    if len(raw) > MAX_MESSAGE_BYTES:
        raise Invalid(f"The message has {len(raw) / 1e6:.1f} MB; Gmail takes at most {MAX_MESSAGE_BYTES // 10**6} MB.")
    message = {"threadId": thread_id} if thread_id else {}
    if len(raw) >= UPLOAD_FROM_BYTES:
        return message, {"media_body": MediaIoBaseUpload(io.BytesIO(raw), "message/rfc822", resumable=True)}
    return {**message, "raw": base64.urlsafe_b64encode(raw).decode("ascii")}, {}
