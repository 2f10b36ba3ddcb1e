"""A tour manager with a row of theirs in every table, for the tests of who sees what."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from advancing.checklist import ChecklistItem, FieldState
from advancing.roles import Role
from tests.builders import (
    LOAD_IN,
    VENUE_ADDRESS,
    make_draft,
    make_mailbox,
    make_message,
    make_one_show,
    make_reading,
    make_tour_manager,
    new_message,
)
from tools.store.agent import keep_agent, log_activity, open_task, store_step
from tools.store.approval import record_approval
from tools.store.checklist import save_items
from tools.store.database import Connection, Database
from tools.store.draft import get_draft, mark_sent, queue_send
from tools.store.effect import Effects
from tools.store.extraction import store_conflict
from tools.store.job import keep_failed_job
from tools.store.learning import observe
from tools.store.link import make_link
from tools.store.mail import Attachment
from tools.store.mail import store_message as store_mail
from tools.store.mailbox import Mailbox, store_push
from tools.store.notice import store_agent_message, store_notice
from tools.store.person import Person, store_token


@dataclass(frozen=True)
class FullTour:
    """Whose rows they are, and the ids that tests ask for."""

    person: Person
    mailbox: Mailbox
    tour_id: UUID
    show_id: UUID
    unmatched_id: UUID


async def make_full_tour(database: Database, name: str) -> FullTour:
    """Write a row of a new tour manager into every table."""
    async with database.transaction(name) as conn:
        person = await make_tour_manager(conn, name)
        mailbox = await make_mailbox(conn, person)
        show_id = await make_one_show(conn, person)
        await _mail(conn, person, mailbox, show_id)
        await _agents(conn, person, show_id)
        unmatched_id = await make_message(conn, mailbox, subject="Who is this for?")
        tour = await (await conn.execute("select tour_id from shows where id = %s", (show_id,))).fetchone()
    assert tour
    await _effect(database, person, show_id)
    return FullTour(person, mailbox, tour["tour_id"], show_id, unmatched_id)


async def _mail(conn: Connection, person: Person, mailbox: Mailbox, show_id: UUID) -> None:
    await store_token(conn, person.user_id, f"token of {person.display_name}")
    await store_push(conn, f"push of {person.display_name}", person.email, 101)
    await make_link(conn, show_id, "tour", f"day of {person.display_name}")
    await save_items(conn, show_id, [ChecklistItem(key=LOAD_IN, state=FieldState.ASKED, times_asked=1)])
    message_id = await make_message(conn, mailbox, show_id)
    with_file = new_message(mailbox, subject="Tech pack")
    pack_id = await store_mail(
        conn, with_file, [Attachment(name="pack.pdf", content_type="application/pdf", size_bytes=9)]
    )
    await conn.execute("update email_messages set show_id = %s where id = %s", (show_id, pack_id))
    extraction_id = await make_reading(conn, show_id, message_id)
    await store_conflict(
        conn,
        show_id=show_id,
        field=LOAD_IN,
        extraction_id=extraction_id,
        known=("14:00", "contract"),
        new=("15:00", "mail"),
        severity="major",
        explanation="The contract says 14:00.",
    )
    draft_id = await make_draft(conn, show_id)
    await record_approval(
        conn,
        subject_type="draft",
        subject_id=draft_id,
        show_id=show_id,
        fingerprint="f",
        shown={},
        user_id=person.user_id,
    )
    await queue_send(conn, await get_draft(conn, draft_id), f"<{draft_id}@nightferry.example>")
    await mark_sent(conn, draft_id, f"sent of {person.display_name}")


async def _agents(conn: Connection, person: Person, show_id: UUID) -> None:
    await keep_agent(
        conn,
        role=Role.DRAFT_GENERATOR,
        tour_manager_id=person.user_id,
        show_id=show_id,
        name=f"draft-{show_id}",
        host="rules",
        host_agent_id="",
        block_ids={},
        model="",
    )
    for show in (show_id, None):
        role = Role.DRAFT_GENERATOR if show else Role.COORDINATOR
        task = await open_task(
            conn,
            role=role,
            kind="draft",
            key=f"{role} of {person.display_name}",
            tour_manager_id=person.user_id,
            show_id=show,
            input={},
        )
        await store_step(
            conn,
            role=role,
            tour_manager_id=person.user_id,
            show_id=show,
            task_id=task.id,
            kind="model_turn",
            name="turn",
        )
        await store_agent_message(
            conn,
            tour_manager_id=person.user_id,
            sender="coordinator",
            recipient="draft_generator",
            type="request",
            body="Write.",
            show_id=show,
        )
        await log_activity(conn, agent_type=role, action="wrote", tour_manager_id=person.user_id, show_id=show)
    await observe(
        conn,
        tour_manager_id=person.user_id,
        agent_type="email_parser",
        pattern_type="style",
        pattern_data={"short": True},
        show_id=show_id,
    )
    await store_notice(conn, person.user_id, kind="draft_ready", title="A draft waits", key=f"draft {show_id}")
    await keep_failed_job(
        conn, job_id=1, name="draft", arguments={"show_id": str(show_id)}, attempts=5, error="It broke."
    )


async def _effect(database: Database, person: Person, show_id: UUID) -> None:
    async def send() -> dict[str, object]:
        return {"to": VENUE_ADDRESS, "at": datetime.now(UTC).isoformat()}

    async def find() -> None:
        return None

    await Effects(database).once(
        f"send:{person.display_name}", kind="gmail.send", show_id=show_id, intent={}, do=send, find=find
    )
