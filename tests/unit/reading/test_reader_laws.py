"""What holds for any mail: no exception, quotes from the mail, canonical values, the same again; and the corpus's floor."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advancing.extraction import Extraction
from advancing.fields import CATALOGUE
from advancing.reading import read
from advancing.reading.case import case_input, prediction
from advancing.values import canonical
from tests.unit.reading.reading_help import ask, reading, show

CORPUS = Path(__file__).parents[2] / "corpus"
# fmt: off
PIECES = st.sampled_from(
    ["load in", "doors", "curfew", "9am", "7:30", "half seven", "stage", "40' x 30'", "63A", "3-phase", "merch", "20%", "85/15", "$25 a head", "two", "dressing rooms", "no", "not", "yes", "sorry, make that", "TBC", "around", "or", "support", "you", "12/03", "Friday", ":", ".", ",", "\n", "\n\n", "> ", "- ", "1. ", "(", ")", "/", "showers", "guest list", "828-555-0117", "a@b.example", "Anna Bell", "on the day", "ß", "İ", "\u200b", "\xa0", "²", "１９", "🙂"]
)
BODIES = st.one_of(st.lists(PIECES, max_size=60).map(" ".join), st.text(max_size=300))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(body=BODIES)
def test_any_body_is_read_without_an_error_and_quoted_letter_for_letter(body: str) -> None:
    extraction = reading(body, show(known={"schedule.doors": "19:00"}), asked=["schedule.doors", "technical.stageSize"])

    folded = " ".join(body.split())
    for key, field in extraction.fields.items():
        assert canonical(CATALOGUE[key], field.value) == field.value
        assert " ".join(field.source_text.split()) in folded
        assert 0 <= field.confidence <= 1


@settings(max_examples=40, deadline=None)
@given(body=BODIES)
def test_the_same_mail_gives_the_same_reading(body: str) -> None:
    assert reading(body) == reading(body)


@given(body=BODIES)
@settings(max_examples=60, deadline=None)
def test_each_question_is_answered_or_open(body: str) -> None:
    asked = [question.field for question in ask("schedule.loadIn", "schedule.doors", "business.merchSplit")]

    extraction = reading(body, asked=[str(key) for key in asked])

    assert set(asked) == (set(extraction.fields) & set(asked)) | {question.field for question in extraction.unresolved}


def scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("corpus_score", CORPUS / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read_case(case: dict[str, object]) -> Extraction:
    return read(*case_input(case))


@pytest.mark.parametrize("folder", ["open", "own"])
def test_the_corpus_is_read_as_well_as_it_was(folder: str) -> None:
    cases = [json.loads(path.read_text("utf-8")) for path in sorted((CORPUS / folder).glob("*.json"))]

    figures = scorer().score(cases, {case["id"]: prediction(case["id"], read_case(case)) for case in cases})

    assert figures["fields"]["f1"] >= 0.95
    assert figures["precision_at_0.90"] >= 0.98
    assert figures["grounded"] == 1.0
    assert figures["brier"] <= 0.05
    assert figures["conflicts"]["f1"] >= 0.95
