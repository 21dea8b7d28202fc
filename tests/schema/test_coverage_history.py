"""Coverage over time: each point is what `coverage` says of that day; some days by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from db.engine import Database
from db.repositories.validity import first_day_beyond, months_before
from schema.operations.coverage_history import HistoryQuestion, HistoryStep
from schema.operations.questions import Scope
from tests.schema.city import ask

RATES = """formalCoverage { numerator denominator } effectiveCoverage { numerator denominator }
  workCoverage { numerator denominator } stationReach { numerator denominator } areaRatio"""
HISTORY = f"""query ($scope: ScopeInput, $from: Date!, $to: Date!, $every: HistoryStep) {{
  coverageHistory(scope: $scope, from: $from, to: $to, every: $every) {{ on {RATES} }} }}"""
CIRCLES = """query ($input: CircleProposalInput!) { proposedCircles(input: $input) {
  organizations employees areaKm2 boundary district { adcode } existing { name } } }"""


def history(database: Database, **question: Any) -> Any:
    return ask(database, HISTORY, **question)["coverageHistory"]


@pytest.mark.parametrize(
    "scope",
    [
        None,
        {"district": "630101"},
        {"circle": "CommercialCircle:1"},
        {
            "polygon": {
                "type": "Polygon",
                "coordinates": [[[101, 36], [101.2, 36], [101.2, 36.05], [101, 36.05], [101, 36]]],
            }
        },
    ],
)
def test_each_point_is_the_coverage_of_its_day(
    small_city: Database, scope: dict[str, Any] | None
) -> None:
    points = history(
        small_city, scope=scope, **{"from": "2014-12-31", "to": "2018-11-02", "every": "QUARTER"}
    )

    assert len(points) == 17
    for point in points:
        on = point.pop("on")
        asked = {"asOf": on, "scope": scope or {}}
        query = f"query ($input: CoverageInput) {{ coverage(input: $input) {{ {RATES} }} }}"
        alone = ask(small_city, query, input=asked)["coverage"]
        alone["areaRatio"] = pytest.approx(alone["areaRatio"], rel=1e-9)
        assert point == alone, on


def test_openings_closings_and_links_show_on_their_days(small_city: Database) -> None:
    points = history(small_city, **{"from": "2015-01-01", "to": "2018-01-01", "every": "YEAR"})

    reach = [point["stationReach"] for point in points]
    formal = [point["formalCoverage"]["numerator"] for point in points]
    # The old station, open to June 2017, reaches nobody; that in the west opens in 2017 and
    # reaches 1, 2 and, until its closing in May, 6.
    assert [one["numerator"] for one in reach] == [0, 0, 3, 2]
    assert [one["denominator"] for one in reach] == [6, 6, 6, 5]
    # The link of organization 2 holds from 2015 to the end of 2016, the others from 2016 on.
    assert formal == [1, 4, 3, 3]


def test_one_day_is_one_point_and_the_last_day_is_told(small_city: Database) -> None:
    one = history(small_city, **{"from": "2017-11-01", "to": "2017-11-01"})
    two = history(small_city, **{"from": "2017-10-31", "to": "2017-12-15"})

    assert [point["on"] for point in one] == ["2017-11-01"]
    assert [point["on"] for point in two] == ["2017-10-31", "2017-11-30", "2017-12-15"]


def test_a_history_takes_the_same_statements_however_many_days(small_city: Database) -> None:
    short = ask(small_city, HISTORY, **{"from": "2017-11-01", "to": "2017-11-01"})
    long = ask(small_city, HISTORY, **{"from": "1990-11-01", "to": "2030-11-01"})

    assert len(long["coverageHistory"]) == 481
    assert short.n_statements == long.n_statements <= 12


@pytest.mark.parametrize(
    ("question", "argument", "words"),
    [
        ({"from": "2018-01-01", "to": "2017-01-01"}, "to", "exchange"),
        ({"from": "1899-12-31", "to": "2017-01-01"}, "from", "1900"),
        ({"from": "1900-01-01", "to": "2100-01-01"}, "every", "1,200"),
        ({"from": "2017-01-01", "to": "2017-02-01", "scope": {"district": "9"}}, "scope", "630101"),
    ],
)
def test_what_cannot_be_told_is_refused(
    small_city: Database, question: dict[str, Any], argument: str, words: str
) -> None:
    error = ask(small_city, HISTORY, **question).error

    assert error["argument"].startswith(argument)
    assert words in error["message"]


def test_days_of_short_months_are_their_last() -> None:
    question = HistoryQuestion(Scope(), date(2023, 10, 31), date(2024, 3, 1), HistoryStep.MONTH)

    assert [str(day) for day in question.days()] == [
        "2023-10-31",
        "2023-11-30",
        "2023-12-31",
        "2024-01-31",
        "2024-02-29",
        "2024-03-01",
    ]


@pytest.mark.parametrize("n_months", [1, 12, 13])
def test_an_activity_stops_to_count_when_its_day_leaves_the_months(n_months: int) -> None:
    for ordinal in range(date(2023, 1, 1).toordinal(), date(2025, 1, 1).toordinal()):
        day = date.fromordinal(ordinal)
        end = first_day_beyond(day, n_months)
        before = date.fromordinal(end.toordinal() - 1)
        assert months_before(before, n_months) < day <= months_before(end, n_months)


def test_neighbours_make_a_circle_that_amounts_to_the_stored_one(small_city: Database) -> None:
    found = ask(small_city, CIRCLES, input={"minOrganizations": 2, "reach": 460})
    (circle,) = found["proposedCircles"]

    # Organizations 1 and 2, 451 m apart; 6, between them, was closed.
    assert (circle["organizations"], circle["employees"]) == (2, 30)
    assert circle["district"] == {"adcode": "630101"}
    assert circle["existing"] == {"name": "西商圈"}
    assert circle["boundary"]["type"] == "MultiPolygon"
    # 451 m long and 77 m wide to both sides, with round ends.
    assert circle["areaKm2"] == pytest.approx(0.4506 * 0.1533 + 3.1416 * 0.07667**2, rel=0.02)


def test_too_few_or_too_far_neighbours_make_none(small_city: Database) -> None:
    for question in (
        {"minOrganizations": 3, "reach": 460},
        {"minOrganizations": 2, "reach": 440},
        {"district": "630102", "minOrganizations": 2, "reach": 5000},
        {},
    ):
        assert ask(small_city, CIRCLES, input=question)["proposedCircles"] == []


@pytest.mark.parametrize(
    ("question", "argument"),
    [
        ({"minOrganizations": 1}, "input.minOrganizations"),
        ({"reach": 0}, "input.reach"),
        ({"reach": 5001}, "input.reach"),
        ({"district": "9"}, "input.district"),
    ],
)
def test_a_proposal_that_makes_no_sense_is_refused(
    small_city: Database, question: dict[str, Any], argument: str
) -> None:
    assert ask(small_city, CIRCLES, input=question).error["argument"] == argument
