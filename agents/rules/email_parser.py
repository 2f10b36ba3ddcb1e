"""The email parser by rules: the domain's reader, handed in as an agent hands it in."""

from collections.abc import Sequence
from typing import Any

from advancing.extraction import ExtractedField, Extraction
from advancing.fields import FieldKey
from advancing.reading import read
from agents.prompts import ParseTask, read_snapshot
from agents.rules.step import ChatMessage, Step, call, this_turn

SUBMIT = "submit_extraction"
_TRIES = 2


def next_step(messages: Sequence[ChatMessage], tools: Sequence[str]) -> Step:
    """Read the message that the task holds, hand in what was found, close.

    Args:
        messages: The conversation; the last message of the user holds the task's snapshot.
        tools: Names of the tools that can be called.

    Returns:
        What comes next.
    """
    turn = this_turn(messages, tools)
    task = read_snapshot(turn.asked)
    if not isinstance(task, ParseTask) or SUBMIT not in turn.tools:
        return Step("There is no message for me to read here.")
    last = turn.last(SUBMIT)
    if last and (last.stands or turn.times(SUBMIT) >= _TRIES):
        return Step("The reading is handed in." if last.stands else f"The reading does not pass: {last.answer[:300]}")
    found = read(task.mail, task.show, task.asked)
    return call(SUBMIT, **_submission(found, without=last.answer if last else ""))


def _submission(found: Extraction, without: str) -> dict[str, Any]:
    """An extraction as the arguments of the tool, without the fields that an answer objected to."""
    return {
        "fields": [_field(key, field) for key, field in found.fields.items() if key not in without],
        "unresolved": [{"field": question.field, "reason": question.reason} for question in found.unresolved],
        "new_questions": list(found.new_questions),
        "tone": found.sentiment.tone.value,
        "concerns": list(found.sentiment.concerns),
        "suspicious": [f"{suspicion.kind}: {suspicion.quote}" for suspicion in found.suspicions],
    }


def _field(key: FieldKey, field: ExtractedField) -> dict[str, Any]:
    return {
        "field": key,
        "value": field.value,
        "confidence": field.confidence,
        "source_text": field.source_text,
        "reasoning": field.reasoning,
        "certainty": field.certainty.value,
    }
