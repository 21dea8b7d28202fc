"""Honour pay by party age (党员荣誉薪酬)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry

from db import models
from schema.change_fields import money_of, number_of, reference_to
from schema.fields import to_one
from schema.register_fields import computed
from schema.types.node import Node
from schema.types.payload import Payload, changed

if TYPE_CHECKING:
    from schema.types.organization import Organization


@strawberry.type(
    description="What an organization pays a month to each member of so many years (党员荣誉薪酬)."
)
class HonorPayProgram(Node):
    """A row of `honor_pay_programs`."""

    model = models.HonorPayProgram

    organization: Annotated["Organization", strawberry.lazy("schema.types.organization")] = to_one(
        "organization_id", models.Organization, "Who pays (非公经济组织、社会组织)."
    )
    monthly_amount_cny: Decimal = strawberry.field(
        name="monthlyAmount", description="What each gets a month, in CNY (每月, 元)."
    )
    minimum_years: int = strawberry.field(
        description="From how many years in the party on (党龄起点, 年)."
    )
    eligible_members: int = strawberry.field(
        description="How many party members get it (享受人数)."
    )
    annual_cost: Decimal = computed(
        "annual_cost_cny",
        "What a year of it costs, in CNY (年度经费, 元): 12 times `monthlyAmount` for each of "
        "`eligibleMembers`.",
    )
    version: int = strawberry.field(description="Counts the changes of the record, from 1.")


@strawberry.input(description="Honour pay by party age (党员荣誉薪酬).")
class HonorPayProgramInput:
    """A row of `honor_pay_programs`."""

    organization: strawberry.ID = reference_to(
        "organization_id", models.Organization, "Who pays (非公经济组织、社会组织)."
    )
    monthly_amount: Decimal = money_of(
        "monthly_amount_cny", "What each gets a month, in CNY (每月, 元)."
    )
    minimum_years: int = number_of(
        "minimum_years", "From how many years in the party on (党龄起点, 年)."
    )
    eligible_members: int = number_of(
        "eligible_members", "How many party members get it (享受人数)."
    )


@strawberry.type(description="What a change of it gives back (党员荣誉薪酬).")
class HonorPayProgramPayload(Payload):
    """An outcome."""

    honor_pay_program: HonorPayProgram | None = changed("The record (党员荣誉薪酬)")
