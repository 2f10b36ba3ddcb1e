"""The emulator as a program of its own, as the demo starts it."""

import signal
import subprocess
import sys

import pytest
from requests_oauthlib import OAuth1Session


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_prints_where_it_serves_takes_its_key_and_ends_quietly(how: signal.Signals) -> None:
    command = [sys.executable, "-m", "tools.mastertour.emulator", "--key", "k", "--secret", "s"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as program:
        try:
            assert program.stdout
            assert program.stderr
            url = program.stdout.readline().strip()
            with OAuth1Session("k", "s") as session:
                answer = session.get(f"{url}/tours?version=10", timeout=5).json()
        finally:
            program.send_signal(how)
        said = program.stderr.read()

    assert answer == {"success": True, "message": "", "data": {"tours": []}}
    assert said == ""
