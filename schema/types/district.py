"""Districts (区县)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry

from db import models
from schema.coverage_fields import coverage_of
from schema.fields import area_km2_of, boundary_of, related_list, related_organizations
from schema.pagination import Connection
from schema.scalars import GeoJSON
from schema.types.node import Node
from schema.types.spatial import SpatialFilter

if TYPE_CHECKING:
    from schema.types.circle import CommercialCircle
    from schema.types.coverage import CoverageReport
    from schema.types.organization import Organization
    from schema.types.station import GuidanceStation


@strawberry.type(description="A county-level division (区县).")
class District(Node):
    """A row of `districts`."""

    model = models.District

    adcode: str = strawberry.field(description="The administrative code (行政区划代码), 6 digits.")
    name: str = strawberry.field(description="The name (名称).")
    name_en: str | None = strawberry.field(description="The name in English (英文名称).")
    boundary: GeoJSON = boundary_of("boundary", "The boundary (边界), a MultiPolygon.")
    area_km2: float = area_km2_of("boundary", "The area within the boundary (面积), in km².")
    organizations: Connection[
        Annotated["Organization", strawberry.lazy("schema.types.organization")]
    ] = related_organizations(
        "district",
        "The organizations (非公经济组织、社会组织) of the district: those that name it, and those "
        "that name none and lie in it.",
    )
    commercial_circles: Connection[
        Annotated["CommercialCircle", strawberry.lazy("schema.types.circle")]
    ] = related_list(
        "CommercialCircle", "district", "The commercial circles (党建商业圈) of the district."
    )
    guidance_stations: Connection[
        Annotated["GuidanceStation", strawberry.lazy("schema.types.station")]
    ] = related_list(
        "GuidanceStation", "district", "The guidance stations (党建工作指导站) of the district."
    )
    coverage: Annotated["CoverageReport", strawberry.lazy("schema.types.coverage")] = coverage_of(
        "district", "What the open stations and the party work reach here (覆盖情况)."
    )


@strawberry.input(description="All given conditions hold together.")
class DistrictFilter:
    """The conditions of `districts`."""

    adcodes: list[str] | None = strawberry.field(
        default=strawberry.UNSET,
        description="One of these administrative codes (行政区划代码).",
    )
    spatial: SpatialFilter | None = strawberry.field(
        default=strawberry.UNSET, description="Where the boundary (边界) lies."
    )
