"""What a typed function tells a model: its JSON schema, and a stub of it in plain standard-library types.

Both come from the same signature and Google-style docstring, so that they cannot drift apart. Running a tool,
and deciding who may, is `tools.toolbox`'s work.
"""

import enum
import inspect
import re
import types
import typing
from collections.abc import Awaitable, Callable
from copy import deepcopy
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, create_model

ToolFunction = Callable[..., Awaitable[str]]

BRIDGE_URL_VARIABLE = "ADVANCING_BRIDGE_URL"
TOKEN_VARIABLE = "ADVANCING_TOOL_TOKEN"  # noqa: S105 - the name of a variable, not a secret
FAILED = "Failed: "
"""How the answer of a tool call begins that could not be carried out at all."""

_ARGUMENT = re.compile(r"(\w+)(?: \([^)]*\))?:\s*(.*)")
_PLAIN = (str, int, float, bool, dict)


def description_of(function: ToolFunction) -> str:
    """The docstring up to its first section (`Args:` or another), as the model reads it."""
    return _before_sections(inspect.cleandoc(function.__doc__ or ""))


def argument_descriptions(docstring: str) -> dict[str, str]:
    """What the `Args:` section of a Google-style docstring says of each argument, on one line each."""
    text = inspect.cleandoc(docstring)
    found = re.search(r"^Args:\n((?:[ \t]+.*\n?|\n)*)", text, re.MULTILINE)
    if not found:
        return {}
    told: dict[str, str] = {}
    current = ""
    for line in inspect.cleandoc(found[1]).splitlines():
        start = _ARGUMENT.fullmatch(line)
        if start and not line.startswith(" "):
            current = start[1]
            told[current] = start[2]
        elif current and line.strip():
            told[current] = f"{told[current]} {line.strip()}"
    return told


def parameters_of(function: ToolFunction) -> dict[str, inspect.Parameter]:
    """The parameters that a caller gives: all but the first, `ctx`, with their annotations resolved.

    Raises:
        TypeError: The function is not one that can be a tool; the sentence says why.
    """
    name = function.__name__
    if not inspect.iscoroutinefunction(function):
        raise TypeError(f"The tool {name} must be an async function.")
    signature = inspect.signature(function)
    hints = typing.get_type_hints(function, include_extras=True)
    parameters = list(signature.parameters.values())
    if not parameters or parameters[0].name != "ctx":
        raise TypeError(f"The first parameter of the tool {name} must be ctx.")
    if not description_of(function):
        raise TypeError(f"The tool {name} needs a docstring: it is what the agent reads.")
    for parameter in parameters[1:]:
        if parameter.kind is not inspect.Parameter.POSITIONAL_OR_KEYWORD:
            raise TypeError(f"The tool {name} may not take *args, **kwargs or keyword-only arguments.")
        if parameter.name not in hints:
            raise TypeError(f"The argument {parameter.name} of the tool {name} has no type.")
    return {p.name: p.replace(annotation=hints[p.name]) for p in parameters[1:]}


def arguments_model(function: ToolFunction) -> type[BaseModel]:
    """A pydantic model of the function's arguments, with nothing beside them allowed."""
    told = argument_descriptions(function.__doc__ or "")
    fields: dict[str, Any] = {
        name: (
            parameter.annotation,
            Field(
                default=... if parameter.default is inspect.Parameter.empty else parameter.default,
                description=told.get(name),
            ),
        )
        for name, parameter in parameters_of(function).items()
    }
    return create_model(f"{function.__name__}_arguments", __config__=ConfigDict(extra="forbid"), **fields)


def function_schema(function: ToolFunction) -> dict[str, Any]:
    """The function as OpenAI's chat API takes it: name, description and parameters, without references.

    Source: https://platform.openai.com/docs/guides/function-calling
    """
    raw = arguments_model(function).model_json_schema()
    inlined = _inline(raw, raw.get("$defs", {}))
    return {
        "name": function.__name__,
        "description": description_of(function),
        "parameters": {
            "type": "object",
            "properties": inlined.get("properties", {}),
            "required": inlined.get("required", []),
        },
    }


def _before_sections(docstring: str) -> str:
    return re.split(r"\n\s*(?:Args|Arguments|Returns|Raises|Yields):", docstring, maxsplit=1)[0].strip()


def _inline(node: Any, definitions: dict[str, Any]) -> Any:
    """The same schema in the plainest words, since not every model server reads all of JSON Schema.

    References are replaced by what they refer to, "this or null" by this (leaving it out says the same), generated
    titles are dropped, and what a model's docstring says of its fields becomes their descriptions.
    """
    if isinstance(node, list):
        return [_inline(item, definitions) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        beside = {key: value for key, value in node.items() if key != "$ref"}
        return _inline({**deepcopy(definitions[node["$ref"].rsplit("/", 1)[-1]]), **beside}, definitions)
    if "anyOf" in node and {"type": "null"} in node["anyOf"]:
        others = [option for option in node["anyOf"] if option != {"type": "null"}]
        beside = {key: value for key, value in node.items() if key != "anyOf" and (key, value) != ("default", None)}
        return _inline({**(others[0] if len(others) == 1 else {"anyOf": others}), **beside}, definitions)
    kept = {key: value for key, value in node.items() if key not in ("$defs", "title", "additionalProperties")}
    if isinstance(node.get("properties"), dict):
        kept["properties"] = _properties(node, definitions)
        if "description" in kept:
            kept["description"] = _before_sections(kept["description"])
    return {key: value if key == "properties" else _inline(value, definitions) for key, value in kept.items()}


def _properties(node: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    told = argument_descriptions(node.get("description", ""))
    return {
        name: _inline({**({"description": told[name]} if name in told else {}), **value}, definitions)
        for name, value in node["properties"].items()
    }


def stub_source(function: ToolFunction) -> str:
    """Source of a function of the same name, arguments and docstring that relays its call to the bridge.

    It needs the standard library, the two environment variables above, and nothing else. It returns what the
    bridge answers, and one line that begins with `Failed: ` where there is no answer to return.
    """
    parameters = parameters_of(function)
    declared = ", ".join(_plain_parameter(parameter) for parameter in parameters.values())
    given = ", ".join(f'"{name}": {name}' for name in parameters)
    docstring = inspect.cleandoc(function.__doc__ or "").replace("\\", "\\\\").replace('"""', r"\"\"\"")
    indented = "\n".join(f"    {line}".rstrip() for line in docstring.splitlines())
    return _STUB.format(
        name=function.__name__,
        declared=declared,
        given=given,
        docstring=indented.strip(),
        url=BRIDGE_URL_VARIABLE,
        token=TOKEN_VARIABLE,
        failed=FAILED,
    )


def _plain_parameter(parameter: inspect.Parameter) -> str:
    text = f"{parameter.name}: {_plain_type(parameter.annotation)}"
    if parameter.default is inspect.Parameter.empty:
        return text
    default = parameter.default
    return f"{text} = {(default.value if isinstance(default, enum.Enum) else default)!r}"


def _plain_type(annotation: Any) -> str:
    """An annotation as standard-library types say it: models become dict, literals and ids str."""
    if annotation in _PLAIN:
        return str(annotation.__name__)
    if annotation is type(None):
        return "None"
    origin = get_origin(annotation)
    if origin is typing.Annotated:
        return _plain_type(get_args(annotation)[0])
    if origin is Literal:
        return type(get_args(annotation)[0]).__name__
    if origin in (list, dict):
        inner = ", ".join(_plain_type(argument) for argument in get_args(annotation))
        return f"{origin.__name__}[{inner}]" if inner else str(origin.__name__)
    if origin in (Union, types.UnionType):
        return " | ".join(dict.fromkeys(_plain_type(argument) for argument in get_args(annotation)))
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "dict"
    return "str" if isinstance(annotation, type) else "object"


# `/tools/{name}` answers {"text": ...}; a bridge that refuses before a tool is chosen answers its error shape.
_STUB = '''def {name}({declared}) -> str:
    """{docstring}
    """
    import json, os, urllib.error, urllib.request
    try:
        request = urllib.request.Request(
            os.environ["{url}"].rstrip("/") + "/tools/{name}",
            data=json.dumps({{{given}}}).encode(),
            headers={{"Authorization": "Bearer " + os.environ["{token}"], "Content-Type": "application/json"}},
        )
        try:
            body = urllib.request.urlopen(request, timeout=120).read()
        except urllib.error.HTTPError as refusal:
            body = refusal.read()
        answer = json.loads(body)
        error = answer.get("error")
        told = answer.get("text") or answer.get("message") or answer.get("detail")
        return str(told or (error.get("message") if isinstance(error, dict) else error) or answer)
    except (OSError, ValueError, KeyError, AttributeError) as fault:
        return f"{failed}{name} could not be carried out, the bridge gave no answer ({{type(fault).__name__}}: {{fault}})."
'''
