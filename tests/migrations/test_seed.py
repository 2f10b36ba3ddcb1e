"""The seed of a development database, embedded and on Supabase."""

from pathlib import Path

import psycopg
import pytest

from advancing.fields import CATALOGUE
from advancing.values import canonical
from tests.migrations.catalogue import rows
from tools.store.database import Database
from tools.store.migration import MIGRATIONS, migrate
from tools.store.person import make_person
from tools.store.show import list_shows

SEED: Path = MIGRATIONS.parent / "seed.sql"
COUNTS = {"profiles": 1, "tours": 1, "tour_members": 1, "venues": 3, "contacts": 3, "shows": 3}


def sow(dsn: str) -> None:
    with psycopg.connect(dsn) as conn:
        conn.execute(SEED.read_bytes())


def counts(dsn: str) -> dict[str, int]:
    return {table: rows(dsn, f"select count(*) from public.{table}")[0][0] for table in COUNTS}


def test_it_sows_a_small_tour_once_however_often_it_is_run(dsn: str) -> None:
    for _ in range(2):
        sow(dsn)

    assert counts(dsn) == COUNTS


def test_it_works_on_supabase_and_leaves_a_user_that_auth_can_read(project_dsn: str) -> None:
    migrate(project_dsn)

    for _ in range(2):
        sow(project_dsn)

    assert counts(project_dsn) == COUNTS
    assert rows(
        project_dsn,
        "select aud, role, email_confirmed_at is not null, confirmation_token, recovery_token,"
        " email_change_token_new, email_change from auth.users",
    ) == [("authenticated", "authenticated", True, "", "", "", "")]


async def test_its_shows_are_ready_to_be_advanced(database: Database) -> None:
    sow(database.dsn)

    async with database.transaction() as conn:
        shows = await list_shows(conn)

    assert [show.venue for show in shows] == ["The Harbor Room", "Orpheum Theatre", "Salle Rosemont"]
    for show in shows:
        assert show.contact_email
        assert show.contract
        for key, value in show.contract.items():
            assert canonical(CATALOGUE[key], value) == value


@pytest.mark.parametrize("run", [1, 2])
async def test_it_takes_the_tour_manager_that_is_there(database: Database, run: int) -> None:
    async with database.transaction() as conn:
        person = await make_person(conn, email="dana@nightferry.example", display_name="Dana of Before")
    for _ in range(run):
        sow(database.dsn)

    async with database.transaction() as conn:
        assert {(show.tour_manager_id, show.tour_manager_name) for show in await list_shows(conn)} == {
            (person.user_id, "Dana of Before")
        }
