"""The import page over the program's own server: a file is tried, corrected, brought in, undone."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, select

from commands.token import make_token
from db import models
from db.demo import generate, load
from db.engine import Database, open_database
from db.models.enums import TokenRole
from db.repositories.tokens import TokenTerms
from geo.crs import CoordinateSystem, from_wgs84
from server import Settings, create_app
from tests.console.pages import open_tab, sign_in
from tests.console.test_page import _axe, _serious
from tests.db.transfer.files import HEADERS, credit_code
from tests.live_server import live_server

pytestmark = pytest.mark.browser

TIMEOUT_MS = 15_000
N_ORGANIZATIONS = 600


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The demo city."""
    made = open_database(f"sqlite:///{tmp_path_factory.mktemp('console') / 'demo.db'}")
    made.upgrade()
    load(made, generate(N_ORGANIZATIONS))
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def address(database: Database) -> Iterator[str]:
    """The address of a server with the demo city."""
    with live_server(create_app(Settings(database_url=database.address))) as served:
        yield served


@pytest.fixture(scope="module")
def token(database: Database) -> str:
    """A token of a clerk."""
    return make_token(database, TokenTerms("登记员甲", TokenRole.EDITOR), datetime.now(tz=UTC))


@pytest.fixture
def open_import(browser: Browser, address: str, token: str) -> Iterator[Any]:
    """Open the page and its import tab, signed in; what the browser complains of fails."""
    complaints: list[str] = []
    contexts = []

    def opened(width_px: int = 1280, height_px: int = 900, *, bypass_csp: bool = False) -> Page:
        context = browser.new_context(
            viewport={"width": width_px, "height": height_px},
            accept_downloads=True,
            bypass_csp=bypass_csp,
        )
        contexts.append(context)
        context.set_default_timeout(TIMEOUT_MS)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda line: (
                complaints.append(f"{line.text} {line.location}")
                # Signing in ends a socket whose last message may be on its way.
                if line.type == "error" and "already in CLOSING" not in line.text
                else None
            ),
        )
        page.goto(f"{address}/")
        sign_in(page, token)
        open_tab(page, "导入")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def located(database: Database) -> list[tuple[str, float, float]]:
    """Give the district and the place of the demo city's organizations."""
    with database.read() as session:
        rows = session.execute(
            select(models.District.name, models.Organization.location).join(
                models.District, models.District.id == models.Organization.district_id
            )
        ).all()
    return [(district, place.x, place.y) for district, place in rows if place is not None]


def near_the_lines(database: Database) -> list[tuple[str, float, float]]:
    """Give 20 places in each district some 80 m from its line: few others tell the datum."""
    with database.read() as session:
        rows = session.execute(select(models.District.name, models.District.boundary)).all()
    places = []
    for name, boundary in rows:
        inner = boundary.simplify(1e-4).buffer(-0.0008)
        ring = max(shapely.get_parts(inner), key=lambda part: part.area)
        for share in np.linspace(0.0, 0.95, 20):
            place = ring.exterior.interpolate(share, normalized=True)
            places.append((name, place.x, place.y))
    return places


def lines(
    places: Sequence[tuple[str, float, float]], first: int, **cells: str
) -> list[dict[str, str]]:
    made = {"类别": "非公经济组织", "从业人数": "12", "成立日期": "2015-03-04"} | cells
    return [
        {
            "统一社会信用代码": credit_code(first + number),
            "单位名称": f"第{first + number}公司",
            "区县": district,
            "经度": f"{x:.6f}",
            "纬度": f"{y:.6f}",
        }
        | made
        for number, (district, x, y) in enumerate(places)
    ]


def write(file: Path, rows: Sequence[dict[str, str]], encoding: str = "utf-8") -> Path:
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, HEADERS)
    writer.writeheader()
    writer.writerows(rows)
    file.write_bytes(stream.getvalue().encode(encoding))
    return file


def count(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(models.Organization)) or 0


def try_file(page: Page, file: Path) -> None:
    page.get_by_label("文件", exact=True).set_input_files(file)
    page.locator(".panel").get_by_role("button", name="试运行", exact=True).click()
    expect(page.locator(".import-counts")).to_be_visible()


def figure(page: Page, name: str) -> str:
    return page.locator(".import-counts .figure", has_text=name).locator("strong").inner_text()


def test_a_file_in_gb18030_is_tried_brought_in_and_taken_back(
    open_import: Any, database: Database, tmp_path: Path
) -> None:
    file = write(tmp_path / "组织.csv", lines(located(database)[:40], 1_000), "gb18030")
    before = count(database)
    page = open_import()

    try_file(page, file)

    assert (figure(page, "新增"), figure(page, "拒绝")) == ("40", "0")
    expect(page.locator(".import-read")).to_contain_text("GB18030")
    expect(page.locator(".import-table").first).to_contain_text("第1000公司")
    expect(page.locator(".import-canvas")).to_have_attribute("data-points", "40")
    assert count(database) == before

    page.get_by_role("button", name="导入 40 行").click()
    expect(page.get_by_role("heading", name="已导入")).to_be_visible()
    assert count(database) == before + 40

    page.get_by_role("button", name="撤销这次导入").click()
    page.get_by_role("button", name="确认撤销").click()
    expect(page.get_by_text("删除了 40 条")).to_be_visible()
    assert count(database) == before


def test_an_import_of_before_is_taken_back_from_the_list(
    open_import: Any, database: Database, tmp_path: Path
) -> None:
    before = count(database)
    page = open_import()
    try_file(page, write(tmp_path / "早先.csv", lines(located(database)[:2], 3_000)))
    page.get_by_role("button", name="导入 2 行").click()
    expect(page.get_by_role("heading", name="已导入")).to_be_visible()
    page.reload()

    page.get_by_text("最近的导入").click()
    entry = page.locator(".import-recent", has_text="早先.csv").first
    entry.get_by_role("button", name="撤销这次导入").click()
    entry.get_by_role("button", name="确认撤销").click()

    expect(page.get_by_text("删除了 2 条")).to_be_visible()
    expect(entry.get_by_text("已于")).to_be_visible()
    assert count(database) == before


def test_gcj02_is_proposed_shown_on_the_map_and_corrected(
    open_import: Any, database: Database, tmp_path: Path
) -> None:
    places = near_the_lines(database)
    xy = from_wgs84(np.array([place[1:] for place in places]), CoordinateSystem.GCJ02)
    shifted = [(name, x, y) for (name, _, _), (x, y) in zip(places, xy.tolist(), strict=True)]
    file = write(tmp_path / "高德.csv", lines(shifted, 5_000))
    page = open_import()

    try_file(page, file)

    proposal = page.locator(".import-proposal")
    expect(proposal).to_contain_text("GCJ-02（火星坐标）")
    expect(page.get_by_role("radio", name="WGS84")).to_be_checked()
    page.get_by_role("radio", name="GCJ-02").check()
    page.get_by_role("button", name="按 GCJ-02（火星坐标） 读取，重新试运行").click()
    expect(page.get_by_text("与区县相符：按 GCJ-02")).to_be_visible()
    expect(page.locator(".import-read")).to_contain_text("GCJ02")
    page.get_by_role("button", name=f"导入 {len(places)} 行").click()
    expect(page.get_by_role("heading", name="已导入")).to_be_visible()
    with database.read() as session:
        first = session.scalars(
            select(models.Organization).where(models.Organization.credit_code == credit_code(5_000))
        ).one()
        assert first.location is not None
        assert (first.location.x, first.location.y) == pytest.approx(places[0][1:], abs=2e-6)


def test_refused_rows_are_read_by_rule_downloaded_and_the_others_taken(
    open_import: Any, database: Database, tmp_path: Path
) -> None:
    places = located(database)
    rows = [
        *lines(places[:3], 8_000),
        *lines(places[3:5], 8_010, 成立日期="2015-02-30"),
        *lines(places[5:6], 8_020, 从业人数="-4"),
    ]
    file = write(tmp_path / "错.csv", rows)
    before = count(database)
    page = open_import()

    try_file(page, file)

    assert (figure(page, "新增"), figure(page, "拒绝")) == ("3", "3")
    expect(page.locator(".finding")).to_have_count(3)
    page.get_by_label("按规则查看").select_option("date")
    expect(page.locator(".finding")).to_have_count(2)
    expect(page.locator(".finding").first).to_contain_text("第 5 行")
    page.get_by_role("button", name="English").click()
    expect(page.locator(".finding").first).to_contain_text("Row 5")
    page.get_by_role("button", name="中文").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="下载被拒绝的行").click()
    kept = tmp_path / "kept.csv"
    download.value.save_as(kept)
    with kept.open(encoding="utf-8-sig", newline="") as stream:
        assert [one["统一社会信用代码"] for one in csv.DictReader(stream)] == [
            credit_code(8_010),
            credit_code(8_011),
            credit_code(8_020),
        ]
    page.get_by_role("button", name="只导入有效的 3 行").click()
    expect(page.get_by_text("3 行被拒绝")).to_be_visible()
    assert count(database) == before + 3


def test_headers_that_are_not_known_are_named_by_hand(
    open_import: Any, database: Database, tmp_path: Path
) -> None:
    text = write(tmp_path / "a.csv", lines(located(database)[:2], 9_000)).read_text("utf-8")
    file = tmp_path / "b.csv"
    file.write_text(text.replace("单位名称", "招牌").replace("类别", "哪种"), encoding="utf-8")
    page = open_import()

    page.get_by_label("文件", exact=True).set_input_files(file)
    page.locator(".panel").get_by_role("button", name="试运行", exact=True).click()
    expect(page.get_by_text("缺少必填的列")).to_be_visible()
    page.get_by_label("名称 *").select_option("招牌")
    page.get_by_label("类别 *").select_option("哪种")
    page.get_by_role("button", name="重新试运行").first.click()

    expect(page.locator(".import-counts")).to_be_visible()
    assert figure(page, "新增") == "2"


def test_a_visitor_is_offered_no_import(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}/#tab=import")

    expect(page.get_by_text("导入需要登记员及以上身份")).to_be_visible()
    expect(page.locator(".tabs").get_by_role("button", name="导入")).to_have_count(0)
    context.close()


@pytest.mark.parametrize("width_px", [1280, 375])
def test_axe_finds_nothing_serious_on_the_import_page(
    open_import: Any, database: Database, tmp_path: Path, width_px: int
) -> None:
    places = located(database)
    rows = [*lines(places[:30], 9_100), *lines(places[30:31], 9_200, 成立日期="2015-02-30")]
    page = open_import(width_px, bypass_csp=True)
    page.add_script_tag(content=_axe())
    found = [_serious(page.evaluate("axe.run().then(r => r.violations)"))]
    try_file(page, write(tmp_path / "a.csv", rows))
    found.append(_serious(page.evaluate("axe.run().then(r => r.violations)")))

    width = page.evaluate("document.documentElement.scrollWidth")

    assert found == [[], []]
    assert width <= width_px
