"""Grants from incubation funds (孵化发展基金)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry

from db import models
from schema.change_fields import money_of, reference_to, text_of, value_of
from schema.fields import to_one
from schema.types.node import Node
from schema.types.payload import Payload, changed

if TYPE_CHECKING:
    from schema.types.organization import Organization
    from schema.types.party_organization import PartyOrganization


@strawberry.type(description="What a fund gave to an organization (孵化发展基金).")
class IncubationGrant(Node):
    """A row of `incubation_grants`."""

    model = models.IncubationGrant

    organization: Annotated["Organization", strawberry.lazy("schema.types.organization")] = to_one(
        "organization_id", models.Organization, "Who got it (非公经济组织、社会组织)."
    )
    fund_holder: Annotated[
        "PartyOrganization", strawberry.lazy("schema.types.party_organization")
    ] = to_one("fund_holder_id", models.PartyOrganization, "Whose fund gave it (基金管理党组织).")
    amount_cny: Decimal = strawberry.field(
        name="amount", description="How much, in CNY (金额, 元)."
    )
    on: date = strawberry.field(description="The day (日期).")
    purpose: str = strawberry.field(description="What for (用途).")
    version: int = strawberry.field(description="Counts the changes of the record, from 1.")


@strawberry.input(description="A grant to record (孵化发展基金).")
class IncubationGrantInput:
    """A row of `incubation_grants`."""

    organization: strawberry.ID = reference_to(
        "organization_id", models.Organization, "Who got it (非公经济组织、社会组织)."
    )
    fund_holder: strawberry.ID = reference_to(
        "fund_holder_id", models.PartyOrganization, "Whose fund gave it (基金管理党组织)."
    )
    amount: Decimal = money_of("amount_cny", "How much, in CNY (金额, 元), more than 0.")
    on: date = value_of("on", "The day (日期).")
    purpose: str = text_of("purpose", "What for (用途).")


@strawberry.type(description="What a change of it gives back (孵化发展基金).")
class IncubationGrantPayload(Payload):
    """An outcome."""

    incubation_grant: IncubationGrant | None = changed("The record (孵化发展基金)")
