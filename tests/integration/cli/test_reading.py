"""`advance read` and `advance eval`: what a mail says, as JSON, and the reader held against the corpus."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.integration.cli.conftest import Advance

ROOT = Path(__file__).parents[3]
CORPUS = ROOT / "tests" / "corpus"
MAIL = (
    "From: Sam Ortiz <sam@theritz.example>\r\nTo: dana@nightferry.example\r\nSubject: Re: Night Ferry, March 15\r\n"
    "Date: Mon, 1 Mar 2027 12:00:00 -0500\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    "Hi Dana,\r\n\r\nLoad in is at 3pm. Doors are at 7.\r\n\r\nSam\r\n"
)
SHOW = {
    "show": {"artist": "Night Ferry", "venue": "The Ritz", "city": "Raleigh", "date": "2027-03-15"},
    "asked": [{"field": "schedule.loadIn", "question": "What time can we load in?"}],
    "our_addresses": ["dana@nightferry.example"],
}


@pytest.fixture
def mail(tmp_path: Path) -> Path:
    path = tmp_path / "reply.eml"
    path.write_bytes(MAIL.encode())
    return path


@pytest.fixture
def show(tmp_path: Path) -> Path:
    path = tmp_path / "show.json"
    path.write_text(json.dumps(SHOW), encoding="utf-8")
    return path


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    """Six cases of the corpus in a folder of their own."""
    folder = tmp_path / "cases"
    folder.mkdir()
    for path in sorted((CORPUS / "open").glob("*.json"))[:6]:
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


def test_a_mail_is_read_as_json_with_the_venues_own_words(advance: Advance, mail: Path, show: Path) -> None:
    outcome = advance("read", mail, "--show", show)

    found = json.loads(outcome.out)
    assert outcome.code == 0
    assert found["fields"]["schedule.loadIn"]["value"] == "15:00"
    assert found["fields"]["schedule.loadIn"]["source_text"] in MAIL


@pytest.mark.parametrize(
    "raw", [b"", b"\xff\xfe\x00", b"no headers at all", b"Content-Type: multipart/mixed\r\n\r\n--"]
)
def test_a_mail_that_is_hardly_one_is_read_without_a_crash(
    advance: Advance, tmp_path: Path, show: Path, raw: bytes
) -> None:
    path = tmp_path / "broken.eml"
    path.write_bytes(raw)

    outcome = advance("read", path, "--show", show)

    assert outcome.code == 0, outcome.err
    assert json.loads(outcome.out)["fields"] == {}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b'{"show": {"artist": "Night Ferry"}}',
        json.dumps({**SHOW, "asked": [{"field": "schedule.loadIn"}]}).encode(),
    ],
)
def test_a_show_file_that_is_none_is_one_sentence(advance: Advance, mail: Path, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.json"
    path.write_bytes(content)

    outcome = advance("read", mail, "--show", path)

    assert outcome.code == 1
    assert outcome.err.startswith(f"{path} is not a show file")
    assert len(outcome.err.strip().splitlines()) == 1


def test_a_show_whose_date_is_none_is_one_sentence(advance: Advance, mail: Path, tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    path.write_text(json.dumps({**SHOW, "show": {**SHOW["show"], "date": "mid March"}}))  # type: ignore[dict-item]

    outcome = advance("read", mail, "--show", path)

    assert outcome.code in (0, 1)
    assert "Traceback" not in outcome.err


@pytest.mark.parametrize("which", ["mail", "show"])
def test_a_file_that_is_not_there_is_one_sentence(advance: Advance, mail: Path, show: Path, which: str) -> None:
    nowhere = mail.with_name("nowhere")

    outcome = advance("read", nowhere if which == "mail" else mail, "--show", nowhere if which == "show" else show)

    assert (outcome.code, outcome.err) == (1, f"{nowhere} cannot be read: No such file or directory.\n")


def test_the_corpus_is_read_and_its_scorer_takes_what_comes_out(advance: Advance, cases: Path, tmp_path: Path) -> None:
    out = tmp_path / "predictions.jsonl"

    outcome = advance("eval", cases, "--out", out)
    scored = subprocess.run(
        [sys.executable, str(CORPUS / "score.py"), str(cases), str(out), "--json"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    predictions = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert outcome.code == 0
    assert [item["id"] for item in predictions] == [
        json.loads(path.read_text("utf-8"))["id"] for path in sorted(cases.glob("*.json"))
    ]
    score: dict[str, Any] = json.loads(scored.stdout)
    assert score["grounded"] == 1.0
    assert score["fields"]["f1"] > 0.5


def test_a_report_is_a_table_and_a_picture(advance: Advance, cases: Path, tmp_path: Path) -> None:
    folder = tmp_path / "made" / "report"

    outcome = advance("eval", cases, "--out", tmp_path / "p.jsonl", "--report", folder)

    assert outcome.code == 0, outcome.err
    table = (folder / "reliability.md").read_text(encoding="utf-8")
    assert table.count("|") > 20
    assert table.strip() in outcome.out
    assert (folder / "reliability.svg").read_text(encoding="utf-8").startswith("<svg")


def test_a_folder_without_cases_is_told(advance: Advance, tmp_path: Path) -> None:
    outcome = advance("eval", tmp_path, "--out", tmp_path / "p.jsonl")

    assert (outcome.code, outcome.err) == (1, f"{tmp_path} holds no case files.\n")


@pytest.mark.parametrize("content", [b"{", b"\xff", b"[]", b'{"id": "x"}'])
def test_a_case_that_is_none_is_named(advance: Advance, cases: Path, tmp_path: Path, content: bytes) -> None:
    bad = cases / "zzz.json"
    bad.write_bytes(content)

    outcome = advance("eval", cases, "--out", tmp_path / "p.jsonl")

    assert outcome.code == 1
    assert str(bad) in outcome.err
    assert len(outcome.err.strip().splitlines()) == 1


def test_where_predictions_cannot_be_written_it_says_so(advance: Advance, cases: Path, tmp_path: Path) -> None:
    outcome = advance("eval", cases, "--out", tmp_path / "nowhere" / "p.jsonl")

    assert outcome.code == 1
    assert "p.jsonl cannot be written" in outcome.err
