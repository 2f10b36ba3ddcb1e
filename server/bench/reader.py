"""`reader`: mails that the rules read in a second, on one core.

`advancing.reading.read` over every case of the reply corpus that is open to all (`open`, `own`, `wild`), in this
process, which is bound to one core meanwhile. What is timed is reading alone: the cases are parsed before, and one pass
before those that count loads what is loaded once.
"""

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from advancing.errors import Invalid
from advancing.reading import read
from advancing.reading.case import case_input
from server.bench.figure import Figure
from server.local.stack import Say

PASSES = 5
TARGET = 200
CORPUS = Path(__file__).parents[2] / "tests" / "corpus"
FOLDERS = ("open", "own", "wild")


def measure(say: Say) -> Figure:
    """Read the corpus several times."""
    return read_corpus(PASSES, say)


def read_corpus(passes: int, say: Say, corpus: Path = CORPUS) -> Figure:
    """Read the corpus.

    Args:
        passes: How often; one more comes before.
        say: Told what happens.
        corpus: With the folders of cases.

    Raises:
        Invalid: There are no cases; a wheel does not hold them.
    """
    cases = [case_input(json.loads(path.read_text("utf-8"))) for path in _files(corpus)]
    if not cases:
        raise Invalid(f"{corpus} holds no cases; this part reads those of the repository.")
    say(f"reader: {len(cases)} mails, {passes} times.")
    with _one_core():
        _pass(cases)
        values = [len(cases) / _pass(cases) for _ in range(passes)]
    what = "mails read a second by rules, one core"
    return Figure("reader", what, "mails/s", values, TARGET, at_least=True, more={"mails": len(cases)})


def _files(corpus: Path) -> list[Path]:
    return [path for folder in FOLDERS for path in sorted((corpus / folder).glob("*.json"))]


def _pass(cases: list[Any]) -> float:
    started = time.perf_counter()
    for case in cases:
        read(*case)
    return time.perf_counter() - started


@contextmanager
def _one_core() -> Iterator[None]:
    """Bind this process to one core, where the system can."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
