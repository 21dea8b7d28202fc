import dataclasses
from collections.abc import Iterator
from pathlib import Path

import folium
import numpy as np
import pytest
from folium.plugins import Fullscreen
from playwright.sync_api import Browser

from maps.basemap import Basemap
from maps.coverage_map import CoverageMap, coverage_document, coverage_map
from maps.document import document
from maps.errors import MapInputError, RemoteAssetError
from maps.places import Organizations
from tests.maps import city
from tests.maps.page import OpenDocument, opened


def test_map_is_a_folium_map_with_the_extent_of_the_districts() -> None:
    drawn = coverage_map(city.coverage())
    assert isinstance(drawn, folium.Map)
    assert drawn.get_bounds() == [[36.4, 101.5], [36.7, 101.9]]


def test_document_holds_the_layers_in_drawing_order() -> None:
    layers = coverage_document(city.coverage()).pages[0].layers
    assert [layer.id for layer in layers] == [
        "districts",
        "service_areas",
        "gaps",
        "circles",
        "organizations",
        "stations",
    ]


def test_rendering_twice_gives_the_same_file_twice() -> None:
    drawn = coverage_map(city.coverage())
    assert document(drawn) == document(drawn)


def test_notebook_shows_the_map_in_a_frame() -> None:
    assert "<iframe srcdoc=" in coverage_map(city.coverage(20))._repr_html_()


def test_save_writes_the_same_file(tmp_path: Path) -> None:
    drawn = coverage_map(city.coverage(20))
    drawn.save(str(tmp_path / "map.html"))
    assert (tmp_path / "map.html").read_text(encoding="utf-8") == document(drawn)


def test_plain_folium_map_is_refused() -> None:
    with pytest.raises(MapInputError, match="other hosts"):
        document(folium.Map())


def test_added_element_that_loads_from_a_host_is_refused() -> None:
    drawn = coverage_map(city.coverage(20))
    Fullscreen().add_to(drawn)  # type: ignore[no-untyped-call]
    with pytest.raises(RemoteAssetError, match="asks no other host"):
        document(drawn)


def test_columns_of_different_lengths_are_refused_by_name() -> None:
    with pytest.raises(MapInputError, match="employees has 2 values for 3 locations"):
        Organizations(
            xy=np.zeros((3, 2)),
            names=["a", "b", "c"],
            is_reached=np.zeros(3, dtype=bool),
            employees=np.array([1, 2]),
        )


def test_swapped_axes_are_refused_with_the_point() -> None:
    data = city.coverage(5)
    swapped = dataclasses.replace(data.organizations, xy=data.organizations.xy[:, ::-1])
    with pytest.raises(MapInputError, match=r"point 0 .*give \(longitude, latitude\)"):
        coverage_map(dataclasses.replace(data, organizations=swapped))


def test_organization_without_location_is_counted_and_not_drawn() -> None:
    data = city.coverage(5)
    xy = data.organizations.xy.copy()
    xy[2] = np.nan
    of = dataclasses.replace(data.organizations, xy=xy)
    page = coverage_document(dataclasses.replace(data, organizations=of)).pages[0]
    assert page.facts[0].value == 5
    assert '"unlocated":1' in document(coverage_map(dataclasses.replace(data, organizations=of)))


def test_policy_names_the_base_map_alone() -> None:
    plain = document(coverage_map(city.coverage(5)))
    assert "img-src data:;" in plain
    basemap = Basemap("https://{s}.tiles.example.org/{z}/{x}/{y}.png", "© tiles")
    data = dataclasses.replace(
        city.coverage(5), setting=dataclasses.replace(city.setting(), basemap=basemap)
    )
    assert "img-src data: https://*.tiles.example.org;" in document(coverage_map(data))


def test_amap_base_map_shifts_every_layer() -> None:
    basemap = Basemap("https://example.org/{z}/{x}/{y}", coordinate_system="GCJ02")
    data = city.coverage(5)
    shifted = dataclasses.replace(
        data, setting=dataclasses.replace(city.setting(), basemap=basemap)
    )
    assert '"bounds":[101.5,36.4,' in document(coverage_map(data))
    assert '"bounds":[101.50' in document(coverage_map(shifted))


@pytest.fixture(scope="module")
def shown(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenDocument]:
    folder = tmp_path_factory.mktemp("coverage")
    with opened(browser, document(coverage_map(city.coverage())), folder) as page:
        yield page


pytestmark = pytest.mark.browser


def test_every_layer_is_drawn_with_its_counts(shown: OpenDocument) -> None:
    reached = int(np.count_nonzero(city.organizations(600).is_reached))
    organizations = shown.layer("organizations")
    assert organizations["drawn"] == 600
    assert organizations["categories"] == [reached, 600 - reached]
    assert organizations["mode"] == "points"
    assert shown.layer("districts")["drawn"] == 4
    assert shown.layer("circles")["drawn"] == 2
    assert shown.layer("service_areas")["drawn"] == 2
    assert shown.layer("gaps")["drawn"] == 0
    assert shown.layer("stations")["categories"] == [2, 1]


def test_canvas_has_the_colours_of_both_categories(shown: OpenDocument) -> None:
    colors = shown.page.evaluate(
        """() => {
          const canvas = document.querySelector("canvas");
          const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
          let blue = 0, red = 0;
          for (let i = 0; i < data.length; i += 4) {
            if (data[i] === 0 && data[i + 1] === 114 && data[i + 2] === 178) blue += 1;
            if (data[i] === 201 && data[i + 1] === 72 && data[i + 2] === 10) red += 1;
          }
          return [blue, red];
        }"""
    )
    assert min(colors) > 200


def test_labels_and_attribution_are_visible(shown: OpenDocument) -> None:
    text = shown.page.inner_text("body")
    for wanted in (
        "党建工作指导站覆盖图",
        "东城",
        "审图号: GS(0000)0000号",
        "测试边界",
        "2017-11-01",
    ):
        assert wanted in text
    assert shown.page.is_visible("#synthetic-label")
    assert shown.page.locator(".area-label").count() == 4


def test_no_request_leaves_the_page_and_no_error_is_logged(shown: OpenDocument) -> None:
    assert shown.outside_requests() == []
    assert shown.errors == []


def test_state_cannot_be_changed(shown: OpenDocument) -> None:
    assert (
        shown.page.evaluate("(() => { try { quanmap.kind = 'x' } catch {} return quanmap.kind })()")
        == "coverage"
    )


def test_language_switch_changes_texts_and_document_language(shown: OpenDocument) -> None:
    shown.page.click("#language-switch")
    assert "Not reached" in shown.page.inner_text(".map-panel")
    assert shown.page.get_attribute("html", "lang") == "en"
    assert "East" in shown.page.inner_text("table")
    shown.page.click("#language-switch")
    assert shown.page.get_attribute("html", "lang") == "zh-CN"


def test_search_finds_an_organization_and_opens_its_popup(shown: OpenDocument) -> None:
    shown.page.fill(".search-input", "第599号")
    shown.page.press(".search-input", "Enter")
    popup = shown.page.inner_text(".popup")
    assert "演示第599号商贸有限公司" in popup
    assert "从业人员" in popup
    shown.page.click(".map-button[aria-label='全图']")


def test_gap_layer_appears_when_it_is_ticked(shown: OpenDocument) -> None:
    shown.page.get_by_label("服务空白区").check()
    assert shown.layer("gaps")["drawn"] == 1
    shown.page.get_by_label("服务空白区").uncheck()
    assert shown.layer("gaps")["drawn"] == 0


def test_unticked_category_leaves_the_canvas(shown: OpenDocument) -> None:
    reached = shown.layer("organizations")["categories"][0]
    shown.page.get_by_label("指导站未覆盖").uncheck()
    assert shown.layer("organizations")["drawn"] == reached
    shown.page.get_by_label("指导站未覆盖").check()


def test_station_is_reached_and_read_by_the_keyboard(shown: OpenDocument) -> None:
    shown.page.focus(".point-marker")
    shown.page.keyboard.press("Enter")
    assert "指导站" in shown.page.inner_text(".popup-title")
    shown.page.keyboard.press("Escape")


def test_district_is_reached_and_read_by_the_keyboard(shown: OpenDocument) -> None:
    shown.page.focus("path[aria-label='西城']")
    shown.page.keyboard.press("Enter")
    assert "西城" in shown.page.inner_text(".popup-title")
    shown.page.keyboard.press("Escape")


def test_table_sorts_by_a_column(shown: OpenDocument) -> None:
    shown.page.click("thead th:nth-child(5) button")
    first = shown.page.inner_text("tbody tr:first-child th")
    ratios = [d.station_reach.ratio or 0.0 for d in city.districts(city.organizations(600))]
    assert first == city.DISTRICT_NAMES[int(np.argmax(ratios))]


def test_measure_gives_the_length_between_two_clicks(shown: OpenDocument) -> None:
    shown.page.click(".map-button[aria-label='量距离和面积']")
    shown.page.locator(".map-canvas").click(position={"x": 300, "y": 300})
    shown.page.locator(".map-canvas").click(position={"x": 500, "y": 300})
    assert "km" in shown.page.inner_text(".measure-box")
    shown.page.click(".map-button[aria-label='量距离和面积']")
    assert not shown.page.is_visible(".measure-box")


def test_page_fits_a_phone(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, document(coverage_map(city.coverage(50))), tmp_path, width_px=375) as page:
        assert page.page.evaluate("document.documentElement.scrollWidth") == 375
        assert page.layer("organizations")["drawn"] == 50


def test_points_become_clusters_above_five_thousand(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, document(coverage_map(city.coverage(6000))), tmp_path) as page:
        layer = page.layer("organizations")
        assert layer["mode"] == "clusters"
        assert 1 < layer["clusters"] < 200
        for _ in range(4):
            page.page.click(".map-button[aria-label='放大']")
            page.page.wait_for_timeout(400)
        assert page.layer("organizations")["mode"] == "points"


def test_base_map_is_the_only_host_that_is_asked(browser: Browser, tmp_path: Path) -> None:
    basemap = Basemap("http://tiles.invalid/{z}/{x}/{y}.png", "© tiles")
    setting = dataclasses.replace(city.setting(), basemap=basemap)
    data = dataclasses.replace(city.coverage(20), setting=setting)
    with opened(browser, document(coverage_map(data)), tmp_path) as page:
        assert page.outside_requests()
        assert {url.split("/")[2] for url in page.outside_requests()} == {"tiles.invalid"}
        assert "© tiles" in page.page.inner_text(".map-caption")


def test_map_of_nothing_draws_an_empty_page(browser: Browser, tmp_path: Path) -> None:
    nobody = Organizations(xy=np.zeros((0, 2)), names=[], is_reached=np.zeros(0, dtype=bool))
    drawn = coverage_map(CoverageMap(districts=[], organizations=nobody))
    with opened(browser, document(drawn), tmp_path) as page:
        assert page.layer("organizations")["drawn"] == 0
        assert page.errors == []


def test_hundreds_of_stations_are_drawn_on_the_canvas(browser: Browser, tmp_path: Path) -> None:
    data = city.coverage(50)
    many = [dataclasses.replace(data.stations[0], name=f"{i}") for i in range(400)]
    with opened(
        browser, document(coverage_map(dataclasses.replace(data, stations=many))), tmp_path
    ) as page:
        assert page.layer("stations")["mode"] == "points"
        assert page.layer("stations")["drawn"] == 400
