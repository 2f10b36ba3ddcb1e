"""How the emulator writes messages, threads, drafts and history as Gmail's JSON.

Source: https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages.
"""

import base64
from collections.abc import Sequence
from email.message import Message
from typing import Any

from tools.gmail.emulator import rfc822
from tools.gmail.emulator.google_error import GoogleError, not_found
from tools.gmail.emulator.mailbox import HistoryRecord, Mail

FORMATS = ("full", "metadata", "minimal", "raw")


def message(mail: Mail, shape: str = "full", only_headers: Sequence[str] = ()) -> dict[str, Any]:
    """A message in one of `FORMATS`."""
    if shape not in FORMATS:
        raise GoogleError(400, f"Invalid value for format: {shape}")
    written: dict[str, Any] = {
        **ref(mail),
        "labelIds": sorted(mail.labels),
        "snippet": " ".join(rfc822.text_of(mail.parsed).split())[:200],
        "historyId": str(mail.history_id),
        "internalDate": str(mail.internal_date_ms),
        "sizeEstimate": len(mail.raw),
    }
    if shape == "raw":
        written["raw"] = _base64(mail.raw)
    elif shape == "metadata":
        written["payload"] = {
            "mimeType": mail.parsed.get_content_type(),
            "headers": _headers(mail.parsed, only_headers),
        }
    elif shape == "full":
        written["payload"] = _part(mail, mail.parsed, "")
    return written


def ref(mail: Mail) -> dict[str, Any]:
    """A message's two ids."""
    return {"id": mail.id, "threadId": mail.thread_id}


def labelled_ref(mail: Mail) -> dict[str, Any]:
    """A message's two ids with its labels, as sending and modifying answer."""
    return {**ref(mail), "labelIds": sorted(mail.labels)}


def history(record: HistoryRecord) -> dict[str, Any]:
    """A history record."""
    short = {"id": record.message_id, "threadId": record.thread_id}
    told: dict[str, Any] = {"message": {**short, "labelIds": sorted(record.labels)}}
    if record.changed:
        told["labelIds"] = sorted(record.changed)
    plural = {
        "messageAdded": "messagesAdded",
        "messageDeleted": "messagesDeleted",
        "labelAdded": "labelsAdded",
        "labelRemoved": "labelsRemoved",
    }
    return {"id": str(record.id), "messages": [short], plural[record.kind]: [told]}


def attachment(mail: Mail, attachment_id: str) -> dict[str, Any]:
    """An attachment's bytes, or Gmail's 404."""
    for part in mail.parsed.walk():
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and part.get_filename() and _attachment_id(mail, part) == attachment_id:
            return {"size": len(content), "data": _base64(content)}
    raise not_found()


def _part(mail: Mail, part: "Message[str, str]", part_id: str) -> dict[str, Any]:
    written: dict[str, Any] = {
        "partId": part_id,
        "mimeType": part.get_content_type(),
        "filename": part.get_filename() or "",
        "headers": _headers(part),
    }
    if part.is_multipart():
        inside = part.get_payload()
        prefix = f"{part_id}." if part_id else ""
        written["body"] = {"size": 0}
        written["parts"] = [_part(mail, p, f"{prefix}{i}") for i, p in enumerate(inside) if isinstance(p, Message)]
        return written
    content = part.get_payload(decode=True)
    content = content if isinstance(content, bytes) else b""
    if part.get_filename():
        written["body"] = {"size": len(content), "attachmentId": _attachment_id(mail, part)}
    else:
        written["body"] = {"size": len(content), "data": _base64(content)}
    return written


def _headers(part: "Message[str, str]", only: Sequence[str] = ()) -> list[dict[str, str]]:
    wanted = {name.lower() for name in only}
    return [
        {"name": name, "value": str(value).replace("\r", "").replace("\n", "")}
        for name, value in part.items()
        if not wanted or name.lower() in wanted
    ]


def _attachment_id(mail: Mail, part: "Message[str, str]") -> str:
    place = next(i for i, p in enumerate(mail.parsed.walk()) if p is part)
    return "ANGj" + _base64(f"{mail.id}/{place}".encode())


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode("ascii")
