"""A few tools as a module of the project would define them, for the tests of the registry and the toolbox."""

from dataclasses import dataclass, field
from typing import Literal

from pydantic import BaseModel

from advancing.errors import OutsideFault, StateConflict
from advancing.roles import Role
from tools.registry import agent_tool
from tools.token import Caller


@dataclass
class Context:
    """What these tools get; a list of what happened stands for a database."""

    caller: Caller
    happened: list[str] = field(default_factory=list)


class AskedField(BaseModel):
    """A question and the field it asks for.

    Args:
        field: Key of the field.
        question: Its words.
    """

    field: str
    question: str


@agent_tool(roles=[Role.COORDINATOR, Role.EMAIL_PARSER])
async def get_show_details(ctx: Context, show_id: str) -> str:
    """Say what is known of a show.

    More than one line
    is fine.

    Args:
        show_id: The show's id, as `query_shows`
            gives it.

    Returns:
        A few lines.
    """
    ctx.happened.append(f"details of {show_id}")
    return f"show: {show_id}"


@agent_tool(roles=[Role.DRAFT_GENERATOR], result_limit=60)
async def submit_draft(
    ctx: Context,
    subject: str,
    questions: list[AskedField],
    confidence: float = 0.8,
    kind: Literal["initial", "followup"] = "initial",
    note: str | None = None,
    copies: list[AskedField] | None = None,
) -> str:
    """Submit a draft.

    Args:
        subject: The subject line, with a "quote" and a \\ backslash.
        questions: What is asked.
        confidence: 0 to 1.
        kind: Which mail it is.
        note: For the tour manager.
        copies: Questions asked elsewhere.
    """
    ctx.happened.append("draft")
    return f"accepted: {subject} with {len(questions)} questions at {confidence} {kind} {note}"


@agent_tool(roles=[Role.COORDINATOR], needs_chat_approval=True)
async def send_approved_draft(ctx: Context, draft_id: str) -> str:
    """Send a draft that the tour manager approves in this chat.

    Args:
        draft_id: Which.
    """
    return f"sent: {draft_id}"


@agent_tool(roles=[Role.COORDINATOR])
async def refuse(ctx: Context) -> str:
    """Refuse, as a tool does when the state does not allow it."""
    ctx.happened.append("begun")
    raise StateConflict("The show is cancelled;\n  reopen it first.")


@agent_tool(roles=[Role.COORDINATOR])
async def lose_connection(ctx: Context) -> str:
    """Fail, as a tool does when a system outside is away."""
    raise OutsideFault("Gmail did not answer within 10 s.", system="gmail", retryable=True)


@agent_tool(roles=[Role.COORDINATOR])
async def crash(ctx: Context) -> str:
    """Crash, as a tool with a bug does."""
    raise KeyError("password=hunter2")
