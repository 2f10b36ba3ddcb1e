"""As much CSS as it takes to tell text that is shown from text that is not: display, size, colour on ground."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

Colour = tuple[int, int, int]
Declarations = dict[str, str]

WHITE: Colour = (255, 255, 255)
MAX_STYLE_CHARS = 100_000
SAME_COLOUR = 20
"""Difference per channel up to which text cannot be read on its ground."""

_BRACES = re.compile(r"([{}])")
_SIMPLE = re.compile(r"[a-z][a-z0-9]*|(?:[a-z][a-z0-9]*)?[.#][\w-]+", re.IGNORECASE)
_NAMED: Mapping[str, Colour] = {
    "white": WHITE,
    "black": (0, 0, 0),
    "red": (255, 0, 0),
    "blue": (0, 0, 255),
    "green": (0, 128, 0),
    "gray": (128, 128, 128),
    "grey": (128, 128, 128),
    "silver": (192, 192, 192),
    "snow": (255, 250, 250),
    "ghostwhite": (248, 248, 255),
    "whitesmoke": (245, 245, 245),
    "ivory": (255, 255, 240),
    "yellow": (255, 255, 0),
    "navy": (0, 0, 128),
}
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})\D+(\d{1,3})\D+(\d{1,3})(?:[\s,/]+([\d.]+%?))?\s*\)")


@dataclass(frozen=True, slots=True)
class Look:
    """How an element's own text looks, what it inherits included.

    Args:
        colour: Of the text.
        ground: Behind it; None where it cannot be known (a picture, a gradient).
        is_removed: It and all in it is not shown.
        is_tiny: Its letters have no size to speak of.
        is_clear: Its letters are transparent.
    """

    colour: Colour = (0, 0, 0)
    ground: Colour | None = WHITE
    is_removed: bool = False
    is_tiny: bool = False
    is_clear: bool = False

    @property
    def is_unreadable(self) -> bool:
        """Whether its letters are there and cannot be seen."""
        same = self.ground is not None and all(
            abs(a - b) <= SAME_COLOUR for a, b in zip(self.colour, self.ground, strict=True)
        )
        return self.is_tiny or self.is_clear or same


@dataclass(frozen=True)
class Stylesheet:
    """The rules of a message's style elements that have a simple selector: tag, .class, #id, tag.class."""

    rules: Mapping[str, Declarations] = field(default_factory=dict)

    @classmethod
    def of(cls, sources: Iterable[str]) -> "Stylesheet":
        """Read style elements; rules for other media are left out."""
        rules: dict[str, Declarations] = {}
        for source in sources:
            for selectors, declared in _rules(source[:MAX_STYLE_CHARS]):
                for selector in selectors.split(","):
                    if _SIMPLE.fullmatch(selector.strip()):
                        rules.setdefault(selector.strip().lower(), {}).update(_declarations(declared))
        return cls(rules)

    def look(self, tag: str, attributes: Mapping[str, str], above: Look) -> Look:
        """How an element looks.

        Args:
            tag: Its name.
            attributes: Its attributes.
            above: The look of the element it is in.
        """
        declared = self._declared(tag.lower(), attributes)
        ground = _ground(declared, attributes, above.ground)
        colour = _colour(declared.get("color", "")) or _colour(attributes.get("color", "")) or above.colour
        look = replace(above, colour=colour, ground=ground, is_clear=above.is_clear or _is_clear(declared))
        if "font-size" in declared:
            look = replace(look, is_tiny=_is_tiny(declared["font-size"]))
        return replace(look, is_removed=above.is_removed or "hidden" in attributes or _is_removed(declared))

    def _declared(self, tag: str, attributes: Mapping[str, str]) -> Declarations:
        names = attributes.get("class", "").lower().split()
        selectors = [tag, *(f".{n}" for n in names), *(f"{tag}.{n}" for n in names)]
        if attributes.get("id"):
            selectors += [f"#{attributes['id'].lower()}", f"{tag}#{attributes['id'].lower()}"]
        declared: Declarations = {}
        for selector in selectors:
            declared.update(self.rules.get(selector, {}))
        if attributes.get("style"):
            declared.update(_declarations(attributes["style"]))
        return declared


def _rules(source: str) -> Iterator[tuple[str, str]]:
    """The rules outside of @-blocks: selectors and declarations. In one pass, since strangers write style sheets too."""
    depth, selectors, declared = 0, "", ""
    for piece in _BRACES.split(_without_comments(source)):
        if piece == "{":
            depth += 1
        elif piece == "}":
            depth = max(0, depth - 1)
            if depth == 0 and not selectors.lstrip().startswith("@"):
                yield selectors, declared
        elif depth == 0:
            selectors = piece
        elif depth == 1:
            declared = piece


def _without_comments(source: str) -> str:
    first, *others = source.replace("<!--", "").replace("-->", "").split("/*")
    return first + "".join(other.partition("*/")[2] for other in others)


def _declarations(source: str) -> Declarations:
    pairs = (one.partition(":") for one in source.split(";"))
    return {
        name.strip().lower(): value.replace("!important", "").strip().lower()
        for name, _, value in pairs
        if value.strip()
    }


def _is_removed(declared: Declarations) -> bool:
    if declared.get("display") == "none" or declared.get("visibility") in ("hidden", "collapse"):
        return True
    if declared.get("mso-hide") == "all":
        return True
    is_cut = declared.get("overflow") == "hidden"
    if is_cut and any(_number(declared.get(name)) == 0 for name in ("max-height", "height", "max-width", "width")):
        return True
    if (_number(declared.get("text-indent")) or 0) <= -500:
        return True
    is_placed = declared.get("position") in ("absolute", "fixed")
    return is_placed and any((_number(declared.get(name)) or 0) <= -500 for name in ("left", "top", "right"))


def _is_clear(declared: Declarations) -> bool:
    opacity = _number(declared.get("opacity"))
    if opacity is not None and opacity <= 0.05:
        return True
    return declared.get("color") == "transparent" or _is_see_through(declared.get("color", ""))


def _is_see_through(colour: str) -> bool:
    rgba = _RGB.search(colour[:100])
    return bool(rgba and rgba[4] and _number(rgba[4]) == 0)


def _is_tiny(size: str) -> bool:
    number = _number(size)
    if number is None:
        return False
    limit = 0.1 if size.endswith(("em", "rem")) else 10 if size.endswith("%") else 1.5
    return number <= limit


def _ground(declared: Declarations, attributes: Mapping[str, str], above: Colour | None) -> Colour | None:
    painted = f"{declared.get('background', '')} {declared.get('background-image', '')}"
    if "url(" in painted or "gradient" in painted or attributes.get("background"):
        return None
    for written in (declared.get("background-color"), declared.get("background"), attributes.get("bgcolor")):
        if written and written not in ("transparent", "none", "inherit", "initial"):
            colour = _colour(written)
            if colour and not _is_see_through(written):
                return colour
    return above


def _colour(written: str) -> Colour | None:
    """The first colour named in a value."""
    text = written.strip().lower()[:100]
    rgb = _RGB.search(text)
    if rgb:
        return min(int(rgb[1]), 255), min(int(rgb[2]), 255), min(int(rgb[3]), 255)
    code = re.search(r"#([0-9a-f]{6}|[0-9a-f]{3})\b", text)
    if code:
        digits = code[1] if len(code[1]) == 6 else "".join(c * 2 for c in code[1])
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    return next((_NAMED[word] for word in text.split() if word in _NAMED), None)


def _number(written: str | None) -> float | None:
    found = re.match(r"-?(?:\d+\.?\d*|\.\d+)", written or "")
    return float(found[0]) if found else None
