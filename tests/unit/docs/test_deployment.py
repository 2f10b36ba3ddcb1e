"""`docker-compose.yml` and `Dockerfile` say what a deployment needs. No engine runs in the tests: nothing is built."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from tools.store.database import SEARCH_PATH

ROOT = Path(__file__).parents[3]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
OURS = {"migrate", "bridge", "worker"}


def test_every_image_from_elsewhere_is_pinned_and_letta_is_the_last_server() -> None:
    images = {name: service["image"] for name, service in SERVICES.items() if "build" not in service}

    assert images == {"letta": "letta/letta:0.16.8", "letta-db": "pgvector/pgvector:pg17"}


def test_the_letta_image_is_the_version_that_is_locked_and_tested() -> None:
    locked = re.search(r"^letta==(\S+)", (ROOT / "requirements/letta.lock").read_text(encoding="utf-8"), re.MULTILINE)

    assert locked
    assert SERVICES["letta"]["image"] == f"letta/letta:{locked[1]}"


def test_only_the_bridge_has_a_port_and_on_loopback() -> None:
    ports = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}

    assert ports == {"bridge": ["127.0.0.1:8080:8080"]}


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_service_that_stays_up_is_watched_and_started_again(name: str) -> None:
    service = SERVICES[name]

    if name == "migrate":
        assert service["restart"] == "no"
    else:
        assert service["restart"] == "unless-stopped"
        assert service["healthcheck"]["test"][0] == "CMD"


def test_agents_tools_reach_the_bridge_by_its_service_name() -> None:
    settings = {name: SERVICES[name]["environment"] for name in OURS}

    assert {found["ADVANCING_BRIDGE_URL"] for found in settings.values()} == {"http://bridge:8080"}
    assert {found["ADVANCING_LETTA_BASE_URL"] for found in settings.values()} == {"http://letta:8283"}


def test_every_volume_and_config_that_is_named_is_declared() -> None:
    volumes = {mount.split(":")[0] for service in SERVICES.values() for mount in service.get("volumes", [])}
    configs = {item["source"] for service in SERVICES.values() for item in service.get("configs", [])}

    assert volumes == set(COMPOSE["volumes"])
    assert configs == set(COMPOSE["configs"])


def test_what_a_service_waits_for_is_a_service() -> None:
    wanted = {other for service in SERVICES.values() for other in service.get("depends_on", {})}

    assert wanted <= set(SERVICES)


def test_python_in_health_checks_is_python() -> None:
    scripts = [
        service["healthcheck"]["test"][3]
        for service in SERVICES.values()
        if "-c" in service["healthcheck"].get("test", [])
    ]

    assert len(scripts) == 3
    for script in scripts:
        ast.parse(script)


def test_the_workers_sign_of_life_is_looked_for_where_the_queue_lies() -> None:
    assert "from jobs.procrastinate_workers" in SERVICES["worker"]["healthcheck"]["test"][3]
    assert "jobs" in SEARCH_PATH


def test_the_image_installs_the_lock_with_hashes_and_runs_as_nobody_special() -> None:
    assert "FROM python:3.11-slim" in DOCKERFILE
    assert "--require-hashes --requirement requirements/app.lock" in DOCKERFILE
    assert re.search(r"^USER advancing$", DOCKERFILE, re.MULTILINE)
    assert "HEALTHCHECK" in DOCKERFILE


def test_the_image_holds_what_the_code_reads_and_no_secrets() -> None:
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")}

    assert {"advancing/", "agents/", "server/", "supabase/", "tools/", "requirements/app.lock"} <= kept
    assert not any(".env" in line or ".git" in line for line in kept)
    assert {line for line in kept if not (ROOT / line).exists()} == set()
