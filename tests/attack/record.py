"""What a comparison before and after needs: every row of every table, and what stands outside."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from tests.flow.world import World
from tools.gmail.emulator.state import State

Rows = Mapping[str, Mapping[str, dict[str, Any]]]


@dataclass(frozen=True)
class Change:
    """One row that came, went or differs."""

    table: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    @property
    def columns(self) -> frozenset[str]:
        """The columns that differ."""
        old, new = self.before or {}, self.after or {}
        return frozenset(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))

    @property
    def row(self) -> dict[str, Any]:
        """The row as it is now, or was."""
        return self.after or self.before or {}


@dataclass(frozen=True)
class Outside:
    """What stands in Gmail and Master Tour.

    Args:
        sent: How many mails left.
        drafts: Draft id to a hash of its message, per mailbox.
        labels: Message id to its labels, per mailbox.
        master_tour: Every write and every record.
    """

    sent: int
    drafts: Mapping[str, Mapping[str, str]]
    labels: Mapping[str, Mapping[str, frozenset[str]]]
    master_tour: str


@dataclass(frozen=True)
class Snapshot:
    """Everything, at one moment."""

    rows: Rows
    outside: Outside

    def changes_to(self, later: "Snapshot") -> list[Change]:
        """Every row that differs."""
        found = []
        for table, rows in later.rows.items():
            old = self.rows[table]
            found += [
                Change(table, old.get(key), rows.get(key))
                for key in old.keys() | rows.keys()
                if old.get(key) != rows.get(key)
            ]
        return found


async def take_snapshot(world: World) -> Snapshot:
    """Read every table of the public schema, and the emulators."""
    tables = await world.rows(
        "select c.relname as name, (select string_agg(a.attname, ',') from pg_index i join pg_attribute a"
        " on a.attrelid = i.indrelid and a.attnum = any(i.indkey) where i.indrelid = c.oid and i.indisprimary) as key"
        " from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and c.relkind = 'r'"
    )
    rows: dict[str, dict[str, dict[str, Any]]] = {}
    for table in tables:
        names = table["key"].split(",")
        found = await world.rows(f'select to_jsonb(t) as row from public."{table["name"]}" t')
        rows[table["name"]] = {json.dumps([one["row"][name] for name in names]): one["row"] for one in found}
    return Snapshot(rows, _outside(world, world.gmail.state))


def _outside(world: World, gmail: State) -> Outside:
    with gmail.office.lock:
        boxes = gmail.office.mailboxes.values()
        return Outside(
            sent=len(gmail.office.sent),
            drafts={
                box.email: {one: sha256(box.mails[at].raw).hexdigest() for one, at in box.drafts.items()}
                for box in boxes
            },
            labels={box.email: {key: frozenset(mail.labels) for key, mail in box.mails.items()} for box in boxes},
            master_tour=json.dumps([world.master_tour.writes(), world.master_tour.items(), world.master_tour.day()]),
        )
