"""What an approval is for: a fingerprint of exactly what the person saw.

A mail or a set of values has one fingerprint; whatever a person would see differently changes it. Storing it, and
using it once, is the store's work.
"""

import hashlib
import hmac
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from advancing.errors import ApprovalVoid
from advancing.fields import FieldKey
from advancing.values import Value

_DOMAIN = "advancing.approval"
_VERSION = "v1"


@dataclass(frozen=True, slots=True)
class SeenAttachment:
    """An attachment as it was shown.

    Args:
        name: File name.
        sha256: Hex digest of its content.
    """

    name: str
    sha256: str


def fingerprint_mail(
    *,
    to: Sequence[str],
    subject: str,
    body: str,
    cc: Sequence[str] = (),
    bcc: Sequence[str] = (),
    attachments: Sequence[SeenAttachment] = (),
) -> str:
    """The fingerprint of a mail.

    Args:
        to: Addresses; neither their order nor their case matters.
        subject: The subject line.
        body: The plain-text body; the kind of line end and white space at line ends do not matter, as mail
            systems change them.
        cc: Addresses.
        bcc: Addresses.
        attachments: Name and content hash of each; their order does not matter.

    Returns:
        `v1:` and 64 hex digits.
    """
    return _digest(
        "mail",
        {
            "to": _addresses(to),
            "cc": _addresses(cc),
            "bcc": _addresses(bcc),
            "subject": " ".join(subject.split()),
            "body": _lines(body),
            "attachments": sorted([one.name, one.sha256.lower()] for one in attachments),
        },
    )


def fingerprint_values(subject_id: str, values: Mapping[FieldKey, Value | None]) -> str:
    """The fingerprint of field values that are shown for approval.

    Args:
        subject_id: What they belong to, such as the id of the extraction or of the show.
        values: Canonical values by field; None where a field was shown empty.

    Returns:
        `v1:` and 64 hex digits.
    """
    return _digest("values", {"of": subject_id, "values": {key: _plain(value) for key, value in values.items()}})


def require_same(approved: str, now: str, what: str = "This") -> None:
    """Refuse to act on an approval of something else.

    Args:
        approved: The fingerprint the person approved.
        now: The fingerprint of what would leave or be kept.
        what: What it is, for the sentence: `The mail to The Ritz`.

    Raises:
        ApprovalVoid: They differ.
    """
    if not hmac.compare_digest(approved.encode(), now.encode()):
        raise ApprovalVoid(f"{what} changed after it was approved; look at it again and approve what stands there now.")


def _digest(kind: str, content: dict[str, object]) -> str:
    text = json.dumps(_composed(content), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    # Domain and kind stand in front, so that no mail can have the fingerprint of values, or of anything else.
    framed = f"{_DOMAIN}.{kind}.{_VERSION}\n{text}"
    return f"{_VERSION}:{hashlib.sha256(framed.encode()).hexdigest()}"


def _composed(content: object) -> object:
    """The same with every text in Unicode's composed form: what looks the same counts as the same."""
    if isinstance(content, str):
        return unicodedata.normalize("NFC", content)
    if isinstance(content, dict):
        return {str(_composed(key)): _composed(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_composed(one) for one in content]
    return content


def _addresses(addresses: Sequence[str]) -> list[str]:
    bare = [(re.findall(r"<([^<>]*)>\s*$", address) or [address])[0] for address in addresses]
    return sorted({address.strip().casefold() for address in bare})


def _lines(body: str) -> str:
    lines = body.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def _plain(value: object) -> object:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return value
