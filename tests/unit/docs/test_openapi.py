"""`docs/openapi.json` is what the code gives, and tells by example what to send."""

import json
from pathlib import Path
from typing import Any

import pytest

from server.app import create_app
from server.settings import Settings

STORED: dict[str, Any] = json.loads((Path(__file__).parents[3] / "docs" / "openapi.json").read_text(encoding="utf-8"))
OPERATIONS = {
    f"{method.upper()} {path}": operation
    for path, item in STORED["paths"].items()
    for method, operation in item.items()
}
BODIES = {
    name: media
    for name, operation in OPERATIONS.items()
    if (media := operation.get("requestBody", {}).get("content", {}).get("application/json"))
}


def test_the_stored_document_is_what_the_code_gives() -> None:
    document = create_app(Settings(_env_file=None)).openapi()

    assert document == STORED, "run ./scripts/openapi"


@pytest.mark.parametrize("name", sorted(BODIES))
def test_every_json_body_has_an_example_of_the_right_form(name: str) -> None:
    schema = resolved(BODIES[name]["schema"])
    found = examples(BODIES[name]) or schema.get("examples", [])

    assert found
    for example in found:
        assert set(schema.get("required", [])) <= set(example)
        assert set(example) <= set(schema.get("properties", example))


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_every_operation_says_what_it_does(name: str) -> None:
    assert OPERATIONS[name].get("description")


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = STORED["components"]["schemas"][name] if name else schema
    return found


def examples(media: dict[str, Any]) -> list[dict[str, Any]]:
    if "example" in media:
        return [media["example"]]
    return list(media["schema"].get("examples", []))
