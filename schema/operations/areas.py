"""How much of a scope the service areas of a network serve: measured only where asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.coverage import AreaCoverage, area_coverage_by_zone
from geo.crs import MetricCrs
from schema.operations.coverage import CoverageResult
from schema.operations.serving_stations import Service

# Service radii end at 200 km; a degree of longitude is that short beyond 78 degrees only.
_RADIUS_MAX_DEG = 9.0


@dataclass(frozen=True, eq=False, slots=True)
class MeasuredArea:
    """What the service areas do for a scope, and the projection that its geometries are in."""

    coverage: AreaCoverage
    projection: MetricCrs

    @property
    def served(self) -> BaseGeometry | None:
        """The served part of the scope in WGS 84; None where there is none."""
        return _geographic(self.coverage.served, self.projection)

    @property
    def gaps(self) -> BaseGeometry | None:
        """The rest of the scope in WGS 84; None where there is none."""
        return _geographic(self.coverage.gaps, self.projection)


def measure_areas(results: Sequence[CoverageResult]) -> list[MeasuredArea]:
    """Measure how the service areas cover the scope of each result.

    The service areas of one network are made and united once for all scopes that it serves.
    """
    groups: dict[tuple[int, int, MetricCrs], list[CoverageResult]] = {}
    for result in results:
        projection = result.study.places.projection_of(result.question.scope)
        key = id(result.study), id(result.service), projection
        groups.setdefault(key, []).append(result)
    measured: dict[int, MeasuredArea] = {}
    for (_, _, projection), group in groups.items():
        areas = [result.study.places.area(result.question.scope) for result in group]
        zones = np.empty(len(areas), dtype=np.object_)
        zones[:] = [projection.project(area) for area in areas]
        discs = _areas_near(group[0].service, areas, projection)
        found = area_coverage_by_zone(zones, discs)
        for result, coverage in zip(group, found, strict=True):
            measured[id(result)] = MeasuredArea(coverage, projection)
    return [measured[id(result)] for result in results]


def _areas_near(
    service: Service, areas: Sequence[BaseGeometry], projection: MetricCrs
) -> NDArray[np.object_]:
    """Give the service areas of the stations whose own can meet one of the areas."""
    west, south, east, north = shapely.total_bounds(areas).tolist()
    low = np.array([west, south]) - _RADIUS_MAX_DEG
    high = np.array([east, north]) + _RADIUS_MAX_DEG
    # Comparisons with the NaN bounds of empty areas are false.
    near = ((service.xy >= low) & (service.xy <= high)).all(axis=1)
    return service.way.areas(service.xy[near], service.radii_m[near], projection)


def _geographic(area: BaseGeometry, projection: MetricCrs) -> BaseGeometry | None:
    if area.is_empty:
        return None
    degrees: BaseGeometry = projection.unproject(area)
    return degrees
