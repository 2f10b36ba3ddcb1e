"""Running tool calls: permission, arguments, refusals, crashes, records."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import pytest
from structlog.testing import capture_logs

from advancing.roles import Role
from tests.unit.tools import show_tools
from tools.registry import Registry
from tools.token import Caller
from tools.toolbox import CallRecord, Toolbox

TOUR_MANAGER, SHOW = UUID(int=1), UUID(int=2)


class Desk:
    """A toolbox whose contexts and records a test can look at."""

    def __init__(self) -> None:
        self.records: list[CallRecord] = []
        self.committed: list[str] = []
        self.rolled_back: list[str] = []
        self.toolbox = Toolbox(Registry.collect([show_tools]), self.open, self.record)

    @asynccontextmanager
    async def open(self, caller: Caller) -> AsyncIterator[show_tools.Context]:
        context = show_tools.Context(caller)
        try:
            yield context
        except Exception:
            self.rolled_back += context.happened
            raise
        self.committed += context.happened

    async def record(self, record: CallRecord) -> None:
        self.records.append(record)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def caller(role: Role = Role.COORDINATOR, *, in_chat: bool = False) -> Caller:
    return Caller(role, TOUR_MANAGER, None, SHOW, f"{role}-test", in_chat)


async def test_a_call_is_run_and_recorded(desk: Desk) -> None:
    answer = await desk.toolbox.call(caller(), "get_show_details", {"show_id": "s1"})

    assert (answer.text, answer.ok, answer.code) == ("show: s1", True, "")
    [record] = desk.records
    assert (record.tool, record.arguments, record.result, record.ok) == (
        "get_show_details",
        {"show_id": "s1"},
        "show: s1",
        True,
    )
    assert record.caller.show_id == SHOW
    assert record.duration_ms >= 0


async def test_an_unknown_tool_is_refused_with_those_the_role_has(desk: Desk) -> None:
    answer = await desk.toolbox.call(caller(Role.DRAFT_GENERATOR), "rm_rf", {})

    assert answer.text == "Refused: There is no tool named 'rm_rf'. Yours are: submit_draft."
    assert answer.code == "not_found"


async def test_a_tool_of_another_role_is_refused_and_the_attempt_recorded(desk: Desk) -> None:
    answer = await desk.toolbox.call(caller(Role.EMAIL_PARSER), "submit_draft", {"subject": "x", "questions": []})

    assert answer.text == "Refused: submit_draft is not for the email parser."
    assert desk.committed == []
    assert [(record.tool, record.ok, record.code) for record in desk.records] == [
        ("submit_draft", False, "not_permitted")
    ]


async def test_a_tool_that_needs_approval_is_only_for_chats(desk: Desk) -> None:
    outside = await desk.toolbox.call(caller(), "send_approved_draft", {"draft_id": "d1"})
    inside = await desk.toolbox.call(caller(in_chat=True), "send_approved_draft", {"draft_id": "d1"})

    assert outside.code == "not_permitted"
    assert inside.text == "sent: d1"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({}, "Refused: submit_draft: the argument subject: Field required. (1 more)"),
        (
            {"subject": "x", "questions": [{"field": "a"}]},
            "Refused: submit_draft: the argument questions.0.question: Field required.",
        ),
        (
            {"subject": "x", "questions": [], "to": "me@evil.example"},
            "Refused: submit_draft has no argument to; it takes subject, questions, confidence, kind, note, copies.",
        ),
    ],
)
async def test_wrong_arguments_are_told_in_one_line_that_names_the_argument(
    desk: Desk, arguments: dict[str, object], told: str
) -> None:
    answer = await desk.toolbox.call(caller(Role.DRAFT_GENERATOR), "submit_draft", arguments)

    assert (answer.text, answer.code) == (told, "invalid")


async def test_a_list_written_as_json_text_is_taken_as_a_list(desk: Desk) -> None:
    questions = '[{"field": "a", "question": "A?"}]'

    answer = await desk.toolbox.call(
        caller(Role.DRAFT_GENERATOR), "submit_draft", {"subject": "[1]", "questions": questions}
    )

    assert answer.text.startswith("accepted: [1] with 1 questions")


async def test_a_long_answer_is_cut_at_the_tools_limit(desk: Desk) -> None:
    answer = await desk.toolbox.call(
        caller(Role.DRAFT_GENERATOR), "submit_draft", {"subject": "x" * 100, "questions": []}
    )

    assert len(answer.text) == 60
    assert answer.text.endswith("(cut off: ask for less)")


async def test_a_refusal_is_one_line_and_rolls_back_what_was_begun(desk: Desk) -> None:
    answer = await desk.toolbox.call(caller(), "refuse", {})

    assert answer.text == "Refused: The show is cancelled; reopen it first."
    assert desk.rolled_back == ["begun"]
    assert desk.committed == []


async def test_a_fault_outside_is_told_as_failed(desk: Desk) -> None:
    answer = await desk.toolbox.call(caller(), "lose_connection", {})

    assert (answer.text, answer.code) == ("Failed: Gmail did not answer within 10 s.", "outside_fault")


async def test_a_crash_is_logged_and_its_details_are_not_told(desk: Desk) -> None:
    with capture_logs() as logs:
        answer = await desk.toolbox.call(caller(), "crash", {})

    assert answer.code == "crash"
    assert "hunter2" not in answer.text
    assert [(entry["event"], entry["exc_info"]) for entry in logs] == [("tool_crashed", True)]
    assert desk.records[0].code == "crash"
