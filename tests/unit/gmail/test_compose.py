"""A composed message says what it was given, and nothing can be smuggled into its headers."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advancing.errors import Invalid
from tools.gmail.compose import OutgoingFile, compose
from tools.gmail.flowed import flow, unflow
from tools.gmail.header import Address
from tools.gmail.message import parse_message
from tools.gmail.notice import MailKind

JO = Address("jo@band.example", "Jo Müller")
ANN = Address("ann@ritz.example", 'Ann "The Desk", Ritz')
DATE = datetime(2026, 11, 20, 12, 30, tzinfo=timezone(timedelta(hours=1)))


def composed(**changed: Any) -> bytes:
    told: dict[str, Any] = {
        "from_": JO,
        "to": [ANN],
        "subject": "Advance: The Ritz",
        "body": "Hi Ann,\n\nWhen is load in?",
        "message_id": "<ours-1@band.example>",
        "date": DATE,
    }
    return compose(**{**told, **changed})


def test_a_message_reads_back_as_it_was_written() -> None:
    rider = OutgoingFile("Rider – größe.pdf", "application/pdf", b"%PDF\x00\xff")

    message = parse_message(
        composed(
            cc=[Address("bo@ritz.example")],
            in_reply_to="<1@ritz.example>",
            references=["<0@ritz.example>", "<1@ritz.example>"],
            attachments=[rider],
        )
    )

    assert message.from_ == JO
    assert message.to == (ANN,)
    assert message.cc == (Address("bo@ritz.example"),)
    assert message.subject == "Advance: The Ritz"
    assert message.body == "Hi Ann,\n\nWhen is load in?"
    assert message.message_id == "<ours-1@band.example>"
    assert message.in_reply_to == "<1@ritz.example>"
    assert message.references == ("<0@ritz.example>", "<1@ritz.example>")
    assert message.date == DATE
    assert message.kind is MailKind.HUMAN
    assert [(a.name, a.content_type, a.content) for a in message.attachments] == [
        (rider.name, rider.content_type, rider.content)
    ]
    assert message.defects == ()


def test_the_same_approval_gives_the_same_bytes() -> None:
    assert composed() == composed()


def test_a_reply_without_references_refers_to_what_it_answers() -> None:
    assert parse_message(composed(in_reply_to="<1@ritz.example>")).references == ("<1@ritz.example>",)


def test_long_message_ids_are_not_encoded_or_cut() -> None:
    ids = [f"<{n}{'x' * 120}@outlook.example>" for n in range(60)]

    raw = composed(message_id=ids[0], references=ids)

    assert parse_message(raw).references == (ids[0], *ids[-39:])
    assert b"=?" not in raw.partition(b"References:")[2].partition(b"\r\n\r\n")[0]


def test_lines_end_with_crlf_and_are_not_too_long() -> None:
    raw = composed(subject="ü" * 300, body="word " * 400 + "\n" + "x" * 3000, to=[Address("a@b.example", "é" * 200)])

    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


@pytest.mark.parametrize("break_", ["\n", "\r", "\r\n", "\x00", "\x0b", "\x85", "\u2028"])
@pytest.mark.parametrize(
    "where",
    [
        lambda b: {"subject": f"Advance{b}Bcc: all@world.example"},
        lambda b: {"from_": replace(JO, name=f"Jo{b}Bcc: all@world.example")},
        lambda b: {"from_": replace(JO, email=f"jo@band.example{b}Bcc: all@world.example")},
        lambda b: {"to": [Address("ann@ritz.example", f"Ann{b}X: y")]},
        lambda b: {"to": [Address(f"ann@ritz.example{b}")]},
        lambda b: {"cc": [Address(f"ann@ritz.example{b}")]},
        lambda b: {"message_id": f"<a@b.example>{b}X: y"},
        lambda b: {"message_id": f"<a{b}@b.example>"},
        lambda b: {"in_reply_to": f"<a@b.example>{b}X: y"},
        lambda b: {"references": [f"<a@b.example>{b}X: y"]},
        lambda b: {"attachments": [OutgoingFile(f"a{b}X: y", "application/pdf", b"")]},
        lambda b: {"attachments": [OutgoingFile("a", f"application/pdf{b}X: y", b"")]},
    ],
)
def test_a_line_break_in_a_header_is_refused(where: Any, break_: str) -> None:
    with pytest.raises(Invalid):
        composed(**where(break_))


@pytest.mark.parametrize(
    "wrong",
    [
        {"to": []},
        {"to": [Address("")]},
        {"to": [Address("ann")]},
        {"to": [Address("ann@ritz.example, all@world.example")]},
        {"to": [Address("ann@ritz.example>")]},
        {"to": [Address("ann@[127.0.0.1]")]},
        {"message_id": "1@ritz.example"},
        {"message_id": "<1@ritz.example> <2@ritz.example>"},
        {"date": datetime(2026, 11, 20)},
        {"attachments": [OutgoingFile("a", "pdf", b"")]},
    ],
)
def test_what_has_not_its_form_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        composed(**wrong)


def test_text_that_looks_like_an_encoded_word_stays_text() -> None:
    written = "=?utf-8?q?not_me?="

    message = parse_message(composed(subject=written, from_=replace(JO, name=written)))

    assert message.subject == written
    assert message.from_ == replace(JO, name=written)


line_text = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp")), max_size=300)


@given(line_text, line_text, line_text)
def test_any_name_subject_and_file_name_read_back(name: str, subject: str, file_name: str) -> None:
    raw = composed(
        from_=replace(JO, name=name),
        subject=subject,
        attachments=[OutgoingFile(f"f{file_name}", "application/pdf", b"x")],
    )

    message = parse_message(raw)

    assert message.from_
    assert message.from_.email == JO.email
    assert message.from_.name == " ".join(name.split())
    assert message.subject == " ".join(subject.split())
    assert len(message.to) == 1
    assert len(message.attachments) == 1


def _settled(text: str) -> str:
    """Flowed text keeps no spaces at the end of a line, but for the signature's."""
    return "\n".join(line if line == "-- " else line.rstrip(" ") for line in text.split("\n"))


@given(st.text(st.sampled_from("ab >-\n"), max_size=400))
def test_flowed_text_reads_back(text: str) -> None:
    assert unflow(flow(text)) == _settled(text)


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp"), whitelist_characters="\n"), max_size=2000))
def test_any_body_reads_back(body: str) -> None:
    assert parse_message(composed(body=body)).body == _settled(body).strip("\n")


def test_a_date_in_utc_is_written_as_such() -> None:
    assert b"Date: Fri, 20 Nov 2026 11:30:00 +0000\r\n" in composed(date=DATE.astimezone(UTC))
