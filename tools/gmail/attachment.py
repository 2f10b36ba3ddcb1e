"""Text of the files that venues send: PDF page by page, DOCX, plain text, CSV, HTML, and mails forwarded as files.

A file from outside may be made to hurt: `read_attachment` reads PDF and DOCX in a process of their own with limits
on time and memory; `attachment_text` is the reading itself. What the text means is `advancing.reading`'s work.
"""

import asyncio
import base64
import contextlib
import csv
import io
import json
import os
import re
import sys
import time
import zipfile
from collections.abc import Callable
from dataclasses import asdict, dataclass

import docx
import pypdf
from docx.opc.exceptions import OpcError
from docx.table import Table
from lxml import etree  # type: ignore[import-untyped]
from pypdf.errors import PyPdfError

from advancing.extraction import AttachmentText
from tools.gmail.charset import decode_text
from tools.gmail.hypertext import HtmlTooLarge, read_html
from tools.gmail.message import parse_message


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is read.

    Args:
        bytes: Of the file.
        pages: Of a PDF; of a longer one the first so many.
        chars: Of all its text together.
        page_chars: Of one PDF page's drawing instructions.
        unpacked_bytes: Of a DOCX, unpacked.
        rows: Of a CSV.
        seconds: For all of it.
        memory_bytes: For the process that reads PDF and DOCX.
    """

    bytes: int = 10_000_000
    pages: int = 60
    chars: int = 400_000
    page_chars: int = 3_000_000
    unpacked_bytes: int = 60_000_000
    rows: int = 5_000
    seconds: float = 20.0
    memory_bytes: int = 1_000_000_000


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file, or the rest of one, that a person has to open.

    Args:
        name: File name.
        reason: Why, to follow "was not read: ".
    """

    name: str
    reason: str


Reading = list[AttachmentText | Unreadable]

_IN_OWN_PROCESS = ("pdf", "docx")
_KINDS = {
    "application/pdf": "pdf",
    "application/x-pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "text/plain": "text",
    "text/markdown": "text",
    "text/csv": "csv",
    "text/tab-separated-values": "csv",
    "text/html": "html",
    "message/rfc822": "mail",
}
_ENDINGS = {
    "pdf": "pdf",
    "docx": "docx",
    "txt": "text",
    "text": "text",
    "md": "text",
    "csv": "csv",
    "tsv": "csv",
    "htm": "html",
    "html": "html",
    "eml": "mail",
}
_WIDE_GAP = re.compile(r"[ \t]{4,}")
_UNFIT = re.compile("[\ud800-\udfff]")
_BLANK_LINES = re.compile(r"\n{3,}")


class _Stop(Exception):
    """Reading ends here; the argument says why."""


async def read_attachment(name: str, content_type: str, content: bytes, limits: Limits = LIMITS) -> Reading:
    """Read a file safely, see `attachment_text`.

    A PDF or DOCX is read by a process of its own that is ended when it takes too long or too much memory.
    """
    kind = kind_of(name, content_type, content)
    if kind not in _IN_OWN_PROCESS or len(content) > limits.bytes:
        return await asyncio.to_thread(attachment_text, name, content_type, content, limits)
    asked = {"name": name, "content_type": content_type, "content": base64.b64encode(content).decode("ascii")}
    asked_json = json.dumps({**asked, "limits": asdict(limits)}).encode()
    reader = await asyncio.create_subprocess_exec(
        *(sys.executable, "-W", "ignore", "-m", "tools.gmail.attachment"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={"PYTHONPATH": os.pathsep.join(sys.path)},  # and none of our secrets
    )
    try:
        answer, _ = await asyncio.wait_for(reader.communicate(asked_json), limits.seconds + 5)
        return [
            AttachmentText(**told["text"]) if "text" in told else Unreadable(**told["unreadable"])
            for told in json.loads(answer)
        ]
    except TimeoutError:
        return [Unreadable(name, f"it takes longer than {limits.seconds:g} seconds to read")]
    except (ValueError, KeyError, TypeError):
        return [Unreadable(name, "reading it took too much memory or failed")]
    finally:
        with contextlib.suppress(ProcessLookupError):
            reader.kill()
        await reader.wait()


def attachment_text(name: str, content_type: str, content: bytes, limits: Limits = LIMITS) -> Reading:
    """Read a file, here and now.

    Args:
        name: File name as the venue wrote it.
        content_type: As declared; the content and the name's ending are believed before it.
        content: The bytes.
        limits: How much is read.

    Returns:
        Its text, one entry per PDF page, and an `Unreadable` in place of what could not be read, or after the text
        for the rest of a file that is too long. Never raises.
    """
    if len(content) > limits.bytes:
        return [Unreadable(name, f"it has {len(content) / 1e6:.0f} MB, more than {limits.bytes / 1e6:.0f} MB")]
    reader = _READERS.get(kind_of(name, content_type, content))
    if reader is None:
        return [Unreadable(name, f"files of the type {content_type or 'unknown'} are not read")]
    if not content.strip():
        return [Unreadable(name, "it is empty")]
    reading = _Gathering(name, limits)
    try:
        reader(reading, content)
    except _Stop as stop:
        reading.entries.append(Unreadable(name, str(stop)))
    except (PyPdfError, OpcError, etree.LxmlError, zipfile.BadZipFile, RecursionError, MemoryError):
        reading.entries.append(Unreadable(name, "it is damaged"))
    except Exception as error:  # what a stranger's file does to these libraries cannot be listed
        reading.entries.append(Unreadable(name, f"it is damaged ({type(error).__name__})"))
    return reading.entries or [Unreadable(name, "it holds no text; it may be a scan")]


def kind_of(name: str, content_type: str, content: bytes) -> str:
    """What a file is: `pdf`, `docx`, `text`, `csv`, `html`, `mail`, or "" for what is not read."""
    if content[:1024].lstrip().startswith(b"%PDF-"):
        return "pdf"
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    declared = content_type.partition(";")[0].strip().lower()
    kind = _KINDS.get(declared) or ""
    if declared in ("", "application/octet-stream", "text/plain", "application/x-download"):
        kind = _ENDINGS.get(ending, kind)
    is_zip = content.startswith(b"PK\x03\x04")
    if is_zip:
        return "docx" if kind == "docx" or ending == "docx" else ""
    return kind


class _Gathering:
    """The text read so far, and whether there may be more of it."""

    def __init__(self, name: str, limits: Limits) -> None:
        self.entries: Reading = []
        self.limits = limits
        self._name = name
        self._chars = 0
        self._ends_at = time.monotonic() + limits.seconds

    def add(self, text: str, page: int | None = None) -> None:
        """Keep some text, if it says anything."""
        self.check_time()
        tidy = _tidy(text)
        left = self.limits.chars - self._chars
        if tidy:
            self._chars += len(tidy)
            self.entries.append(AttachmentText(name=self._name, page=page, text=tidy[:left]))
        if len(tidy) > left:
            raise _Stop(f"only its first {self.limits.chars} characters were read")

    def check_time(self) -> None:
        """End if it has taken too long."""
        if time.monotonic() > self._ends_at:
            raise _Stop(f"only what {self.limits.seconds:g} seconds allow was read")


def _read_pdf(reading: _Gathering, content: bytes) -> None:
    document = pypdf.PdfReader(io.BytesIO(content), strict=False)
    if document.is_encrypted and not document.decrypt(""):
        raise _Stop("it is locked with a password")
    pages = len(document.pages)
    for number in range(min(pages, reading.limits.pages)):
        reading.check_time()
        reading.add(_page_text(document.pages[number], reading.limits), number + 1)
    if pages > reading.limits.pages:
        raise _Stop(f"only its first {reading.limits.pages} of {pages} pages were read")


def _page_text(page: pypdf.PageObject, limits: Limits) -> str:
    drawn = page.get_contents()
    if drawn is not None and len(drawn.get_data()) > limits.page_chars:
        return ""
    try:
        # Keeps the columns of a table side by side, so that a value stays beside its label.
        text = page.extract_text(extraction_mode="layout")
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, ZeroDivisionError):
        text = ""
    return text if text.strip() else page.extract_text()


def _read_docx(reading: _Gathering, content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if sum(entry.file_size for entry in packed.infolist()) > reading.limits.unpacked_bytes:
            raise _Stop("it unpacks to more than is safe")
    document = docx.Document(io.BytesIO(content))
    lines: list[str] = []
    for block in document.iter_inner_content():
        reading.check_time()
        lines += _table_lines(block) if isinstance(block, Table) else [block.text]
    for section in document.sections:
        lines += [paragraph.text for part in (section.header, section.footer) for paragraph in part.paragraphs]
    reading.add("\n".join(lines))


def _table_lines(table: Table) -> list[str]:
    """A line per row; a cell that spans columns is told once."""
    lines: list[str] = []
    for row in table.rows:
        cells = dict.fromkeys(row.cells)
        lines.append("  ".join(" ".join(cell.text.split()) for cell in cells).strip())
    return lines


def _read_text(reading: _Gathering, content: bytes) -> None:
    reading.add(decode_text(content, None))


def _read_csv(reading: _Gathering, content: bytes) -> None:
    text = decode_text(content, None)
    try:
        dialect: type[csv.Dialect] = csv.Sniffer().sniff(text[:4000], delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    lines: list[str] = []
    for number, row in enumerate(csv.reader(io.StringIO(text), dialect)):
        if number >= reading.limits.rows:
            reading.add("\n".join(lines))
            raise _Stop(f"only its first {reading.limits.rows} rows were read")
        lines.append("  ".join(cell.strip() for cell in row if cell.strip()))
    reading.add("\n".join(lines))


def _read_html(reading: _Gathering, content: bytes) -> None:
    try:
        reading.add(read_html(decode_text(content, None)).visible)
    except HtmlTooLarge:
        raise _Stop("it is more HTML than can be laid out") from None


def _read_mail(reading: _Gathering, content: bytes) -> None:
    message = parse_message(content)
    if message.is_broken and not message.body:
        raise _Stop("the forwarded mail is damaged")
    told = (("From", message.from_), ("Date", message.date), ("Subject", message.subject))
    head = [f"{label}: {value}" for label, value in told if value]
    reading.add("\n".join([*head, "", message.body]))


_READERS: dict[str, Callable[[_Gathering, bytes], None]] = {
    "pdf": _read_pdf,
    "docx": _read_docx,
    "text": _read_text,
    "csv": _read_csv,
    "html": _read_html,
    "mail": _read_mail,
}


def _tidy(text: str) -> str:
    plain = _UNFIT.sub("\ufffd", text.replace("\x00", "").replace("\xa0", " "))
    lines = (_WIDE_GAP.sub("    ", line.rstrip()) for line in plain.split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip("\n")


def _answer_parent() -> None:
    """In the process of its own: read what stands on standard input, and answer on standard output."""
    import resource

    asked = json.loads(sys.stdin.buffer.read())
    limits = Limits(**asked["limits"])
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (int(limits.seconds) + 2, int(limits.seconds) + 2))
    reading = attachment_text(asked["name"], asked["content_type"], base64.b64decode(asked["content"]), limits)
    told = [
        {"text": entry.model_dump()} if isinstance(entry, AttachmentText) else {"unreadable": asdict(entry)}
        for entry in reading
    ]
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    _answer_parent()
