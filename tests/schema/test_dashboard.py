"""What the registers add up to in the demo city: every figure of the report, to the fen."""

from __future__ import annotations

from typing import Any

import pytest

from db.demo.city import generate
from db.demo.load import load
from db.engine import Database
from tests.schema.city import ask
from tests.schema.conftest import Remembered
from tests.schema.test_demo import nearly

RATES = ("formalCoverage", "effectiveCoverage", "workCoverage", "stationReach")
FIELDS = """
    asOf organizations partyOrganizations partyMembers circles stations instructors
    formalCoverage { numerator denominator ratio } effectiveCoverage { numerator denominator ratio }
    workCoverage { numerator denominator ratio } stationReach { numerator denominator ratio }
    rectificationOpen rectificationClosed rectificationOverdue measuresDone measuresTotal
    duesReturned grantsPaid stationInvestment pairingFunds pairedVillages activities
    honorsByKind { kind count } wishesOpen wishesFulfilled honors exemplars brandsMet cultureSites
    responsibilitiesDone responsibilitiesTotal assessmentScore honorPayCost posts postsFilled
"""
FAR_AWAY = {"type": "Polygon", "coordinates": [[[2, 48], [3, 48], [3, 49], [2, 49], [2, 48]]]}
QUERY = f"""query ($scope: ScopeInput, $year: Int) {{
    dashboard(scope: $scope, year: $year) {{{FIELDS}}} }}"""
NOTHING: dict[str, Any] = {"numerator": 0, "denominator": 0, "ratio": 0.0}


@pytest.fixture(scope="module")
def demo_city(module_database: Database) -> Database:
    load(module_database, generate())
    return module_database


def dashboard(database: Database, **variables: Any) -> dict[str, Any]:
    found: dict[str, Any] = ask(database, QUERY, **variables)["dashboard"]
    return found


def test_every_figure_of_the_report_comes_out(demo_city: Database) -> None:
    found = dashboard(demo_city)

    assert found["asOf"] == "2017-11-01"
    assert (found["circles"], found["stations"]) == (4, 8)
    assert found["stationInvestment"] == "200000.00"
    assert (found["pairedVillages"], found["pairingFunds"]) == (73, "2393600.00")
    assert found["duesReturned"] == "393000.00"
    assert found["measuresTotal"] == 15
    by_kind = {one["kind"]: one["count"] for one in found["honorsByKind"]}
    assert by_kind["ADVANCED_ORGANIZATION"] == 10
    assert by_kind["OUTSTANDING_MEMBERS"] + by_kind["OUTSTANDING_WORKERS"] == 12
    assert by_kind["CONGRESS_DELEGATES"] == 6
    assert found["honors"] == 28


def test_the_rates_are_those_of_coverage(demo_city: Database) -> None:
    rates = " ".join(f"{name} {{ numerator denominator ratio }}" for name in RATES)
    district = {"district": "630104"}
    answer = ask(
        demo_city,
        f"""query ($scope: ScopeInput) {{
            dashboard(scope: $scope) {{ organizations {rates} }}
            coverage(input: {{scope: $scope}}) {{ demand {rates} }} }}""",
        scope=district,
    )

    ours, theirs = answer["dashboard"], answer["coverage"]
    assert [ours[name] for name in RATES] == [theirs[name] for name in RATES]
    assert ours["organizations"] == theirs["demand"] == ours["stationReach"]["denominator"]


def test_a_year_has_its_own(demo_city: Database) -> None:
    found = dashboard(demo_city, year=2016)

    assert found["asOf"] == "2016-12-31"
    assert (found["honors"], found["duesReturned"]) == (28, "393000.00")
    assert dashboard(demo_city, year=2017)["honors"] == 0


def test_districts_add_up_to_the_city(demo_city: Database) -> None:
    whole = dashboard(demo_city)
    adcodes = ask(demo_city, "{ districts { edges { node { adcode } } } }")["districts"]["edges"]
    parts = [dashboard(demo_city, scope={"district": edge["node"]["adcode"]}) for edge in adcodes]

    for name in ("organizations", "partyMembers", "stations", "circles", "exemplars", "brandsMet"):
        assert sum(part[name] for part in parts) == whole[name]
    assert sum(float(part["stationInvestment"]) for part in parts) == 200_000.0


@pytest.mark.parametrize(
    "variables",
    [{"scope": {"polygon": FAR_AWAY}}, {"scope": {"polygon": FAR_AWAY}, "year": 2016}],
)
def test_a_place_that_holds_nothing_gives_zeros(
    demo_city: Database, variables: dict[str, Any]
) -> None:
    found = dashboard(demo_city, **variables)

    assert [found.pop(name) for name in RATES] == [NOTHING] * 4
    assert {one["count"] for one in found.pop("honorsByKind")} == {0}
    assert found.pop("assessmentScore") is None
    found.pop("asOf")
    assert set(found.values()) == {0, "0.00"}


def test_a_year_before_everything_gives_zeros(demo_city: Database) -> None:
    found = dashboard(demo_city, year=1)

    assert found["honors"] == found["activities"] == found["stations"] == 0
    assert found["pairingFunds"] == "0.00"
    assert found["stationReach"]["denominator"] == found["organizations"]


def test_an_empty_city_gives_zeros(database: Database) -> None:
    found = dashboard(database)

    assert [found[name] for name in RATES] == [NOTHING] * 4
    assert (found["organizations"], found["posts"], found["grantsPaid"]) == (0, 0, "0.00")
    assert dashboard(database, year=2016)["honors"] == 0


@pytest.mark.parametrize(
    ("variables", "argument", "words"),
    [
        ({"scope": {"district": "999999"}}, "scope.district", "known: 630102"),
        ({"scope": {"circle": "CommercialCircle:99"}}, "scope", "no circle"),
        ({"scope": {"circle": "District:1"}}, "scope.circle", "give a CommercialCircle"),
        ({"scope": {"district": "630102", "polygon": FAR_AWAY}}, "scope", "give one of"),
        ({"year": 0}, "year", "no year 0"),
    ],
)
def test_a_scope_or_year_that_there_is_not_is_named(
    demo_city: Database, variables: dict[str, Any], argument: str, words: str
) -> None:
    error = ask(demo_city, QUERY, **variables).error

    assert error["argument"] == argument
    assert words in error["message"]


def test_both_databases_add_up_alike(demo_city: Database, remembered: Remembered) -> None:
    found = [
        dashboard(demo_city, **each)
        for each in ({}, {"year": 2017}, {"scope": {"circle": "CommercialCircle:1"}})
    ]

    assert found == nearly(remembered.other("dashboards", demo_city.dialect, found))


REGISTERS = {
    "responsibilities": "title holder { name } year dueOn doneOn status",
    "assessments": "subject { name } year target weight score",
    "inspections": "subject { name } on findings rectificationItems { id status }",
    "rectificationItems": """title cause owner { name } measure { number } organization { name }
        inspection { id } listedOn dueOn status overdue history { at from to by note }""",
    "measures": """number title owner { name } milestones { title dueOn doneOn } items { id }
        status""",
    "brandRatings": "brand organization { name } year criteria { code title met proposal } met",
    "exemplars": "kind organization { name } title year",
    "honors": "kind level year partyOrganization { name } organization { name } count",
    "wishes": "title location status claimedBy { name } postedOn claimedOn fulfilledOn",
    "pairings": "partyOrganization { name } village villageLocation line funds year",
    "duesRebates": "partyOrganization { name } year paid matched returned",
    "incubationGrants": "organization { name } fundHolder { name } amount on purpose",
    "honorPayPrograms": "organization { name } monthlyAmount minimumYears eligibleMembers "
    "annualCost",
    "cultureSites": "kind name organization { name } location",
    "activities": "series title on participants host { name }",
    "alliances": "name organizations { totalCount } circles { name alliance { name } }",
}


@pytest.mark.parametrize("name", REGISTERS)
def test_the_demo_fills_every_register_alike_on_both_databases(
    demo_city: Database, name: str, remembered: Remembered
) -> None:
    answer = ask(
        demo_city,
        f"""{{ {name}(first: 100) {{ totalCount pageInfo {{ hasNextPage }}
            edges {{ node {{ id version {REGISTERS[name]} }} }} }} }}""",
    )

    assert answer[name]["totalCount"] > 0
    # The way up to a helper's place takes two a level of the tree.
    assert answer.n_statements <= (17 if name == "pairings" else 10)
    assert answer.data == nearly(remembered.other(name, demo_city.dialect, answer.data))


def test_issues_are_paged_with_their_organizations(demo_city: Database) -> None:
    query = """query ($n: Int, $after: String) { affiliationIssues(first: $n, after: $after) {
        totalCount pageInfo { hasNextPage endCursor }
        edges { node { kind detail organization { id name } } } } }"""
    whole = ask(demo_city, query, n=500)["affiliationIssues"]
    first = ask(demo_city, query, n=7)["affiliationIssues"]
    second = ask(demo_city, query, n=7, after=first["pageInfo"]["endCursor"])["affiliationIssues"]

    assert whole["totalCount"] > 14
    assert first["pageInfo"]["hasNextPage"]
    assert [*first["edges"], *second["edges"]] == whole["edges"][:14]


def test_features_have_places_of_culture_and_lines_to_villages(demo_city: Database) -> None:
    answer = ask(
        demo_city,
        """{ sites: features(layer: CULTURE_SITES)  lines: features(layer: PAIRINGS)
             few: features(layer: PAIRINGS, limit: 2, properties: ["funds"])
             none: features(layer: PAIRINGS, filter: {bbox: {west: 1, south: 1, east: 2, north: 2}})
             east: features(layer: CULTURE_SITES, filter: {district: "630102"})
             cultureSites(filter: {district: "630102"}) { totalCount } }""",
    )

    assert {one["geometry"]["type"] for one in answer["sites"]["features"]} == {"Point"}
    assert {one["geometry"]["type"] for one in answer["lines"]["features"]} == {"LineString"}
    assert len(answer["lines"]["features"]) <= 73
    assert set(answer["lines"]["features"][0]["properties"]) == {"village", "funds", "year"}
    assert isinstance(answer["few"]["features"][0]["properties"]["funds"], str)
    assert (len(answer["few"]["features"]), answer["few"]["truncated"]) == (2, True)
    assert answer["none"]["features"] == []
    assert len(answer["east"]["features"]) == answer["cultureSites"]["totalCount"]


def test_lines_are_not_filtered_by_near(demo_city: Database) -> None:
    error = ask(
        demo_city,
        "{ features(layer: PAIRINGS, filter: {near: {longitude: 101.7, latitude: 36.6}}) }",
    ).error

    assert error["argument"] == "filter.near"
