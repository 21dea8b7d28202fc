"""Station plans of the small city, worked out by hand.

Station 1 serves organizations 1 (at its door) and 2 (450.648 m away). Organization 3 is 1,802.591 m
from it and 1,351.943 m from organization 2; organization 5 is 9,012.952 m from it, and 4 is not
located. West holds 1, 2 and 3, east holds 4 and 5.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from db.engine import Database
from geo.geodesic import geodesic_m
from tests.schema.city import Answer, ask

PLAN = """query ($input: StationPlanInput!) { stationPlan(input: $input) {
  status objective objectiveValue bound gap conflicts cost seconds mapUrl
  sites { rank demandServed location serviceArea existing { name } district { adcode } }
  before { served servedRatio meanDistance } after { served servedRatio meanDistance }
  curve { stations served servedRatio cost } } }"""
AT_ORGANIZATIONS = {"candidates": {"organizations": True}}
ORGANIZATION_2 = np.array([101.035, 36.03])
STATION_1 = np.array([101.03, 36.03])
FAR_EAST: dict[str, Any] = {
    "candidates": {"points": {"type": "Point", "coordinates": [101.13, 36.03]}}
}


def answer(database: Database, objective: str = "MAXIMIZE_COVERAGE", **question: Any) -> Answer:
    asked = {"objective": objective, "serviceRadius": 1000, **AT_ORGANIZATIONS, **question}
    if objective != "MINIMIZE_STATIONS":
        asked.setdefault("newStations", 1)
    return ask(database, PLAN, input={k: v for k, v in asked.items() if v != "missing"})


def plan(database: Database, objective: str = "MAXIMIZE_COVERAGE", **question: Any) -> Any:
    return answer(database, objective, **question)["stationPlan"]


def places(found: dict[str, Any]) -> list[tuple[float, float]]:
    return [tuple(site["location"]["coordinates"]) for site in found["sites"]]


def served(found: dict[str, Any]) -> list[tuple[int, float]]:
    return [(point["stations"], point["served"]) for point in found["curve"]]


def test_two_stations_serve_the_two_that_were_left(small_city: Database) -> None:
    found = plan(small_city, newStations=2, costPerStation="25000")

    assert (found["status"], found["objective"]) == ("OPTIMAL", "MAXIMIZE_COVERAGE")
    assert (found["objectiveValue"], found["bound"], found["gap"]) == (4.0, 4.0, 0.0)
    assert [(site["rank"], site["demandServed"]) for site in found["sites"]] == [(1, 1), (2, 1)]
    assert sorted(places(found)) == [(101.05, 36.03), (101.13, 36.03)]
    assert (found["before"]["served"], found["after"]["served"]) == (2.0, 4.0)
    # Organization 4 is not located; it counts in the demand of five.
    assert found["after"]["servedRatio"] == 0.8
    assert served(found) == [(0, 2), (1, 3), (2, 4)]
    assert [point["cost"] for point in found["curve"]] == ["0.00", "25000.00", "50000.00"]
    assert found["cost"] == "50000.00"
    assert (found["conflicts"], found["mapUrl"]) == ([], None)
    assert 0 < found["seconds"] < 60


def test_a_weight_decides_where_one_station_goes(small_city: Database) -> None:
    found = plan(small_city, weight="EMPLOYEES")

    # Organization 5 has 50 employees, 3 has 30; 1 and 2 have 30 together.
    assert places(found) == [(101.13, 36.03)]
    assert found["sites"][0]["demandServed"] == 50.0
    assert found["sites"][0]["district"] == {"adcode": "630102"}
    assert found["objectiveValue"] == 80.0


def test_the_curve_is_that_of_each_number(small_city: Database) -> None:
    found = plan(small_city, newStations=3, weight="EMPLOYEES")

    assert served(found) == [(0, 30), (1, 80), (2, 110), (3, 110)]
    assert found["curve"][2]["servedRatio"] == pytest.approx(110 / 150)
    assert len(found["sites"]) == 2


@pytest.mark.parametrize(("radius", "n_new"), [(1000, 2), (1802.5, 2), (1802.6, 1), (9013, 0)])
def test_the_fewest_stations_serve_every_located_organization(
    small_city: Database, radius: float, n_new: int
) -> None:
    found = plan(small_city, "MINIMIZE_STATIONS", serviceRadius=radius)

    assert (found["status"], found["objectiveValue"]) == ("OPTIMAL", n_new)
    assert found["after"]["served"] == 4.0
    assert len(found["sites"]) == n_new
    assert served(found)[-1] == (n_new, 4.0)


def test_an_organization_at_exactly_the_radius_is_served(small_city: Database) -> None:
    radius = float(geodesic_m(STATION_1, ORGANIZATION_2)[0])

    assert plan(small_city, serviceRadius=radius, newStations=0)["objectiveValue"] == 2.0
    shorter = radius - 0.0001
    assert plan(small_city, serviceRadius=shorter, newStations=0)["objectiveValue"] == 1.0


def test_the_least_mean_distance(small_city: Database) -> None:
    found = plan(small_city, "MINIMIZE_MEAN_DISTANCE")

    assert places(found) == [(101.13, 36.03)]
    # Distances 0, 450.648, 1,802.591 and 0.
    assert found["objectiveValue"] == pytest.approx((450.648 + 1802.591) / 4, abs=0.001)
    assert found["status"] == "OPTIMAL"
    assert found["after"]["meanDistance"] == pytest.approx(found["objectiveValue"], abs=0.001)


def test_a_weight_draws_the_mean_distance(small_city: Database) -> None:
    found = plan(small_city, "MINIMIZE_MEAN_DISTANCE", weight="EMPLOYEES")

    # 20 x 450.648 and 30 x 1,802.591 over the 110 employees of the located.
    assert found["objectiveValue"] == pytest.approx((20 * 450.648 + 30 * 1802.591) / 110, abs=1e-3)


@pytest.mark.parametrize(("n_new", "metres"), [(1, 1802.591), (2, 450.648), (3, 0.0)])
def test_the_least_farthest_distance(small_city: Database, n_new: int, metres: float) -> None:
    found = plan(small_city, "MINIMIZE_FARTHEST_DISTANCE", newStations=n_new)

    assert found["objectiveValue"] == pytest.approx(metres, abs=0.001)
    assert found["status"] == "OPTIMAL"


@pytest.mark.parametrize(("n_new", "value"), [(0, 1), (1, 2), (2, 3), (3, 4)])
def test_a_station_serves_no_more_than_its_capacity(
    small_city: Database, n_new: int, value: int
) -> None:
    found = plan(small_city, newStations=n_new, capacity=1)

    assert (found["objectiveValue"], found["status"]) == (value, "OPTIMAL")
    assert sum(site["demandServed"] for site in found["sites"]) == value - 1
    assert served(found)[-1][1] == value


def test_no_district_stays_below_its_share(small_city: Database) -> None:
    found = plan(small_city, minimumDistrictRatio=0.5)

    # West has two of three already; east needs organization 5, since 4 is not located.
    assert places(found) == [(101.13, 36.03)]
    assert served(found) == [(0, 2), (1, 3)]


def test_the_fewest_stations_for_a_share_of_every_district(small_city: Database) -> None:
    found = plan(small_city, "MINIMIZE_STATIONS", minimumDistrictRatio=0.5)

    assert (found["objectiveValue"], places(found)) == (1.0, [(101.13, 36.03)])


def test_a_budget_buys_fewer_stations(small_city: Database) -> None:
    found = plan(small_city, newStations=2, budget="30000", costPerStation="25000")

    assert (found["objectiveValue"], found["cost"]) == (3.0, "25000.00")


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ({"minimumDistrictRatio": 0.6}, ["东区的覆盖率不低于 60.0%"]),
        (
            {"minimumDistrictRatio": 0.5, "budget": "10000", "costPerStation": "25000"},
            ["预算 10,000 元，每站 25,000 元", "东区的覆盖率不低于 50.0%"],
        ),
        (
            {"minimumDistrictRatio": 0.5, "newStations": 0},
            ["新增站点不超过 0 个", "东区的覆盖率不低于 50.0%"],
        ),
        (
            {"require": ["GuidanceStation:2"], "newStations": 0},
            ["新增站点不超过 0 个", "必须包含站点 东站"],
        ),
        (
            {"objective": "MINIMIZE_MEAN_DISTANCE", "capacity": 1},
            ["新增站点不超过 1 个", "每站最多服务 1 家组织"],
        ),
    ],
)
def test_an_impossible_plan_names_what_clashes(
    small_city: Database, question: dict[str, Any], words: list[str]
) -> None:
    found = plan(small_city, **question)

    assert found["status"] == "INFEASIBLE"
    assert len(found["conflicts"]) == len(words)
    for conflict, word in zip(found["conflicts"], words, strict=True):
        assert conflict.startswith(word)
        assert " / " in conflict
    assert (found["objectiveValue"], found["bound"], found["gap"]) == (None, None, None)
    assert (found["sites"], found["after"], found["cost"]) == ([], None, None)
    assert found["before"]["served"] == 2.0
    assert served(found) == [(0, 2)]


def test_who_has_no_candidate_near_is_counted(small_city: Database) -> None:
    point = {"type": "Point", "coordinates": [101.05, 36.03]}

    found = plan(small_city, "MINIMIZE_STATIONS", candidates={"points": point})

    assert found["status"] == "INFEASIBLE"
    assert found["conflicts"][0].startswith("1 家组织周围 1000 米内没有候选点")


def test_a_required_planned_station_is_in_the_plan(small_city: Database) -> None:
    found = plan(small_city, require=["GuidanceStation:2"], costPerStation="25000")

    (site,) = found["sites"]
    assert site["existing"] == {"name": "东站"}
    assert site["demandServed"] == 1.0
    assert (found["objectiveValue"], found["after"]["served"]) == (3.0, 3.0)
    # It is not open yet, so it costs.
    assert found["cost"] == "25000.00"


def test_a_forbidden_station_is_planned_without(small_city: Database) -> None:
    found = plan(small_city, forbid=["GuidanceStation:1"], newStations=0)

    assert found["objectiveValue"] == 0.0
    assert (found["before"]["served"], found["after"]["served"]) == (2.0, 0.0)
    assert plan(small_city, forbid=["GuidanceStation:1"])["objectiveValue"] == 2.0


def test_from_scratch_open_stations_are_candidates(small_city: Database) -> None:
    found = plan(small_city, keepExisting=False, costPerStation="25000", **FAR_EAST)

    (site,) = found["sites"]
    assert site["existing"] == {"name": "西站"}
    assert (found["objectiveValue"], found["cost"]) == (2.0, "0.00")
    assert served(found) == [(0, 0), (1, 2)]
    both = plan(small_city, keepExisting=False, newStations=2, **FAR_EAST)
    assert (both["objectiveValue"], both["after"]["served"]) == (3.0, 3.0)


def test_from_scratch_an_unchosen_station_serves_nobody(small_city: Database) -> None:
    found = plan(small_city, keepExisting=False, weight="EMPLOYEES", **FAR_EAST)

    # 50 employees in the east against 30 in the west.
    assert places(found) == [(101.13, 36.03)]
    assert (found["before"]["served"], found["after"]["served"]) == (30.0, 50.0)


def test_circle_crossings_find_the_place_between(small_city: Database) -> None:
    question: dict[str, Any] = {
        "keepExisting": False,
        "serviceRadius": 902,
        "scope": {"district": "630101"},
    }

    between = plan(small_city, **question, candidates={"circleIntersections": True})

    # From the middle of 1 and 3, 901.3 m from both, all three are served; from none of them.
    assert between["objectiveValue"] == 3.0
    assert plan(small_city, **question)["objectiveValue"] == 2.0


def test_candidates_are_a_grid_over_the_scope_by_default(small_city: Database) -> None:
    found = plan(small_city, candidates=None, scope={"district": "630102"}, serviceRadius=400)

    assert found["objectiveValue"] == 1.0
    ((x, y),) = places(found)
    assert 101.1 <= x <= 101.2
    # Half the diagonal of 500 m is 354 m, so that some place of the grid is near enough.
    assert geodesic_m(np.array([x, y]), np.array([101.13, 36.03]))[0] <= 400


def test_a_scope_smaller_than_the_grid_has_one_place(small_city: Database) -> None:
    (west, south), (east, north) = (101.129, 36.029), (101.131, 36.031)
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    scope = {"polygon": {"type": "Polygon", "coordinates": [ring]}}

    found = plan(small_city, candidates={"gridSpacing": 5000}, scope=scope)

    assert found["objectiveValue"] == 1.0


def test_places_that_reach_nobody_are_no_candidates(small_city: Database) -> None:
    point = {"type": "Point", "coordinates": [101.19, 36.09]}

    found = plan(small_city, candidates={"points": point})

    assert (found["sites"], found["objectiveValue"], found["status"]) == ([], 2.0, "OPTIMAL")


@pytest.mark.parametrize(
    ("argument", "question", "words"),
    [
        ("newStations", {"newStations": "missing"}, "needs it"),
        ("newStations", {"newStations": -1}, "-1"),
        ("newStations", {"newStations": 1001}, "1000"),
        ("newStations", {"objective": "MINIMIZE_STATIONS", "newStations": 3}, "leave it out"),
        (
            "newStations",
            {
                "objective": "MINIMIZE_MEAN_DISTANCE",
                "newStations": 0,
                "forbid": ["GuidanceStation:1"],
            },
            "1 or more",
        ),
        ("serviceRadius", {"serviceRadius": 0}, "greater than 0"),
        ("serviceRadius", {"serviceRadius": -5}, "-5"),
        ("serviceRadius", {"serviceRadius": 1e9}, "200000"),
        ("budget", {"budget": "100"}, "costPerStation"),
        ("budget", {"budget": "-1", "costPerStation": "1"}, "-1"),
        ("costPerStation", {"costPerStation": "0.001"}, "two decimals"),
        ("capacity", {"capacity": 0}, "1 or more"),
        (
            "capacity",
            {"objective": "MINIMIZE_FARTHEST_DISTANCE", "capacity": 3},
            "leave it out",
        ),
        ("minimumDistrictRatio", {"minimumDistrictRatio": 1.5}, "0 to 1"),
        ("timeLimit", {"timeLimit": 11}, "startStationPlan"),
        ("timeLimit", {"timeLimit": 0}, "more than 0"),
        ("candidates.gridSpacing", {"candidates": {"gridSpacing": 0}}, "1 metre"),
        ("candidates.gridSpacing", {"candidates": {"gridSpacing": 1}}, "smaller scope"),
        ("require", {"require": ["GuidanceStation:99"]}, "GuidanceStation:99"),
        ("require", {"require": ["GuidanceStation:3"]}, "2017-06-01"),
        ("require[0]", {"require": ["District:1"]}, "is a District"),
        ("forbid", {"forbid": ["GuidanceStation:99"]}, "GuidanceStation:99"),
        (
            "forbid",
            {"require": ["GuidanceStation:1"], "forbid": ["GuidanceStation:1"]},
            "in require too",
        ),
        ("scope.district", {"scope": {"district": "630199"}}, "630101, 630102"),
        (
            "candidates.points",
            {"candidates": {"points": {"type": "LineString", "coordinates": [[1, 2], [3, 4]]}}},
            "LineString",
        ),
    ],
)
def test_what_cannot_be_planned_names_the_argument(
    small_city: Database, argument: str, question: dict[str, Any], words: str
) -> None:
    error = answer(small_city, **{"objective": "MAXIMIZE_COVERAGE", **question}).error

    assert error["argument"] == f"input.{argument}"
    assert words in error["message"]
    assert error["code"] != "INTERNAL_SERVER_ERROR"


def test_a_scope_counts_its_own_organizations_alone(small_city: Database) -> None:
    found = plan(small_city, scope={"district": "630102"})

    assert found["before"]["served"] == 0.0
    assert found["objectiveValue"] == 1.0
    circle = plan(small_city, scope={"circle": "CommercialCircle:2"}, candidates=None)
    assert circle["objectiveValue"] == 1.0
    assert len(places(circle)) == 1
