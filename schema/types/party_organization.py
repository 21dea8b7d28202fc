"""Party organizations (党组织)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry

from db import models
from db.models.enums import AffiliationBasis, PartyOrganizationKind
from schema.change_fields import (
    district_of,
    number_of,
    reference_to,
    references_to,
    text_of,
    value_of,
)
from schema.fields import related_list, to_one
from schema.pagination import Connection
from schema.types.node import Node
from schema.types.payload import Payload, changed

if TYPE_CHECKING:
    from schema.types.district import District
    from schema.types.organization import Organization


@strawberry.type(
    description="A node of the tree of party organizations (党组织), from the city to a branch."
)
class PartyOrganization(Node):
    """A row of `party_organizations`."""

    model = models.PartyOrganization

    name: str = strawberry.field(description="The name (名称).")
    kind: PartyOrganizationKind = strawberry.field(description="Its place in the tree (类别).")
    affiliation_basis: AffiliationBasis | None = strawberry.field(
        description="Why it answers to its superior (隶属方式); null where not known."
    )
    district: Annotated["District", strawberry.lazy("schema.types.district")] | None = to_one(
        "district_id", models.District, "The district (区县) that it works in; null for the city's."
    )
    superior: (
        Annotated["PartyOrganization", strawberry.lazy("schema.types.party_organization")] | None
    ) = to_one(
        "superior_id",
        models.PartyOrganization,
        "The party organization that it answers to (上级党组织); null at the top.",
    )
    subordinates: Connection[
        Annotated["PartyOrganization", strawberry.lazy("schema.types.party_organization")]
    ] = related_list(
        "PartyOrganization", "superior", "The party organizations that answer to it (下级党组织)."
    )
    established_on: date | None = strawberry.field(
        description="The day of its founding (成立日期); null where not known."
    )
    party_members: int = strawberry.field(description="How many party members it has (党员人数).")
    posts: int = strawberry.field(description="The approved posts (编制职数).")
    posts_filled: int = strawberry.field(description="The posts that are filled (实有人数).")
    version: int = strawberry.field(description="Counts the changes of the record, from 1.")
    covers: Connection[Annotated["Organization", strawberry.lazy("schema.types.organization")]] = (
        related_list(
            "Organization",
            "party_organization",
            "The organizations (非公经济组织、社会组织) that it covers on the day of the newest "
            "fact (有形覆盖).",
        )
    )


@strawberry.input(description="All given conditions hold together.")
class PartyOrganizationFilter:
    """The conditions of `partyOrganizations`."""

    kinds: list[PartyOrganizationKind] | None = strawberry.field(
        default=strawberry.UNSET, description="One of these places in the tree (类别)."
    )
    superior: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET,
        description="Answers directly to the party organization with this identifier (上级党组织).",
    )
    district: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="Works in the district (区县) with this adcode (行政区划代码).",
    )


@strawberry.input(description="A party organization, its superior and whom it covers (党组织).")
class PartyOrganizationInput:
    """A row of `party_organizations` and its covers."""

    name: str = text_of("name", "The name (名称).")
    kind: PartyOrganizationKind = value_of("kind", "Its place in the tree (类别).")
    affiliation_basis: AffiliationBasis | None = value_of(
        "affiliation_basis", "Why it answers to its superior (隶属方式).", default=strawberry.UNSET
    )
    district: str | None = district_of(
        "district_id", "The adcode of the district that it works in (区县行政区划代码)."
    )
    superior: strawberry.ID | None = reference_to(
        "superior_id",
        models.PartyOrganization,
        "Whom it answers to (上级党组织).",
        default=strawberry.UNSET,
    )
    established_on: date | None = value_of(
        "established_on", "The day of its founding (成立日期).", default=strawberry.UNSET
    )
    party_members: int = number_of("party_members", "How many party members it has (党员人数).")
    posts: int | None = number_of("posts", "The approved posts (编制职数).", default=0)
    posts_filled: int | None = number_of(
        "posts_filled", "The posts that are filled (实有人数).", default=0
    )
    covers: list[strawberry.ID] | None = references_to(
        "covers",
        models.Organization,
        "All organizations that it covers from the day of the newest fact on (有形覆盖); left "
        "out, they stay as they are.",
        default=strawberry.UNSET,
    )


@strawberry.type(description="What a change of it gives back (党组织).")
class PartyOrganizationPayload(Payload):
    """An outcome."""

    party_organization: PartyOrganization | None = changed("The record (党组织)")
