"""Demand coverage: how many are reached, and how far the nearest station is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.distance import nearest_station, reached
from geo.errors import ArrayShapeError
from geo.geodesic import checked_radii

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Reach:
    """How a demand is reached.

    Attributes
    ----------
    demand, served, served_ratio : float
        The weight of all points, of those reached, and the quotient (0 where there is no demand).
    mean_distance_m, median_distance_m, p90_distance_m, farthest_distance_m : float or None
        To the nearest station, weighted, over the points that have a distance: unlocated points
        have none. The farthest is that of any point of positive weight. None where no point has
        one.
    """

    demand: float
    served: float
    served_ratio: float
    mean_distance_m: float | None
    median_distance_m: float | None
    p90_distance_m: float | None
    farthest_distance_m: float | None


def reach(
    points_deg: Floats, stations_deg: Floats, radii_m: ArrayLike, weights: ArrayLike | None = None
) -> Reach:
    """Measure how stations reach demand points, in a straight line.

    Parameters
    ----------
    points_deg : array (n, 2)
        WGS 84 degrees; NaN rows are unlocated: in the demand, never reached.
    stations_deg : array (m, 2)
    radii_m : float or array (m,)
        A distance equal to the radius is reached (d <= S).
    weights : array (n,), optional
        Not negative; 1 each by default.

    Examples
    --------
    >>> points = np.array([[101.78, 36.62], [101.79, 36.62], [np.nan, np.nan]])
    >>> measured = reach(points, points[:1], 500.0)
    >>> measured.demand, measured.served, round(measured.mean_distance_m, 1)
    (3.0, 1.0, 447.3)
    """
    is_reached, distances_m = reach_and_distance(points_deg, stations_deg, radii_m)
    return reach_from_distances(is_reached, distances_m, weights)


def reach_and_distance(
    points_deg: Floats, stations_deg: Floats, radii_m: ArrayLike
) -> tuple[Bools, Floats]:
    """Say for each point whether it is reached, and how far the nearest station is in metres.

    The same as `geo.distance.reached` and `nearest_station`, in one pass where all radii are equal.
    """
    radii = checked_radii(radii_m, len(stations_deg))
    _, distances_m = nearest_station(points_deg, stations_deg)
    if not len(radii) or radii.min() < radii.max():
        return reached(points_deg, stations_deg, radii_m), distances_m
    is_reached = distances_m <= radii[0]
    border = np.flatnonzero(np.abs(distances_m - radii[0]) <= 0.01)
    is_reached[border] = reached(np.asarray(points_deg)[border], stations_deg, radii_m)
    return is_reached, distances_m


def reach_from_distances(
    is_reached: Bools, distances_m: Floats, weights: ArrayLike | None = None
) -> Reach:
    """Measure reach from what is known of each point; distances along roads will do too.

    Parameters
    ----------
    is_reached : bool array (n,)
    distances_m : float64 array (n,)
        NaN, and infinity where no road leads, count as no distance.
    weights : array (n,), optional
        Not negative; 1 each by default.
    """
    given = _checked_weights(weights, len(is_reached))
    demand = float(len(is_reached)) if given is None else float(given.sum())
    served = (
        float(np.count_nonzero(is_reached)) if given is None else float(given[is_reached].sum())
    )
    measurable = np.isfinite(distances_m)
    if given is not None:
        measurable &= given > 0.0
    metres = distances_m[measurable]
    mean_m, median_m, p90_m, farthest_m = None, None, None, None
    if len(metres):
        weight = None if given is None else given[measurable]
        mean_m = float(np.average(metres, weights=weight))
        median_m, p90_m = weighted_quantiles(metres, (0.5, 0.9), weight)
        farthest_m = float(metres.max())
    ratio = served / demand if demand > 0.0 else 0.0
    return Reach(demand, served, ratio, mean_m, median_m, p90_m, farthest_m)


def reach_by_zone(
    zone_numbers: NDArray[np.integer],
    n_zones: int,
    is_reached: Bools,
    distances_m: Floats,
    weights: ArrayLike | None = None,
) -> list[Reach]:
    """Measure reach in each zone; points of a number outside 0 to n_zones - 1 belong to none.

    Returns
    -------
    list of n_zones Reach
        Zeros and None for a zone without points.
    """
    given = _checked_weights(weights, len(is_reached))
    # Small numbers of the least type that holds them are sorted by counting.
    clipped = np.clip(zone_numbers, -1, n_zones).astype(np.min_scalar_type(-n_zones - 1))
    order = np.argsort(clipped, kind="stable")
    bounds = np.searchsorted(clipped[order], np.arange(n_zones + 1))
    measured = []
    for start, stop in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        rows = order[start:stop]
        weight = None if given is None else given[rows]
        measured.append(reach_from_distances(is_reached[rows], distances_m[rows], weight))
    return measured


class Served(Protocol):
    """What has a demand and serves a part of it."""

    @property
    def demand(self) -> float:
        """The weight of all."""

    @property
    def served(self) -> float:
        """The weight of those reached."""

    @property
    def served_ratio(self) -> float:
        """The quotient, 0 where there is no demand."""


def ranked_by_gap(measured: Sequence[Served]) -> list[int]:
    """Give the numbers of zones, the one with most demand that is not served first.

    Ties go to the lower served ratio, then to the lower number; so zones without demand are last.
    """
    return sorted(
        range(len(measured)),
        key=lambda zone: (
            measured[zone].served - measured[zone].demand,
            measured[zone].served_ratio if measured[zone].demand > 0.0 else 1.0,
            zone,
        ),
    )


def weighted_quantiles(
    values: Floats, quantiles: tuple[float, ...], weights: Floats | None = None
) -> tuple[float, ...]:
    """Give quantiles of weighted values.

    Without weights they are numpy.quantile's (linear, Hyndman and Fan 1996, type 7). Whole weights
    stand for that many equal values: numpy.quantile(numpy.repeat(values, weights), q), without
    repeating. Other weights cannot be repeated; then it is the least value up to which the weights
    sum to q of their total (the inverted distribution function, type 1).

    Parameters
    ----------
    values : float64 array (n,)
        One or more, finite.
    weights : float64 array (n,), optional
        Positive.

    Examples
    --------
    >>> weighted_quantiles(np.array([10.0, 20.0]), (0.5,))
    (15.0,)
    >>> weighted_quantiles(np.array([10.0, 20.0]), (0.5,), np.array([3.0, 1.0]))
    (10.0,)
    """
    if weights is None:
        return tuple(np.quantile(values, quantiles).tolist())
    order = np.argsort(values, kind="stable")
    ordered, cumulated = values[order], np.cumsum(weights[order])
    if not np.array_equal(weights, np.floor(weights)):
        places = np.searchsorted(cumulated, np.array(quantiles) * cumulated[-1])
        return tuple(ordered[np.minimum(places, len(values) - 1)].tolist())
    positions = np.array(quantiles) * (cumulated[-1] - 1.0)
    below = np.floor(positions)
    low = ordered[np.searchsorted(cumulated, below, side="right")]
    above = np.minimum(below + 1.0, cumulated[-1] - 1.0)
    high = ordered[np.searchsorted(cumulated, above, side="right")]
    return tuple((low + (high - low) * (positions - below)).tolist())


def _checked_weights(weights: ArrayLike | None, n_points: int) -> Floats | None:
    if weights is None:
        return None
    given = np.asarray(weights, dtype=np.float64)
    if given.shape != (n_points,):
        raise ArrayShapeError(f"{n_points} points need {n_points} weights, not {given.shape}")
    if not ((given >= 0.0) & np.isfinite(given)).all():
        number = int(np.argmin((given >= 0.0) & np.isfinite(given)))
        raise ArrayShapeError(f"weight {number} is {given[number]}; give finite ones from 0 up")
    return given
