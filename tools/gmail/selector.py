"""CSS selectors as mail programs honour them: tag, class, id, attribute, and how they stand to each other.

A selector with a pseudo-class or anything else that depends on more than the tree is left out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tinycss2 import ast  # type: ignore[import-untyped]

Specificity = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Compound:
    """What one element has to be.

    Args:
        tag: Its name, or "" for any.
        ids: Ids that it has.
        classes: Classes that it has.
        attributes: Name, operator and value; the operator is "" where any value will do.
    """

    tag: str = ""
    ids: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    attributes: tuple[tuple[str, str, str], ...] = ()

    @property
    def key(self) -> str:
        """What an element must carry to come into question, see `keys_of`."""
        return f"#{self.ids[0]}" if self.ids else f".{self.classes[0]}" if self.classes else self.tag or "*"

    def fits(self, element: Any) -> bool:
        """Whether an element is this."""
        if self.tag and element.tag != self.tag:
            return False
        if self.ids and any(element.get("id", "").lower() != one for one in self.ids):
            return False
        if self.classes and not set(self.classes) <= set(element.get("class", "").lower().split()):
            return False
        return all(_has(element.get(name), operator, value) for name, operator, value in self.attributes)


@dataclass(frozen=True, slots=True)
class Selector:
    """A selector.

    Args:
        parts: From the element itself outwards, each with how it stands to the one before: "" for the element itself,
            then " ", ">", "+" or "~".
    """

    parts: tuple[tuple[str, Compound], ...]

    @property
    def key(self) -> str:
        """What an element must carry to come into question."""
        return self.parts[0][1].key

    @property
    def specificity(self) -> Specificity:
        """Which rule wins over which."""
        each = [one for _, one in self.parts]
        return (
            sum(len(one.ids) for one in each),
            sum(len(one.classes) + len(one.attributes) for one in each),
            sum(bool(one.tag) for one in each),
        )

    def steps(self, element: Any) -> Iterator[bool]:
        """Look whether it selects an element: a False for each step on the way, a True at the end if it does.

        Given step by step, so that whoever looks can stop where it takes too long: a stranger wrote the selector.
        """
        waiting = [(0, element)]
        while waiting:
            at, one = waiting.pop()
            yield False
            if not isinstance(one.tag, str) or not self.parts[at][1].fits(one):
                continue
            if at + 1 == len(self.parts):
                yield True
                return
            for other in _standing(self.parts[at + 1][0], one):
                yield False
                waiting.append((at + 1, other))


def keys_of(element: Any) -> Iterator[str]:
    """Every key under which a selector of this element may be kept."""
    yield "*"
    yield element.tag
    for name in dict.fromkeys(element.get("class", "").lower().split()):
        yield f".{name}"
    if element.get("id"):
        yield f"#{element.get('id').lower()}"


def read_selectors(tokens: Sequence[Any]) -> Iterator[Selector]:
    """The selectors of a rule.

    Args:
        tokens: Its prelude, as tinycss2 reads it.
    """
    selector: list[Any] = []
    for part in [*tokens, ast.LiteralToken(0, 0, ",")]:
        if part != ",":
            selector.append(part)
            continue
        parts = _parts(selector)
        if parts:
            yield Selector(tuple(parts))
        selector = []


def _parts(tokens: Sequence[Any]) -> list[tuple[str, Compound]] | None:
    """Its compounds from right to left, or None where it is no selector of ours."""
    written: list[tuple[str, list[Any]]] = [("", [])]
    for token in tokens:
        if token.type in ("whitespace", "comment"):
            if written[-1][1]:
                written.append((" ", []))
        elif token.type == "literal" and token.value in (">", "+", "~"):
            if written[-1][1]:
                written.append((token.value, []))
            else:
                written[-1] = (token.value, [])
        else:
            written[-1][1].append(token)
    if not written[-1][1] and written[-1][0] == " ":
        written.pop()
    compounds = [_compound(found) for _, found in written]
    if written[0][0] or not all(compounds):
        return None
    # A combinator is written before the compound on its right; read outwards, it belongs to the one on its left.
    outwards = ["", *(combinator for combinator, _ in reversed(written[1:]))]
    return [(how, one) for how, one in zip(outwards, reversed(compounds), strict=True) if one]


def _compound(tokens: Sequence[Any]) -> Compound | None:
    tag, ids, classes, attributes = "", [], [], []
    waits_for_class = False
    for at, token in enumerate(tokens):
        if waits_for_class and token.type == "ident":
            classes.append(token.lower_value)
            waits_for_class = False
        elif waits_for_class:
            return None
        elif token.type == "ident" and at == 0:
            tag = token.lower_value
        elif token.type == "literal" and token.value == "*" and at == 0:
            continue
        elif token.type == "literal" and token.value == ".":
            waits_for_class = True
        elif token.type == "hash":
            ids.append(token.value.lower())
        elif token.type == "[] block" and (attribute := _attribute(token.content)):
            attributes.append(attribute)
        else:
            return None
    if waits_for_class or not tokens:
        return None
    return Compound(tag, tuple(ids), tuple(classes), tuple(attributes))


def _attribute(tokens: Sequence[Any]) -> tuple[str, str, str] | None:
    told = [token for token in tokens if token.type not in ("whitespace", "comment")]
    if not told or told[0].type != "ident":
        return None
    name = told[0].lower_value
    if len(told) == 1:
        return name, "", ""
    operator = "".join(str(token.value) for token in told[1:-1] if token.type == "literal")
    value = told[-1]
    return (name, operator, str(value.value).lower()) if value.type in ("ident", "string") else None


def _has(found: str | None, operator: str, value: str) -> bool:
    if found is None:
        return False
    text = found.lower()
    return {
        "": True,
        "=": text == value,
        "~=": value in text.split(),
        "|=": text == value or text.startswith(f"{value}-"),
        "^=": bool(value) and text.startswith(value),
        "$=": bool(value) and text.endswith(value),
        "*=": bool(value) and value in text,
    }.get(operator, False)


def _standing(how: str, element: Any) -> Iterator[Any]:
    """The elements that stand to one as a combinator says, the nearest last: it is looked at first."""
    parent = element.getparent()
    if how == ">":
        return iter(() if parent is None else (parent,))
    if how == " ":
        return iter(tuple(element.iterancestors())[::-1])
    before = (one for one in element.itersiblings(preceding=True) if isinstance(one.tag, str))
    if how == "+":
        nearest = next(before, None)
        return iter(() if nearest is None else (nearest,))
    return before
