"""Which tools exist and who may call them.

An agent-callable function is an ordinary typed async function marked with `agent_tool`. From it comes all that
an agent host registers. How a call arrives and how one is run is `tools.toolbox`'s work; what a tool does is the
function's own.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from types import ModuleType
from typing import Any, TypeVar

from pydantic import BaseModel

from advancing.roles import Role
from tools.signature import ToolFunction, arguments_model, description_of, function_schema, stub_source

RESULT_LIMIT = 2000
_MARK = "__agent_tool__"
_F = TypeVar("_F", bound=ToolFunction)


@dataclass(frozen=True)
class ToolSpec:
    """One tool, as the hosts register it and the toolbox runs it.

    Args:
        function: The marked function.
        roles: The roles that may call it.
        needs_chat_approval: Whether a person in the chat has to approve each call.
        result_limit: Longest answer in characters; what is beyond is cut off.
    """

    function: ToolFunction
    roles: tuple[Role, ...]
    needs_chat_approval: bool = False
    result_limit: int = RESULT_LIMIT

    @property
    def name(self) -> str:
        """The function's name; unique in a registry."""
        return self.function.__name__

    @cached_property
    def description(self) -> str:
        """What the tool does, from the docstring."""
        return description_of(self.function)

    @cached_property
    def arguments(self) -> type[BaseModel]:
        """The model that a call's arguments are validated with."""
        return arguments_model(self.function)

    @cached_property
    def json_schema(self) -> dict[str, Any]:
        """The OpenAI function schema."""
        return function_schema(self.function)

    @cached_property
    def stub_source(self) -> str:
        """Source of the standard-library function that relays a call to the bridge."""
        return stub_source(self.function)


def agent_tool(
    *, roles: Iterable[Role], needs_chat_approval: bool = False, result_limit: int = RESULT_LIMIT
) -> Callable[[_F], _F]:
    """Mark an async function as one that agents of some roles may call.

    The first parameter, `ctx`, is the context that the toolbox opens for the call; agents do not see it. The
    others become the tool's arguments, described by the Google-style docstring.

    Args:
        roles: The roles that may call it.
        needs_chat_approval: Callable only from a chat, and stopped until a person approves the call.
        result_limit: Longest answer in characters.

    Returns:
        A decorator that leaves the function as it is.

    Raises:
        TypeError: The function cannot be a tool (not async, no `ctx`, an argument without a type, no docstring).
    """

    def mark(function: _F) -> _F:
        spec = ToolSpec(function, tuple(roles), needs_chat_approval, result_limit)
        _ = spec.json_schema  # a function that cannot be a tool is told at import, not at the first call
        setattr(function, _MARK, spec)
        return function

    return mark


class Registry:
    """The tools of the system, by name."""

    def __init__(self, specs: Iterable[ToolSpec]) -> None:
        self._specs: dict[str, ToolSpec] = {}
        for spec in specs:
            if spec.name in self._specs:
                raise ValueError(f"Two tools are named {spec.name}; rename one.")
            self._specs[spec.name] = spec

    @classmethod
    def collect(cls, modules: Iterable[ModuleType]) -> "Registry":
        """All marked functions that the given modules define (imported ones are left to their own module).

        Raises:
            ValueError: Two of them have the same name.
        """
        return cls(
            spec
            for module in modules
            for value in vars(module).values()
            if getattr(value, "__module__", None) == module.__name__
            and isinstance(spec := getattr(value, _MARK, None), ToolSpec)
        )

    def for_role(self, role: Role) -> tuple[ToolSpec, ...]:
        """The tools that agents of a role may call, in the order of their modules."""
        return tuple(spec for spec in self._specs.values() if role in spec.roles)

    def get(self, name: str) -> ToolSpec | None:
        """The tool of that name, if there is one."""
        return self._specs.get(name)

    def all(self) -> tuple[ToolSpec, ...]:
        """Every tool."""
        return tuple(self._specs.values())
