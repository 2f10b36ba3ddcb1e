"""The benchmarks' own figuring and telling; how fast anything is, no test says."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from advancing.errors import Invalid
from server.bench.__main__ import PARTS
from server.bench.figure import Figure
from server.bench.reader import CORPUS, FOLDERS, read_corpus
from server.bench.reply import make_tour
from server.bench.webhook import arrivals

ROOT = Path(__file__).parents[3]


def test_a_figure_as_json_tells_how_it_was_spread_and_what_was_wanted() -> None:
    found = Figure("webhook", "a push answered", "ms", [float(value) for value in range(101)], 15, 60).as_json()

    assert found.pop("cores") > 0
    assert found == {
        "part": "webhook",
        "unit": "ms",
        "median": 50,
        "p99": 99,
        "min": 0,
        "max": 100,
        "runs": 101,
        "target": 15,
        "target_p99": 60,
    }


def test_a_percentile_that_is_not_asked_for_is_not_told() -> None:
    figure = Figure("start", "everything up", "s", [3.0, 1.0, 2.0], 45)

    assert figure.as_json().keys() & {"p99", "target_p99"} == set()
    assert figure.as_text().startswith("start: everything up: 2.0 s (target: at most 45 s); median of 3, 1.0 to 3.0 s")


def test_the_reader_is_measured_on_the_cases_that_are_open_to_all(tmp_path: Path) -> None:
    for folder in (*FOLDERS, "held"):
        (tmp_path / folder).mkdir()
    case = next((CORPUS / "open").glob("*.json")).read_text("utf-8")
    for name in ("open/1.json", "wild/2.json", "held/3.json"):
        (tmp_path / name).write_text(case, "utf-8")

    found = json.loads(json.dumps(read_corpus(2, lambda _: None, tmp_path).as_json()))

    assert (found["part"], found["unit"], found["runs"], found["mails"]) == ("reader", "mails/s", 2, 2)
    assert found["max"] >= found["median"] >= found["min"] > 0


def test_a_corpus_without_cases_is_said_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="holds no cases"):
        read_corpus(1, lambda _: None, tmp_path)


def test_as_many_pushes_as_wanted_arrive_in_each_second_at_moments_fixed_before() -> None:
    drawn = arrivals(50, 3, seed=1)

    assert [sum(int(at) == second for at in drawn) for second in range(3)] == [50, 50, 50]
    assert drawn == sorted(drawn)
    assert drawn == arrivals(50, 3, seed=1)


def test_every_venue_of_a_made_up_tour_has_a_name_an_address_and_a_day_of_its_own() -> None:
    shows = make_tour(13)

    for one in (
        {show.venue for show in shows},
        {show.contact[1] for show in shows},
        {show.after_days for show in shows},
    ):
        assert len(one) == 13
    assert {show.layout for show in shows} == {"inline", "prose", "table"}


def test_a_part_that_does_not_exist_is_one_sentence_and_exit_code_2() -> None:
    command = [sys.executable, "-W", "ignore", "-m", "server.bench", "warp"]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "There is no part 'warp'; there are start, turn, webhook, reply, reader.\n"


def test_the_readme_has_a_row_for_every_part() -> None:
    figures = (ROOT / "README.md").read_text("utf-8").partition("figures: begin")[2].partition("figures: end")[0]

    assert re.findall(r"^\| `(\w+)` \|", figures, re.MULTILINE) == list(PARTS)
