from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest
from graphql import parse, validate
from playwright.sync_api import expect

from maps.console import assets, content_security_policy
from tests.console.city import rename
from tests.console.conftest import Open
from tests.console.pages import URBAN, open_tab, wait_for_points
from tests.console.server import ConsoleServer, load_schema
from tests.maps.hostile import NAMES

SOURCES = assets().parent
AXE = SOURCES / "node_modules" / "axe-core" / "axe.min.js"
TABS = ("概览", "图层筛选", "试设站点", "选址规划")


def test_the_built_page_is_that_of_the_sources() -> None:
    files = ["index.html", "package-lock.json", "tsconfig.json", "vite.config.ts"]
    for folder in ("build", "public", "src"):
        files += [
            path.relative_to(SOURCES).as_posix()
            for path in (SOURCES / folder).rglob("*")
            if path.is_file()
        ]
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\0".encode() + (SOURCES / name).read_bytes() + b"\0")
    stamp = (assets() / "sources.sha256").read_text(encoding="ascii").strip()
    assert digest.hexdigest() == stamp, "run `npm run build` in maps/console and commit dist/"


def test_the_operations_are_valid_against_the_schema() -> None:
    texts = sorted((SOURCES / "src" / "api" / "operations").glob("*.graphql"))
    document = parse("\n".join(path.read_text(encoding="utf-8") for path in texts))
    assert validate(load_schema(), document) == []


def test_the_lock_file_names_no_host() -> None:
    assert "://" not in json.dumps(
        {
            name: {key: value for key, value in package.items() if key == "resolved"}
            for name, package in json.loads((SOURCES / "package-lock.json").read_text())[
                "packages"
            ].items()
        }
    )


def test_the_policy_lets_no_script_style_or_other_host_in() -> None:
    policy = content_security_policy()
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "img-src 'self' https://tiles.example" in content_security_policy(
        "https://tiles.example/{z}/{x}/{y}.png"
    )


# What JSON cannot carry never reaches a page.
HOSTILE = [name.encode("utf-8", "replace").decode("utf-8") for name in NAMES]


@pytest.mark.browser
@pytest.mark.parametrize("turn", range(3))
def test_hostile_names_in_every_field_run_nothing(
    open_console: Open, server: ConsoleServer, turn: int
) -> None:
    names = HOSTILE[8 * turn :] + HOSTILE[: 8 * turn]
    rename(server.city, names)
    server.settings = {"attribution": names[0], "approvalNumber": names[1], "isSynthetic": True}
    page = open_console(hash_part=f"{URBAN}&record=Organization:1")
    wait_for_points(page)
    name_shown = page.locator(".record-name")
    for number in range(1, 9):
        page.evaluate(f"location.hash = '#record=Organization:{number}'")
        expect(name_shown).to_have_attribute("data-record", f"Organization:{number}")
        assert name_shown.text_content() == server.city.places[number - 1].name
    for tab in TABS:
        open_tab(page, tab)
    page.get_by_role("combobox", name="按名称查找").fill("<")
    expect(page.locator("[role=listbox]")).to_be_visible()
    for pin in page.locator("[data-pin=open]").all()[:3]:
        pin.focus()
        page.keyboard.press("Enter")
        expect(name_shown).to_be_visible()
    assert page.evaluate("window.hostileRuns ?? 0") == 0
    assert page.locator("img[src=x], .panel script, .map script, svg[onload]").count() == 0


@pytest.mark.browser
def test_a_link_counts_though_the_map_moves_before_it_is_heeded(open_console: Open) -> None:
    page = open_console(hash_part=f"{URBAN}&record=Organization:1")
    wait_for_points(page)
    page.evaluate(
        "(() => { const before = location.hash; location.hash = '#record=Organization:5';"
        " history.replaceState(null, '', before); })()"
    )
    expect(page.locator(".record-name")).to_have_attribute("data-record", "Organization:5")


@pytest.mark.browser
def test_a_phone_has_room_for_the_map_and_everything_within_its_width(open_console: Open) -> None:
    page = open_console(width_px=375, height_px=812)
    wait_for_points(page)
    for tab in TABS[1:]:
        open_tab(page, tab)
        assert page.evaluate("document.documentElement.scrollWidth") == 375
        overflow = page.evaluate(
            "(() => { const b = document.querySelector('.panel-body');"
            " return b.scrollWidth - b.clientWidth; })()"
        )
        assert overflow <= 0
    map_box = page.locator(".map").bounding_box()
    assert map_box is not None
    assert map_box["height"] > 300
    page.get_by_role("button", name="收起面板").click()
    higher = page.locator(".map").bounding_box()
    assert higher is not None
    assert higher["height"] > 650


@pytest.mark.browser
def test_the_language_is_switched_and_kept(open_console: Open) -> None:
    page = open_console()
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    page.get_by_role("button", name="English").click()
    expect(page.locator(".rate", has_text="Station reach")).to_be_visible()
    expect(page.locator(".district-label b", has_text="Datong")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "en"
    page.reload()
    expect(page.get_by_role("button", name="中文")).to_be_visible()


def _axe() -> str:
    if not AXE.exists():
        reason = f"{AXE.name} is not installed: `npm ci --ignore-scripts` in maps/console"
        if os.environ.get("QUANMAP_REQUIRE_NODE") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return AXE.read_text(encoding="utf-8")


def _serious(findings: list[dict[str, Any]]) -> list[str]:
    return [
        f"{finding['id']}: {finding['nodes'][0]['html'][:200]}"
        for finding in findings
        if finding["impact"] in ("serious", "critical")
    ]


@pytest.mark.browser
@pytest.mark.parametrize("width_px", [1280, 375])
def test_axe_finds_nothing_serious(open_console: Open, width_px: int) -> None:
    axe = _axe()
    page = open_console(
        hash_part=f"{URBAN}&record=Organization:3", width_px=width_px, bypass_csp=True
    )
    wait_for_points(page)
    expect(page.locator(".record-name")).to_be_visible()
    page.add_script_tag(content=axe)
    found = {"record": _serious(page.evaluate("axe.run().then(r => r.violations)"))}
    for tab in TABS:
        open_tab(page, tab)
        page.wait_for_timeout(200)
        found[tab] = _serious(page.evaluate("axe.run().then(r => r.violations)"))
    assert found == {key: [] for key in found}


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("width_px", [1280, 375])
def test_axe_finds_nothing_serious_in_what_opens(open_console: Open, width_px: int) -> None:
    page = open_console(hash_part=URBAN, width_px=width_px, bypass_csp=True)
    wait_for_points(page)
    page.add_script_tag(content=_axe())
    found = {}
    page.get_by_text("待整理的记录").click()
    expect(page.get_by_text("共 2 条")).to_be_visible()
    found["issues"] = _serious(page.evaluate("axe.run().then(r => r.violations)"))
    page.get_by_role("button", name="登录", exact=True).click()
    found["dialog"] = _serious(page.evaluate("axe.run().then(r => r.violations)"))
    page.keyboard.press("Escape")
    open_tab(page, "选址规划")
    page.get_by_role("button", name="开始规划").click()
    expect(page.locator(".plan-status")).to_be_visible()
    found["plan"] = _serious(page.evaluate("axe.run().then(r => r.violations)"))
    open_tab(page, "试设站点")
    page.locator(".panel").get_by_role("button", name="放置站点").click()
    found["placing"] = _serious(page.evaluate("axe.run().then(r => r.violations)"))
    page.keyboard.press("Space")
    expect(page.locator(".result[aria-busy=false]")).to_be_visible()
    found["trial"] = _serious(page.evaluate("axe.run().then(r => r.violations)"))
    assert found == {key: [] for key in found}


@pytest.mark.browser
def test_a_refusal_is_said_with_its_request_id(open_console: Open) -> None:
    page = open_console()
    wait_for_points(page)
    answer = {"errors": [{"message": "it broke", "extensions": {"requestId": "r-17"}}]}
    page.route("**/graphql", lambda route: route.fulfill(status=200, json=answer))
    page.get_by_label("计量").select_option("EMPLOYEES")
    expect(page.locator(".panel [role=alert]").first).to_contain_text("it broke 请求编号 r-17")


def test_the_folder_has_what_the_page_names() -> None:
    html = (assets() / "index.html").read_text(encoding="utf-8")
    assert "<script>" not in html
    assert "style=" not in html
    for part in html.split('"'):
        if part.startswith("./console/"):
            assert (assets() / part).is_file()
    assert {path.suffix for path in Path(assets(), "console").iterdir()} >= {".js", ".css", ".txt"}
