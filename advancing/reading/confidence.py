"""How sure a reading is: features of how it was said and found, weighed by a logistic model fitted on data.

The weights stand in `learned/confidence.json`, made by `scripts/teach`; what the features are is decided here.
"""

import math
from collections.abc import Mapping

from advancing.fields import FieldType, find_field
from advancing.reading.anchors import COUNT_FIELDS, TIME_FIELDS
from advancing.reading.candidate import Candidate
from advancing.reading.evidence import TEXT_FIELDS
from advancing.reading.mentions import Kind

CAUTION = 1.6
_MARKS = ("hedged", "inferred", "weak", "options", "past", "putoff", "corrected", "ours", "theirs")
_MOST, _MOST_IN_CONFLICT = 0.99, 0.97
_LOOSE = 2.0
_CLEAR = 2.5


def features(candidate: Candidate, *, asked: bool, conflict: bool) -> dict[str, float]:
    """What speaks for and against a reading, as numbers.

    Args:
        candidate: The reading.
        asked: Whether we asked for the field.
        conflict: Whether it differs from what was known.

    Returns:
        Feature values by name; a missing one is 0.
    """
    field = find_field(candidate.field)
    group = group_of(candidate.field, field.type if field else FieldType.TEXT)
    margin = candidate.margin
    values = {
        "bias": 1.0,
        "crowded": min(sum(m.kind is not Kind.DATE for m in candidate.unit.mentions), 8) / 8,
        "long": min(candidate.unit.end - candidate.unit.start, 300) / 300,
        f"how:{candidate.how}": 1.0,
        f"group:{group}": 1.0,
    }
    for name in _MARKS:
        if getattr(candidate, name):
            values[name] = 1.0
    if asked:
        values["asked"] = 1.0
    if conflict:
        values["conflict"] = 1.0
    if candidate.cost:
        values["cost"] = min(candidate.cost, 5.0)
        if candidate.cost > _LOOSE:
            values["loose"] = candidate.cost - _LOOSE
    if candidate.general and not candidate.ours:
        values["general"] = 1.0
    if not candidate.exact:
        values["ambiguous"] = 1.0 / (1.0 + max(margin, 0.0))
    if margin < _CLEAR:
        values["margin"] = (_CLEAR - margin) / _CLEAR
    if candidate.rivals:
        values["rivals"] = min(candidate.rivals, 3) / 3
    if candidate.left_open:
        values["left open"] = values[f"left open:{group}"] = candidate.left_open
    if candidate.unit.source.forwarded:
        values["forwarded"] = 1.0
    if candidate.unit.source.attachment is not None:
        values["attachment"] = 1.0
    if candidate.score:
        values["score"] = max(-4.0, min(4.0, candidate.score)) / 2
    if candidate.learned is None:
        values[f"no opinion:{group}"] = 1.0
    else:
        odds = math.log(max(candidate.learned, 1e-4) / max(1 - candidate.learned, 1e-4))
        values["learned"] = values[f"learned:{group}"] = max(-5.0, min(5.0, odds)) / 2
    if group == "text":
        values["strength"] = min(candidate.strength, 5.0)
        values["words"] = min(candidate.end - candidate.start, 120) / 120
        if not asked:
            values["unasked text"] = 1.0
    return values


def group_of(key: str, kind: FieldType) -> str:
    """Which sort of field it is: those of one sort are read alike."""
    if key in TIME_FIELDS:
        return "time"
    if key in COUNT_FIELDS:
        return "count"
    if key in TEXT_FIELDS:
        return "text"
    if key.startswith("primaryContact"):
        return "contact"
    if key.startswith("dayOfContact"):
        return "day contact"
    return kind.value


def log_odds(values: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The weighed sum of features, -30 to 30."""
    total, weight = 0.0, weights.get
    for name, value in values.items():
        total += weight(name, 0.0) * value
    return max(-30.0, min(30.0, total))


def probability(values: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The estimated probability that a reading with these features is right, 0.02 to 0.99, or 0.97 against what was known."""
    most = _MOST_IN_CONFLICT if "conflict" in values else _MOST
    return min(most, max(0.02, 1.0 / (1.0 + math.exp(-log_odds(values, weights)))))


def cautious(estimate: float) -> float:
    """What is said of a probability: near certainty a little less than was estimated.

    What is given as sure (0.90 and more) is hardly looked at, so it should hold in 97 of 100 cases and not only in 95, as
    estimates from 0.90 to 0.99 do on the whole.

    Args:
        estimate: As fitted, 0 to 1.

    Returns:
        Nearly the same below 0.7; 0.90 where 0.95 was estimated.
    """
    return 1.0 - min(1.0, (1.0 - estimate) * (1.0 + CAUTION * estimate**8))
