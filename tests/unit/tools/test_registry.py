"""What becomes of a marked function: schema, stub, and who may call it."""

import http.server
import json
import subprocess
import sys
import threading
import types
from collections.abc import Iterator
from typing import Any

import pytest

from advancing.roles import Role
from tests.unit.tools import show_tools
from tools.registry import Registry, ToolSpec, agent_tool

REGISTRY = Registry.collect([show_tools])


def spec(name: str) -> ToolSpec:
    found = REGISTRY.get(name)
    assert found
    return found


def test_a_tool_is_described_by_its_docstring_without_the_sections() -> None:
    assert spec("get_show_details").description == "Say what is known of a show.\n\nMore than one line\nis fine."


def test_the_schema_hides_the_context_and_describes_each_argument() -> None:
    assert spec("get_show_details").json_schema == {
        "name": "get_show_details",
        "description": spec("get_show_details").description,
        "parameters": {
            "type": "object",
            "properties": {
                "show_id": {"type": "string", "description": "The show's id, as `query_shows` gives it."},
            },
            "required": ["show_id"],
        },
    }


def test_models_literals_and_defaults_stand_in_the_schema_without_references() -> None:
    parameters = spec("submit_draft").json_schema["parameters"]

    assert "$ref" not in json.dumps(parameters)
    assert parameters["required"] == ["subject", "questions"]
    assert parameters["properties"]["questions"] == {
        "type": "array",
        "description": "What is asked.",
        "items": {
            "type": "object",
            "description": "A question and the field it asks for.",
            "properties": {
                "field": {"type": "string", "description": "Key of the field."},
                "question": {"type": "string", "description": "Its words."},
            },
            "required": ["field", "question"],
        },
    }
    assert parameters["properties"]["kind"]["enum"] == ["initial", "followup"]
    assert parameters["properties"]["confidence"]["default"] == 0.8


def test_an_argument_that_may_be_null_is_one_that_may_be_left_out() -> None:
    properties = spec("submit_draft").json_schema["parameters"]["properties"]

    assert properties["note"] == {"type": "string", "description": "For the tour manager."}
    assert properties["copies"]["type"] == "array"


def test_an_argument_named_title_survives_in_the_schema() -> None:
    async def add_note(ctx: object, title: str) -> str:
        """Add a note."""
        return title

    schema = ToolSpec(add_note, (Role.COORDINATOR,)).json_schema

    assert schema["parameters"]["properties"] == {"title": {"type": "string"}}


def test_each_role_has_its_own_tools() -> None:
    assert [tool.name for tool in REGISTRY.for_role(Role.DRAFT_GENERATOR)] == ["submit_draft"]
    assert "submit_draft" not in [tool.name for tool in REGISTRY.for_role(Role.COORDINATOR)]


def test_two_tools_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="Two tools are named"):
        Registry([spec("crash"), spec("crash")])


def test_functions_imported_into_a_module_are_not_collected_twice() -> None:
    other = types.ModuleType("other")
    vars(other)["crash"] = show_tools.crash

    assert Registry.collect([other, show_tools]).get("crash") == spec("crash")


async def _without_context(show_id: str) -> str:
    """A docstring."""
    return show_id


async def _without_type(ctx: object, show_id) -> str:  # type: ignore[no-untyped-def]
    """A docstring."""
    return str(show_id)


async def _without_docstring(ctx: object) -> str:
    return ""


@pytest.mark.parametrize("function", [_without_context, _without_type, _without_docstring])
def test_a_function_that_cannot_be_a_tool_is_told_when_it_is_marked(function: Any) -> None:
    with pytest.raises(TypeError, match=function.__name__):
        agent_tool(roles=[Role.COORDINATOR])(function)


class _Bridge(http.server.BaseHTTPRequestHandler):
    seen: list[tuple[str, str | None, Any]]
    answer: tuple[int, bytes]

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        type(self).seen.append((self.path, self.headers["Authorization"], body))
        status, text = type(self).answer
        self.send_response(status)
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture
def bridge() -> Iterator[tuple[type[_Bridge], str]]:
    class Handler(_Bridge):
        seen: list[tuple[str, str | None, Any]] = []  # noqa: RUF012 - a class per test
        answer = (200, b'{"text": "accepted"}')

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Handler, f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def run_stub(source: str, call: str, url: str) -> str:
    """Run a stub as the sandbox does: another Python, the standard library and the environment, nothing else."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"{source}\nprint({call}, end='')"],
        env={"ADVANCING_BRIDGE_URL": url, "ADVANCING_TOOL_TOKEN": "t0ken"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_a_stub_relays_its_call_with_the_token_and_returns_the_answer(bridge: tuple[type[_Bridge], str]) -> None:
    handler, url = bridge
    call = "submit_draft('The Ritz', [{'field': 'schedule.doors', 'question': 'Doors?'}], note='été')"

    told = run_stub(spec("submit_draft").stub_source, call, url)

    assert told == "accepted"
    assert handler.seen == [
        (
            "/tools/submit_draft",
            "Bearer t0ken",
            {
                "subject": "The Ritz",
                "questions": [{"field": "schedule.doors", "question": "Doors?"}],
                "confidence": 0.8,
                "kind": "initial",
                "note": "été",
                "copies": None,
            },
        )
    ]


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (200, b'{"text": "Refused: The show is cancelled.", "ok": false}', "Refused: The show is cancelled."),
        (401, b'{"error": {"code": "not_authenticated", "message": "No such token."}}', "No such token."),
        (404, b'{"code": "not_found", "message": "No such show."}', "No such show."),
    ],
)
def test_a_stub_returns_a_refusal_as_its_one_line(
    bridge: tuple[type[_Bridge], str], status: int, body: bytes, told: str
) -> None:
    handler, url = bridge
    handler.answer = (status, body)

    assert run_stub(spec("get_show_details").stub_source, "get_show_details('s1')", url) == told


def test_a_stub_tells_in_one_line_that_the_bridge_is_away(bridge: tuple[type[_Bridge], str]) -> None:
    handler, url = bridge
    handler.answer = (500, b"<html>\noops</html>")
    source = spec("get_show_details").stub_source

    for where in (url, "http://127.0.0.1:1"):
        told = run_stub(source, "get_show_details('s1')", where)
        assert told.startswith("Failed: get_show_details could not be carried out")
        assert "\n" not in told


def test_a_stub_has_the_same_name_arguments_and_docstring_in_plain_types() -> None:
    source = spec("submit_draft").stub_source
    names: dict[str, Any] = {}
    exec(source, names)
    stub = names["submit_draft"]

    assert stub.__annotations__ == {
        "subject": str,
        "questions": list[dict],
        "confidence": float,
        "kind": str,
        "note": str | None,
        "copies": list[dict] | None,
        "return": str,
    }
    assert (stub.__doc__ or "").split() == (show_tools.submit_draft.__doc__ or "").split()
