"""Map layers as FeatureCollections."""

from __future__ import annotations

from typing import Any

import pytest
import shapely

from db.engine import Database
from tests.schema.city import ask

FEATURES = """query ($layer: MapLayer!, $filter: SpatialFilter, $properties: [String!],
  $organizations: OrganizationFilter, $zoom: Int, $precision: Int, $crs: CRS, $limit: Int) {
  features(layer: $layer, filter: $filter, properties: $properties, organizations: $organizations,
    zoom: $zoom, precision: $precision, crs: $crs, limit: $limit) }"""
EAST_HALF = {"bbox": {"west": 101.11, "south": 36.0, "east": 101.2, "north": 36.1}}


def features(database: Database, layer: str, **variables: Any) -> Any:
    return ask(database, FEATURES, layer=layer, **variables)["features"]


def ids(collection: dict[str, Any]) -> list[str]:
    return [one["id"] for one in collection["features"]]


@pytest.mark.parametrize(
    ("layer", "conditions", "found"),
    [
        ("DISTRICTS", None, ["District:1", "District:2"]),
        ("DISTRICTS", EAST_HALF, ["District:2"]),
        # 4 is not located, 6 is closed: no figure counts it, no map shows it.
        ("ORGANIZATIONS", None, [f"Organization:{n}" for n in (1, 2, 3, 5)]),
        ("ORGANIZATIONS", EAST_HALF, ["Organization:5"]),
        ("COMMERCIAL_CIRCLES", {"district": "630101"}, ["CommercialCircle:1"]),
        ("GUIDANCE_STATIONS", None, [f"GuidanceStation:{n}" for n in (1, 2, 3)]),
        # Neither the planned nor the closed one serves.
        ("SERVICE_AREAS", None, ["GuidanceStation:1"]),
        ("SERVICE_AREAS", EAST_HALF, []),
        # The station lies beside this box, its disc meets it.
        (
            "SERVICE_AREAS",
            {"bbox": {"west": 101.04, "south": 36.03, "east": 101.05, "north": 36.04}},
            ["GuidanceStation:1"],
        ),
        ("SERVICE_AREAS", {"district": "630102"}, []),
        ("COVERAGE_GAPS", None, ["District:1", "District:2"]),
        ("COVERAGE_GAPS", {"district": "630102"}, ["District:2"]),
        ("COVERAGE_GAPS", EAST_HALF, ["District:2"]),
        # Of 3 and 5, one hexagon each; 1 and 2 are reached.
        ("UNREACHED_DENSITY", {"district": "630102"}, ["Hexagon:8840db79d3fffff"]),
        ("UNREACHED_DENSITY", {"circle": "CommercialCircle:1"}, []),
    ],
)
def test_each_layer_has_its_features(
    small_city: Database, layer: str, conditions: dict[str, Any] | None, found: list[str]
) -> None:
    collection = features(small_city, layer, filter=conditions)

    assert collection["type"] == "FeatureCollection"
    assert ids(collection) == found
    assert "truncated" not in collection


def test_features_carry_the_asked_properties(small_city: Database) -> None:
    every = features(small_city, "ORGANIZATIONS", limit=1)["features"][0]
    some = features(small_city, "ORGANIZATIONS", properties=["kind", "name"])["features"][0]
    none = features(small_city, "ORGANIZATIONS", properties=[])["features"][0]
    station = features(small_city, "GUIDANCE_STATIONS")["features"][2]

    assert every == {
        "type": "Feature",
        "id": "Organization:1",
        "geometry": {"type": "Point", "coordinates": [101.03, 36.03]},
        "properties": {
            "name": "甲公司",
            "creditCode": "91630100MA0000001X",
            "kind": "NON_PUBLIC_ECONOMIC",
            "industry": "零售业",
            "employees": 10,
            "partyMembers": 1,
        },
    }
    assert some["properties"] == {"kind": "NON_PUBLIC_ECONOMIC", "name": "甲公司"}
    assert none["properties"] == {}
    assert station["properties"]["closedOn"] == "2017-06-01"
    assert station["properties"]["status"] == "CLOSED"


def test_organizations_take_their_own_filter_too(small_city: Database) -> None:
    conditions = {"kinds": ["SOCIAL"], "formallyCovered": True}
    both = features(small_city, "ORGANIZATIONS", organizations=conditions)
    east = features(small_city, "ORGANIZATIONS", organizations=conditions, filter=EAST_HALF)

    assert ids(both) == ["Organization:3", "Organization:5"]
    assert ids(east) == ["Organization:5"]


@pytest.mark.parametrize(("limit", "n_found"), [(0, 0), (2, 2), (4, 4), (3, 3)])
def test_what_the_limit_cuts_is_said(small_city: Database, limit: int, n_found: int) -> None:
    for layer in ("ORGANIZATIONS", "DISTRICTS"):
        collection = features(small_city, layer, limit=limit)
        n_all = 4 if layer == "ORGANIZATIONS" else 2
        assert len(collection["features"]) == min(n_found, n_all)
        assert collection.get("truncated", False) is (limit < n_all)


def test_geometries_are_rounded_and_shifted_as_asked(small_city: Database) -> None:
    def first(**variables: Any) -> list[float]:
        one = features(small_city, "ORGANIZATIONS", limit=1, **variables)["features"][0]
        place: list[float] = one["geometry"]["coordinates"]
        return place

    assert first(precision=1) == [101.0, 36.0]
    assert first(zoom=10) == [101.03, 36.03]
    assert first(crs="GCJ02") != first() == [101.03, 36.03]


def test_neighbours_keep_their_common_line_when_simplified(small_city: Database) -> None:
    collection = features(small_city, "DISTRICTS", zoom=6)
    west, east = (shapely.geometry.shape(one["geometry"]) for one in collection["features"])

    assert west.intersection(east).length == pytest.approx(0.1, abs=0.01)
    assert west.intersection(east).area == 0.0


def test_gaps_have_their_area(small_city: Database) -> None:
    west, east = features(small_city, "COVERAGE_GAPS")["features"]

    assert west["properties"]["areaKm2"] == pytest.approx(99.982358 - 3.141593, rel=1e-4)
    assert east["properties"] == {
        "adcode": "630102",
        "name": "东区",
        "areaKm2": pytest.approx(99.982358, rel=1e-4),
    }


@pytest.mark.parametrize(
    ("variables", "argument", "part"),
    [
        ({"layer": "DISTRICTS", "limit": -1}, "limit", "0 to 100000"),
        ({"layer": "DISTRICTS", "limit": 100_001}, "limit", "0 to 100000"),
        ({"layer": "DISTRICTS", "zoom": 25}, "zoom", "0 to 24"),
        ({"layer": "DISTRICTS", "precision": 16}, "precision", "0 to 15"),
        ({"layer": "DISTRICTS", "properties": ["kind"]}, "properties", "adcode, name, nameEn"),
        ({"layer": "DISTRICTS", "organizations": {}}, "organizations", "leave it out"),
        ({"layer": "DISTRICTS", "filter": {"district": "1"}}, "filter", "630101"),
        (
            {"layer": "ORGANIZATIONS", "organizations": {"spatial": {"district": "1"}}},
            "organizations",
            "630101",
        ),
        (
            {
                "layer": "COVERAGE_GAPS",
                "filter": {"near": {"longitude": 101.0, "latitude": 36.0, "distance": 5}},
            },
            "filter",
            "bbox or within",
        ),
    ],
)
def test_bad_arguments_are_refused(
    small_city: Database, variables: dict[str, Any], argument: str, part: str
) -> None:
    error = ask(small_city, FEATURES, **variables).error

    assert error["argument"] == argument
    assert part in error["message"]


def test_hexagons_hold_whom_nobody_reaches(small_city: Database) -> None:
    coarse = features(small_city, "UNREACHED_DENSITY", zoom=5)["features"]
    fine = features(small_city, "UNREACHED_DENSITY")["features"]

    # Cells of 36 km2 hold those reached too, those of 0.7 km2 do not.
    assert sum(one["properties"]["unreached"] for one in coarse) == 2
    assert sum(one["properties"]["organizations"] for one in coarse) == 4
    assert [one["properties"]["unreached"] for one in fine] == [1, 1]
    assert [one["properties"]["organizations"] for one in fine] == [1, 1]
    places = shapely.points([(101.05, 36.03), (101.13, 36.03)])
    shapes = [shapely.geometry.shape(one["geometry"]) for one in fine]
    assert sum(shapely.contains(area, place) for area in shapes for place in places) == 2
    for one in fine:
        assert one["properties"]["unreachedPerKm2"] == pytest.approx(1 / 0.74, rel=0.2)


def test_hexagons_near_a_point_are_refused(small_city: Database) -> None:
    near = {"near": {"longitude": 101.0, "latitude": 36.0}}

    error = ask(small_city, FEATURES, layer="UNREACHED_DENSITY", filter=near).error

    assert error["argument"].startswith("filter")
