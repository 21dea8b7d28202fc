"""The page over the program's own server and the demo city: what the page asks is understood."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from db import models
from db.demo import generate, load
from db.engine import open_database
from db.repositories.journal import recorded_write
from server import Settings, create_app
from tests.console.pages import URBAN, click_map, open_tab, wait_for_points
from tests.live_server import live_server

pytestmark = pytest.mark.browser

TIMEOUT_MS = 15_000
N_ORGANIZATIONS = 2_000


@pytest.fixture(scope="module")
def city_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The demo city's database."""
    url = f"sqlite:///{tmp_path_factory.mktemp('console') / 'demo.db'}"
    database = open_database(url)
    database.upgrade()
    load(database, generate(N_ORGANIZATIONS))
    database.dispose()
    return url


@pytest.fixture(scope="module")
def address(city_url: str) -> Iterator[str]:
    """The address of a server with the demo city."""
    with live_server(create_app(Settings(database_url=city_url))) as served:
        yield served


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page that fails the test by a refused question, an error or a request to elsewhere."""
    complaints: list[str] = []

    def finished(request: Request) -> None:
        if not request.url.startswith(address):
            complaints.append(request.url)
        elif request.url == f"{address}/graphql":
            response = request.response()
            answer = response.json() if response else {}
            if answer.get("errors"):
                complaints.append(json.dumps(answer["errors"], ensure_ascii=False))

    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(TIMEOUT_MS)
    opened = context.new_page()
    opened.on("requestfinished", finished)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    opened.wait_for_load_state("networkidle")
    context.close()
    assert complaints == []


def ask(address: str, query: str) -> Any:
    """Give the data of a query, asked without the page."""
    request = urllib.request.Request(  # noqa: S310
        f"{address}/graphql",
        json.dumps({"query": query}).encode(),
        {"content-type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=TIMEOUT_MS / 1000) as response:  # noqa: S310
        return json.load(response)["data"]


def test_the_figures_and_the_map_are_those_of_the_api(page: Page, address: str) -> None:
    page.goto(f"{address}/")
    rate = ask(address, "{ coverage { stationReach { numerator denominator } } }")
    reach = rate["coverage"]["stationReach"]
    expect(page.locator(".rate", has_text="站点可达")).to_contain_text(
        f"{reach['numerator']:,} / {reach['denominator']:,}"
    )
    located = ask(address, "{ features(layer: ORGANIZATIONS, properties: []) }")
    wait_for_points(page, len(located["features"]["features"]))
    expect(page.locator("path.area-district")).to_have_count(7)
    expect(page.locator("path.area-circle")).to_have_count(4)
    expect(page.locator("[data-pin=open]")).to_have_count(8)


def test_every_record_is_read(page: Page, address: str) -> None:
    page.goto(f"{address}/{URBAN}")
    wait_for_points(page)
    page.locator("[data-pin=open]").first.click()
    expect(page.locator(".record-name")).to_have_attribute("data-record", "GuidanceStation:1")
    for record in ("Organization:5", "CommercialCircle:1"):
        page.evaluate(f"location.hash = '#record={record}'")
        expect(page.locator(".record-name")).to_have_attribute("data-record", record)


def test_a_filter_and_a_search_are_understood(page: Page, address: str) -> None:
    page.goto(f"{address}/#tab=layers")
    wait_for_points(page)
    page.get_by_label("类别").select_option("SOCIAL")
    page.get_by_label("站点可达", exact=True).select_option("no")
    query = "organizations(filter: {kinds: [SOCIAL], reachedByStation: false}) { totalCount }"
    total = ask(address, f"{{ {query} }}")["organizations"]["totalCount"]
    expect(page.get_by_text(f"符合 {total} 个组织")).to_be_visible()
    page.get_by_text("视野内的组织").click()
    expect(page.get_by_text("视野内 ")).to_be_visible()
    page.get_by_role("combobox", name="按名称查找").fill("公司")
    expect(page.locator("[role=listbox] [role=option]")).to_have_count(8)


def test_a_trial_station_and_a_drawn_area_are_measured(page: Page, address: str) -> None:
    page.goto(f"{address}/{URBAN}")
    wait_for_points(page)
    open_tab(page, "试设站点")
    page.locator(".panel").get_by_role("button", name="放置站点").click()
    click_map(page, 350, 340)
    gained = page.locator(".comparison tr", has_text="服务组织数").locator("td").nth(2)
    expect(gained).to_contain_text("+")
    drawn = int(page.locator(".gained-canvas").get_attribute("data-points") or 0)
    counted = int(gained.inner_text())
    assert drawn == counted
    expect(page.locator(".result[aria-busy=false]")).to_be_visible()
    assert int(gained.inner_text()) == counted, "the whole report says what the gain said"
    page.get_by_role("button", name="画一个范围").first.click()
    for x, y in ((150, 250), (600, 250), (600, 600)):
        click_map(page, x, y)
        page.wait_for_timeout(60)
    page.get_by_role("button", name="结束").click()
    expect(page.get_by_label("统计范围")).to_have_value("polygon")
    expect(page.locator(".rate", has_text="站点可达")).to_be_visible()


def test_gaps_are_drawn_hatched(page: Page, address: str, tmp_path: Path) -> None:
    page.goto(f"{address}/#tab=layers")
    page.get_by_label("覆盖空白").check()
    gaps = page.locator("path.area-gap")
    expect(gaps).to_have_count(7)
    assert gaps.first.get_attribute("fill") == "url(#gap-hatch)"
    page.screenshot(path=tmp_path / "gaps.png")


def test_a_plan_is_made_and_drawn(page: Page, address: str) -> None:
    page.goto(f"{address}/{URBAN}&tab=plan")
    wait_for_points(page)
    page.get_by_label("新增站数").fill("2")
    page.get_by_role("button", name="开始规划").click()
    expect(page.locator(".plan-status")).to_be_visible(timeout=4 * TIMEOUT_MS)
    expect(page.locator("[data-pin=site]")).to_have_count(2)
    gained = page.locator(".comparison tr", has_text="服务组织数").locator("td").nth(2)
    expect(gained).to_contain_text("+")
    expect(page.locator(".chart circle")).to_have_count(3)


def test_the_registers_and_the_trend_are_shown(page: Page, address: str) -> None:
    page.goto(f"{address}/")
    expect(page.locator(".figure", has_text="结对帮扶")).to_contain_text("2,393,600")
    expect(page.locator(".figure", has_text="党费返还")).to_contain_text("393,000")
    page.get_by_role("button", name="查看走势").click()
    expect(page.locator(".chart polyline")).to_have_count(3)
    points = page.locator(".chart polyline").first.get_attribute("points") or ""
    assert 24 <= len(points.split()) <= 26


def test_a_change_by_another_is_seen_at_once(page: Page, address: str, city_url: str) -> None:
    page.goto(f"{address}/")
    wait_for_points(page)
    expect(page.locator(".live-on")).to_be_visible()
    page.wait_for_timeout(1_500)  # nothing says that the subscriptions are in place
    database = open_database(city_url)
    with recorded_write(database, "tester", "close") as session:
        row = session.get_one(models.Organization, 1)
        row.closed_on = date(2017, 1, 1)
    database.dispose()
    expect(page.get_by_text("地图数据已有更新")).to_be_visible()
