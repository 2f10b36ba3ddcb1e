"""`advance eval`: read the cases of the reply corpus and write the predictions that its scorer takes."""

import asyncio
import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from advancing.errors import Invalid
from advancing.reading import read
from advancing.reading.case import case_input, prediction
from advancing.reading.gold import truth_of
from advancing.reading.reliability import as_markdown, as_svg, pair_up, reliability
from server.evaluation import read_through_host


class Through(StrEnum):
    """Who reads."""

    RULES = "rules"
    LETTA = "letta"


def evaluate(
    cases: Annotated[Path, typer.Argument(help="Folder of case files.")],
    out: Annotated[Path, typer.Option("--out", help="Predictions, JSON lines.")],
    through: Annotated[Through, typer.Option(help="The rules, or the agents on the configured host.")] = Through.RULES,
    report: Annotated[Path | None, typer.Option(help="Folder for the reliability table and its picture.")] = None,
) -> None:
    """Read every case; score the result with tests/corpus/score.py."""
    found = [_case(path) for path in sorted(cases.glob("*.json"))]
    if not found:
        raise Invalid(f"{cases} holds no case files.")
    if through is Through.RULES:
        predictions = [prediction(case["id"], read(*case_input(case))) for case in found]
    else:
        predictions = asyncio.run(read_through_host(found))
    try:
        out.write_text("".join(json.dumps(item, ensure_ascii=False) + "\n" for item in predictions), encoding="utf-8")
    except OSError as fault:
        raise Invalid(f"{out} cannot be written: {fault.strerror}.") from fault
    typer.echo(f"{len(predictions)} cases read; {out} is what score.py takes.")
    if report:
        write_report(report, found, predictions)


def write_report(folder: Path, cases: list[dict[str, Any]], predictions: list[dict[str, Any]]) -> None:
    """Write the reliability table and its picture: what confidence says beside what came true.

    Args:
        folder: Where to; made if it is not there.
        cases: With their gold.
        predictions: Of these cases.
    """
    by_id = {case["id"]: case for case in cases}
    truth = {
        item["id"]: truth_of(by_id[item["id"]], {key: found["value"] for key, found in item["fields"].items()})
        for item in predictions
    }
    found = reliability(pair_up(predictions, truth))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "reliability.md").write_text(as_markdown(found), encoding="utf-8")
    (folder / "reliability.svg").write_text(as_svg(found), encoding="utf-8")
    typer.echo(as_markdown(found))


def _case(path: Path) -> dict[str, Any]:
    try:
        case: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as fault:
        raise Invalid(f"{path} is no JSON: {fault}.") from fault
    try:
        case_input(case)
        case["id"], case["expected"]["fields"]
    except (KeyError, TypeError, AttributeError, ValidationError) as fault:
        raise Invalid(f"{path} is no case as tests/corpus/README.md describes it ({type(fault).__name__}).") from fault
    return case
