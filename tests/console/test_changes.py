from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.console.conftest import Open
from tests.console.pages import URBAN, click_map, open_tab, sign_in, wait_for_points
from tests.console.server import TOKEN, ConsoleServer

pytestmark = pytest.mark.browser


def _edit(page: Page) -> None:
    wait_for_points(page)
    sign_in(page)
    page.get_by_role("button", name="修改").click()
    expect(page.get_by_role("heading", name="修改组织")).to_be_visible()


def _stored_token(page: Page) -> str | None:
    stored: str | None = page.evaluate("sessionStorage.getItem('quanmap.token')")
    return stored


def test_a_token_is_kept_in_the_tab_until_one_signs_out(open_console: Open) -> None:
    page = open_console()
    sign_in(page, "no-such-token")
    expect(page.get_by_text("令牌无效")).to_be_visible()
    assert _stored_token(page) is None
    page.get_by_label("访问令牌").fill(TOKEN)
    page.locator("dialog").get_by_role("button", name="登录").click()
    expect(page.get_by_text("规划员甲")).to_be_visible()
    page.reload()
    expect(page.get_by_text("规划员甲")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage)") == []
    page.get_by_role("button", name="退出").click()
    assert _stored_token(page) is None
    expect(page.get_by_role("button", name="登录", exact=True)).to_be_visible()


def test_a_visitor_is_offered_no_editing(open_console: Open) -> None:
    page = open_console(hash_part="#record=Organization:3")
    expect(page.get_by_text("91630104MA0000000X")).to_be_visible()
    expect(page.get_by_role("button", name="修改")).to_have_count(0)


def test_an_edit_is_saved_with_the_version_that_was_read(
    open_console: Open, server: ConsoleServer
) -> None:
    page = open_console(hash_part="#record=Organization:3")
    _edit(page)
    page.get_by_label("名称", exact=True).fill("城东区新名有限公司")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", name="城东区新名有限公司")).to_be_visible()
    asked = server.variables[server.operations.index("UpdateOrganization")]
    assert asked["id"] == "Organization:3"
    assert asked["version"] == 1
    assert asked["input"]["creditCode"] == "91630104MA0000000X"


def test_what_is_wrong_stands_beside_its_field(open_console: Open) -> None:
    page = open_console(hash_part="#record=Organization:3")
    _edit(page)
    page.get_by_label("从业人员").fill("-4")
    page.get_by_label("名称", exact=True).fill("")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("请填写")).to_be_visible()
    page.get_by_label("名称", exact=True).fill("名")
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".field", has_text="从业人员").locator(".field-error")).to_have_text(
        "不能为负数"
    )


def test_a_conflict_shows_both_sides_and_keeps_what_was_typed(
    open_console: Open, server: ConsoleServer
) -> None:
    page = open_console(hash_part="#record=Organization:3")
    _edit(page)
    server.answers.is_stale = True
    page.get_by_label("名称", exact=True).fill("城东区新名有限公司")
    page.get_by_role("button", name="保存").click()
    conflict = page.locator(".conflict")
    expect(conflict).to_contain_text("777")
    expect(conflict).to_contain_text("城东区新名有限公司")
    page.get_by_role("button", name="取新版本再填").click()
    expect(page.get_by_label("从业人员")).to_have_value("777")
    expect(page.get_by_label("名称", exact=True)).to_have_value("城东区新名有限公司")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", name="城东区新名有限公司")).to_be_visible()
    assert server.city.places[2].employees == 777


def test_a_trial_station_is_registered_as_planned(
    open_console: Open, server: ConsoleServer
) -> None:
    page = open_console(hash_part=URBAN)
    wait_for_points(page)
    sign_in(page)
    expect(page.get_by_text("规划员甲")).to_be_visible()
    open_tab(page, "试设站点")
    page.locator(".panel").get_by_role("button", name="放置站点").click()
    click_map(page, 560, 500)
    page.get_by_role("button", name="登记为规划站点").click()
    page.get_by_label("名称", exact=True).fill("试点站")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", name="试点站")).to_be_visible()
    expect(page.locator("[data-pin=planned]")).to_have_count(1)
    assert server.city.stations[-1]["status"] == "PLANNED"


@pytest.mark.parametrize("is_signed_in", [False, True])
def test_a_change_by_others_is_drawn_and_told(
    open_console: Open, server: ConsoleServer, *, is_signed_in: bool
) -> None:
    page = open_console(hash_part=URBAN)
    if is_signed_in:
        expect(page.get_by_role("img", name="实时更新已连接")).to_be_visible()
        sign_in(page)
        expect(page.get_by_text("规划员甲")).to_be_visible()
    expect(page.locator("[data-pin=open]")).to_have_count(8)
    expect(page.get_by_role("img", name="实时更新已连接")).to_be_visible()
    page.wait_for_timeout(300)
    server.city.stations[0]["status"] = "CLOSED"
    change = {"layer": "GUIDANCE_STATIONS", "id": "GuidanceStation:1", "action": "UPDATED"}
    server.publish("FeatureChanged", {"featureChanged": change})
    expect(page.get_by_text("地图数据已有更新")).to_be_visible()
    expect(page.locator("[data-pin=closed]")).to_have_count(1)
