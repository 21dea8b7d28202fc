"""Lagrangian relaxations in which every demand has a price and every site a profit."""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np

from geo.location.arrays import FloatArray, IntArray
from geo.location.cover_model import CoverModel


class PriceRelaxation(ABC):
    """Bounds ``constant(prices) + best sum of profits of the open sites`` from above.

    Each row of the problem (a demand point or group) pays its price to every open site that serves
    it; that it is served at most once is what was relaxed. Sites that are closed for good can be
    left out, so that evaluations get cheaper as a search goes on.
    """

    sites: IntArray  # numbers of the sites that are still in

    @abstractmethod
    def evaluate(self, prices: FloatArray) -> tuple[float, FloatArray]:
        """Return the constant, and the profit of each site that is still in."""

    @abstractmethod
    def usage(self, prices: FloatArray, opened: IntArray) -> FloatArray:
        """Return how many of the open sites (positions in `sites`) serve each row at its price."""

    highest: FloatArray  # the most that each row's price can be; the least is 0

    def clip(self, prices: FloatArray) -> FloatArray:
        """Return the nearest prices that are allowed."""
        return np.clip(prices, 0.0, self.highest)

    def projected(self, prices: FloatArray, direction: FloatArray) -> FloatArray:
        """Return a direction to subtract without what would leave the allowed prices."""
        stuck = ((prices <= 0) & (direction > 0)) | ((prices >= self.highest) & (direction < 0))
        return np.where(stuck, 0.0, direction)

    @abstractmethod
    def exact(self, prices: IntArray, scale: int) -> tuple[int, IntArray]:
        """Return constant and profits for prices in units of 1 / scale, both times scale."""

    @abstractmethod
    def first_prices(self, opened: IntArray) -> FloatArray:
        """Return prices to start from, where good sites (by number) are known."""

    @abstractmethod
    def closing_prices(self, opened: IntArray) -> IntArray:
        """Return whole prices at which the bound is the value, where nothing else may open."""

    @abstractmethod
    def restricted(self, sites: IntArray) -> PriceRelaxation:
        """Return the relaxation with these sites only."""

    def widened(self, prices: FloatArray) -> PriceRelaxation | None:  # noqa: ARG002  most have all
        """Return a relaxation that holds these prices back less; None where nothing does."""
        return None


class CoverPrices(PriceRelaxation):
    """Maximal covering: a group sells its cover; constant ``sum(w - u)``, profit ``sum a u``."""

    def __init__(self, model: CoverModel, sites: IntArray | None = None) -> None:
        self.model = model
        self.sites = np.arange(model.n_sites) if sites is None else sites
        everything = len(self.sites) == model.n_sites
        self.by_site = model.by_site if everything else model.by_site.restricted(self.sites)
        self.highest = model.gain.astype(np.float64)

    def evaluate(self, prices: FloatArray) -> tuple[float, FloatArray]:
        """Return the weight that is not priced, and the priced weight each site covers."""
        return float((self.highest - prices).sum()), self.by_site.sums(prices)

    def usage(self, prices: FloatArray, opened: IntArray) -> FloatArray:  # noqa: ARG002  prices decide only p-median
        """Count the open sites that cover each group."""
        return self.by_site.count(opened).astype(np.float64)

    def exact(self, prices: IntArray, scale: int) -> tuple[int, IntArray]:
        """Evaluate in whole numbers."""
        limited = np.minimum(prices, self.model.gain * scale)
        left = int((self.model.gain * scale - limited).sum())
        return left, self.by_site.sums(limited)

    def first_prices(self, opened: IntArray) -> FloatArray:
        """Share each group's weight among the open sites that cover it."""
        return self.highest / np.maximum(self.model.by_site.count(opened), 1)

    def closing_prices(self, opened: IntArray) -> IntArray:
        """Price only what is not covered."""
        return np.where(self.model.by_site.count(opened) > 0, 0, self.model.gain)

    def restricted(self, sites: IntArray) -> CoverPrices:
        """Return the relaxation with these sites only."""
        return CoverPrices(self.model, sites)
