"""Items to be mended and struck off (挂牌销号)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from db import models
from db.models.enums import RectificationCause, RectificationStatus
from schema.change_fields import reference_to, text_of, value_of
from schema.fields import loaded, to_one
from schema.register_fields import on_day
from schema.types.node import Node
from schema.types.payload import Payload, changed

if TYPE_CHECKING:
    from schema.types.inspection import Inspection
    from schema.types.measure import Measure
    from schema.types.organization import Organization
    from schema.types.party_organization import PartyOrganization


@strawberry.type(description="One step of an item (整改过程).")
class RectificationEvent:
    """A row of `rectification_events`."""

    at: datetime = strawberry.field(description="When it was taken (时间).")
    from_status: RectificationStatus | None = strawberry.field(
        name="from", description="The status before; null for the listing (原状态)."
    )
    to_status: RectificationStatus = strawberry.field(
        name="to", description="The status after (新状态)."
    )
    by: str = strawberry.field(description="Who took it: the name of a token (操作人).")
    note: str | None = strawberry.field(description="What was said with it (备注).")


def _is_overdue(item: models.RectificationItem, day: date) -> bool:
    return item.status is not RectificationStatus.CLOSED and item.due_on < day


@strawberry.type(description="A defect that a party organization has to mend by a day (挂牌销号).")
class RectificationItem(Node):
    """A row of `rectification_items`."""

    model = models.RectificationItem

    title: str = strawberry.field(description="What is wrong (问题).")
    cause: RectificationCause = strawberry.field(description="Which defect it is (问题类别).")
    owner: Annotated["PartyOrganization", strawberry.lazy("schema.types.party_organization")] = (
        to_one("owner_id", models.PartyOrganization, "Who has to mend it (责任单位).")
    )
    measure: Annotated["Measure", strawberry.lazy("schema.types.measure")] | None = to_one(
        "measure_id",
        models.Measure,
        "The measure that settles it (对应措施); null where none does.",
    )
    organization: Annotated["Organization", strawberry.lazy("schema.types.organization")] | None = (
        to_one(
            "organization_id",
            models.Organization,
            "The organization (非公经济组织、社会组织) that it is about; null where it is about "
            "none.",
        )
    )
    inspection: Annotated["Inspection", strawberry.lazy("schema.types.inspection")] | None = to_one(
        "inspection_id",
        models.Inspection,
        "The inspection that opened it (督促检查); null where none did.",
    )
    listed_on: date = strawberry.field(description="The day on which it was listed (挂牌日期).")
    due_on: date = strawberry.field(description="The last day for it (整改时限).")
    status: RectificationStatus = strawberry.field(description="Which step it has reached (状态).")
    overdue: bool = on_day(
        _is_overdue,
        "Whether it is not closed and was due before the day of the newest fact (逾期).",
    )
    history: list[RectificationEvent] = loaded(
        "history_of_item", "Every step that it took, the first one first (整改过程)."
    )
    version: int = strawberry.field(description="Counts the changes of the record, from 1.")


@strawberry.input(description="An item to list (挂牌销号).")
class RectificationInput:
    """A row of `rectification_items`."""

    title: str = text_of("title", "What is wrong (问题).")
    cause: RectificationCause = value_of("cause", "Which defect it is (问题类别).")
    owner: strawberry.ID = reference_to(
        "owner_id", models.PartyOrganization, "Who has to mend it (责任单位)."
    )
    measure: strawberry.ID | None = reference_to(
        "measure_id",
        models.Measure,
        "The measure that settles it (对应措施).",
        default=strawberry.UNSET,
    )
    organization: strawberry.ID | None = reference_to(
        "organization_id",
        models.Organization,
        "The organization that it is about (非公经济组织、社会组织).",
        default=strawberry.UNSET,
    )
    due_on: date = value_of("due_on", "The last day for it (整改时限).")


@strawberry.type(description="What a change of it gives back (挂牌销号).")
class RectificationPayload(Payload):
    """An outcome."""

    item: RectificationItem | None = changed("The record (挂牌销号)")
