"""A proposal for an area that crosses itself."""

from __future__ import annotations

from typing import Any

import strawberry

from geo.repair import Repair
from schema.fields import area_km2_of, boundary_of
from schema.scalars import GeoJSON


def _place(root: Repair) -> Any:
    return None if root.place is None else {"type": "Point", "coordinates": list(root.place)}


@strawberry.type(
    description="A valid area in the place of one that crosses itself, for a person to look at "
    "(修复建议). Nothing is stored."
)
class RepairedArea:
    """A `geo.repair.Repair`."""

    geometry: GeoJSON = boundary_of("geometry", "The valid area (修复后的范围).")
    area_km2: float = area_km2_of("geometry", "Its area (面积), in km².")
    is_changed: bool = strawberry.field(description="Whether anything was wrong (是否有误).")
    place: GeoJSON | None = strawberry.field(
        resolver=_place,
        description="Where the first thing was wrong (出错位置), a Point in degrees of WGS 84, as "
        "far as it can be told.",
    )
