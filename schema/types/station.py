"""Guidance stations (党建工作指导站)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from db import models
from db.models.enums import FundingSource, StationStatus
from schema.fields import (
    loaded,
    location_of,
    related_list,
    service_area_of,
    share_of_count,
    to_one,
    total,
)
from schema.pagination import Connection
from schema.scalars import GeoJSON
from schema.types.node import Node
from schema.types.spatial import SpatialFilter

if TYPE_CHECKING:
    from schema.types.circle import CommercialCircle
    from schema.types.district import District
    from schema.types.organization import Organization


@strawberry.type(description="One source's share of what a station cost (经费).")
class StationFunding:
    """A row of `station_fundings`."""

    source: FundingSource = strawberry.field(description="Where the money came from (来源).")
    amount_cny: Decimal = strawberry.field(name="amount", description="How much, in CNY (元).")

    @classmethod
    def is_type_of(cls, row: object, _info: Any) -> bool:
        """Tell whether a row is one of this type."""
        return isinstance(row, models.StationFunding)


@strawberry.type(
    description="A place where party work is done for all organizations around it (党建工作指导站)."
)
class GuidanceStation(Node):
    """A row of `guidance_stations`."""

    model = models.GuidanceStation

    name: str = strawberry.field(description="The name (名称).")
    status: StationStatus = strawberry.field(description="Planned, open or closed (状态).")
    district: Annotated["District", strawberry.lazy("schema.types.district")] | None = to_one(
        "district_id", models.District, "The district (区县) that it lies in."
    )
    circle: Annotated["CommercialCircle", strawberry.lazy("schema.types.circle")] | None = to_one(
        "circle_id", models.CommercialCircle, "The commercial circle (党建商业圈) that it lies in."
    )
    location: GeoJSON = location_of("location", "Where it is (位置), a Point.")
    service_radius_m: float = strawberry.field(
        name="serviceRadius", description="How far it reaches (服务半径), in metres."
    )
    service_area: GeoJSON = service_area_of(
        "The area within the service radius (服务范围), a Polygon with the disc's own area."
    )
    capacity: int | None = strawberry.field(
        description="How many organizations it can serve (服务能力); null where not limited."
    )
    cost: Decimal = total(
        "station_fundings",
        "amount_cny",
        "What it cost (建设经费), in CNY (元): the sum of `funding`.",
    )
    funding: list[StationFunding] = loaded(
        "station_fundings", "What it cost, by source (经费来源)."
    )
    opened_on: date | None = strawberry.field(
        description="The first day on which it was open (启用日期); null where not known."
    )
    closed_on: date | None = strawberry.field(
        description="The first day on which it was closed (撤销日期); null while it is open."
    )
    served_organizations: Connection[
        Annotated["Organization", strawberry.lazy("schema.types.organization")]
    ] = related_list(
        "Organization",
        "station",
        "The organizations (非公经济组织、社会组织) within the service radius.",
    )
    load: float | None = share_of_count(
        "Organization",
        "station",
        "capacity",
        "`servedOrganizations` for each organization that the station can serve (负荷), 1 where it "
        "is full; null without a capacity.",
    )
    version: int = strawberry.field(description="Counts the changes of the record, from 1.")


@strawberry.input(description="All given conditions hold together.")
class StationFilter:
    """The conditions of `guidanceStations`."""

    name_contains: str | None = strawberry.field(
        default=strawberry.UNSET, description="A part of the name (名称)."
    )
    statuses: list[StationStatus] | None = strawberry.field(
        default=strawberry.UNSET, description="One of these (状态)."
    )
    spatial: SpatialFilter | None = strawberry.field(
        default=strawberry.UNSET, description="Where the station lies (位置)."
    )
