"""Where the next stations should go: a plan for the city, a district, a circle or a polygon."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
from shapely import Point

from db import models
from geo.zones import zone_numbers
from schema.operations.coverage import CoverageStudy
from schema.operations.errors import ArgumentError
from schema.operations.questions import AddedStation, CoverageQuestion, Network
from schema.operations.station_plan_arrays import PlanArrays, plan_arrays
from schema.operations.station_plan_question import PlanObjective, PlanStatus, StationPlanQuestion
from schema.operations.station_plan_words import conflict_words

if TYPE_CHECKING:  # a server leaves planning to processes of its own, most of the time
    from geo.location import Progress, Solution
    from schema.operations.station_plan_problem import PlanSolution


@dataclass(frozen=True, slots=True)
class PlannedSite:
    """A chosen site: its rank from 1, where it is, and what it adds to those before it.

    Parameters
    ----------
    station_id : int, optional
        The stored station that stands there.
    is_open : bool
        Whether that station is open on the day, so that it costs nothing.
    demand_served : float
        In the weight of the question.
    """

    rank: int
    longitude: float
    latitude: float
    service_radius_m: float
    demand_served: float
    district_id: int | None = None
    station_id: int | None = None
    is_open: bool = False

    @property
    def location(self) -> Point:
        """Where it is, in WGS 84."""
        return Point(self.longitude, self.latitude)


@dataclass(frozen=True, slots=True)
class PlanCurvePoint:
    """What a number of new stations serves, in the weight of the question, and costs."""

    stations: int
    served: float
    served_ratio: float
    cost: Decimal | None


@dataclass(frozen=True, eq=False)
class StationPlan:
    """A plan; distances in metres, amounts in CNY.

    Parameters
    ----------
    before, after : CoverageQuestion
        What to ask `CoverageStudy.answer` for the coverage without and with the plan; no `after`
        where there is no plan.
    solution : Solution, optional
        With the certificate; of a plan that was just made.
    """

    question: StationPlanQuestion
    day: date
    status: PlanStatus
    objective_value: float | None
    bound: float | None
    gap: float | None
    conflicts: tuple[str, ...]
    sites: tuple[PlannedSite, ...]
    curve: tuple[PlanCurvePoint, ...]
    cost: Decimal | None
    seconds: float
    before: CoverageQuestion
    after: CoverageQuestion | None
    job_id: int | None = None
    solution: Solution | None = field(default=None, repr=False)

    @property
    def objective(self) -> PlanObjective:
        """What it is best at."""
        return self.question.objective

    @property
    def new_sites(self) -> tuple[PlannedSite, ...]:
        """The sites at which no station is stored yet."""
        return tuple(site for site in self.sites if site.station_id is None)

    @property
    def map_url(self) -> str | None:
        """The address of its map on the server, of a job's plan."""
        has_map = self.job_id is not None and self.after is not None
        return f"/maps/plans/{self.job_id}.html" if has_map else None


def plan_stations(
    study: CoverageStudy,
    stations: Mapping[int, models.GuidanceStation],
    question: StationPlanQuestion,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> StationPlan:
    """Find the best sites for new stations among all candidates, with a bound for every other plan.

    Stations of anywhere count; the demand is that of the scope. What lies exactly at the service
    radius is served.

    Parameters
    ----------
    study : CoverageStudy
        Of the day of the plan.
    stations : mapping of id to row
        At least those that the question requires or forbids; see `named_stations`.
    question : StationPlanQuestion
        Checked already.

    Raises
    ------
    ArgumentError
        For a scope or a station that there is not, for more places or pairs than can be looked
        at, and where the time ends before any plan is found.
    """
    from schema.operations.station_plan_problem import solve_plan  # noqa: PLC0415, see above

    started = time.perf_counter()
    arrays, removed = plan_arrays(study, stations, question)
    found = solve_plan(
        arrays, question, study.limits.planning, on_progress, should_stop, started=started
    )
    return assemble(
        arrays,
        question,
        found,
        started=started,
        day=study.day,
        removed=removed,
        districts=study.places.districts,
    )


def assemble(
    arrays: PlanArrays,
    question: StationPlanQuestion,
    found: PlanSolution,
    *,
    started: float,
    day: date,
    removed: tuple[int, ...] = (),
    districts: Sequence[models.District] = (),
) -> StationPlan:
    """Make a plan of what was solved.

    Parameters
    ----------
    started : float
        By `time.perf_counter`.
    removed : tuple of int
        The open stations that the plan does without, unless it chose them.
    districts : sequence of rows
        Among them is that of each site.

    Raises
    ------
    ArgumentError
        Where the time ended before any plan was found.
    """
    from geo.location import Status  # noqa: PLC0415, see above

    if found.solution.status is Status.UNKNOWN:
        raise ArgumentError(
            "timeLimit",
            f"in {question.time_limit_s:g} s no plan was found that meets the conditions, nor that "
            "there is none; give more time, fewer candidates or fewer conditions",
        )
    solution = found.solution
    has_plan = solution.objective is not None
    sites = _sites(arrays, question, found, districts) if has_plan else ()
    before = Network(service_radius_m=question.service_radius_m, distance=question.distance)
    after = _network_after(before, sites, removed)
    new_sites = [site for site, _ in found.ranked]
    return StationPlan(
        question=question,
        day=day,
        status=PlanStatus[solution.status.name],
        objective_value=found.value,
        bound=found.bound if has_plan else None,
        gap=solution.gap if has_plan else None,
        conflicts=() if has_plan else conflict_words(solution.conflicts, arrays, question),
        sites=sites,
        curve=_curve(arrays, question, found),
        cost=_cost(arrays, question, new_sites) if has_plan else None,
        seconds=time.perf_counter() - started,
        before=CoverageQuestion(question.scope, before, question.weight, day),
        after=CoverageQuestion(question.scope, after, question.weight, day) if has_plan else None,
        solution=solution,
    )


def _network_after(
    before: Network, sites: Sequence[PlannedSite], removed: Sequence[int]
) -> Network:
    chosen = {site.station_id for site in sites}
    return replace(
        before,
        added=tuple(
            AddedStation(site.longitude, site.latitude) for site in sites if not site.is_open
        ),
        removed=tuple(number for number in removed if number not in chosen),
    )


def _curve(
    arrays: PlanArrays, question: StationPlanQuestion, found: PlanSolution
) -> tuple[PlanCurvePoint, ...]:
    total = float(arrays.weights.sum())
    return tuple(
        PlanCurvePoint(
            stations=point.n_new_sites,
            served=point.served,
            served_ratio=point.served / total if total > 0.0 else 0.0,
            cost=_cost(arrays, question, point.new_sites),
        )
        for point in found.curve
    )


def _sites(
    arrays: PlanArrays,
    question: StationPlanQuestion,
    found: PlanSolution,
    districts: Sequence[models.District],
) -> tuple[PlannedSite, ...]:
    by_id = sorted(districts, key=lambda one: one.id)
    boundaries = np.array([one.boundary for one in by_id], dtype=np.object_)
    chosen = [site for site, _ in found.ranked]
    zones = zone_numbers(arrays.sites_xy[chosen], boundaries)
    return tuple(
        PlannedSite(
            rank=rank,
            longitude=float(arrays.sites_xy[site, 0]),
            latitude=float(arrays.sites_xy[site, 1]),
            service_radius_m=question.service_radius_m,
            demand_served=gain,
            district_id=by_id[zone].id if zone >= 0 else None,
            station_id=int(arrays.station_ids[site]) or None,
            is_open=not arrays.is_paid[site],
        )
        for rank, ((site, gain), zone) in enumerate(
            zip(found.ranked, zones.tolist(), strict=True), 1
        )
    )


def _cost(
    arrays: PlanArrays, question: StationPlanQuestion, sites: Sequence[int]
) -> Decimal | None:
    if question.cost_per_station_cny is None:
        return None
    n_paid = int(arrays.is_paid[list(sites)].sum())
    return (question.cost_per_station_cny * n_paid).quantize(Decimal("0.01"))
