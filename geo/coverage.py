"""Coverage: how much of a scope service areas serve, once, more often, or not at all.

How many demand points are reached is beside it in `geo.reach`, given here too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.multiplicity import at_least, polygonal
from geo.reach import Reach, reach, reach_and_distance, reach_by_zone, reach_from_distances

__all__ = [
    "AreaCoverage",
    "Reach",
    "area_coverage",
    "area_coverage_by_zone",
    "areas_by_multiplicity",
    "reach",
    "reach_and_distance",
    "reach_by_zone",
    "reach_from_distances",
    "served_ratios",
]

Geometries = NDArray[np.object_]
Floats = NDArray[np.float64]

M2_PER_KM2 = 1e6


@dataclass(frozen=True)
class AreaCoverage:
    """What the service areas do for a scope.

    Attributes
    ----------
    scope_area_km2, served_area_km2, overlap_km2 : float
        The area of the scope, of what is served of it, and of what is served at least twice.
    area_ratio : float
        Served over scope, in [0, 1]; 0 where the scope has no area.
    served, gaps : polygonal geometry
        The scope inside and outside the union of the service areas, in the areas' projection.
    """

    scope_area_km2: float
    served_area_km2: float
    overlap_km2: float
    area_ratio: float
    served: BaseGeometry
    gaps: BaseGeometry


def area_coverage(scope: BaseGeometry, areas: Geometries) -> AreaCoverage:
    """Measure how service areas cover a scope.

    served = scope ∩ U, gaps = scope - U with U the union of the areas, overlap = the area of the
    scope that at least two of them hold. Areas count from outside the scope too, clipped to it.

    Parameters
    ----------
    scope : polygonal geometry
        In a metric projection (`geo.crs.metric_crs`); an empty one gives zeros.
    areas : object array (m,) of polygonal geometries
        In the same projection; empty ones and None serve nothing, of two equal ones the second
        counts as overlap. They may be discs, drawn polygons or walking areas.

    Examples
    --------
    >>> areas = np.array([shapely.box(0, 0, 2000, 1000), shapely.box(1000, 0, 4000, 1000)])
    >>> measured = area_coverage(shapely.box(0, 0, 3000, 2000), areas)
    >>> measured.scope_area_km2, measured.served_area_km2, measured.overlap_km2
    (6.0, 3.0, 1.0)
    >>> measured.area_ratio
    0.5
    """
    return area_coverage_by_zone(np.array([scope], dtype=np.object_), areas)[0]


def area_coverage_by_zone(zones: Geometries, areas: Geometries) -> list[AreaCoverage]:
    """Measure how service areas cover each of several scopes; see `area_coverage`.

    The areas are united once, then clipped to each zone; zones may overlap each other. The zones
    of a partition have areas that add up to the whole's.
    """
    areas = _near(areas, zones)
    once, twice = at_least(areas, 2)
    shapely.prepare([once, twice])
    return [_measured(zone, once, twice) for zone in zones]


def areas_by_multiplicity(
    scope: BaseGeometry, areas: Geometries, *, n_times_max: int = 5
) -> Floats:
    """Give how much of a scope is served exactly 0, 1, 2, ... times, in km2.

    Returns
    -------
    float64 array (n_times_max + 1,)
        The last entry is the area served `n_times_max` times or more; all add up to the scope's.

    Examples
    --------
    >>> areas = np.array([shapely.box(0, 0, 2000, 1000), shapely.box(1000, 0, 4000, 1000)])
    >>> areas_by_multiplicity(shapely.box(0, 0, 3000, 2000), areas, n_times_max=2).tolist()
    [3.0, 2.0, 1.0]
    """
    near = _near(areas, np.array([scope], dtype=np.object_))
    regions = [shapely.intersection(region, scope) for region in at_least(near, n_times_max)]
    at_least_km2 = np.array([scope.area, *(region.area for region in regions), 0.0]) / M2_PER_KM2
    return at_least_km2[:-1] - at_least_km2[1:]


def served_ratios(polygons: Geometries, served: BaseGeometry) -> Floats:
    """Give the share of each polygon's area that lies in the served area, in [0, 1].

    area(p ∩ served) / area(p); 0 for an empty polygon and None.

    Examples
    --------
    >>> served_ratios(np.array([shapely.box(0, 0, 4, 1), None]), shapely.box(3, 0, 9, 9)).tolist()
    [0.25, 0.0]
    """
    area_m2 = np.nan_to_num(shapely.area(polygons))
    shared_m2 = np.nan_to_num(shapely.area(shapely.intersection(polygons, served)))
    ratios = np.divide(shared_m2, area_m2, out=np.zeros_like(area_m2), where=area_m2 > 0.0)
    return np.minimum(ratios, 1.0)


def _near(areas: Geometries, zones: Geometries) -> Geometries:
    """Leave out the areas that no zone's bounds meet, and the empty ones."""
    given = np.asarray(areas, dtype=np.object_)
    west, south, east, north = shapely.bounds(given).reshape(-1, 4).T
    inside = np.zeros(len(given), dtype=np.bool_)
    # Comparisons with the NaN bounds of empty and missing geometries are false.
    for left, bottom, right, top in shapely.bounds(zones).reshape(-1, 4).tolist():
        inside |= (west <= right) & (east >= left) & (south <= top) & (north >= bottom)
    return given[inside]


def _measured(zone: BaseGeometry, once: BaseGeometry, twice: BaseGeometry) -> AreaCoverage:
    served = polygonal(shapely.intersection(once, zone))
    gaps = polygonal(shapely.difference(zone, once))
    scope_m2, served_m2 = zone.area, served.area
    return AreaCoverage(
        scope_area_km2=scope_m2 / M2_PER_KM2,
        served_area_km2=served_m2 / M2_PER_KM2,
        overlap_km2=shapely.intersection(twice, zone).area / M2_PER_KM2,
        area_ratio=min(served_m2 / scope_m2, 1.0) if scope_m2 > 0.0 else 0.0,
        served=served,
        gaps=gaps,
    )
