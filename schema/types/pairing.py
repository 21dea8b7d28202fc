"""Pairings with villages (结对帮扶)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry

from db import models
from schema.fields import location_of, to_one
from schema.register_fields import loaded_line
from schema.scalars import GeoJSON
from schema.types.node import Node

if TYPE_CHECKING:
    from schema.types.party_organization import PartyOrganization


@strawberry.type(description="A party organization helps a village (结对帮扶).")
class Pairing(Node):
    """A row of `pairings`."""

    model = models.Pairing

    party_organization: Annotated[
        "PartyOrganization", strawberry.lazy("schema.types.party_organization")
    ] = to_one("party_organization_id", models.PartyOrganization, "Who helps (帮扶党组织).")
    village: str = strawberry.field(description="Whom it helps (结对村).")
    village_location: GeoJSON | None = location_of(
        "village_location", "Where the village is (位置), a Point; null where not known."
    )
    line: GeoJSON | None = loaded_line(
        "pairing_line",
        "The line from who helps to the village (结对连线), a LineString; null where either has "
        "no place.",
    )
    funds_cny: Decimal = strawberry.field(
        name="funds", description="How much it gave, in CNY (帮扶资金, 元)."
    )
    year: int = strawberry.field(description="The year (年度).")
    version: int = strawberry.field(description="Counts the changes of the record, from 1.")
