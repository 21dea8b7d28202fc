"""Instructors: own ones first, shared ones within their capacity, least distance proven."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.location import (
    InstructorProblem,
    InvalidProblemError,
    Status,
    assign_instructors,
    shared_homes,
)
from geo.location.shared_homes import share_homes

LINE = np.array([[1.0, 9.0], [2.0, 8.0], [3.0, 7.0], [8.0, 2.0], [9.0, 1.0]])


def test_large_and_hard_organizations_get_an_instructor_of_their_own() -> None:
    answer = assign_instructors(
        InstructorProblem(
            LINE, [150, 5, 5, 5, 5], [False, False, True, False, False], shared_capacity=2
        )
    )
    own = [group.organizations for group in answer.groups if group.is_dedicated]
    assert own == [(0,), (2,)]
    assert answer.total_distance_m == 1 + 3 + 2 + 2 + 1
    assert answer.status is Status.OPTIMAL


def test_scarce_instructors_serve_as_many_as_they_can_and_name_the_rest() -> None:
    answer = assign_instructors(
        InstructorProblem(LINE, [5] * 5, shared_capacity=2, n_instructors=2)
    )
    assert len(answer.unassigned) == 1
    assert answer.total_distance_m == 1 + 2 + 2 + 1
    assert all(len(group.organizations) <= 2 for group in answer.groups)


def test_organizations_without_a_station_stay_unassigned() -> None:
    answer = assign_instructors(InstructorProblem(np.zeros((2, 0)), [5, 5]))
    assert answer.status is Status.INFEASIBLE
    assert answer.unassigned == (0, 1)


def test_groups_of_one_station_lie_together() -> None:
    places = [(1, 0), (-1, 0.1), (1.1, 0.1), (-1.1, 0)]
    answer = assign_instructors(
        InstructorProblem(np.ones((4, 1)), [5] * 4, shared_capacity=2, organization_xy=places)
    )
    assert sorted(group.organizations for group in answer.groups) == [(0, 2), (1, 3)]


@pytest.mark.parametrize("n_instructors", [None, 20])
def test_without_time_for_the_program_whoever_can_be_served_is(n_instructors: int | None) -> None:
    distances = np.random.default_rng(1).uniform(1.0, 9.0, (300, 4))
    problem = InstructorProblem(distances, [5] * 300, n_instructors=n_instructors)

    answer = assign_instructors(problem, 1e-9)

    served = 300 if n_instructors is None else 200
    assert len(answer.unassigned) == 300 - served
    assert all(len(group.organizations) <= 10 for group in answer.groups)
    nearest = np.sort(distances.min(axis=1))[:served].sum()
    assert nearest <= answer.bound_m <= answer.total_distance_m


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=1, max_size=5),
    st.integers(1, 3),
    st.integers(0, 3),
)
def test_shared_assignment_equals_brute_force(
    distances: Any, capacity: Any, n_instructors: Any
) -> None:
    d = np.asarray(distances, dtype=float)
    best = None
    for places in product(range(-1, 3), repeat=len(d)):
        load = [places.count(station) for station in range(3)]
        if sum(-(-x // capacity) for x in load) <= n_instructors:
            cost = sum(d[i, s] for i, s in enumerate(places) if s >= 0)
            key = (places.count(-1), cost)
            best = key if best is None else min(best, key)
    answer = assign_instructors(
        InstructorProblem(d, [1] * len(d), shared_capacity=capacity, n_instructors=n_instructors)
    )
    assert (len(answer.unassigned), answer.total_distance_m) == best
    assert len(answer.groups) <= n_instructors
    assert all(len(group.organizations) <= capacity for group in answer.groups)


@pytest.mark.parametrize("seed", range(4))
def test_pairs_that_cannot_matter_change_no_total(
    monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    distances = np.random.default_rng(seed).integers(1, 40, (47, 5)).astype(float)
    places, bound, is_proven = share_homes(distances, 12, 4, 30.0)
    n_pairs = int(shared_homes.pairs_that_matter(distances, 5.0).sum())
    monkeypatch.setattr(
        shared_homes, "pairs_that_matter", lambda d, _: np.ones(d.shape, dtype=bool)
    )
    everywhere, _, _ = share_homes(distances, 12, 4, 30.0)

    total = distances[np.arange(47), places].sum()
    assert is_proven
    assert total == distances[np.arange(47), everywhere].sum() == pytest.approx(bound)
    assert n_pairs < 47 * 5 / 2


@pytest.mark.parametrize(
    "fields",
    [
        {"distances_m": np.ones((3, 1))},
        {"shared_capacity": 0},
        {"distances_m": np.full((2, 1), np.inf)},
    ],
)
def test_parts_that_do_not_fit_are_refused(fields: Any) -> None:
    with pytest.raises(InvalidProblemError):
        assign_instructors(
            InstructorProblem(**{"distances_m": np.ones((2, 1)), "employees": [1, 1], **fields})
        )
