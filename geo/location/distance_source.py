"""Where distances come from: a matrix, or coordinates that are measured pair by pair as needed."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
import scipy

from geo.location.arrays import BoolArray, FloatArray, IntArray
from geo.location.quantization import quantize_lengths

ROWS_AT_ONCE = 2_000
SLACK_M = 0.01  # by which a straight chord may be longer than the measured distance
NOTHING = np.zeros(0, dtype=np.int64)


class DistanceSource(ABC):
    """Distances in metres between m demand points and n candidate sites, none of them stored."""

    n_demand: int
    n_candidates: int

    @abstractmethod
    def metres(self, points: IntArray, sites: IntArray) -> FloatArray:
        """Measure pairs; both arrays have one shape."""

    @abstractmethod
    def possible(self, points: IntArray, limits_m: FloatArray) -> tuple[IntArray, IntArray]:
        """Give pairs (place in `points`, site) that hold all within each point's limit."""

    @abstractmethod
    def about_nearest(self, points: IntArray, number: int) -> IntArray:
        """Give a site of each point that about `number` sites are as near as, (points,)."""

    @abstractmethod
    def farthest_m(self) -> FloatArray:
        """Give a length that no distance of a point exceeds, (m,)."""


class MeasuredSource(DistanceSource):
    """Distances that a chord between coordinates never exceeds by more than a centimetre.

    Parameters
    ----------
    demand, sites : (m, d) and (n, d) arrays
        Coordinates in metres, in which straight chords are at most as long as what is measured.
    stretch : float
        How many times as long as its chord a distance can be.
    """

    def __init__(self, demand: FloatArray, sites: FloatArray, stretch: float = 1.0) -> None:
        self.demand, self.sites, self.stretch = demand, sites, stretch
        self.n_demand, self.n_candidates = len(demand), len(sites)
        self._tree = scipy.spatial.cKDTree(sites) if len(sites) else None

    def possible(self, points: IntArray, limits_m: FloatArray) -> tuple[IntArray, IntArray]:
        """Ask the tree of the sites, in chunks of points."""
        places, sites = [NOTHING], [NOTHING]
        if self._tree is None:
            return NOTHING, NOTHING
        for start in range(0, len(points), ROWS_AT_ONCE):
            rows = slice(start, start + ROWS_AT_ONCE)
            reach = np.maximum(limits_m[rows], 0.0) * (1 + 1e-9) + SLACK_M
            found = self._tree.query_ball_point(
                self.demand[points[rows]], reach, return_sorted=True
            )
            sizes = [len(one) for one in found]
            places.append(np.repeat(np.arange(start, start + len(found)), sizes))
            sites.extend(np.asarray(one, dtype=np.int64) for one in found)
        return np.concatenate(places), np.concatenate(sites)

    def about_nearest(self, points: IntArray, number: int) -> IntArray:
        """Give the sites whose chords come at that place."""
        assert self._tree is not None  # noqa: S101  a number of at least 1 needs a site
        _, found = self._tree.query(self.demand[points], [number])
        return np.asarray(found, dtype=np.int64)[:, 0]

    def farthest_m(self) -> FloatArray:
        """Go by the middle of the sites: to it, and from it to the farthest."""
        if not self.n_candidates:
            return np.zeros(self.n_demand)
        middle = (self.sites.min(axis=0) + self.sites.max(axis=0)) / 2.0
        beyond = float(np.sqrt(((self.sites - middle) ** 2).sum(axis=1)).max())
        there = np.sqrt(((self.demand - middle) ** 2).sum(axis=1))
        farthest: FloatArray = (there + beyond) * self.stretch * (1 + 1e-9) + SLACK_M
        return farthest


class PlaneSource(MeasuredSource):
    """Straight distances in the plane."""

    def metres(self, points: IntArray, sites: IntArray) -> FloatArray:
        """Take the Euclidean length."""
        delta = self.demand[points] - self.sites[sites]
        length: FloatArray = np.sqrt((delta**2).sum(axis=-1))
        return length


class MatrixSource(DistanceSource):
    """Distances of a matrix (m, n)."""

    def __init__(self, distances_m: FloatArray) -> None:
        self.distances_m = distances_m
        self.n_demand, self.n_candidates = distances_m.shape

    def metres(self, points: IntArray, sites: IntArray) -> FloatArray:
        """Look pairs up."""
        return np.asarray(self.distances_m[points, sites])

    def possible(self, points: IntArray, limits_m: FloatArray) -> tuple[IntArray, IntArray]:
        """Compare all."""
        reach = limits_m[:, None] * (1 + 1e-9) + SLACK_M
        places, sites = np.nonzero(self.distances_m[points] <= reach)
        return places, sites

    def about_nearest(self, points: IntArray, number: int) -> IntArray:
        """Give the sites at that place of each row's order."""
        place = min(number, self.n_candidates) - 1
        found: IntArray = np.argpartition(self.distances_m[points], place, axis=1)[:, place]
        return found

    def farthest_m(self) -> FloatArray:
        """Give each row's largest."""
        farthest: FloatArray = self.distances_m.max(axis=1, initial=0.0)
        return farthest


@dataclass(frozen=True, eq=False)
class Pairs:
    """Some pairs of a demand point (its place in the asked ones) and a site, in that order."""

    places: IntArray
    sites: IntArray
    distances: IntArray

    def only(self, kept: BoolArray) -> Pairs:
        """Return some of them."""
        return Pairs(self.places[kept], self.sites[kept], self.distances[kept])


@dataclass(frozen=True, eq=False)
class WholeDistances:
    """Distances in whole quanta, measured as needed.

    Parameters
    ----------
    source : DistanceSource
    quantum_m : float
    """

    source: DistanceSource
    quantum_m: float

    def between(self, points: IntArray, sites: IntArray) -> IntArray:
        """Return the distances of pairs; arrays that broadcast."""
        points, sites = np.broadcast_arrays(points, sites)
        return quantize_lengths(self.source.metres(points, sites), self.quantum_m, "distances_m")

    def table(self, points: IntArray, sites: IntArray) -> IntArray:
        """Return the distances of some points to some sites, (points, sites)."""
        found = np.empty((len(points), len(sites)), dtype=np.int64)
        for start in range(0, len(points), ROWS_AT_ONCE):
            rows = slice(start, start + ROWS_AT_ONCE)
            found[rows] = self.between(points[rows, None], sites[None, :])
        return found

    def within(self, points: IntArray, limits: IntArray) -> Pairs:
        """Return all pairs at most as far as each point's limit."""
        reach_m = np.asarray((limits + 1) * self.quantum_m, dtype=np.float64)
        places, sites = self.source.possible(points, reach_m)
        pairs = Pairs(places, sites, self.between(points[places], sites))
        return pairs.only(pairs.distances <= limits[places])

    def nearest(self, points: IntArray, number: int) -> IntArray:
        """Return a distance within which each point has about `number` sites, (points,)."""
        return self.between(points, self.source.about_nearest(points, number))

    def farthest(self) -> IntArray:
        """Return a distance that no site is farther than, (m,)."""
        return quantize_lengths(self.source.farthest_m(), self.quantum_m, "distances_m") + 1
