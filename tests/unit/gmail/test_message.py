"""What is read from raw messages, whatever the sender's program made of them."""

import base64
import quopri
from datetime import UTC, datetime, timedelta, timezone

import pytest

from tools.gmail.header import Address
from tools.gmail.message import parse_message

HEAD = b"From: Ann <ann@ritz.example>\nTo: jo@band.example\nSubject: Advance\nMessage-ID: <1@ritz.example>\n"


def with_type(content_type: str, body: bytes, *headers: str) -> bytes:
    lines = "".join(f"{line}\n" for line in (f"Content-Type: {content_type}", *headers))
    return HEAD + lines.encode() + b"\n" + body


def parts(kind: str, *inside: bytes) -> bytes:
    body = b"".join(b"--b\n" + part + b"\n" for part in inside) + b"--b--\n"
    return HEAD + f'Content-Type: multipart/{kind}; boundary="b"\n\n'.encode() + body


PLAIN = b"Content-Type: text/plain\n\nLoad in is at 3pm.\n"
HTML = b"Content-Type: text/html\n\n<p>Load in is at <b>3pm</b>.</p>\n"
PDF = b'Content-Type: application/pdf; name="pack.pdf"\nContent-Transfer-Encoding: base64\n\n' + base64.b64encode(
    b"%PDF"
)


def test_headers_are_read() -> None:
    message = parse_message(
        HEAD + b"Cc: Bo <bo@ritz.example>, cy@ritz.example\nReply-To: desk@ritz.example\n"
        b"In-Reply-To: <ours-2@band.example>\nReferences: <ours-1@band.example>\n <ours-2@band.example>\n"
        b"Date: Fri, 20 Nov 2026 10:30:00 -0500\nAuto-Submitted: no\n\nHi\n"
    )

    assert message.from_ == Address("ann@ritz.example", "Ann")
    assert message.to == (Address("jo@band.example"),)
    assert message.cc == (Address("bo@ritz.example", "Bo"), Address("cy@ritz.example"))
    assert message.reply_to == (Address("desk@ritz.example"),)
    assert message.message_id == "<1@ritz.example>"
    assert message.in_reply_to == "<ours-2@band.example>"
    assert message.references == ("<ours-1@band.example>", "<ours-2@band.example>")
    assert message.date == datetime(2026, 11, 20, 10, 30, tzinfo=timezone(timedelta(hours=-5)))
    assert message.subject == "Advance"
    assert message.auto_submitted == "no"
    assert message.body == "Hi"
    assert not message.is_broken
    assert message.defects == ()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (b"=?utf-8?q?Caf=C3=A9_advance?=", "Café advance"),
        (b"=?UTF-8?B?Q2Fmw6k=?= advance", "Café advance"),
        (b"=?utf-8?b?Q2Fm?=\n =?utf-8?b?w6k=?=", "Café"),
        (b"=?utf-8?b?Q2Fmww==?= =?utf-8?b?qQ==?=", "Café"),
        (b"=?iso-8859-1?q?Caf=E9?= =?utf-8?q?_=E2=80=93?=", "Café –"),
        (b"=?utf-8*en?q?Caf=C3=A9?=", "Café"),
        ("Café raw".encode(), "Café raw"),
        ("Café raw".encode("latin-1"), "Café raw"),
        (b"=?gb2312?B?0fO6zQ==?=", "洋和"),
        (b"=?x-nonsense?q?Caf=C3=A9?=", "Café"),
        (b"=?utf-8?q?broken", "=?utf-8?q?broken"),
        (b"=?utf-8?b?!!!?=", ""),
        (b"Re:\n\tfolded  subject", "Re: folded subject"),
    ],
)
def test_a_subject_is_decoded(written: bytes, meant: str) -> None:
    assert parse_message(b"From: a@b.example\nSubject: " + written + b"\n\nHi").subject == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (b"=?utf-8?q?M=C3=BCller=2C_Jan?= <jan@ritz.example>", Address("jan@ritz.example", "Müller, Jan")),
        (b'"Desk, The Ritz" <desk@ritz.example>', Address("desk@ritz.example", "Desk, The Ritz")),
        ("Jörg <j@ritz.example>".encode(), Address("j@ritz.example", "Jörg")),
        (b"j@ritz.example (Joe)", Address("j@ritz.example", "Joe")),
        (b"<j@ritz.example>", Address("j@ritz.example")),
        (b"Nobody", None),
        (b"", None),
        (b"(" * 3000, None),
    ],
)
def test_a_sender_is_read(written: bytes, meant: Address | None) -> None:
    message = parse_message(b"From: " + written + b"\n\nHi")

    assert message.from_ == meant
    assert message.is_broken is (meant is None)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (b"Fri, 20 Nov 2026 10:30:00 -0000", datetime(2026, 11, 20, 10, 30, tzinfo=UTC)),
        (b"20 Nov 2026 10:30 GMT", datetime(2026, 11, 20, 10, 30, tzinfo=UTC)),
        (b"yesterday", None),
        (b"Fri, 99 Nov 2026 10:30:00 +0000", None),
        (b"Fri, 20 Nov 2026 10:30:00 +9999", None),
        (b"Fri, 31 Dec 9999 23:59:59 -1400", None),
        (b"", None),
    ],
)
def test_a_date_is_aware_or_none(written: bytes, meant: datetime | None) -> None:
    assert parse_message(b"From: a@b.example\nDate: " + written + b"\n\nHi").date == meant


SAID = "Größe: 12 m × 9 m – “hard” curfew €"
CYRILLIC = "Загрузка в 15:00"


WRITTEN = [
    (SAID, "utf-8"),
    (SAID, "UTF8"),
    (SAID, '"utf-8"'),
    (SAID, "windows-1252"),
    (SAID, "utf-16"),
    (CYRILLIC, "koi8-r"),
    (CYRILLIC, "windows-1251"),
    ("ロードイン 15時", "iso-2022-jp"),
    ("ロードイン 15時", "shift_jis"),
    ("装台 15:00", "gb2312"),
    ("반입 15시", "euc-kr"),
    ("Größe 15:00", "iso-8859-15"),
    ("Load in 15:00", "us-ascii"),
]
ENCODINGS = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring, "8bit": bytes}


@pytest.mark.parametrize(
    ("text", "charset", "encoding"),
    # UTF-16 has line ends in the middle of characters: nobody sends it as 8bit.
    [(t, c, e) for t, c in WRITTEN for e in ENCODINGS if (c, e) != ("utf-16", "8bit")],
)
def test_charsets_and_transfer_encodings_are_undone(text: str, charset: str, encoding: str) -> None:
    content = text.encode(charset.strip('"'))
    written = ENCODINGS[encoding](content)

    message = parse_message(
        with_type(f"text/plain; charset={charset}", written, f"Content-Transfer-Encoding: {encoding}")
    )

    assert message.body == text
    assert not message.is_broken


@pytest.mark.parametrize(
    ("content", "declared"),
    [
        (SAID.encode(), "us-ascii"),
        (SAID.encode(), "iso-8859-1"),
        (SAID.encode(), "no-such-charset"),
        (SAID.encode(), "rot13"),
        (SAID.encode(), "punycode"),
        (SAID.encode("cp1252"), "us-ascii"),
        (SAID.encode("cp1252"), "iso-8859-1"),
        (SAID.encode("cp1252"), "utf-8"),
        (SAID.encode("utf-8-sig"), "iso-8859-1"),
    ],
)
def test_a_wrong_charset_is_seen_through(content: bytes, declared: str) -> None:
    message = parse_message(with_type(f"text/plain; charset={declared}", content))

    assert message.body.removeprefix("\ufeff") == SAID


def test_text_without_any_declaration_is_read() -> None:
    assert parse_message(HEAD + b"\n" + SAID.encode()).body == SAID


def test_one_damaged_character_does_not_spoil_the_rest() -> None:
    content = f"{SAID}{SAID}".encode()[:-1]

    assert parse_message(with_type("text/plain; charset=utf-8", content)).body.startswith(SAID)


def test_declared_base64_that_is_plain_text_is_read_as_it_stands() -> None:
    message = parse_message(
        with_type("text/plain", b"Load in is at 3pm, doors 7pm.\n", "Content-Transfer-Encoding: base64")
    )

    assert message.body == "Load in is at 3pm, doors 7pm."
    assert message.defects == ("declared base64 and is not",)


def test_base64_with_a_list_footer_behind_it_is_read() -> None:
    content = base64.encodebytes(b"Load in is at 3pm, doors 7pm, curfew 11pm, all times local.\n" * 8)

    message = parse_message(with_type("text/plain", content + b"\n--\n", "Content-Transfer-Encoding: base64"))

    assert message.body.startswith("Load in is at 3pm")


def test_an_encoding_that_is_not_declared_is_undone() -> None:
    said = "Größe of the stage: 12 m × 9 m, doors at 19:00, curfew at 23:00.\n" * 3

    in_base64 = parse_message(with_type("text/plain; charset=utf-8", base64.encodebytes(said.encode())))
    in_quoted = parse_message(with_type("text/plain; charset=utf-8", quopri.encodestring(said.encode())))

    assert in_base64.body == in_quoted.body == said.strip()
    assert in_base64.defects == ("base64 that is not declared",)
    assert in_quoted.defects == ("quoted-printable that is not declared",)


def test_text_that_only_looks_encoded_is_left_alone() -> None:
    said = "a = b\nPassword=ABCDEF12\nx=3D is how quoted-printable writes it"

    assert parse_message(with_type("text/plain", said.encode())).body == said


def test_plain_text_is_preferred_to_html() -> None:
    assert parse_message(parts("alternative", PLAIN, HTML)).body == "Load in is at 3pm."


def test_html_is_read_where_plain_text_says_nothing() -> None:
    empty = b"Content-Type: text/plain\n\n\n"
    excuse = b"Content-Type: text/plain\n\nPlease view this message in HTML.\n"
    html = b"Content-Type: text/html\n\n<p>Load in is at <b>3pm</b>, doors are at 7pm.</p>\n"

    assert parse_message(parts("alternative", empty, html)).body == "Load in is at 3pm, doors are at 7pm."
    assert parse_message(parts("alternative", excuse, html)).body == "Load in is at 3pm, doors are at 7pm."


def test_text_before_and_after_a_file_is_kept_in_order() -> None:
    after = b"Content-Type: text/plain\n\nSee you there.\n"

    message = parse_message(parts("mixed", PLAIN, PDF, after))

    assert message.body == "Load in is at 3pm.\n\nSee you there."
    assert [a.part for a in message.attachments] == ["2"]


def test_a_files_name_type_and_bytes_are_kept() -> None:
    (attachment,) = parse_message(parts("mixed", PLAIN, PDF)).attachments

    assert (attachment.name, attachment.content_type, attachment.content) == ("pack.pdf", "application/pdf", b"%PDF")
    assert attachment.size == 4
    assert not attachment.is_inline


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ("attachment; filename*=utf-8''B%C3%BChne.pdf", "Bühne.pdf"),
        ("attachment; filename*0=tech; filename*1=pack.pdf", "techpack.pdf"),
        ('attachment; filename="=?utf-8?q?B=C3=BChne=2Epdf?="', "Bühne.pdf"),
        ('attachment; filename="../../etc/passwd"', ".. .. etc passwd"),
        ("attachment", "attachment-2.pdf"),
        ("attachment; filename*=no-such''x", "x"),
    ],
)
def test_file_names_are_decoded_and_harmless(disposition: str, name: str) -> None:
    part = f"Content-Type: application/pdf\nContent-Disposition: {disposition}\n\n%PDF".encode()

    (attachment,) = parse_message(parts("mixed", PLAIN, part)).attachments

    assert attachment.name == name


def test_a_text_file_is_a_file_and_not_the_body() -> None:
    file = b'Content-Type: text/plain; name="times.txt"\nContent-Disposition: attachment\n\nDoors 7pm\n'

    message = parse_message(parts("mixed", PLAIN, file))

    assert message.body == "Load in is at 3pm."
    assert [a.name for a in message.attachments] == ["times.txt"]


def test_a_logo_in_the_text_is_told_from_a_file() -> None:
    logo = b"Content-Type: image/png\nContent-ID: <logo>\nContent-Transfer-Encoding: base64\n\niVBORw=="

    (attachment,) = parse_message(parts("related", HTML, logo)).attachments

    assert attachment.is_inline


def test_a_mail_forwarded_as_a_file_is_kept_whole() -> None:
    inner = b"Content-Type: message/rfc822\n\nSubject: Tech pack\nFrom: x@y.example\n\nStage is 40x30\n"

    (attachment,) = parse_message(parts("mixed", PLAIN, inner)).attachments

    assert attachment.name == "Tech pack.eml"
    assert parse_message(attachment.content).body == "Stage is 40x30"


def test_flowed_text_is_put_together_again_with_its_quotes() -> None:
    body = b"Load in is \nat 3pm.\n> what time is \n> load in?\n>> deeper\n-- \nAnn\n \n  indented\n"

    message = parse_message(with_type("text/plain; format=flowed", body))

    assert message.body == "Load in is at 3pm.\n> what time is load in?\n>> deeper\n-- \nAnn\n\n indented"


def test_invisible_characters_stay_in_the_body() -> None:
    said = "Load in\u200b at\u00ad 3pm\u2060"

    assert parse_message(with_type("text/plain; charset=utf-8", said.encode())).body == said


def test_nul_and_lone_surrogates_never_reach_the_database() -> None:
    message = parse_message(b"From: a@b.example\nSubject: a\x00b\n\nc\x00d")
    utf7 = parse_message(with_type("text/plain; charset=utf-7", b"+2AA-x"))

    assert "\x00" not in message.subject + message.body
    (utf7.subject + utf7.body).encode("utf-8")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\n",
        b"\x00" * 100,
        b"no headers at all",
        HEAD + b"Content-Type: multipart/mixed\n\nno boundary\n",
        HEAD + b'Content-Type: multipart/mixed; boundary="b"\n\nnever begins\n',
        b"Content-Type: message/rfc822\n\n" * 3000,
        b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(300)),
        HEAD + b'Content-Type: multipart/mixed; a="' + b";" * 50_000 + b"\n\nx",
        b"From " * 5000,
    ],
)
def test_a_broken_message_is_marked_and_never_fails(raw: bytes) -> None:
    message = parse_message(raw)

    assert message.is_broken
    assert message.defects


@pytest.mark.parametrize("newline", [b"\n", b"\r\n", b"\r"])
def test_any_line_ends_will_do(newline: bytes) -> None:
    message = parse_message((HEAD + b"\nLoad in is at 3pm.\nDoors 7pm.\n").replace(b"\n", newline))

    assert message.subject == "Advance"
    assert message.body == "Load in is at 3pm.\nDoors 7pm."


def test_what_can_be_saved_of_a_message_made_to_hurt_is_saved() -> None:
    message = parse_message(HEAD + b'Content-Type: multipart/mixed; a="' + b";" * 50_000 + b"\n\nx")

    assert message.from_ == Address("ann@ritz.example", "Ann")
    assert message.message_id == "<1@ritz.example>"
    assert message.defects == ("unreadable: a Content-Type of more than 4000 characters",)


def test_a_part_that_never_ends_is_read_as_far_as_it_goes() -> None:
    message = parse_message(parts("mixed", PLAIN, PDF).replace(b"--b--\n", b""))

    assert message.body == "Load in is at 3pm."
    assert [a.name for a in message.attachments] == ["pack.pdf"]


def test_a_body_beyond_all_measure_is_cut_and_marked() -> None:
    message = parse_message(HEAD + b"\n" + b"hello world\n" * 200_000)

    assert len(message.body) == 1_000_000
    assert message.is_broken


def test_html_beyond_all_measure_is_kept_as_a_file() -> None:
    message = parse_message(with_type("text/html", b"<p>hello</p>" * 100_000))

    assert message.is_broken
    assert message.body == ""
    assert [a.name for a in message.attachments] == ["message.html"]
