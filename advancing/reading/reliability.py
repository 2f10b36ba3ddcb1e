"""Whether confidence means what it says: bins of stated against observed, Brier score, calibration error, and a picture.

Pure: it takes pairs of confidence and truth and gives numbers and SVG text; who pairs them is not its matter.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Any

from advancing.extraction import SURE

EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1.0)


@dataclass(frozen=True, slots=True)
class Bin:
    """Values whose confidence lies in [low, high).

    Args:
        low: Lower edge.
        high: Upper edge; the last bin holds it too.
        count: How many.
        mean: Their mean confidence.
        right: The share of them that is right.
    """

    low: float
    high: float
    count: int
    mean: float
    right: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """How confidence compares with truth.

    Args:
        count: How many values.
        bins: The bins that hold any.
        brier: Mean squared difference of confidence and truth; 0 is perfect.
        ece: Expected calibration error: mean distance of stated and observed, by bin.
        precision_when_sure: Share right of those with confidence of at least 0.90, 1 where there are none.
        share_sure: Share of all right values that are that sure.
    """

    count: int
    bins: tuple[Bin, ...]
    brier: float
    ece: float
    precision_when_sure: float
    share_sure: float


def reliability(pairs: Iterable[tuple[float, bool]]) -> Reliability:
    """Compare confidence with truth.

    Args:
        pairs: Confidence from 0 to 1, and whether the value is right.

    Returns:
        The figures; for no pairs at all zeros.
    """
    given = list(pairs)
    bins = []
    for low, high in pairwise(EDGES):
        inside = [(said, right) for said, right in given if low <= said < high or (high == 1.0 and said == 1.0)]
        if inside:
            mean = sum(said for said, _ in inside) / len(inside)
            bins.append(Bin(low, high, len(inside), mean, sum(right for _, right in inside) / len(inside)))
    total = max(len(given), 1)
    sure = [right for said, right in given if said >= SURE]
    right = sum(right for _, right in given)
    return Reliability(
        len(given),
        tuple(bins),
        sum((said - right) ** 2 for said, right in given) / total,
        sum(part.count * abs(part.mean - part.right) for part in bins) / total,
        sum(sure) / len(sure) if sure else 1.0,
        sum(sure) / right if right else 0.0,
    )


def pair_up(
    predictions: Sequence[Mapping[str, Any]], truth: Mapping[str, Mapping[str, bool]]
) -> list[tuple[float, bool]]:
    """Confidence and truth of every value of many predictions.

    Args:
        predictions: As `advancing.reading.case.prediction` gives them.
        truth: By prediction id and field key, whether its value is right.

    Returns:
        One pair for each value that `truth` speaks of.
    """
    return [
        (float(answer["confidence"]), truth[prediction["id"]][key])
        for prediction in predictions
        for key, answer in prediction["fields"].items()
        if key in truth.get(prediction["id"], {})
    ]


def as_markdown(report: Reliability) -> str:
    """The figures as a Markdown table with a line above it."""
    head = (
        f"{report.count} values, Brier {report.brier:.3f}, calibration error {report.ece:.3f}, "
        f"precision of the sure {report.precision_when_sure:.3f}, sure {report.share_sure:.0%} of the right ones.\n\n"
    )
    rows = [f"| {b.low:.2f} to {b.high:.2f} | {b.count} | {b.mean:.3f} | {b.right:.3f} |" for b in report.bins]
    return head + "\n".join(["| confidence | values | stated | right |", "| --- | --- | --- | --- |", *rows]) + "\n"


def as_svg(report: Reliability, title: str = "Stated and observed") -> str:
    """The reliability diagram: stated confidence to the right, observed share upward, area of a dot by its count.

    Args:
        report: The figures.
        title: Shown above.

    Returns:
        A self-contained SVG document of 420 by 440 pixels.
    """
    left, top, size = 60, 40, 320
    most = max((part.count for part in report.bins), default=1)

    def place(x: float, y: float) -> tuple[float, float]:
        return left + size * x, top + size * (1 - y)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="420" height="440" viewBox="0 0 420 440" role="img" aria-label="{escape(title)}">',
        '<rect width="420" height="440" fill="#fff"/>',
        f'<text x="{left}" y="24" font-family="sans-serif" font-size="15" fill="#222">{escape(title)}</text>',
        f'<rect x="{left}" y="{top}" width="{size}" height="{size}" fill="#fafafa" stroke="#999"/>',
        f'<line x1="{left}" y1="{top + size}" x2="{left + size}" y2="{top}" stroke="#bbb" stroke-dasharray="5 4"/>',
    ]
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        x, y = place(tick, tick)
        parts.append(
            f'<text x="{x:.0f}" y="{top + size + 18}" text-anchor="middle" font-family="sans-serif" font-size="11" fill="#555">{tick:g}</text>'
        )
        parts.append(
            f'<text x="{left - 8}" y="{y + 4:.0f}" text-anchor="end" font-family="sans-serif" font-size="11" fill="#555">{tick:g}</text>'
        )
    for part in report.bins:
        x, y = place(part.mean, part.right)
        radius = 3 + 9 * (part.count / most) ** 0.5
        parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="#2563eb" fill-opacity="0.65">'
            f"<title>{part.count} values, stated {part.mean:.2f}, right {part.right:.2f}</title></circle>"
        )
    parts.append(
        f'<text x="{left + size / 2}" y="{top + size + 38}" text-anchor="middle" font-family="sans-serif" font-size="12" fill="#222">stated confidence</text>'
    )
    parts.append(
        f'<text x="16" y="{top + size / 2}" transform="rotate(-90 16 {top + size / 2})" text-anchor="middle" font-family="sans-serif" font-size="12" fill="#222">share right</text>'
    )
    parts.append(
        f'<text x="{left}" y="{top + size + 62}" font-family="sans-serif" font-size="11" fill="#555">{report.count} values, Brier {report.brier:.3f}, calibration error {report.ece:.3f}</text>'
    )
    return "\n".join([*parts, "</svg>"]) + "\n"
