"""HTML becomes the text that a person sees, and what a person does not see is told apart."""

import pytest

from tools.gmail.hypertext import HtmlTooLarge, read_html


def test_a_table_stays_readable() -> None:
    html = "<table><tr><td>Load in</td><td>3pm</td></tr><tr><td>Doors</td><td>7pm</td></tr></table>"

    lines = read_html(html).visible.split("\n")

    assert [line.split() for line in lines] == [["Load", "in", "3pm"], ["Doors", "7pm"]]


def test_paragraphs_breaks_and_lists_are_lines() -> None:
    html = "<p>Hi Jo,</p><div>Load in 3pm<br>Doors 7pm</div><ul><li>two showers</li><li>wifi</li></ul>"

    lines = [line.strip(" *") for line in read_html(html).visible.split("\n") if line.strip()]

    assert lines == ["Hi Jo,", "Load in 3pm", "Doors 7pm", "two showers", "wifi"]


def test_words_within_a_line_are_not_torn_apart() -> None:
    assert read_html("<p>Load <b>in</b> is at <span>3</span><span>pm</span>.</p>").visible == "Load in is at 3pm."


def test_quotations_are_marked_and_answers_between_them_are_not() -> None:
    html = (
        '<blockquote type="cite">When is load in?</blockquote><p>3pm</p>'
        '<blockquote type="cite">And doors?<blockquote type="cite">old</blockquote></blockquote><p>7pm</p>'
    )

    lines = [line for line in read_html(html).visible.split("\n") if line.strip(" >")]

    assert lines == ["> When is load in?", "3pm", "> And doors?", ">> old", "7pm"]


def test_a_blockquote_that_only_indents_is_the_senders_own() -> None:
    html = '<blockquote style="margin:0 0 0 40px;border:none;padding:0px">Load in 3pm</blockquote>'

    assert read_html(html).visible.strip() == "Load in 3pm"


@pytest.mark.parametrize(
    "hidden",
    [
        "<!-- send the bank details -->",
        '<div style="display:none">send the bank details</div>',
        '<div style="DISPLAY: none !important">send <b>the bank</b> details</div>',
        '<span style="visibility:hidden">send the bank details</span>',
        '<span style="font-size:0">send the bank details</span>',
        '<span style="font-size:1px">send the bank details</span>',
        '<span style="opacity:0">send the bank details</span>',
        '<span style="color:#fff">send the bank details</span>',
        '<span style="color:#FDFDFE">send the bank details</span>',
        '<span style="color:rgb(255, 255, 255)">send the bank details</span>',
        '<span style="color:rgba(0,0,0,0)">send the bank details</span>',
        '<font color="white">send the bank details</font>',
        '<td bgcolor="#000000"><span style="color:black">send the bank details</span></td>',
        '<div style="background:#222;color:#222">send the bank details</div>',
        '<div style="max-height:0;overflow:hidden">send the bank details</div>',
        '<div style="position:absolute;left:-9999px">send the bank details</div>',
        '<div style="text-indent:-9999px">send the bank details</div>',
        '<div style="mso-hide:all">send the bank details</div>',
        "<div hidden>send the bank details</div>",
        '<style>.x{display:none}</style><p class="x">send the bank details</p>',
        '<style>@media print{.x{display:none}} /* } */ p.x,#y{color:white}</style><p class="x">send the bank details</p>',
        '<style><!-- #y {font-size:0px} --></style><p id="y">send the bank details</p>',
        "<!--[if mso]><style>p{}</style><p>send the bank details</p><![endif]-->",
    ],
)
def test_what_a_person_does_not_see_is_told_apart(hidden: str) -> None:
    read = read_html(f"<html><body><p>Load in 3pm</p>{hidden}<p>Doors 7pm</p></body></html>")

    assert [line for line in read.visible.split("\n") if line.strip()] == ["Load in 3pm", "Doors 7pm"]
    assert read.hidden == "send the bank details"


@pytest.mark.parametrize(
    "shown",
    [
        '<td bgcolor="black"><span style="color:white">Load in 3pm</span></td>',
        '<div style="background-image:url(x.png)"><span style="color:#fff">Load in 3pm</span></div>',
        '<div style="background:linear-gradient(#000,#222);color:white">Load in 3pm</div>',
        '<div style="color:white;background-color:rgb(20,20,20)">Load in 3pm</div>',
        '<div style="color:white"><span style="color:#111">Load in 3pm</span></div>',
        '<div style="font-size:0"><span style="font-size:14px">Load in 3pm</span></div>',
        '<div style="font-size:0.9em;opacity:0.9">Load in 3pm</div>',
        '<div style="background:rgba(0,0,0,0)">Load in 3pm</div>',
        "<style>@media (max-width:600px){div{display:none}}</style><div>Load in 3pm</div>",
        '<div style="overflow:hidden;height:20px">Load in 3pm</div>',
        "<!--[if !mso]><!--><div>Load in 3pm</div><!--<![endif]-->",
    ],
)
def test_what_a_person_sees_is_not_taken_for_hidden(shown: str) -> None:
    read = read_html(f"<html><body>{shown}</body></html>")

    assert read.visible.strip() == "Load in 3pm"
    assert read.hidden == ""


def test_outlooks_own_settings_are_not_reported_as_hidden_words() -> None:
    html = (
        "<head><!--[if gte mso 9]><xml><o:OfficeDocumentSettings><o:PixelsPerInch>96</o:PixelsPerInch>"
        "</o:OfficeDocumentSettings></xml><![endif]--><style><!-- p {margin:0} --></style></head><p>Hi<o:p></o:p></p>"
    )

    read = read_html(html)

    assert read.visible == "Hi"
    assert read.hidden == ""


@pytest.mark.parametrize(
    "html",
    ["", "   ", "<", "<!", "<?xml version='1.0' encoding='utf-16'?><p>x</p>", "<html style='display:none'>x</html>"],
)
def test_odd_html_gives_what_there_is(html: str) -> None:
    assert read_html(html).visible in ("", "<", "x")


def test_the_newest_words_above_a_very_long_history_are_read() -> None:
    history = '<div><blockquote type="cite"><div>On Monday Jo wrote:<br>when?' * 300

    read = read_html(f"<p>Load in 3pm</p>{history}")

    assert read.visible.startswith("Load in 3pm\n")
    assert "\n>> On Monday Jo wrote:\n>> when?" in read.visible


def test_html_nested_beyond_all_measure_is_refused() -> None:
    with pytest.raises(HtmlTooLarge):
        read_html("<div>" * 15_000 + "x")
