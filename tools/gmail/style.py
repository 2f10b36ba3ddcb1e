"""As much CSS as it takes to tell text that is shown from text that is not: display, size, place, colour on ground.

tinycss2 reads the sheets, `selector` says which rule is for which element.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import tinycss2  # type: ignore[import-untyped]
from tinycss2 import color3, color4

from tools.gmail.selector import Selector, keys_of, read_selectors

Colour = tuple[int, int, int]
Declarations = dict[str, str]

BLACK: Colour = (0, 0, 0)
WHITE: Colour = (255, 255, 255)
MAX_STYLE_CHARS = 100_000
"""Of all sheets and all different style attributes together (about 0.2 s)."""
MAX_STEPS = 300_000
"""Of looking which rule is for which element (about 0.3 s)."""
SAME_COLOUR = 20
"""Difference per channel up to which text cannot be read on its ground."""
CLEAR = 0.05
"""Opacity up to which nothing is seen."""
AWAY = -500.0
"""Pixels by which text is moved out of sight."""

_SEEN_BY_SCREENS = re.compile(r"\s*(?:only\s+)?(?:all|screen)\s*", re.IGNORECASE)
_LENGTH = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+))(px|pt|pc|em|rem|ex|ch|in|cm|mm|vw|vh|%)?", re.IGNORECASE)
_PIXELS: Mapping[str, float] = {
    "pt": 1.33, "pc": 16.0, "em": 16.0, "rem": 16.0, "ex": 8.0, "ch": 8.0, "in": 96.0, "cm": 37.8, "mm": 3.78,
    "vw": 10.0, "vh": 8.0,
}  # fmt: skip
_SCALED_AWAY = re.compile(r"\bscale[xy3d]{0,2}\(\s*0*\.?0*\s*[,)]")
_MOVED = re.compile(r"\btranslate[xy3d]{0,2}\(([^()]*)\)")
_CUT_AWAY = re.compile(r"\binset\(\s*(?:[5-9]\d|100)(?:\.\d+)?%|\bcircle\(\s*0")
_CLIPPED = re.compile(r"\brect\(\s*(?:[01](?:px)?[\s,]+){3}[01](?:px)?\s*\)")
_FILTERED = re.compile(r"\bopacity\(\s*(0*\.?0*)%?\s*\)")


class TooMuchStyle(ValueError):
    """More CSS than is worth reading."""


@dataclass(frozen=True, slots=True)
class Look:
    """How an element's own text looks, what it inherits included.

    Args:
        colour: Of the text.
        ground: Behind it; None where it cannot be known (a picture, a gradient).
        is_removed: It and all in it is not shown.
        is_invisible: It takes up its place and is not drawn; what is in it may be.
        is_tiny: Its letters have no size to speak of.
        is_clear: Its letters are transparent.
        display: What the layout makes of it, as declared for itself; "" where nothing is.
    """

    colour: Colour = BLACK
    ground: Colour | None = WHITE
    is_removed: bool = False
    is_invisible: bool = False
    is_tiny: bool = False
    is_clear: bool = False
    display: str = ""

    @property
    def is_unreadable(self) -> bool:
        """Whether its letters are there and cannot be seen."""
        same = self.ground is not None and all(
            abs(a - b) <= SAME_COLOUR for a, b in zip(self.colour, self.ground, strict=True)
        )
        return self.is_invisible or self.is_tiny or self.is_clear or same


@dataclass(slots=True)
class Stylesheet:
    """The rules of a message's style elements, and what has been read so far of its style attributes."""

    rules: dict[str, list[tuple[Selector, int, Declarations, Declarations]]] = field(default_factory=dict)
    _inline: dict[str, tuple[Declarations, Declarations]] = field(default_factory=dict)
    _chars: int = 0
    _rules: int = 0
    _steps: int = 0

    @classmethod
    def of(cls, sources: Iterable[str]) -> "Stylesheet":
        """Read style elements; rules for other media than any screen are left out.

        Raises:
            TooMuchStyle: They have more than `MAX_STYLE_CHARS` characters.
        """
        sheet = cls()
        for source in sources:
            sheet._count(len(source))
            sheet._add(tinycss2.parse_stylesheet(source, skip_comments=True, skip_whitespace=True))
        return sheet

    def look(self, element: Any, above: Look) -> Look:
        """How an element looks.

        Args:
            element: Of the tree that lxml makes.
            above: The look of the element it is in.

        Raises:
            TooMuchStyle: Finding out takes too long.
        """
        declared, attributes = self._declared(element), element.attrib
        colour, alpha = _text_colour(declared, attributes, above)
        look = replace(
            above,
            colour=colour,
            ground=_ground(declared, attributes, above.ground),
            is_clear=above.is_clear or alpha <= CLEAR or _is_see_through(declared),
            display=declared.get("display", ""),
            is_removed=above.is_removed or "hidden" in attributes or _is_removed(declared),
        )
        if declared.get("visibility") in ("hidden", "collapse", "visible"):
            look = replace(look, is_invisible=declared["visibility"] != "visible")
        size = declared.get("font-size", "")
        return replace(look, is_tiny=_is_tiny(size)) if _LENGTH.match(size) else look

    def _add(self, rules: Iterable[Any]) -> None:
        for rule in rules:
            if rule.type == "qualified-rule":
                usual, important = _declarations(rule.content)
                for selector in read_selectors(rule.prelude):
                    self.rules.setdefault(selector.key, []).append((selector, self._rules, usual, important))
                    self._rules += 1
            elif rule.type == "at-rule" and rule.lower_at_keyword == "media" and rule.content is not None:
                media = tinycss2.serialize(rule.prelude).split(",")
                if any(_SEEN_BY_SCREENS.fullmatch(one) for one in media):
                    self._add(tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True))

    def _declared(self, element: Any) -> Declarations:
        matched = [one for key in keys_of(element) for one in self.rules.get(key, ()) if self._selects(one[0], element)]
        matched.sort(key=lambda one: (one[0].specificity, one[1]))
        usual, important = self._own(element.get("style") or "")
        declared: Declarations = {}
        for _, _, one, _ in matched:
            declared.update(one)
        declared.update(usual)
        for _, _, _, one in matched:
            declared.update(one)
        return declared | important

    def _selects(self, selector: Selector, element: Any) -> bool:
        for step in selector.steps(element):
            self._steps += 1
            if self._steps > MAX_STEPS:
                raise TooMuchStyle("It takes too long to see which style is for what.")
            if step:
                return True
        return False

    def _own(self, style: str) -> tuple[Declarations, Declarations]:
        if style not in self._inline:
            self._count(len(style))
            self._inline[style] = _declarations(style)
        return self._inline[style]

    def _count(self, chars: int) -> None:
        self._chars += chars
        if self._chars > MAX_STYLE_CHARS:
            raise TooMuchStyle(f"The styles have more than {MAX_STYLE_CHARS} characters.")


def _declarations(source: Any) -> tuple[Declarations, Declarations]:
    """What is declared, and what so as to be important; shorthands of letters and grounds taken apart."""
    usual: Declarations = {}
    important: Declarations = {}
    for one in tinycss2.parse_blocks_contents(source, skip_comments=True, skip_whitespace=True):
        if one.type != "declaration":
            continue
        value = tinycss2.serialize([token for token in one.value if token.type != "comment"]).strip().lower()
        into = important if one.important else usual
        if one.lower_name == "font":
            into["font-size"] = _size_in(one.value)
        elif one.lower_name == "background":
            # The shorthand puts back what it does not name.
            into.update({"background-color": _colour_in(one.value), "background-image": value})
        elif value:
            into[one.lower_name] = value
    return usual, important


def _size_in(tokens: Iterable[Any]) -> str:
    """The size in a `font` shorthand: its first length."""
    for token in tokens:
        if token.type in ("dimension", "percentage") or (token.type == "number" and token.value == 0):
            return str(tinycss2.serialize([token])).lower()
    return ""


def _colour_in(tokens: Iterable[Any]) -> str:
    """The colour in a `background` shorthand."""
    written = (str(tinycss2.serialize([token])) for token in tokens if token.type in ("ident", "hash", "function"))
    return next((one for one in written if _colour(one)), "")


def _is_removed(declared: Declarations) -> bool:
    if declared.get("display") == "none" or declared.get("content-visibility") == "hidden":
        return True
    if declared.get("mso-hide") == "all":
        return True
    return _is_cut(declared) or _is_away(declared)


def _is_cut(declared: Declarations) -> bool:
    """Whether nothing of it is left: no height, no width, a clip."""
    overflows = {declared.get(name) for name in ("overflow", "overflow-x", "overflow-y")}
    if overflows & {"hidden", "clip"}:
        sizes = [_pixels(declared.get(name)) for name in ("max-height", "height", "max-width", "width")]
        if any(size is not None and size <= 1 for size in sizes):
            return True
    if declared.get("position") in ("absolute", "fixed") and _CLIPPED.search(declared.get("clip", "")):
        return True
    return bool(_CUT_AWAY.search(declared.get("clip-path", "")))


def _is_away(declared: Declarations) -> bool:
    """Whether it stands where nobody looks."""
    names = ["text-indent", "margin-left", "margin-top"]
    if declared.get("position") in ("absolute", "fixed", "relative"):
        names += ["left", "top", "right", "bottom"]
    if any((_pixels(declared.get(name)) or 0) <= AWAY for name in names):
        return True
    transform = declared.get("transform", "")
    moved = [_pixels(by) or 0 for found in _MOVED.findall(transform) for by in found.split(",")]
    return bool(_SCALED_AWAY.search(transform)) or any(by <= AWAY for by in moved)


def _is_see_through(declared: Declarations) -> bool:
    opacity = _LENGTH.match(declared.get("opacity", ""))
    if opacity:
        return float(opacity[1]) * (0.01 if opacity[2] == "%" else 1) <= CLEAR
    return bool(_FILTERED.search(declared.get("filter", "")))


def _is_tiny(size: str) -> bool:
    found = _LENGTH.match(size)
    if not found:
        return False
    number, unit = float(found[1]), (found[2] or "px").lower()
    return number <= (0.1 if unit in ("em", "rem") else 10 if unit == "%" else 1.5)


def _pixels(written: str | None) -> float | None:
    """A length, or None where it is none or a share of something."""
    found = _LENGTH.match(written or "")
    if not found or (found[2] == "%" and float(found[1]) != 0):
        return None
    return float(found[1]) * _PIXELS.get((found[2] or "px").lower(), 1.0)


def _text_colour(declared: Declarations, attributes: Mapping[str, str], above: Look) -> tuple[Colour, float]:
    """The colour of the letters, and how solid they are."""
    for written in (declared.get("-webkit-text-fill-color"), declared.get("color"), attributes.get("color")):
        found = _colour(written or "")
        if found:
            return found
    return above.colour, 1.0


def _ground(declared: Declarations, attributes: Mapping[str, str], above: Colour | None) -> Colour | None:
    painted = declared.get("background-image", "")
    if "url(" in painted or "gradient" in painted or attributes.get("background"):
        return None
    for written in (declared.get("background-color"), attributes.get("bgcolor")):
        found = _colour(written or "")
        if found and found[1] > 0.5:
            return found[0]
    return above


def _colour(written: str) -> tuple[Colour, float] | None:
    """A colour and how solid it is, or None where it is none (`inherit`)."""
    text = written.strip()[:100]
    if re.fullmatch(r"[0-9a-fA-F]{6}|[0-9a-fA-F]{3}", text):
        text = f"#{text}"  # as the color attribute of old may have it
    found = color3.parse_color(text) or color4.parse_color(text)
    if found is None or isinstance(found, str):
        return None
    red, green, blue, alpha = found if isinstance(found, color3.RGBA) else _as_rgb(found)
    return (_channel(red), _channel(green), _channel(blue)), float(alpha)


def _as_rgb(found: Any) -> tuple[float, float, float, float]:
    if found.space in ("hsl", "hwb"):
        found = found.to("srgb")
    if found.space == "srgb":
        return (*found.coordinates, found.alpha)
    # lab() and its kin: light enough to vanish on white, or somewhere in between.
    lightness = found.coordinates[0] / (100 if found.space in ("lab", "lch") else 1)
    return (lightness, lightness, lightness, found.alpha)


def _channel(share: float) -> int:
    return round(max(0.0, min(1.0, share)) * 255)
