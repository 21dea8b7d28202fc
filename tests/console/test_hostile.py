"""Hostile names in every field that the console shows: nothing runs, nothing leaves."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.console.conftest import Open
from tests.console.pages import URBAN, click_map, open_tab, sign_in, wait_for_points
from tests.console.server import ConsoleServer
from tests.maps.hostile import NAMES

pytestmark = pytest.mark.browser

# A lone surrogate cannot stand in the UTF-8 of an answer.
SENDABLE = tuple(name for name in NAMES if "\ud800" not in name)
# What names could add; the page has none of these of its own.
FOREIGN = "body script, iframe, object, embed, svg[onload], img:not(.leaflet-tile)"
KEPT = {"kind", "status", "adcode", "location", "boundary", "geometry", "id", "nameEn"}


def _make_hostile(server: ConsoleServer) -> None:
    names = itertools.cycle(SENDABLE)
    server.answers.viewer_name = next(names)
    for place in server.city.places:
        place.name, place.industry = next(names), next(names)
    for row in [*server.city.stations, *server.city.districts, server.city.circle]:
        for key, value in row.items():
            if isinstance(value, str) and key not in KEPT:
                row[key] = next(names)
    for district in server.city.districts:
        district["nameEn"] = next(names)
    server.settings = {
        "basemap": None,
        "approvalNumber": next(names),
        "attribution": next(names),
        "isSynthetic": True,
    }


def _is_clean(page: Page) -> bool:
    return bool(
        page.evaluate("window.hostileRuns === undefined")
        and page.locator(FOREIGN).count() == 0
        and page.evaluate(
            "[...document.querySelectorAll('*')].every(node =>"
            " [...node.attributes].every(one => !one.name.startsWith('on')))"
        )
    )


@pytest.mark.slow
def test_no_name_runs_wherever_it_is_shown(open_console: Open, server: ConsoleServer) -> None:
    _make_hostile(server)
    page = open_console(hash_part=URBAN)
    wait_for_points(page)
    sign_in(page)
    expect(page.get_by_role("button", name="退出")).to_be_visible()
    page.get_by_text("待整理的记录").click()
    page.wait_for_timeout(300)
    assert _is_clean(page)
    for record in ("Organization:1", "GuidanceStation:1", "CommercialCircle:1"):
        page.evaluate(f"location.hash = '#record={record}'")
        expect(page.locator(".record-name")).to_have_attribute("data-record", record)
        page.get_by_role("button", name="修改").click()
        expect(page.locator(".record-form")).to_be_visible()
        assert _is_clean(page)
        page.locator(".record-form").get_by_role("button", name="取消").click()
    page.get_by_role("button", name="返回").click()
    open_tab(page, "图层筛选")
    page.get_by_text("视野内的组织").click()
    page.get_by_role("combobox", name="按名称查找").fill("<")
    page.wait_for_timeout(400)
    assert _is_clean(page)
    open_tab(page, "试设站点")
    page.locator(".panel").get_by_role("button", name="放置站点").click()
    click_map(page, 560, 500)
    expect(page.locator(".comparison")).to_be_visible()
    page.mouse.move(700, 400)
    open_tab(page, "选址规划")
    page.get_by_role("button", name="English").click()
    page.wait_for_timeout(300)
    assert _is_clean(page)
    page.screenshot()


def test_a_hostile_refusal_is_text(open_console: Open, server: ConsoleServer) -> None:
    page = open_console(hash_part=URBAN)
    wait_for_points(page)
    answer: dict[str, Any] = {"errors": [{"message": name} for name in SENDABLE]}
    page.route("**/graphql", lambda route: route.fulfill(status=200, json=answer))
    page.get_by_label("计量").select_option("EMPLOYEES")
    expect(page.locator(".panel [role=alert]").first).to_contain_text("<script>")
    assert _is_clean(page)
    assert server.others == []
