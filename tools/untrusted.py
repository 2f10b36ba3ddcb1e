"""How words from outside stand in what agents and people are told: marked, escaped, on one line, without links.

Prompts are `agents.prompts`'s and pages escape by their own template engine; which words are suspicious is
`advancing.reading.attack`'s.
"""

import re

LINK_LEFT_OUT = "[link left out]"

_LINK = re.compile(
    r"(?:[a-z][a-z0-9+.-]{1,15}://|www\.)\S+|(?<![\w@.-])(?:[\w-]{1,63}\.){1,8}[a-z]{2,24}/\S*", re.IGNORECASE
)


def escaped(text: str) -> str:
    """Text from outside such that it can neither open nor close a marked part."""
    return text.replace("&", "&amp;").replace("<", "&lt;")


def on_one_line(text: str, limit: int = 300) -> str:
    """Text from outside within a line of ours: escaped, its line breaks gone, so that it cannot pass for a line of ours.

    Args:
        text: As it came.
        limit: Longest result in characters, before escaping.
    """
    line = " ".join(text.split())
    return escaped(line if len(line) <= limit else line[: limit - 1] + "…")


def untrusted(name: str, text: str, limit: int) -> str:
    """Words from outside as a marked part, as agents are told of in their system prompt.

    Args:
        name: What it is, `message` for example.
        text: As it came.
        limit: Longest text in characters, before escaping.
    """
    shown = text if len(text) <= limit else text[:limit] + "\n[cut off here]"
    return f'<untrusted name="{name}">\n{escaped(shown)}\n</untrusted>'


def without_links(text: str, limit: int = 1000) -> str:
    """Words that an agent or a stranger chose, fit for a notice: one line in which nothing can be clicked on.

    Args:
        text: As it came.
        limit: Longest result in characters.
    """
    return " ".join(_LINK.sub(LINK_LEFT_OUT, text[: 4 * limit]).split())[:limit]
