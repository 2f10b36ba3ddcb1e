"""What the parts measure on: a whole installation in a folder of its own, which is gone afterwards.

None of the person's own settings counts, so that every figure is one of the defaults; only the state folder is theirs,
because the Letta server's environment in it is used again.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from advancing.errors import OutsideFault
from server.local.stack import Stack, run_stack
from server.settings import Host, Settings, load_settings

PATIENCE_S = 60.0
_LOOK_AGAIN_S = 0.02


@asynccontextmanager
async def fresh_stack(host: Host) -> AsyncIterator[Stack]:
    """Start everything with an empty database, durable as in production; at the end it is stopped and removed.

    Args:
        host: Where the agents live.

    Yields:
        What runs.
    """
    letta_env_dir = load_settings().state_dir.resolve()
    with TemporaryDirectory(prefix="advancing-bench-", ignore_cleanup_errors=True) as folder:
        async with run_stack(_settings(Path(folder), host), emulators=True, letta_env_dir=letta_env_dir) as running:
            yield running


def _settings(state_dir: Path, host: Host) -> Settings:
    defaults = {name: known.get_default(call_default_factory=True) for name, known in Settings.model_fields.items()}
    ours = {
        "state_dir": state_dir,
        "agent_host": host,
        "port": 0,
        "tour_manager_name": "Jo Whitfield",
        "tour_manager_email": "jo@nightferry.example",
    }
    return load_settings(**{**defaults, **ours})


async def wait_until(holds: Callable[[], Awaitable[bool]], what: str) -> None:
    """Look every 20 ms until something holds.

    Args:
        holds: Tells whether it does.
        what: What is waited for, for the sentence that says that it did not come.

    Raises:
        OutsideFault: It did not within a minute.
    """
    until = time.monotonic() + PATIENCE_S
    while not await holds():
        if time.monotonic() > until:
            raise OutsideFault(f"Waited {PATIENCE_S:.0f} s in vain: {what}.", system="bench", retryable=False)
        await asyncio.sleep(_LOOK_AGAIN_S)
