"""Every document by keyboard alone: points, popups, tables."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from maps.coverage_map import coverage_map
from maps.document import document
from maps.pairing_map import pairing_map
from maps.rectification_map import rectification_map
from tests.maps import city, documents
from tests.maps.page import opened

pytestmark = pytest.mark.browser

TAB_STOPS_MAX = 60


def _ring(page: Page) -> tuple[float, float]:
    box = page.locator(".point-focus").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_arrow_keys_go_from_point_to_point(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, document(coverage_map(city.coverage(300))), tmp_path) as opened_page:
        page = opened_page.page
        page.locator(".map-canvas").focus()
        before = opened_page.state()["pages"][0]["bounds"]
        page.keyboard.press("Enter")
        start = _ring(page)
        page.keyboard.press("ArrowRight")
        right = _ring(page)
        assert right[0] > start[0]
        page.keyboard.press("ArrowUp")
        assert _ring(page)[1] < right[1]
        assert opened_page.state()["pages"][0]["bounds"] == before
        assert page.locator(".map-frame [role=status]").last.inner_text().strip()


def test_enter_opens_a_point_and_escape_goes_back(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, document(coverage_map(city.coverage(300))), tmp_path) as opened_page:
        page = opened_page.page
        page.locator(".map-canvas").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        assert page.locator(".popup").is_visible()
        assert page.evaluate("document.activeElement.className") == "popup"
        page.keyboard.press("Escape")
        assert page.locator(".popup").count() == 0
        assert "map-canvas" in page.evaluate("document.activeElement.className")
        assert page.locator(".point-focus").count() == 1
        page.keyboard.press("Escape")
        assert page.locator(".point-focus").count() == 0


def test_clusters_are_opened_by_key(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, document(coverage_map(city.coverage(6000))), tmp_path) as opened_page:
        page = opened_page.page
        assert opened_page.layer("organizations")["mode"] == "clusters"
        zoom = opened_page.state()["pages"][0]["zoom"]
        page.locator(".map-canvas").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        opened_page.wait_until(f"quanmap.pages[0].zoom > {zoom}")


def test_a_row_of_the_table_opens_its_point(browser: Browser, tmp_path: Path) -> None:
    drawn = document(rectification_map(documents.rectification()))
    with opened(browser, drawn, tmp_path) as opened_page:
        page = opened_page.page
        row = page.locator("table").nth(1).locator(".row-button").first
        name = row.inner_text()
        row.focus()
        page.keyboard.press("Enter")
        assert page.locator(".popup-title").inner_text() == name
        page.keyboard.press("Escape")
        assert page.locator(".popup").count() == 0
        assert page.evaluate("document.activeElement.className") == "row-button"


def test_records_without_a_place_say_so_in_their_row(browser: Browser, tmp_path: Path) -> None:
    drawn = document(rectification_map(documents.rectification()))
    with opened(browser, drawn, tmp_path) as opened_page:
        rows = opened_page.page.locator("table").nth(1).locator("tbody tr")
        words = [row.inner_text() for row in rows.all()]
        assert sum("无坐标" in text for text in words) == 1
        assert sum("有标记" in text for text in words) == 3


def test_a_pairing_names_the_side_without_a_place(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, document(pairing_map(documents.pairing())), tmp_path) as opened_page:
        rows = opened_page.page.locator("tbody tr").all_inner_texts()
        assert sum("结对村无坐标" in text for text in rows) == 1


def test_tab_passes_a_map_in_few_steps(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, document(coverage_map(city.coverage(3000))), tmp_path) as opened_page:
        stops = opened_page.page.locator(".map-frame [tabindex='0'], .map-frame button").count()
        assert stops < TAB_STOPS_MAX
