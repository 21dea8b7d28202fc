"""Places of party and company culture (文化阵地)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry

from db import models
from db.models.enums import CultureSiteKind
from geo.crs import CoordinateSystem
from schema.change_fields import crs_of_input, point_of, reference_to, text_of, value_of
from schema.fields import location_of, to_one
from schema.scalars import GeoJSON
from schema.types.node import Node
from schema.types.payload import Payload, changed

if TYPE_CHECKING:
    from schema.types.organization import Organization


@strawberry.type(
    description="A corridor or a room of party and company culture "
    "(党建长廊、文化长廊、时光长廊、党员活动室)."
)
class CultureSite(Node):
    """A row of `culture_sites`."""

    model = models.CultureSite

    kind: CultureSiteKind = strawberry.field(description="Which of them (类别).")
    name: str = strawberry.field(description="The name (名称).")
    organization: Annotated["Organization", strawberry.lazy("schema.types.organization")] | None = (
        to_one(
            "organization_id",
            models.Organization,
            "The organization (非公经济组织、社会组织) that it is at; null where it is on its own.",
        )
    )
    location: GeoJSON = location_of("location", "Where it is (位置), a Point.")
    version: int = strawberry.field(description="Counts the changes of the record, from 1.")


@strawberry.input(description="A place of culture to register (文化阵地).")
class CultureSiteInput:
    """A row of `culture_sites`."""

    kind: CultureSiteKind = value_of("kind", "Which of them (类别).")
    name: str = text_of("name", "The name (名称).")
    organization: strawberry.ID | None = reference_to(
        "organization_id",
        models.Organization,
        "The organization that it is at (非公经济组织、社会组织).",
        default=strawberry.UNSET,
    )
    location: GeoJSON = point_of("location", "Where it is (位置), a Point.")
    crs: CoordinateSystem | None = crs_of_input()


@strawberry.type(description="What a change of it gives back (文化阵地).")
class CultureSitePayload(Payload):
    """An outcome."""

    culture_site: CultureSite | None = changed("The record (文化阵地)")
