"""Alliances (城市党建联盟)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry

from db import models
from schema.change_fields import references_to, text_of
from schema.fields import loaded, related_list
from schema.pagination import Connection
from schema.types.node import Node
from schema.types.payload import Payload, changed

if TYPE_CHECKING:
    from schema.types.circle import CommercialCircle
    from schema.types.organization import Organization


@strawberry.type(
    description="Circles and organizations that do the party work of a region together "
    "(城市党建联盟)."
)
class Alliance(Node):
    """A row of `alliances`."""

    model = models.Alliance

    name: str = strawberry.field(description="The name (名称).")
    organizations: Connection[
        Annotated["Organization", strawberry.lazy("schema.types.organization")]
    ] = related_list(
        "Organization", "alliance", "Its organizations (非公经济组织、社会组织), by id."
    )
    circles: list[Annotated["CommercialCircle", strawberry.lazy("schema.types.circle")]] = loaded(
        "circles_of_alliance", "Its commercial circles (党建商业圈), by id."
    )
    version: int = strawberry.field(description="Counts the changes of the record, from 1.")


@strawberry.input(description="An alliance with its members (城市党建联盟).")
class AllianceInput:
    """A row of `alliances` and its members."""

    name: str = text_of("name", "The name (名称).")
    organizations: list[strawberry.ID] = references_to(
        "organizations", models.Organization, "All its organizations (非公经济组织、社会组织)."
    )
    circles: list[strawberry.ID] = references_to(
        "circles",
        models.CommercialCircle,
        "All its commercial circles (党建商业圈); a circle is part of one alliance at most.",
    )


@strawberry.type(description="What a change of it gives back (城市党建联盟).")
class AlliancePayload(Payload):
    """An outcome."""

    alliance: Alliance | None = changed("The record (城市党建联盟)")
