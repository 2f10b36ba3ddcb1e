"""One measured figure: how it was spread, what was wanted, and how it is told to a person and to a program."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Any


@dataclass(frozen=True)
class Figure:
    """What a part measured.

    Args:
        part: Its name on the command line.
        what: What one value is, in words.
        unit: Of every value: `s`, `ms`, `mails/s`.
        values: What was measured, one a run; at least two.
        target: What the median should be.
        target_p99: What the 99th percentile should be; None: it is not asked for, nor told.
        at_least: Whether the target is to be reached, not kept under.
        more: Further facts about how it was measured.
    """

    part: str
    what: str
    unit: str
    values: Sequence[float]
    target: float
    target_p99: float | None = None
    at_least: bool = False
    more: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The figure as one JSON object."""
        found: dict[str, Any] = {"part": self.part, "unit": self.unit, "median": _rounded(median(self.values))}
        if self.target_p99 is not None:
            found["p99"] = _rounded(self._p99)
        found |= {
            "min": _rounded(min(self.values)),
            "max": _rounded(max(self.values)),
            "runs": len(self.values),
            "cores": os.cpu_count(),
            "target": self.target,
        }
        if self.target_p99 is not None:
            found["target_p99"] = self.target_p99
        return {**found, **self.more}

    def as_text(self) -> str:
        """The figure as one sentence."""
        found = self.as_json()
        unit, bound = self.unit, "at least" if self.at_least else "at most"
        tail = ""
        if self.target_p99 is not None:
            tail = f", 99th percentile {found['p99']} {unit} (target: {bound} {self.target_p99:g} {unit})"
        return (
            f"{self.part}: {self.what}: {found['median']} {unit} (target: {bound} {self.target:g} {unit}){tail}; "
            f"median of {found['runs']}, {found['min']} to {found['max']} {unit}, {found['cores']} cores."
        )

    @property
    def _p99(self) -> float:
        # Inclusive: what was measured is all there is, and the percentile lies within it.
        return quantiles(self.values, n=100, method="inclusive")[98]


def _rounded(value: float) -> float:
    """Three digits behind the point: what is beyond is noise."""
    return round(value, 3)
