"""Instructors (党建工作指导员)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry

from db import models
from db.models.enums import InstructorMode, InstructorSource
from schema.change_fields import number_of, reference_to, references_to, text_of, value_of
from schema.fields import related_list, to_one
from schema.pagination import Connection
from schema.types.node import Node
from schema.types.payload import Payload, changed

if TYPE_CHECKING:
    from schema.types.organization import Organization
    from schema.types.station import GuidanceStation


@strawberry.type(
    description="An instructor's post (党建工作指导员), known by a code, not by a person's name."
)
class Instructor(Node):
    """A row of `instructors`."""

    model = models.Instructor

    code: str = strawberry.field(description="The code of the post (编号).")
    mode: InstructorMode = strawberry.field(description="Whom the post serves (专职或兼职).")
    source: InstructorSource | None = strawberry.field(
        description="Where the instructor came from (选派来源); null where not known."
    )
    home_station: Annotated["GuidanceStation", strawberry.lazy("schema.types.station")] | None = (
        to_one(
            "home_station_id",
            models.GuidanceStation,
            "The guidance station (党建工作指导站) that the instructor works from.",
        )
    )
    organizations: Connection[
        Annotated["Organization", strawberry.lazy("schema.types.organization")]
    ] = related_list(
        "Organization",
        "instructor",
        "The organizations (非公经济组织、社会组织) assigned on the day of the newest fact.",
    )
    capacity: int = strawberry.field(description="How many organizations it can serve (可联系数).")
    version: int = strawberry.field(description="Counts the changes of the record, from 1.")


@strawberry.input(description="An instructor's post and whom it guides (党建工作指导员).")
class InstructorInput:
    """A row of `instructors` and its assignments."""

    code: str = text_of("code", "The code of the post (编号), not a person's name.")
    mode: InstructorMode = value_of("mode", "Whom the post serves (专职或兼职).")
    source: InstructorSource | None = value_of(
        "source", "Where the instructor came from (选派来源).", default=strawberry.UNSET
    )
    home_station: strawberry.ID | None = reference_to(
        "home_station_id",
        models.GuidanceStation,
        "The guidance station that the instructor works from (党建工作指导站).",
        default=strawberry.UNSET,
    )
    organizations: list[strawberry.ID] = references_to(
        "organizations",
        models.Organization,
        "All organizations that it guides from the day of the newest fact on (联系组织).",
    )
    capacity: int = number_of(
        "capacity", "How many organizations it can serve (可联系数), 1 or more.", least=1
    )


@strawberry.type(description="What a change of it gives back (党建工作指导员).")
class InstructorPayload(Payload):
    """An outcome."""

    instructor: Instructor | None = changed("The record (党建工作指导员)")
