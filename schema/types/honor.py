"""Honours (两优一先) and delegates to congresses, as counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry

from db import models
from db.models.enums import HonorKind, HonorLevel
from schema.change_fields import number_of, reference_to, value_of, year_of
from schema.fields import to_one
from schema.types.node import Node
from schema.types.payload import Payload, changed

if TYPE_CHECKING:
    from schema.types.organization import Organization
    from schema.types.party_organization import PartyOrganization


@strawberry.type(
    description="How many honours of a kind a level gave in a year (两优一先、党代会代表)."
)
class Honor(Node):
    """A row of `honors`."""

    model = models.Honor

    kind: HonorKind = strawberry.field(description="Who was honoured (荣誉类别).")
    level: HonorLevel = strawberry.field(description="Which level gave it (表彰级别).")
    year: int = strawberry.field(description="The year (年度).")
    party_organization: (
        Annotated["PartyOrganization", strawberry.lazy("schema.types.party_organization")] | None
    ) = to_one(
        "party_organization_id",
        models.PartyOrganization,
        "The party organization (党组织) that was honoured, or that they belong to; null where "
        "not known.",
    )
    organization: Annotated["Organization", strawberry.lazy("schema.types.organization")] | None = (
        to_one(
            "organization_id",
            models.Organization,
            "The organization (非公经济组织、社会组织) that it was given at; null where not known.",
        )
    )
    count: int = strawberry.field(description="How many (数量).")
    version: int = strawberry.field(description="Counts the changes of the record, from 1.")


@strawberry.input(description="Honours to record (两优一先、党代会代表), as a count.")
class HonorInput:
    """A row of `honors`."""

    kind: HonorKind = value_of("kind", "Who was honoured (荣誉类别).")
    level: HonorLevel = value_of("level", "Which level gave it (表彰级别).")
    year: int = year_of("year", "The year (年度).")
    party_organization: strawberry.ID | None = reference_to(
        "party_organization_id",
        models.PartyOrganization,
        "The party organization that was honoured, or that they belong to (党组织).",
        default=strawberry.UNSET,
    )
    organization: strawberry.ID | None = reference_to(
        "organization_id",
        models.Organization,
        "The organization that it was given at (非公经济组织、社会组织).",
        default=strawberry.UNSET,
    )
    count: int = number_of("count", "How many (数量), 1 or more.", least=1)


@strawberry.type(description="What a change of it gives back (两优一先).")
class HonorPayload(Payload):
    """An outcome."""

    honor: Honor | None = changed("The record (两优一先)")
