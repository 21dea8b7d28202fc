"""Coverage of the city, a district, a circle or a drawn polygon, as it is or as it might be.

`CoverageStudy.load` reads the facts of a day once; every question about that day is then answered
from memory, and areas are measured only where somebody asks for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from db.engine import Session
from db.repositories import facts as stored
from geo.errors import GeoError
from geo.indicators import Facts, Rate, indicators
from geo.network import RoadNetwork
from geo.reach import ranked_by_gap, reach_from_distances
from schema.operations.demand_weights import demand_weights
from schema.operations.errors import ArgumentError
from schema.operations.limits import Limits
from schema.operations.places import Places
from schema.operations.questions import (
    CoverageQuestion,
    DistanceMetric,
    Network,
    Scope,
)
from schema.operations.roads import no_roads
from schema.operations.serving_stations import Service, serving_stations
from schema.operations.ways import RoadWay, StraightWay, Way

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]

# Five columns of numbers, two of coordinates, the flags; what is kept of whom the stations reach.
_BYTES_PER_ORGANIZATION = 80
# Of a study that holds nothing.
_BYTES_PER_STUDY = 5_000


@dataclass(frozen=True, eq=False)
class CoverageResult:
    """The answer to a question; all distances in metres, None without a located organization."""

    study: CoverageStudy
    question: CoverageQuestion
    service: Service
    demand: float
    served: float
    served_ratio: float
    formal_coverage: Rate
    effective_coverage: Rate
    work_coverage: Rate
    station_reach: Rate
    mean_distance: float | None
    median_distance: float | None
    p90_distance: float | None
    farthest_distance: float | None

    @property
    def as_of(self) -> date:
        """The day of every figure."""
        return self.study.day

    @property
    def activity_months(self) -> int:
        """The months up to the day that an activity counts in."""
        return self.study.limits.activity_months

    @property
    def assessment_years(self) -> int:
        """The years up to that of the day that a score counts in."""
        return self.study.limits.assessment_years


@dataclass(frozen=True, eq=False, slots=True)
class DistrictResult:
    """The coverage of one district's part of a scope; rank 1 has most demand not served."""

    district_id: int
    report: CoverageResult
    gap_rank: int


@dataclass(frozen=True, eq=False, slots=True)
class CircleResult:
    """The coverage of one circle of a scope; rank 1 has most demand not served."""

    circle_id: int
    report: CoverageResult
    gap_rank: int


class CoverageStudy:
    """The facts of one day in memory, and the answers that follow from them.

    Parameters
    ----------
    day : date
        The day of every figure.
    organizations : OrganizationFacts
        The denominator, n rows.
    stations : StationFacts
        Those open on the day.
    places : Places
        The districts and the circles, with who is in them.
    limits : Limits
        The default radius, and the windows by which the facts were read.
    """

    def __init__(
        self,
        day: date,
        organizations: stored.OrganizationFacts,
        stations: stored.StationFacts,
        places: Places,
        limits: Limits,
    ) -> None:
        self.day = day
        self.organizations = organizations
        self.stations = stations
        self.places = places
        self.limits = limits
        self._services: dict[Network, Service] = {}
        self._as_it_is: dict[Network, Service] = {}  # shared with what `another` gives
        self._roads: RoadWay | None = None

    @classmethod
    def load(cls, session: Session, day: date, limits: Limits) -> CoverageStudy:
        """Read the facts of a day."""
        organizations = stored.organization_facts(
            session,
            day,
            activity_window_months=limits.activity_months,
            assessment_years=limits.assessment_years,
        )
        places = Places.load(session, organizations.ids)
        return cls(day, organizations, stored.open_stations(session, day), places, limits)

    def another(self) -> CoverageStudy:
        """Give a study of the same facts, with roads and trials of its own."""
        study = CoverageStudy(self.day, self.organizations, self.stations, self.places, self.limits)
        study._as_it_is = self._as_it_is
        return study

    @property
    def n_bytes(self) -> int:
        """Some measure of the memory of the facts and of whom the stations reach."""
        of_organizations = len(self.organizations.ids) * _BYTES_PER_ORGANIZATION
        return _BYTES_PER_STUDY + of_organizations + self.places.n_bytes

    def bring_roads(self, roads: RoadNetwork) -> None:
        """Take the roads that questions of `DistanceMetric.NETWORK` are answered along."""
        if self._roads is None or self._roads.network is not roads:
            self._roads = RoadWay(roads)

    def way(self, distance: DistanceMetric) -> Way:
        """Give what reaching means by a metric.

        Raises
        ------
        NoRoadsError
            For NETWORK, where no roads were brought.
        """
        if distance is DistanceMetric.STRAIGHT:
            return StraightWay()
        if self._roads is None:
            raise no_roads()
        return self._roads

    def answer(self, question: CoverageQuestion) -> CoverageResult:
        """Count whom the question's network reaches in its scope.

        Raises
        ------
        ArgumentError
            For a scope, a station or a radius that there is not or cannot be.
        """
        service = self.service(question.network)
        rows = self.rows(question.scope)
        weights = demand_weights(self.organizations, question.weight)
        reach = reach_from_distances(
            service.is_reached[rows],
            service.distances_m[rows],
            None if weights is None else weights[rows],
        )
        mask = np.zeros(len(self.organizations.ids), dtype=np.bool_)
        mask[rows] = True
        rates = service.indicators.rates(mask)
        return CoverageResult(
            study=self,
            question=question,
            service=service,
            demand=reach.demand,
            served=reach.served,
            served_ratio=reach.served_ratio,
            formal_coverage=rates.formal_coverage,
            effective_coverage=rates.effective_coverage,
            work_coverage=rates.work_coverage,
            station_reach=rates.station_reach,
            mean_distance=reach.mean_distance_m,
            median_distance=reach.median_distance_m,
            p90_distance=reach.p90_distance_m,
            farthest_distance=reach.farthest_distance_m,
        )

    def service(self, network: Network) -> Service:
        """Give whom a network of stations reaches, worked out once.

        Raises
        ------
        ArgumentError
            For a station that is not open on the day, a position that is none or a radius that is
            no positive number of metres.
        """
        known = self._as_it_is if network == Network() else self._services
        if network not in known:
            known[network] = self._serve(network)
        return known[network]

    def rows(self, scope: Scope) -> slice | Rows:
        """Give the rows of the organizations of a scope.

        Raises
        ------
        UnknownRecordError
            For a district or a circle that is not stored.
        """
        return self.places.rows_of(scope, self.organizations.xy, self.organizations.district_ids)

    def by_district(self, result: CoverageResult) -> list[DistrictResult]:
        """Split a result into the parts of its scope in each district, by adcode."""
        scope = result.question.scope
        districts = self.places.districts_of(scope)
        parts = [
            Scope(scope.adcode, scope.circle_id, scope.polygon, district.id)
            for district in districts
        ]
        return [
            DistrictResult(district.id, report, rank)
            for district, (report, rank) in zip(districts, self._ranked(result, parts), strict=True)
        ]

    def by_circle(self, result: CoverageResult) -> list[CircleResult]:
        """Give the circles that share an area with a result's scope, each whole, by id."""
        circles = self.places.circles_of(result.question.scope)
        parts = [Scope(circle_id=circle.id) for circle in circles]
        return [
            CircleResult(circle.id, report, rank)
            for circle, (report, rank) in zip(circles, self._ranked(result, parts), strict=True)
        ]

    def _ranked(
        self, result: CoverageResult, parts: Sequence[Scope]
    ) -> list[tuple[CoverageResult, int]]:
        question = result.question
        reports = [
            self.answer(CoverageQuestion(part, question.network, question.weight)) for part in parts
        ]
        ranks = {number: rank for rank, number in enumerate(ranked_by_gap(reports), 1)}
        return [(report, ranks[number]) for number, report in enumerate(reports)]

    def _serve(self, network: Network) -> Service:
        ids, xy, radii_m = serving_stations(
            self.stations, network, self.day, self.limits, self.places.reach_bounds
        )
        way = self.way(network.distance)
        try:
            is_reached, distances_m = way.reach(self.organizations.xy, xy, radii_m)
        except GeoError as error:
            raise ArgumentError("serviceRadius", str(error)) from error
        of = self.organizations
        rated = indicators(
            Facts(
                in_denominator=np.ones(len(of.ids), dtype=np.bool_),
                has_cover=of.has_cover,
                is_reached=is_reached,
                has_instructor=of.has_instructor,
                is_active=of.active,
                is_assessed=of.assessed,
            )
        )
        return Service(ids, xy, radii_m, is_reached, distances_m, rated, way)
