"""From groups to the smallest equal covering model: served demand out, dominated sites out."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from geo.location.arrays import IntArray
from geo.location.cover_model import SideRow
from geo.location.coverage_matrix import Groups, group_by_key, site_keys, zone_keys
from geo.location.dominance import shared_ones
from geo.location.sparse import CsrMatrix, csr

MOST_DOMINANCE_WORK = 4e7  # multiplications of the product of the coverage matrix with itself


@dataclass(frozen=True, eq=False)
class Reduction:
    """Groups that are still open, in order of their first demand point, and what is settled.

    Attributes
    ----------
    groups : Groups
    settled_weight : int
        Weight that the forced sites serve.
    settled_by_zone : dict
        The same, a zone.
    upper : (n,) int8
        0 also for dominated sites.
    dominated : tuple of (site, better site)
    """

    groups: Groups
    settled_weight: int
    settled_by_zone: dict[int, int]
    upper: IntArray
    dominated: tuple[tuple[int, int], ...]


def reduce_groups(
    groups: Groups, lower: IntArray, upper: IntArray, costs: IntArray | None
) -> Reduction:
    """Take out what forced sites serve, drop dominated sites, and merge what became equal."""
    forced = np.flatnonzero(lower == 1)
    served = (
        np.asarray(groups.coverage[:, forced].sum(axis=1)).ravel() > 0
        if len(forced)
        else np.zeros(len(groups.weights), dtype=bool)
    )
    settled: dict[int, int] = {}
    for zone in np.unique(groups.zones[served]):
        settled[int(zone)] = int(groups.weights[served & (groups.zones == zone)].sum())
    left = Groups(
        csr(groups.coverage[~served]),
        groups.weights[~served],
        groups.zones[~served],
        groups.first[~served],
    )
    usable = upper.copy()
    dominated = dominated_sites(left.coverage, lower, upper, costs)
    usable[[site for site, _ in dominated]] = 0
    return Reduction(
        _merge(left, usable), int(groups.weights[served].sum()), settled, usable, dominated
    )


def in_order(reduction: Reduction, order: IntArray) -> Reduction:
    """Return the same reduction with its groups in another order."""
    old = reduction.groups
    groups = Groups(
        csr(old.coverage[order]), old.weights[order], old.zones[order], old.first[order]
    )
    return replace(reduction, groups=groups)


def _merge(groups: Groups, usable: IntArray) -> Groups:
    """Forget unusable sites, drop groups without a site, merge equal ones, order by first point."""
    coverage = groups.coverage
    if np.all(usable == 1):
        reached = np.flatnonzero(np.diff(coverage.indptr) > 0)
        order = reached[np.argsort(groups.first[reached], kind="stable")]
        return Groups(
            csr(coverage[order]),
            groups.weights[order],
            groups.zones[order],
            groups.first[order],
        )
    keep = coverage.copy()
    keep.data = keep.data * usable[keep.indices].astype(np.int8)
    keep.eliminate_zeros()
    reached = np.flatnonzero(np.diff(keep.indptr) > 0)
    keys = site_keys(coverage.shape[1])
    ones = csr((np.ones(keep.nnz, dtype=np.uint64), keep.indices, keep.indptr), shape=keep.shape)
    key = np.asarray(ones @ keys)[reached] + zone_keys(groups.zones, reached)
    order = np.argsort(groups.first[reached], kind="stable")
    _, totals, position = group_by_key(
        key[order], groups.weights[reached][order], np.arange(len(order))
    )
    by_first = np.argsort(position)
    rows = reached[order[position[by_first]]]
    return Groups(csr(keep[rows]), totals[by_first], groups.zones[rows], groups.first[rows])


def dominated_sites(
    coverage: CsrMatrix, lower: IntArray, upper: IntArray, costs: IntArray | None
) -> tuple[tuple[int, int], ...]:
    """Find free sites that a usable one makes needless: it reaches all that they do, no dearer.

    Of equal sites the lowest number stays. Each pair names a site that is not dominated itself.
    """
    n_sites = coverage.shape[1]
    per_row = np.diff(coverage.indptr).astype(np.float64)
    if float((per_row**2).sum()) > MOST_DOMINANCE_WORK or n_sites == 0:
        return ()
    columns = csr(coverage.T)
    size = np.diff(columns.indptr)
    price = np.zeros(n_sites) if costs is None else costs
    is_free = (lower == 0) & (upper == 1)
    pairs: dict[int, int] = {}
    for small, large, common in shared_ones(columns):
        better = (size[large] > size[small]) | (price[large] < price[small]) | (large < small)
        better &= (common == size[small]) & (small != large) & (price[large] <= price[small])
        better &= is_free[small] & is_free[large]
        pairs |= zip(small[better].tolist(), large[better].tolist(), strict=True)
    final: dict[int, int] = {}
    for site, better_site in pairs.items():
        target = better_site
        while target in pairs:
            target = pairs[target]
        final[site] = target
    return tuple(sorted(final.items()))


def settle_rows(
    rows: list[SideRow], settled: dict[int, int], zone_of: dict[str, int]
) -> list[SideRow]:
    """Lower the minimum of each zone row by what forced sites serve there already."""
    return [
        SideRow(row.name, row.site, row.group, row.minimum - settled.get(zone_of[row.name], 0))
        if row.name in zone_of
        else row
        for row in rows
    ]
