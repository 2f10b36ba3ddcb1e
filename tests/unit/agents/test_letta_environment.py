"""Where the tool is found that makes the Letta server's own environment."""

from pathlib import Path

import pytest

from agents.hosts import letta_server


def an_executable(folder: Path) -> str:
    folder.mkdir()
    uv = folder / "uv"
    uv.write_text("#!/bin/sh\n")
    uv.chmod(0o755)
    return str(uv)


def test_uv_on_the_path_goes_before_the_clones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letta_server, "OWN_TOOLS", tmp_path / "own")
    monkeypatch.setenv("PATH", str(tmp_path / "path"))

    found = [letta_server.find_uv()]
    own = an_executable(tmp_path / "own")
    found.append(letta_server.find_uv())
    on_path = an_executable(tmp_path / "path")
    found.append(letta_server.find_uv())

    assert found == [None, own, on_path]
