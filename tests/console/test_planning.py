from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.console.conftest import Open
from tests.console.pages import URBAN, open_tab, sign_in, wait_for_points
from tests.console.server import ConsoleServer

pytestmark = pytest.mark.browser


def test_a_visitor_gets_a_plan_at_once_but_adopts_none(
    open_console: Open, server: ConsoleServer
) -> None:
    page = open_console(hash_part=URBAN)
    wait_for_points(page)
    open_tab(page, "选址规划")
    page.get_by_label("新增站数").fill("2")
    page.get_by_role("button", name="开始规划").click()
    expect(page.get_by_text("已证明最优")).to_be_visible()
    expect(page.locator("[data-pin=site]")).to_have_count(2)
    expect(page.locator("path.area-service-new")).to_have_count(2)
    expect(page.get_by_role("button", name="采用此方案")).to_have_count(0)
    asked = server.variables[server.operations.index("PlanNow")]["input"]
    assert asked["newStations"] == 2
    assert asked["candidates"] == {"gridSpacing": 500}


def test_a_job_shows_its_progress_and_is_adopted(open_console: Open, server: ConsoleServer) -> None:
    page = open_console(hash_part=URBAN)
    wait_for_points(page)
    sign_in(page)
    expect(page.get_by_text("规划员甲")).to_be_visible()
    open_tab(page, "选址规划")
    page.get_by_role("button", name="开始规划").click()
    expect(page.locator("progress")).to_be_visible()
    page.wait_for_timeout(300)
    server.planning.progress = 0.4
    state = {**server.planning.job_state("RUNNING"), "bestValue": 512.0, "bound": 530.0}
    server.publish("PlanningJobChanged", {"planningJobChanged": state})
    expect(page.get_by_text("40.0%")).to_be_visible()
    expect(page.get_by_text("当前最好 512")).to_be_visible()
    server.planning.progress = 1.0
    done = server.planning.job_state("DONE")
    server.publish("PlanningJobChanged", {"planningJobChanged": done})
    expect(page.get_by_text("已证明最优")).to_be_visible()
    page.get_by_role("button", name="采用此方案").click()
    page.get_by_role("button", name="确认").click()
    expect(page.get_by_text("已登记 3 个规划站点")).to_be_visible()
    assert server.planning.adopted == ["PlanningJob:1"]


def test_what_the_server_cannot_do_is_not_offered(
    open_console: Open, server: ConsoleServer
) -> None:
    server.missing = frozenset(
        {"stationPlan", "startStationPlan", "dashboard", "coverageHistory", "viewer"}
    )
    page = open_console()
    wait_for_points(page)
    expect(page.locator(".tabs button")).to_have_count(3)
    expect(page.get_by_role("heading", name="登记汇总")).to_have_count(0)
    expect(page.get_by_role("button", name="登录")).to_have_count(0)
    assert "Dashboard" not in server.operations
