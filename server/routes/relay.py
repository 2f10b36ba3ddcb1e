"""The tool relay: an agent's tool call arrives with its signed token, is checked and run, and gets a few lines back."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Request
from pydantic import BaseModel

from advancing.errors import Invalid
from server.access import SettingsOf, SystemOf, bearer
from server.metrics import TOOL_CALLS
from tools.token import read_token

router = APIRouter(prefix="/tools", tags=["tool relay"])


class ToolAnswerBody(BaseModel):
    """What the agent is told: a few lines, and whether the call was carried out."""

    text: str
    ok: bool
    code: str = ""


@router.post("/{name}")
async def call(
    name: str,
    request: Request,
    system: SystemOf,
    settings: SettingsOf,
    arguments: Annotated[Any, Body(examples=[{"show_id": "7f0c3a44-3c0e-4c3b-9d8f-1f6f3f1d2c11"}])],
) -> ToolAnswerBody:
    """Run one tool for the agent whose token it is. A refusal is an answer: 200 with one line that says why."""
    caller = read_token(bearer(request), settings.need("tool_secret"))
    if not isinstance(arguments, dict):
        raise Invalid("The arguments are an object, by argument name.")
    answer = await system.toolbox.call(caller, name, arguments)
    TOOL_CALLS.labels(answer.code or "ok").inc()
    return ToolAnswerBody(text=answer.text, ok=answer.ok, code=answer.code)
