"""What the documents tell a reader to type exists: commands with their options, scripts, recipes, settings, links."""

import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from server.cli.main import app
from server.settings import Settings

ROOT = Path(__file__).parents[3]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
FILES = [
    *PAGES,
    ROOT / ".env.example",
    ROOT / "docker-compose.yml",
    ROOT / "justfile",
    ROOT / ".pre-commit-config.yaml",
]

_SPAN = re.compile(r"`([^`\n]+)`")
_FENCE = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_IN_CONTAINER = "docker compose run --rm bridge "


def page_id(path: Path) -> str:
    return str(path.relative_to(ROOT))


def typed_lines(text: str) -> Iterator[str]:
    """What stands in code: spans, and the lines of fenced blocks."""
    for block in _FENCE.findall(text):
        yield from (line.strip() for line in block.splitlines())
    yield from _SPAN.findall(_FENCE.sub("", text))


def advance_calls(text: str) -> list[str]:
    lines = [line.replace(_IN_CONTAINER, "advance ").removeprefix(".venv/bin/") for line in typed_lines(text)]
    return [line for line in lines if re.match(r"advance [a-z]", line)]


def faults_of(call: str) -> list[str]:
    """What of a call of `advance` does not exist."""
    command: Any = typer.main.get_command(app)
    words = shlex.split(call)[1:]
    while hasattr(command, "commands"):
        name = words.pop(0) if words else ""
        found = command.commands.get(name)
        if found is None:
            return [f"`{call}`: {command.name} has no command {name!r}"]
        command = found
    known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    return [f"`{call}`: no option {word}" for word in words if word.startswith("--") and word not in known]


@pytest.mark.parametrize("path", PAGES, ids=page_id)
def test_every_advance_command_in_a_page_exists(path: Path) -> None:
    calls = advance_calls(path.read_text(encoding="utf-8"))

    assert [fault for call in calls for fault in faults_of(call)] == []


def test_a_command_or_an_option_that_does_not_exist_is_found() -> None:
    assert "has no command 'teleport'" in faults_of("advance teleport")[0]
    assert "has no command 'export'" in faults_of("advance shows export")[0]
    assert "no option --twice" in faults_of("advance shows import FILE.csv --twice")[0]


def test_the_readme_names_every_command() -> None:
    told = advance_calls((ROOT / "README.md").read_text(encoding="utf-8"))
    root: Any = typer.main.get_command(app)

    untold = {name for name in root.commands if not any(call.split()[1] == name for call in told)}

    assert untold == {"demo"}, "the demo is told as ./scripts/demo"


@pytest.mark.parametrize("path", FILES, ids=page_id)
def test_every_script_named_exists_and_can_be_run(path: Path) -> None:
    named = set(re.findall(r"(?:\./|`)(scripts/[a-z][a-z_-]*)", path.read_text(encoding="utf-8")))

    assert sorted(name for name in named if not os.access(ROOT / name, os.X_OK)) == []


def test_the_demo_takes_the_options_that_the_readme_gives_it() -> None:
    calls = [line for line in typed_lines((ROOT / "README.md").read_text("utf-8")) if line.startswith("./scripts/demo")]

    assert len(calls) > 3
    assert [fault for call in calls for fault in faults_of(call.replace("./scripts/demo", "advance demo"))] == []


def test_every_recipe_named_stands_in_the_justfile() -> None:
    recipes = set(re.findall(r"^([a-z-]+)(?: \*\w+)?:", (ROOT / "justfile").read_text("utf-8"), re.MULTILINE))
    named = {
        match[1]
        for path in PAGES
        for line in typed_lines(path.read_text("utf-8"))
        if (match := re.match(r"just ([a-z-]+)", line))
    }

    assert named
    assert named <= recipes


@pytest.mark.parametrize("path", FILES, ids=page_id)
def test_every_setting_named_exists(path: Path) -> None:
    known = {f"ADVANCING_{name.upper()}" for name in Settings.model_fields}

    named = set(re.findall(r"ADVANCING_[A-Z0-9_]+", path.read_text(encoding="utf-8")))

    # "ADVANCING_PUBSUB_…" stands for all that begin so.
    unknown = {
        name for name in named - known if not (name.endswith("_") and any(one.startswith(name) for one in known))
    }
    assert unknown == set()


@pytest.mark.parametrize("path", PAGES, ids=page_id)
def test_every_link_to_a_file_resolves(path: Path) -> None:
    links = re.findall(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)", path.read_text(encoding="utf-8"))

    broken = [f"{file}#{anchor}" for file, anchor in links if not resolves(path, file, anchor)]

    assert broken == []


def resolves(page: Path, file: str, anchor: str) -> bool:
    target = (page.parent / file).resolve() if file else page
    return target.exists() and (not anchor or anchor in anchors(target))


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as the forges make them."""
    headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
