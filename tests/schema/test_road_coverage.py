"""Coverage along roads in the small city, measured by hand.

One road leads from the station in the west (101.03, 36.03) north, then east, then south to
organization 2, past three sides of a rectangle of 0.005 degrees; organization 3 and 5 are far from
it. A second road, a street of its own, passes organization 5.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
import shapely
from pyproj import Geod

from db.engine import Database
from db.repositories import road
from db.repositories.road import RoadArrays
from geo.network import geodesic_lengths_m
from tests.schema import city
from tests.schema.city import ask

GEOD = Geod(ellps="WGS84")
AROUND = [(101.03, 36.03), (101.03, 36.035), (101.035, 36.035), (101.035, 36.03)]
STREET = [(101.125, 36.03), (101.135, 36.03)]
AROUND_M = float(GEOD.geometry_length(shapely.LineString(AROUND)))
COVERAGE = """query ($input: CoverageInput) { coverage(input: $input) {
  demand served stationReach { numerator } meanDistance farthestDistance
  servedAreaKm2 servedArea
  snapping { limit organizations stations meanAccess positions }
  byDistrict { district { adcode } report { served snapping { organizations } } } } }"""


def load_roads(database: Database, *courses: list[tuple[float, float]]) -> None:
    """Store roads, each between two nodes of its own."""
    lines = np.array([shapely.LineString(course) for course in courses], dtype=np.object_)
    nodes = np.array([end for course in courses for end in (course[0], course[-1])])
    edges = np.arange(len(nodes)).reshape(-1, 2)
    with database.write() as session:
        road.replace_roads(
            session,
            RoadArrays(nodes, edges, geodesic_lengths_m(lines), lines),
            source="by hand",
            at=datetime(2017, 11, 1, tzinfo=UTC),
            n_given=len(lines),
            dropped={},
        )


@pytest.fixture(scope="module")
def city_with_roads(module_database: Database) -> Database:
    city.fill(module_database)
    load_roads(module_database, AROUND, STREET)
    return module_database


def coverage(database: Database, **question: Any) -> Any:
    return ask(database, COVERAGE, input={"distance": "NETWORK", **question})["coverage"]


def test_who_is_near_in_a_straight_line_may_be_far_on_foot(city_with_roads: Database) -> None:
    straight = coverage(city_with_roads, distance="STRAIGHT")
    on_foot = coverage(city_with_roads)

    assert pytest.approx(1560.2, abs=0.1) == AROUND_M
    assert (straight["served"], on_foot["served"]) == (2.0, 1.0)
    assert on_foot["stationReach"]["numerator"] == 1
    # Organizations 1 and 2 have a way; no road leads to 3 and 5, and 4 is not located.
    assert on_foot["meanDistance"] == pytest.approx(AROUND_M / 2, abs=0.01)
    assert on_foot["farthestDistance"] == pytest.approx(AROUND_M, abs=0.01)


def test_a_radius_of_the_way_reaches_and_a_shorter_one_does_not(city_with_roads: Database) -> None:
    assert coverage(city_with_roads, serviceRadius=AROUND_M + 0.1)["served"] == 2.0
    assert coverage(city_with_roads, serviceRadius=AROUND_M - 0.1)["served"] == 1.0


def test_who_is_off_the_roads_is_told(city_with_roads: Database) -> None:
    found = coverage(city_with_roads)

    assert found["snapping"] == {
        "limit": 500.0,
        "organizations": 1,
        "stations": 0,
        "meanAccess": pytest.approx(0.0, abs=0.01),
        "positions": {"type": "MultiPoint", "coordinates": [[101.05, 36.03]]},
    }
    by_district = [part["report"]["snapping"]["organizations"] for part in found["byDistrict"]]
    assert by_district == [1, 0]
    assert coverage(city_with_roads, distance="STRAIGHT")["snapping"] is None


def test_a_station_off_the_roads_serves_nobody(city_with_roads: Database) -> None:
    found = coverage(city_with_roads, addStations=[{"longitude": 101.05, "latitude": 36.03}])

    assert found["snapping"]["stations"] == 1
    assert found["served"] == 1.0


def test_an_added_station_serves_along_its_street(city_with_roads: Database) -> None:
    site = {"longitude": 101.126, "latitude": 36.03, "serviceRadius": 400}

    found = coverage(city_with_roads, addStations=[site])

    # Organization 5 is 360.5 m along the street.
    assert found["served"] == 2.0
    assert found["meanDistance"] == pytest.approx((AROUND_M + 360.5) / 3, abs=0.1)


def test_walking_areas_run_along_the_roads(city_with_roads: Database) -> None:
    found = coverage(city_with_roads)

    # 1,000 m of road, 60 m wide to both sides, with round ends and a corner.
    assert found["servedAreaKm2"] == pytest.approx(1.0 * 0.12 + np.pi * 0.06**2, rel=0.02)
    area = shapely.from_geojson(str(found["servedArea"]).replace("'", '"'))
    assert shapely.intersects_xy(area, 101.03, 36.033)
    assert not shapely.intersects_xy(area, 101.035, 36.031)


def test_without_roads_only_the_question_that_needs_them_is_refused(
    database: Database,
) -> None:
    city.fill(database)
    answer = ask(
        database,
        "{ straight: coverage { served } walked: coverage(input: {distance: NETWORK}) { served } }",
    )

    assert answer.error["argument"] == "input.distance"
    assert answer.error["code"] == "BAD_USER_INPUT"
    assert "quanmap import roads" in answer.error["message"]


def test_a_new_import_takes_the_place_of_the_roads(database: Database) -> None:
    city.fill(database)
    load_roads(database, AROUND, STREET)
    load_roads(database, [AROUND[0], AROUND[3]])

    with database.read() as session:
        arrays = road.road_arrays(session)
        latest = road.latest_import(session)

    assert latest is not None
    assert (latest.n_roads, latest.n_nodes, latest.source) == (1, 2, "by hand")
    assert arrays.nodes.tolist() == [list(AROUND[0]), list(AROUND[3])]
    assert [line.coords[:] for line in arrays.lines] == [[AROUND[0], AROUND[3]]]
    assert coverage(database)["served"] == 2.0


PLAN = """query ($input: StationPlanInput!) { stationPlan(input: $input) {
  status objectiveValue before { served } after { served meanDistance }
  sites { demandServed } } }"""
# On the road 443.9 m north of organization 2.
UP_THE_ROAD = {"type": "Point", "coordinates": [101.035, 36.034]}


def plan(database: Database, **question: Any) -> Any:
    asked = {"serviceRadius": 460, "newStations": 1, "candidates": {"points": UP_THE_ROAD}}
    return ask(database, PLAN, input={**asked, **question})["stationPlan"]


def test_a_plan_along_the_roads_serves_whom_a_straight_one_thinks_served(
    city_with_roads: Database,
) -> None:
    straight = plan(city_with_roads, objective="MAXIMIZE_COVERAGE", distance="STRAIGHT")
    on_foot = plan(city_with_roads, objective="MAXIMIZE_COVERAGE", distance="NETWORK")

    # The open station is 450.6 m away from organization 2 as the crow flies.
    assert (straight["before"]["served"], straight["objectiveValue"]) == (2.0, 2.0)
    assert (on_foot["before"]["served"], on_foot["objectiveValue"]) == (1.0, 2.0)
    assert on_foot["status"] == "OPTIMAL"
    assert on_foot["after"]["served"] == 2.0
    assert [site["demandServed"] for site in on_foot["sites"]] == [1.0]


def test_mean_distances_of_a_plan_are_along_the_roads(city_with_roads: Database) -> None:
    made = plan(city_with_roads, objective="MINIMIZE_MEAN_DISTANCE", distance="NETWORK")

    # Whom no road leads to is in no mean.
    assert made["objectiveValue"] == pytest.approx(443.9 / 2, abs=0.1)
    assert made["after"]["meanDistance"] == pytest.approx(made["objectiveValue"], abs=0.01)


def test_a_plan_without_roads_is_refused(database: Database) -> None:
    city.fill(database)
    question = {
        "objective": "MAXIMIZE_COVERAGE",
        "newStations": 1,
        "serviceRadius": 500,
        "distance": "NETWORK",
    }

    answer = ask(database, PLAN, input=question)

    assert answer.error["argument"] == "input.distance"
    assert "none is loaded" in answer.error["message"]
