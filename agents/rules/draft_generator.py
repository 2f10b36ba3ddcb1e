"""The draft generator by rules: the domain's writer, and mending when the draft comes back."""

from collections.abc import Sequence

from advancing.draft import DraftContext
from advancing.fields import CATALOGUE
from advancing.writer import write
from agents.prompts import DraftTask, read_snapshot
from agents.rules.step import ChatMessage, Step, call, this_turn

SUBMIT = "submit_draft"
_TRIES = 3


def next_step(messages: Sequence[ChatMessage], tools: Sequence[str]) -> Step:
    """Write the mail that the task asks for, hand it in, mend it, close.

    Args:
        messages: The conversation; the last message of the user holds the task's snapshot.
        tools: Names of the tools that can be called.

    Returns:
        What comes next.
    """
    turn = this_turn(messages, tools)
    task = read_snapshot(turn.asked)
    if not isinstance(task, DraftTask) or SUBMIT not in turn.tools:
        return Step("There is no mail for me to write in this message.")
    last = turn.last(SUBMIT)
    if last is None:
        return _submit(task.context)
    if last.stands:
        return Step("The draft is handed in for the tour manager.")
    if turn.times(SUBMIT) >= _TRIES:
        return Step(f"The draft does not pass: {last.answer[:300]}")
    return _submit(_without_named(task.context, " ".join(exchange.answer for exchange in turn.done)))


def _submit(context: DraftContext) -> Step:
    draft = write(context)
    return call(
        SUBMIT,
        subject=draft.subject,
        body=draft.body,
        questions=[{"field": question.field, "question": question.question} for question in draft.questions],
        confidence=draft.confidence,
        note=draft.note,
    )


def _without_named(context: DraftContext, reasons: str) -> DraftContext:
    """The context without the fields that the reasons name: what the writer knew of them is no longer so."""
    named = {key for key, field in CATALOGUE.items() if key in reasons or f'"{field.label}"' in reasons}
    return context.model_copy(
        update={
            "open_fields": tuple(key for key in context.open_fields if key not in named),
            "declined": {key: why for key, why in context.declined.items() if key not in named},
            "to_confirm": {key: value for key, value in context.to_confirm.items() if key not in named},
        }
    )
