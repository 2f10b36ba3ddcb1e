"""From the bytes of a part to text, whatever the sender's program claims about charset and transfer encoding."""

import base64
import binascii
import codecs
import copy
import quopri
import re
from email.message import Message

REPLACED = "\ufffd"

# What programs write and what they mean, https://encoding.spec.whatwg.org/#names-and-labels.
_MEANT = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "big5": "big5hkscs",
    "iso-8859-8-i": "iso-8859-8",
    "windows-874": "cp874",
    "tis-620": "cp874",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
    "utf8mb4": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
    "ansi": "cp1252",
}
_WESTERN = frozenset({"ascii", "iso8859-1", "cp1252", "iso8859-15"})
_NO_CHARSETS = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"})
_SURROGATES = re.compile("[\ud800-\udfff]")
_BASE64_LINES = re.compile(rb"(?:[A-Za-z0-9+/]{40,}\r?\n)*[A-Za-z0-9+/]{4,}={0,2}\s*")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=\s]")
_QUOTED_BYTES = re.compile(rb"=(?:3D|20|0[AD]|[89A-F][0-9A-F])")
_SOFT_BREAK = re.compile(rb"[ \w.,;]=\r?\n")


def decode_text(content: bytes, declared: str | None) -> str:
    """Bytes as text.

    The declared charset is believed where it fits, corrected where it is a known confusion, and guessed between
    UTF-8 and Windows-1252 where it is missing or wrong. Invisible characters stay, NULs go.

    Args:
        content: The bytes, transfer encoding undone.
        declared: The charset that the part names, if it names one.
    """
    text = _by_mark(content)
    if text is None:
        text = _by_name(content, _codec(declared))
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return _SURROGATES.sub(REPLACED, text)


def part_bytes(part: "Message[str, str]") -> tuple[bytes, str | None]:
    """The bytes of a part, transfer encoding undone.

    Returns:
        The bytes, and in a word what was wrong with the encoding, if anything was.
    """
    as_it_came = copy.copy(part)
    del as_it_came["Content-Transfer-Encoding"]
    written = as_it_came.get_payload(decode=True)  # the only way to the bytes: undecoded, it guesses at a charset
    if not isinstance(written, bytes):
        return b"", None
    encoding = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    if "base64" in encoding:
        return _from_base64(written)
    if "quoted" in encoding:
        return quopri.decodestring(written), None
    if "uu" in encoding:
        decoded = part.get_payload(decode=True)
        return (decoded if isinstance(decoded, bytes) else written), None
    if part.get_content_maintype() == "text":
        return _undeclared(written)
    return written, None


def _by_mark(content: bytes) -> str | None:
    """By its byte order mark, if it has one that holds."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            try:
                return content.decode(name)
            except UnicodeDecodeError:
                return None
    return None


def _codec(declared: str | None) -> str | None:
    """Python's name of a declared charset, or None where it is no charset."""
    label = (declared or "").strip().strip("\"'").lower()
    try:
        name = codecs.lookup(_MEANT.get(label, label)).name
        "".encode(name)
    except (LookupError, ValueError, UnicodeError):
        return None
    return None if name in _NO_CHARSETS else name


def _by_name(content: bytes, name: str | None) -> str:
    if name is None or name in _WESTERN or name == "utf-8":
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError:
            return _western_or_damaged(content, name)
    try:
        return content.decode(name)
    except (UnicodeError, ValueError):
        return content.decode(name, "replace")


def _western_or_damaged(content: bytes, name: str | None) -> str:
    """Not UTF-8 as a whole: UTF-8 with damage if most of it is, else Windows-1252, which ISO-8859-1 nearly always means."""
    as_utf8 = content.decode("utf-8", "replace")
    damaged = as_utf8.count(REPLACED)
    whole = sum(1 for c in as_utf8 if ord(c) > 127) - damaged
    if name not in _WESTERN and whole > damaged:
        return as_utf8
    western = "iso8859-15" if name == "iso8859-15" else "cp1252"
    try:
        return content.decode(western)
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _from_base64(written: bytes) -> tuple[bytes, str | None]:
    strange = len(_NOT_BASE64.findall(written))
    if strange * 20 > len(written):
        return written, "declared base64 and is not"
    # Lists append their footer after the end of the base64.
    kept = _NOT_BASE64.sub(b"", written).translate(None, b" \t\r\n\v\f")
    kept = kept.partition(b"=")[0]
    if len(kept) % 4 == 1:
        kept = kept[:-1]
    try:
        decoded = base64.b64decode(kept + b"=" * (-len(kept) % 4))
    except (binascii.Error, ValueError):
        return written, "declared base64 and is not"
    return decoded, ("base64 with other text in it" if strange else None)


def _undeclared(written: bytes) -> tuple[bytes, str | None]:
    """Text that names no encoding and yet has one."""
    if len(written) >= 60 and _BASE64_LINES.fullmatch(written.strip()):
        decoded, _ = _from_base64(written)
        if _is_text(decoded):
            return decoded, "base64 that is not declared"
    if _SOFT_BREAK.search(written) and _QUOTED_BYTES.search(written):
        return quopri.decodestring(written), "quoted-printable that is not declared"
    return written, None


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return bool(text) and all(c.isprintable() or c in "\r\n\t" for c in text)
