"""Places gathered for a zoom, on both databases."""

from __future__ import annotations

from typing import Any

import pytest

from db.engine import Database
from tests.schema.city import ask
from tests.schema.conftest import Remembered

CLUSTERS = """query ($layer: MapLayer!, $bbox: BBox!, $zoom: Int!,
  $organizations: OrganizationFilter) {
  clusters(layer: $layer, bbox: $bbox, zoom: $zoom, organizations: $organizations) }"""
CITY = {"west": 101.0, "south": 36.0, "east": 101.2, "north": 36.1}
EAST = {"west": 101.11, "south": 36.0, "east": 101.2, "north": 36.1}


def clusters(database: Database, zoom: int, bbox: Any = CITY, **variables: Any) -> Any:
    given = {"layer": "ORGANIZATIONS", **variables}
    return ask(database, CLUSTERS, bbox=bbox, zoom=zoom, **given)["clusters"]


def test_far_away_the_located_and_counted_organizations_are_one_cluster(
    small_city: Database, remembered: Remembered
) -> None:
    (one,) = clusters(small_city, 6)["features"]

    # 4 is not located, 6 is closed.
    assert one["properties"]["count"] == 4
    assert one["id"] == "cluster:6/199/100"
    # The box of 1, 2, 3 and 5: from the station's door to the east.
    assert one["bbox"] == pytest.approx([101.05, 36.03, 101.15, 36.06], abs=0.05)
    assert one == remembered.other("far", small_city.dialect, one)


def test_a_cluster_is_the_same_in_every_view_of_it(small_city: Database) -> None:
    assert clusters(small_city, 6) == clusters(small_city, 6, bbox=EAST)


def test_it_falls_apart_at_its_expansion_zoom(small_city: Database) -> None:
    (one,) = clusters(small_city, 3)["features"]
    zoom = one["properties"]["expansionZoom"]

    assert len(clusters(small_city, zoom - 1)["features"]) == 1
    assert len(clusters(small_city, zoom)["features"]) > 1


def test_near_by_each_is_the_feature_of_its_layer(
    small_city: Database, remembered: Remembered
) -> None:
    found = clusters(small_city, 20)["features"]
    layer = ask(small_city, "{ features(layer: ORGANIZATIONS, precision: 6) }")["features"]

    assert sorted(found, key=lambda one: str(one["id"])) == layer["features"]
    assert found == remembered.other("near", small_city.dialect, found)


def test_conditions_hold_and_what_does_not_meet_the_view_stays_out(small_city: Database) -> None:
    reached = clusters(small_city, 20, organizations={"reachedByStation": True})["features"]

    assert {one["id"] for one in reached} == {"Organization:1", "Organization:2"}
    assert [one["id"] for one in clusters(small_city, 16, bbox=EAST)["features"]] == [
        "Organization:5"
    ]


def test_other_points_are_gathered_too(small_city: Database) -> None:
    found = clusters(small_city, 24, layer="GUIDANCE_STATIONS")["features"]
    layer = ask(small_city, "{ features(layer: GUIDANCE_STATIONS, precision: 6) }")["features"]

    assert sorted(found, key=lambda one: str(one["id"])) == layer["features"]
    assert clusters(small_city, 3, layer="CULTURE_SITES")["type"] == "FeatureCollection"


@pytest.mark.parametrize(
    ("changed", "path", "words"),
    [
        ({"layer": "DISTRICTS"}, "layer", "no points"),
        ({"zoom": 25}, "zoom", "0 to 24"),
        ({"zoom": -1}, "zoom", "0 to 24"),
        ({"layer": "CULTURE_SITES", "organizations": {}}, "organizations", "ORGANIZATIONS"),
        ({"bbox": {"west": 2.0, "south": 0.0, "east": 1.0, "north": 1.0}}, "bbox", "west"),
    ],
)
def test_what_cannot_be_gathered_is_refused_by_name(
    small_city: Database, changed: dict[str, Any], path: str, words: str
) -> None:
    asked = {"layer": "ORGANIZATIONS", "bbox": CITY, "zoom": 6, **changed}

    error = ask(small_city, CLUSTERS, **asked).error

    assert error["code"] in {"BAD_USER_INPUT", "INVALID_GEOMETRY"}
    assert path in error["message"] or path in str(error)
    assert words in error["message"]
