"""Coverage of the city, a district, a circle or a drawn polygon, as it is or as it might be.

`CoverageStudy.load` reads the facts of a day once; every question about that day is then answered
from memory, and areas are measured only where somebody asks for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import shapely
from numpy.typing import NDArray

from db.engine import Session
from db.repositories import facts as stored
from geo.errors import GeoError
from geo.indicators import Facts, Indicators, Rate, indicators
from geo.reach import reach_and_distance, reach_from_distances
from geo.validation import checked_positions
from schema.operations.errors import ArgumentError, UnknownRecordError, argument
from schema.operations.limits import Limits
from schema.operations.places import Places
from schema.operations.questions import CoverageQuestion, DemandWeight, Network, Scope

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Service:
    """A network of stations and whom it reaches, over all organizations of a study.

    Attributes
    ----------
    ids : int64 array (m,)
        0 for an added station.
    xy : float64 array (m, 2) in degrees
    radii_m : float64 array (m,)
    is_reached : bool array (n,)
    distances_m : float64 array (n,)
        To the nearest station; NaN without a location or a station.
    indicators : Indicators
        Of all organizations.
    """

    ids: NDArray[np.int64]
    xy: Floats
    radii_m: Floats
    is_reached: NDArray[np.bool_]
    distances_m: Floats
    indicators: Indicators


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
    """The coverage of one district's part of a scope."""

    district_id: int
    report: CoverageResult


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

    @classmethod
    def load(cls, session: Session, day: date, limits: Limits) -> CoverageStudy:
        """Read the facts of a day."""
        organizations = stored.organization_facts(
            session,
            day,
            activity_window_months=limits.activity_months,
            assessment_years=limits.assessment_years,
        )
        places = Places.load(session, organizations)
        return cls(day, organizations, stored.open_stations(session, day), places, limits)

    def answer(self, question: CoverageQuestion) -> CoverageResult:
        """Count whom the question's network reaches in its scope.

        Raises
        ------
        ArgumentError
            For a scope, a station or a radius that there is not or cannot be.
        """
        service = self.service(question.network)
        rows = self.rows(question.scope)
        weights = self._weights(question.weight)
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
        if network not in self._services:
            self._services[network] = self._serve(network)
        return self._services[network]

    def rows(self, scope: Scope) -> slice | Rows:
        """Give the rows of the organizations of a scope.

        Raises
        ------
        UnknownRecordError
            For a district or a circle that is not stored.
        """
        rows: slice | Rows = slice(None)
        if scope.adcode is not None:
            rows = self._rows_of_district(self.places.district(scope.adcode).id)
        elif scope.circle_id is not None:
            rows = self.places.members_of(scope.circle_id)
        elif scope.polygon is not None:
            xy = self.organizations.xy
            # The boundary belongs to the polygon; NaN lies in none.
            rows = np.flatnonzero(shapely.intersects_xy(scope.polygon, xy[:, 0], xy[:, 1]))
        if scope.district_id is None:
            return rows
        inside = self._rows_of_district(scope.district_id)
        return inside if isinstance(rows, slice) else np.intersect1d(rows, inside)

    def by_district(self, result: CoverageResult) -> list[DistrictResult]:
        """Split a result into the parts of its scope in each district, by adcode."""
        scope = result.question.scope
        parts = []
        for district in self.places.districts_of(scope):
            part = Scope(scope.adcode, scope.circle_id, scope.polygon, district.id)
            question = CoverageQuestion(part, result.question.network, result.question.weight)
            parts.append(DistrictResult(district.id, self.answer(question)))
        return parts

    def _rows_of_district(self, district_id: int) -> Rows:
        return np.flatnonzero(self.organizations.district_ids == district_id)

    def _weights(self, weight: DemandWeight) -> NDArray[np.int64] | None:
        match weight:
            case DemandWeight.EMPLOYEES:
                return self.organizations.employees
            case DemandWeight.PARTY_MEMBERS:
                return self.organizations.party_members
            case _:
                return None

    def _serve(self, network: Network) -> Service:
        ids, xy, radii_m = self._stations(network)
        try:
            is_reached, distances_m = reach_and_distance(self.organizations.xy, xy, radii_m)
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
        return Service(ids, xy, radii_m, is_reached, distances_m, rated)

    def _stations(self, network: Network) -> tuple[NDArray[np.int64], Floats, Floats]:
        """Give the ids, positions and radii of a network's stations."""
        for number in network.removed:
            if number not in self.stations.ids:
                raise UnknownRecordError(
                    "removeStations",
                    f'"GuidanceStation:{number}" is not open on {self.day}; leave it out',
                )
        kept = ~np.isin(self.stations.ids, np.array(network.removed, dtype=np.int64))
        positions = np.array(
            [(site.longitude, site.latitude) for site in network.added], dtype=np.float64
        ).reshape(-1, 2)
        with argument("addStations"):
            checked_positions(positions, reach_bounds=self.places.reach_bounds)
        default_m = self.limits.service_radius_m
        own_m = [
            default_m if site.service_radius_m is None else site.service_radius_m
            for site in network.added
        ]
        override_m = [] if network.service_radius_m is None else [network.service_radius_m]
        _check_radii([*own_m, *override_m])
        ids = np.concatenate([self.stations.ids[kept], np.zeros(len(own_m), dtype=np.int64)])
        radii_m = np.concatenate([self.stations.radii_m[kept], np.array(own_m, dtype=np.float64)])
        if network.service_radius_m is not None:
            radii_m = np.full_like(radii_m, network.service_radius_m)
        return ids, np.concatenate([self.stations.xy[kept], positions]), radii_m


def _check_radii(radii_m: Sequence[float]) -> None:
    for radius_m in radii_m:
        if not 0.0 < radius_m < np.inf:
            raise ArgumentError(
                "serviceRadius", f"{radius_m} is no service radius; give metres greater than 0"
            )
