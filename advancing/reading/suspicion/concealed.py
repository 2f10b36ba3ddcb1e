"""Text that a person does not see: runs of zero-width signs, tag letters, comments, encoded blocks, words spelled out."""

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass

MIN_WORDS = 4
MAX_DECODED = 20_000
MAX_COMMENT = 4_000
"""Characters up to which a comment that nobody closes is one."""

_UNSEEN_STYLE = re.compile(
    r"<style[^<>]{0,100}>[^<]{0,1000}display\s*:\s*none[^<]{0,1000}</style>\s*<[^<>]{1,200}>([^<]{0,4000})|"
    r"<\w{1,10}[^<>]{0,100}\shidden[^<>]{0,100}>([^<]{0,4000})|"
    r"<[^<>]{1,200}(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0|color\s*:\s*(?:#fff(?:fff)?|white))[^<>]{0,200}>([^<]{0,4000})",
    re.IGNORECASE,
)
_ZERO_WIDTH = re.compile("[\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\ufeff\u180e\u00ad]{3,}")
_STREWN = re.compile("[^\\W\\d_][\u200b\u2060\u2062\u2063\ufeff](?=[^\\W\\d_])")
_TAGS = re.compile("[\U000e0020-\U000e007f]{4,}")
_FLAG = "\U0001f3f4"
_TURNED = re.compile("[\u202d\u202e\u2066\u2067]")
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/_-]{32,80}\s{0,3}\n[ \t]{0,8}){0,200}[A-Za-z0-9+/_-]{16,4000}={0,2}")
_SPACED = re.compile(r"(?<![^\W_])(?:['’]?[^\W\d_] {1,4}){28,}[^\W\d_](?![^\W_])")
"""Longer than the name of a house, which letterheads space out too."""
_WORD = re.compile(r"[^\W\d_]{2,}")
_BOILERPLATE = re.compile(
    r"\[if\s|<!\[endif|startfragment|endfragment|generator|mso|view\s+(?:this\s+)?(?:e?mail\s+)?in\s+(?:your\s+)?browser|unsubscribe|webversion|"
    r"template|tracking|[{};]\s*\w+-?\w*\s*:",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Concealed:
    """A stretch of text that hides something.

    Args:
        start: Where it stands in the text looked at.
        end: Where it ends.
        says: What it says, decoded; "" where it only hides.
        how: In words, for the tour manager.
    """

    start: int
    end: int
    says: str
    how: str


def find_concealed(text: str) -> Iterator[Concealed]:
    """Everything in a text that a person would not see or not read.

    Args:
        text: Plain text of a mail.
    """
    if "<" in text:
        for start, end, says in _comments(text):
            if is_telling(says):
                yield Concealed(start, end, says.strip(), "a comment that mail programs do not show")
        for found in _UNSEEN_STYLE.finditer(text):
            says = found[1] or found[2] or found[3] or ""
            if is_telling(says, words=2):
                yield Concealed(found.start(), found.end(), says.strip(), "text styled so that nobody sees it")
    if not text.isascii():
        yield from _unseen_signs(text)
    for found in _SPACED.finditer(text):
        says = re.sub(r" {2,}", "|", found[0].strip()).replace(" ", "").replace("|", " ")
        yield Concealed(found.start(), found.end(), says, "words written letter by letter")
    yield from _encoded(text)


def _comments(text: str) -> Iterator[tuple[int, int, str]]:
    """Where each comment starts and ends, and what it says."""
    start = text.find("<!--")
    while start >= 0:
        closed = text.find("-->", start + 4)
        if closed < 0:
            if len(text) - start <= MAX_COMMENT:
                yield start, len(text), text[start + 4 :]
            return
        yield start, closed + 3, text[start + 4 : closed]
        start = text.find("<!--", closed + 3)


def is_telling(hidden: str, *, words: int = MIN_WORDS) -> bool:
    """Whether hidden text says something, and is not what mail programs put there themselves."""
    return len(_WORD.findall(hidden[:MAX_DECODED])) >= words and not _BOILERPLATE.search(hidden[:500])


def _unseen_signs(text: str) -> Iterator[Concealed]:
    for found in _ZERO_WIDTH.finditer(text):
        yield Concealed(found.start(), found.end(), "", "a run of characters without width")
    for found in _TAGS.finditer(text):
        if text[max(found.start() - 1, 0) : found.start()] != _FLAG:
            says = "".join(chr(ord(sign) - 0xE0000) for sign in found[0])
            yield Concealed(found.start(), found.end(), says, "letters written in characters that are not shown")
    strewn = list(_STREWN.finditer(text))
    if len(strewn) >= 6:
        yield Concealed(
            strewn[0].start(), strewn[-1].end(), "", "characters without width between the letters of words"
        )
    turned = _TURNED.search(text)
    if turned:
        yield Concealed(turned.start(), turned.end(), "", "a character that turns the direction of reading")


def _encoded(text: str) -> Iterator[Concealed]:
    if not re.search(r"[A-Za-z0-9+/_-]{40}", text):
        return
    for found in _BASE64.finditer(text):
        packed = re.sub(r"\s", "", found[0])
        if len(packed) < 40 or "://" in text[max(found.start() - 60, 0) : found.start()]:
            continue
        says = _decoded(packed)
        if says:
            yield Concealed(found.start(), found.end(), says, "a block of encoded text")


def _decoded(packed: str) -> str:
    packed = packed.rstrip("=").translate(str.maketrans("-_", "+/"))[:MAX_DECODED]
    packed = packed[: len(packed) - (len(packed) % 4 == 1)]
    try:
        said = base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return ""
    return said if said.isprintable() or is_telling(said) else ""
