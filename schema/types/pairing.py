"""Pairings with villages (结对帮扶)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry

from db import models
from geo.crs import CoordinateSystem
from schema.change_fields import crs_of_input, money_of, point_of, reference_to, text_of, year_of
from schema.fields import location_of, to_one
from schema.register_fields import loaded_line
from schema.scalars import GeoJSON
from schema.types.node import Node
from schema.types.payload import Payload, changed

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


@strawberry.input(description="A pairing with a village (结对帮扶).")
class PairingInput:
    """A row of `pairings`."""

    party_organization: strawberry.ID = reference_to(
        "party_organization_id", models.PartyOrganization, "Who helps (帮扶党组织)."
    )
    village: str = text_of("village", "Whom it helps (结对村).")
    village_location: GeoJSON | None = point_of(
        "village_location", "Where the village is (位置), a Point.", default=strawberry.UNSET
    )
    crs: CoordinateSystem | None = crs_of_input()
    funds: Decimal = money_of("funds_cny", "How much it gave, in CNY (帮扶资金, 元).")
    year: int = year_of("year", "The year (年度).")


@strawberry.type(description="What a change of it gives back (结对帮扶).")
class PairingPayload(Payload):
    """An outcome."""

    pairing: Pairing | None = changed("The record (结对帮扶)")
