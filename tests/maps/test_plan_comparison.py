"""Before and after at once, with a slider between them."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from maps.document import document
from maps.plan_map import plan_map
from tests.maps import documents
from tests.maps.page import opened

pytestmark = pytest.mark.browser

COMPARE = "左右对比"


def _handle_x(page: Page) -> float:
    box = page.locator(".swipe-handle").bounding_box()
    frame = page.locator(".map-frame").bounding_box()
    assert box is not None
    assert frame is not None
    return (box["x"] + box["width"] / 2 - frame["x"]) / frame["width"]


def test_slider_stands_in_the_middle_and_follows_pointer_and_keys(
    browser: Browser, tmp_path: Path
) -> None:
    with opened(browser, document(plan_map(documents.plan())), tmp_path) as opened_page:
        page = opened_page.page
        page.get_by_role("button", name=COMPARE).click()
        slider = page.get_by_role("slider")
        assert _handle_x(page) == pytest.approx(0.5, abs=0.01)
        slider.focus()
        page.keyboard.press("ArrowLeft")
        assert slider.get_attribute("aria-valuenow") == "48"
        page.keyboard.press("End")
        assert slider.get_attribute("aria-valuenow") == "98"
        box = page.locator(".swipe-grip").bounding_box()
        frame = page.locator(".map-frame").bounding_box()
        assert box is not None
        assert frame is not None
        page.mouse.move(box["x"] + 10, box["y"] + 10)
        page.mouse.down()
        page.mouse.move(frame["x"] + frame["width"] * 0.25, box["y"] + 10, steps=4)
        page.mouse.up()
        assert _handle_x(page) == pytest.approx(0.25, abs=0.01)
        assert opened_page.errors == []


def test_each_side_shows_its_own_state(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, document(plan_map(documents.plan())), tmp_path) as opened_page:
        page = opened_page.page
        page.get_by_role("button", name=COMPARE).click()
        canvases = page.locator("canvas")
        assert canvases.count() == 2
        before, after = (page.locator(f".leaflet-side-{side}-pane") for side in ("before", "after"))
        assert before.locator("canvas").count() == 1
        assert before.locator(".point-marker").count() == 0
        assert after.locator(".point-marker").count() == 2
        cuts = [pane.evaluate("node => node.style.clipPath") for pane in (before, after)]
        assert all(cut.startswith("polygon(") for cut in cuts)
        page.get_by_role("button", name="规划后").click()
        assert page.locator(".swipe-handle").is_hidden()
        assert before.locator("canvas").count() == 0
        assert after.evaluate("node => node.style.clipPath") == "none"


def test_an_unticked_layer_is_gone_from_both_sides(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, document(plan_map(documents.plan())), tmp_path) as opened_page:
        page = opened_page.page
        page.get_by_role("button", name=COMPARE).click()
        page.get_by_label("组织", exact=True).uncheck()
        assert page.locator("canvas").count() == 0
        page.get_by_label("组织", exact=True).check()
        assert page.locator("canvas").count() == 2
