"""Files that venues send become text, page by page; what cannot be read is named with the reason."""

import io
import zipfile

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfWriter

from advancing.extraction import AttachmentText
from tools.gmail.attachment import Limits, Reading, Unreadable, attachment_text, kind_of, read_attachment

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def pdf(*pages: list[str]) -> bytes:
    """A PDF with lines of text on each page, written by hand; a tab in a line starts a second column."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>")
    kids = []
    for lines in pages:
        drawn = []
        for number, line in enumerate(lines):
            for column, cell in enumerate(line.split("\t")):
                drawn.append(f"BT /F1 12 Tf {50 + 250 * column} {750 - 20 * number} Td ({cell}) Tj ET")
        stream = "\n".join(drawn)
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {len(objects)} 0 R >>"
        )
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    written, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(written))
        written += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    start = len(written)
    written += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    written += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    return written.encode("latin-1")


def word(*paragraphs: str, rows: list[list[str]] | None = None) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if rows:
        table = document.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    document.add_paragraph("The end")
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def reason(reading: Reading) -> str:
    assert isinstance(reading[-1], Unreadable)
    return reading[-1].reason


def texts(reading: Reading) -> list[str]:
    return [entry.text for entry in reading if isinstance(entry, AttachmentText)]


def test_a_pdf_is_read_page_by_page() -> None:
    reading = attachment_text("pack.pdf", "application/pdf", pdf(["Stage 40 x 30"], ["Power 200A"]))

    assert reading == [
        AttachmentText(name="pack.pdf", page=1, text="Stage 40 x 30"),
        AttachmentText(name="pack.pdf", page=2, text="Power 200A"),
    ]


def test_in_a_pdfs_table_the_value_stays_beside_its_label() -> None:
    (page,) = texts(attachment_text("pack.pdf", "application/pdf", pdf(["Load in\t15:00", "Doors\t19:00"])))

    assert [line.split("    ") for line in page.split("\n") if line] == [["Load in", "15:00"], ["Doors", "19:00"]]


def test_a_pdf_without_text_may_be_a_scan() -> None:
    assert "scan" in reason(attachment_text("pack.pdf", "application/pdf", pdf([])))


def test_of_a_long_pdf_the_first_pages_are_read_and_the_rest_is_named() -> None:
    reading = attachment_text("pack.pdf", "application/pdf", pdf(*[["x"]] * 5), Limits(pages=3))

    assert len(texts(reading)) == 3
    assert reason(reading) == "only its first 3 of 5 pages were read"


def test_a_locked_pdf_is_named() -> None:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret", algorithm="AES-128")
    written = io.BytesIO()
    writer.write(written)

    assert "password" in reason(attachment_text("pack.pdf", "application/pdf", written.getvalue()))


def test_a_word_file_is_read_with_its_tables_in_order() -> None:
    content = word("Tech pack", rows=[["Load in", "15:00"], ["Doors", "19:00"]])

    (text,) = texts(attachment_text("pack.docx", DOCX, content))

    assert text.split("\n") == ["Tech pack", "Load in  15:00", "Doors  19:00", "The end"]


def test_a_csv_is_read_row_by_row() -> None:
    content = "what;value\nLoad in;15:00\nBühne;12m x 9m\n".encode("cp1252")

    (text,) = texts(attachment_text("pack.csv", "text/csv", content))

    assert text.split("\n") == ["what  value", "Load in  15:00", "Bühne  12m x 9m"]


def test_plain_text_and_html_are_read() -> None:
    assert texts(attachment_text("a.txt", "text/plain", "Größe 12 m".encode())) == ["Größe 12 m"]
    assert texts(attachment_text("a.html", "text/html", b"<p>Doors 7pm</p>")) == ["Doors 7pm"]


def test_a_forwarded_mail_is_read_with_who_wrote_it() -> None:
    content = b"From: Ann <ann@ritz.example>\nSubject: Tech pack\n\nStage is 40x30\n"

    (text,) = texts(attachment_text("a.eml", "message/rfc822", content))

    assert text == "From: Ann <ann@ritz.example>\nSubject: Tech pack\n\nStage is 40x30"


@pytest.mark.parametrize(
    ("name", "content_type", "content", "kind"),
    [
        ("pack", "application/octet-stream", b"%PDF-1.7", "pdf"),
        ("pack.docx", "application/octet-stream", b"PK\x03\x04", "docx"),
        ("pack.zip", "application/zip", b"PK\x03\x04", ""),
        ("pack.xlsx", DOCX.replace("word", "excel"), b"PK\x03\x04", ""),
        ("pack.csv", "text/plain", b"a,b", "csv"),
        ("pack.csv", "application/octet-stream", b"a,b", "csv"),
        ("pack.doc", "application/msword", b"\xd0\xcf\x11\xe0", ""),
        ("photo.jpg", "image/jpeg", b"\xff\xd8", ""),
        ("pack.pdf", "text/html", b"%PDF-1.4", "pdf"),
    ],
)
def test_a_file_is_known_by_what_it_is(name: str, content_type: str, content: bytes, kind: str) -> None:
    assert kind_of(name, content_type, content) == kind


@pytest.mark.parametrize(
    ("name", "content_type", "content", "why"),
    [
        ("photo.jpg", "image/jpeg", b"\xff\xd8", "not read"),
        ("pack.pdf", "application/pdf", b"%PDF-1.4 and nothing more", "damaged"),
        ("pack.pdf", "application/pdf", b"%PDF-1.4" + pdf(["x"])[8:200], "damaged"),
        ("pack.docx", DOCX, b"PK\x03\x04 nothing more", "damaged"),
        ("pack.docx", DOCX, word("x")[:-200], "damaged"),
        ("a.txt", "text/plain", b"  \n", "empty"),
        ("a.txt", "text/plain", b"x" * 10_000_001, "10 MB"),
    ],
    ids=["a photo", "no PDF", "half a PDF", "no DOCX", "half a DOCX", "blank", "huge"],
)
def test_what_cannot_be_read_is_named_with_the_reason(name: str, content_type: str, content: bytes, why: str) -> None:
    reading = attachment_text(name, content_type, content)

    assert reading == [Unreadable(name, reason(reading))]
    assert why in reason(reading)


def test_a_word_file_that_unpacks_without_end_is_not_unpacked() -> None:
    written = io.BytesIO(word("x"))
    with zipfile.ZipFile(written, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/big.xml", b"\x00" * 70_000_000)

    assert "unpacks" in reason(attachment_text("pack.docx", DOCX, written.getvalue()))


def test_of_a_long_text_the_beginning_is_read_and_the_rest_is_named() -> None:
    reading = attachment_text("a.txt", "text/plain", b"word " * 1000, Limits(chars=100))

    assert len(texts(reading)[0]) == 100
    assert reason(reading) == "only its first 100 characters were read"


def test_reading_ends_when_its_time_is_over() -> None:
    reading = attachment_text("pack.pdf", "application/pdf", pdf(["x"], ["y"]), Limits(seconds=-1.0))

    assert "seconds" in reason(reading)


@given(
    st.binary(max_size=300),
    st.sampled_from(["%PDF-1.4\n", "PK\x03\x04", ""]),
    st.sampled_from(["a.docx", "a.csv", "a.html", "a.eml", "a.txt"]),
)
def test_no_bytes_make_it_fail(content: bytes, start: str, name: str) -> None:
    for entry in attachment_text(name, "application/octet-stream", start.encode("latin-1") + content):
        if isinstance(entry, AttachmentText):
            entry.text.encode("utf-8")


async def test_a_pdf_is_read_in_a_process_of_its_own() -> None:
    reading = await read_attachment("pack.pdf", "application/pdf", pdf(["Stage 40 x 30"]))

    assert reading == [AttachmentText(name="pack.pdf", page=1, text="Stage 40 x 30")]


async def test_a_file_that_takes_all_memory_ends_its_own_process_only() -> None:
    reading = await read_attachment(
        "pack.pdf", "application/pdf", pdf(*[["x" * 60] * 36] * 50), Limits(memory_bytes=30_000_000)
    )

    assert reading == [Unreadable("pack.pdf", reason(reading))]


async def test_a_file_that_takes_for_ever_is_given_up() -> None:
    reading = await read_attachment("pack.pdf", "application/pdf", pdf(["x"]), Limits(seconds=-4.99))

    assert "takes longer" in reason(reading)
