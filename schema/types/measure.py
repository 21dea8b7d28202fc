"""Measures (十五条措施) with their milestones."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry

from db import models
from db.models.enums import RegisterStatus
from schema.change_fields import number_of, parts_of, reference_to, text_of, value_of
from schema.fields import loaded, to_one
from schema.types.node import Node
from schema.types.payload import Payload, changed

if TYPE_CHECKING:
    from schema.types.party_organization import PartyOrganization
    from schema.types.rectification_item import RectificationItem


@strawberry.type(description="A step of a measure (时间节点).")
class Milestone:
    """A row of `milestones`."""

    title: str = strawberry.field(description="What is to be reached (节点目标).")
    due_on: date = strawberry.field(description="The last day for it (时限).")
    done_on: date | None = strawberry.field(
        description="The day on which it was reached (完成日期); null until then."
    )


@strawberry.type(
    description="A numbered measure (十五条措施) with its timetable and road map (时间表、路线图)."
)
class Measure(Node):
    """A row of `measures`."""

    model = models.Measure

    number: int = strawberry.field(description="Its number (编号), from 1.")
    title: str = strawberry.field(description="What is to be done (措施).")
    owner: Annotated["PartyOrganization", strawberry.lazy("schema.types.party_organization")] = (
        to_one("owner_id", models.PartyOrganization, "Who answers for it (牵头单位).")
    )
    milestones: list[Milestone] = loaded(
        "milestones_of_measure", "Its steps (时间表、路线图), in their order."
    )
    items: list[
        Annotated["RectificationItem", strawberry.lazy("schema.types.rectification_item")]
    ] = loaded("items_of_measure", "The rectification items that it settles (挂牌销号), by id.")
    status: RegisterStatus = loaded(
        "status_of_measure",
        "How far it is on the day of the newest fact (进展): DONE with its last milestone, "
        "OVERDUE from the day after one was due that is not done.",
    )
    version: int = strawberry.field(description="Counts the changes of the record, from 1.")


@strawberry.input(description="A step of a measure (时间节点).")
class MilestoneInput:
    """A row of `milestones`."""

    title: str = text_of("title", "What is to be reached (节点目标).")
    due_on: date = value_of("due_on", "The last day for it (时限).")


@strawberry.input(description="A measure with its timetable (十五条措施).")
class MeasureInput:
    """A row of `measures` and its milestones."""

    number: int = number_of("number", "Its number (编号), from 1.", least=1)
    title: str = text_of("title", "What is to be done (措施).")
    owner: strawberry.ID = reference_to(
        "owner_id", models.PartyOrganization, "Who answers for it (牵头单位)."
    )
    milestones: list[MilestoneInput] = parts_of(
        "milestones",
        models.Milestone,
        "Its steps (时间表、路线图), in their order; on a correction, one whose title stays, "
        "stays done.",
    )


@strawberry.type(description="What a change of it gives back (十五条措施).")
class MeasurePayload(Payload):
    """An outcome."""

    measure: Measure | None = changed("The record (十五条措施)")
