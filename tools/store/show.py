"""Shows with their tour, venue and contact: made, found, listed, and moved along the status table."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from psycopg.errors import UniqueViolation
from psycopg.types.json import Jsonb
from pydantic import Field

from advancing.errors import NotFound, StateConflict
from advancing.extraction import KnownValue, ShowFacts
from advancing.fields import FieldKey
from advancing.status import Event, Status, move
from advancing.values import Value
from tools.store.database import Connection
from tools.store.row import Row, one


class Show(Row):
    """One show, with what is always needed of its tour, venue and contact."""

    id: UUID
    tour_id: UUID
    tour_name: str
    artist: str
    tour_manager_id: UUID
    tour_manager_name: str
    tour_manager_email: str
    tour_manager_phone: str | None
    rider_name: str | None
    rider_path: str | None
    venue_id: UUID
    venue: str
    venue_type: str
    city: str
    country: str
    timezone: str
    contact_id: UUID | None
    contact_name: str | None
    contact_email: str | None
    show_date: date
    status: Status
    status_reason: str
    status_changed_at: datetime
    contract: dict[FieldKey, Value]
    currency: str
    is_paused: bool
    follow_ups_sent: int
    next_action_at: datetime | None
    completed_at: datetime | None
    created_at: datetime

    @property
    def title(self) -> str:
        """`Night Ferry at The Ritz, 2027-03-15`."""
        return f"{self.artist} at {self.venue}, {self.show_date.isoformat()}"


class NewShow(Row):
    """What is needed to make a show.

    Args:
        tour: Name of the tour; made if the tour manager has none of that name.
        artist: Who plays.
        venue: Name of the venue; found again by name and city.
        show_date: The show day.
        contact_email: Where the advance is sent.
        timezone: IANA name of the venue's zone.
        contract: Values the contract gives, canonical, by field key.
    """

    tour: str
    artist: str
    venue: str
    venue_type: str = "club"
    city: str = ""
    country: str = "US"
    timezone: str = "UTC"
    show_date: date
    currency: str = "USD"
    contact_name: str | None = None
    contact_email: str
    contact_role: str | None = None
    contract: dict[FieldKey, Value] = Field(default_factory=dict)


_SHOW = """
    select s.*, t.name as tour_name, t.artist, t.rider_name, t.rider_path,
        p.user_id as tour_manager_id, p.display_name as tour_manager_name, p.email as tour_manager_email,
        p.phone as tour_manager_phone,
        v.name as venue, v.venue_type, v.city, v.country, v.timezone,
        c.name as contact_name, c.email as contact_email
    from shows s
    join tours t on t.id = s.tour_id
    join venues v on v.id = s.venue_id
    join lateral (select pr.user_id, pr.display_name, pr.email, pr.phone from tour_members m join profiles pr on pr.user_id = m.user_id
        where m.tour_id = s.tour_id and m.role = 'tour_manager' order by pr.created_at limit 1) p on true
    left join contacts c on c.id = s.contact_id
"""


async def get_show(conn: Connection, show_id: UUID, *, lock: bool = False) -> Show:
    """One show.

    Args:
        conn: Of a person (then only what they may see is found) or of the service.
        show_id: Which one.
        lock: Whether to hold its row until the transaction ends.

    Raises:
        NotFound: There is none, or none that the asker may see.
    """
    row = await (
        await conn.execute(_SHOW + " where s.id = %s" + (" for update of s" if lock else ""), (show_id,))
    ).fetchone()
    if row is None:
        raise NotFound(f"There is no show {show_id}.")
    return Show.of(row)


async def list_shows(
    conn: Connection,
    *,
    status: Status | None = None,
    text: str | None = None,
    tour_manager_id: UUID | None = None,
    urgent_first: bool = False,
    limit: int = 200,
) -> list[Show]:
    """Shows by date, filtered by status, by a text in venue, city or artist, and by tour manager.

    With `urgent_first` those come first that wait for a person, and those last that are over.
    """
    cursor = await conn.execute(
        _SHOW
        + """ where (%(status)s::text is null or s.status = %(status)s)
            and (%(owner)s::uuid is null or p.user_id = %(owner)s)
            and (%(text)s::text is null or v.name ilike %(like)s or v.city ilike %(like)s or t.artist ilike %(like)s)
            order by case when not %(urgent)s or s.status = any(%(waiting)s) then 0
                when s.status = any(%(over)s) then 2 else 1 end, s.show_date, s.id limit %(limit)s""",
        {
            "urgent": urgent_first,
            "waiting": [item.value for item in Status if item.waits_for_person],
            "over": [item.value for item in Status if not item.is_live],
            "status": status,
            "text": text,
            "like": f"%{_escape_like(text or '')}%",
            "owner": tour_manager_id,
            "limit": limit,
        },
    )
    return [Show.of(row) for row in await cursor.fetchall()]


async def list_due(conn: Connection, now: datetime) -> list[UUID]:
    """Shows whose next action is due, earliest first."""
    cursor = await conn.execute(
        "select id from shows where next_action_at <= %s and not is_paused"
        " and status not in ('completed', 'cancelled') order by next_action_at",
        (now,),
    )
    return [row["id"] for row in await cursor.fetchall()]


async def make_show(conn: Connection, new: NewShow, user_id: UUID) -> tuple[UUID, bool]:
    """Make a show with its tour, venue and contact, each found again where it exists.

    Returns:
        The show's id, and whether it was made now (False: that tour already plays there that day).
    """
    # What exists is given back by an update that changes nothing. It names no column of a key: that would lock the
    # row against the foreign keys of others who make shows at the same time, up to a deadlock.
    tour_id = await _find_or_make_tour(conn, new, user_id)
    venue = await one(
        await conn.execute(
            "insert into venues (owner_id, name, venue_type, city, country, timezone) values (%s, %s, %s, %s, %s, %s)"
            " on conflict (owner_id, name, city) do update set venue_type = venues.venue_type returning id",
            (user_id, new.venue, new.venue_type, new.city, new.country, new.timezone),
        )
    )
    contact = await one(
        await conn.execute(
            "insert into contacts (venue_id, name, email, role) values (%s, %s, %s, %s)"
            " on conflict (venue_id, lower(email)) do update set name = coalesce(excluded.name, contacts.name)"
            " returning id",
            (venue["id"], new.contact_name, new.contact_email, new.contact_role),
        )
    )
    cursor = await conn.execute(
        "insert into shows (tour_id, venue_id, contact_id, show_date, contract, currency)"
        " values (%s, %s, %s, %s, %s, %s) on conflict (tour_id, venue_id, show_date) do nothing returning id",
        (tour_id, venue["id"], contact["id"], new.show_date, Jsonb(new.contract), new.currency),
    )
    made = await cursor.fetchone()
    if made:
        return made["id"], True
    found = await one(
        await conn.execute(
            "select id from shows where tour_id = %s and venue_id = %s and show_date = %s",
            (tour_id, venue["id"], new.show_date),
        )
    )
    return found["id"], False


async def _find_or_make_tour(conn: Connection, new: NewShow, user_id: UUID) -> UUID:
    found = await (
        await conn.execute(
            "select t.id from tours t join tour_members m on m.tour_id = t.id"
            " where m.user_id = %s and t.name = %s and t.artist = %s",
            (user_id, new.tour, new.artist),
        )
    ).fetchone()
    if found:
        return UUID(str(found["id"]))
    made = await one(
        await conn.execute(
            "insert into tours (owner_id, name, artist, currency) values (%s, %s, %s, %s)"
            " on conflict (owner_id, name, artist) do update set currency = tours.currency returning id",
            (user_id, new.tour, new.artist, new.currency),
        )
    )
    await conn.execute(
        "insert into tour_members (tour_id, user_id) values (%s, %s) on conflict do nothing", (made["id"], user_id)
    )
    return UUID(str(made["id"]))


async def move_show(conn: Connection, show_id: UUID, event: Event, reason: str = "") -> Status:
    """Move a show along the status table, with its row held until the transaction ends.

    Raises:
        NotFound: There is no such show.
        TransitionRefused: The table has no such move.
    """
    row = await (await conn.execute("select status from shows where id = %s for update", (show_id,))).fetchone()
    if row is None:
        raise NotFound(f"There is no show {show_id}.")
    target = move(Status(row["status"]), event)
    await conn.execute(
        "update shows set status = %(target)s, status_reason = %(reason)s, status_changed_at = now(),"
        " completed_at = case when %(target)s = 'completed' then now() end,"
        " next_action_at = case when %(target)s in ('completed', 'cancelled') then null else next_action_at end"
        " where id = %(id)s",
        {"target": target, "reason": reason, "id": show_id},
    )
    return target


async def change_show(conn: Connection, show_id: UUID, changes: dict[str, Any]) -> None:
    """Write columns of a show that people may change.

    Args:
        conn: Of the service.
        show_id: Which one.
        changes: By column: show_date, contact_id, is_paused, next_action_at, follow_ups_sent, contract.

    Raises:
        StateConflict: On that day the tour plays there already.
    """
    columns = ("show_date", "contact_id", "is_paused", "next_action_at", "follow_ups_sent", "contract")
    for column in columns:
        if column in changes:
            value = Jsonb(changes[column]) if column == "contract" else changes[column]
            # The column's name comes from the tuple above, never from outside.
            try:
                await conn.execute(f"update shows set {column} = %s where id = %s", (value, show_id))
            except UniqueViolation as fault:
                raise StateConflict(f"There is a show of that tour at that venue on {value} already.") from fault


async def change_contact(conn: Connection, show_id: UUID, email: str, name: str | None) -> UUID:
    """The contact of that address at the show's venue, made where it is new; gives its id."""
    row = await one(
        await conn.execute(
            "insert into contacts (venue_id, name, email) select venue_id, %s, %s from shows where id = %s"
            " on conflict (venue_id, lower(email)) do update set name = coalesce(excluded.name, contacts.name)"
            " returning id",
            (name, email, show_id),
        )
    )
    return UUID(str(row["id"]))


async def last_answers(conn: Connection, venue_id: UUID, before: UUID) -> dict[FieldKey, Value]:
    """What this venue confirmed for the latest earlier show, for "same as last time"."""
    cursor = await conn.execute(
        """select f.field, f.value from show_fields f
        where f.state = 'confirmed' and f.value is not null and f.show_id = (
            select s.id from shows s join shows b on b.id = %s
            where s.venue_id = %s and s.id <> b.id and s.show_date < b.show_date and s.status = 'completed'
            order by s.show_date desc limit 1)""",
        (before, venue_id),
    )
    return {FieldKey(row["field"]): row["value"] for row in await cursor.fetchall()}


def show_facts(show: Show, known: dict[FieldKey, KnownValue], last_time: dict[FieldKey, Value]) -> ShowFacts:
    """A show as readers and writers take it."""
    return ShowFacts(
        artist=show.artist,
        venue=show.venue,
        venue_type=show.venue_type,
        city=show.city,
        country=show.country,
        timezone=show.timezone,
        date=show.show_date.isoformat(),
        currency=show.currency,
        known=known,
        last_time=last_time,
    )


def _escape_like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
