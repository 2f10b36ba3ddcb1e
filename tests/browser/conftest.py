"""The real app on a loopback port over a database of the test's own, and a headless Chromium to look at it with."""

import asyncio
import contextlib
import os
import shutil
import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from agents.system import System
from server.app import create_app
from server.bootstrap import bootstrap
from server.settings import Settings
from tests.browser.desk import TOKEN, Desk, make_desk

DESKTOP = {"width": 1280, "height": 900}
_CHROMIUM = os.environ.get("ADVANCING_CHROMIUM") or shutil.which("chromium")
_ARGUMENTS = [
    "--no-sandbox",
    "--headless",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs Chromium."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


class _Server(uvicorn.Server):
    """Leaves the signals to pytest."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@pytest.fixture
def settings(dsn: str, tmp_path: Path) -> Settings:
    return Settings(
        _env_file=None,
        database_url=dsn,
        agent_host="rules",
        state_dir=tmp_path,
        session_secret="a secret that only this test knows, long enough",
        tool_secret="another secret that only this test knows, long",
    )


@pytest.fixture
async def system(settings: Settings) -> AsyncIterator[System]:
    async with bootstrap(settings) as wired:
        yield wired


@pytest.fixture
async def url(settings: Settings, system: System) -> AsyncIterator[str]:
    """Where the app answers."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        config = uvicorn.Config(create_app(settings, system), log_config=None, ws="none", timeout_graceful_shutdown=3)
        server = _Server(config)
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        while not server.started:
            assert not serving.done(), "The app did not start."
            await asyncio.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        await serving


@pytest.fixture
async def desk(system: System) -> Desk:
    """A tour manager with a mailbox and one show."""
    return await make_desk(system)


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """One browser for the run."""
    if _CHROMIUM is None:
        pytest.fail("There is no Chromium; install it (apt-get install chromium) or set ADVANCING_CHROMIUM.")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=_CHROMIUM, args=_ARGUMENTS)
        yield browser
        await browser.close()


@pytest.fixture
async def context(chromium: Browser) -> AsyncIterator[BrowserContext]:
    """A browser profile of the test's own."""
    made = await chromium.new_context(viewport=DESKTOP, locale="en-US")  # type: ignore[arg-type]
    made.set_default_timeout(8000)
    yield made
    await made.close()


@pytest.fixture
async def stranger(context: BrowserContext, url: str) -> AsyncIterator[Page]:
    """A page of somebody who is not signed in; a script that crashes or that the page's policy stops fails the test."""
    page = await context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on("console", lambda line: faults.append(line.text) if "Content Security Policy" in line.text else None)
    yield page
    # Leaving the page ends its polling, so that the server has nothing to wait for.
    await page.goto("about:blank")
    assert faults == []


@pytest.fixture
async def page(stranger: Page, url: str, desk: Desk) -> Page:
    """A page of the tour manager, signed in, with what needs them."""
    await stranger.goto(f"{url}/console/sign-in")
    await stranger.get_by_label("Token").fill(TOKEN)
    await stranger.get_by_role("button", name="Sign in").click()
    await stranger.wait_for_url("**/console")
    return stranger
