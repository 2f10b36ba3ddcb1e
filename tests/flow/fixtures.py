"""The running system as a fixture; the folders' conftest files import it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.flow.world import World, emulators, make_settings, make_world


@pytest.fixture
async def flow(dsn: str, tmp_path: Path) -> AsyncIterator[World]:
    """A running system of this test's own, by the rules host."""
    async with (
        emulators() as (gmail, master_tour),
        make_world(make_settings(dsn, tmp_path, gmail, master_tour), gmail, master_tour) as world,
    ):
        yield world
