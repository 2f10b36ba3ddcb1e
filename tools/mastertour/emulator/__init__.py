"""An emulator of the Master Tour API v5, as far as it is known: for tests and the demo, as there is no sandbox."""

from tools.mastertour.emulator.app import create_mastertour_emulator
from tools.mastertour.emulator.book import Account, Book
from tools.mastertour.emulator.serve import MasterTourEmulator

__all__ = ["Account", "Book", "MasterTourEmulator", "create_mastertour_emulator"]
