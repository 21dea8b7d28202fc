"""Posts and fields that set an example (党员示范岗、责任田)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry

from db import models
from db.models.enums import ExemplarKind
from schema.change_fields import reference_to, text_of, value_of, year_of
from schema.fields import to_one
from schema.types.node import Node
from schema.types.payload import Payload, changed

if TYPE_CHECKING:
    from schema.types.organization import Organization


@strawberry.type(
    description="A post or a field that was named an example for a year (党员示范岗、责任田)."
)
class Exemplar(Node):
    """A row of `exemplars`."""

    model = models.Exemplar

    kind: ExemplarKind = strawberry.field(description="Which of the two (类别).")
    organization: Annotated["Organization", strawberry.lazy("schema.types.organization")] = to_one(
        "organization_id", models.Organization, "Where it is (非公经济组织、社会组织)."
    )
    title: str = strawberry.field(description="What it is called (名称).")
    year: int = strawberry.field(description="The year (年度).")
    version: int = strawberry.field(description="Counts the changes of the record, from 1.")


@strawberry.input(description="A post or a field to name (党员示范岗、责任田).")
class ExemplarInput:
    """A row of `exemplars`."""

    kind: ExemplarKind = value_of("kind", "Which of the two (类别).")
    organization: strawberry.ID = reference_to(
        "organization_id", models.Organization, "Where it is (非公经济组织、社会组织)."
    )
    title: str = text_of("title", "What it is called (名称).")
    year: int = year_of("year", "The year (年度).")


@strawberry.type(description="What a change of it gives back (党员示范岗、责任田).")
class ExemplarPayload(Payload):
    """An outcome."""

    exemplar: Exemplar | None = changed("The record (党员示范岗、责任田)")
