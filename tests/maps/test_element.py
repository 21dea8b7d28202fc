"""What folium would compile a second time, and here is text."""

import folium

from maps.coverage_map import coverage_map
from maps.document import document
from maps.element import DocumentMap, PlainText
from tests.maps import city


def test_plain_text_is_not_compiled() -> None:
    assert PlainText("{{7*7}} {% for %} {{").render() == "{{7*7}} {% for %} {{"


def test_links_of_folium_are_left_alone_for_other_maps() -> None:
    before = list(folium.Map.default_js)
    document(coverage_map(city.coverage(5)))
    assert folium.Map.default_js == before
    assert DocumentMap.default_js == []


def test_element_of_folium_reaches_the_leaflet_map_by_its_name() -> None:
    drawn = coverage_map(city.coverage(5))
    folium.Circle((36.5, 101.6), radius=100).add_to(drawn)
    html = document(drawn)
    assert f"var {drawn.get_name()} = window.quanmap.leafletMap;" in html
    assert html.index(f"var {drawn.get_name()}") < html.index("L.circle(")
