"""The coverage map of a database: what the use case answers, handed to `maps`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from db.engine import Session
from db.repositories.organization import is_synthetic
from maps.coverage_map import CoverageMap, coverage_document
from maps.document import Document
from maps.errors import NothingToDrawError
from maps.places import Circle, District, Organizations, Station
from maps.setting import Setting
from schema.operations.coverage_map import (
    CircleFigures,
    CoverageMapData,
    DistrictFigures,
    StationFigures,
    coverage_map_data,
)
from schema.operations.limits import Limits
from schema.operations.organization_columns import OrganizationColumns
from schema.operations.questions import CoverageQuestion


def city_coverage(
    session: Session, question: CoverageQuestion, limits: Limits, setting: Setting
) -> Document:
    """Make the coverage map of a question's scope.

    Raises
    ------
    ArgumentError
        The scope or the radius is refused; the message says why.
    NothingToDrawError
        There are no districts, and no organizations either.
    """
    data = coverage_map_data(session, question, limits)
    refuse_empty(data.districts, data.organizations)
    synthetic = is_synthetic(session)
    return coverage_document(to_coverage_map(data, setting, synthetic=synthetic))


def refuse_empty(
    districts: Sequence[DistrictFigures], organizations: OrganizationColumns | None = None
) -> None:
    """Refuse a database of which no map can be drawn.

    Raises
    ------
    NothingToDrawError
        There are no districts, and no organizations either.
    """
    if not districts and (organizations is None or not len(organizations.ids)):
        raise NothingToDrawError(
            "the database holds no districts to draw; import your own, or load the demo city: "
            "quanmap demo"
        )


def dated(setting: Setting, session: Session, day: date) -> Setting:
    """Put the day of the figures on a map, and whether they are of the demo city."""
    return replace(setting, as_of=str(day), is_synthetic=is_synthetic(session))


def to_coverage_map(data: CoverageMapData, setting: Setting, *, synthetic: bool) -> CoverageMap:
    """Turn the answer of the use case into what `maps` draws."""
    scope, network = data.report.question.scope, data.report.question.network
    is_one_district = scope.adcode is not None
    return CoverageMap(
        districts=[to_district(one) for one in data.districts],
        organizations=to_organizations(data.organizations),
        circles=[to_circle(one) for one in data.circles],
        stations=[to_station(one) for one in data.stations],
        gaps=data.area.gaps,
        service_radius_m=network.service_radius_m,
        area_ratio=data.area.coverage.area_ratio,
        focus=data.districts[0].district.boundary.bounds if is_one_district else None,
        setting=replace(setting, as_of=str(data.report.as_of), is_synthetic=synthetic),
    )


def to_district(figures: DistrictFigures) -> District:
    """Turn the figures of a district into what `maps` draws."""
    row, report, covered = figures.district, figures.report, figures.area.coverage
    return District(
        adcode=row.adcode,
        name=row.name,
        name_en=row.name_en or "",
        boundary=row.boundary,
        station_reach=report.station_reach,
        formal_coverage=report.formal_coverage,
        work_coverage=report.work_coverage,
        effective_coverage=report.effective_coverage,
        area_km2=covered.scope_area_km2,
        area_ratio=covered.area_ratio,
        n_stations=figures.n_stations,
        n_circles=figures.n_circles,
    )


def to_organizations(columns: OrganizationColumns) -> Organizations:
    """Turn columns of organizations into what `maps` draws."""
    return Organizations(
        xy=columns.xy,
        names=columns.names,
        is_reached=columns.is_reached,
        kinds=columns.kinds,
        districts=columns.districts,
        industries=columns.industries,
        employees=columns.employees,
        nearest_station_m=columns.distances_m,
        is_formally_covered=columns.is_formally_covered,
    )


def to_circle(figures: CircleFigures) -> Circle:
    """Turn the figures of a circle into what `maps` draws."""
    row, report = figures.circle, figures.report
    return Circle(
        name=row.name,
        boundary=row.boundary,
        committee=figures.committee_name,
        district=figures.district_name,
        n_organizations=report.station_reach.denominator,
        station_reach=report.station_reach,
        formal_coverage=report.formal_coverage,
        work_coverage=report.work_coverage,
        effective_coverage=report.effective_coverage,
        area_km2=figures.area.coverage.scope_area_km2,
    )


def to_station(figures: StationFigures) -> Station:
    """Turn the figures of a station into what `maps` draws."""
    row = figures.station
    return Station(
        name=row.name,
        location=(row.location.x, row.location.y),
        service_radius_m=figures.radius_m,
        # One that closed later was open on the day of the map.
        status="OPEN" if figures.is_open else row.status.name,
        capacity=row.capacity,
        served_organizations=figures.n_reached if figures.is_open else None,
        service_area=figures.service_area,
        district=figures.district_name,
    )
