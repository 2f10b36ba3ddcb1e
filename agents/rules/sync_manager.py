"""The sync manager by rules: the one call that the task asks for, and what it reported."""

from collections.abc import Sequence

from agents.prompts import SyncTask, read_snapshot
from agents.rules.step import ChatMessage, Step, call, this_turn


def next_step(messages: Sequence[ChatMessage], tools: Sequence[str]) -> Step:
    """Sync as the task asks, then say what came of it.

    Args:
        messages: The conversation; the last message of the user holds the task's snapshot.
        tools: Names of the tools that can be called.

    Returns:
        What comes next.
    """
    turn = this_turn(messages, tools)
    task = read_snapshot(turn.asked)
    if not isinstance(task, SyncTask):
        return Step("There is nothing for me to sync in this message.")
    tool = f"sync_{task.direction}_master_tour"
    last = turn.last(tool)
    if last:
        return Step(" ".join(last.answer.split())[:600])
    if tool not in turn.tools:
        return Step(f"I do not have the tool {tool}.")
    return call(tool, show_id=task.show_id)
