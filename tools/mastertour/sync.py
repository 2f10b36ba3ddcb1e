"""A show's values to its Master Tour day and what the day says back; every write goes through the caller's guard.

What is to be done is planned by `advancing.itinerary`; approvals, links and receipts are kept by the caller.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from advancing.errors import NotFound, OutsideFault
from advancing.fields import FieldKey
from advancing.itinerary import (
    Create,
    Difference,
    ItemLink,
    Leave,
    Update,
    find_own_item,
    find_venue_type,
    plan_items,
    read_known,
    render_notes,
)
from advancing.values import Value
from tools.mastertour.client import MasterTourClient, StaleRecord
from tools.mastertour.report import Effect, NotesOutcome, PulledDay, Receipt, SyncReport


async def pull(client: MasterTourClient, day_id: str, *, zone: str | None = None) -> PulledDay:
    """Read a day and what it says about the show.

    Args:
        client: Master Tour.
        day_id: The day.
        zone: The venue's IANA zone, None: as Master Tour has it.

    Raises:
        NotFound: No such day.
        Invalid: There are times, and no usable zone.
        OutsideFault: Master Tour failed.
    """
    day = await client.get_day(day_id)
    events = await client.get_day_events(day_id)
    return PulledDay(day, events, read_known(day, events, zone=zone), find_venue_type(events))


async def push(
    client: MasterTourClient,
    day_id: str,
    values: Mapping[FieldKey, Value],
    links: Mapping[FieldKey, ItemLink],
    *,
    zone: str,
    scope: str,
    effect: Effect,
    unconfirmed: AbstractSet[FieldKey] = frozenset(),
    overwrite_notes: bool = False,
) -> SyncReport:
    """Bring a day up to what was approved.

    It can be called again after any failure, with the same arguments: what was done is not done twice.

    Args:
        client: Master Tour.
        day_id: The day that the show is linked to.
        values: All approved values of the show, canonical, by field: the notes are rendered from the whole.
        links: Items known to be ours, by field.
        zone: The venue's IANA zone.
        scope: What the effects' keys begin with; unique for this approval, the same for its retries.
        effect: Guards each write.
        unconfirmed: Fields whose value is taken for now.
        overwrite_notes: Replace our part of the notes even where somebody edited it, because a person decided so.

    Returns:
        What was done and what a person has to look at.

    Raises:
        Invalid: A value is no time, or the zone is unknown.
        NotFound: No such day.
        NotPermitted: The key may not write to this tour.
        OutsideFault: Master Tour failed; where it says `retryable`, call again later.
    """
    run = _Run(client, day_id, values, dict(links), zone, scope, effect, unconfirmed)
    stale = await run.write_items()
    if stale:
        stale = await run.write_items()
    notes = await run.write_notes(overwrite=overwrite_notes)
    if notes is NotesOutcome.STALE:
        notes = await run.write_notes(overwrite=overwrite_notes)
    return run.report(stale, notes)


class _Run:
    """One push: reads, plans, writes, remembers."""

    def __init__(
        self,
        client: MasterTourClient,
        day_id: str,
        values: Mapping[FieldKey, Value],
        links: dict[FieldKey, ItemLink],
        zone: str,
        scope: str,
        effect: Effect,
        unconfirmed: AbstractSet[FieldKey],
    ) -> None:
        self._client = client
        self._day_id = day_id
        self._values = values
        self._links = links
        self._zone = zone
        self._scope = scope
        self._effect = effect
        self._unconfirmed = unconfirmed
        self._created: list[FieldKey] = []
        self._updated: list[FieldKey] = []
        self._unchanged: list[FieldKey] = []
        self._differences: tuple[Difference, ...] = ()
        self._receipts: dict[str, Receipt] = {}

    async def write_items(self) -> list[FieldKey]:
        """Plan from what stands there now and do it; gives the fields whose item changed under our hands."""
        day = await self._client.get_day(self._day_id)
        plan = plan_items(
            self._values,
            show_date=day.date,
            zone=self._zone,
            items=day.items,
            links=self._links,
            unconfirmed=self._unconfirmed,
        )
        self._differences = plan.differences
        for leave in plan.leaves:
            self._leave(leave)
        for create in plan.creates:
            await self._create(create)
        return [update.field for update in plan.updates if not await self._update(update)]

    def _leave(self, leave: Leave) -> None:
        if leave.field in self._created or leave.field in self._updated:
            return
        if leave.field not in self._unchanged:
            self._unchanged.append(leave.field)
        if leave.ours:
            self._links[leave.field] = ItemLink(leave.item_id, leave.time)
            for action in ("create", "update"):
                self._receipts[self._key(action, leave.field, leave.time)] = _item_receipt(leave.item_id, leave.time)

    async def _create(self, create: Create) -> None:
        async def do() -> Receipt:
            item_id, _ = await self._client.create_item(self._day_id, create.draft)
            return _item_receipt(item_id, create.time)

        async def find() -> Receipt | None:
            day = await self._client.get_day(self._day_id)
            own = find_own_item(create.field, day.items, self._links)
            return _item_receipt(own.id, create.time) if own else None

        key = self._key("create", create.field, create.time)
        intent: Receipt = {"day_id": self._day_id, "title": create.draft.title, "start": create.draft.start}
        receipt = await self._effect(key, kind="mastertour.item", intent=intent, do=do, find=find)
        self._receipts[key] = receipt
        self._links[create.field] = ItemLink(str(receipt["item_id"]), create.time)
        self._created.append(create.field)

    async def _update(self, update: Update) -> bool:
        """Change our item; False where it changed under our hands."""

        async def do() -> Receipt:
            await self._client.update_item(update.item_id, update.draft, update.sync_id)
            return _item_receipt(update.item_id, update.time)

        async def find() -> Receipt | None:
            day = await self._client.get_day(self._day_id)
            item = next((each for each in day.items if each.id == update.item_id), None)
            done = item and item.start == update.draft.start and item.is_confirmed == update.draft.is_confirmed
            return _item_receipt(update.item_id, update.time) if done else None

        key = self._key("update", update.field, update.time)
        intent: Receipt = {"item_id": update.item_id, "title": update.draft.title, "start": update.draft.start}
        try:
            self._receipts[key] = await self._effect(key, kind="mastertour.item", intent=intent, do=do, find=find)
        except (StaleRecord, NotFound, OutsideFault) as error:
            if await self._is_still(update, error):
                raise
            return False
        self._links[update.field] = ItemLink(update.item_id, update.time)
        self._updated.append(update.field)
        return True

    async def _is_still(self, update: Update, error: Exception) -> bool:
        """Whether a refused item stands as it was read, so that the refusal had another reason.

        The API's words for a stale version are not documented; that the version moved on is what counts.
        """
        if isinstance(error, OutsideFault) and (error.retryable or error.status == 401):
            return True
        if isinstance(error, StaleRecord):
            return False
        day = await self._client.get_day(self._day_id)
        return any(item.id == update.item_id and item.sync_id == update.sync_id for item in day.items)

    async def write_notes(self, *, overwrite: bool) -> NotesOutcome:
        """Write our part of the notes over a day read just before, with the other notes as they stand."""
        day = await self._client.get_day(self._day_id)
        rendered = render_notes(day.general_notes, self._values, unconfirmed=self._unconfirmed, overwrite=overwrite)
        if rendered.hand_edited:
            return NotesOutcome.HAND_EDITED
        if not rendered.changed:
            self._receipts[self._notes_key] = {"day_id": self._day_id}
            return NotesOutcome.UNCHANGED

        async def do() -> Receipt:
            await self._client.update_day_notes(
                self._day_id, rendered.text, day.hotel_notes, day.travel_notes, day.sync_id
            )
            return {"day_id": self._day_id}

        async def find() -> Receipt | None:
            now = await self._client.get_day(self._day_id)
            again = render_notes(now.general_notes, self._values, unconfirmed=self._unconfirmed)
            return None if again.changed or again.hand_edited else {"day_id": self._day_id}

        try:
            self._receipts[self._notes_key] = await self._effect(
                self._notes_key, kind="mastertour.notes", intent={"day_id": self._day_id}, do=do, find=find
            )
        except (StaleRecord, OutsideFault) as error:
            if isinstance(error, OutsideFault) and (error.retryable or error.status == 401):
                raise
            now = await self._client.get_day(self._day_id)
            if not isinstance(error, StaleRecord) and now.sync_id == day.sync_id:
                raise
            return NotesOutcome.STALE
        return NotesOutcome.WRITTEN

    def report(self, stale: list[FieldKey], notes: NotesOutcome) -> SyncReport:
        return SyncReport(
            created=tuple(self._created),
            updated=tuple(self._updated),
            unchanged=tuple(self._unchanged),
            differences=self._differences,
            stale=tuple(stale),
            notes=notes,
            links=self._links,
            receipts=self._receipts,
        )

    @property
    def _notes_key(self) -> str:
        return f"{self._scope}:notes"

    def _key(self, action: str, key: FieldKey, time: str) -> str:
        return f"{self._scope}:{action}:{key}:{time}"


def _item_receipt(item_id: str, time: str) -> Receipt:
    return {"item_id": item_id, "time": time}
