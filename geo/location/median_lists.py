"""The near candidates of each demand point: what p-median needs of the matrix of distances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from geo.location.arrays import BoolArray, IntArray
from geo.location.distance_source import WholeDistances

Number = TypeVar("Number", bound=np.number[Any])


@dataclass(frozen=True, eq=False)
class SiteLists:
    """Pairs in order of the site: `rows` and `costs` from `starts[j]` to `starts[j + 1]` are j's.

    Costs are weight times distance in whole quanta.
    """

    starts: IntArray
    rows: IntArray
    costs: IntArray

    @property
    def n_sites(self) -> int:
        """Number of sites."""
        return len(self.starts) - 1

    def of(self, sites: IntArray) -> SiteLists:
        """Return the lists of some sites, in that order."""
        sizes = np.diff(self.starts)[sites]
        starts = np.concatenate([[0], np.cumsum(sizes)])
        places = np.arange(starts[-1]) + np.repeat(self.starts[sites] - starts[:-1], sizes)
        return SiteLists(starts, self.rows[places], self.costs[places])

    def sums(self, values: NDArray[Number]) -> NDArray[Number]:
        """Add up what belongs to the pairs of each site."""
        found: NDArray[Number] = np.zeros(self.n_sites, dtype=values.dtype)
        some = np.flatnonzero(np.diff(self.starts) > 0)
        if len(some):
            found[some] = np.add.reduceat(values, self.starts[some])
        return found


class MedianLists:
    """The pairs of a demand point and a site that are nearer than the point's limit.

    A price above the cost at its limit would let sites earn that are not in its list, so prices
    stay below; `grown` makes the lists longer where that holds prices back. With an existing
    station no limit exceeds the way to it: no price does in a best bound, so nothing is lost.

    Parameters
    ----------
    whole : WholeDistances
    points : (k,) the demand points that count
    weights : (k,) int64, positive
    usable : (n,) bool, sites that may open
    standing : (k,) whole distance to the nearest site that is open in any case, or beyond all
    limits : (k,) int64
        Sites nearer than this are listed.
    """

    def __init__(
        self,
        whole: WholeDistances,
        points: IntArray,
        weights: IntArray,
        usable: BoolArray,
        standing: IntArray,
        limits: IntArray,
    ) -> None:
        self.whole, self.points, self.weights = whole, points, weights
        self.usable, self.standing = usable, standing
        self.limits = np.minimum(limits, standing)
        pairs = whole.within(points, self.limits - 1)
        pairs = pairs.only(usable[pairs.sites])
        order = np.argsort(pairs.sites, kind="stable")
        sites, rows = pairs.sites[order], pairs.places[order]
        self.by_site = SiteLists(
            np.searchsorted(sites, np.arange(len(usable) + 1)),
            rows,
            pairs.distances[order] * weights[rows],
        )

    @property
    def highest(self) -> IntArray:
        """Cost at each point's limit, (k,)."""
        return self.limits * self.weights

    def costs(self, sites: IntArray | list[int]) -> IntArray:
        """Return the true cost of each point at some sites, (k, sites)."""
        table = self.whole.table(self.points, np.asarray(sites, dtype=np.int64))
        return table * self.weights[:, None]

    def grown(self, is_held: BoolArray) -> MedianLists | None:
        """Return lists twice as long for the points that are held back; None where none can be."""
        rows = np.flatnonzero(is_held & (self.limits < self.standing))
        if not len(rows):
            return None
        sizes = np.bincount(self.by_site.rows, minlength=len(self.points))[rows]
        number = 2 * int(np.quantile(sizes, 0.9)) + 2
        limits = self.limits.copy()
        limits[rows] = self.standing[rows]
        if number < len(self.usable):
            nearest = self.whole.nearest(self.points[rows], number) + 1
            limits[rows] = np.maximum(self.limits[rows] * 3 // 2, nearest)
        return self.limited(limits)

    def limited(self, limits: IntArray) -> MedianLists:
        """Return lists up to other limits."""
        return MedianLists(
            self.whole, self.points, self.weights, self.usable, self.standing, limits
        )
