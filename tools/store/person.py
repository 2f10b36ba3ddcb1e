"""People: tour managers with their profile, and the bearer tokens by which the API knows them."""

import hashlib
from uuid import UUID

from tools.store.database import Connection
from tools.store.row import Row, one


class Person(Row):
    """A tour manager.

    Args:
        user_id: Of Supabase Auth.
        display_name: How mails are signed.
        email: Where notices go, and the mailbox the tour writes from.
        phone: As written, or None.
        notify_urls: Apprise URLs.
    """

    user_id: UUID
    display_name: str
    email: str
    phone: str | None = None
    notify_urls: tuple[str, ...] = ()


async def make_person(
    conn: Connection, *, email: str, display_name: str, phone: str | None = None, user_id: UUID | None = None
) -> Person:
    """Make or update a tour manager; in a hosted project the user of `user_id` was made by Supabase Auth."""
    if user_id is None:
        made = await conn.execute(
            "insert into auth.users (id, email) values (gen_random_uuid(), %s)"
            " on conflict (email) do update set email = excluded.email returning id",
            (email,),
        )
        user_id = (await one(made))["id"]
    cursor = await conn.execute(
        "insert into profiles (user_id, display_name, email, phone) values (%s, %s, %s, %s)"
        " on conflict (user_id) do update set display_name = excluded.display_name, email = excluded.email,"
        " phone = coalesce(excluded.phone, profiles.phone) returning *",
        (user_id, display_name, email, phone),
    )
    return Person.of(await one(cursor))


async def find_person(conn: Connection, user_id: UUID) -> Person | None:
    """The tour manager of that id."""
    row = await (await conn.execute("select * from profiles where user_id = %s", (user_id,))).fetchone()
    return Person.of(row) if row else None


async def list_people(conn: Connection) -> list[Person]:
    """Every tour manager."""
    cursor = await conn.execute("select * from profiles order by created_at")
    return [Person.of(row) for row in await cursor.fetchall()]


async def store_token(conn: Connection, user_id: UUID, token: str, label: str = "") -> None:
    """Let a bearer token stand for a person; only its SHA-256 is kept."""
    await conn.execute(
        "insert into api_tokens (token_sha256, user_id, label) values (%s, %s, %s)"
        " on conflict (token_sha256) do update set user_id = excluded.user_id",
        (_digest(token), user_id, label),
    )


async def find_by_token(conn: Connection, token: str) -> UUID | None:
    """The id of the person a bearer token stands for."""
    row = await (
        await conn.execute("select user_id from api_tokens where token_sha256 = %s", (_digest(token),))
    ).fetchone()
    return row["user_id"] if row else None


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
