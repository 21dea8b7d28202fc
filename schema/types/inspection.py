"""Inspections (督促检查)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry

from db import models
from schema.fields import loaded, to_one
from schema.types.node import Node

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
