"""Instructors found for organizations (指导员选派)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry

from db import models
from db.models.enums import InstructorMode
from schema.fields import location_of, to_one
from schema.operations.station_plan_question import PlanStatus
from schema.planning_fields import organizations_named
from schema.scalars import GeoJSON
from schema.types.coverage import ScopeInput

if TYPE_CHECKING:
    from schema.types.instructor import Instructor
    from schema.types.organization import Organization
    from schema.types.station import GuidanceStation


@strawberry.input(description="Whom to find instructors for (指导员选派问题).")
class InstructorAssignmentInput:
    """The question of `instructorAssignment`."""

    scope: ScopeInput | None = strawberry.field(
        default=strawberry.UNSET, description="Whose organizations (范围)."
    )
    large_from: int | None = strawberry.field(
        default=100,
        description="Organizations with at least so many employees, and those that are hard to "
        "organize, get an instructor of their own (规模以上从业人数).",
    )
    shared_capacity: int | None = strawberry.field(
        default=10,
        description="How many organizations a shared instructor looks after at most (可联系数).",
    )
    instructors: int | None = strawberry.field(
        default=strawberry.UNSET,
        description="How many instructors (指导员) there are; null for as many as are needed.",
    )


@strawberry.type(description="One instructor's organizations (指导员分组).")
class InstructorGroup:
    """An `operations.instructor_assignment.GroupResult`."""

    mode: InstructorMode = strawberry.field(description="Whom the instructor serves (专职或兼职).")
    instructor: Annotated["Instructor", strawberry.lazy("schema.types.instructor")] | None = to_one(
        "instructor_id",
        models.Instructor,
        "The post (党建工作指导员) of this mode at the home station that knows most of them; null "
        "where a new one is needed.",
    )
    home_station: Annotated["GuidanceStation", strawberry.lazy("schema.types.station")] = to_one(
        "station_id",
        models.GuidanceStation,
        "The guidance station (党建工作指导站) that the instructor starts from.",
    )
    organizations: list[Annotated["Organization", strawberry.lazy("schema.types.organization")]] = (
        organizations_named(
            "organization_ids", "The organizations (非公经济组织、社会组织) of the group."
        )
    )
    centre: GeoJSON = location_of("centre", "The mean place of the organizations, a Point (中心).")
    total_distance: float = strawberry.field(
        description="The distances from the home station to each, added up, in metres (总距离)."
    )


@strawberry.type(description="Instructors for organizations with the least way (指导员选派方案).")
class InstructorAssignment:
    """An `operations.instructor_assignment.InstructorAssignmentResult`."""

    status: PlanStatus = strawberry.field(
        description="Whether the total distance is proven least (状态); INFEASIBLE without an open "
        "station."
    )
    dedicated: int = strawberry.field(description="How many instructors serve one (专职人数).")
    shared: int = strawberry.field(description="How many instructors serve several (兼职人数).")
    total_distance: float = strawberry.field(
        description="The distances of all groups added up, in metres (总距离)."
    )
    groups: list[InstructorGroup] = strawberry.field(description="One for each instructor (分组).")
    unassigned: list[Annotated["Organization", strawberry.lazy("schema.types.organization")]] = (
        organizations_named(
            "unassigned_ids",
            "The organizations (组织) left without: too few instructors, or no location.",
        )
    )
