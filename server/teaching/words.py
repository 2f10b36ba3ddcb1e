"""Plain words: what venues write small, so that a capital at the beginning of a sentence makes no name of it."""

import json
import re
from collections import Counter
from collections.abc import Iterable

from advancing.reading.folding import fold
from server.teaching.lesson import Case

_SMALL = re.compile(r"(?<![\w'’.@/-])[^\W\d_A-Z][^\W\d_A-Z]{2,}(?![\w@])")
_WORD = re.compile(r"[^\W\d_]+")
_LEAST = 4
"""Mails that must write a word small."""
_NAMES = """
ace amber angel april art autumn bell bill blaze bob brook buck bud cash chance chase chip cliff cook crystal dale
dash dawn dean don drew earl faith field forest frank gene ginger glen grace grant guy harmony hazel heath heather
herb hill holly hope hunter iris ivy jack jade jasmine jay jean jet joy june king lane lily lou mark mason max may
melody miles nick norm olive page pat pearl penny pete price ray reed rich rob robin rose ross ruby rusty sandy scout
sky star stew storm sue summer sunny violet wade ward west will winter wood young
"""
_GIVEN = frozenset(_NAMES.split())
"""Names of people that are words too."""


def plain_words(cases: Iterable[Case]) -> str:
    """The file that the reader looks for as `words.json`.

    Args:
        cases: Labelled mail.

    Returns:
        JSON: a sorted list of folded words that several mails write small and that are part of nobody's name.
    """
    mails: Counter[str] = Counter()
    names: set[str] = set()
    for case in cases:
        mails.update({fold(word) for word in _SMALL.findall(case["email"]["body"]) if word.islower()})
        for key, field in case["expected"]["fields"].items():
            if key.endswith(".name"):
                names.update(_WORD.findall(fold(str(field.get("value", "")))))
    return (
        json.dumps(sorted(word for word, count in mails.items() if count >= _LEAST and word not in names | _GIVEN))
        + "\n"
    )
