"""Where the organizations of the demo city lie."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from db.demo.randomness import Stream
from db.demo.reference import Reference

# A flat earth is enough to scatter points; the constants hold at 36.6 degrees north.
_METRES_PER_DEGREE_EAST = 89_500.0
_METRES_PER_DEGREE_NORTH = 110_980.0

_REMOTE_FROM_STATIONS_M = 1_500.0
_OUTLIER_PERCENT = 18
_OUTLIER_SPREAD = 3.0
_ROUNDS = 200


@dataclass(frozen=True)
class Settlement:
    """Which area each organization belongs to and where it lies.

    Attributes
    ----------
    area
        Indices into `Reference.areas`, shape (n,).
    xy
        Longitude and latitude in degrees, WGS 84, rounded to 1e-6, shape (n, 2).
    """

    area: NDArray[np.int64]
    xy: NDArray[np.float64]


def share_out(total: int, weights: list[int], at_least: int) -> list[int]:
    """Divide `total` by `weights` into whole parts of `at_least` each; the sum is exact.

    Examples
    --------
    >>> share_out(10, [6, 3, 1], 2)
    [5, 3, 2]
    """
    parts = [max(at_least, total * weight // sum(weights)) for weight in weights]
    while sum(parts) != total:
        # Whole numbers decide, so that no rounding does; of equal ones the first.
        missing = [
            total * weight - part * sum(weights)
            for weight, part in zip(weights, parts, strict=True)
        ]
        if sum(parts) < total:
            parts[missing.index(max(missing))] += 1
        else:
            shrinkable = [
                amount for amount, part in zip(missing, parts, strict=True) if part > at_least
            ]
            parts[missing.index(min(shrinkable))] -= 1
    return parts


def settle(
    stream: Stream, reference: Reference, district: NDArray[np.int64], remote: NDArray[np.bool_]
) -> Settlement:
    """Place every organization near a real place of its district and inside the boundary.

    Parameters
    ----------
    district
        Indices into `Reference.districts`, shape (n,).
    remote
        Those that must lie far from every guidance station, shape (n,).

    Raises
    ------
    RuntimeError
        If some find no place, because an area lies outside its district.
    """
    area = np.zeros(len(district), dtype=np.int64)
    xy = np.zeros((len(district), 2))
    weights = np.array(
        [
            [each.weight if each.district == position else 0 for each in reference.areas]
            for position in range(len(reference.districts))
        ],
        dtype=np.int64,
    )
    pending = np.arange(len(district))
    for _ in range(_ROUNDS):
        area[pending] = stream.choices_by(weights[district[pending]])
        xy[pending] = _scatter(stream, reference, area[pending])
        inside = _inside(reference, xy[pending], district[pending])
        near = remote[pending] & ~_is_remote(reference, xy[pending])
        pending = pending[~inside | near]
        if not len(pending):
            return Settlement(area, xy)
    names = sorted({reference.districts[position].name for position in district[pending]})
    raise RuntimeError(
        f"found no place for {len(pending)} organizations in {', '.join(names)} in {_ROUNDS} "
        "rounds; check that the places of areas.csv lie inside the boundaries of districts.geojson"
    )


def circle_of(reference: Reference, xy: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the index of the circle that each point lies in, -1 for none, shape (n,)."""
    found = np.full(len(xy), -1, dtype=np.int64)
    for position, circle in reversed(list(enumerate(reference.circles))):
        shapely.prepare(circle.boundary)
        found[shapely.intersects_xy(circle.boundary, xy[:, 0], xy[:, 1])] = position
    return found


def nearest_station(
    reference: Reference, xy: NDArray[np.float64], district: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the index of the nearest station of the same district, -1 for none, shape (n,)."""
    squared = _squared_distances(reference, xy)
    own = np.array([station.district for station in reference.stations])
    squared[district[:, None] != own[None, :]] = np.inf
    nearest = squared.argmin(axis=1)
    return np.where(np.isinf(squared.min(axis=1)), -1, nearest).astype(np.int64)


def _scatter(stream: Stream, reference: Reference, area: NDArray[np.int64]) -> NDArray[np.float64]:
    """Draw points around the areas: the sum of three uniforms, nearly normal, at most 3 sigma."""
    areas = [reference.areas[position] for position in range(len(reference.areas))]
    centre = np.array([(each.longitude, each.latitude) for each in areas])[area]
    spread_m = np.array([(each.spread_east_m, each.spread_north_m) for each in areas])[area]
    size = len(area)
    outlier = stream.integers(size, 100) < _OUTLIER_PERCENT
    normal = sum(stream.uniform(2 * size).reshape(size, 2) for _ in range(3)) - 1.5
    offset_m = normal * 2.0 * spread_m * np.where(outlier, _OUTLIER_SPREAD, 1.0)[:, None]
    degrees = offset_m / np.array([_METRES_PER_DEGREE_EAST, _METRES_PER_DEGREE_NORTH])
    rounded: NDArray[np.float64] = np.rint((centre + degrees) * 1e6) / 1e6
    return rounded


def _inside(
    reference: Reference, xy: NDArray[np.float64], district: NDArray[np.int64]
) -> NDArray[np.bool_]:
    inside = np.zeros(len(xy), dtype=np.bool_)
    for position, each in enumerate(reference.districts):
        shapely.prepare(each.boundary)
        mine = district == position
        inside[mine] = shapely.contains_xy(each.boundary, xy[mine, 0], xy[mine, 1])
    return inside


def _is_remote(reference: Reference, xy: NDArray[np.float64]) -> NDArray[np.bool_]:
    nearest = _squared_distances(reference, xy).min(axis=1, initial=np.inf)
    remote: NDArray[np.bool_] = nearest > _REMOTE_FROM_STATIONS_M * _REMOTE_FROM_STATIONS_M
    return remote


def _squared_distances(reference: Reference, xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return flat-earth squared distances in m2, points by stations."""
    stations = np.array([(each.longitude, each.latitude) for each in reference.stations])
    offset = (xy[:, None, :] - stations[None, :, :]) * np.array(
        [_METRES_PER_DEGREE_EAST, _METRES_PER_DEGREE_NORTH]
    )
    squared: NDArray[np.float64] = offset[..., 0] * offset[..., 0] + offset[..., 1] * offset[..., 1]
    return squared
