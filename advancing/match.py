"""Which show a message belongs to: by its thread, by the mails it refers to, or by sender and subject.

What cannot be told is not guessed: an ambiguous message goes to the tour manager with the reason.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from email.utils import parseaddr
from enum import StrEnum
from itertools import pairwise
from uuid import UUID

from babel.dates import get_month_names
from rapidfuzz import fuzz

from advancing.draft_check import own_subject
from advancing.grounding import fold

_ENOUGH = 0.6
_LEAD = 0.1
"""How far the best show must be ahead of the next."""
# A domain that many houses share says nothing about the house.
_SHARED_DOMAIN_NAMES = (
    "gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com icloud.com me.com mac.com aol.com"
    " gmx.de gmx.net gmx.at web.de t-online.de orange.fr free.fr wanadoo.fr laposte.net hotmail.fr hotmail.co.uk"
    " yahoo.co.uk btinternet.com protonmail.com proton.me ziggo.nl kpnmail.nl telenet.be comcast.net"
)
_SHARED_DOMAINS = frozenset(_SHARED_DOMAIN_NAMES.split())


class MatchedBy(StrEnum):
    """What told which show it is."""

    THREAD = "thread"
    REFERENCE = "reference"
    SENDER = "sender"
    SUBJECT = "subject"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class MessageHeaders:
    """What is looked at of a message.

    Args:
        sender: `From` as written.
        subject: Subject, decoded.
        thread_id: The mailbox's own thread id, or None.
        in_reply_to: Message-ID it answers, with or without angle brackets, or None.
        references: Message-IDs of its `References`.
    """

    sender: str
    subject: str = ""
    thread_id: str | None = None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A show that a message may belong to.

    Args:
        show_id: The show.
        artist: Who plays.
        venue: Name of the venue.
        show_date: The show day.
        contacts: Addresses known for the venue.
        thread_ids: Threads of the show in the mailbox.
        message_ids: Message-IDs of the show's mails, ours and theirs.
        subjects: Subjects of its threads.
        is_live: Whether its advance still goes on; a show that does not is second choice.
    """

    show_id: UUID
    artist: str
    venue: str
    show_date: date
    contacts: tuple[str, ...] = ()
    thread_ids: frozenset[str] = frozenset()
    message_ids: frozenset[str] = frozenset()
    subjects: tuple[str, ...] = ()
    is_live: bool = True


@dataclass(frozen=True, slots=True)
class Match:
    """Where a message belongs.

    Args:
        show_id: The show, or None where it could not be told.
        by: What told it.
        confidence: 0 to 1.
        reason: One sentence, for the tour manager where there is no show.
    """

    show_id: UUID | None
    by: MatchedBy
    confidence: float
    reason: str


def match_to_show(headers: MessageHeaders, candidates: Sequence[Candidate]) -> Match:
    """The show a message belongs to.

    Args:
        headers: Of the message.
        candidates: Shows it may belong to, those whose advance is over included.

    Returns:
        A match by thread, then by In-Reply-To and References (RFC 5322 3.6.4), then by sender and subject together.
    """
    if headers.thread_id:
        held = [show for show in candidates if headers.thread_id in show.thread_ids]
        if found := _one_of(held, headers, MatchedBy.THREAD, "It stands in a thread of the show."):
            return found
    referred = {_bare(one) for one in (headers.in_reply_to or "", *headers.references) if one.strip()}
    held = [show for show in candidates if referred & {_bare(one) for one in show.message_ids}]
    if found := _one_of(held, headers, MatchedBy.REFERENCE, "It answers a mail of the show."):
        return found
    return _by_sender_and_subject(headers, candidates)


def _one_of(held: Sequence[Candidate], headers: MessageHeaders, by: MatchedBy, reason: str) -> Match | None:
    """The only show of several, or the one that the subject tells from the others."""
    if len(held) == 1:
        return Match(held[0].show_id, by, 1.0, reason)
    if not held:
        return None
    best, lead = _best([(show, _subject_score(headers.subject, show)) for show in held])
    if lead >= _LEAD:
        return Match(best.show_id, by, 0.8, f"{reason} Of {len(held)} such shows the subject names this one.")
    return Match(None, MatchedBy.NONE, 0.0, f"It could belong to {_named(held)}: they share a thread.")


def _by_sender_and_subject(headers: MessageHeaders, candidates: Sequence[Candidate]) -> Match:
    sender = parseaddr(headers.sender)[1].casefold()
    scored: list[tuple[Candidate, float]] = []
    for show in candidates:
        score = _sender_score(sender, show) + 0.45 * _subject_score(headers.subject, show)
        scored.append((show, score if show.is_live else score - 0.2))
    able = [(show, score) for show, score in scored if score >= _ENOUGH]
    # A subject alone must be nearly our own to tell the show, as anybody can write one.
    strangers = [
        (show, 0.6 + 0.0001 * score)
        for show, score in scored
        if not able and show.is_live and _subject_score(headers.subject, show) >= 0.95
    ]
    if not able and not strangers:
        who = sender or "a sender without an address"
        return Match(None, MatchedBy.NONE, 0.0, f"No show is known for {who}, and the subject names none.")
    best, lead = _best(able or strangers)
    if lead < _LEAD:
        shows = [show for show, _ in able or strangers]
        return Match(None, MatchedBy.NONE, 0.0, f"It could belong to {_named(shows)}; nothing tells which.")
    if strangers:
        return Match(best.show_id, MatchedBy.SUBJECT, 0.6, "The sender is not known, but the subject is the show's.")
    subject = _subject_score(headers.subject, best)
    by = MatchedBy.SENDER if _sender_score(sender, best) >= _ENOUGH and subject < 0.5 else MatchedBy.SUBJECT
    confidence = round(min(0.95, next(score for show, score in able if show is best)), 2)
    told = "only the sender tells it" if by is MatchedBy.SENDER else "sender and subject agree"
    return Match(best.show_id, by, confidence, f"It fits {best.artist} at {best.venue}: {told}.")


def _best(scored: Sequence[tuple[Candidate, float]]) -> tuple[Candidate, float]:
    """The best show and how far it is ahead of the next."""
    ordered = sorted(scored, key=lambda pair: pair[1], reverse=True)
    return ordered[0][0], ordered[0][1] - (ordered[1][1] if len(ordered) > 1 else 0.0)


def _sender_score(sender: str, show: Candidate) -> float:
    known = {parseaddr(contact)[1].casefold() for contact in show.contacts}
    if sender and sender in known:
        return 0.6
    domain = sender.rpartition("@")[2]
    same_house = domain and domain not in _SHARED_DOMAINS and domain in {one.rpartition("@")[2] for one in known}
    return 0.4 if same_house else 0.0


def _subject_score(subject: str, show: Candidate) -> float:
    """How well a subject names a show, 0 to 1: near to one of its threads', or with artist, venue and day."""
    ours = own_subject(subject)
    if not ours:
        return 0.0
    near = max((fuzz.ratio(ours, own_subject(known)) / 100 for known in show.subjects), default=0.0)
    named = 0.4 * _names(ours, show.artist) + 0.3 * _names(ours, show.venue) + 0.3 * _names_day(ours, show.show_date)
    return max(near if near >= 0.8 else 0.0, named)


def _names(subject: str, name: str) -> bool:
    return (
        bool(name.strip()) and fuzz.partial_ratio(fold(name), subject) >= 90 and len(subject) >= len(name.strip()) - 1
    )


def _names_day(subject: str, day: date) -> bool:
    runs = [int(run) for run in re.findall(r"(?<!\d)\d{1,2}(?!\d)", subject)]
    months = (get_month_names("abbreviated", locale=language)[day.month] for language in ("en", "de", "fr", "es", "nl"))
    spelled = any(fold(month).rstrip(".")[:3] in subject for month in months)
    return day.day in runs and (spelled or any({a, b} == {day.day, day.month} for a, b in pairwise(runs)))


def _bare(message_id: str) -> str:
    return message_id.strip().strip("<>").strip()


def _named(shows: Iterable[Candidate]) -> str:
    names = [f"{show.artist} at {show.venue} on {show.show_date.isoformat()}" for show in shows]
    return " or ".join(names[:4]) + (" or others" if len(names) > 4 else "")
