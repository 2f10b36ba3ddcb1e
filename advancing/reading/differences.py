"""Whether a new value differs from what was known; texts differ only where they name different things."""

from advancing.fields import Field, FieldType
from advancing.reading.cues import WORD
from advancing.reading.folding import fold
from advancing.values import Value, same

_PLAIN = frozenset(
    [
        "the",
        "a",
        "an",
        "and",
        "of",
        "at",
        "with",
        "in",
        "on",
        "to",
        "is",
        "are",
        "we",
        "have",
        "our",
        "house",
        "desk",
        "console",
        "board",
        "system",
        "x",
        "per",
        "for",
        "from",
        "it",
        "you",
    ]
)


def differs(field: Field, known: Value, value: Value) -> bool:
    """Whether a value is another than the known one.

    Args:
        field: The field of both.
        known: What was known.
        value: What the mail says.

    Returns:
        True where they cannot both hold. Of free text only what stands out (numbers, names) is compared.
    """
    if same(field, known, value):
        return False
    if (
        field.type in (FieldType.TEXT, FieldType.POWER, FieldType.NAME)
        and isinstance(known, str)
        and isinstance(value, str)
    ):
        return not _agree(known, value)
    return True


def _agree(known: str, value: str) -> bool:
    old, new = _telling(known), _telling(value)
    if not old or not new:
        return True
    shared = sum(
        any(word == other or (len(word) > 3 and (word in other or other in word)) for other in new) for word in old
    )
    models = {word for word in old if any(character.isdigit() for character in word)}
    if models:
        joined = "".join(WORD.findall(fold(value)))
        return all(word in joined for word in models)
    return shared * 2 >= len(old)


def _telling(text: str) -> set[str]:
    return {word for word in WORD.findall(fold(text)) if word not in _PLAIN}
