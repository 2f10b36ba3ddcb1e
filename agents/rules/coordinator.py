"""The coordinator by rules: it delegates the task that it is given, and answers simple chat from the tools.

Chat is understood by what is asked for (start, standing, next, remember, send) and by the show that is named; it
does not guess beyond that, and says what it can do instead.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

from agents.prompts import CoordinatorTask, read_snapshot
from agents.rules.answers import Record, best_matches, one_line, records, standing, told
from agents.rules.step import ChatMessage, Step, Turn, call, this_turn

HELP = (
    'I can tell you what is next ("what\'s next"), where a show stands ("where do we stand with The Ritz"), start an '
    'advance ("start advancing The Ritz"), send a draft that you approved ("send the approved draft for The Ritz"), and '
    'remember things ("remember that we never ask about towels").'
)
_NOT_UNDERSTOOD = "I did not understand that. " + HELP

_GREETING = re.compile(r"\s*(hi|hello|hey|good (morning|afternoon|evening)|thanks|thank you)\b[\s,.!]*", re.IGNORECASE)
_HELP = re.compile(r"\b(help|what can you do)\b", re.IGNORECASE)
_NEXT = re.compile(
    r"\bwhat(?:'s| is|s)? next\b|\bwhat needs me\b|\bwhat should i\b|\boverview\b|\bwhich shows\b|\ball shows\b"
    r"|\bwhat is (?:open|urgent)\b|\bwhat's (?:open|urgent|up)\b",
    re.IGNORECASE,
)
_START = re.compile(
    r"\b(?:start|begin|kick off)(?:\s+(?:the\s+)?advanc(?:e|ing))?(?:\s+(?:of|for|with))?\s+(?P<show>.+)|\badvance\s+(?P<other>.+)",
    re.IGNORECASE,
)
_STANDING = re.compile(
    r"\b(?:where (?:do|are) we (?:stand )?(?:with|on|at)|how (?:is|are|does|do)|what(?:'s| is) the (?:status|state) of"
    r"|status of|update on|tell me about|what(?:'s| is) (?:open|missing) (?:for|with|at))\s+(?P<show>.+)",
    re.IGNORECASE,
)
_REMEMBER = re.compile(
    r"\b(?:please\s+)?(?:remember|keep in mind|note)\s+(?:that\s+)?(?P<text>.+)", re.IGNORECASE | re.DOTALL
)
_SEND = re.compile(
    r"\bsend\s+(?:the\s+)?(?:approved\s+)?(?:draft|mail|e-?mail)\s+(?:for|to|of|about)\s+(?P<show>.+)", re.IGNORECASE
)
_OVER = ("completed", "cancelled")
_NEEDS = {
    "needs_attention": "look at it",
    "awaiting_approval": "review what the venue said",
    "draft_pending_approval": "review the draft",
    "stalled": "the venue does not answer; call it",
    "draft": "start it when you are ready",
}
_FILLER = re.compile(
    r"\b(?:looking|going|doing|coming along|please|now|the show at|our show at|show|advance)\b", re.IGNORECASE
)


def next_step(messages: Sequence[ChatMessage], tools: Sequence[str]) -> Step:
    """Delegate a task, or answer the tour manager.

    Args:
        messages: The conversation.
        tools: Names of the tools that can be called.

    Returns:
        What comes next.
    """
    turn = this_turn(messages, tools)
    task = read_snapshot(turn.asked)
    if isinstance(task, CoordinatorTask):
        return _delegate(task, turn)
    return _converse(turn)


def _delegate(task: CoordinatorTask, turn: Turn) -> Step:
    tool, arguments = _delegation(task)
    last = turn.last(tool)
    if last:
        return Step(one_line(last.answer))
    return call(tool, **arguments) if tool in turn.tools else Step(f"I do not have the tool {tool}.")


def _delegation(task: CoordinatorTask) -> tuple[str, dict[str, Any]]:
    match task.kind:
        case "start" | "draft":
            kind = "initial" if task.kind == "start" else task.draft_kind.value
            return "call_draft_generator", {"show_id": task.show_id, "kind": kind, "note": task.note}
        case "read":
            return "call_email_parser", {"message_id": task.message_id or ""}
        case "sync":
            return "call_sync_manager", {"show_id": task.show_id, "direction": task.direction}
        case "escalate":
            return "alert_tm_escalation", {"show_id": task.show_id, "reason": task.note}


def _converse(turn: Turn) -> Step:
    text = turn.asked.strip()
    if found := _REMEMBER.search(text):
        return _remember(turn, found["text"].strip())
    if found := _SEND.search(text):
        return _about_show(turn, found["show"], _send)
    if found := _STANDING.search(text):
        return _about_show(turn, found["show"], _standing)
    if _NEXT.search(text):
        return _whats_next(turn)
    if found := _START.search(text):
        return _about_show(turn, found["show"] or found["other"], _start)
    if _HELP.search(text):
        return Step(HELP)
    if _GREETING.match(text):
        return Step("Hello. " + HELP)
    return Step(_NOT_UNDERSTOOD)


def _whats_next(turn: Turn) -> Step:
    asked = turn.last("query_shows")
    if asked is None:
        return call("query_shows")
    shows = records(asked.answer)
    if not asked.stands or not shows:
        return Step(one_line(asked.answer) or "There are no shows yet.")
    going_on = [show for show in shows if show.get("status") not in _OVER]
    if not going_on:
        return Step("Nothing needs you: every show is completed or cancelled.")
    return Step("Most urgent first:\n" + "\n".join(f"- {_with_what_it_needs(show)}" for show in going_on[:6]))


def _with_what_it_needs(show: Record) -> str:
    wanted = _NEEDS.get(show.get("status", ""))
    return f"{told(show)} ({wanted})" if wanted else told(show)


def _remember(turn: Turn, text: str) -> Step:
    done = turn.last("remember_pattern")
    if done is None:
        return call("remember_pattern", pattern_type="preference", text=text)
    return Step(f"I will remember that: {text}" if done.stands else one_line(done.answer))


def _about_show(turn: Turn, named: str, then: Callable[[Turn, Record], Step]) -> Step:
    """Find the show that is meant, then go on with it."""
    name = " ".join(_FILLER.sub(" ", named).split()).strip(" ?.!,'\"“”")
    asked = turn.last("query_shows")
    if asked is None:
        return call("query_shows", text=name)
    if not asked.stands:
        return Step(one_line(asked.answer))
    shows = records(asked.answer)
    if turn.times("query_shows") == 1 and not shows:
        return call("query_shows")  # nothing holds these very words; look for one that is spelled alike
    if turn.times("query_shows") > 1:
        shows = best_matches(shows, name)
    if not shows:
        return Step(f"I find no show that fits {name!r}.")
    if len(shows) > 1:
        return Step(f"Which one do you mean by {name!r}?\n" + "\n".join(f"- {told(show)}" for show in shows[:6]))
    return then(turn, shows[0])


def _start(turn: Turn, show: Record) -> Step:
    begun = turn.last("call_draft_generator")
    if begun is None:
        return call("call_draft_generator", show_id=show["show_id"], kind="initial", note="asked for in the chat")
    if not begun.stands:
        return Step(f"{told(show)}\nI could not start it. {one_line(begun.answer)}")
    return Step(f"Started: {told(show)}\nThe first mail is being written; you will get it to approve.")


def _standing(turn: Turn, show: Record) -> Step:
    details = turn.last("get_show_details")
    if details is None:
        return call("get_show_details", show_id=show["show_id"])
    checklist = turn.last("get_advancing_checklist")
    if checklist is None:
        return call("get_advancing_checklist", show_id=show["show_id"])
    return Step("\n".join([told(show), *standing(details.answer, checklist.answer)]))


def _send(turn: Turn, show: Record) -> Step:
    sent = turn.last("send_approved_draft")
    if sent:
        return Step(one_line(sent.answer))
    details = turn.last("get_show_details")
    if details is None:
        return call("get_show_details", show_id=show["show_id"])
    draft = re.search(r"\bdraft(?:_id)?:\s*([\w-]+)", details.answer)
    if not draft:
        return Step(f"{told(show)}\nThere is no draft that waits to be sent.")
    return call("send_approved_draft", draft_id=draft[1])
