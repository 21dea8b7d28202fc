"""One browser for the tests of a module: Playwright allows no second one beside it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser import browser_page


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium; without one the test is skipped, or fails where it is required."""
    with browser_page() as page:
        held = page.context.browser
        assert held is not None
        yield held
