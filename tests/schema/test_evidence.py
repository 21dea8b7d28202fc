"""Why an organization counts as covered: every criterion with what it rests on."""

from __future__ import annotations

from typing import Any

from db.engine import Database
from db.repositories import changes
from tests.db import city
from tests.schema.city import ask

CRITERIA = [
    "HAS_PARTY_ORGANIZATION",
    "HAS_INSTRUCTOR",
    "REACHED_BY_STATION",
    "ACTIVE_THIS_YEAR",
    "ASSESSED_THIS_YEAR",
]


def evidence(database: Database) -> list[dict[str, Any]]:
    answer = ask(
        database,
        """{ organizations { edges { node { formallyCovered effectivelyCovered
            coverageEvidence { criterion met detail } } } } }""",
    )
    return [edge["node"] for edge in answer["organizations"]["edges"]]


def test_each_criterion_is_met_or_not(small_city: Database) -> None:
    found = evidence(small_city)

    assert [e["criterion"] for e in found[0]["coverageEvidence"]] == CRITERIA
    met = [[int(e["met"]) for e in one["coverageEvidence"]] for one in found]
    assert met == [
        [1, 0, 1, 1, 1],
        [0, 1, 1, 0, 0],
        [1, 1, 0, 1, 1],
        [0, 0, 0, 0, 0],
        [1, 0, 0, 1, 1],
        [0, 0, 1, 0, 0],
    ]


def test_coverage_follows_from_the_criteria(small_city: Database) -> None:
    found = evidence(small_city)

    formal = [one["formallyCovered"] for one in found]
    effective = [one["effectivelyCovered"] for one in found]
    assert formal == [True, False, True, False, True, False]
    assert effective == [True, False, True, False, False, False]


def test_details_name_who_covers_guides_and_reaches(small_city: Database) -> None:
    found = evidence(small_city)

    def details(number: int) -> list[str]:
        return [e["detail"] for e in found[number - 1]["coverageEvidence"]]

    first, second, fourth = details(1), details(2), details(4)
    assert first[0] == "covered by 西区支部, 商圈综合党委"
    assert second[:2] == ["no party organization", "guided by 630101-S001"]
    assert second[2] == "the nearest open station is 西站, 451 m away; it reaches 1000 m"
    assert fourth[2] == "not located, or no station is open"
    assert "2016-11-02 to 2017-11-01" in first[3]
    assert "2016 to 2017" in first[4]


def test_evidence_agrees_with_the_filters_and_the_rates(small_city: Database) -> None:
    answer = ask(
        small_city,
        """{ formal: organizations(filter: {formallyCovered: true}) { totalCount }
             effective: organizations(filter: {effectivelyCovered: true}) { totalCount }
             coverage { formalCoverage { numerator } effectiveCoverage { numerator } } }""",
    )

    assert answer["formal"]["totalCount"] == answer["coverage"]["formalCoverage"]["numerator"] == 3
    effective = answer["coverage"]["effectiveCoverage"]["numerator"]
    assert answer["effective"]["totalCount"] == effective == 2


def test_evidence_without_any_dated_fact_says_so(database: Database) -> None:
    with database.write() as session:
        changes.add(session, city.organization(1))

    (only,) = evidence(database)

    assert [e["met"] for e in only["coverageEvidence"]] == [False] * 5
    assert [e["detail"] for e in only["coverageEvidence"][3:]] == ["no dated fact is stored"] * 2
