"""Each kind of document in a browser: what it draws, what it asks for, how it moves."""

from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser

from maps.circle_map import circle_map
from maps.district_atlas import DistrictAtlas, district_atlas
from maps.document import document
from maps.errors import MapInputError
from maps.pairing_map import pairing_document, pairing_map
from maps.places import Organizations
from maps.plan_map import PlanMap, plan_document, plan_map
from maps.rectification_map import rectification_document, rectification_map
from maps.time_map import TimeMap, time_document, time_map
from tests.maps import city, documents
from tests.maps.page import opened

DRAWN = {
    "atlas": lambda: district_atlas(documents.atlas()),
    "plan": lambda: plan_map(documents.plan()),
    "circles": lambda: circle_map(documents.circle()),
    "pairings": lambda: pairing_map(documents.pairing()),
    "time": lambda: time_map(documents.time()),
    "rectification": lambda: rectification_map(documents.rectification()),
}


def test_atlas_without_districts_of_organizations_is_refused() -> None:
    of = Organizations(xy=np.zeros((1, 2)), names=["a"], is_reached=np.zeros(1, dtype=bool))
    with pytest.raises(MapInputError, match="district of each organization"):
        DistrictAtlas(districts=city.districts(city.organizations(9)), organizations=of)


def test_plan_of_another_number_of_organizations_is_refused() -> None:
    data = documents.plan()
    with pytest.raises(MapInputError, match="3 values for 200"):
        PlanMap(data.districts, data.organizations, np.zeros(3, dtype=bool), data.sites)


def test_time_map_names_the_array_of_the_wrong_shape() -> None:
    data = documents.time()
    with pytest.raises(MapInputError, match=r"denominator has shape \(3, 4\); give \(4, 4\)"):
        TimeMap(
            data.steps,
            data.districts,
            data.numerator,
            data.denominator[:3],
            data.organizations,
            data.is_reached,
        )


def test_plan_ranks_its_sites_and_sums_what_they_add() -> None:
    rows = plan_document(documents.plan(3)).pages[0].tables[0].rows
    assert [row[4] for row in rows] == [2.0, 3.0, 4.0]


def test_item_due_on_the_day_itself_is_open() -> None:
    facts = rectification_document(documents.rectification()).pages[0].facts
    assert [fact.value for fact in facts] == [4, 1, 1, 2, 0.5]


def test_pairing_without_a_village_location_is_listed_and_not_drawn() -> None:
    page = pairing_document(documents.pairing()).pages[0]
    assert len(page.tables[0].rows) == 5
    assert '"unlocated":1' in document(pairing_map(documents.pairing()))


def test_time_map_shares_its_classes_between_the_months() -> None:
    layer = time_document(documents.time()).pages[0].layers[0]
    assert layer.codes.shape == (4, 4)


@pytest.mark.browser
@pytest.mark.parametrize("kind", DRAWN)
@pytest.mark.parametrize("width_px", [1280, 375])
def test_document_draws_without_a_request_or_an_error(
    kind: str, width_px: int, browser: Browser, tmp_path: Path
) -> None:
    with opened(browser, document(DRAWN[kind]()), tmp_path, width_px=width_px) as page:
        state = page.state()
        for shown in state["pages"]:
            assert shown["layers"]["districts"]["drawn"] == 4
        assert page.page.evaluate("document.documentElement.scrollWidth") == width_px
        assert page.page.is_visible("#synthetic-label")
        page.page.click("#language-switch")
        assert page.page.get_attribute("html", "lang") == "en"
        assert page.outside_requests() == []
        assert page.errors == []


@pytest.mark.browser
def test_atlas_has_a_page_for_each_district_with_its_own_organizations(
    browser: Browser, tmp_path: Path
) -> None:
    of = city.organizations(documents.N)
    with opened(browser, document(district_atlas(documents.atlas())), tmp_path) as page:
        pages = page.state()["pages"]
        assert [shown["id"] for shown in pages] == ["639901", "639902", "639903", "639904"]
        for name, shown in zip(city.DISTRICT_NAMES, pages, strict=True):
            assert shown["layers"]["organizations"]["total"] == of.districts.count(name)
        assert page.page.locator("#page-index a").all_inner_texts() == list(city.DISTRICT_NAMES)


@pytest.mark.browser
def test_plan_switches_between_before_and_after(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, document(plan_map(documents.plan())), tmp_path) as page:
        assert page.layer("organizations")["categories"] == [180, 3, 17]
        assert page.layer("sites")["drawn"] == 2
        assert page.page.locator(".marker-badge").all_inner_texts() == ["1", "2"]
        page.page.get_by_role("button", name="现状").click()
        assert page.layer("organizations")["categories"] == [180, 0, 20]
        assert page.layer("sites")["drawn"] == 0
        assert page.layer("new_service_areas")["drawn"] == 0
        assert page.page.locator(".chart polyline").count() == 1


@pytest.mark.browser
def test_circles_carry_their_rate_and_committee(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, document(circle_map(documents.circle())), tmp_path) as page:
        assert page.layer("circles")["drawn"] == 2
        text = page.page.inner_text("table")
        assert "东街商圈综合党委" in text
        assert "75.0 %" in text


@pytest.mark.browser
def test_pairings_are_lines_with_two_kinds_of_ends(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, document(pairing_map(documents.pairing())), tmp_path) as page:
        assert page.layer("pairings")["drawn"] == 4
        assert page.layer("places")["categories"] == [5, 4]


@pytest.mark.browser
def test_time_control_moves_the_map_the_table_and_the_chart(
    browser: Browser, tmp_path: Path
) -> None:
    data = documents.time()
    with opened(browser, document(time_map(data)), tmp_path) as page:
        assert page.state()["step"] == 3
        assert page.layer("organizations")["categories"] == [200, 0]
        page.page.fill(".steps-bar input", "0")
        assert page.layer("organizations")["categories"] == [50, 100]
        assert page.layer("stations")["drawn"] == 1
        cell = page.page.inner_text("tbody tr:first-child td:nth-child(3)")
        assert cell == str(data.numerator[0, 0])
        page.page.get_by_role("button", name="下一步").click()
        assert page.layer("organizations")["categories"] == [100, 50]
        assert page.page.inner_text(".steps-now") == "2017-09"
        page.page.get_by_role("button", name="播放").click()
        page.wait_until("quanmap.step === 3")


@pytest.mark.browser
def test_rectification_lists_the_overdue_first(browser: Browser, tmp_path: Path) -> None:
    drawn = document(rectification_map(documents.rectification()))
    with opened(browser, drawn, tmp_path) as page:
        assert page.layer("items")["categories"] == [1, 1, 1]
        assert page.layer("items")["unlocated"] == 1
        rows = page.page.locator("table").nth(1).locator("tbody tr")
        assert "逾期" in rows.nth(0).inner_text()
        assert "整改中" in rows.nth(1).inner_text()
