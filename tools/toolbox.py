"""Running one tool call: who may, with which arguments, what the agent is told, and what is recorded.

Every host comes through here, over the bridge or in process. The agent always gets a few short lines, never a
traceback; `Refused: ` and `Failed: ` at the start of an answer tell a call that was not carried out.
"""

import json
import math
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

import structlog
from pydantic import BaseModel, ValidationError

from advancing.errors import AdvancingError, Invalid, NotFound, NotPermitted, Refusal
from tools.registry import Registry, ToolSpec
from tools.signature import FAILED
from tools.token import Caller

REFUSED = "Refused: "
"""How the answer of a tool call begins that was understood and is not done."""

MAX_ARGUMENT_CHARACTERS = 200_000
"""Longest arguments of one call, as JSON text."""

_MAX_DEPTH = 12
_CUT = "\n… (cut off: ask for less)"
_log = structlog.get_logger(__name__)


class ToolContext(Protocol):
    """What a tool gets as its first argument; whoever opens it adds the services that the tools use."""

    @property
    def caller(self) -> Caller:
        """Who calls."""


ContextT = TypeVar("ContextT", bound=ToolContext)
OpenContext = Callable[[Caller], AbstractAsyncContextManager[ContextT]]


@dataclass(frozen=True, slots=True)
class ToolAnswer:
    """What the agent is told.

    Args:
        text: A few short lines.
        ok: Whether the call was carried out.
        code: "" where it was, else the error's stable code (`invalid`, `not_permitted`, `crash` …).
    """

    text: str
    ok: bool = True
    code: str = ""


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One tool call as it is kept.

    Args:
        caller: Who called (role, tour manager, tour, show, agent).
        tool: The name that was called, also where there is no such tool.
        arguments: As given.
        result: What the agent was told.
        ok: Whether it was carried out.
        code: The error's code, "" where it was carried out.
        duration_ms: Wall time in milliseconds.
    """

    caller: Caller
    tool: str
    arguments: Mapping[str, Any]
    result: str
    ok: bool
    code: str
    duration_ms: float


class Toolbox(Generic[ContextT]):
    """Runs tool calls.

    Args:
        registry: The tools.
        open_context: Opens what a tool needs for one call; an error in the tool leaves through it, so that it
            can roll back what the tool began.
        on_call: Told of every call after its context is closed, refused ones included.
    """

    def __init__(
        self,
        registry: Registry,
        open_context: OpenContext[ContextT],
        on_call: Callable[[CallRecord], Awaitable[None]],
    ) -> None:
        self.registry = registry
        self._open_context = open_context
        self._on_call = on_call

    async def call(self, caller: Caller, name: str, arguments: Mapping[str, Any]) -> ToolAnswer:
        """Run one tool for a caller.

        Args:
            caller: From a verified token, or from our own code; never from a model.
            name: The tool's name.
            arguments: By argument name, JSON values.

        Returns:
            What to tell the agent. Only cancellation and a failure to record the call are raised.
        """
        started = time.perf_counter()
        # Whatever is called with is kept, so it is first brought to what can be: no call may escape its record.
        given = {str(key)[:100]: _storable(value) for key, value in arguments.items()}
        size = len(json.dumps(given, default=str))
        if size > MAX_ARGUMENT_CHARACTERS:
            answer = ToolAnswer(f"{REFUSED}The arguments are too long ({size} characters).", ok=False, code="invalid")
            given = {"": f"left out: {size} characters"}
        else:
            answer = await self._answer(caller, name, given)
        duration_ms = (time.perf_counter() - started) * 1000
        await self._on_call(CallRecord(caller, name, given, answer.text, answer.ok, answer.code, round(duration_ms, 3)))
        return answer

    async def _answer(self, caller: Caller, name: str, arguments: Mapping[str, Any]) -> ToolAnswer:
        try:
            spec = self._permitted(caller, name)
            given = _validated(spec, arguments)
            async with self._open_context(caller) as context:
                text = await spec.function(context, **given)
            return ToolAnswer(_limited(text, spec.result_limit))
        except Refusal as refusal:
            _log.info("tool_refused", tool=name, role=caller.role.value, code=refusal.code, reason=refusal.message)
            return ToolAnswer(_one_line(REFUSED, refusal.message), ok=False, code=refusal.code)
        except AdvancingError as fault:
            _log.warning("tool_failed", tool=name, role=caller.role.value, code=fault.code, reason=fault.message)
            return ToolAnswer(_one_line(FAILED, fault.message), ok=False, code=fault.code)
        except Exception:
            # The agent has no use for a traceback and must not see what stands in one; the log has it.
            _log.exception("tool_crashed", tool=name, role=caller.role.value)
            told = (
                f"{name} broke off because of a fault of ours; it is logged. Do not repeat the call, go on without it."
            )
            return ToolAnswer(FAILED + told, ok=False, code="crash")

    def _permitted(self, caller: Caller, name: str) -> ToolSpec:
        spec = self.registry.get(name)
        if spec is None:
            mine = ", ".join(spec.name for spec in self.registry.for_role(caller.role))
            raise NotFound(f"There is no tool named {name[:80]!r}. Yours are: {mine}.")
        if caller.role not in spec.roles:
            raise NotPermitted(f"{name} is not for the {caller.role.value.replace('_', ' ')}.")
        if spec.needs_chat_approval and not caller.in_chat:
            raise NotPermitted(f"{name} can only be called from a chat with the tour manager.")
        return spec


def _validated(spec: ToolSpec, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments in their declared types.

    Raises:
        Invalid: They do not fit; the sentence names the first argument that does not.
    """
    parsed = {name: _from_json_text(spec, name, value) for name, value in arguments.items()}
    try:
        model: BaseModel = spec.arguments.model_validate(parsed)
    except ValidationError as fault:
        first = fault.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        more = f" ({fault.error_count() - 1} more)" if fault.error_count() > 1 else ""
        if first["type"] == "extra_forbidden":
            takes = ", ".join(spec.arguments.model_fields) or "no arguments"
            raise Invalid(f"{spec.name} has no argument {where}; it takes {takes}.{more}", argument=where) from fault
        raise Invalid(f"{spec.name}: the argument {where}: {first['msg']}.{more}", argument=where) from fault
    return {name: getattr(model, name) for name in model.model_fields_set}


def _from_json_text(spec: ToolSpec, name: str, value: object) -> object:
    """A list or object that a model wrote as JSON text is taken as what it says: models do so often."""
    schema = spec.json_schema["parameters"]["properties"].get(name, {})
    if isinstance(value, str) and schema.get("type") in ("array", "object"):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _storable(value: object, depth: int = 0) -> object:
    """A JSON value that a database takes: numbers that are none (NaN, which Python's JSON reads) and depths that no
    tool knows become text."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dict | list) and depth >= _MAX_DEPTH:
        return "…"
    if isinstance(value, dict):
        return {str(key): _storable(inner, depth + 1) for key, inner in value.items()}
    return [_storable(inner, depth + 1) for inner in value] if isinstance(value, list) else value


def _limited(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - len(_CUT)] + _CUT


def _one_line(start: str, message: str) -> str:
    return start + " ".join(message.split())
