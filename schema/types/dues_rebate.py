"""Party dues that are matched and returned (党费返还)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry

from db import models
from schema.change_fields import money_of, reference_to, year_of
from schema.fields import to_one
from schema.types.node import Node
from schema.types.payload import Payload, changed

if TYPE_CHECKING:
    from schema.types.party_organization import PartyOrganization


@strawberry.type(
    description="What a party organization paid in a year, what was added 1:1 and what came back "
    "(党费返还)."
)
class DuesRebate(Node):
    """A row of `dues_rebates`."""

    model = models.DuesRebate

    party_organization: Annotated[
        "PartyOrganization", strawberry.lazy("schema.types.party_organization")
    ] = to_one("party_organization_id", models.PartyOrganization, "Who paid (党组织).")
    year: int = strawberry.field(description="The year (年度).")
    paid_cny: Decimal = strawberry.field(
        name="paid", description="What was paid, in CNY (上缴党费, 元)."
    )
    matched_cny: Decimal = strawberry.field(
        name="matched", description="What was added to it, in CNY (配套, 元)."
    )
    returned_cny: Decimal = strawberry.field(
        name="returned", description="What came back, in CNY (返还, 元)."
    )
    version: int = strawberry.field(description="Counts the changes of the record, from 1.")


@strawberry.input(description="Dues matched and returned (党费返还).")
class DuesRebateInput:
    """A row of `dues_rebates`."""

    party_organization: strawberry.ID = reference_to(
        "party_organization_id", models.PartyOrganization, "Who paid (党组织)."
    )
    year: int = year_of("year", "The year (年度).")
    paid: Decimal = money_of("paid_cny", "What was paid, in CNY (上缴党费, 元).")
    matched: Decimal = money_of("matched_cny", "What was added to it, in CNY (配套, 元).")
    returned: Decimal = money_of("returned_cny", "What came back, in CNY (返还, 元).")


@strawberry.type(description="What a change of it gives back (党费返还).")
class DuesRebatePayload(Payload):
    """An outcome."""

    dues_rebate: DuesRebate | None = changed("The record (党费返还)")
