"""How sure a reading is: features of how it was said and found, weighed by a logistic model fitted on data.

The weights stand in `confidence.json`, made by `scripts/calibrate`; what the features are is decided here.
"""

import json
import math
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from advancing.fields import FieldType, find_field
from advancing.reading.anchors import COUNT_FIELDS, TIME_FIELDS
from advancing.reading.candidate import Candidate
from advancing.reading.evidence import TEXT_FIELDS
from advancing.reading.mentions import Kind


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
    group = _group(candidate.field, field.type if field else FieldType.TEXT)
    values = {
        "bias": 1.0,
        "asked": float(asked),
        "cost": min(candidate.cost, 5.0),
        "hedged": float(candidate.hedged),
        "inferred": float(candidate.inferred),
        "weak": float(candidate.weak),
        "options": float(candidate.options),
        "past": float(candidate.past or candidate.general),
        "putoff": float(candidate.putoff),
        "ambiguous": float(not candidate.exact) / (1.0 + max(candidate.margin, 0.0)),
        "margin": max(0.0, 2.5 - candidate.margin) / 2.5,
        "rivals": min(candidate.rivals, 3) / 3,
        "conflict": float(conflict),
        "loose": max(0.0, candidate.cost - 2.0),
        "crowded": min(sum(m.kind is not Kind.DATE for m in candidate.unit.mentions), 8) / 8,
        "long": min(candidate.unit.end - candidate.unit.start, 300) / 300,
        f"how:{candidate.how}": 1.0,
        f"group:{group}": 1.0,
    }
    if group == "text":
        values["strength"] = min(candidate.strength, 5.0)
        values["unasked text"] = float(not asked)
    return {name: value for name, value in values.items() if value}


def _group(key: str, kind: FieldType) -> str:
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


@cache
def weights() -> Mapping[str, float]:
    """The fitted weights by feature name."""
    text = Path(__file__).with_name("confidence.json").read_text("utf-8")
    return {name: float(weight) for name, weight in json.loads(text)["weights"].items()}


def probability(values: Mapping[str, float], model: Mapping[str, float]) -> float:
    """The estimated probability that a reading with these features is right, 0.02 to 0.99."""
    score = sum(model.get(name, 0.0) * value for name, value in values.items())
    return min(0.99, max(0.02, 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))))
