"""Whatever bytes come, the reader of messages answers, and answers with text that a database takes."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tools.gmail.hypertext import HtmlTooLarge, read_html
from tools.gmail.message import ParsedMessage, parse_message

SEEDS = [
    b"From: Ann <ann@ritz.example>\r\nTo: jo@band.example\r\nSubject: =?utf-8?b?Q2Fmw6k=?=\r\n"
    b"Date: Fri, 20 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@ritz.example>\r\nContent-Type: multipart/mixed;\r\n"
    b' boundary="b"\r\n\r\n--b\r\nContent-Type: multipart/alternative; boundary="c"\r\n\r\n--c\r\n'
    b"Content-Type: text/plain; charset=iso-8859-1; format=flowed\r\nContent-Transfer-Encoding: quoted-printable\r\n"
    b"\r\nGr=F6=DFe \r\n> quoted \r\n--c\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<table><tr><td>a</td></tr>"
    b'</table><p style="color:white">x</p><!-- y -->\r\n--c--\r\n--b\r\nContent-Type: application/pdf;\r\n'
    b" name*0*=utf-8''B%C3%BChne; name*1=.pdf\r\nContent-Disposition: attachment\r\nContent-Transfer-Encoding: base64"
    b"\r\n\r\nJVBERg==\r\n--b--\r\n",
    b'From: mailer-daemon@x.example\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n--b\n'
    b"Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nFinal-Recipient: rfc822; a@b.example\n"
    b"Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 no\n\n--b\nContent-Type: message/rfc822\n\n"
    b"Message-ID: <ours@band.example>\n\nHi\n--b--\n",
    b"From: a@b.example\nContent-Transfer-Encoding: x-uuencode\nContent-Type: text/plain\n\nbegin 644 a\n#0V%T\n`\nend\n",
]
BITS = [
    b"\r\n", b"\n\n", b"\x00", b"\xff\xfe", b"=?utf-8?b?", b"?=", b'"', b"<", b">", b"(", b";", b"--b", b"boundary=",
    b"Content-Type: message/rfc822\n\n", b"Content-Type: text/html\n\n", b"charset=utf-7", b"charset=idna",
    b"Content-Transfer-Encoding: base64\n", b"filename*0*=x''%", b"\xe2\x82", b"Date: ", b"From: ", b"References: <",
    b"format=flowed; delsp=yes", b"<blockquote type=cite>", b"<table><td>", b"<style>a{", b"/*", b"<!--[if mso]>",
]  # fmt: skip


def assert_fit_to_store(message: ParsedMessage) -> None:
    names = [attachment.name for attachment in message.attachments]
    people = [
        a.name + a.email
        for a in (*message.to, *message.cc, *message.reply_to) + ((message.from_,) if message.from_ else ())
    ]
    for text in (message.subject, message.body, message.hidden_text, message.message_id, *names, *people):
        assert "\x00" not in text
        text.encode("utf-8")
    assert "\n" not in message.subject
    assert message.date is None or message.date.tzinfo


@given(st.binary(max_size=2000))
def test_any_bytes_are_read(raw: bytes) -> None:
    assert_fit_to_store(parse_message(raw))


@st.composite
def mangled(draw: st.DrawFn) -> bytes:
    raw = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 6))):
        at, length = draw(st.integers(0, len(raw))), draw(st.integers(0, 60))
        bit = draw(st.sampled_from(BITS) | st.binary(max_size=6))
        times = draw(st.sampled_from([0, 1, 1, 1, 2, 50]))
        raw = raw[:at] + bit * times + raw[at + length * draw(st.integers(0, 1)) :]
    return raw


@settings(max_examples=300)
@given(mangled())
def test_mangled_messages_are_read(raw: bytes) -> None:
    assert_fit_to_store(parse_message(raw))


tags = st.sampled_from(["p", "div", "table", "tr", "td", "blockquote type=cite", "style", "pre", "ul", "li", "br", "a"])
styles = st.sampled_from(
    ["display:none", "color:#fff", "color:rgb(1", "font-size:0", "background:url(", ":;:", "left:-999px"]
)
pieces = st.one_of(
    tags.map(lambda t: f"<{t}>"),
    tags.map(lambda t: f"</{t.split()[0]}>"),
    styles.map(lambda s: f'<span style="{s}">'),
    st.text(max_size=8),
    st.sampled_from(
        ["<!--", "-->", "<![CDATA[", "&#0;", "&#8;", "&#xd800;", "<!doctype x>", "<?php", "<td colspan=99999999>"]
    ),
)


@settings(max_examples=300)
@given(st.lists(pieces, max_size=40))
def test_any_html_is_read(pieces: list[str]) -> None:
    try:
        read = read_html("".join(pieces))
    except HtmlTooLarge:
        return
    (read.visible + read.hidden).encode("utf-8")
