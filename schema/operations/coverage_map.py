"""What a coverage map shows, as arrays and figures, for whoever draws it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from db import models
from db.engine import Session
from db.repositories import facts, party_organization, station
from geo.crs import MetricCrs
from schema.operations.areas import MeasuredArea, measure_areas
from schema.operations.coverage import CoverageResult, CoverageStudy, DistrictResult
from schema.operations.limits import UNDATED, Limits
from schema.operations.organization_columns import OrganizationColumns, organization_columns
from schema.operations.questions import CoverageQuestion, DistanceMetric, Scope
from schema.operations.roads import read_network
from schema.operations.serving_stations import Service


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
    circles = circles_of(report)
    in_circles = [answer_circle(report, one) for one in circles]
    parts = study.by_district(report)
    areas = measure_areas([report, *(part.report for part in parts), *in_circles])
    n_parts = len(parts)
    stations = station_figures(session, report)
    return CoverageMapData(
        report=report,
        area=areas[0],
        organizations=organization_columns(
            session, report, np.arange(len(study.organizations.ids))[study.rows(question.scope)]
        ),
        districts=_district_figures(report, parts, areas[1 : 1 + n_parts], stations),
        circles=_circle_figures(session, circles, in_circles, areas[1 + n_parts :], report),
        stations=stations,
    )


def district_figures(session: Session, report: CoverageResult) -> list[DistrictFigures]:
    """Give the districts of a report's scope with their coverage, by adcode."""
    parts = report.study.by_district(report)
    areas = measure_areas([part.report for part in parts])
    return _district_figures(report, parts, areas, station_figures(session, report))


def circle_figures(session: Session, report: CoverageResult) -> list[CircleFigures]:
    """Give the circles of a report's scope with the coverage of all their members, by id."""
    circles = circles_of(report)
    answers = [answer_circle(report, one) for one in circles]
    return _circle_figures(session, circles, answers, measure_areas(answers), report)


def circles_of(report: CoverageResult) -> list[models.CommercialCircle]:
    """Give the circles of a report's scope: those of its districts, or all of the city's."""
    places, scope = report.study.places, report.question.scope
    if scope == Scope():
        return places.circles
    inside = {one.id for one in places.districts_of(scope)}
    return [one for one in places.circles if one.district_id in inside]


def answer_circle(report: CoverageResult, circle: models.CommercialCircle) -> CoverageResult:
    """Answer the question of a report for one circle, with all its members."""
    asked = report.question
    return report.study.answer(
        CoverageQuestion(Scope(circle_id=circle.id), asked.network, asked.weight)
    )


def _district_names(report: CoverageResult) -> dict[int, str]:
    return {one.id: one.name for one in report.study.places.districts}


def _district_figures(
    report: CoverageResult,
    parts: Sequence[DistrictResult],
    areas: Sequence[MeasuredArea],
    stations: Sequence[StationFigures],
) -> list[DistrictFigures]:
    places = report.study.places
    return [
        DistrictFigures(
            district=one,
            report=part.report,
            area=area,
            n_stations=sum(s.is_open and s.station.district_id == one.id for s in stations),
            n_circles=sum(circle.district_id == one.id for circle in places.circles),
        )
        for one, part, area in zip(
            places.districts_of(report.question.scope), parts, areas, strict=True
        )
    ]


def _circle_figures(
    session: Session,
    circles: Sequence[models.CommercialCircle],
    reports: Sequence[CoverageResult],
    areas: Sequence[MeasuredArea],
    of: CoverageResult,
) -> list[CircleFigures]:
    names = _district_names(of)
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


def station_figures(
    session: Session, report: CoverageResult, *, everywhere: bool = False
) -> list[StationFigures]:
    """Give the stations of a report's districts, and all that are open, by id.

    With `everywhere` those of other districts come too that are not open.
    """
    places, names = report.study.places, _district_names(report)
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
        if everywhere or row.id in serving or row.district_id in inside
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
