"""Runs the emulator on a loopback port, in a thread of this process, and stops it again."""

from typing import Any

from tools.loopback import LoopbackServer
from tools.mastertour.emulator.app import API, create_mastertour_emulator


class MasterTourEmulator(LoopbackServer):
    """A running emulator, as a context manager.

    Args:
        port: Port on loopback; a free one if 0.
        options: As for `create_mastertour_emulator`.
    """

    def __init__(self, port: int = 0, **options: Any) -> None:
        super().__init__(create_mastertour_emulator(**options), port, name="mastertour-emulator")
        self.api_url = self.url + API
        """What the client takes as `base_url`; control calls are at `url`/_emulator/…."""
