"""What can be asked of a station plan, and what is refused before anything is computed."""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass, field
from decimal import Decimal

from shapely.geometry.base import BaseGeometry

from schema.operations.errors import ArgumentError
from schema.operations.limits import PlanningLimits
from schema.operations.questions import DemandWeight, DistanceMetric, Scope

_RADIUS_MAX_M = 200_000.0


class PlanObjective(enum.StrEnum):
    """What the best plan is best at."""

    MAXIMIZE_COVERAGE = "MAXIMIZE_COVERAGE"
    MINIMIZE_STATIONS = "MINIMIZE_STATIONS"
    MINIMIZE_MEAN_DISTANCE = "MINIMIZE_MEAN_DISTANCE"
    MINIMIZE_FARTHEST_DISTANCE = "MINIMIZE_FARTHEST_DISTANCE"

    @property
    def is_of_distances(self) -> bool:
        """Whether it counts metres, not who lies within the radius."""
        return self in {self.MINIMIZE_MEAN_DISTANCE, self.MINIMIZE_FARTHEST_DISTANCE}


class PlanStatus(enum.StrEnum):
    """How a plan stands: proven best, found but not proven, or impossible."""

    OPTIMAL = "OPTIMAL"
    FEASIBLE = "FEASIBLE"
    INFEASIBLE = "INFEASIBLE"


@dataclass(frozen=True, slots=True)
class CandidateRules:
    """Where new stations may stand; nothing given is a grid of the default spacing.

    Parameters
    ----------
    grid_spacing_m : float, optional
        Between the rows and columns of a grid over the scope.
    points : Point or MultiPoint, optional
        In WGS 84 degrees.
    organizations : bool
        At every located organization of the scope.
    circle_intersections : bool
        Where circles of the service radius around organizations cross: the best place of all
        that there are in the scope is among them (Church 1984).
    """

    grid_spacing_m: float | None = None
    points: BaseGeometry | None = None
    organizations: bool = False
    circle_intersections: bool = False

    @property
    def is_default(self) -> bool:
        """Whether nothing is asked for."""
        return self == CandidateRules()


@dataclass(frozen=True, slots=True)
class StationPlanQuestion:
    """Where the next stations should go; `check` says what cannot be asked.

    Parameters
    ----------
    new_stations : int, optional
        The most that may be added; not for MINIMIZE_STATIONS.
    service_radius_m : float
        Of every station, in place of the stations' own.
    keep_existing : bool
        Whether the stations open on the day stay. Else they are candidates like any other.
    required, forbidden : tuple of int
        Ids of stations that have to be, or must not be, in the plan.
    capacity : int, optional
        Organizations that one station can serve.
    minimum_district_ratio : float, optional
        The least share of the demand of every district that has to be served.
    """

    objective: PlanObjective
    service_radius_m: float
    new_stations: int | None = None
    scope: Scope = field(default_factory=Scope)
    weight: DemandWeight = DemandWeight.ORGANIZATIONS
    candidates: CandidateRules = field(default_factory=CandidateRules)
    keep_existing: bool = True
    required: tuple[int, ...] = ()
    forbidden: tuple[int, ...] = ()
    budget_cny: Decimal | None = None
    cost_per_station_cny: Decimal | None = None
    capacity: int | None = None
    minimum_district_ratio: float | None = None
    time_limit_s: float = 5.0
    distance: DistanceMetric = DistanceMetric.STRAIGHT

    @property
    def is_limited_in_number_only(self) -> bool:
        """Whether no budget, no capacity and no share of districts is asked for."""
        conditions = (self.budget_cny, self.capacity, self.minimum_district_ratio)
        return all(condition is None for condition in conditions)

    def check(self, limits: PlanningLimits, *, time_limit_max_s: float) -> None:
        """Refuse what cannot be answered.

        Raises
        ------
        ArgumentError
            With the argument's name in the API, its value and the remedy.
        """
        self._check_number_of_stations(limits)
        _check_radius(self.service_radius_m)
        self._check_money()
        self._check_conditions()
        _check_spacing(self.candidates.grid_spacing_m)
        if not 0.0 < self.time_limit_s <= time_limit_max_s:
            is_query = time_limit_max_s < limits.job_time_s
            remedy = "; startStationPlan takes longer ones" if is_query else ""
            raise ArgumentError(
                "timeLimit",
                f"{self.time_limit_s} s cannot be given; give more than 0 and at most "
                f"{time_limit_max_s:g} seconds{remedy}",
            )

    def _check_number_of_stations(self, limits: PlanningLimits) -> None:
        number = self.new_stations
        if self.objective is PlanObjective.MINIMIZE_STATIONS:
            if number is not None:
                raise ArgumentError(
                    "newStations",
                    f"{number} is given, but MINIMIZE_STATIONS finds the number itself; leave it "
                    "out, or ask for MAXIMIZE_COVERAGE",
                )
            return
        if number is None:
            raise ArgumentError(
                "newStations", f"{self.objective} needs it; give how many stations to add, from 0"
            )
        if not 0 <= number <= limits.new_stations_max:
            raise ArgumentError(
                "newStations",
                f"{number} stations cannot be planned; give 0 to {limits.new_stations_max}",
            )

    def _check_money(self) -> None:
        for name, amount in (
            ("budget", self.budget_cny),
            ("costPerStation", self.cost_per_station_cny),
        ):
            if amount is not None and not 0 <= amount < 10**12:
                raise ArgumentError(name, f"{amount} is no amount; give CNY from 0 up")
            if amount is not None and amount != round(amount, 2):
                raise ArgumentError(name, f"{amount} has parts of a fen; give two decimals at most")
        if self.budget_cny is not None and self.cost_per_station_cny is None:
            raise ArgumentError(
                "budget",
                f"{self.budget_cny} is given without a cost; give costPerStation too, or leave "
                "the budget out",
            )

    def _check_conditions(self) -> None:
        if self.capacity is not None:
            if not 1 <= self.capacity < 2**31:
                raise ArgumentError(
                    "capacity", f"{self.capacity} organizations are none; give 1 or more"
                )
            if self.objective is PlanObjective.MINIMIZE_FARTHEST_DISTANCE:
                raise ArgumentError(
                    "capacity",
                    "MINIMIZE_FARTHEST_DISTANCE has no capacity; leave it out, or ask for "
                    "MINIMIZE_MEAN_DISTANCE",
                )
        ratio = self.minimum_district_ratio
        if ratio is not None and not 0.0 <= ratio <= 1.0:
            raise ArgumentError(
                "minimumDistrictRatio", f"{ratio} is no share; give 0 to 1, such as 0.6"
            )
        both = sorted(set(self.required) & set(self.forbidden))
        if both:
            raise ArgumentError(
                "forbid", f'"GuidanceStation:{both[0]}" is in require too; leave it out of one'
            )


def _check_radius(radius_m: float) -> None:
    if not 0.0 < radius_m <= _RADIUS_MAX_M:
        raise ArgumentError(
            "serviceRadius",
            f"{radius_m} is no service radius; give metres greater than 0, up to "
            f"{_RADIUS_MAX_M:.0f}",
        )


def _check_spacing(spacing_m: float | None) -> None:
    if spacing_m is not None and not (1.0 <= spacing_m < math.inf):
        raise ArgumentError(
            "candidates.gridSpacing", f"{spacing_m} is no spacing of a grid; give 1 metre or more"
        )
