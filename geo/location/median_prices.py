"""The Lagrangian relaxation of p-median on lists of near candidates."""

from __future__ import annotations

import numpy as np

from geo.location.arrays import FloatArray, IntArray
from geo.location.median_lists import MedianLists
from geo.location.price_relaxation import PriceRelaxation

HELD = 1.0 - 1e-9


class MedianPrices(PriceRelaxation):
    """p-median as a maximum: constant ``-sum v``, profit ``sum max(0, v - c)`` of a site.

    Cornuejols, Fisher and Nemhauser 1977; on the radius lists of García, Labbé and Marín 2011,
    which hold every cost below the highest price.
    """

    def __init__(self, lists: MedianLists, sites: IntArray | None = None) -> None:
        self.lists = lists
        everything = np.arange(lists.by_site.n_sites)
        self.sites = everything if sites is None else sites
        self.by_site = lists.by_site if sites is None else lists.by_site.of(sites)
        self.costs = self.by_site.costs.astype(np.float64)
        self.highest = lists.highest.astype(np.float64)

    def evaluate(self, prices: FloatArray) -> tuple[float, FloatArray]:
        """Return minus all prices, and what each site earns from points that pay more than cost."""
        earned = prices[self.by_site.rows]
        earned -= self.costs
        np.maximum(earned, 0.0, out=earned)
        return -float(prices.sum()), np.asarray(self.by_site.sums(earned), dtype=np.float64)

    def usage(self, prices: FloatArray, opened: IntArray) -> FloatArray:
        """Count the open sites that serve each point for less than its price."""
        some = self.by_site.of(opened)
        paid = some.rows[some.costs < prices[some.rows]]
        return np.bincount(paid, minlength=len(prices)).astype(np.float64)

    def exact(self, prices: IntArray, scale: int) -> tuple[int, IntArray]:
        """Evaluate in whole numbers."""
        earned = np.maximum(prices[self.by_site.rows] - scale * self.by_site.costs, 0)
        return -int(prices.sum()), np.asarray(self.by_site.sums(earned), dtype=np.int64)

    def first_prices(self, opened: IntArray) -> FloatArray:
        """Let each point pay what its second nearest open site costs."""
        costs = np.sort(self.lists.costs(opened), axis=1)
        second: FloatArray = costs[:, min(1, len(opened) - 1)].astype(np.float64)
        return second

    def closing_prices(self, opened: IntArray) -> IntArray:
        """Let each point pay its nearest open site, or its farthest cost where none may open."""
        if not len(opened):
            return self.lists.standing * self.lists.weights
        return np.asarray(self.lists.costs(opened).min(axis=1))

    def restricted(self, sites: IntArray) -> MedianPrices:
        """Return the relaxation with these sites only."""
        return MedianPrices(self.lists, sites)

    def widened(self, prices: FloatArray) -> MedianPrices | None:
        """Return longer lists where prices stand at their limits."""
        lists = self.lists.grown(prices >= self.highest * HELD)
        return None if lists is None else MedianPrices(lists, self.sites)
