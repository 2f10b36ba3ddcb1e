"""format=flowed, RFC 3676: text whose paragraphs any window can wrap, written and read."""

import re

WIDTH = 72
_TOKEN = re.compile(r"[^ ]+ *| +")
_QUOTES = re.compile(r">+")
SIGNATURE = "-- "


def flow(text: str) -> str:
    """Write text as format=flowed, DelSp=no: lines of at most about 72 characters, a space before each soft break."""
    return "\n".join(line for paragraph in text.split("\n") for line in _flow_line(paragraph))


def unflow(text: str, *, delete_space: bool = False) -> str:
    """Read format=flowed text: soft breaks go, stuffing goes, quoted lines keep their marks as `> `, `>> `.

    Args:
        text: Decoded, lines ended by a newline.
        delete_space: The part's `DelSp=yes`.
    """
    written: list[str] = []
    parts: list[str] = []
    depth_now = 0
    for line in text.split("\n"):
        marks = _QUOTES.match(line)
        depth = len(marks[0]) if marks else 0
        content = line[depth:]
        content = content.removeprefix(" ")
        if parts and (depth != depth_now or content == SIGNATURE):
            written.append(_quoted(depth_now, "".join(parts)))
            parts = []
        depth_now = depth
        is_soft = content.endswith(" ") and content != SIGNATURE
        parts.append(content[:-1] if is_soft and delete_space else content)
        if not is_soft:
            written.append(_quoted(depth, "".join(parts)))
            parts = []
    if parts:
        written.append(_quoted(depth_now, "".join(parts)))
    return "\n".join(written)


def _quoted(depth: int, content: str) -> str:
    return f"{'>' * depth} {content}" if depth else content


def _flow_line(paragraph: str) -> list[str]:
    if paragraph == SIGNATURE:
        return [paragraph]
    lines, line = [], ""
    for token in _TOKEN.findall(paragraph.rstrip(" ")):
        if line.endswith(" ") and len(line) + len(token.rstrip(" ")) > WIDTH:
            lines.append(line)
            line = ""
        line += token
    return [_stuffed(part) for part in [*lines, line]]


def _stuffed(line: str) -> str:
    return f" {line}" if line.startswith((" ", ">", "From ")) else line
