"""Commercial circles (党建商业圈)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry

from db import models
from schema.coverage_fields import coverage_of
from schema.fields import (
    area_km2_of,
    boundary_of,
    loaded,
    related_list,
    related_organizations,
    to_one,
)
from schema.pagination import Connection
from schema.scalars import GeoJSON
from schema.types.node import Node
from schema.types.spatial import SpatialFilter

if TYPE_CHECKING:
    from schema.types.alliance import Alliance
    from schema.types.coverage import CoverageReport
    from schema.types.district import District
    from schema.types.organization import Organization
    from schema.types.party_organization import PartyOrganization
    from schema.types.station import GuidanceStation


@strawberry.type(
    description="A commercial district whose organizations do party work together (党建商业圈)."
)
class CommercialCircle(Node):
    """A row of `commercial_circles`."""

    model = models.CommercialCircle

    name: str = strawberry.field(description="The name (名称).")
    district: Annotated["District", strawberry.lazy("schema.types.district")] | None = to_one(
        "district_id", models.District, "The district (区县) that the circle lies in."
    )
    boundary: GeoJSON = boundary_of("boundary", "The boundary (边界), a MultiPolygon.")
    area_km2: float = area_km2_of("boundary", "The area within the boundary (面积), in km².")
    committee: (
        Annotated["PartyOrganization", strawberry.lazy("schema.types.party_organization")] | None
    ) = to_one(
        "committee_id",
        models.PartyOrganization,
        "The joint committee of the circle (商圈综合党委), null where there is none.",
    )
    alliance: Annotated["Alliance", strawberry.lazy("schema.types.alliance")] | None = loaded(
        "alliance_of_circle",
        "The alliance that it is part of (城市党建联盟); null where it is part of none.",
    )
    organizations: Connection[
        Annotated["Organization", strawberry.lazy("schema.types.organization")]
    ] = related_organizations("circle", "The organizations (非公经济组织、社会组织) in the circle.")
    guidance_stations: Connection[
        Annotated["GuidanceStation", strawberry.lazy("schema.types.station")]
    ] = related_list(
        "GuidanceStation", "circle", "The guidance stations (党建工作指导站) in the circle."
    )
    coverage: Annotated["CoverageReport", strawberry.lazy("schema.types.coverage")] = coverage_of(
        "circle", "What the open stations and the party work reach here (覆盖情况)."
    )
    version: int = strawberry.field(description="Counts the changes of the record, from 1.")


@strawberry.input(description="All given conditions hold together.")
class CircleFilter:
    """The conditions of `commercialCircles`."""

    name_contains: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="A part of the name (名称), upper and lower case alike.",
    )
    spatial: SpatialFilter | None = strawberry.field(
        default=strawberry.UNSET, description="Where the boundary (边界) lies."
    )
