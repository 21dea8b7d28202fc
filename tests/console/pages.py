"""What tests do on the page again and again."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.console.server import TOKEN

URBAN = "#map=13/36.625/101.765"
# On the map at `URBAN`, in pixels from its corner: away from every station and marker.
MIDDLE_PX = (414, 374)


def points(page: Page) -> int:
    """Give the number of organizations on the map."""
    return int(page.locator(".point-canvas").get_attribute("data-points") or 0)


def wait_for_points(page: Page, count: int | None = None) -> None:
    """Wait until so many organizations are on the map; any number where none is given."""
    canvas = page.locator(".point-canvas")
    if count is None:
        expect(canvas).not_to_have_attribute("data-points", "0")
    else:
        expect(canvas).to_have_attribute("data-points", str(count))


def click_map(page: Page, x_px: float, y_px: float) -> None:
    """Click the map at a place counted from its corner."""
    box = page.locator(".map").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + x_px, box["y"] + y_px)


def open_tab(page: Page, name: str) -> None:
    """Open a tab of the panel by its text."""
    page.locator(".tabs").get_by_role("button", name=name).click()


def sign_in(page: Page, token: str = TOKEN) -> None:
    """Sign in by a token."""
    page.get_by_role("button", name="登录", exact=True).click()
    page.get_by_label("访问令牌").fill(token)
    page.locator("dialog").get_by_role("button", name="登录").click()
