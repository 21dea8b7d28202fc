"""The demo city through the API: the same on both databases, and what a planner asks first."""

from __future__ import annotations

from typing import Any

import pytest

from db.demo.city import generate
from db.demo.load import load
from db.engine import Database
from tests.schema.city import ask
from tests.schema.conftest import Remembered


@pytest.fixture(scope="module")
def demo_city(module_database: Database) -> Database:
    load(module_database, generate())
    return module_database


def test_the_first_query_of_the_readme_has_seven_districts(demo_city: Database) -> None:
    answer = ask(
        demo_city,
        """{ districts(first: 10) { edges { node {
            name organizations(first: 1) { totalCount }
            coverage { stationReach { ratio } areaRatio } } } } }""",
    )

    found = [edge["node"] for edge in answer["districts"]["edges"]]
    assert len(found) == 7
    assert sum(one["organizations"]["totalCount"] for one in found) == 2000
    assert all(0 < one["coverage"]["stationReach"]["ratio"] < 1 for one in found)
    assert all(0 < one["coverage"]["areaRatio"] < 1 for one in found)


def test_rates_stand_in_their_order_in_every_district(demo_city: Database) -> None:
    answer = ask(
        demo_city,
        """{ coverage { byDistrict { district { name } report {
            formalCoverage { ratio } effectiveCoverage { ratio } workCoverage { ratio } } } } }""",
    )

    for part in answer["coverage"]["byDistrict"]:
        report = part["report"]
        rates = [report[f"{name}Coverage"]["ratio"] for name in ("effective", "formal", "work")]
        assert rates == sorted(set(rates))
        assert rates[-1] < 1


def test_stations_cost_what_the_report_says(demo_city: Database) -> None:
    answer = ask(demo_city, "{ guidanceStations { totalCount edges { node { cost } } } }")

    costs = [float(edge["node"]["cost"]) for edge in answer["guidanceStations"]["edges"]]
    assert answer["guidanceStations"]["totalCount"] == 8
    assert sum(costs) == 200_000.0


PARITY = {
    "pages": """{ organizations(first: 40, orderBy: [{field: EMPLOYEES, descending: true},
        {field: NAME}]) { totalCount pageInfo { endCursor }
        edges { node { id name employees } } } }""",
    "text order": """{ organizations(first: 200, orderBy: [{field: NAME}]) {
        edges { cursor node { name } } } }""",
    "nearest": """{ organizations(first: 60, filter: {spatial: {near: {longitude: 101.78,
        latitude: 36.62, distance: 3000}}}) { totalCount edges { node { id distance } } } }""",
    "within": """{ organizations(first: 500, filter: {spatial: {within: {type: "Polygon",
        coordinates: [[[101.7, 36.6], [101.8, 36.6], [101.8, 36.7], [101.7, 36.7], [101.7, 36.6]]]}
        }}) { totalCount edges { node { id } } } }""",
    "shifted": """{ organizations(first: 500, filter: {spatial: {crs: GCJ02, bbox: {west: 101.75,
        south: 36.6, east: 101.8, north: 36.65}}}) { totalCount edges { node { id } } } }""",
    "coverage filters": """{ a: organizations(filter: {effectivelyCovered: true}) { totalCount }
        b: organizations(filter: {formallyCovered: false, reachedByStation: true}) { totalCount }
        c: organizations(filter: {hasPartyOrganization: true, kinds: [SOCIAL]}) { totalCount } }""",
    "nested": """{ districts { edges { node { adcode areaKm2
        commercialCircles { edges { node { name organizations(first: 5, filter:
          {minEmployees: 50}) { totalCount edges { node { name employees } } } } } } } } } }""",
    "evidence": """{ organizations(first: 100) { edges { node { id formallyCovered
        effectivelyCovered coverageEvidence { criterion met detail }
        nearestStation { metres station { id } } partyOrganization { id } instructor { id }
        circles { id } } } } }""",
    "coverage": """{ coverage(input: {serviceRadius: 1500, addStations: [{longitude: 101.6,
        latitude: 36.7}]}) { demand served servedRatio areaRatio overlapKm2 meanDistance
        p90Distance formalCoverage { numerator } effectiveCoverage { numerator }
        byDistrict { district { adcode } report { served areaRatio } } } }""",
    "registers": """{ partyOrganizations(first: 100) { totalCount edges { node { id kind covers {
        totalCount } } } } instructors { totalCount edges { node { code } } }
        activities(filter: {year: 2017}) { totalCount edges { node { id on } } }
        assessments { totalCount edges { node { id score } } } }""",
    "features": """{ a: features(layer: ORGANIZATIONS, limit: 50)
        b: features(layer: SERVICE_AREAS, precision: 5)
        c: features(layer: DISTRICTS, zoom: 9)
        d: features(layer: COVERAGE_GAPS, properties: ["adcode"], precision: 4) }""",
}


@pytest.mark.parametrize("name", PARITY)
def test_both_databases_give_the_same_answer(
    demo_city: Database, name: str, remembered: Remembered
) -> None:
    answer = ask(demo_city, PARITY[name])

    assert answer.errors == []
    other = remembered.other(name, demo_city.dialect, answer.data)
    assert answer.data == nearly(other)


def nearly(value: Any) -> Any:
    """Let figures differ in the last digits: metres are rounded to 1e-8."""
    if isinstance(value, float):
        return pytest.approx(value, rel=1e-12, abs=2e-8)
    if isinstance(value, dict):
        return {key: nearly(one) for key, one in value.items()}
    return [nearly(one) for one in value] if isinstance(value, list) else value


def test_the_next_eight_stations_within_1_km_are_proven(demo_city: Database) -> None:
    answer = ask(
        demo_city,
        """{ stationPlan(input: {
            objective: MAXIMIZE_COVERAGE, newStations: 8, serviceRadius: 1000 }) {
            status objectiveValue bound gap
            sites { rank existing { id } demandServed district { name } }
            before { served areaRatio } after { served areaRatio }
            curve { stations served } } }""",
    )

    plan = answer["stationPlan"]
    assert (plan["status"], plan["gap"]) == ("OPTIMAL", 0.0)
    assert plan["objectiveValue"] == plan["bound"] == plan["after"]["served"]
    assert [site["rank"] for site in plan["sites"]] == list(range(1, 9))
    assert all(site["existing"] is None and site["district"] for site in plan["sites"])
    gains = [site["demandServed"] for site in plan["sites"]]
    assert plan["before"]["served"] + sum(gains) == plan["after"]["served"]
    served = [point["served"] for point in plan["curve"]]
    assert len(served) == 9
    assert served == sorted(served)
    assert plan["after"]["areaRatio"] > plan["before"]["areaRatio"]


def test_a_longer_radius_and_more_stations_serve_no_less(demo_city: Database) -> None:
    query = """query ($stations: Int!, $radius: Float!) { stationPlan(input: {
        objective: MAXIMIZE_COVERAGE, newStations: $stations, serviceRadius: $radius,
        scope: { district: "630104" } }) { status objectiveValue } }"""

    values = [
        [
            ask(demo_city, query, stations=n, radius=radius)["stationPlan"]["objectiveValue"]
            for n in (0, 1, 2, 4)
        ]
        for radius in (500, 1000, 2000)
    ]

    for row in values:
        assert row == sorted(row)
    for column in zip(*values, strict=True):
        assert list(column) == sorted(column)
