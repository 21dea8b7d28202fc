"""First answers for models in which sites are the cost: greedy covers and rounded shares."""

from __future__ import annotations

import numpy as np

from geo.location.arrays import FloatArray
from geo.location.cover_model import CoverModel
from geo.location.errors import InvalidProblemError


def greedy_cover(model: CoverModel) -> tuple[list[int], int] | None:
    """Add the site that serves most of what is missing until the rows hold, then drop idle ones.

    Chvatal 1979; None where that reaches no feasible answer.
    """
    pressing = group_pressure(model)
    # Whole numbers are counted down exactly; a sum of fractions is taken anew each time.
    is_whole = bool((pressing == np.rint(pressing)).all())
    opened = model.lower.astype(bool)
    uncovered = (model.coverage @ opened.astype(np.int64)) == 0
    gain = model.transposed_float @ np.where(uncovered, pressing, 0.0)
    groups_of = model.transposed
    while True:
        sites = [int(site) for site in np.flatnonzero(opened)]
        if not (uncovered & model.must_cover).any() and model.value(sites) is not None:
            break
        offered = np.where(opened | (model.upper == 0), 0.0, gain)
        best = int(np.argmax(offered))
        if offered[best] <= 0:
            return None
        opened[best] = True
        groups = groups_of.indices[groups_of.indptr[best] : groups_of.indptr[best + 1]]
        served = groups[uncovered[groups]]
        uncovered[served] = False
        if is_whole:
            rows = model.coverage[served]
            less = np.repeat(pressing[served], np.diff(rows.indptr))
            gain -= np.bincount(rows.indices, less, model.n_sites)
        else:
            gain = model.transposed_float @ np.where(uncovered, pressing, 0.0)
    return drop_idle(model, sites)


def group_pressure(model: CoverModel) -> FloatArray:
    """Return how much each group counts towards the conditions that are to be met."""
    pressing = model.must_cover.astype(np.float64)
    for row in model.rows:
        if row.group is not None and row.minimum > 0:
            pressing = pressing + row.group / row.minimum
    return pressing


def drop_idle(model: CoverModel, sites: list[int]) -> tuple[list[int], int]:
    """Close, one after the other, the sites without which a feasible answer stays feasible."""
    opened = np.zeros(model.n_sites, dtype=np.int64)
    opened[sites] = 1
    count = model.coverage @ opened
    slacks = [
        int(row.site @ opened)
        + (0 if row.group is None else int(row.group[count > 0].sum()))
        - row.minimum
        for row in model.rows
    ]
    groups_of = model.transposed
    for site in sites:
        if model.lower[site] == 1:
            continue
        groups = groups_of.indices[groups_of.indptr[site] : groups_of.indptr[site + 1]]
        lost = groups[count[groups] == 1]
        left = [
            slack - int(row.site[site]) - (0 if row.group is None else int(row.group[lost].sum()))
            for slack, row in zip(slacks, model.rows, strict=True)
        ]
        if model.must_cover[lost].any() or min(left, default=0) < 0:
            continue
        count[groups] -= 1
        opened[site], slacks = 0, left
    kept = [site for site in sites if opened[site]]
    value = model.value(kept)
    if value is None:  # the caller's sites were feasible and only feasible subsets replace them
        raise InvalidProblemError("the starting sites break a condition")
    return kept, value


def round_to_cover(model: CoverModel, shares: FloatArray) -> tuple[list[int], int] | None:
    """Open sites by falling share until every condition holds, then drop idle ones."""
    opened = [int(site) for site in np.flatnonzero(model.lower)]
    order = np.argsort(-shares, kind="stable")
    may_open = (shares > 0) & (model.upper == 1) & (model.lower == 0)
    opened.extend(int(site) for site in order if may_open[site])
    return None if model.value(opened) is None else drop_idle(model, opened[::-1])
