"""What a coverage map shows, as arrays and figures, for whoever draws it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from db import models
from db.engine import Session
from db.repositories import facts, organization, party_organization, station
from db.repositories.columns import point_columns
from db.repositories.validity import is_counted
from geo.crs import MetricCrs
from schema.operations.areas import MeasuredArea, measure_areas
from schema.operations.coverage import CoverageResult, CoverageStudy, Service
from schema.operations.limits import UNDATED, Limits
from schema.operations.questions import CoverageQuestion, DistanceMetric, Scope
from schema.operations.roads import read_network

_EVERYTHING = 2**31 - 1


@dataclass(frozen=True, eq=False, slots=True)
class OrganizationColumns:
    """The organizations of a map by columns, each of n values, by id.

    Parameters
    ----------
    xy : float64 array (n, 2) in degrees
        NaN where not located.
    is_reached, is_formally_covered : bool array (n,)
    distances_m : float64 array (n,)
        To the nearest station; NaN without a location or a station.
    """

    ids: NDArray[np.int64]
    xy: NDArray[np.float64]
    names: Sequence[str]
    kinds: Sequence[str]
    industries: Sequence[str]
    districts: Sequence[str]
    employees: NDArray[np.int64]
    is_reached: NDArray[np.bool_]
    is_formally_covered: NDArray[np.bool_]
    distances_m: NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class DistrictFigures:
    """A district of the map: its row, its coverage, and how many of each it has."""

    district: models.District
    report: CoverageResult
    area: MeasuredArea
    n_stations: int
    n_circles: int


@dataclass(frozen=True, eq=False, slots=True)
class CircleFigures:
    """A circle of the map: its row, its coverage, and the names of what it belongs to."""

    circle: models.CommercialCircle
    report: CoverageResult
    area: MeasuredArea
    committee_name: str
    district_name: str


@dataclass(frozen=True, eq=False, slots=True)
class StationFigures:
    """A station of the map: its row, whether it serves, its disc in WGS 84, whom it reaches.

    `service_area` is None where the station is not open on the day; `radius_m` is the one asked.
    """

    station: models.GuidanceStation
    is_open: bool
    radius_m: float
    n_reached: int
    service_area: BaseGeometry | None
    district_name: str


@dataclass(frozen=True, eq=False, slots=True)
class CoverageMapData:
    """What a coverage map shows of a scope; `report.as_of` is the day."""

    report: CoverageResult
    area: MeasuredArea
    organizations: OrganizationColumns
    districts: Sequence[DistrictFigures]
    circles: Sequence[CircleFigures]
    stations: Sequence[StationFigures]


def study_coverage(session: Session, question: CoverageQuestion, limits: Limits) -> CoverageResult:
    """Answer one question of coverage, with the day of the newest fact where it names none.

    Raises
    ------
    ArgumentError
        As `CoverageStudy.answer` does.
    """
    day = question.as_of or facts.latest_fact_day(session) or UNDATED
    study = CoverageStudy.load(session, day, limits)
    if question.network.distance is DistanceMetric.NETWORK:
        study.bring_roads(read_network(session))
    return study.answer(question)


def coverage_map_data(
    session: Session, question: CoverageQuestion, limits: Limits
) -> CoverageMapData:
    """Read and compute what the map of a question's scope shows.

    Organizations are those of the scope; the stations are those of the districts in it and all
    that are open, with added ones left out.

    Raises
    ------
    ArgumentError
        As `CoverageStudy.answer` does.
    """
    report = study_coverage(session, question, limits)
    study = report.study
    districts = study.places.districts_of(question.scope)
    by_district = study.by_district(report)
    circles = [
        one
        for one in study.places.circles
        if question.scope == Scope() or one.district_id in {d.id for d in districts}
    ]
    in_circles = [
        study.answer(CoverageQuestion(Scope(circle_id=one.id), question.network, question.weight))
        for one in circles
    ]
    areas = measure_areas([report, *(part.report for part in by_district), *in_circles])
    names = {one.id: one.name for one in study.places.districts}
    figures = _station_figures(session, report, names)
    return CoverageMapData(
        report=report,
        area=areas[0],
        organizations=_organization_columns(session, report, names),
        districts=[
            DistrictFigures(
                district=one,
                report=part.report,
                area=area,
                n_stations=sum(f.is_open and f.station.district_id == one.id for f in figures),
                n_circles=sum(circle.district_id == one.id for circle in study.places.circles),
            )
            for one, part, area in zip(
                districts, by_district, areas[1 : 1 + len(by_district)], strict=True
            )
        ],
        circles=_circle_figures(session, circles, in_circles, areas[1 + len(by_district) :], names),
        stations=figures,
    )


def _organization_columns(
    session: Session, report: CoverageResult, names: Mapping[int, str]
) -> OrganizationColumns:
    study, service = report.study, report.service
    of = study.organizations
    rows = np.arange(len(of.ids))[study.rows(report.question.scope)]
    _, (ids, all_names, kinds, industries) = point_columns(
        session,
        organization.list_statement(session).where(is_counted(study.day)),
        models.Organization,
        ["id", "name", "kind", "industry"],
        _EVERYTHING,
    )
    # Between two statements a row may have come or gone; what both have is shown.
    places = np.searchsorted(np.array(ids, dtype=np.int64), of.ids[rows])
    if len(ids) != len(of.ids):
        known = np.isin(of.ids[rows], np.array(ids, dtype=np.int64))
        rows, places = rows[known], places[known]
    numbers = places.tolist()
    return OrganizationColumns(
        ids=of.ids[rows],
        xy=of.xy[rows],
        names=[all_names[n] for n in numbers],
        kinds=[kinds[n] for n in numbers],
        industries=[industries[n] or "" for n in numbers],
        districts=[names.get(number, "") for number in of.district_ids[rows].tolist()],
        employees=of.employees[rows],
        is_reached=service.is_reached[rows],
        is_formally_covered=of.has_cover[rows],
        distances_m=service.distances_m[rows],
    )


def _circle_figures(
    session: Session,
    circles: Sequence[models.CommercialCircle],
    reports: Sequence[CoverageResult],
    areas: Sequence[MeasuredArea],
    names: Mapping[int, str],
) -> list[CircleFigures]:
    committees = party_organization.by_ids(
        session, [one.committee_id for one in circles if one.committee_id is not None]
    )
    return [
        CircleFigures(
            circle=one,
            report=report,
            area=area,
            committee_name=committees[one.committee_id].name if one.committee_id else "",
            district_name=names.get(one.district_id or 0, ""),
        )
        for one, report, area in zip(circles, reports, areas, strict=True)
    ]


def _station_figures(
    session: Session, report: CoverageResult, names: Mapping[int, str]
) -> list[StationFigures]:
    places = report.study.places
    inside = {one.id for one in places.districts_of(report.question.scope)}
    serving = _serving(report.service, report.study.organizations.xy, places.projection)
    rows = session.scalars(station.list_statement(session).order_by(models.GuidanceStation.id))
    return [
        StationFigures(
            station=row,
            is_open=row.id in serving,
            radius_m=serving[row.id].radius_m if row.id in serving else row.service_radius_m,
            n_reached=serving[row.id].n_reached if row.id in serving else 0,
            service_area=serving[row.id].disc if row.id in serving else None,
            district_name=names.get(row.district_id or 0, ""),
        )
        for row in rows
        if row.id in serving or row.district_id in inside
    ]


class _Serving(NamedTuple):
    radius_m: float
    n_reached: int
    disc: BaseGeometry


def _serving(
    service: Service, xy: NDArray[np.float64], projection: MetricCrs
) -> dict[int, _Serving]:
    """Give what each stored station that serves reaches; its disc is in WGS 84."""
    discs = projection.unproject(service.way.areas(service.xy, service.radii_m, projection))
    reached = service.way.coverage_matrix(xy, service.xy, service.radii_m).sum(axis=0)
    rows = zip(service.ids, service.radii_m, reached, discs, strict=True)
    return {
        int(number): _Serving(float(radius_m), int(n_reached), disc)
        for number, radius_m, n_reached, disc in rows
        if number
    }
