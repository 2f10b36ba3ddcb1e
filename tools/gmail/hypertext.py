"""From an HTML body to the text a person sees, and apart from it the text that a person does not see.

inscriptis lays the text out, tables included; what is hidden is taken out of the tree before, by the style rules
that mail programs honour. Quotation blocks get `>` marks, so that answers between them stay told apart.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from inscriptis.css_profiles import STRICT_CSS_PROFILE  # type: ignore[import-untyped]
from inscriptis.html_engine import Inscriptis  # type: ignore[import-untyped]
from inscriptis.html_properties import Display  # type: ignore[import-untyped]
from inscriptis.model.config import ParserConfig  # type: ignore[import-untyped]
from lxml import etree  # type: ignore[import-untyped]
from lxml import html as lxml_html

from tools.gmail.style import Look, Stylesheet, TooMuchStyle

MAX_HTML_CHARS = 1_000_000
MAX_ELEMENTS = 20_000
MAX_HIDDEN_CHARS = 20_000
MAX_LAID_OUT = 20_000_000
"""Characters that laying out tables may take: each line of a cell is filled up to the widest of its column."""
MAX_QUOTE_LEVELS = 20
"""What is quoted deeper stands with this many marks: each level costs the layout of all within it."""

_CONDITIONAL = re.compile(r"^\[if\b[^\]]*\]>(.*?)<!\[endif\]$", re.DOTALL)
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BLANKS = re.compile(r"\n{3,}")
_QUOTE_CLASS = re.compile(r"quote|cite", re.IGNORECASE)
_BLOCKS = frozenset(tag for tag, look in STRICT_CSS_PROFILE.items() if look.display is Display.block) | {"br", "tr"}
_NEVER_SHOWN = frozenset({"head", "style", "script", "title", "meta", "link", "xml", "noscript", "template"})


class HtmlTooLarge(ValueError):
    """More HTML than is worth laying out; the message is marked for a person to read."""


@dataclass(frozen=True, slots=True)
class Hypertext:
    """What an HTML body says.

    Args:
        visible: As a person reads it.
        hidden: What is in it for software only: comments and text made invisible, a line each.
    """

    visible: str
    hidden: str


def read_html(source: str) -> Hypertext:
    """Turn an HTML body into text.

    Args:
        source: The HTML, decoded.

    Raises:
        HtmlTooLarge: It has more than `MAX_HTML_CHARS` characters or `MAX_ELEMENTS` elements, too deep a nesting,
            or more CSS than is worth reading.
    """
    if len(source) > MAX_HTML_CHARS:
        raise HtmlTooLarge(f"The HTML has {len(source)} characters.")
    if not source.strip():
        return Hypertext("", "")
    tree = _tree(source)
    if sum(1 for _ in tree.iter()) > MAX_ELEMENTS:
        raise HtmlTooLarge(f"The HTML has more than {MAX_ELEMENTS} elements.")
    try:
        hidden = [*_take_comments(tree), *_take_hidden(tree)]
    except TooMuchStyle as error:
        raise HtmlTooLarge(str(error)) from None
    except RecursionError:
        raise HtmlTooLarge("Its styles are nested too deeply.") from None
    _mark_quotes(tree)
    shown = "\n".join(dict.fromkeys(" ".join(text.split()) for text in hidden if text.strip()))
    return Hypertext(_tidy(_lay_out(tree)), shown[:MAX_HIDDEN_CHARS])


def _tree(source: str) -> "lxml_html.HtmlElement":
    # As bytes: lxml refuses text that carries an XML declaration.
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_pis=True, huge_tree=True)
    encoded = _UNFIT.sub("", source).encode("utf-8", "replace")
    try:
        tree = lxml_html.document_fromstring(encoded, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return lxml_html.document_fromstring(b"<pre></pre>", parser=parser)
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        raise HtmlTooLarge("The HTML is nested too deeply.")
    _clean(tree)
    return tree


def _clean(tree: "lxml_html.HtmlElement") -> None:
    """Take out control characters that came as `&#8;`: lxml reads them and then refuses to move them."""
    for node in tree.iter():
        if node.text and _UNFIT.search(node.text):
            node.text = _UNFIT.sub("", node.text)
        if node.tail and _UNFIT.search(node.tail):
            node.tail = _UNFIT.sub("", node.tail)


def _take_comments(tree: "lxml_html.HtmlElement") -> Iterator[str]:
    """Remove comments and give their text; of Outlook's conditional ones what they would show."""
    for comment in list(tree.iter(etree.Comment)):
        said = comment.text or ""
        _remove(comment)
        conditional = _CONDITIONAL.match(said.strip())
        if conditional:
            inside = _tree(conditional[1] or " ")
            for unseen in list(inside.iter(*_NEVER_SHOWN)):
                unseen.drop_tree()
            said = _outlook_settings_removed(inside)
        elif said.strip().startswith(("[if", "<![endif")):
            continue
        yield said


def _outlook_settings_removed(inside: "lxml_html.HtmlElement") -> str:
    for element in list(inside.iter()):
        if isinstance(element.tag, str) and element.tag.startswith(("o:", "w:", "v:")) and element.tag != "o:p":
            element.drop_tree()
    return str(inside.text_content())


def _take_hidden(tree: "lxml_html.HtmlElement") -> Iterator[str]:
    """Remove text that is not shown, and give it."""
    sheet = Stylesheet.of(str(style.text_content()) for style in tree.iter("style"))
    for unseen in list(tree.iter(*_NEVER_SHOWN)):
        if unseen.tag != "head":
            unseen.drop_tree()
    looks: dict[object, Look] = {}
    gone: list[lxml_html.HtmlElement] = []
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        above = looks.get(element.getparent(), Look())
        look = sheet.look(element, above)
        looks[element] = look
        if look.is_removed and not above.is_removed:
            gone.append(element)
            yield str(element.text_content())
        elif look.is_unreadable and not look.is_removed:
            yield from _blank_own_text(element)
        _leave_display(element, look)
    for element in gone:
        _remove(element)


def _leave_display(element: "lxml_html.HtmlElement", look: Look) -> None:
    """Leave of its style no more than whether it makes a line of its own.

    The layout reads the style attribute by itself, and whoever wrote the rest may want a line of a million spaces.
    """
    if element.tag == "blockquote" and _is_quotation(element):
        element.set("type", "cite")
    element.attrib.pop("style", None)
    if look.display in ("block", "inline"):
        element.set("style", f"display:{look.display}")


def _remove(element: "lxml_html.HtmlElement") -> None:
    if element.getparent() is None:
        element.clear()
    else:
        element.drop_tree()


def _blank_own_text(element: "lxml_html.HtmlElement") -> Iterator[str]:
    """Blank the text that has the element's own look: not its children's."""
    if (element.text or "").strip():
        yield element.text
        element.text = " "
    for child in element:
        if (child.tail or "").strip():
            yield child.tail
            child.tail = " "


def _mark_quotes(tree: "lxml_html.HtmlElement") -> None:
    """Lay out each quotation, innermost first, as text with `>` before its lines."""
    levels: dict[lxml_html.HtmlElement, int] = {}
    for quote in tree.iter("blockquote"):
        levels[quote] = 1 + next((levels[outer] for outer in quote.iterancestors("blockquote")), 0)
    for quote in reversed(levels):
        if levels[quote] > MAX_QUOTE_LEVELS or not _is_quotation(quote):
            continue
        lines = _tidy(_lay_out(quote)).split("\n")
        marked = "\n".join(">" + line if line.startswith(">") else f"> {line}".rstrip() for line in lines)
        tail = quote.tail
        quote.clear()
        quote.tag, quote.tail, quote.text = "pre", tail, marked


def _is_quotation(quote: "lxml_html.HtmlElement") -> bool:
    """Programs also use blockquote to indent the sender's own words."""
    style = quote.get("style", "").replace(" ", "").lower()
    return (
        quote.get("type", "").lower() == "cite"
        or bool(_QUOTE_CLASS.search(quote.get("class", "")))
        or ("border-left" in style and "border-left:none" not in style)
    )


def _lay_out(tree: "lxml_html.HtmlElement") -> str:
    try:
        if _area(tree) > MAX_LAID_OUT:
            raise ValueError("too large a table")
        return str(Inscriptis(tree, ParserConfig(css=STRICT_CSS_PROFILE)).get_text())
    except (RecursionError, ValueError, IndexError, AttributeError, TypeError):
        # Nested too deeply, or a table that inscriptis cannot lay out or not in time: the words without the layout.
        return "\n".join(text for text in (str(t).strip() for t in tree.itertext()) if text)


def _area(tree: "lxml_html.HtmlElement") -> int:
    """About how many characters the tables take up once laid out, at the most."""
    chars = lines = longest = line = cells = most_cells = kept_breaks = 0
    for step, element in etree.iterwalk(tree, events=("start", "end")):
        told = (element.text if step == "start" else element.tail) or ""
        if element.tag in _BLOCKS:
            lines, longest, line = lines + 1, max(longest, line), 0
        if element.tag == "tr":
            most_cells, cells = max(most_cells, cells), 0
        elif element.tag == "pre":
            kept_breaks += 1 if step == "start" else -1
        cells += step == "start" and element.tag in ("td", "th")
        lines += told.count("\n") if kept_breaks else 0
        line, chars = line + len(told), chars + len(told)
    return lines * min(chars, most_cells * max(longest, line))


def _tidy(text: str) -> str:
    lines = (line.rstrip() for line in text.replace("\xa0", " ").split("\n"))
    return _BLANKS.sub("\n\n", "\n".join(lines)).strip("\n")
