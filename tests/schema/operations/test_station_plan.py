"""The parts of a station plan: candidates, order, words, and what is kept of it."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
import shapely
from scipy.sparse import csc_array

from geo.crs import metric_crs
from geo.geodesic import geodesic_m
from geo.location import MaximalCovering, Solution, Status, solve
from schema.operations import station_plan_problem
from schema.operations.errors import ArgumentError
from schema.operations.limits import PlanningLimits
from schema.operations.questions import (
    AddedStation,
    CoverageQuestion,
    DemandWeight,
    Network,
    Scope,
)
from schema.operations.station_plan import PlanCurvePoint, PlannedSite, StationPlan
from schema.operations.station_plan_arrays import PlanArrays
from schema.operations.station_plan_candidates import crossings, grid
from schema.operations.station_plan_curve import plan_curve, ranked_sites
from schema.operations.station_plan_problem import full_load_bound, solve_plan, with_bound
from schema.operations.station_plan_question import (
    CandidateRules,
    PlanObjective,
    PlanStatus,
    StationPlanQuestion,
)
from schema.operations.station_plan_record import (
    plan_from_json,
    plan_to_json,
    question_from_json,
    question_to_json,
)
from schema.operations.station_plan_words import conflict_words

SQUARE = shapely.box(101.0, 36.0, 101.1, 36.1)
PROJECTION = metric_crs((101.0, 36.0, 101.2, 36.1), areal_error_max=0.0)
QUESTION = StationPlanQuestion(PlanObjective.MAXIMIZE_COVERAGE, 1000.0, new_stations=2)
# Sites 0 to 3 reach points {0, 1, 2}, {2, 3}, {3, 4} and {0, 4}, whose weights are 5, 1, 1, 2, 3.
COVERS = csc_array(
    np.array([[1, 0, 0, 1], [1, 0, 0, 0], [1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1]], dtype=bool)
)
WEIGHTS = np.array([5.0, 1.0, 1.0, 2.0, 3.0])


def arrays(n_fixed: int = 0) -> PlanArrays:
    return PlanArrays(
        demand_xy=np.zeros((5, 2)),
        weights=WEIGHTS,
        zones=np.zeros(5, dtype=np.int64),
        zone_names={7: "西区"},
        sites_xy=np.zeros((4, 2)),
        station_ids=np.zeros(4, dtype=np.int64),
        site_names={0: "甲站", 1: "乙站"},
        n_fixed=n_fixed,
        is_paid=np.ones(4, dtype=np.bool_),
    )


def solved(n_sites: int, fixed: tuple[int, ...] = ()) -> Solution:
    problem = MaximalCovering(
        coverage_matrix=COVERS, weights=WEIGHTS, n_sites=n_sites, fixed_sites=fixed
    )
    return solve(problem, 5.0)


def test_a_grid_lies_on_multiples_of_its_spacing_inside_its_area() -> None:
    points = PROJECTION.project(grid(SQUARE, PROJECTION, 500.0, 10_000))

    steps = points / 500.0
    assert np.allclose(steps, np.rint(steps), atol=1e-6)
    # From 9,013 m west of the centre to it, and 5,549 m to both sides: 19 by 23 lines.
    assert len(points) == 19 * 23
    outline = shapely.buffer(PROJECTION.project(SQUARE), 1e-6)
    assert shapely.intersects_xy(outline, points[:, 0], points[:, 1]).all()


def test_a_finer_grid_holds_the_coarser_one() -> None:
    coarse = np.rint(PROJECTION.project(grid(SQUARE, PROJECTION, 1000.0, 10_000))).tolist()
    fine = np.rint(PROJECTION.project(grid(SQUARE, PROJECTION, 500.0, 10_000))).tolist()

    assert {tuple(point) for point in coarse} <= {tuple(point) for point in fine}


def test_an_area_between_the_lines_gets_a_point_of_its_own() -> None:
    small = shapely.box(101.0001, 36.0001, 101.0002, 36.0002)

    ((x, y),) = grid(small, PROJECTION, 5000.0, 100)

    assert shapely.intersects_xy(small, x, y)


def test_no_area_has_no_grid() -> None:
    assert grid(shapely.Polygon(), PROJECTION, 500.0, 100).shape == (0, 2)


@pytest.mark.parametrize("spacing_m", [1.0, 90.0])
def test_a_grid_with_too_many_places_names_a_spacing_that_has_not(spacing_m: float) -> None:
    with pytest.raises(ArgumentError, match=r"give [0-9]+ m or more") as refusal:
        grid(SQUARE, PROJECTION, spacing_m, 10_000)

    remedy = float(str(refusal.value).split("give ")[1].split(" m")[0])
    assert len(grid(SQUARE, PROJECTION, remedy, 10_000)) <= 10_000


def test_a_crossing_reaches_whom_it_was_made_for_on_the_ellipsoid() -> None:
    demand = np.array([[101.02, 36.02], [101.03, 36.02], [101.025, 36.03], [101.08, 36.08]])

    places = crossings(demand, SQUARE, PROJECTION, 800.0)

    metres = np.array([geodesic_m(place, demand) for place in places])
    reached = {tuple(row) for row in (metres <= 800.0).tolist()}
    # The three corners are at most 800 m from the middle of their circle; the fourth is alone.
    assert reached == {(True, True, True, False), (False, False, False, True)}


def test_sites_are_ranked_by_what_they_add() -> None:
    # 0 serves 7 of 12; then 2 adds points 3 and 4.
    assert ranked_sites(arrays(), COVERS, solved(2)) == ((0, 7.0), (2, 5.0))
    # Alone, 3 serves the most; with 0 kept, point 0 is served already.
    assert ranked_sites(arrays(), COVERS, solved(1)) == ((3, 8.0),)
    assert ranked_sites(arrays(n_fixed=1), COVERS, solved(1, fixed=(0,))) == ((2, 5.0),)


def test_the_curve_has_the_best_plan_of_each_number() -> None:
    solution = solved(2)
    ranked = ranked_sites(arrays(), COVERS, solution)

    points = plan_curve(arrays(), COVERS.tocsr(), solution, ranked, 5.0, lambda: False)

    assert [(point.n_new_sites, point.served) for point in points] == [
        (0, 0.0),
        (1, 8.0),
        (2, 12.0),
    ]


@pytest.mark.parametrize(
    ("capacity", "n_fixed", "n_new", "bound"),
    # Full loads of 1: 5, 2, 3, 5; of 2: 6, 3, 5, 8; of 9 all that they reach: 7, 3, 5, 8.
    [(1, 0, 2, 10.0), (2, 0, 1, 8.0), (2, 1, 1, 14.0), (9, 0, 2, 15.0), (9, 4, 3, 23.0)],
)
def test_no_station_serves_more_than_its_heaviest(
    capacity: int, n_fixed: int, n_new: int, bound: float
) -> None:
    assert full_load_bound(arrays(n_fixed), COVERS.tocsr(), capacity, n_new) == bound


def test_a_sharper_bound_proves_what_reaches_it() -> None:
    found = Solution((0,), 8.0, 12.0, 0.5, Status.FEASIBLE, 1.0)

    assert with_bound(found, 8.0).status is Status.OPTIMAL
    assert (with_bound(found, 10.0).bound, with_bound(found, 10.0).gap) == (10.0, 0.25)
    assert with_bound(found, 13.0) is found


@pytest.mark.parametrize(
    ("limits", "seconds_before", "expected_s"),
    # Three quarters of it are for the plan, the rest for the curve.
    [
        (PlanningLimits(thread_time_s=13.0), 0.0, 7.5),
        (PlanningLimits(thread_time_s=13.0), 9.0, 3.0),
        (PlanningLimits(thread_time_s=13.0), 60.0, 0.0375),
        (PlanningLimits(thread_time_s=13.0).of_a_job, 60.0, 7.5),
    ],
)
def test_the_search_has_what_time_is_left(
    monkeypatch: pytest.MonkeyPatch,
    limits: PlanningLimits,
    seconds_before: float,
    expected_s: float,
) -> None:
    given_s: list[float] = []

    def note_limit(problem: MaximalCovering, limit_s: float, **told: Any) -> Solution:
        given_s.append(limit_s)
        return solve(problem, 5.0, **told)

    monkeypatch.setattr(station_plan_problem, "solve", note_limit)
    question = replace(QUESTION, time_limit_s=10.0)
    started = time.perf_counter() - seconds_before
    found = solve_plan(arrays(), question, limits, started=started)

    assert given_s == [pytest.approx(expected_s, abs=0.5)]
    assert found.value == 12.0
    assert len(found.curve) > 0


def test_a_number_that_time_does_not_suffice_for_has_the_best_sites_of_the_plan() -> None:
    solution = solved(2)
    ranked = ranked_sites(arrays(), COVERS, solution)

    points = plan_curve(arrays(), COVERS.tocsr(), solution, ranked, 0.0, lambda: False)

    # Alone, 3 would serve 8; there was no time to find out.
    assert [point.served for point in points] == [0.0, 7.0, 12.0]
    assert points[1].new_sites == (0,)


def test_a_cancelled_curve_adds_the_sites_one_by_one() -> None:
    solution = solved(2)
    ranked = ranked_sites(arrays(), COVERS, solution)

    points = plan_curve(arrays(), COVERS.tocsr(), solution, ranked, 5.0, lambda: True)

    assert [point.served for point in points] == [0.0, 7.0, 12.0]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("sites 0, 1 are forbidden", "不得使用站点 甲站、乙站"),
        ("sites 0, 3 are required", "必须包含站点 甲站、3"),
        ("at least 50.0% of zone 7 must be served", "西区的覆盖率不低于 50.0%"),
        ("at least 100.0% of all demand must be served", "总体覆盖率不低于 50.0%"),
        ("a condition of tomorrow", "a condition of tomorrow"),
    ],
)
def test_conflicts_have_names_for_numbers(said: str, words: str) -> None:
    question = StationPlanQuestion(
        PlanObjective.MINIMIZE_STATIONS, 1000.0, minimum_district_ratio=0.5
    )

    (found,) = conflict_words([said], arrays(), question)

    assert found.startswith(words)


def test_a_reason_that_was_not_found_is_said_so() -> None:
    (found,) = conflict_words([], arrays(), QUESTION)

    assert "未能在时限内查明" in found


def test_a_question_is_read_back_as_it_was() -> None:
    question = StationPlanQuestion(
        PlanObjective.MINIMIZE_MEAN_DISTANCE,
        service_radius_m=812.3456789,
        new_stations=3,
        scope=Scope(polygon=shapely.box(101.123456789012345, 36.0, 101.2, 36.1)),
        weight=DemandWeight.PARTY_MEMBERS,
        candidates=CandidateRules(
            250.0,
            shapely.MultiPoint([(101.1, 36.1)]),
            organizations=True,
            circle_intersections=True,
        ),
        keep_existing=False,
        required=(1, 2),
        forbidden=(3,),
        budget_cny=Decimal("100000.50"),
        cost_per_station_cny=Decimal(25000),
        capacity=30,
        minimum_district_ratio=0.35,
        time_limit_s=77.5,
    )

    assert question_from_json(question_to_json(question)) == question
    assert question_from_json(question_to_json(QUESTION)) == QUESTION


def test_a_plan_is_read_back_as_it_was() -> None:
    day = date(2017, 11, 1)
    network = Network(added=(AddedStation(101.05, 36.05),), removed=(4,), service_radius_m=1000.0)
    plan = StationPlan(
        question=QUESTION,
        day=day,
        status=PlanStatus.FEASIBLE,
        objective_value=7.0,
        bound=9.0,
        gap=2 / 7,
        conflicts=(),
        sites=(PlannedSite(1, 101.05, 36.05, 1000.0, 7.0, 2), PlannedSite(2, 1.0, 2.0, 3.0, 0.0)),
        curve=(PlanCurvePoint(0, 1.0, 0.1, Decimal("0.00")),),
        cost=Decimal("25000.00"),
        seconds=1.5,
        before=CoverageQuestion(Scope(), Network(service_radius_m=1000.0), as_of=day),
        after=CoverageQuestion(Scope(), network, as_of=day),
    )

    read = plan_from_json(plan_to_json(plan), QUESTION, job_id=5)

    for name in StationPlan.__dataclass_fields__:
        if name != "job_id":
            assert getattr(read, name) == getattr(plan, name), name
    assert (read.job_id, read.map_url) == (5, "/maps/plans/5.html")


def test_an_unproven_plan_stays_so() -> None:
    assert PlanStatus[Status.FEASIBLE.name] is PlanStatus.FEASIBLE
