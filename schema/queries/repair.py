"""Proposals for shapes that are refused."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry
from anyio import CapacityLimiter, to_thread

from geo.crs import CoordinateSystem, to_wgs84
from geo.geojson import geometry_from_geojson
from geo.repair import repaired_area
from schema.fields import Crs
from schema.operations.errors import argument
from schema.scalars import GeoJSON
from schema.types.repaired_area import RepairedArea

# Each starts a process: one at a time for all who ask.
_ONE = CapacityLimiter(1)


async def _repaired(
    geometry: Annotated[
        GeoJSON,
        strawberry.argument(description="The area as it was drawn (范围), a Polygon or several."),
    ],
    crs: Crs = CoordinateSystem.WGS84,
) -> Any:
    with argument("geometry"):
        area = to_wgs84(geometry_from_geojson(geometry), crs or CoordinateSystem.WGS84)
        return await to_thread.run_sync(repaired_area, area, limiter=_ONE)


@strawberry.type
class RepairQueries:
    """What helps where a shape is refused."""

    repaired_area: RepairedArea = strawberry.field(
        resolver=_repaired,
        description="A valid area that is closest to one that crosses itself (修复建议), for a "
        "person to look at; what takes longer than 5 seconds is refused. Nothing is stored.",
    )
