"""The page over 100,000 organizations; figures on a shared machine vary, so limits are wide."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from db.demo import generate, load
from db.engine import open_database
from server import Settings, create_app
from tests.live_server import live_server

pytestmark = [pytest.mark.browser, pytest.mark.slow]

N_ORGANIZATIONS = 100_000
# The goals are 2 s and 30 frames a second on a machine of its own.
FIRST_MAP_MAX_S = 6.0
FRAMES_PER_S_MIN = 30.0
DRAG_S = 3.0


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with a large demo city."""
    url = f"sqlite:///{tmp_path_factory.mktemp('console') / 'large.db'}"
    database = open_database(url)
    database.upgrade()
    load(database, generate(N_ORGANIZATIONS))
    database.dispose()
    with live_server(create_app(Settings(database_url=url))) as served:
        yield served


def _frames_per_s(page: Page) -> float:
    page.evaluate(
        "() => { window.frames_ = 0; const next = () => { window.frames_ += 1;"
        " requestAnimationFrame(next); }; requestAnimationFrame(next); }"
    )
    page.mouse.move(860, 400)
    page.mouse.down()
    before = page.evaluate("window.frames_")
    start = time.perf_counter()
    step = 0
    while time.perf_counter() - start < DRAG_S:
        step += 1
        page.mouse.move(860 + 200 * math.sin(step / 20), 400 + 100 * math.cos(step / 25))
    drawn: int = page.evaluate("window.frames_") - before
    elapsed = time.perf_counter() - start
    page.mouse.up()
    return drawn / elapsed


def test_a_large_city_is_soon_there_and_drags_smoothly(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    start = time.perf_counter()
    page.goto(f"{address}/")
    page.wait_for_selector("path.area-district", state="attached")
    page.wait_for_selector("[data-pin=open]", state="attached")
    first_map_s = time.perf_counter() - start
    # Clusters where the server has them, else every point.
    ready = ".cluster, .point-canvas[data-points]:not([data-points='0'])"
    page.wait_for_selector(ready, state="attached", timeout=60_000)
    frames = _frames_per_s(page)
    context.close()
    print(f"first map {first_map_s:.2f} s, dragging {frames:.0f} frames/s")  # noqa: T201
    assert first_map_s < FIRST_MAP_MAX_S
    assert frames >= FRAMES_PER_S_MIN
