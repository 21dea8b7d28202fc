"""Which open site serves which demand point."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from geo.location.arrays import IntArray
from geo.location.covering_problem import CoveringProblem
from geo.location.distance_problem import DistanceProblem
from geo.location.problem import LocationProblem

CHUNK = 200_000


def allocate(problem: LocationProblem | None, sites: Sequence[int]) -> IntArray:
    """Return the serving site of each demand point: the nearest open one, ties to the lower number.

    Of a coverage matrix the lowest open site that covers; -1 where none serves.
    """
    if problem is None or not sites:
        return np.full(0 if problem is None else problem.n_demand, -1, dtype=np.int64)
    opened = np.asarray(sorted(sites), dtype=np.int64)
    if isinstance(problem, DistanceProblem):
        near = problem.whole.table(np.arange(problem.n_demand), opened)
        nearest: IntArray = np.argmin(near, axis=1)
        return opened[nearest]
    if isinstance(problem, CoveringProblem):
        if problem.coverage_matrix is not None:
            return _first_covering(problem, opened)
        return _nearest_covering(problem, opened)
    raise TypeError(f"no allocation rule for {type(problem).__name__}")


def _first_covering(problem: CoveringProblem, opened: IntArray) -> IntArray:
    columns = problem.matrix[:, opened].tocsr()
    columns.sort_indices()
    served = np.diff(columns.indptr) > 0
    assignment = np.full(problem.n_demand, -1, dtype=np.int64)
    assignment[served] = opened[columns.indices[columns.indptr[:-1][served]]]
    return assignment


def _nearest_covering(problem: CoveringProblem, opened: IntArray) -> IntArray:
    quantum = problem.distance_quantum_m
    centres = np.rint(problem.centres[opened] / quantum).astype(np.int64)
    radii = problem.radii[opened]
    assignment = np.full(problem.n_demand, -1, dtype=np.int64)
    for start in range(0, problem.n_demand, CHUNK):
        points = np.rint(problem.points[start : start + CHUNK] / quantum).astype(np.int64)
        squared = ((points[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2)
        squared = np.where(squared <= radii[None, :] ** 2, squared, np.iinfo(np.int64).max)
        nearest = np.argmin(squared, axis=1)
        served = squared[np.arange(len(points)), nearest] < np.iinfo(np.int64).max
        assignment[start : start + CHUNK] = np.where(served, opened[nearest], -1)
    return assignment
