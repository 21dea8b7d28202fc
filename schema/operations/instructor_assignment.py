"""Instructors for organizations: dedicated to the large and the hard, shared by the rest."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from shapely import Point

from db import models
from db.engine import Session
from db.models.enums import InstructorMode
from db.repositories import instructor, organization
from geo.geodesic import is_located
from schema.operations.coverage import CoverageStudy
from schema.operations.errors import ArgumentError
from schema.operations.questions import Scope
from schema.operations.station_plan_question import PlanStatus
from schema.operations.ways import StraightWay

if TYPE_CHECKING:  # most workers assign nobody
    from geo.location import InstructorAnswer

TIME_LIMIT_S = 8.0
PAIRS_MAX = 400_000


@dataclass(frozen=True, slots=True)
class InstructorQuestion:
    """Whom to find instructors for.

    Parameters
    ----------
    large_from : int
        Organizations with at least so many employees get an instructor of their own.
    shared_capacity : int
        Most organizations that a shared instructor looks after.
    instructors : int, optional
        How many there are; None takes as many as are needed.
    """

    scope: Scope = field(default_factory=Scope)
    large_from: int = 100
    shared_capacity: int = 10
    instructors: int | None = None

    def check(self) -> None:
        """Refuse numbers that make no sense.

        Raises
        ------
        ArgumentError
            With the argument's name in the API, its value and the remedy.
        """
        for name, value, least in (
            ("largeFrom", self.large_from, 0),
            ("sharedCapacity", self.shared_capacity, 1),
            ("instructors", self.instructors, 0),
        ):
            if value is not None and value < least:
                raise ArgumentError(name, f"{value} is too few; give {least} or more")


@dataclass(frozen=True, slots=True)
class GroupResult:
    """One instructor's organizations, from the nearest stations; distances in metres.

    Parameters
    ----------
    instructor_id : int, optional
        The post of this mode at the home station that guides most of them already; None where
        there is none left.
    centre : Point
        The mean place of the organizations, in WGS 84.
    """

    mode: InstructorMode
    instructor_id: int | None
    station_id: int
    organization_ids: tuple[int, ...]
    centre: Point
    total_distance: float


@dataclass(frozen=True, slots=True)
class InstructorAssignmentResult:
    """All groups, and who is left without: too few instructors, no location, or no station."""

    status: PlanStatus
    dedicated: int
    shared: int
    total_distance: float
    groups: tuple[GroupResult, ...]
    unassigned_ids: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class InstructorRecords:
    """What the assignment reads beside the facts of coverage.

    Parameters
    ----------
    hard_ids : set of int
        Organizations that are hard to organize.
    instructors : sequence of rows
        All posts, by id.
    guided_by : mapping of organization id to ids of instructors
        On the day.
    """

    hard_ids: frozenset[int]
    instructors: Sequence[models.Instructor]
    guided_by: Mapping[int, Sequence[int]]


def read_records(
    session: Session, study: CoverageStudy, question: InstructorQuestion
) -> InstructorRecords:
    """Read who is hard to organize, the posts, and whom they guide on the day."""
    hard = organization.list_statement(session).where(models.Organization.hard_to_organize)
    posts = instructor.list_statement(session).order_by(models.Instructor.id)
    ids = study.organizations.ids[study.rows(question.scope)].tolist()
    guided_by: dict[int, list[int]] = {}
    for start in range(0, len(ids), 10_000):
        part = instructor.by_organization_ids(session, ids[start : start + 10_000], study.day)
        guided_by |= {number: [row.id for row in rows] for number, rows in part.items() if rows}
    return InstructorRecords(
        hard_ids=frozenset(session.scalars(hard.with_only_columns(models.Organization.id))),
        instructors=session.scalars(posts).all(),
        guided_by=guided_by,
    )


def assign(
    study: CoverageStudy, records: InstructorRecords, question: InstructorQuestion
) -> InstructorAssignmentResult:
    """Give every organization of a scope an instructor with the least distance in all.

    The homes are the stations open on the day, of anywhere. First as few as possible are left
    out, then the sum of the distances from home to organization is least, see
    `geo.location.assign_instructors`.

    Raises
    ------
    ArgumentError
        For a scope that there is not, or with more pairs of organizations and stations than can
        be weighed.
    """
    from geo.location import InstructorProblem, assign_instructors  # noqa: PLC0415, see above

    of, stations = study.organizations, study.stations
    rows = np.arange(len(of.ids))[study.rows(question.scope)]
    located = rows[is_located(of.xy[rows])]
    unlocated = rows[~is_located(of.xy[rows])]
    n_pairs = len(located) * len(stations.ids)
    if n_pairs > PAIRS_MAX:
        raise ArgumentError(
            "scope",
            f"{len(located):,} organizations and {len(stations.ids):,} stations make {n_pairs:,} "
            f"pairs to weigh, {PAIRS_MAX:,} can be; give a district or a circle",
        )
    answer = assign_instructors(
        InstructorProblem(
            distances_m=StraightWay().distances(of.xy[located], stations.xy),
            employees=of.employees[located],
            is_hard_to_organize=np.isin(
                of.ids[located], np.array(sorted(records.hard_ids), dtype=np.int64)
            ),
            large_from=question.large_from,
            shared_capacity=question.shared_capacity,
            n_instructors=question.instructors,
            organization_xy=study.places.projection.project(of.xy[located]),
        ),
        TIME_LIMIT_S,
    )
    left = [*located[list(answer.unassigned)].tolist(), *unlocated.tolist()]
    return _result(study, records, answer, located, sorted(of.ids[left].tolist()))


def _result(
    study: CoverageStudy,
    records: InstructorRecords,
    answer: InstructorAnswer,
    located: NDArray[np.intp],
    unassigned_ids: Sequence[int],
) -> InstructorAssignmentResult:
    of = study.organizations
    groups = []
    for group in answer.groups:
        rows = located[list(group.organizations)]
        x, y = of.xy[rows].mean(axis=0).tolist()
        groups.append(
            GroupResult(
                mode=InstructorMode.DEDICATED if group.is_dedicated else InstructorMode.SHARED,
                instructor_id=None,
                station_id=int(study.stations.ids[group.station]),
                organization_ids=tuple(of.ids[rows].tolist()),
                centre=Point(x, y),
                total_distance=group.total_distance_m,
            )
        )
    return InstructorAssignmentResult(
        status=_status(answer),
        dedicated=sum(group.is_dedicated for group in answer.groups),
        shared=sum(not group.is_dedicated for group in answer.groups),
        total_distance=answer.total_distance_m,
        groups=tuple(_with_posts(groups, records)),
        unassigned_ids=tuple(unassigned_ids),
    )


def _status(answer: InstructorAnswer) -> PlanStatus:
    from geo.location import Status  # noqa: PLC0415, see above

    known = {Status.OPTIMAL: PlanStatus.OPTIMAL, Status.FEASIBLE: PlanStatus.FEASIBLE}
    return known.get(answer.status, PlanStatus.INFEASIBLE)


def _with_posts(groups: Sequence[GroupResult], records: InstructorRecords) -> list[GroupResult]:
    """Give each group a post of its mode and home, those that know most of it first."""
    known = [
        Counter(
            post for number in group.organization_ids for post in records.guided_by.get(number, ())
        )
        for group in groups
    ]
    posts: dict[tuple[InstructorMode, int | None], list[tuple[int, int]]] = defaultdict(list)
    for post in records.instructors:
        posts[post.mode, post.home_station_id].append((post.id, post.capacity))
    pairs = sorted(
        (-known[place][post_id], place, post_id)
        for place, group in enumerate(groups)
        for post_id, capacity in posts[group.mode, group.station_id]
        if capacity >= len(group.organization_ids)
    )
    taken: dict[int, int] = {}
    given: set[int] = set()
    for _, place, post_id in pairs:
        if place not in taken and post_id not in given:
            taken[place] = post_id
            given.add(post_id)
    return [
        GroupResult(
            group.mode,
            taken.get(place),
            group.station_id,
            group.organization_ids,
            group.centre,
            group.total_distance,
        )
        for place, group in enumerate(groups)
    ]
