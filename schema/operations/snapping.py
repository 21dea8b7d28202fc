"""Who is off the roads, in the scope of a coverage that is measured along them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from schema.operations.coverage import CoverageResult


@dataclass(frozen=True, eq=False, slots=True)
class SnappingResult:
    """Who of a scope is farther than `limit` metres from every road, and where they are."""

    limit: float
    organizations: int
    stations: int
    mean_access: float | None
    positions: BaseGeometry | None


def snapping_of(result: CoverageResult) -> SnappingResult | None:
    """Tell who of a result's scope and which stations are off the roads; None of straight lines."""
    service = result.service
    xy = result.study.organizations.xy[result.study.rows(result.question.scope)]
    found = service.way.snapping(xy, service.xy)
    if found is None:
        return None
    off = np.concatenate([xy[found.organizations], service.xy[found.stations]])
    return SnappingResult(
        limit=found.limit_m,
        organizations=len(found.organizations),
        stations=len(found.stations),
        mean_access=found.mean_access_m,
        positions=shapely.MultiPoint(off) if len(off) else None,
    )
