"""The coordinator by rules: chat is understood, the right tools are called, the answer is in plain words."""

from collections.abc import Mapping
from typing import Any

import pytest

from agents.prompts import CoordinatorTask, coordinate_prompt
from agents.rules.coordinator import next_step
from tests.unit.agents.conversation import Answer, Conversation

RITZ = "2027-03-15 | The Ritz, Raleigh | draft | show_id: 11111111-1111-4111-8111-111111111111"
ORANGE_PEEL = (
    "2027-03-17 | The Orange Peel, Asheville | awaiting_response | show_id: 22222222-2222-4222-8222-222222222222"
)
RITZ_ID = "11111111-1111-4111-8111-111111111111"
DETAILS = f"""show_id: {RITZ_ID}
show: Night Ferry at The Ritz, 2027-03-15
status: draft_pending_approval
contact: Sam Ortiz <sam@theritz.example>
checklist: 3 of 20 settled, critical 1 of 7
still open: Load in, Curfew
draft: 33333333-3333-4333-8333-333333333333 approved (initial)"""
CHECKLIST = """schedule.loadIn: open (critical)
schedule.doors: confirmed = 19:00 (critical)
hospitality.towels: open"""


def query(arguments: Mapping[str, Any]) -> str:
    """Shows as the store finds them: by a text within the line."""
    text = str(arguments.get("text") or "").lower()
    return "\n".join(line for line in (RITZ, ORANGE_PEEL) if text in line.lower()) or "No show fits."


def chat(**answers: Answer) -> Conversation:
    tools: dict[str, Answer] = {
        "query_shows": query,
        "get_show_details": DETAILS,
        "get_advancing_checklist": CHECKLIST,
        "call_draft_generator": "The initial mail for The Ritz is being written.",
        "send_approved_draft": "It is being sent to sam@theritz.example.",
        "remember_pattern": "Kept.",
    }
    return Conversation(next_step, tools | answers)


@pytest.mark.parametrize("text", ["what's next", "What is next?", "what needs me today?", "give me an overview"])
def test_asked_what_is_next_it_lists_the_shows(text: str) -> None:
    conversation = chat()

    said = conversation.say(text)

    assert conversation.calls == [("query_shows", {})]
    assert "The Ritz, Raleigh, 2027-03-15: draft" in said
    assert "The Orange Peel, Asheville, 2027-03-17: awaiting response" in said


def test_asked_what_is_next_it_leaves_out_what_is_over_and_says_what_each_show_needs() -> None:
    over = ORANGE_PEEL.replace("awaiting_response", "completed")

    said = chat(query_shows=f"{RITZ.replace('| draft |', '| awaiting_approval |')}\n{over}").say("what's next")

    assert "The Ritz, Raleigh, 2027-03-15: awaiting approval (review what the venue said)" in said
    assert "The Orange Peel" not in said


def test_asked_what_is_next_after_the_last_show_it_says_that_nothing_is() -> None:
    said = chat(query_shows=ORANGE_PEEL.replace("awaiting_response", "completed")).say("what's next")

    assert said == "Nothing needs you: every show is completed or cancelled."


@pytest.mark.parametrize(
    "text",
    ["start advancing The Ritz", "Please start the advance for the ritz.", "advance The Ritz", "kick off The Ritz"],
)
def test_asked_to_start_an_advance_it_has_the_first_mail_written(text: str) -> None:
    conversation = chat()

    said = conversation.say(text)

    assert [name for name, _ in conversation.calls] == ["query_shows", "call_draft_generator"]
    assert conversation.calls[1][1]["show_id"] == RITZ_ID
    assert conversation.calls[1][1]["kind"] == "initial"
    assert said.startswith("Started: The Ritz")


def test_a_start_that_is_refused_is_told_with_the_reason() -> None:
    conversation = chat(call_draft_generator="Refused: The advance of The Ritz is started already; it is drafting.")

    said = conversation.say("start advancing The Ritz")

    assert "started already" in said


@pytest.mark.parametrize(
    "text",
    [
        "where do we stand with The Ritz",
        "Where do we stand with the ritz?",
        "how is The Ritz looking?",
        "status of The Ritz",
    ],
)
def test_asked_where_a_show_stands_it_looks_it_up(text: str) -> None:
    conversation = chat()

    said = conversation.say(text)

    assert [name for name, _ in conversation.calls] == ["query_shows", "get_show_details", "get_advancing_checklist"]
    assert "still open: Load in, Curfew" in said
    assert "critical and not confirmed: schedule.loadIn" in said


def test_a_misspelled_name_is_looked_for_among_all_shows() -> None:
    conversation = chat()

    said = conversation.say("where do we stand with The Ornage Peel")

    assert [arguments for name, arguments in conversation.calls if name == "query_shows"] == [
        {"text": "The Ornage Peel"},
        {},
    ]
    assert "The Orange Peel" in said


def test_a_name_that_fits_no_show_is_said_so() -> None:
    conversation = chat()

    assert "no show that fits" in conversation.say("start advancing Madison Square Garden")
    assert "call_draft_generator" not in [name for name, _ in conversation.calls]


def test_a_name_that_fits_several_shows_is_asked_back() -> None:
    said = chat(query_shows=f"{RITZ}\n{RITZ.replace('03-15', '03-16')}").say("start advancing The Ritz")

    assert said.startswith("Which one do you mean")
    assert "2027-03-16" in said


def test_what_it_is_to_remember_is_kept() -> None:
    conversation = chat()

    said = conversation.say("Remember that we never ask about towels")

    assert conversation.calls == [
        ("remember_pattern", {"pattern_type": "preference", "text": "we never ask about towels"})
    ]
    assert "we never ask about towels" in said


def test_asked_to_send_the_approved_draft_it_finds_it_and_sends_it() -> None:
    conversation = chat()

    said = conversation.say("send the approved draft for The Ritz")

    assert conversation.calls[-1] == (
        "send_approved_draft",
        {"draft_id": "33333333-3333-4333-8333-333333333333"},
    )
    assert "sent to sam@theritz.example" in said


def test_without_a_draft_nothing_is_sent() -> None:
    conversation = chat(get_show_details=DETAILS.rsplit("\n", 1)[0])

    assert "no draft" in conversation.say("send the approved draft for The Ritz")
    assert "send_approved_draft" not in [name for name, _ in conversation.calls]


@pytest.mark.parametrize("text", ["hello", "Good morning!", "help", "qwertz uiop"])
def test_small_talk_and_nonsense_get_an_answer_without_any_tool(text: str) -> None:
    conversation = chat()

    assert "what's next" in conversation.say(text)
    assert conversation.calls == []


def test_each_message_of_a_chat_is_a_turn_of_its_own() -> None:
    conversation = chat()

    conversation.say("what's next")
    conversation.say("where do we stand with The Ritz")

    assert [name for name, _ in conversation.calls] == [
        "query_shows",
        "query_shows",
        "get_show_details",
        "get_advancing_checklist",
    ]


@pytest.mark.parametrize(
    ("task", "call"),
    [
        (
            CoordinatorTask(kind="start", show_id="s", note="tonight"),
            ("call_draft_generator", {"show_id": "s", "kind": "initial", "note": "tonight"}),
        ),
        (CoordinatorTask(kind="read", show_id="s", message_id="m"), ("call_email_parser", {"message_id": "m"})),
        (
            CoordinatorTask(kind="sync", show_id="s", direction="from"),
            ("call_sync_manager", {"show_id": "s", "direction": "from"}),
        ),
        (
            CoordinatorTask(kind="escalate", show_id="s", note="silent"),
            ("alert_tm_escalation", {"show_id": "s", "reason": "silent"}),
        ),
    ],
)
def test_a_task_is_delegated_by_one_call(task: CoordinatorTask, call: tuple[str, Mapping[str, Any]]) -> None:
    conversation = chat(
        call_email_parser="It is being read.",
        call_sync_manager="Read.",
        alert_tm_escalation="The tour manager is told.",
    )

    conversation.say(coordinate_prompt(task))

    assert conversation.calls == [call]
