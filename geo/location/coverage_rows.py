"""A coverage matrix for sums over what sites cover: runs of groups where they are few, else pairs.

A site covers a disc. Where groups lie in narrow strips one after the other, it covers a short run
of each strip, and a sum over a run is the difference of two running sums: a hundredth of the
arithmetic and of the memory of a matrix of pairs, and as exact in whole numbers.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.location.arrays import FloatArray, IntArray
from geo.location.sparse import CsrMatrix, csr

WORTHWHILE = 6  # pairs that a run must stand for on the average
STRIPS = 0.7  # of the root of the number of points; measured: fewest runs from 0.5 to 1


class CoverageRows(ABC):
    """Sites by groups, 0 and 1."""

    n_sites: int
    n_groups: int

    @abstractmethod
    def sums(self, values: NDArray[Any]) -> NDArray[Any]:
        """Return for each site the sum of the values (float64 or int64) of what it covers."""

    @abstractmethod
    def count(self, sites: IntArray | list[int]) -> IntArray:
        """Return how many of these sites cover each group."""

    @abstractmethod
    def groups_of(self, site: int) -> IntArray:
        """Return the groups that a site covers, ascending."""

    @abstractmethod
    def table(self, groups: IntArray, values: FloatArray, kinds: IntArray, n: int) -> FloatArray:
        """Return the sums of each site over these groups of each of n kinds, (n, n_sites)."""

    @abstractmethod
    def restricted(self, sites: IntArray) -> CoverageRows:
        """Return the same with these sites only."""


class PairRows(CoverageRows):
    """A sparse matrix of all pairs, where sites cover no runs of groups."""

    def __init__(self, by_site: CsrMatrix) -> None:
        self.n_sites, self.n_groups = by_site.shape
        self.by_site = csr(by_site, dtype=np.float64)

    @cached_property
    def whole(self) -> CsrMatrix:
        """The same in whole numbers."""
        return csr(self.by_site, dtype=np.int64)

    @cached_property
    def by_group(self) -> CsrMatrix:
        """Groups by sites."""
        return csr(self.by_site.T)

    def sums(self, values: NDArray[Any]) -> NDArray[Any]:
        """Multiply; whole numbers by a whole matrix, so that nothing is rounded."""
        matrix = self.by_site if values.dtype == np.float64 else self.whole
        return np.asarray(matrix @ values)

    def count(self, sites: IntArray | list[int]) -> IntArray:
        """Count the sites in what each covers."""
        covered = [self.groups_of(int(site)) for site in sites]
        if not covered:
            return np.zeros(self.n_groups, dtype=np.int64)
        return np.bincount(np.concatenate(covered), minlength=self.n_groups)

    def groups_of(self, site: int) -> IntArray:
        """Return a row's columns."""
        start, stop = self.by_site.indptr[site : site + 2]
        return np.asarray(self.by_site.indices[start:stop], dtype=np.int64)

    def table(self, groups: IntArray, values: FloatArray, kinds: IntArray, n: int) -> FloatArray:
        """Multiply the matrix of kinds by that of the groups."""
        shares = csr((values, (kinds, np.arange(len(groups)))), shape=(n, len(groups)))
        return np.asarray((shares @ self.by_group[groups]).toarray(), dtype=np.float64)

    def restricted(self, sites: IntArray) -> PairRows:
        """Take the rows of the sites."""
        return PairRows(csr(self.by_site[sites]))


class RunRows(CoverageRows):
    """Ends of runs: -1 where a run of groups starts, 1 after its last group."""

    def __init__(self, ends: CsrMatrix) -> None:
        self.n_sites, self.n_groups = ends.shape[0], ends.shape[1] - 1
        self.ends = csr(ends, dtype=np.float64)
        self.whole_ends = csr(ends, dtype=np.int64)

    def sums(self, values: NDArray[Any]) -> NDArray[Any]:
        """Subtract the running sums at the ends of each run."""
        running = np.zeros(self.n_groups + 1, dtype=values.dtype)
        np.cumsum(values, out=running[1:])
        ends = self.ends if values.dtype == np.float64 else self.whole_ends
        return np.asarray(ends @ running)

    def count(self, sites: IntArray | list[int]) -> IntArray:
        """Add 1 at each start, subtract it at each end, and sum up."""
        change = np.zeros(self.n_groups + 1, dtype=np.int64)
        start = self.whole_ends.indptr
        for site in sites:
            part = slice(start[site], start[site + 1])
            change[self.whole_ends.indices[part]] -= self.whole_ends.data[part]
        return np.asarray(np.cumsum(change[:-1]))

    def groups_of(self, site: int) -> IntArray:
        """List the groups of a site's runs."""
        part = slice(*self.whole_ends.indptr[site : site + 2])
        first, after = self.whole_ends.indices[part].reshape(-1, 2).T.astype(np.int64)
        length = after - first
        return np.repeat(after - np.cumsum(length), length) + np.arange(int(length.sum()))

    def table(self, groups: IntArray, values: FloatArray, kinds: IntArray, n: int) -> FloatArray:
        """Sum up kind by kind."""
        found = np.zeros((n, self.n_sites))
        for kind in range(n):
            here = kinds == kind
            found[kind] = self.sums(np.bincount(groups[here], values[here], self.n_groups))
        return found

    def restricted(self, sites: IntArray) -> RunRows:
        """Take the ends of the sites' runs."""
        return RunRows(csr(self.ends[sites]))


def coverage_rows(by_site: CsrMatrix) -> CoverageRows:
    """Return a matrix of 0 and 1, sites by groups with sorted columns, in the form that pays.

    Examples
    --------
    >>> rows = coverage_rows(csr(np.array([[1, 1, 0, 1], [0, 1, 0, 0]])))
    >>> rows.sums(np.array([1, 2, 4, 8])).tolist(), rows.count([0, 1]).tolist()
    ([11, 2], [1, 2, 0, 1])
    """
    groups, n_sites = by_site.indices, by_site.shape[0]
    starts = np.ones(len(groups), dtype=bool)
    starts[1:] = np.diff(groups) != 1
    starts[by_site.indptr[:-1][np.diff(by_site.indptr) > 0]] = True
    first = np.flatnonzero(starts)
    if len(first) * WORTHWHILE >= by_site.nnz:
        return PairRows(by_site)
    last = np.append(first[1:], len(groups)) - 1
    n_runs = np.searchsorted(first, by_site.indptr)
    columns = np.column_stack([groups[first], groups[last] + 1]).ravel()
    signs = np.tile(np.array([-1, 1], dtype=np.int8), len(first))
    return RunRows(csr((signs, columns, 2 * n_runs), shape=(n_sites, by_site.shape[1] + 1)))


def strip_order(points: FloatArray) -> IntArray:
    """Return an order of points strip by strip, up one and down the next."""
    if not len(points):
        return np.zeros(0, dtype=np.int64)
    low, width = points[:, 0].min(), float(np.ptp(points[:, 0])) or 1.0
    n_strips = max(1, int(STRIPS * len(points) ** 0.5))
    strip = ((points[:, 0] - low) / width * n_strips).astype(np.int64).clip(max=n_strips - 1)
    return np.lexsort((np.where(strip % 2 == 0, points[:, 1], -points[:, 1]), strip))
