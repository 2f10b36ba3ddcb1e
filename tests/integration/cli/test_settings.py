"""A setting that is missing or unusable: one sentence that names it, exit code 2, nothing begun."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.cli.conftest import SECRETS, Advance

ROOT = Path(__file__).parents[3]
PRODUCTION = {
    "MODE": "production",
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:9/nothing",
    "AGENT_HOST": "rules",
    **SECRETS,
}
COMMANDS = (("serve",), ("work",), ("migrate",), ("shows", "list"), ("agents", "sync"), ("chat", "hello"))


@pytest.mark.parametrize("command", COMMANDS)
def test_without_a_database_every_command_that_needs_one_names_the_setting(
    advance: Advance, command: tuple[str, ...]
) -> None:
    outcome = advance(*command, AGENT_HOST="rules")

    assert outcome.code == 2
    assert outcome.err.strip() == "ADVANCING_DATABASE_URL is not set; see .env.example for what it takes."


def test_a_missing_setting_ends_the_process_with_2_and_one_line() -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ADVANCING_")}

    ended = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "server.cli.main", "serve"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert ended.returncode == 2
    assert ended.stderr.splitlines() == ["ADVANCING_DATABASE_URL is not set; see .env.example for what it takes."]


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "70000"),
        ("MODE", "holiday"),
        ("AGENT_HOST", "hal"),
        ("WORKER_CONCURRENCY", "0"),
        ("FOLLOW_UP_MAX", "-1"),
        ("MODEL_PRICES", "cheap"),
        ("MODEL_PRICES", '{"openai/gpt": "cheap"}'),
        ("TURN_TIMEOUT_S", "0"),
    ],
)
def test_an_unusable_setting_is_named_in_one_sentence(advance: Advance, setting: str, value: str) -> None:
    outcome = advance("migrate", **{setting: value})

    assert outcome.code == 2
    [line] = outcome.err.strip().splitlines()
    assert line.startswith(f"ADVANCING_{setting}")
    assert "is unusable" in line


@pytest.mark.parametrize("secret", ["DATABASE_URL", "API_TOKEN", "TOOL_SECRET", "SESSION_SECRET", "TOKEN_KEY"])
@pytest.mark.parametrize("value", ["", "change-me", "change-me-please-1234567890"])
def test_production_refuses_to_start_without_secrets_of_its_own(advance: Advance, secret: str, value: str) -> None:
    outcome = advance("migrate", **{**PRODUCTION, secret: value})

    assert outcome.code == 2
    [line] = outcome.err.strip().splitlines()
    assert line.startswith(f"ADVANCING_{secret} ")


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"AGENT_HOST": "letta"}, "ADVANCING_LETTA_BASE_URL"),
        ({"AGENT_HOST": "letta", "LETTA_BASE_URL": "http://letta"}, "ADVANCING_BRIDGE_URL"),
        ({"PUBSUB_TOPIC": "projects/p/topics/t"}, "ADVANCING_PUBSUB_AUDIENCE"),
        ({"PUBSUB_TOPIC": "t", "PUBSUB_AUDIENCE": "https://x"}, "ADVANCING_PUBSUB_SERVICE_ACCOUNT"),
    ],
)
def test_production_names_what_its_parts_need(advance: Advance, settings: dict[str, str], named: str) -> None:
    outcome = advance("migrate", **{**PRODUCTION, **settings})

    assert (outcome.code, outcome.err.startswith(f"{named} ")) == (2, True), outcome.err


def test_the_sample_environment_holds_no_secret_that_production_takes(advance: Advance, tmp_path: Path) -> None:
    """Whoever copies `.env.example` and only switches the mode is told, and starts nothing."""
    sample = (ROOT / ".env.example").read_text(encoding="utf-8")
    (tmp_path / ".env").write_text(sample, encoding="utf-8")

    outcome = advance("migrate", MODE="production")

    assert outcome.code == 2, outcome.out
    assert outcome.err.startswith("ADVANCING_")


def test_a_database_that_does_not_answer_is_one_sentence(advance: Advance) -> None:
    outcome = advance("migrate", DATABASE_URL="postgresql://nobody@127.0.0.1:9/nothing")

    assert outcome.code == 1
    assert outcome.err.startswith("The database does not answer")
    assert len(outcome.err.strip().splitlines()) == 1


@pytest.mark.parametrize("url", ["nonsense", "postgresql://[", "mysql://localhost/x"])
def test_a_database_url_that_is_none_is_named(advance: Advance, url: str) -> None:
    outcome = advance("migrate", DATABASE_URL=url)

    assert outcome.code == 2
    assert outcome.err.startswith("ADVANCING_DATABASE_URL is unusable")
    assert len(outcome.err.strip().splitlines()) == 1
