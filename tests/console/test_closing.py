"""Ends of records, new boundaries, records that need a clerk, drawing by touch."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.console.conftest import TIMEOUT_MS, Open
from tests.console.pages import URBAN, click_map, sign_in, wait_for_points
from tests.console.server import ADDRESS, ConsoleServer

pytestmark = pytest.mark.browser

CORNERS_PX = ((200, 300), (420, 300), (420, 480), (200, 480))


def _edit(page: Page) -> None:
    sign_in(page)
    expect(page.get_by_text("规划员甲")).to_be_visible()
    page.get_by_role("button", name="修改").click()


@pytest.mark.slow
def test_an_organization_is_closed_on_a_day_that_may_be(
    open_console: Open, server: ConsoleServer
) -> None:
    page = open_console(hash_part="#record=Organization:3")
    wait_for_points(page)
    _edit(page)
    page.get_by_text("登记注销").click()
    confirm = page.get_by_role("button", name="确认")
    expect(confirm).to_be_disabled()
    day = page.locator("details", has_text="登记注销").get_by_label("日期")
    day.fill("2001-01-01")
    confirm.click()
    expect(page.get_by_text("早于成立日期")).to_be_visible()
    day.fill("2017-10-31")
    confirm.click()
    expect(page.get_by_role("heading", name="修改组织")).to_have_count(0)
    assert server.city.places[2].closed_on == "2017-10-31"
    expect(page.locator(".panel")).to_contain_text("2017-10-31")


def test_a_station_is_closed_and_its_pin_says_so(open_console: Open, server: ConsoleServer) -> None:
    page = open_console(hash_part=f"{URBAN}&record=GuidanceStation:2")
    expect(page.locator("[data-pin=open]")).to_have_count(8)
    _edit(page)
    page.get_by_text("撤销站点").click()
    page.locator("details", has_text="撤销站点").get_by_label("日期").fill("2017-11-01")
    page.get_by_role("button", name="确认").click()
    expect(page.locator("[data-pin=closed]")).to_have_count(1)
    assert server.city.stations[1]["closedOn"] == "2017-11-01"


@pytest.mark.slow
def test_a_circle_gets_a_new_boundary(open_console: Open, server: ConsoleServer) -> None:
    page = open_console(hash_part=f"{URBAN}&record=CommercialCircle:1")
    wait_for_points(page)
    _edit(page)
    page.get_by_label("名称", exact=True).fill("新宁广场商圈（扩）")
    page.get_by_role("button", name="在地图上画边界").click()
    for x, y in CORNERS_PX:
        click_map(page, x, y)
        page.wait_for_timeout(60)
    page.locator(".drawing-note").get_by_role("button", name="结束").click()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", name="新宁广场商圈（扩）")).to_be_visible()
    ring = server.city.circle["boundary"]["coordinates"][0]
    assert len(ring) == len(CORNERS_PX) + 1
    assert ring[0] == ring[-1]
    sent = server.variables[server.operations.index("UpdateCircle")]
    assert sent["version"] == 1


@pytest.mark.slow
def test_an_area_is_drawn_by_touch(browser: Browser, server: ConsoleServer) -> None:
    context = browser.new_context(
        viewport={"width": 375, "height": 780}, has_touch=True, is_mobile=True
    )
    context.set_default_timeout(TIMEOUT_MS)
    page = context.new_page()
    server.attach(page)
    page.goto(f"{ADDRESS}{URBAN}")
    wait_for_points(page)
    page.locator(".tools").get_by_role("button", name="画一个范围").tap()
    page.locator(".panel-handle").tap()
    box = page.locator(".map").bounding_box()
    assert box is not None
    for x, y in ((60, 200), (280, 200), (280, 420), (60, 420)):
        page.touchscreen.tap(box["x"] + x, box["y"] + y)
        page.wait_for_timeout(80)
    page.locator(".drawing-note").get_by_role("button", name="结束").tap()
    page.wait_for_timeout(500)
    context.close()
    polygons = [
        (v.get("input") or {}).get("scope", {}).get("polygon")
        for v in server.variables
        if (v.get("input") or {}).get("scope")
    ]
    assert polygons
    assert len(polygons[-1]["coordinates"][0]) == 5


def test_a_record_that_needs_a_clerk_is_listed_and_opened(open_console: Open) -> None:
    page = open_console(hash_part=URBAN)
    wait_for_points(page)
    page.get_by_text("待整理的记录").click()
    expect(page.get_by_text("共 2 条")).to_be_visible()
    issue = page.locator(".list-item", has_text="无坐标")
    expect(issue).to_be_visible()
    issue.click()
    expect(page.locator(".record-name")).to_have_attribute("data-record", "Organization:1")


def test_a_map_document_opens_for_all_and_is_kept_by_who_has_a_token(
    open_console: Open, server: ConsoleServer
) -> None:
    page = open_console(hash_part=URBAN)
    wait_for_points(page)
    link = page.get_by_role("link", name="区县图册")
    assert link.get_attribute("href") == "maps/district.html"
    sign_in(page)
    expect(page.get_by_text("规划员甲")).to_be_visible()
    with page.expect_download() as started:
        link.click()
    assert started.value.suggested_filename == "quanmap-district.html"
    expect(page.get_by_text("已下载 quanmap-district.html")).to_be_visible()
    assert server.files == [("maps/district.html", True)]
