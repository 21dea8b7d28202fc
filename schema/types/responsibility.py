"""Responsibilities (党建责任清单)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry

from db import models
from db.models.enums import RegisterStatus
from db.repositories import responsibility
from schema.change_fields import reference_to, text_of, value_of, year_of
from schema.fields import to_one
from schema.register_fields import on_day
from schema.types.node import Node
from schema.types.payload import Payload, changed

if TYPE_CHECKING:
    from schema.types.party_organization import PartyOrganization


@strawberry.type(description="What a party organization answers for in a year (党建责任清单).")
class Responsibility(Node):
    """A row of `responsibilities`."""

    model = models.Responsibility

    title: str = strawberry.field(description="What it answers for (责任事项).")
    holder: Annotated["PartyOrganization", strawberry.lazy("schema.types.party_organization")] = (
        to_one("holder_id", models.PartyOrganization, "Who answers for it (责任主体).")
    )
    year: int = strawberry.field(description="The year (年度).")
    due_on: date | None = strawberry.field(
        description="The last day for it (完成时限); null for the end of the year."
    )
    done_on: date | None = strawberry.field(
        description="The day on which it was completed (完成日期); null until then."
    )
    status: RegisterStatus = on_day(
        responsibility.status,
        "How far it is on the day of the newest fact (进展): OVERDUE from the day after it was "
        "due, or after its year.",
    )
    version: int = strawberry.field(description="Counts the changes of the record, from 1.")


@strawberry.input(description="A responsibility to assign (党建责任清单).")
class ResponsibilityInput:
    """A row of `responsibilities`."""

    title: str = text_of("title", "What it answers for (责任事项).")
    holder: strawberry.ID = reference_to(
        "holder_id", models.PartyOrganization, "Who answers for it (责任主体)."
    )
    year: int = year_of("year", "The year (年度).")
    due_on: date | None = value_of(
        "due_on",
        "The last day for it (完成时限); without it the end of the year.",
        default=strawberry.UNSET,
    )


@strawberry.type(description="What a change of it gives back (党建责任清单).")
class ResponsibilityPayload(Payload):
    """An outcome."""

    responsibility: Responsibility | None = changed("The record (党建责任清单)")
