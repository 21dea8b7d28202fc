"""Activities (十个一系列活动 and others)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry

from db import models
from db.models.enums import ActivitySeries
from geo.crs import CoordinateSystem
from schema.change_fields import crs_of_input, number_of, point_of, reference_to, text_of, value_of
from schema.fields import location_of, to_one
from schema.scalars import GeoJSON
from schema.types.node import Node
from schema.types.payload import Payload, changed

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


@strawberry.input(description="Something held on a day (活动).")
class ActivityInput:
    """A row of `activities`."""

    series: ActivitySeries = value_of("series", "The series that it belongs to (系列).")
    title: str = text_of("title", "What it was (主题).")
    on: date = value_of("on", "The day (日期).")
    host: strawberry.ID | None = reference_to(
        "host_id",
        models.PartyOrganization,
        "The party organization that held it (主办党组织).",
        default=strawberry.UNSET,
    )
    organization: strawberry.ID | None = reference_to(
        "organization_id",
        models.Organization,
        "The organization that it was held at (非公经济组织、社会组织).",
        default=strawberry.UNSET,
    )
    station: strawberry.ID | None = reference_to(
        "station_id",
        models.GuidanceStation,
        "The guidance station that it was held at (党建工作指导站).",
        default=strawberry.UNSET,
    )
    circle: strawberry.ID | None = reference_to(
        "circle_id",
        models.CommercialCircle,
        "The commercial circle that it was held in (党建商业圈).",
        default=strawberry.UNSET,
    )
    location: GeoJSON | None = point_of(
        "location", "The place (地点), a Point.", default=strawberry.UNSET
    )
    crs: CoordinateSystem | None = crs_of_input()
    participants: int = number_of("participants", "How many took part (参加人数).")


@strawberry.type(description="What a change of it gives back (活动).")
class ActivityPayload(Payload):
    """An outcome."""

    activity: Activity | None = changed("The record (活动)")
