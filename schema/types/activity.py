"""Activities (十个一系列活动 and others)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry

from db import models
from db.models.enums import ActivitySeries
from schema.fields import location_of, to_one
from schema.scalars import GeoJSON
from schema.types.node import Node

if TYPE_CHECKING:
    from schema.types.circle import CommercialCircle
    from schema.types.organization import Organization
    from schema.types.party_organization import PartyOrganization
    from schema.types.station import GuidanceStation


@strawberry.type(description="Something held on a day (活动).")
class Activity(Node):
    """A row of `activities`."""

    model = models.Activity

    series: ActivitySeries = strawberry.field(description="The series that it belongs to (系列).")
    title: str = strawberry.field(description="What it was (主题).")
    on: date = strawberry.field(description="The day on which it was held (日期).")
    host: (
        Annotated["PartyOrganization", strawberry.lazy("schema.types.party_organization")] | None
    ) = to_one("host_id", models.PartyOrganization, "The party organization (党组织) that held it.")
    organization: Annotated["Organization", strawberry.lazy("schema.types.organization")] | None = (
        to_one(
            "organization_id", models.Organization, "The organization (组织) that it was held at."
        )
    )
    station: Annotated["GuidanceStation", strawberry.lazy("schema.types.station")] | None = to_one(
        "station_id",
        models.GuidanceStation,
        "The guidance station (党建工作指导站) that it was held at.",
    )
    circle: Annotated["CommercialCircle", strawberry.lazy("schema.types.circle")] | None = to_one(
        "circle_id",
        models.CommercialCircle,
        "The commercial circle (党建商业圈) that it was held in.",
    )
    location: GeoJSON | None = location_of(
        "location", "The place (地点), a Point; null where not given."
    )
    participants: int = strawberry.field(description="How many took part (参加人数).")
    version: int = strawberry.field(description="Counts the changes of the record, from 1.")
