"""One thing to learn."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sample:
    """One thing to learn.

    Args:
        case: Id of the case it is of.
        features: What is seen.
        labels: What it is: one class for a value, any number for a sentence.
    """

    case: str
    features: Mapping[str, float]
    labels: frozenset[str]
