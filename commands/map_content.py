"""What the map documents are made of: the answers of the use cases, handed to `maps`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from db.engine import Session
from db.repositories.organization import is_synthetic
from maps.errors import NothingToDrawError
from maps.places import Circle, District, Organizations, Station
from maps.setting import Setting
from schema.operations.coverage_map import CircleFigures, DistrictFigures, StationFigures
from schema.operations.organization_columns import OrganizationColumns
from schema.operations.questions import CoverageQuestion


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
    """Put the day of the figures on a map, and whose they are."""
    return replace(sourced(setting, session), as_of=str(day))


def sourced(setting: Setting, session: Session) -> Setting:
    """Say whether a map is of the demo city; no other has the sources of its boundaries."""
    if is_synthetic(session):
        return replace(setting, is_synthetic=True)
    if setting.is_of_demo:
        return replace(setting, attribution="", approval_number="")
    return setting


def named(question: CoverageQuestion) -> str:
    """Name a question's scope in a message."""
    adcode = question.scope.adcode
    return "the database" if adcode is None else f"the district {adcode}"


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
