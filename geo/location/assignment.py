"""Instructors for organizations: dedicated to the large and the hard, shared by the rest."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import ArrayLike

from geo.location.arrays import BoolArray, FloatArray, IntArray
from geo.location.errors import InvalidProblemError
from geo.location.problem import Status, check_points
from geo.location.shared_homes import share_homes


@dataclass(frozen=True, eq=False)
class InstructorProblem:
    """Organizations, the stations that instructors start from, and how many there are.

    Parameters
    ----------
    distances_m : (m, n) array
        From each organization to each station, metres.
    employees : (m,) array
    is_hard_to_organize : (m,) bool array, optional
    large_from : int
        Organizations with at least so many employees get an instructor of their own.
    shared_capacity : int
        Most organizations that a shared instructor looks after.
    n_instructors : int, optional
        How many there are; None takes as many as are needed.
    organization_xy : (m, 2) array, optional
        To keep the organizations of one shared instructor together.
    """

    distances_m: ArrayLike
    employees: ArrayLike
    is_hard_to_organize: ArrayLike | None = None
    large_from: int = 100
    shared_capacity: int = 10
    n_instructors: int | None = None
    organization_xy: ArrayLike | None = None


@dataclass(frozen=True, eq=False)
class InstructorGroup:
    """One instructor's organizations, the home station and the distances to it added up."""

    is_dedicated: bool
    organizations: tuple[int, ...]
    station: int
    total_distance_m: float


@dataclass(frozen=True, eq=False)
class InstructorAnswer:
    """All groups, who is left without, and whether the total distance is proven least.

    The number of unassigned organizations is least first, then the total distance.
    """

    status: Status
    groups: tuple[InstructorGroup, ...]
    unassigned: tuple[int, ...]
    total_distance_m: float
    bound_m: float
    gap: float | None


def assign_instructors(problem: InstructorProblem, time_limit_s: float = 30.0) -> InstructorAnswer:
    """Assign every organization to an instructor with the least total distance.

    Large and hard organizations come first, the largest before the others; each gets the nearest
    station as home. For the rest, g[s] instructors start from station s and serve at most
    `shared_capacity` organizations each, a transportation problem with whole g::

        min sum d[i, s] x[i, s],  sum_s x[i, s] = 1,
        sum_i x[i, s] <= capacity g[s],  sum_s g[s] <= G

    With whole g its vertices are whole, so only g is branched on, which closes far sooner than
    p-median with capacities over single groups and gives the same total.

    Raises
    ------
    InvalidProblemError
        Where shapes do not fit or a number is out of range.
    """
    distances, dedicated_first = _check(problem)
    if distances.shape[1] == 0:
        return InstructorAnswer(Status.INFEASIBLE, (), tuple(range(len(distances))), 0.0, 0.0, None)
    available = problem.n_instructors
    dedicated = dedicated_first if available is None else dedicated_first[:available]
    rest = np.setdiff1d(np.arange(len(distances)), dedicated_first)
    # Whoever should have an own instructor and finds none joins the shared groups.
    rest = np.sort(np.concatenate([rest, dedicated_first[len(dedicated) :]]))
    shared = ceil(len(rest) / problem.shared_capacity)
    if available is not None:
        shared = min(available - len(dedicated), len(rest))
    groups = [_dedicated_group(distances, int(organization)) for organization in dedicated]
    places, bound, is_proven = share_homes(
        distances[rest], shared, problem.shared_capacity, time_limit_s
    )
    groups += _shared_groups(problem, distances, rest, places)
    total = sum(group.total_distance_m for group in groups)
    own = sum(group.total_distance_m for group in groups if group.is_dedicated)
    unassigned = tuple(int(i) for i in rest[places < 0])
    best = total if is_proven else own + bound
    return InstructorAnswer(
        Status.OPTIMAL if is_proven else Status.FEASIBLE,
        tuple(groups),
        unassigned,
        total,
        best,
        0.0 if is_proven else abs(total - best) / max(total, 1e-12),
    )


def _check(problem: InstructorProblem) -> tuple[FloatArray, IntArray]:
    distances = np.asarray(problem.distances_m, dtype=np.float64)
    employees = np.asarray(problem.employees)
    if distances.ndim != 2 or len(distances) != len(employees):
        raise InvalidProblemError(
            f"distances_m has shape {distances.shape}; give one row for each of {len(employees)} "
            "organizations and one column a station"
        )
    if not np.all(np.isfinite(distances)) or np.any(distances < 0):
        raise InvalidProblemError("distances_m holds a negative or infinite distance")
    if problem.shared_capacity < 1 or (problem.n_instructors or 0) < 0:
        raise InvalidProblemError("shared_capacity is at least 1 and n_instructors at least 0")
    hard: BoolArray = np.zeros(len(employees), dtype=bool)
    if problem.is_hard_to_organize is not None:
        hard = np.asarray(problem.is_hard_to_organize, dtype=bool)
    special = np.flatnonzero((employees >= problem.large_from) | hard)
    return distances, special[np.argsort(-employees[special], kind="stable")]


def _dedicated_group(distances: FloatArray, organization: int) -> InstructorGroup:
    station = int(np.argmin(distances[organization]))
    return InstructorGroup(True, (organization,), station, float(distances[organization, station]))


def _shared_groups(
    problem: InstructorProblem, distances: FloatArray, rest: IntArray, places: IntArray
) -> list[InstructorGroup]:
    """Split each station's organizations into groups by direction, so that they lie together."""
    groups = []
    for station in np.unique(places[places >= 0]):
        mine = rest[places == station]
        order = _around(problem, mine) if problem.organization_xy is not None else mine
        n_groups = ceil(len(order) / problem.shared_capacity)
        for part in np.array_split(order, n_groups):
            total = float(distances[part, station].sum())
            members = tuple(int(i) for i in np.sort(part))
            groups.append(InstructorGroup(False, members, int(station), total))
    return groups


def _around(problem: InstructorProblem, organizations: IntArray) -> IntArray:
    places = check_points("organization_xy", np.asarray(problem.organization_xy))[organizations]
    centre = places.mean(axis=0)
    angles = np.arctan2(places[:, 1] - centre[1], places[:, 0] - centre[0])
    order = np.argsort(angles, kind="stable")
    gaps = np.diff(angles[order], append=angles[order[0]] + 2 * np.pi)
    # The circle is cut open where nobody is, so that no group straddles an empty side.
    return organizations[np.roll(order, -(int(np.argmax(gaps)) + 1))]
