"""Folders of test runs: held while the run goes on, swept when it was killed."""

import os
from pathlib import Path

from tests.run_folder import RunFolder, sweep


def make_old(folder: Path) -> None:
    (folder / "run.lock").touch()
    os.utime(folder / "run.lock", (0, 0))


def test_the_folder_of_a_run_that_goes_on_is_left_alone(tmp_path: Path) -> None:
    running = RunFolder(tmp_path)
    make_old(running.path)

    assert sweep(tmp_path) == []

    running.remove()
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_run_left_is_swept_when_the_next_begins(tmp_path: Path) -> None:
    base, memory = tmp_path / "disk", tmp_path / "memory"
    for folder in (base / "advancing-tests-left", memory / "advancing-tests-left" / "cluster"):
        folder.mkdir(parents=True)
    (base / "advancing-tests-left" / "postgres").symlink_to(memory / "advancing-tests-left")
    make_old(base / "advancing-tests-left")

    running = RunFolder(base, memory)

    assert list(base.iterdir()) == [running.path]
    assert list(memory.iterdir()) == [(running.path / "postgres").resolve()]
    running.remove()
    assert list(memory.iterdir()) == list(base.iterdir()) == []


def test_a_folder_that_was_just_made_and_other_folders_are_left_alone(tmp_path: Path) -> None:
    fresh, strange, other = (tmp_path / name for name in ("advancing-tests-new", "advancing-tests-bare", "else"))
    for folder in (fresh, strange, other):
        folder.mkdir()
    (fresh / "run.lock").touch()

    assert sweep(tmp_path) == []
    assert fresh.is_dir()
    assert strange.is_dir()
    assert other.is_dir()
