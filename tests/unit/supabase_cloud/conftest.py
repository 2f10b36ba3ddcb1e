"""A Supabase project whose HTTP answers the tests write, as Supabase's documents show them."""

from collections.abc import AsyncIterator, Iterator

import pytest
import respx

from tools.supabase_cloud.project import Project

URL = "https://abc.supabase.co"


@pytest.fixture
def supabase() -> Iterator[respx.MockRouter]:
    """The project's HTTP; a request that no test expects is refused."""
    with respx.mock(base_url=URL, assert_all_called=False) as router:
        yield router


@pytest.fixture
async def project(supabase: respx.MockRouter) -> AsyncIterator[Project]:
    opened = Project(URL + "/", "sb_secret_key", timeout_s=5)
    yield opened
    await opened.close()
