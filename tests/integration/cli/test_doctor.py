"""`advance doctor`: what is right, what is wrong and how to mend it, and an exit code for scripts."""

import asyncio
import re
from collections.abc import Callable, Iterator

import pytest

from tests.integration.cli.conftest import SECRETS, Advance
from tools.gmail.emulator.serve import GmailEmulator
from tools.mastertour.emulator.serve import MasterTourEmulator
from tools.store.database import Database
from tools.store.mailbox import connect_mailbox
from tools.store.person import Person

TOKEN = "a token"


@pytest.fixture
def world(dsn: str, dana: Person) -> Iterator[dict[str, str]]:
    """Settings under which everything is right: a database, a mailbox that answers, and Master Tour."""
    with GmailEmulator({dana.email: TOKEN}) as gmail, MasterTourEmulator() as master_tour:
        asyncio.run(connect(dsn, dana))
        yield {
            **SECRETS,
            "DATABASE_URL": dsn,
            "AGENT_HOST": "rules",
            "GMAIL_API_URL": gmail.url,
            "GMAIL_EMULATOR_TOKEN": TOKEN,
            "MASTER_TOUR_URL": master_tour.api_url,
            "MASTER_TOUR_KEY": "demo-key",
            "MASTER_TOUR_SECRET": "demo-secret",
            "PUBSUB_TOPIC": "projects/p/topics/t",
            "PUBSUB_AUDIENCE": "https://advancing.example/webhooks/gmail",
            "PUBSUB_SERVICE_ACCOUNT": "push@p.example",
        }


async def connect(dsn: str, dana: Person) -> None:
    database = Database(dsn, max_size=2)
    await database.open()
    async with database.transaction() as conn:
        await connect_mailbox(conn, dana.user_id, dana.email, b"sealed", 1)
    await database.close()


def findings(out: str) -> dict[str, str]:
    """What stands before each subject."""
    return {found[2]: found[1].strip() for found in re.finditer(r"^(ok|WRONG|not set) +([\w ]+):", out, re.MULTILINE)}


def test_where_everything_is_right_it_says_so_part_by_part(advance: Advance, world: dict[str, str]) -> None:
    outcome = advance("doctor", **world)

    assert outcome.code == 0, outcome.out
    assert findings(outcome.out) == {
        "secrets": "ok",
        "database": "ok",
        "tour manager": "ok",
        "agent host": "not set",
        "Gmail": "ok",
        "Master Tour": "ok",
        "push": "ok",
    }
    assert "Dana Reyes <dana@nightferry.example>" in outcome.out


def test_what_is_not_set_up_is_allowed_and_says_how(advance: Advance, dsn: str, dana: Person) -> None:
    outcome = advance("doctor", DATABASE_URL=dsn, AGENT_HOST="rules", TOOL_SECRET=SECRETS["TOOL_SECRET"])

    assert outcome.code == 0, outcome.out
    assert {name for name, mark in findings(outcome.out).items() if mark == "not set"} == {
        "secrets",
        "agent host",
        "Gmail",
        "Master Tour",
        "push",
    }
    for setting in ("ADVANCING_AGENT_HOST", "ADVANCING_GOOGLE_CLIENT_ID", "ADVANCING_MASTER_TOUR_KEY"):
        assert setting in outcome.out


BROKEN = [
    ({"DATABASE_URL": ""}, "database", "ADVANCING_DATABASE_URL"),
    ({"DATABASE_URL": "postgresql://nobody@127.0.0.1:9/nothing"}, "database", "that Postgres runs"),
    ({"TOOL_SECRET": ""}, "wiring", "ADVANCING_TOOL_SECRET"),
    ({"TOOL_SECRET": "short"}, "secrets", "at least 16 characters"),
    ({"TOKEN_KEY": "no Fernet key"}, "secrets", "Fernet"),
    ({"MASTER_TOUR_SECRET": ""}, "wiring", "ADVANCING_MASTER_TOUR_SECRET"),
    ({"MASTER_TOUR_SECRET": "wrong"}, "Master Tour", "Check key and secret"),
    ({"MASTER_TOUR_URL": "http://127.0.0.1:9/portal/api"}, "Master Tour", "Master Tour"),
    ({"GMAIL_EMULATOR_TOKEN": "wrong"}, "Gmail", "advance gmail connect"),
    ({"GMAIL_API_URL": "http://127.0.0.1:9"}, "Gmail", "Gmail"),
    ({"AGENT_HOST": "letta", "LETTA_BASE_URL": "http://127.0.0.1:9"}, "agent host", "ADVANCING_LETTA_BASE_URL"),
]


@pytest.mark.parametrize(("broken", "subject", "mend"), BROKEN)
def test_what_is_wrong_is_found_and_how_to_mend_it_is_said(
    advance: Advance, world: dict[str, str], broken: dict[str, str], subject: str, mend: str
) -> None:
    outcome = advance("doctor", **{**world, **broken})

    assert outcome.code == 1, outcome.out
    assert findings(outcome.out)[subject] == "WRONG"
    assert [name for name, mark in findings(outcome.out).items() if mark == "WRONG"] == [subject]
    assert mend in outcome.out
    assert "Traceback" not in outcome.out + outcome.err


def test_a_database_without_its_schema_is_found_and_mended(advance: Advance, empty_dsn: str) -> None:
    settings = {"DATABASE_URL": empty_dsn, "DATABASE_IS_EMBEDDED": "true", "AGENT_HOST": "rules", **SECRETS}

    before = advance("doctor", **settings)
    migrated = advance("migrate", **settings)
    again = advance("migrate", **settings)
    after = advance("doctor", **settings)

    assert (before.code, findings(before.out)["database"]) == (1, "WRONG")
    assert "Run: advance migrate" in before.out
    assert (migrated.code, again.code) == (0, 0)
    assert migrated.out.startswith("Applied ")
    assert again.out == "The database is up to date.\n"
    assert findings(after.out)["database"] == "ok"
    assert findings(after.out)["tour manager"] == "WRONG"


def test_settings_are_told_before_anything_is_examined(advance: Advance) -> None:
    outcome = advance("doctor", PORT="eighty")

    assert (outcome.code, outcome.err) == (2, outcome.err)
    assert outcome.err.startswith("ADVANCING_PORT is unusable")


def test_agents_are_made_on_the_rules_host(
    advance: Advance, world: dict[str, str], rows: Callable[..., list[dict[str, object]]]
) -> None:
    outcome = advance("agents", "sync", **world)

    assert outcome.code == 0, outcome.err
    assert "tool get_show_details: made" in outcome.out
    roles = {row["role"] for row in rows("select role from agents")}
    assert roles == {"coordinator", "sync_manager"}


def test_where_the_agent_host_is_away_a_sync_says_so_in_a_sentence(advance: Advance, world: dict[str, str]) -> None:
    outcome = advance("agents", "sync", **{**world, "AGENT_HOST": "letta", "LETTA_BASE_URL": "http://127.0.0.1:9"})

    assert outcome.code == 1
    assert "Letta" in outcome.err
    assert "Traceback" not in outcome.err


def test_the_coordinator_answers_in_the_terminal(advance: Advance, world: dict[str, str]) -> None:
    outcome = advance("chat", "what's", "next", **world)

    assert outcome.code == 0, outcome.err
    assert outcome.out.strip()
