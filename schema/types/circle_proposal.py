"""Commercial circles that might be (拟设商圈)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry

from db import models
from schema.fields import boundary_of, to_one
from schema.scalars import GeoJSON

if TYPE_CHECKING:
    from schema.types.circle import CommercialCircle
    from schema.types.district import District


@strawberry.input(description="Where to look for circles, and what makes one (商圈划定条件).")
class CircleProposalInput:
    """The question of `proposedCircles`."""

    district: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="The adcode (行政区划代码) of a district (区县); null for all, one by one.",
    )
    min_organizations: int | None = strawberry.field(
        default=20,
        description="How many organizations make a circle at least (最少组织数), 2 or more.",
    )
    reach: float | None = strawberry.field(
        default=300.0,
        description="How near to each other they stand at most, in metres, up to 5,000 (邻近距离).",
    )


@strawberry.type(
    description="A commercial circle that might be, where organizations of a district stand close "
    "together (拟设商圈)."
)
class ProposedCircle:
    """An `operations.circle_proposals.ProposedCircle`."""

    boundary: GeoJSON = boundary_of(
        "boundary", "Around its organizations, within the district (边界), a MultiPolygon."
    )
    organizations: int = strawberry.field(description="How many organizations it has (组织数).")
    employees: int = strawberry.field(description="Their employees (从业人数).")
    area_km2: float = strawberry.field(description="The area within the boundary (面积), in km².")
    district: Annotated["District", strawberry.lazy("schema.types.district")] = to_one(
        "district_id", models.District, "The district (区县) that it is in."
    )
    existing: Annotated["CommercialCircle", strawberry.lazy("schema.types.circle")] | None = to_one(
        "existing_id",
        models.CommercialCircle,
        "The stored circle (党建商业圈) that it amounts to, sharing half of either's area; null "
        "where it would be a new one.",
    )
