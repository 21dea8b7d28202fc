"""One browser for the tests of a module, and pages whose server is made up."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser import browser_page
from tests.console.server import ADDRESS, ConsoleServer

TIMEOUT_MS = 8_000

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium; without one the test is skipped, or fails where it is required."""
    with browser_page() as page:
        held = page.context.browser
        assert held is not None
        yield held


@pytest.fixture
def server() -> ConsoleServer:
    """The made-up server of a test."""
    return ConsoleServer()


@pytest.fixture
def open_console(browser: Browser, server: ConsoleServer) -> Iterator[Open]:
    """Open the page on the made-up server, once its map and figures are there.

    Everything that the browser complains of fails the test.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(
        *, hash_part: str = "", width_px: int = 1280, height_px: int = 800, bypass_csp: bool = False
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width_px, "height": height_px}, bypass_csp=bypass_csp
        )
        context.set_default_timeout(TIMEOUT_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda line: complaints.append(line.text) if line.type == "error" else None,
        )
        server.attach(page)
        page.goto(f"{ADDRESS}{hash_part}")
        page.wait_for_selector("path.area-district", state="attached")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
    assert server.others == []
