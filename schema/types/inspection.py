"""Inspections (督促检查)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry

from db import models
from schema.change_fields import parts_of, reference_to, text_of, value_of
from schema.fields import loaded, to_one
from schema.types.node import Node
from schema.types.payload import Payload, changed
from schema.types.rectification_item import RectificationInput

if TYPE_CHECKING:
    from schema.types.party_organization import PartyOrganization
    from schema.types.rectification_item import RectificationItem


@strawberry.type(description="What was found at a party organization on a day (督促检查).")
class Inspection(Node):
    """A row of `inspections`."""

    model = models.Inspection

    subject: Annotated["PartyOrganization", strawberry.lazy("schema.types.party_organization")] = (
        to_one("subject_id", models.PartyOrganization, "Who was inspected (检查对象).")
    )
    on: date = strawberry.field(description="The day (检查日期).")
    findings: str = strawberry.field(description="What was found (检查情况).")
    rectification_items: list[
        Annotated["RectificationItem", strawberry.lazy("schema.types.rectification_item")]
    ] = loaded("items_of_inspection", "The items that it opened (挂牌销号), by id.")
    version: int = strawberry.field(description="Counts the changes of the record, from 1.")


@strawberry.input(description="An inspection to record (督促检查).")
class InspectionInput:
    """A row of `inspections` and the items that it opens."""

    subject: strawberry.ID = reference_to(
        "subject_id", models.PartyOrganization, "Who was inspected (检查对象)."
    )
    on: date = value_of("on", "The day (检查日期).")
    findings: str = text_of("findings", "What was found (检查情况).")
    items: list[RectificationInput] = parts_of(
        "items",
        models.RectificationItem,
        "The items that it opens (挂牌销号); on a correction, of an item whose title it opened "
        "before nothing changes.",
    )


@strawberry.type(description="What a change of it gives back (督促检查).")
class InspectionPayload(Payload):
    """An outcome."""

    inspection: Inspection | None = changed("The record (督促检查)")
