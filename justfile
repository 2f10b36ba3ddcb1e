# The daily commands; `just --list` names them. Without just, each line runs as it stands.
set shell := ["bash", "-euo", "pipefail", "-c"]

# Tests and everything that checks style, types and floors
default: lint test

# All tests, or those that the arguments choose: just test tests/unit -k times
test *arguments:
    ./scripts/test {{ arguments }}

# Style and floors
lint:
    .venv/bin/ruff check .
    .venv/bin/ruff format --check .
    .venv/bin/lint-imports

# Types, strictly
types:
    .venv/bin/mypy

# Put style right
fmt:
    .venv/bin/ruff check --fix .
    .venv/bin/ruff format .

# The whole product on this machine: just demo --by-hand
demo *arguments:
    ./scripts/demo {{ arguments }}

# How fast it is: just bench reader --json
bench *arguments:
    ./scripts/bench {{ arguments }}

# docs/openapi.json, after a change of routes
openapi:
    ./scripts/openapi

# The lock files, after a change of pyproject.toml; pins that still fit stay: just lock --upgrade takes newer ones
lock *arguments:
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header {{ arguments }} --group dev pyproject.toml --output-file requirements/dev.lock
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --constraint requirements/dev.lock pyproject.toml --output-file requirements/app.lock

# The Letta server's own lock; its version is frozen, so this is rare
lock-letta *arguments:
    cd requirements && uv pip compile --quiet --python-version 3.11 --generate-hashes --no-header {{ arguments }} letta.in --output-file letta.lock

# Hooks that check each commit
hooks:
    .venv/bin/pre-commit install
