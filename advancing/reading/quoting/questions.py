"""Which of our quoted questions stands directly above an answer."""

import re
from collections.abc import Sequence

from advancing.reading.quoting.lines import Line

MAX_QUESTION = 1200
_ITEM = re.compile(
    r"(?:\(?\d{1,2}[.):/]|[-–—*•·‣◦▪]|\(?[a-hA-H][.)])(?=\s)|q\d{0,2}\s?[:.)]|\d{1,2}\s*-\s", re.IGNORECASE
)
_CLOSING = re.compile(
    r"(?:(?:many|thanks?|thank\s+you|thx|ta|cheers|best|kind|warm|regards|yours|sincerely|love|all\s+the\s+best|speak\s+soon|"
    r"talk\s+soon|sent\s+from|looking\s+forward|danke|vielen\s+dank|viele|liebe|beste|mit\s+freundlichen|grüße|gruß|lg|vg|mfg|"
    r"merci|cordialement|bien\s+à|à\s+bientôt|bonne\s+journée|gracias|saludos|un\s+saludo|un\s+abrazo|bedankt|dank|"
    r"groet\w*|met\s+vriendelijke|grazie|saluti|obrigad[oa]|tack|tak|mvh|hälsningar|hilsen|pozdrawiam|dzięki)\b"
    r"|[-–—]\s?\w{1,12}$)",
    re.IGNORECASE,
)


def question_above(quoted: Sequence[Line]) -> str | None:
    """The question, or the group of questions, at the end of a run of quoted lines.

    Args:
        quoted: The quoted lines between the venue's last words and these.

    Returns:
        The questions in the words we wrote, wrapped lines joined, one to a line; None where the run ends in nothing
        that can be answered (a greeting, our sign-off).
    """
    items = _items(quoted)
    while items and _is_closing(items[-1][0]):
        items.pop()
    if not items:
        return None
    group = [items[-1]]
    for item in reversed(items[:-1]):
        if not (_asks(group[-1][0]) or _listed(group[-1][0])) or not (_asks(item[0]) or _listed(item[0])):
            break
        # A run of plain questions belongs together; a lead-in before a list does not.
        if _listed(group[-1][0]) and not _listed(item[0]):
            break
        group.append(item)
    text = "\n".join(item[0] for item in reversed(group))
    return text[-MAX_QUESTION:] or None


def _items(quoted: Sequence[Line]) -> list[tuple[str, int]]:
    """The run as unwrapped paragraphs and list items, each with its quote depth; older mail below is left out."""
    depth = min((line.depth for line in quoted if line.text), default=0)
    items: list[tuple[str, int]] = []
    open_item = False
    width = 0
    for line in quoted:
        if line.depth > depth and line.depth:
            open_item = False
            continue
        if line.blank:
            open_item = False
            continue
        if open_item and not _starts_item(line.text, items[-1][0], width):
            items[-1] = (f"{items[-1][0]} {line.text}", line.depth)
        else:
            items.append((line.text, line.depth))
        open_item = True
        width = len(line.text)
    return items


def _starts_item(text: str, before: str, width: int) -> bool:
    if _listed(text) or _CLOSING.match(text):
        return True
    if before[-1] in "?:":
        return True
    # A short line was ended by its writer, not by the mail program's wrapping.
    return width < 50 and (before[-1] in ".!;" or text[0].isupper())


def _asks(text: str) -> bool:
    return "?" in text


def _listed(text: str) -> bool:
    return bool(_ITEM.match(text))


def _is_closing(text: str) -> bool:
    if "?" in text or any(sign.isdigit() for sign in text):
        return False
    if _CLOSING.match(text) and len(text) < 80:
        return True
    words = text.split()
    return len(words) <= 3 and not _listed(text) and text[-1] not in "?:" and words[0][:1].isupper() and len(text) < 30
