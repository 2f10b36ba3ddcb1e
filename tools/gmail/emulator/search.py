"""The part of Gmail's search that the emulator understands; any other operator is refused, so that no test passes by luck.

Source: https://support.google.com/mail/answer/7190.
"""

import re
from datetime import datetime, timedelta

from tools.gmail.emulator import rfc822
from tools.gmail.emulator.google_error import GoogleError
from tools.gmail.emulator.mailbox import Mail, Mailbox

_TERM = re.compile(r'(-)?(?:([a-z_0-9]+):)?("[^"]*"|\S+)', re.IGNORECASE)
_KNOWN = frozenset(
    {"", "rfc822msgid", "from", "to", "cc", "subject", "in", "is", "label", "has"}
    | {"newer_than", "older_than", "after", "before"}
)
_PLACES = {
    "inbox": "INBOX",
    "sent": "SENT",
    "drafts": "DRAFT",
    "draft": "DRAFT",
    "trash": "TRASH",
    "spam": "SPAM",
    "starred": "STARRED",
}
_DAYS = {"d": 1, "m": 30, "y": 365}


def find(mailbox: Mailbox, query: str, label_ids: list[str], include_spam_trash: bool) -> list[Mail]:
    """Messages that match, newest first."""
    terms = [(bool(minus), (key or "").lower(), value.strip('"')) for minus, key, value in _TERM.findall(query)]
    unknown = {key for _, key, _ in terms} - _KNOWN
    if unknown:
        raise GoogleError(400, f"This emulator does not know the search operator {min(unknown)}:")
    anywhere = include_spam_trash or any(
        key == "in" and value.lower() in ("anywhere", "trash", "spam") for _, key, value in terms
    )
    found = [
        mail
        for mail in mailbox.mails.values()
        if (anywhere or not mail.labels & {"TRASH", "SPAM"})
        and set(label_ids) <= mail.labels
        and all(_matches(mailbox, mail, key, value) is not minus for minus, key, value in terms)
    ]
    return sorted(found, key=lambda mail: (mail.internal_date_ms, mail.id), reverse=True)


def _matches(mailbox: Mailbox, mail: Mail, key: str, value: str) -> bool:
    match key:
        case "":
            return (
                value.casefold() in f"{rfc822.header(mail.parsed, 'Subject')} {rfc822.text_of(mail.parsed)}".casefold()
            )
        case "rfc822msgid":
            return mail.message_id.strip("<>") == value.strip("<>")
        case "from" | "to" | "cc" | "subject":
            return value.casefold() in rfc822.header(mail.parsed, key.capitalize()).casefold()
        case "in":
            return value.lower() == "anywhere" or _place(value) in mail.labels
        case "is":
            return value.upper() in mail.labels or (value.lower() == "read" and "UNREAD" not in mail.labels)
        case "label":
            wanted = value.casefold().replace("-", " ")
            return any(mailbox.labels[label].casefold().replace("-", " ") == wanted for label in mail.labels)
        case "has":
            return value.lower() == "attachment" and any(part.get_filename() for part in mail.parsed.walk())
        case "newer_than" | "older_than":
            return (mail.internal_date_ms >= _ago_ms(mailbox.now(), value)) is (key == "newer_than")
        case "after" | "before":
            return (mail.internal_date_ms >= _at_ms(mailbox.now(), value)) is (key == "after")
    raise AssertionError(key)


def _place(value: str) -> str:
    if value.lower() not in _PLACES:
        raise GoogleError(400, f"This emulator does not know in:{value}")
    return _PLACES[value.lower()]


def _ago_ms(now: datetime, value: str) -> float:
    found = re.fullmatch(r"(\d+)([dmy])", value.lower())
    if not found:
        raise GoogleError(400, f"This emulator does not know the age {value}")
    return (now - timedelta(days=int(found[1]) * _DAYS[found[2]])).timestamp() * 1000


def _at_ms(now: datetime, value: str) -> float:
    if value.isdigit():
        return int(value) * 1000
    try:
        year, month, day = (int(part) for part in re.split(r"[/-]", value))
        return datetime(year, month, day, tzinfo=now.tzinfo).timestamp() * 1000
    except ValueError:
        raise GoogleError(400, f"This emulator does not know the date {value}") from None
