"""How many SQL statements a query issues: as many as it has kinds of lists, however many rows."""

from __future__ import annotations

import pytest

from db.demo.city import generate
from db.demo.load import load
from db.engine import Database
from tests.schema.city import ask

N_ORGANIZATIONS = 300


@pytest.fixture(scope="module")
def demo_city(module_database: Database) -> Database:
    load(module_database, generate(N_ORGANIZATIONS))
    return module_database


NESTED = """query ($n: Int) { districts(first: $n) { edges { node { name
  organizations(first: $n) { totalCount edges { node { name
    district { name } circles { name } partyOrganization { name superior { name } }
    instructor { code homeStation { name } } nearestStation { metres station { name } }
  } } }
  commercialCircles { edges { node { name committee { name }
    organizations(first: $n, filter: {reachedByStation: true}) { edges { node { name } } } } } }
} } } }"""


@pytest.mark.parametrize(
    ("query", "n_statements"),
    [
        ("{ organizations { totalCount } }", 1),
        ("query ($n: Int) { organizations(first: $n) { edges { node { name } } } }", 1),
        ("query ($n: Int) { organizations(first: $n) { totalCount edges { node { id } } } }", 2),
        (
            """query ($n: Int) { organizations(first: $n) { edges { node { district { name }
            district2: district { adcode } } } } }""",
            2,
        ),
        # The page, the funding, and the counts of served organizations.
        (
            """query ($n: Int) { guidanceStations(first: $n) { edges { node { cost
            funding { amount } load servedOrganizations(first: 1) { totalCount } } } } }""",
            3,
        ),
    ],
)
def test_the_number_of_statements_does_not_grow_with_the_rows(
    demo_city: Database, query: str, n_statements: int
) -> None:
    few = ask(demo_city, query, n=2)
    many = ask(demo_city, query, n=7)

    assert few.errors == many.errors == []
    assert many.n_statements == few.n_statements == n_statements


def test_a_deep_query_takes_one_statement_a_relation(demo_city: Database) -> None:
    # The day; the lists of districts, their organizations (and the counts), their circles, and
    # the organizations of these; for the organizations their districts, circles, party
    # organizations, superiors, instructors, home stations, nearest stations (open ones, places,
    # rows), and the committees of the circles. Two that come at once may share a statement.
    for n in (1, 3, 7):
        answer = ask(demo_city, NESTED, n=n)
        assert answer.errors == []
        assert 13 <= answer.n_statements <= 16


def test_coverage_of_many_loads_the_facts_once(demo_city: Database) -> None:
    one = ask(demo_city, "{ coverage { demand areaRatio } }")
    many = ask(
        demo_city,
        """{ coverage { demand byDistrict { report { areaRatio } } }
             wide: coverage(input: {serviceRadius: 2000}) { served }
             districts { edges { node { coverage { demand areaRatio } } } }
             commercialCircles { edges { node { coverage { demand areaRatio } } } } }""",
    )

    assert many.errors == []
    # The lists of districts and of circles beside.
    assert many.n_statements == one.n_statements + 2


def test_evidence_of_many_takes_as_much_as_of_one(demo_city: Database) -> None:
    query = """query ($n: Int) { organizations(first: $n) { edges { node {
        formallyCovered effectivelyCovered coverageEvidence { met detail } } } } }"""
    one, many = ask(demo_city, query, n=1), ask(demo_city, query, n=100)

    assert one.errors == many.errors == []
    assert many.n_statements == one.n_statements
