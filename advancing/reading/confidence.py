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

CAUTION = 1.2


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
    values = {
        "bias": 1.0,
        "asked": float(asked),
        "cost": min(candidate.cost, 5.0),
        "hedged": float(candidate.hedged),
        "inferred": float(candidate.inferred),
        "weak": float(candidate.weak),
        "options": float(candidate.options),
        "past": float(candidate.past),
        "general": float(candidate.general and not candidate.ours),
        "putoff": float(candidate.putoff),
        "ambiguous": float(not candidate.exact) / (1.0 + max(candidate.margin, 0.0)),
        "margin": max(0.0, 2.5 - candidate.margin) / 2.5,
        "rivals": min(candidate.rivals, 3) / 3,
        "conflict": float(conflict),
        "left open": candidate.left_open,
        f"left open:{group}": candidate.left_open,
        "corrected": float(candidate.corrected),
        "ours": float(candidate.ours),
        "forwarded": float(candidate.unit.source.forwarded),
        "attachment": float(candidate.unit.source.attachment is not None),
        "score": max(-4.0, min(4.0, candidate.score)) / 2,
        "loose": max(0.0, candidate.cost - 2.0),
        "crowded": min(sum(m.kind is not Kind.DATE for m in candidate.unit.mentions), 8) / 8,
        "long": min(candidate.unit.end - candidate.unit.start, 300) / 300,
        f"how:{candidate.how}": 1.0,
        f"group:{group}": 1.0,
    }
    if candidate.learned is None:
        values[f"no opinion:{group}"] = 1.0
    else:
        odds = math.log(max(candidate.learned, 1e-4) / max(1 - candidate.learned, 1e-4))
        values["learned"] = max(-5.0, min(5.0, odds)) / 2
        values[f"learned:{group}"] = max(-5.0, min(5.0, odds)) / 2
    if group == "text":
        values["strength"] = min(candidate.strength, 5.0)
        values["words"] = min(candidate.end - candidate.start, 120) / 120
        values["unasked text"] = float(not asked)
    return {name: value for name, value in values.items() if value}


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
    return max(-30.0, min(30.0, sum(weights.get(name, 0.0) * value for name, value in values.items())))


def probability(values: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The estimated probability that a reading with these features is right, 0.02 to 0.99."""
    return min(0.99, max(0.02, 1.0 / (1.0 + math.exp(-log_odds(values, weights)))))


def cautious(estimate: float) -> float:
    """What is said of a probability: near certainty a little less than was estimated.

    What is given as sure (0.90 and more) is hardly looked at, so it should hold in 97 of 100 cases and not only in 95, as
    estimates from 0.90 to 0.99 do on the whole.

    Args:
        estimate: As fitted, 0 to 1.

    Returns:
        The same below about 0.8; 0.90 where 0.94 was estimated.
    """
    return 1.0 - min(1.0, (1.0 - estimate) * (1.0 + CAUTION * estimate**8))
