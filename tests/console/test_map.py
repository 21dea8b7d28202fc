from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.console.conftest import Open
from tests.console.pages import URBAN, click_map, open_tab, points, wait_for_points
from tests.console.server import ConsoleServer

pytestmark = pytest.mark.browser

N_ORGANIZATIONS = 2400


def _zoom(page: Page) -> float:
    return float(page.url.split("map=")[1].split("/")[0])


def test_the_city_is_drawn_with_its_figures(open_console: Open, server: ConsoleServer) -> None:
    page = open_console()
    wait_for_points(page, N_ORGANIZATIONS)
    assert page.locator("path.area-district").count() == len(server.city.districts)
    expect(page.locator("[data-pin=open]")).to_have_count(8)
    expect(page.locator("path.area-service")).to_have_count(8)
    reached = int(server.city.reached(server.city.open_stations()).sum())
    expect(page.locator(".rate", has_text="站点可达")).to_contain_text(f"{reached} / 2,400")
    expect(page.locator(".district-label b", has_text="大通")).to_be_visible()


def test_a_small_city_is_asked_for_once_whatever_the_map_does(
    open_console: Open, server: ConsoleServer
) -> None:
    page = open_console()
    wait_for_points(page, N_ORGANIZATIONS)
    for _ in range(3):
        page.get_by_role("button", name="放大").click()
        page.wait_for_timeout(400)
    assert server.operations.count("Organizations") == 1


def test_many_organizations_are_clusters_when_far_and_points_when_near(
    open_console: Open, server: ConsoleServer
) -> None:
    server.answers.counted_organizations = 97_001
    page = open_console()
    expect(page.locator(".cluster")).to_have_count(7)
    assert points(page) == 0
    assert "Organizations" not in server.operations
    page.goto("about:blank")
    page = open_console(hash_part="#map=15/36.63/101.745")
    wait_for_points(page)
    assert page.locator(".cluster").count() == 0
    box = server.variables[server.operations.index("Organizations")]["filter"]["bbox"]
    assert box["west"] < 101.745 < box["east"]
    assert box["east"] - box["west"] < 0.2


def test_a_cluster_goes_nearer_by_keyboard_too(open_console: Open, server: ConsoleServer) -> None:
    server.answers.counted_organizations = 97_001
    page = open_console()
    page.wait_for_timeout(800)
    far = _zoom(page)
    page.locator(".cluster").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_timeout(600)
    assert _zoom(page) == far + 2
    expect(page.locator(".map")).to_be_focused()


def test_a_layer_that_is_switched_off_is_not_drawn(open_console: Open) -> None:
    page = open_console()
    wait_for_points(page)
    open_tab(page, "图层筛选")
    page.get_by_label("服务范围").uncheck()
    expect(page.locator("path.area-service")).to_have_count(0)
    page.get_by_label("组织", exact=True).uncheck()
    wait_for_points(page, 0)
    page.get_by_label("组织", exact=True).check()
    wait_for_points(page, N_ORGANIZATIONS)


def test_a_filter_leaves_what_meets_it(open_console: Open, server: ConsoleServer) -> None:
    page = open_console()
    wait_for_points(page, N_ORGANIZATIONS)
    open_tab(page, "图层筛选")
    page.get_by_label("类别").select_option("SOCIAL")
    n_social = sum(place.kind == "SOCIAL" for place in server.city.places)
    wait_for_points(page, n_social)
    expect(page.get_by_text(f"符合 {n_social} 个组织")).to_be_visible()
    page.get_by_role("button", name="清除筛选").click()
    wait_for_points(page, N_ORGANIZATIONS)


def test_a_click_reads_the_organization_under_it(open_console: Open, server: ConsoleServer) -> None:
    place = server.city.places[100]
    page = open_console(hash_part=f"#map=18/{place.latitude}/{place.longitude}")
    wait_for_points(page)
    box = page.locator(".map").bounding_box()
    assert box is not None
    click_map(page, box["width"] / 2, box["height"] / 2)
    expect(page.get_by_role("heading", name=place.name)).to_be_visible()
    expect(page.get_by_text("91630104MA0000000X")).to_be_visible()
    assert f"record={place.id}" in page.url


def test_the_middle_of_the_map_is_read_by_keyboard(
    open_console: Open, server: ConsoleServer
) -> None:
    place = server.city.places[7]
    page = open_console(hash_part=f"#map=18/{place.latitude}/{place.longitude}")
    wait_for_points(page)
    page.locator(".map").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=place.name)).to_be_visible()


def test_arrow_keys_go_from_organization_to_organization(open_console: Open) -> None:
    page = open_console(hash_part="#map=15/36.6172/101.7785")
    wait_for_points(page)
    page.locator(".map").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".record-name")).to_be_visible()
    first = page.locator(".record-name").inner_text()
    view = page.evaluate("location.hash")
    page.locator(".map").focus()
    page.keyboard.press("ArrowRight")
    ring = page.locator("path.point-focus")
    expect(ring).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator(".record-name")).not_to_have_text(first)
    assert page.evaluate("location.hash").split("&")[0] == view.split("&")[0]
    page.keyboard.press("Escape")
    expect(ring).to_have_count(0)
    page.locator(".panel-body").focus()
    page.keyboard.press("Escape")
    expect(page.locator(".record-name")).to_have_count(0)
    expect(page.locator(".map")).to_be_focused()


def test_a_station_is_read_and_tried_without(open_console: Open, server: ConsoleServer) -> None:
    page = open_console(hash_part=URBAN)
    page.locator("[data-pin=open]").first.click()
    expect(page.get_by_role("heading", name="新宁广场党建工作指导站")).to_be_visible()
    page.get_by_role("button", name="试撤此站").click()
    expect(page.locator(".result[aria-busy=false]")).to_be_visible()
    asked = [v for o, v in zip(server.operations, server.variables, strict=True) if o == "WhatIf"]
    assert any(v["input"].get("removeStations") == ["GuidanceStation:1"] for v in asked)


def test_search_finds_organizations_and_districts(open_console: Open) -> None:
    page = open_console()
    search = page.get_by_role("combobox", name="按名称查找")
    search.fill("城西区")
    options = page.locator("[role=listbox] [role=option]")
    expect(options).to_have_count(9)
    expect(options.first).to_contain_text("区县")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_label("统计范围")).to_have_value("district:630104")
    search.fill("没有这样的名称")
    expect(page.get_by_text("没有匹配的名称")).to_be_visible()


def test_the_address_brings_back_the_same_map(open_console: Open) -> None:
    page = open_console(hash_part=f"{URBAN}&district=630104&tab=layers")
    expect(page.locator(".tabs [aria-current=page]")).to_have_text("图层筛选")
    open_tab(page, "概览")
    expect(page.get_by_label("统计范围")).to_have_value("district:630104")
    expect(page.get_by_text("/ 400").first).to_be_visible()


def test_a_district_chosen_in_the_panel_fills_the_map(
    open_console: Open, server: ConsoleServer
) -> None:
    page = open_console()
    wait_for_points(page)
    page.wait_for_timeout(800)
    far = _zoom(page)
    page.get_by_role("button", name="城西区").click()
    expect(page.get_by_label("统计范围")).to_have_value("district:630104")
    expect(page.locator(".rate", has_text="站点可达")).to_contain_text("/ 400")
    page.wait_for_timeout(600)
    assert _zoom(page) > far + 2
    page.get_by_role("button", name="全市").first.click()
    page.wait_for_timeout(600)
    assert _zoom(page) == far
    assert "DistrictOutline" in server.operations
