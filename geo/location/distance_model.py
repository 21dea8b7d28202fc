"""Covering models of problems on distances: zone rows added, p-median by radii."""

from __future__ import annotations

import numpy as np
import scipy

from geo.location.arrays import BoolArray, IntArray
from geo.location.cover_model import (
    CoverModel,
    SideRow,
    condition_rows,
    site_bounds,
    zone_totals_of,
)
from geo.location.distance_problem import DistanceProblem
from geo.location.sparse import CsrMatrix, csr


def distinct_rows(near: BoolArray) -> CsrMatrix:
    """Return the distinct rows of a boolean matrix, in order of their first appearance."""
    packed = np.packbits(near, axis=1)
    _, first = np.unique(packed, axis=0, return_index=True)
    return csr(near[np.sort(first)], dtype=np.int64)


def distance_model(
    problem: DistanceProblem,
    rows: CsrMatrix,
    gain: IntArray,
    must: BoolArray,
    cost: IntArray,
    n_new_sites: int | None,
) -> CoverModel:
    """Put covering rows and the problem's conditions into one model.

    At least one site must open. Where zones have a least share, one group a zone member follows
    the rows: it is covered by the sites within the service radius and earns nothing.
    """
    lower, upper = site_bounds(problem)
    weights, _ = problem.whole_weights
    zones, member_weights, members = _zone_members(problem, weights)
    all_zones = np.concatenate([np.full(len(gain), -1), zones])
    all_weights = np.concatenate([np.zeros(len(gain), dtype=np.int64), member_weights])
    conditions = condition_rows(
        problem,
        n_new_sites,
        all_zones,
        all_weights,
        zone_totals_of(problem.zone_of_demand, weights),
    )
    if not lower.any():
        conditions.append(SideRow("one", np.ones_like(lower), None, 1))
    return CoverModel(
        csr(scipy.sparse.vstack([rows, members], format="csr")),
        np.concatenate([gain, np.zeros(len(zones), dtype=np.int64)]),
        np.concatenate([must, np.zeros(len(zones), dtype=bool)]),
        cost,
        lower,
        upper,
        tuple(conditions),
    )


def _zone_members(
    problem: DistanceProblem, weights: IntArray
) -> tuple[IntArray, IntArray, CsrMatrix]:
    zone_of = problem.zone_of_demand
    if zone_of is None:
        nothing = np.zeros(0, dtype=np.int64)
        return nothing, nothing, csr((0, problem.n_candidates), dtype=np.int64)
    members = np.flatnonzero(np.isin(zone_of, list(problem.zone_ratios)))
    near = problem.whole_distances[members] <= problem.whole_radius
    return zone_of[members], weights[members], csr(near, dtype=np.int64)


def median_model(problem: DistanceProblem) -> tuple[CoverModel, int]:
    """Write p-median as covering by radii (Cornuejols, Nemhauser and Wolsey 1980; Elloumi 2010).

    A point pays its farthest distance less, for each of its distinct distances in turn, the step
    to the next one if some site within it is open.

    Returns
    -------
    The model, whose value is what is saved, and the cost from which that is taken.
    """
    distances, (weights, _) = problem.whole_distances, problem.whole_weights
    _, upper = site_bounds(problem)
    usable = np.flatnonzero(upper)
    blocks: list[BoolArray] = [np.zeros((0, problem.n_candidates), dtype=bool)]
    gains: list[IntArray] = [np.zeros(0, dtype=np.int64)]
    farthest = 0
    for point in np.flatnonzero(weights):
        levels = np.unique(distances[point, usable])
        if not len(levels):
            continue
        farthest += int(weights[point] * levels[-1])
        near = distances[point][None, :] <= levels[:-1, None]
        blocks.append(near & upper.astype(bool)[None, :])
        gains.append(weights[point] * np.diff(levels))
    rows = csr(np.concatenate(blocks), dtype=np.int64)
    gain = np.concatenate(gains)
    model = distance_model(
        problem,
        rows,
        gain,
        np.zeros(len(gain), dtype=bool),
        np.zeros(problem.n_candidates, dtype=np.int64),
        problem.n_sites,
    )
    return model, farthest
