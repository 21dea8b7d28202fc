"""Assessments (年度党建目标考核)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry

from db import models
from schema.fields import to_one
from schema.types.node import Node

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
