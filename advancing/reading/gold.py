"""Whether a value is what the gold of a corpus case says; the rules are tests/corpus/score.py's."""

import json
from collections.abc import Mapping
from typing import Any

from advancing.errors import Invalid
from advancing.fields import FieldKey, find_field
from advancing.values import Value, canonical, same


def truth_of(case: Mapping[str, Any], given: Mapping[str, Value]) -> dict[str, bool]:
    """Which of the given values are right.

    Args:
        case: A corpus case.
        given: Values by field key.

    Returns:
        By field key; a field that the gold does not have is wrong.
    """
    gold = case["expected"]["fields"]
    return {key: key in gold and is_right(key, gold[key], value) for key, value in given.items()}


def is_right(key: str, gold: Mapping[str, Any], value: Value) -> bool:
    """Whether a value is what the gold says of a field: its value, one that is as good, or all its fragments."""
    if "contains" in gold:
        text = _fold(value if isinstance(value, str) else json.dumps(value))
        return all(
            any(_fold(word) in text for word in ([part] if isinstance(part, str) else part))
            for part in gold["contains"]
        )
    field = find_field(FieldKey(key))
    if field is None:
        return False
    for wanted in (gold["value"], *gold.get("also", ())):
        try:
            if same(field, canonical(field, wanted), value):
                return True
        except Invalid:
            continue
    return False


def _fold(text: object) -> str:
    return " ".join(str(text).split()).lower()
