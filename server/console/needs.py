"""What needs the tour manager, most pressing first, and how far every show is. Read under the person's own rights."""

from dataclasses import dataclass
from uuid import UUID

from advancing.status import Status
from server.console.wording import draft_type, first_sentence, job, label, moment, next_step, plural, title
from tools.store.checklist import load_checklist
from tools.store.database import Connection
from tools.store.draft import Draft, list_drafts, list_sends
from tools.store.extraction import Conflict, StoredExtraction, list_conflicts, list_extractions
from tools.store.job import FailedJob, list_failed_jobs
from tools.store.mail import Message, list_unmatched
from tools.store.mailbox import Mailbox
from tools.store.show import Show, list_shows


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that waits for the tour manager.

    Args:
        key: Unique on the page, stable while the thing waits.
        kind: One or two words.
        title: What it is about.
        sentence: What is wanted.
        button: What the one button says.
        href: Where the button leads.
        post: Whether pressing the button does it at once (a form) instead of leading to a page.
        is_pressing: Whether it stands out: it blocks other things, or somebody may be misled.
        notes: Short remarks.
    """

    key: str
    kind: str
    title: str
    sentence: str
    button: str
    href: str
    post: bool = False
    is_pressing: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShowLine:
    """One show in the list.

    Args:
        show: The show.
        done: Critical fields that are settled.
        total: Critical fields.
        next: What happens next, in a sentence.
        review: Where its draft or answer is reviewed, "" where nothing waits.
        review_label: What is reviewed there.
    """

    show: Show
    done: int
    total: int
    next: str
    review: str = ""
    review_label: str = ""


@dataclass(frozen=True, slots=True)
class Overview:
    """What stands on the first page."""

    needs: tuple[Need, ...] = ()
    shows: tuple[ShowLine, ...] = ()


async def look_over(conn: Connection, mailbox: Mailbox | None) -> Overview:
    """Gather what needs the person, and their shows by date.

    Args:
        conn: Of the person who asks: it shows them what is theirs.
        mailbox: Theirs, if they connected one.
    """
    shows = {show.id: show for show in await list_shows(conn)}
    drafts = await list_drafts(conn, status="pending_review")
    readings = await list_extractions(conn, status="pending_review")
    conflicts = await list_conflicts(conn, status="open")
    needs = [
        *([_mailbox(mailbox)] if mailbox and mailbox.status == "reconnect" else []),
        *[await _trouble(conn, show) for show in shows.values() if show.status is Status.NEEDS_ATTENTION],
        *_readings(readings, shows),
        *(_draft(item, shows[item.show_id]) for item in _by_date(drafts, shows)),
        *(_unmatched(item) for item in await list_unmatched(conn)),
        *_conflicts(conflicts, readings, shows),
        *[await _trouble(conn, show) for show in shows.values() if show.status is Status.STALLED],
        *(_failed(item, shows.get(item.show_id) if item.show_id else None) for item in await list_failed_jobs(conn)),
    ]
    waiting = {item.show_id: (f"/console/drafts/{item.id}", "Review the draft") for item in drafts} | {
        item.show_id: (f"/console/extractions/{item.id}", "Review the answer") for item in readings
    }
    return Overview(needs=tuple(needs), shows=tuple([await _line(conn, show, waiting) for show in shows.values()]))


async def _line(conn: Connection, show: Show, waiting: dict[UUID, tuple[str, str]]) -> ShowLine:
    _, _, done, total = (await load_checklist(conn, show.id, show.venue_type)).progress()
    review, review_label = waiting.get(show.id, ("", ""))
    return ShowLine(show, done, total, next_step(show, total - done), review, review_label)


def _by_date(drafts: list[Draft], shows: dict[UUID, Show]) -> list[Draft]:
    return sorted((item for item in drafts if item.show_id in shows), key=lambda item: shows[item.show_id].show_date)


def _mailbox(mailbox: Mailbox) -> Need:
    return Need(
        key=f"mailbox-{mailbox.id}",
        kind="Mailbox",
        title=mailbox.address,
        sentence="Gmail no longer lets us in, so no mail is fetched or sent. Connect the mailbox again.",
        button="How to connect it",
        href="/console/mailbox",
        is_pressing=True,
        notes=(first_sentence(mailbox.error),) if mailbox.error else (),
    )


async def _trouble(conn: Connection, show: Show) -> Need:
    """A show that stands still: a bounced address to replace, silence, or a step that failed."""
    sends = await list_sends(conn, show.id)
    if sends and sends[-1].delivery_status == "bounced":
        sentence = f"The mail to {', '.join(sends[-1].recipients)} bounced. Give another address and write again."
        button, anchor = "Give another address", "#contact"
    elif show.status is Status.STALLED:
        sentence = show.status_reason or "The venue does not answer. Decide how to go on."
        button, anchor = "Decide how to go on", "#go-on"
    else:
        sentence = show.status_reason or "The advance stands still. Have a look and decide how to go on."
        button, anchor = "Decide how to go on", "#go-on"
    return Need(
        key=f"show-{show.id}",
        kind="No answer" if show.status is Status.STALLED else "Stands still",
        title=title(show),
        sentence=sentence,
        button=button,
        href=f"/console/shows/{show.id}{anchor}",
        is_pressing=show.status is Status.NEEDS_ATTENTION,
    )


def _readings(readings: list[StoredExtraction], shows: dict[UUID, Show]) -> list[Need]:
    """Suspicious mail first, then what conflicts with what was known, then by date of the show."""
    known = [item for item in readings if item.show_id in shows]
    known.sort(
        key=lambda item: (
            not item.extraction.suspicions,
            not item.extraction.conflicts,
            shows[item.show_id].show_date,
            item.created_at,
        )
    )
    return [_reading(item, shows[item.show_id]) for item in known]


def _reading(stored: StoredExtraction, show: Show) -> Need:
    found = stored.extraction
    notes = []
    if found.conflicts:
        notes.append(f"Conflicts with what was known: {', '.join(label(key) for key in found.conflicts)}")
    if found.unresolved:
        notes.append(f"Still open: {', '.join(label(item.field) for item in found.unresolved[:6])}")
    count = plural(len(found.fields), "value")
    if found.suspicions:
        sentence = "Be careful: this mail looks suspicious. Look at it before you keep anything of it."
    elif not found.fields:
        sentence = "The venue wrote, but no value was found. Have a look at the mail."
    else:
        sentence = f"The venue answered. Check {count} and approve."
    return Need(
        key=f"reading-{stored.id}",
        kind="Suspicious mail" if found.suspicions else "Conflict" if found.conflicts else "Answer",
        title=title(show),
        sentence=sentence,
        button="Look at the mail" if found.suspicions or not found.fields else "Review the answer",
        href=f"/console/extractions/{stored.id}",
        is_pressing=bool(found.suspicions or found.conflicts),
        notes=tuple(notes),
    )


def _draft(draft: Draft, show: Show) -> Need:
    asks = plural(len(draft.questions_asked), "question")
    notes = [f"“{draft.subject}”"]
    if draft.is_stale:
        notes.append(draft.stale_reason or "New mail came since this was written.")
    return Need(
        key=f"draft-{draft.id}",
        kind=draft_type(draft.draft_type),
        title=title(show),
        sentence=f"A mail with {asks} to {', '.join(draft.recipients)} waits for your approval.",
        button="Review the draft",
        href=f"/console/drafts/{draft.id}",
        notes=tuple(notes),
    )


def _unmatched(message: Message) -> Need:
    notes = [first_sentence(message.match_reason)] if message.match_reason else []
    if message.is_broken:
        notes.append("This mail is damaged; only part of it could be read.")
    return Need(
        key=f"mail-{message.id}",
        kind="Unsorted mail",
        title=message.subject or "(no subject)",
        sentence=f"We could not tell which show this mail from {message.from_address or 'an unknown sender'} is for.",
        button="Sort this mail",
        href=f"/console/mail/{message.id}",
        notes=tuple(notes),
    )


def _conflicts(conflicts: list[Conflict], readings: list[StoredExtraction], shows: dict[UUID, Show]) -> list[Need]:
    """Conflicts to decide for themselves; those of an answer that awaits review are decided there."""
    in_review = {item.id for item in readings}
    return [
        Need(
            key=f"conflict-{item.id}",
            kind="Conflict",
            title=f"{label(item.field)}, {title(shows[item.show_id])}",
            sentence=item.explanation or "Two sources say different things. Decide which holds.",
            button="Decide which holds",
            href=f"/console/conflicts/{item.id}",
            is_pressing=item.severity == "critical",
        )
        for item in conflicts
        if item.show_id in shows and item.extraction_id not in in_review
    ]


def _failed(failed: FailedJob, show: Show | None) -> Need:
    return Need(
        key=f"job-{failed.id}",
        kind="Failed",
        title=f"{job(failed.task_name)}{f', {title(show)}' if show else ''}",
        sentence=f"This failed for good after {plural(failed.attempts, 'try', 'tries')}. Try it again once the cause is "
        "mended.",
        button="Try again",
        href=f"/console/failed-jobs/{failed.id}",
        post=True,
        notes=(first_sentence(failed.error), moment(failed.failed_at, show)),
    )
