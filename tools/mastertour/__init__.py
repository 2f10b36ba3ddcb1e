"""Master Tour (Eventric), the tour's book: its API v5 client, the sync both ways, and an emulator of it."""

from tools.mastertour.client import MasterTourClient, StaleRecord
from tools.mastertour.report import Effect, NotesOutcome, PulledDay, Receipt, SyncReport
from tools.mastertour.sync import pull, push
from tools.mastertour.wire import Keys

__all__ = [
    "Effect",
    "Keys",
    "MasterTourClient",
    "NotesOutcome",
    "PulledDay",
    "Receipt",
    "StaleRecord",
    "SyncReport",
    "pull",
    "push",
]
