"""Hostile names in every field of every document: nothing runs, nothing leaves, all is shown."""

from collections.abc import Callable
from pathlib import Path

import folium
import pytest
from playwright.sync_api import Browser

from maps.circle_map import circle_map
from maps.coverage_map import coverage_map
from maps.district_atlas import district_atlas
from maps.document import document
from maps.pairing_map import pairing_map
from maps.plan_map import plan_map
from maps.rectification_map import rectification_map
from maps.time_map import time_map
from tests.maps import hostile
from tests.maps.page import OpenDocument, opened

DRAWN: dict[str, Callable[[], folium.Map]] = {
    "coverage": lambda: coverage_map(hostile.coverage()),
    "atlas": lambda: district_atlas(hostile.atlas()),
    "plan": lambda: plan_map(hostile.plan()),
    "circles": lambda: circle_map(hostile.circles()),
    "pairings": lambda: pairing_map(hostile.pairings()),
    "time": lambda: time_map(hostile.time()),
    "rectification": lambda: rectification_map(hostile.rectification()),
}
# What may be in a page besides text: our own elements; none of the names adds one.
FOREIGN = "main script, main img, main iframe, main a, h1 *, h2 *, caption *, footer p *"

pytestmark = pytest.mark.browser


def look_around(page: OpenDocument) -> None:
    """Open what the keyboard reaches, search every name, change the language, sort."""
    for selector in ("path[role=button]", ".point-marker"):
        found = page.page.locator(selector)
        if found.count():
            found.first.focus()
            page.page.keyboard.press("Enter")
    for name in hostile.NAMES:
        page.page.locator(".search-input").first.fill(name[:12])
        page.page.locator(".search-input").first.press("Enter")
    page.page.locator(".sort-button").first.click()
    page.page.click("#language-switch")


@pytest.mark.parametrize("kind", DRAWN)
def test_no_name_runs_and_no_request_leaves(kind: str, browser: Browser, tmp_path: Path) -> None:
    with opened(browser, document(DRAWN[kind]()), tmp_path) as page:
        look_around(page)
        assert page.page.evaluate("window.hostileRuns") is None
        assert page.page.locator(FOREIGN).count() == 0
        assert page.outside_requests() == []
        assert page.errors == []


def test_names_are_shown_as_they_are(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, document(DRAWN["coverage"]()), tmp_path) as page:
        shown = page.page.locator("tbody th").all_text_contents()
        assert shown == list(hostile.NAMES)
        page.page.click("#language-switch")
        assert page.page.title() == "{{7*7}}"


def test_template_braces_are_not_computed_on_the_server() -> None:
    html = document(DRAWN["coverage"]())
    assert "{{7*7}}" in html
    assert '"49"' not in html
    assert "{% for x in range(9) %}x{% endfor %}" in html
