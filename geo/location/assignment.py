"""Instructors for organizations: dedicated to the large and the hard, shared by the rest."""

from __future__ import annotations

import time
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

import numpy as np
import scipy
from numpy.typing import ArrayLike

from geo.location.arrays import BoolArray, FloatArray, IntArray
from geo.location.errors import InvalidProblemError
from geo.location.linear_program import quiet_highs
from geo.location.problem import Status, check_points
from geo.location.sparse import csr

if TYPE_CHECKING:
    import highspy

HALF = 0.5
ROUNDING_M = 1e-6
FIRST_SHARE = 0.5  # of the time for few pairs


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
    places, bound, is_proven = _share(
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


def _share(
    distances: FloatArray, n_instructors: int, capacity: int, time_limit_s: float
) -> tuple[IntArray, float, bool]:
    """Return the home station of each organization (-1: none), a bound and whether it is proven.

    Where all are served, the sum of the nearest distances bounds the total from below, so that
    nobody goes farther beyond the nearest station than an answer exceeds that sum: the program
    first has few pairs, then all that can matter.
    """
    m, n = distances.shape
    if m == 0 or n_instructors <= 0:
        return np.full(m, -1, dtype=np.int64), 0.0, True
    until = time.perf_counter() + time_limit_s
    extra = distances - distances.min(axis=1, keepdims=True)
    nearest = float(distances.min(axis=1).sum())
    if min(m, n_instructors * capacity) < m:
        return _share_among(distances, extra >= 0, n_instructors, capacity, time_limit_s)
    beyond = float(np.partition(extra.ravel(), min(2 * m, m * n) - 1)[min(2 * m, m * n) - 1])
    best: tuple[IntArray, float, bool] | None = None
    while True:
        places, bound, is_proven = _share_among(
            distances,
            extra <= beyond,
            n_instructors,
            capacity,
            max((until - time.perf_counter()) * (FIRST_SHARE if best is None else 1.0), 0.1),
        )
        total = float(distances[np.arange(m), places].sum()) if (places >= 0).all() else np.inf
        if best is None or total < best[1]:
            best = places, total, False
        if is_proven and best[1] - nearest <= beyond + ROUNDING_M:
            return best[0], best[1], True
        if beyond >= extra.max() or time.perf_counter() >= until:
            lowest = bound if best[1] - nearest <= beyond or beyond >= extra.max() else nearest
            return best[0], max(nearest, min(lowest, best[1])), False
        beyond = min(best[1] - nearest, float(extra.max()))


def _share_among(
    distances: FloatArray,
    allowed: BoolArray,
    n_instructors: int,
    capacity: int,
    time_limit_s: float,
) -> tuple[IntArray, float, bool]:
    """Solve with the allowed pairs only; -1 for all where nothing was found."""
    import highspy  # noqa: PLC0415, only where programs are solved

    m, _ = distances.shape
    served = min(m, n_instructors * capacity)
    rows, columns = np.nonzero(allowed)
    highs = quiet_highs()
    highs.setOptionValue("time_limit", time_limit_s)
    highs.setOptionValue("mip_rel_gap", 0.0)
    highs.setOptionValue("mip_abs_gap", 1e-6)
    highs.passModel(_share_program(distances, (rows, columns), n_instructors, capacity, served))
    highs.run()
    places = np.full(m, -1, dtype=np.int64)
    values = np.asarray(highs.getSolution().col_value)[: len(rows)]
    chosen = np.flatnonzero(values > HALF)
    places[rows[chosen]] = columns[chosen]
    proven = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return places, float(highs.getInfo().mip_dual_bound), proven


def _share_program(
    distances: FloatArray,
    pairs: tuple[IntArray, IntArray],
    n_instructors: int,
    capacity: int,
    served: int,
) -> highspy.HighsLp:
    import highspy  # noqa: PLC0415, only where programs are solved

    m, n = distances.shape
    rows, columns = pairs
    q = len(rows)
    ones, everywhere = np.ones(q), np.arange(q)
    one_home = scipy.sparse.hstack([csr((ones, (rows, everywhere)), shape=(m, q)), csr((m, n))])
    loads = csr((ones, (columns, everywhere)), shape=(n, q))
    room = scipy.sparse.hstack([loads, -capacity * scipy.sparse.eye_array(n)])
    number = scipy.sparse.hstack([csr((1, q)), csr(np.ones((1, n)))])
    everyone = scipy.sparse.hstack([csr(np.ones((1, q))), csr((1, n))])
    matrix = scipy.sparse.csc_array(scipy.sparse.vstack([one_home, room, number, everyone]))
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = q + n, matrix.shape[0]
    program.col_cost_ = np.concatenate([distances[rows, columns], np.zeros(n)])
    program.col_lower_ = np.zeros(q + n)
    program.col_upper_ = np.concatenate([np.ones(q), np.full(n, float(n_instructors))])
    free = -highspy.kHighsInf
    program.row_lower_ = np.concatenate([np.full(m + n + 1, free), [float(served)]])
    program.row_upper_ = np.concatenate(
        [np.ones(m), np.zeros(n), [float(n_instructors)], [float(served)]]
    )
    program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    program.a_matrix_.start_ = matrix.indptr
    program.a_matrix_.index_ = matrix.indices
    program.a_matrix_.value_ = matrix.data
    kinds = [highspy.HighsVarType.kContinuous] * (q) + [highspy.HighsVarType.kInteger] * n
    program.integrality_ = kinds
    return program


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
