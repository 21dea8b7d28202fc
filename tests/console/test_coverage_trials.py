from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.console.conftest import Open
from tests.console.pages import URBAN, click_map, open_tab, wait_for_points
from tests.console.server import ConsoleServer

pytestmark = pytest.mark.browser


def _figure(page: Page, row: str, column: int) -> str:
    return page.locator(".comparison tr", has_text=row).locator("td").nth(column).inner_text()


def _discs(server: ConsoleServer) -> list[Any]:
    asked = [(v.get("filter") or {}).get("near") for v in server.variables]
    return [near for near in asked if near]


def _place(page: Page, x_px: float, y_px: float) -> None:
    open_tab(page, "试设站点")
    page.locator(".panel").get_by_role("button", name="放置站点").click()
    click_map(page, x_px, y_px)
    expect(page.locator(".comparison")).to_be_visible()


def test_a_station_placed_by_hand_changes_the_coverage_at_once(open_console: Open) -> None:
    page = open_console(hash_part=URBAN)
    wait_for_points(page)
    _place(page, 560, 500)
    expect(page.locator("[data-pin=trial]")).to_be_visible()
    gained_canvas = page.locator(".gained-canvas")
    expect(gained_canvas).not_to_have_attribute("data-points", "0")
    gained = int(gained_canvas.get_attribute("data-points") or 0)
    now, then = (int(_figure(page, "服务组织数", column).replace(",", "")) for column in (0, 1))
    assert then - now == pytest.approx(gained, abs=2)
    assert gained > 0


def test_figures_in_party_members_or_of_a_district_are_told_at_once_too(
    open_console: Open, server: ConsoleServer
) -> None:
    page = open_console(hash_part=URBAN)
    wait_for_points(page)
    page.get_by_label("计量").select_option("EMPLOYEES")
    _place(page, 560, 500)
    expect(page.locator(".comparison tr", has_text="服务从业人员")).to_contain_text("+")
    assert _discs(server)[-1]["distance"] == 1000


def test_the_figures_follow_a_drag(open_console: Open, server: ConsoleServer) -> None:
    page = open_console(hash_part=URBAN)
    wait_for_points(page)
    _place(page, 560, 500)
    gained = page.locator(".comparison tr", has_text="服务组织数").locator("td").nth(2)
    asked = len(_discs(server))
    handle = page.locator("[data-pin=trial]").bounding_box()
    assert handle is not None
    x, y = handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 41):
        page.mouse.move(x - 4 * step, y - 2 * step)
    assert len(_discs(server)) - asked >= 2, "answers come while one drags"
    page.mouse.up()
    expect(gained).to_contain_text("+")
    expect(page.locator(".result[aria-busy=false]")).to_be_visible()
    trials = [
        v["input"]
        for o, v in zip(server.operations, server.variables, strict=True)
        if o == "WhatIf"
    ]
    placed = trials[-1]["addStations"][0]
    shown = page.get_by_label("经度").input_value()
    assert float(shown) == pytest.approx(placed["longitude"], abs=1e-6)


def test_a_station_is_placed_and_moved_by_keyboard(open_console: Open) -> None:
    page = open_console(hash_part=URBAN)
    wait_for_points(page)
    open_tab(page, "试设站点")
    page.locator(".panel").get_by_role("button", name="放置站点").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".map")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.get_by_label("经度")).to_be_visible()
    before = float(page.get_by_label("经度").input_value())
    assert before == pytest.approx(101.765, abs=0.001)
    page.locator("[data-pin=trial]").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    assert float(page.get_by_label("经度").input_value()) > before


def test_escape_puts_the_tool_down(open_console: Open) -> None:
    page = open_console(hash_part=URBAN)
    open_tab(page, "试设站点")
    page.locator(".panel").get_by_role("button", name="放置站点").click()
    expect(page.locator(".map")).to_be_focused()
    page.locator(".panel").get_by_label("服务半径").focus()
    page.keyboard.press("Escape")
    expect(page.locator(".drawing-note")).to_have_count(0)


def test_a_drawn_polygon_is_measured(open_console: Open, server: ConsoleServer) -> None:
    page = open_console(hash_part=URBAN)
    wait_for_points(page)
    page.get_by_role("button", name="画一个范围").first.click()
    for x, y in ((150, 250), (600, 250), (600, 600), (150, 600)):
        click_map(page, x, y)
        page.wait_for_timeout(60)
    page.get_by_role("button", name="结束").click()
    expect(page.get_by_label("统计范围")).to_have_value("polygon")
    page.wait_for_timeout(400)
    polygon = server.variables[-2]["input"]["scope"]["polygon"]
    ring = polygon["coordinates"][0]
    assert len(ring) == 5
    assert ring[0] == ring[-1]
    doubled = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))
    assert doubled > 0, "an outer ring runs counterclockwise"
    xy = server.city.xy
    inside = (
        (xy[:, 0] > ring[0][0])
        & (xy[:, 0] < ring[2][0])
        & (xy[:, 1] > min(p[1] for p in ring))
        & (xy[:, 1] < max(p[1] for p in ring))
    )
    expect(page.locator(".rate", has_text="站点可达")).to_contain_text(f"/ {inside.sum():,}")
