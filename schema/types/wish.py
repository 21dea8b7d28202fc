"""Small wishes (微心愿)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry

from db import models
from db.models.enums import WishStatus
from geo.crs import CoordinateSystem
from schema.change_fields import crs_of_input, point_of, text_of
from schema.fields import location_of, to_one
from schema.scalars import GeoJSON
from schema.types.node import Node
from schema.types.payload import Payload, changed

if TYPE_CHECKING:
    from schema.types.organization import Organization


@strawberry.type(description="A small wish of somebody who stays unnamed (微心愿).")
class Wish(Node):
    """A row of `wishes`."""

    model = models.Wish

    title: str = strawberry.field(description="What is wished for (心愿).")
    location: GeoJSON | None = location_of(
        "location", "Where (位置), a Point; null where not given."
    )
    status: WishStatus = strawberry.field(description="How far it is (状态).")
    claimed_by: Annotated["Organization", strawberry.lazy("schema.types.organization")] | None = (
        to_one(
            "claimed_by_id",
            models.Organization,
            "The organization (非公经济组织、社会组织) that claimed it (认领单位); null while it "
            "is open.",
        )
    )
    posted_on: date = strawberry.field(description="The day on which it was posted (发布日期).")
    claimed_on: date | None = strawberry.field(
        description="The day on which it was claimed (认领日期); null until then."
    )
    fulfilled_on: date | None = strawberry.field(
        description="The day on which it was fulfilled (实现日期); null until then."
    )
    version: int = strawberry.field(description="Counts the changes of the record, from 1.")


@strawberry.input(description="A wish to post (微心愿), without a name.")
class WishInput:
    """A row of `wishes`."""

    title: str = text_of("title", "What is wished for (心愿).")
    location: GeoJSON | None = point_of(
        "location", "Where (位置), a Point.", default=strawberry.UNSET
    )
    crs: CoordinateSystem | None = crs_of_input()


@strawberry.type(description="What a change of it gives back (微心愿).")
class WishPayload(Payload):
    """An outcome."""

    wish: Wish | None = changed("The record (微心愿)")
