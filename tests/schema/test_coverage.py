"""Coverage of the city, its parts and what might be, counted by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest
import shapely
from pyproj import Geod

from db.engine import Database
from tests.schema.city import ask

DISC_KM2 = math.pi
WEST_KM2 = 99.982358
RATES = """formalCoverage { numerator denominator ratio }
  effectiveCoverage { numerator denominator } workCoverage { numerator denominator }
  stationReach { numerator denominator ratio }"""
COVERAGE = f"""query ($input: CoverageInput) {{ coverage(input: $input) {{
  asOf activityMonths assessmentYears
  demand served servedRatio {RATES}
  scopeAreaKm2 servedAreaKm2 areaRatio overlapKm2
  meanDistance medianDistance p90Distance farthestDistance
  byDistrict {{ district {{ adcode }} report {{ demand served areaRatio {RATES} }} }} }} }}"""


def coverage(database: Database, **question: Any) -> Any:
    return ask(database, COVERAGE, input=question)["coverage"]


def numerators(report: dict[str, Any]) -> tuple[int, ...]:
    names = ("formalCoverage", "effectiveCoverage", "workCoverage", "stationReach")
    return tuple(report[name]["numerator"] for name in names)


def polygon(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def test_the_city_is_counted(small_city: Database) -> None:
    found = ask(small_city, f"{{ coverage {{ asOf demand {RATES} }} }}")["coverage"]

    assert found["asOf"] == "2017-11-01"
    # Organization 6 was closed in May.
    assert found["demand"] == 5.0
    # Formal: 1, 3, 5. Effective: 1 and 3, since nobody reaches or guides 5. Work: all but 4.
    assert numerators(found) == (3, 2, 4, 2)
    assert found["stationReach"] == {"numerator": 2, "denominator": 5, "ratio": 0.4}
    assert found["formalCoverage"]["ratio"] == 0.6


def test_areas_and_distances_of_the_city(small_city: Database) -> None:
    found = coverage(small_city)

    assert found["scopeAreaKm2"] == pytest.approx(2 * WEST_KM2, rel=1e-4)
    assert found["servedAreaKm2"] == pytest.approx(DISC_KM2, rel=1e-4)
    assert found["areaRatio"] == pytest.approx(DISC_KM2 / (2 * WEST_KM2), rel=1e-4)
    assert found["overlapKm2"] == 0.0
    # To the open station: 0, 450.648, 1,802.591 and 9,012.952 m.
    assert found["meanDistance"] == pytest.approx(2816.548, abs=0.001)
    assert found["medianDistance"] == pytest.approx(1126.619, abs=0.001)
    assert found["farthestDistance"] == pytest.approx(9012.952, abs=0.001)
    # Linear between ranks: 1,802.591 + 0.7 (9,012.952 - 1,802.591).
    assert found["p90Distance"] == pytest.approx(6849.844, abs=0.001)


def test_districts_add_up_to_the_city(small_city: Database) -> None:
    west, east = (part["report"] for part in coverage(small_city)["byDistrict"])

    assert numerators(west) == (2, 2, 3, 2)
    assert numerators(east) == (1, 0, 1, 0)
    assert (west["demand"], east["demand"]) == (3.0, 2.0)
    assert west["areaRatio"] == pytest.approx(DISC_KM2 / WEST_KM2, rel=1e-4)
    assert east["areaRatio"] == 0.0


@pytest.mark.parametrize(
    ("scope", "demand", "rates", "districts"),
    [
        ({"district": "630101"}, 3.0, (2, 2, 3, 2), ["630101"]),
        ({"district": "630102"}, 2.0, (1, 0, 1, 0), ["630102"]),
        ({"circle": "CommercialCircle:1"}, 2.0, (1, 1, 2, 2), ["630101"]),
        ({"circle": "CommercialCircle:2"}, 1.0, (1, 0, 1, 0), ["630102"]),
        # What is not located is in no polygon; its edge belongs to it.
        ({"polygon": polygon(101.03, 36.03, 101.14, 36.04)}, 4.0, (3, 2, 4, 2), None),
        ({"polygon": polygon(101.06, 36.05, 101.07, 36.06)}, 0.0, (0, 0, 0, 0), ["630101"]),
        ({"polygon": polygon(0, 0, 1, 1)}, 0.0, (0, 0, 0, 0), []),
        ({}, 5.0, (3, 2, 4, 2), None),
    ],
)
def test_every_scope_is_counted(
    small_city: Database,
    scope: dict[str, Any],
    demand: float,
    rates: tuple[int, ...],
    districts: list[str] | None,
) -> None:
    found = coverage(small_city, scope=scope)

    assert found["demand"] == demand
    assert numerators(found) == rates
    split = [part["district"]["adcode"] for part in found["byDistrict"]]
    assert split == (["630101", "630102"] if districts is None else districts)
    assert sum(part["report"]["served"] for part in found["byDistrict"]) == found["served"]


def test_an_empty_scope_has_zeros_and_no_distances(small_city: Database) -> None:
    found = coverage(small_city, scope={"polygon": polygon(0, 0, 1, 1)})

    assert (found["servedRatio"], found["stationReach"]["ratio"]) == (0.0, 0.0)
    assert (found["meanDistance"], found["farthestDistance"]) == (None, None)
    assert found["scopeAreaKm2"] == pytest.approx(12308.778, rel=1e-3)
    assert found["areaRatio"] == 0.0


def test_a_circle_inside_the_disc_is_served_whole(small_city: Database) -> None:
    # The disc of 1,000 m holds neither corner of the 1.8 by 2.2 km circle.
    found = coverage(small_city, scope={"circle": "CommercialCircle:1"}, serviceRadius=1500)

    assert found["areaRatio"] == pytest.approx(1.0, abs=1e-9)
    assert found["servedAreaKm2"] == pytest.approx(4.000293, rel=1e-4)


@pytest.mark.parametrize(
    ("weight", "demand", "served"),
    [("ORGANIZATIONS", 5, 2), ("EMPLOYEES", 150, 30), ("PARTY_MEMBERS", 15, 3)],
)
def test_demand_is_in_the_asked_weight(
    small_city: Database, weight: str, demand: float, served: float
) -> None:
    found = coverage(small_city, weight=weight)

    assert (found["demand"], found["served"]) == (demand, served)
    assert found["servedRatio"] == pytest.approx(served / demand)
    # The rates count organizations whatever the weight.
    assert found["stationReach"]["denominator"] == 5


@pytest.mark.parametrize(
    ("day", "demand", "rates"),
    [
        # The closing day is the first on which it was no more.
        ("2017-05-01", 5.0, (3, 0, 4, 2)),
        # The day before, 6 was there and reached; nobody had been active yet.
        ("2017-04-30", 6.0, (3, 0, 5, 3)),
        ("2017-01-01", 6.0, (3, 0, 5, 3)),
        # The station of the west opened on 2017-01-01, until when 2 was covered.
        ("2016-12-31", 6.0, (4, 0, 4, 0)),
        ("2010-01-03", 3.0, (0, 0, 0, 0)),
        ("1999-01-01", 0.0, (0, 0, 0, 0)),
    ],
)
def test_a_day_has_its_own_figures(
    small_city: Database, day: str, demand: float, rates: tuple[int, ...]
) -> None:
    found = coverage(small_city, asOf=day)

    assert (found["asOf"], found["demand"]) == (day, demand)
    assert numerators(found) == rates


def test_served_area_and_gaps_make_up_the_scope(small_city: Database) -> None:
    answer = ask(
        small_city,
        """{ district(adcode: "630101") { coverage { scopeAreaKm2 servedAreaKm2
            servedArea gaps rounded: servedArea(precision: 2) shifted: gaps(crs: GCJ02) } } }""",
    )

    found = answer["district"]["coverage"]
    served, gaps = (shapely.geometry.shape(found[name]) for name in ("servedArea", "gaps"))
    assert _km2(served) == pytest.approx(found["servedAreaKm2"], rel=1e-4)
    assert _km2(served) + _km2(gaps) == pytest.approx(found["scopeAreaKm2"], rel=1e-4)
    assert served.distance(shapely.Point(101.03, 36.03)) == 0.0
    assert not gaps.intersects(shapely.Point(101.03, 36.03))
    assert {round(x, 2) for x, _ in found["rounded"]["coordinates"][0]} <= {101.02, 101.03, 101.04}
    assert found["shifted"]["coordinates"][0][0] != found["gaps"]["coordinates"][0][0]


def test_districts_and_circles_answer_for_themselves(small_city: Database) -> None:
    answer = ask(
        small_city,
        """{ districts { edges { node { coverage { demand }
               wide: coverage(input: {serviceRadius: 1802.6}) { served } } } }
             commercialCircles { edges { node { coverage { demand served } } } } }""",
    )

    west, east = (edge["node"] for edge in answer["districts"]["edges"])
    assert (west["coverage"]["demand"], west["wide"]["served"]) == (3.0, 3.0)
    assert (east["coverage"]["demand"], east["wide"]["served"]) == (2.0, 0.0)
    circles = [edge["node"]["coverage"] for edge in answer["commercialCircles"]["edges"]]
    assert circles == [{"demand": 2.0, "served": 2.0}, {"demand": 1.0, "served": 0.0}]


def test_another_scope_than_the_fields_own_is_refused(small_city: Database) -> None:
    answer = ask(
        small_city,
        """{ district(adcode: "630101") {
            same: coverage(input: {scope: {district: "630101"}}) { demand }
        } node(id: "District:1") { ... on District {
            other: coverage(input: {scope: {district: "630102"}}) { demand } } } }""",
    )

    assert answer.data["district"]["same"]["demand"] == 3.0
    assert answer.error["argument"] == "input.scope"


def test_an_empty_database_has_zeros(database: Database) -> None:
    found = ask(database, COVERAGE, input={})["coverage"]

    assert (found["demand"], found["scopeAreaKm2"], found["areaRatio"]) == (0.0, 0.0, 0.0)
    assert found["byDistrict"] == []
    assert ask(database, "{ organizations { totalCount edges { cursor } } }")["organizations"] == {
        "totalCount": 0,
        "edges": [],
    }


def _km2(area: shapely.Geometry) -> float:
    return abs(Geod(ellps="WGS84").geometry_area_perimeter(area)[0]) / 1e6


RANKED = """query ($input: CoverageInput) { coverage(input: $input) {
  byDistrict { district { adcode } gapRank }
  byCircle { circle { name } gapRank report { demand served areaRatio } } } }"""


def test_districts_and_circles_are_ranked_by_whom_they_leave(small_city: Database) -> None:
    found = ask(small_city, RANKED, input={})["coverage"]

    # One of three is left in the west (4 is not located), both in the east; so a rank each.
    ranks = {part["district"]["adcode"]: part["gapRank"] for part in found["byDistrict"]}
    assert ranks == {"630102": 1, "630101": 2}
    west, east = found["byCircle"]
    assert (west["circle"]["name"], west["gapRank"]) == ("西商圈", 2)
    assert (east["circle"]["name"], east["gapRank"]) == ("东商圈", 1)
    assert (west["report"]["demand"], west["report"]["served"]) == (2.0, 2.0)
    assert east["report"]["areaRatio"] == 0.0


@pytest.mark.parametrize(
    ("scope", "names"),
    [
        ({"district": "630102"}, ["东商圈"]),
        ({"circle": "CommercialCircle:1"}, ["西商圈"]),
        ({"polygon": polygon(101.13, 36.03, 101.15, 36.05)}, ["东商圈"]),
        ({"polygon": polygon(101.06, 36.05, 101.07, 36.06)}, []),
    ],
)
def test_circles_are_those_of_the_scope(
    small_city: Database, scope: dict[str, Any], names: list[str]
) -> None:
    found = ask(small_city, RANKED, input={"scope": scope})["coverage"]

    assert [part["circle"]["name"] for part in found["byCircle"]] == names
