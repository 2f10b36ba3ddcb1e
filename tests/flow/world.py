"""A running system in this process with everything around it, and the verbs of its flow: start, approve, reply, read.

The database, the queue and the clients are the real ones; Gmail and Master Tour are their emulators on the wire; the
clock can be moved. Jobs run only when a test says `work`.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import procrastinate

from advancing.fields import FieldKey
from agents import coordinator, review
from agents.outbox import fingerprint_of
from agents.review import Action, Decision, Edits, extraction_fingerprint
from agents.system import System
from server.bootstrap import Fakes, bootstrap
from server.demo.tour import KETTLE
from server.settings import Settings
from server.worker import make_worker_app, poll_mailboxes
from tests.builders import make_one_show
from tests.flow import letter
from tests.integration.gmail.world import World as GmailWorld
from tests.integration.mastertour.world import World as MasterTourWorld
from tools.gmail.emulator.serve import GmailEmulator
from tools.mastertour.emulator import Account, MasterTourEmulator
from tools.store import draft as drafts
from tools.store.effect import Effect, list_effects
from tools.store.extraction import StoredExtraction, list_extractions
from tools.store.mailbox import Mailbox, connect_mailbox, list_mailboxes
from tools.store.person import Person, make_person
from tools.store.show import Show, get_show

GMAIL_TOKEN = "dana-token"
MASTER_TOUR_KEY, MASTER_TOUR_SECRET, MASTER_TOUR_ID, DAY_ID = "flow-key", "flow-secret", "10", "20"
RIDER_PATH = "riders/rider.pdf"
RIDER = b"%PDF-1.4\n% the rider\n"
THREE_FACTS = "Hi Dana,\n\nLoad in is at 3pm. Doors are at 7pm. Curfew is 11pm, hard.\n\nSam\n"


@dataclass
class Clock:
    """The system's clock: the real one, moved."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        """The time, aware, UTC."""
        return datetime.now(UTC) + self.ahead

    def move(self, **by: float) -> None:
        """Let time pass, `days=3`."""
        self.ahead += timedelta(**by)


@dataclass
class World:
    """A running system and all around it."""

    system: System
    settings: Settings
    app: procrastinate.App
    clock: Clock
    person: Person
    mailbox: Mailbox
    gmail: GmailWorld
    master_tour: MasterTourWorld
    at: dict[str, Any] = field(default_factory=dict)

    async def work(self, *, patience_s: float = 1.0) -> None:
        """Run every job that is due, and those that become due while the patience lasts (retries)."""
        while True:
            await self.app.run_worker_async(
                wait=False, concurrency=4, install_signal_handlers=False, listen_notify=False
            )
            wait = await self._seconds_to_the_next_job()
            if wait is None or wait > patience_s:
                return
            await asyncio.sleep(max(0.0, wait))

    async def _seconds_to_the_next_job(self) -> float | None:
        # The jobs of one lock run in their order: one that is put off holds up those behind it.
        row = await self.row(
            "select extract(epoch from min(coalesce(j.scheduled_at, now())) - now())::float as wait"
            " from procrastinate_jobs j where j.status = 'todo' and not exists (select 1 from procrastinate_jobs b"
            " where b.lock = j.lock and b.id < j.id and b.status in ('todo', 'doing'))"
        )
        return None if row["wait"] is None else float(row["wait"])

    async def row(self, statement: str, *values: object) -> dict[str, Any]:
        """The first row of a query, as the service."""
        return (await self.rows(statement, *values))[0]

    async def rows(self, statement: str, *values: object) -> list[dict[str, Any]]:
        """The rows of a query, as the service."""
        async with self.system.database.transaction() as conn:
            return list(await (await conn.execute(statement, values)).fetchall())

    async def make_show(self, **changes: object) -> UUID:
        """Night Ferry at The Ritz in sixty days, with a rider, and a day in Master Tour."""
        given = {"show_date": (self.clock() + timedelta(days=60)).date(), **changes}
        await self.system.files.write(RIDER_PATH, RIDER, "application/pdf")
        async with self.system.database.transaction() as conn:
            show_id = await make_one_show(conn, self.person, **given)
            await conn.execute(
                "update tours set master_tour_id = %s, rider_name = 'rider.pdf', rider_path = %s"
                " where id = (select tour_id from shows where id = %s)",
                (MASTER_TOUR_ID, RIDER_PATH, show_id),
            )
        self.master_tour.seed(
            tours=[{"id": MASTER_TOUR_ID, "artistName": "Night Ferry", "tourName": "Spring 2027"}],
            days=[
                {
                    "id": DAY_ID,
                    "tourId": MASTER_TOUR_ID,
                    "dayDate": str(given["show_date"]),
                    "name": "The Ritz",
                    "timeZone": "America/New_York",
                    "city": "Raleigh",
                    "generalNotes": "Merch count by 17:00 (Jo)",
                }
            ],
        )
        return show_id

    async def started(self, **changes: object) -> UUID:
        """A show whose first mail awaits review."""
        show_id = await self.make_show(**changes)
        await coordinator.start_show(self.system, show_id, str(self.person.user_id))
        await self.work()
        return show_id

    async def asked(self, **changes: object) -> UUID:
        """A show whose first mail was sent."""
        show_id = await self.started(**changes)
        await self.approve(show_id)
        return show_id

    async def answered(self, body: str = THREE_FACTS, **changes: object) -> UUID:
        """A show with an answer that awaits review."""
        show_id = await self.asked(**changes)
        await self.venue_says(body)
        return show_id

    async def show(self, show_id: UUID) -> Show:
        """A show as it stands."""
        async with self.system.database.transaction() as conn:
            return await get_show(conn, show_id)

    async def status(self, show_id: UUID) -> str:
        """Where a show stands."""
        return (await self.show(show_id)).status.value

    async def state_of(self, show_id: UUID, key: str) -> tuple[str, Any]:
        """State and value of a field."""
        row = await self.row("select state, value from show_fields where show_id = %s and field = %s", show_id, key)
        return row["state"], row["value"]

    async def draft(self, show_id: UUID) -> drafts.Draft:
        """The draft that waits."""
        async with self.system.database.transaction() as conn:
            waiting = await drafts.waiting_draft(conn, show_id)
        assert waiting is not None, f"No draft waits; the show is {await self.status(show_id)}."
        return waiting

    async def approve(self, show_id: UUID, *, then_work: bool = True, **edits: str) -> drafts.Draft:
        """The tour manager approves the draft that waits, as it is or with edits; it is sent."""
        draft = await self.draft(show_id)
        await review.approve_draft(
            self.system,
            self.person.user_id,
            draft.id,
            fingerprint=fingerprint_of(draft),
            edits=Edits(**edits) if edits else None,
        )
        if then_work:
            await self.work()
        return draft

    async def reject(self, show_id: UUID, feedback: str = "Shorter please.", *, then_work: bool = True) -> drafts.Draft:
        """The tour manager rejects the draft that waits."""
        draft = await self.draft(show_id)
        await review.reject_draft(self.system, self.person.user_id, draft.id, feedback=feedback)
        if then_work:
            await self.work()
        return draft

    async def venue_says(self, body: str = THREE_FACTS, **how: str) -> None:
        """The venue answers our latest mail; the mailbox is pulled and the mail is read."""
        await self.arrives(letter.answer(self.gmail.sent()[-1], body, **how))

    async def arrives(self, *mails: bytes) -> None:
        """Mails come into the mailbox, which is pulled; what follows from them is done."""
        for raw in mails:
            self.gmail.deliver(raw)
        await self.pull()

    async def pull(self) -> None:
        """The poll looks into the mailbox, and what follows is done."""
        await poll_mailboxes(self.system)
        await self.work()

    async def reading(self, show_id: UUID) -> StoredExtraction:
        """The latest reading that awaits review."""
        async with self.system.database.transaction() as conn:
            waiting = await list_extractions(conn, status="pending_review", show_id=show_id)
        assert waiting, f"No reading waits; the show is {await self.status(show_id)}."
        return waiting[0]

    async def approve_reading(
        self, show_id: UUID, decisions: Mapping[str, Decision] | None = None, *, then_work: bool = True
    ) -> StoredExtraction:
        """The tour manager approves what was read, with decisions on some fields."""
        stored = await self.reading(show_id)
        await review.approve_extraction(
            self.system,
            self.person.user_id,
            stored.id,
            fingerprint=extraction_fingerprint(stored),
            decisions={FieldKey(key): decision for key, decision in (decisions or {}).items()},
        )
        if then_work:
            await self.work()
        return stored

    async def settle(self, show_id: UUID, *, then_work: bool = True) -> None:
        """The tour manager approves what was read, and gives every other value from a phone call."""
        found = (await self.reading(show_id)).extraction.fields
        rows = await self.rows("select field, state from show_fields where show_id = %s", show_id)
        await self.approve_reading(
            show_id,
            {
                row["field"]: Decision(action=Action.CORRECT, value=KETTLE.answers[row["field"]].value)
                for row in rows
                if row["field"] not in found and row["state"] not in ("confirmed", "not_needed")
            },
            then_work=then_work,
        )

    async def effects(self, show_id: UUID) -> list[Effect]:
        """What was done outside for a show."""
        async with self.system.database.transaction() as conn:
            return await list_effects(conn, show_id)

    async def notices(self) -> list[str]:
        """Titles of what the tour manager was told, oldest first."""
        return [row["title"] for row in await self.rows("select title from notifications order by created_at")]

    async def actions(self, **of: object) -> list[dict[str, Any]]:
        """The activity log, oldest first."""
        return await self.rows("select * from agent_activity_log order by id")

    async def cursor(self) -> int:
        """How far the mailbox's history is stored."""
        async with self.system.database.transaction() as conn:
            return (await list_mailboxes(conn))[0].history_id or 0


def make_settings(
    dsn: str, state_dir: Path, gmail: GmailEmulator, master_tour: MasterTourEmulator, **more: Any
) -> Settings:
    """Settings of a system among emulators, by the rules host, with retries that follow at once."""
    return Settings(
        _env_file=None,
        **{
            "database_url": dsn,
            "state_dir": state_dir,
            "agent_host": "rules",
            "tool_secret": "the secret of the flow's tests, long enough",
            "session_secret": "another secret of the flow's tests, long",
            "gmail_api_url": gmail.url,
            "gmail_emulator_token": GMAIL_TOKEN,
            "master_tour_url": master_tour.api_url,
            "master_tour_key": MASTER_TOUR_KEY,
            "master_tour_secret": MASTER_TOUR_SECRET,
            "retry_first_s": 0.02,
            "retry_attempts": 4,
            **more,
        },
    )


@asynccontextmanager
async def emulators() -> AsyncIterator[tuple[GmailEmulator, MasterTourEmulator]]:
    """Gmail with Dana's mailbox, and Master Tour."""
    account = Account(key=MASTER_TOUR_KEY, secret=MASTER_TOUR_SECRET)
    with GmailEmulator({letter.DANA: GMAIL_TOKEN}) as gmail, MasterTourEmulator(accounts=[account]) as master_tour:
        yield gmail, master_tour


@asynccontextmanager
async def make_world(
    settings: Settings, gmail: GmailEmulator, master_tour: MasterTourEmulator, fakes: Fakes | None = None
) -> AsyncIterator[World]:
    """Wire a system and put Dana with her mailbox into it (once)."""
    clock = Clock()
    gmail_world, master_tour_world = GmailWorld(gmail), MasterTourWorld(master_tour)
    given = fakes or Fakes()
    try:
        async with bootstrap(settings, Fakes(given.host, given.clock or clock, given.checkpoint)) as system:
            app = make_worker_app(system, settings)
            # What runs by the clock is called by the tests that are about it.
            app.periodic_registry.periodic_tasks.clear()
            async with system.database.transaction() as conn:
                person = await make_person(conn, email=letter.DANA, display_name="Dana Reyes")
                mailbox = await connect_mailbox(conn, person.user_id, letter.DANA, None, None)
            yield World(system, settings, app, clock, person, mailbox, gmail_world, master_tour_world)
    finally:
        gmail_world.close()
        master_tour_world.close()
