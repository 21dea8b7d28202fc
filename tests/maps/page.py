"""Opens a map document from its file and watches what it asks for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

WAIT_MS, STEP_MS = 20_000, 50


@dataclass
class OpenDocument:
    """A document in a browser, with everything that went wrong in it."""

    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def note(self, message: ConsoleMessage) -> None:
        """Keep what the page complains of."""
        if message.type == "error":
            self.errors.append(message.text)

    def wait_until(self, expression: str) -> None:
        """Wait for an expression to hold.

        Playwright's own wait evaluates a string inside the page, which its policy forbids.
        """
        for _ in range(WAIT_MS // STEP_MS):
            if self.page.evaluate(expression):
                return
            self.page.wait_for_timeout(STEP_MS)
        pytest.fail(f"{expression} did not hold within {WAIT_MS} ms; errors: {self.errors}")

    def state(self) -> dict[str, Any]:
        """Return the page's read-only state."""
        state: dict[str, Any] = self.page.evaluate(
            "({kind: quanmap.kind, language: quanmap.language, step: quanmap.step,"
            " pages: quanmap.pages, drawnMs: quanmap.drawnMs})"
        )
        return state

    def layer(self, name: str, page: int = 0) -> dict[str, Any]:
        """Return the state of one layer."""
        layer: dict[str, Any] = self.state()["pages"][page]["layers"][name]
        return layer

    def outside_requests(self) -> list[str]:
        """Return what the page asked of anything but itself."""
        return [url for url in self.requests if not url.startswith("data:")][1:]


@contextmanager
def opened(
    browser: Browser, html: str, folder: Path, *, width_px: int = 1280
) -> Iterator[OpenDocument]:
    """Write a document to a file, open it, wait until it has drawn; keep a picture at the end."""
    file = folder / "map.html"
    file.write_text(html, encoding="utf-8")
    page = browser.new_page(viewport={"width": width_px, "height": 900})
    document = OpenDocument(page)
    page.on("request", lambda request: document.requests.append(request.url))
    page.on("pageerror", lambda error: document.errors.append(str(error)))
    page.on("console", document.note)
    try:
        page.goto(file.as_uri())
        document.wait_until("window.quanmap && window.quanmap.drawnMs")
        yield document
        page.screenshot(path=folder / f"screenshot-{width_px}.png", full_page=True)
    finally:
        page.close()
