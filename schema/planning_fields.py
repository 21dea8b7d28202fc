"""The inputs of planning as questions, and the field factories of its answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import strawberry
from strawberry.types import Info

from db import models
from geo.crs import CoordinateSystem
from schema.coverage_fields import coverage_scope
from schema.fields import SOURCE, Loaded
from schema.filters import checked_geojson
from schema.operations import instructor_assignment, planning_jobs
from schema.operations.computing_pool import computing_pool
from schema.operations.instructor_assignment import InstructorQuestion
from schema.operations.questions import DemandWeight, DistanceMetric
from schema.operations.station_plan import plan_stations
from schema.operations.station_plan_arrays import named_stations
from schema.operations.station_plan_question import CandidateRules, StationPlanQuestion
from schema.pagination import given
from schema.types.node import parse_id_of

if TYPE_CHECKING:
    from schema.loaders import Loaders
    from schema.types.instructor_assignment import InstructorAssignmentInput
    from schema.types.station_plan import CandidateInput, StationPlanInput

_TIME_LIMIT_S = 5.0


def station_plan_question(value: StationPlanInput) -> StationPlanQuestion:
    """Give the question of a plan's input; `StationPlanQuestion.check` says what it may not ask.

    Raises
    ------
    ArgumentError
        Named within the input: for what is no identifier, no scope and no place.
    """
    time_limit_s, keep_existing = given(value.time_limit), given(value.keep_existing)
    return StationPlanQuestion(
        objective=value.objective,
        service_radius_m=value.service_radius,
        new_stations=given(value.new_stations),
        scope=coverage_scope(value.scope, "scope"),
        weight=given(value.weight) or DemandWeight.ORGANIZATIONS,
        candidates=_candidates(given(value.candidates)),
        keep_existing=True if keep_existing is None else keep_existing,
        required=_stations(given(value.require), "require"),
        forbidden=_stations(given(value.forbid), "forbid"),
        budget_cny=given(value.budget),
        cost_per_station_cny=given(value.cost_per_station),
        capacity=given(value.capacity),
        minimum_district_ratio=given(value.minimum_district_ratio),
        distance=given(value.distance) or DistanceMetric.STRAIGHT,
        time_limit_s=_TIME_LIMIT_S if time_limit_s is None else time_limit_s,
    )


def instructor_question(value: InstructorAssignmentInput) -> InstructorQuestion:
    """Check the input of `instructorAssignment` and give the question.

    Raises
    ------
    ArgumentError
        Named within the input.
    """
    large_from, shared = given(value.large_from), given(value.shared_capacity)
    defaults = InstructorQuestion()
    question = InstructorQuestion(
        scope=coverage_scope(value.scope, "scope"),
        large_from=defaults.large_from if large_from is None else large_from,
        shared_capacity=defaults.shared_capacity if shared is None else shared,
        instructors=given(value.instructors),
    )
    question.check()
    return question


async def make_plan(loaders: Loaders, question: StationPlanQuestion) -> Any:
    """Make a plan from the facts of the newest day, in a thread for what computes.

    Raises
    ------
    BusyError
        Where too many such queries run and wait.
    """
    study = await loaders.study(await loaders.day(), question.distance)
    stations = await loaders.read(lambda session: named_stations(session, question))
    pool = computing_pool(loaders.limits.planning)
    return await pool.run(
        lambda is_abandoned: plan_stations(study, stations, question, None, is_abandoned)
    )


async def make_assignment(loaders: Loaders, question: InstructorQuestion) -> Any:
    """Assign instructors from the facts of the newest day, in a thread for what computes.

    Raises
    ------
    BusyError
        Where too many such queries run and wait.
    """
    study = await loaders.study(await loaders.day())
    records = await loaders.read(
        lambda session: instructor_assignment.read_records(session, study, question)
    )
    pool = computing_pool(loaders.limits.planning)
    return await pool.run(lambda _: instructor_assignment.assign(study, records, question))


def coverage_asked(attribute: str, description: str) -> Any:
    """Declare the coverage that the question in an attribute asks for; null without a question."""

    async def resolve(root: Any, info: Info[Any, Any]) -> Any:
        question = getattr(root, attribute)
        return None if question is None else await info.context.loaders.coverage(question)

    return strawberry.field(
        resolver=resolve, description=description, metadata={SOURCE: Loaded("coverage", None)}
    )


def plan_of_job(description: str) -> Any:
    """Declare the plan that is stored with a job."""

    def resolve(root: models.PlanningJob) -> Any:
        return planning_jobs.plan_of(root)

    return strawberry.field(
        resolver=resolve, description=description, metadata={SOURCE: Loaded("plan", None)}
    )


def organizations_named(attribute: str, description: str) -> Any:
    """Declare the organizations whose ids are in an attribute, in that order."""

    async def resolve(root: Any, info: Info[Any, Any]) -> Any:
        loader = info.context.loaders.record(models.Organization)
        rows = await loader.load_many(getattr(root, attribute))
        return [row for row in rows if row is not None]

    return strawberry.field(
        resolver=resolve, description=description, metadata={SOURCE: Loaded("record", None)}
    )


def _candidates(value: CandidateInput | None) -> CandidateRules:
    if value is None:
        return CandidateRules()
    points = given(value.points)
    if points is not None:
        path = "candidates.points"
        points = checked_geojson(
            points, path, CoordinateSystem.WGS84, kinds=("Point", "MultiPoint")
        )
    return CandidateRules(
        grid_spacing_m=given(value.grid_spacing),
        points=points,
        organizations=bool(given(value.organizations)),
        circle_intersections=bool(given(value.circle_intersections)),
    )


def _stations(values: list[strawberry.ID] | None, path: str) -> tuple[int, ...]:
    numbers = (
        parse_id_of("GuidanceStation", value, f"{path}[{place}]")
        for place, value in enumerate(values or ())
    )
    return tuple(dict.fromkeys(numbers))
