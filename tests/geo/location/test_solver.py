"""What every answer promises: limits, progress, words for conflicts, the curve, monotone values."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.location import (
    InvalidProblemError,
    LocationProblem,
    MaximalCovering,
    PCenter,
    PMedian,
    Progress,
    SetCovering,
    Status,
    coverage_by_distance,
    curve,
    solve,
    stream_coverage,
)
from tests.geo.location.strategies import grid_points


def line(**fields: Any) -> MaximalCovering:
    """Points at 0, 1, 4 and 9 of weight 3, 4, 5 and 8; sites at 0, 2, 9; radius 1."""
    given_fields: dict[str, Any] = {
        "demand_xy": [(0, 0), (1, 0), (4, 0), (9, 0)],
        "weights": [3, 4, 5, 8],
        "sites_xy": [(0, 0), (2, 0), (9, 0)],
        "service_radius_m": 1,
        "n_sites": 2,
    }
    return MaximalCovering(**{**given_fields, **fields})


def best(problem: LocationProblem, **options: Any) -> float:
    """Solve and return the objective of an answer that must exist."""
    objective = solve(problem, **options).objective
    assert objective is not None
    return objective


def big(
    n_points: int = 3000, n_sites: int = 80, radius: float = 4.0, p: int = 8
) -> MaximalCovering:
    rng = np.random.default_rng(5)
    return MaximalCovering(
        demand_xy=rng.uniform(0, 30, (n_points, 2)),
        weights=rng.integers(1, 101, n_points),
        sites_xy=rng.uniform(0, 30, (n_sites, 2)),
        service_radius_m=radius,
        n_sites=p,
        distance_quantum_m=1e-6,
    )


def test_point_exactly_at_the_radius_is_served() -> None:
    assert solve(line()).objective == 3 + 4 + 8
    assert solve(line()).sites == (0, 2)
    assert solve(line(service_radius_m=0.999)).objective == 3 + 8


def test_assignment_names_the_nearest_open_site() -> None:
    assert solve(line()).assignment.tolist() == [0, 0, -1, 2]


def test_existing_site_is_open_and_does_not_count() -> None:
    answer = solve(line(fixed_sites=[1], n_sites=1))
    assert answer.sites == (1, 2)
    assert answer.new_sites == (2,)
    assert answer.objective == 4 + 8


def test_each_site_may_have_its_own_radius() -> None:
    assert solve(line(service_radius_m=[0, 2, 5], n_sites=1)).objective == 5 + 8


def test_weights_with_decimals_are_quantised_and_the_quantum_is_stated() -> None:
    answer = solve(line(weights=[0.3, 0.4, 0.5, 0.85]))
    assert answer.objective == pytest.approx(1.55)
    assert answer.certificate["quantum"]["weight"] == "1/20"


def test_fractional_costs_meet_a_budget_exactly() -> None:
    assert solve(line(site_costs=[0.1, 5, 0.2], budget=0.3)).new_sites == (0, 2)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (
            {"required_sites": [0, 1, 2]},
            ("at most 2 new sites may open", "sites 0, 1, 2 are required"),
        ),
        (
            {"site_costs": 10, "budget": 10, "required_sites": [0, 1]},
            ("sites 0, 1 are required", "the new sites may cost at most 10"),
        ),
        (
            {"zones": [0, 0, 1, 2], "minimum_zone_ratio": {1: 0.5}},
            ("at least 50.0% of zone 1 must be served",),
        ),
        (
            {"zones": [0, 0, 1, 1], "minimum_zone_ratio": {0: 0.9, 1: 0.6}, "n_sites": 1},
            (
                "at most 1 new sites may open",
                "at least 90.0% of zone 0 must be served",
                "at least 60.0% of zone 1 must be served",
            ),
        ),
    ],
)
def test_conditions_that_clash_are_named(fields: Any, words: Any) -> None:
    answer = solve(line(**fields))
    assert answer.status is Status.INFEASIBLE
    assert answer.objective is None
    assert answer.bound is None
    assert answer.conflicts == words


def test_set_covering_names_points_out_of_reach() -> None:
    fields: dict[str, Any] = {
        "demand_xy": [(0, 0), (50, 0)],
        "sites_xy": [(0, 0)],
        "service_radius_m": 1,
    }
    answer = solve(SetCovering(**fields))
    assert answer.status is Status.INFEASIBLE
    assert answer.conflicts[0].startswith("1 demand points are in reach of no usable site")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"fixed_sites": [3]}, "numbered 0 to 2"),
        ({"n_sites": -1}, "n_sites is -1"),
        ({"budget": 3}, "without site_costs"),
        ({"minimum_zone_ratio": 0.5}, "without zones"),
        ({"zones": [1, 2]}, "zones has shape"),
        ({"sites_xy": None}, "coverage_matrix"),
    ],
)
def test_parts_that_do_not_fit_are_refused(fields: Any, message: Any) -> None:
    with pytest.raises(InvalidProblemError, match=message):
        line(**fields)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"weights": [1, 2]}, "weights has shape"),
        ({"weights": [1, 2, -3, 4]}, "weight 2 is -3"),
        ({"demand_xy": [(0, 0), (np.nan, 0), (1, 1), (2, 2)]}, "row 1 is not finite"),
        ({"service_radius_m": -1}, "not negative"),
    ],
)
def test_values_that_mean_nothing_are_refused(fields: Any, message: Any) -> None:
    with pytest.raises(InvalidProblemError, match=message):
        solve(line(**fields))


def test_empty_demand_and_no_site_are_answers_not_errors() -> None:
    assert solve(line(demand_xy=[], weights=[])).objective == 0
    assert solve(line(sites_xy=np.zeros((0, 2)))).objective == 0


def test_time_limit_stops_with_an_answer_and_a_bound_on_the_right_side() -> None:
    answer = solve(big(20_000, 150, 3.5, 15), time_limit_s=0.4)
    assert answer.objective is not None
    assert answer.bound is not None
    assert answer.bound >= answer.objective
    assert answer.gap == pytest.approx((answer.bound - answer.objective) / answer.objective)


def test_asked_gap_ends_the_search_early() -> None:
    exact, rough = solve(big()), solve(big(), gap=0.2)
    assert rough.nodes <= exact.nodes
    assert (rough.gap or 0.0) <= 0.2
    assert (rough.bound or 0.0) >= best(big()) >= (rough.objective or 0.0)


def test_progress_tells_value_and_bound_and_cancellation_stops() -> None:
    seen: list[Progress] = []
    solve(big(), on_progress=seen.append)
    assert seen[-1].value == seen[-1].bound
    assert all(p.bound is None or p.value is None or p.bound >= p.value for p in seen)
    cancelled = solve(big(20_000, 150, 3.5, 15), should_stop=lambda: True)
    assert cancelled.status in {Status.FEASIBLE, Status.UNKNOWN}


def test_curve_tells_what_each_site_adds() -> None:
    points = curve(line(n_sites=3, site_costs=[5, 6, 7]))
    assert [p.n_new_sites for p in points] == [0, 1, 2, 3]
    assert [p.solution.objective for p in points] == [0, 8, 15, 15]
    assert [p.cost for p in points[:3]] == [0, 7, 12]


def test_curve_equals_single_solutions_for_every_number() -> None:
    problem = big(p=5)
    for point in curve(problem):
        assert (
            point.solution.objective == solve(replace(problem, n_sites=point.n_new_sites)).objective
        )
    starts = [p.n_new_sites for p in curve(PMedian(np.eye(3), n_sites=2))]
    assert starts == [1, 2]


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(grid_points(10), grid_points(6), st.integers(0, 4), st.sampled_from([1, 2, 3]))
def test_values_are_monotone_in_number_and_radius(
    demand: Any, sites: Any, n_sites: Any, radius: Any
) -> None:
    fields = {"demand_xy": demand, "sites_xy": sites}
    covered = [
        best(MaximalCovering(**fields, service_radius_m=radius + more, n_sites=n_sites + extra))
        for more, extra in ((0, 0), (1, 0), (0, 1))
    ]
    assert covered[0] <= min(covered[1:])
    for kind in (PMedian, PCenter):
        costs = [best(kind(**fields, n_sites=p)) for p in range(1, 5)]
        assert costs == sorted(costs, reverse=True)


def test_stream_gives_the_same_plan_as_all_at_once() -> None:
    problem = big()
    points, weights = np.asarray(problem.demand_xy), np.asarray(problem.weights)
    chunks = ((points[i : i + 700], weights[i : i + 700]) for i in range(0, 3000, 700))
    matrix, totals = stream_coverage(chunks, np.asarray(problem.sites_xy), 4.0, 1e-6)
    streamed = solve(MaximalCovering(coverage_matrix=matrix, weights=totals, n_sites=8))
    assert streamed.objective == solve(problem).objective
    assert totals.sum() == weights.sum()


def test_coverage_matrix_in_place_of_coordinates_gives_the_same_plan() -> None:
    problem = big(n_points=500)
    matrix = coverage_by_distance(
        np.asarray(problem.demand_xy), np.asarray(problem.sites_xy), 4.0, 1e-6
    )
    given_matrix = MaximalCovering(coverage_matrix=matrix, weights=problem.weights, n_sites=8)
    assert solve(given_matrix).objective == solve(problem).objective
