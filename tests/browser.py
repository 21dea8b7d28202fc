"""Headless Chromium for tests that have to see a page."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, sync_playwright

# Chromium asks hosts of its own at every start unless it is told not to.
ARGUMENTS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge")
WIDTH_PX, HEIGHT_PX = 1280, 900


def chromium_path() -> str:
    """Give the path of a Chromium; without one skip the test, or fail where it is required."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        reason = f"none of {', '.join(NAMES)} is on the PATH"
        if os.environ.get("QUANMAP_REQUIRE_BROWSER") == "1":
            pytest.fail(f"QUANMAP_REQUIRE_BROWSER=1, but {reason}")
        pytest.skip(f"NOT tested in a browser: {reason}")
    return found


@contextmanager
def browser_page(*, width_px: int = WIDTH_PX, height_px: int = HEIGHT_PX) -> Iterator[Page]:
    """Open an empty page in a browser of its own."""
    path = chromium_path()
    # Chromium's sandbox cannot run as root, which containers of CI are.
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    arguments = [*ARGUMENTS, *(["--no-sandbox"] if is_root else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        try:
            yield browser.new_page(viewport={"width": width_px, "height": height_px})
        finally:
            browser.close()
