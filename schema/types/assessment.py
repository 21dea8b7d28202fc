"""Assessments (年度党建目标考核)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry

from db import models
from schema.change_fields import number_of, reference_to, text_of, year_of
from schema.fields import to_one
from schema.types.node import Node
from schema.types.payload import Payload, changed

if TYPE_CHECKING:
    from schema.types.party_organization import PartyOrganization


@strawberry.type(description="One target of a party organization for a year (年度党建目标考核).")
class Assessment(Node):
    """A row of `assessments`."""

    model = models.Assessment

    subject: Annotated["PartyOrganization", strawberry.lazy("schema.types.party_organization")] = (
        to_one("subject_id", models.PartyOrganization, "Who is assessed (考核对象).")
    )
    year: int = strawberry.field(description="The year (年度).")
    target: str = strawberry.field(description="What is to be reached (考核目标).")
    weight: float = strawberry.field(
        description="How much it counts among the targets of the year (权重)."
    )
    score: float | None = strawberry.field(
        description="The score (得分), 0 to 100; null until it is given."
    )
    version: int = strawberry.field(description="Counts the changes of the record, from 1.")


@strawberry.input(description="A target to be assessed (年度党建目标考核).")
class AssessmentInput:
    """A row of `assessments`."""

    subject: strawberry.ID = reference_to(
        "subject_id", models.PartyOrganization, "Who is assessed (考核对象)."
    )
    year: int = year_of("year", "The year (年度).")
    target: str = text_of("target", "What is to be reached (考核目标).")
    weight: float = number_of(
        "weight", "How much it counts among the targets of the year (权重), 0 or more."
    )


@strawberry.type(description="What a change of it gives back (年度党建目标考核).")
class AssessmentPayload(Payload):
    """An outcome."""

    assessment: Assessment | None = changed("The record (年度党建目标考核)")
