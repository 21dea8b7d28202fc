"""Where shared instructors start from: home stations of organizations within whole capacities."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
import scipy

from geo.location.arrays import BoolArray, FloatArray, IntArray
from geo.location.linear_program import quiet_highs
from geo.location.sparse import csr

if TYPE_CHECKING:
    import highspy

HALF = 0.5
ROUNDING_M = 1e-6


def share_homes(
    distances: FloatArray, n_instructors: int, capacity: int, time_limit_s: float
) -> tuple[IntArray, float, bool]:
    """Give as many organizations as possible a home station, with the least total distance.

    Parameters
    ----------
    distances : (m, n) array in metres, n at least 1
    n_instructors : int
        How many start from all stations together.
    capacity : int
        Organizations that one looks after at most.

    Returns
    -------
    (m,) int64 station of each organization, -1 for who is left out; a lower bound of the total;
    whether the total is proven least.
    """
    m, n = distances.shape
    if m == 0 or n_instructors <= 0:
        return np.full(m, -1, dtype=np.int64), 0.0, True
    until = time.perf_counter() + time_limit_s
    best = share_by_regret(distances, n_instructors, capacity)
    served = min(m, n_instructors * capacity)
    allowed: BoolArray = np.ones((m, n), dtype=bool)
    if served == m:
        total = float(distances[np.arange(m), best].sum())
        allowed = pairs_that_matter(distances, total - float(distances.min(axis=1).sum()))
    left_s = max(until - time.perf_counter(), 0.1)
    places, bound, is_proven = _solve(distances, allowed, n_instructors, capacity, left_s)
    nearest = float(np.sort(distances.min(axis=1))[:served].sum())
    if not is_proven and _total(distances, best, served) <= _total(distances, places, served):
        places = best
    return places, max(nearest, bound), is_proven


def _total(distances: FloatArray, places: IntArray, served: int) -> float:
    """Give the total distance; infinite where fewer than possible are served."""
    has_home = np.flatnonzero(places >= 0)
    if len(has_home) < served:
        return np.inf
    return float(distances[has_home, places[has_home]].sum())


def share_by_regret(distances: FloatArray, n_instructors: int, capacity: int) -> IntArray:
    """Give as many as can be served a home station with room, whom it would cost most first.

    The stations get instructors in proportion to how many organizations they are nearest to
    (largest remainders); the regret is how much farther the second nearest station is.

    Examples
    --------
    >>> share_by_regret(np.array([[1.0, 2.0], [1.0, 9.0], [5.0, 1.0]]), 2, 1).tolist()
    [-1, 0, 1]
    """
    m, n = distances.shape
    order = np.argsort(distances, axis=1, kind="stable")
    ideal = np.bincount(order[:, 0], minlength=n) * n_instructors / max(m, 1)
    room = np.floor(ideal).astype(np.int64)
    room[np.argsort(room - ideal, kind="stable")[: n_instructors - int(room.sum())]] += 1
    left = (room * capacity).tolist()
    places = np.full(m, -1, dtype=np.int64)
    for organization in np.argsort(-_regret(distances), kind="stable").tolist():
        for station in order[organization].tolist():
            if left[station] > 0:
                left[station] -= 1
                places[organization] = station
                break
    return places


def _regret(distances: FloatArray) -> FloatArray:
    if distances.shape[1] == 1:
        return np.zeros(len(distances))
    two = np.partition(distances, 1, axis=1)[:, :2]
    return np.asarray(two[:, 1] - two[:, 0], dtype=np.float64)


def pairs_that_matter(distances: FloatArray, excess_m: float) -> BoolArray:
    """Say which pairs some least total needs, where one exceeds the nearest distances by so much.

    Of the organizations that a station s is nearest to, those that go elsewhere cost at least
    their regrets, so that at most k do whose smallest regrets fit into the excess. Of two of them
    the one that loses less by station t goes there first: a swap keeps every load. So only the k
    that lose least by t can go to t.

    Parameters
    ----------
    distances : (m, n) array in metres, everybody served
    excess_m : float
        At least that of the least total.

    Returns
    -------
    (m, n) bool array; the nearest station of everybody among them.
    """
    m, n = distances.shape
    nearest = np.argmin(distances, axis=1)
    regret = _regret(distances)
    allowed: BoolArray = np.zeros((m, n), dtype=bool)
    for station in range(n):
        mine = np.flatnonzero(nearest == station)
        fits = np.cumsum(np.sort(regret[mine])) <= excess_m + ROUNDING_M
        loss = distances[mine] - distances[mine, station][:, None]
        first = np.argsort(loss, axis=0, kind="stable")[: int(fits.sum())]
        allowed[mine[first], np.arange(n)] = True
    allowed &= distances - distances.min(axis=1, keepdims=True) <= excess_m + ROUNDING_M
    allowed[np.arange(m), nearest] = True
    return allowed


def _solve(
    distances: FloatArray,
    allowed: BoolArray,
    n_instructors: int,
    capacity: int,
    time_limit_s: float,
) -> tuple[IntArray, float, bool]:
    """Solve with the allowed pairs only; -1 for all where nothing was found.

    Where everybody is served, who has one pair only is no part of the program.
    """
    import highspy  # noqa: PLC0415, only where programs are solved

    m, n = distances.shape
    nearest = np.argmin(distances, axis=1)
    serves_all = n_instructors * capacity >= m
    is_free = allowed.sum(axis=1) > int(serves_all)
    free, settled = np.flatnonzero(is_free), np.flatnonzero(~is_free)
    load = np.bincount(nearest[settled], minlength=n)
    own = float(distances[settled, nearest[settled]].sum())
    highs = quiet_highs()
    highs.setOptionValue("time_limit", time_limit_s)
    highs.setOptionValue("mip_rel_gap", 0.0)
    highs.setOptionValue("mip_abs_gap", 1e-6)
    rows, columns = np.nonzero(allowed[free])
    highs.passModel(_program(distances[free], (rows, columns), load, n_instructors, capacity))
    highs.run()
    status = highs.getModelStatus()
    places = np.full(m, -1, dtype=np.int64)
    values = np.asarray(highs.getSolution().col_value)[: len(rows)]
    chosen = np.flatnonzero(values > HALF)
    places[free[rows[chosen]]] = columns[chosen]
    if not len(free) or len(chosen):
        places[settled] = nearest[settled]
    is_proven = status == highspy.HighsModelStatus.kOptimal
    return places, own + float(highs.getInfo().mip_dual_bound), is_proven


def _program(
    distances: FloatArray,
    pairs: tuple[IntArray, IntArray],
    load: IntArray,
    n_instructors: int,
    capacity: int,
) -> highspy.HighsLp:
    """Write the transportation problem with whole numbers of instructors.

    Rows: one home each, the room of each station after its settled load, all instructors, and how
    many are served.
    """
    import highspy  # noqa: PLC0415, only where programs are solved

    m, n = distances.shape
    served = min(m, n_instructors * capacity - int(load.sum()))
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
    homes = np.ones(m) if served == m else np.full(m, free)
    program.row_lower_ = np.concatenate([homes, np.full(n + 1, free), [float(served)]])
    program.row_upper_ = np.concatenate(
        [np.ones(m), -load.astype(np.float64), [float(n_instructors)], [float(served)]]
    )
    program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    program.a_matrix_.start_ = matrix.indptr
    program.a_matrix_.index_ = matrix.indices
    program.a_matrix_.value_ = matrix.data
    kinds = [highspy.HighsVarType.kContinuous] * q + [highspy.HighsVarType.kInteger] * n
    program.integrality_ = kinds
    return program
