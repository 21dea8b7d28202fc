"""The four rates of a demo city, straight from their definitions, one organization at a time."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from pyproj import Geod

from db.demo.city import DemoCity
from db.demo.rows import AssignmentRow, CoverRow, OrganizationRow, StationRow

GEOD = Geod(ellps="WGS84")


@dataclass
class Rates:
    """Numerators and the denominator of one district."""

    organizations: int = 0
    effective: int = 0
    formal: int = 0
    work: int = 0
    reached: int = 0


def rates_by_district(city: DemoCity, day: date) -> dict[int, Rates]:
    """Count by district id on a day, windows as the project defines them by default."""
    covered_by: dict[int, set[int]] = defaultdict(set)
    for cover in city.covers:
        if _holds(cover, day):
            covered_by[cover.organization_id].add(cover.party_organization_id)
    instructed = {each.organization_id for each in city.assignments if _holds(each, day)}
    year_before = date(day.year - 1, day.month, day.day)
    recent = [each for each in city.activities if year_before < each.on <= day]
    active_organizations = {each.organization_id for each in recent}
    active_hosts = {each.host_id for each in recent}
    scored = {
        each.subject_id
        for each in city.assessments
        if each.score is not None and each.year in (day.year, day.year - 1)
    }
    stations = [each for each in city.stations if each.opened_on and each.opened_on <= day]
    rates: dict[int, Rates] = defaultdict(Rates)
    for organization in city.organizations:
        if not _exists(organization, day):
            continue
        covering = covered_by[organization.id]
        reached = _is_reached(organization, stations)
        served = reached or organization.id in instructed
        active = organization.id in active_organizations or bool(covering & active_hosts)
        mine = rates[organization.district_id]
        mine.organizations += 1
        mine.formal += bool(covering)
        mine.reached += reached
        mine.work += bool(covering) or served
        mine.effective += bool(covering) and served and active and bool(covering & scored)
    return rates


def _holds(link: CoverRow | AssignmentRow, day: date) -> bool:
    return link.since <= day and (link.until is None or link.until > day)


def _exists(organization: OrganizationRow, day: date) -> bool:
    established, closed = organization.established_on, organization.closed_on
    return (established is None or established <= day) and (closed is None or closed > day)


def _is_reached(organization: OrganizationRow, stations: list[StationRow]) -> bool:
    location = organization.location
    if location is None:
        return False
    return any(
        GEOD.inv(location.x, location.y, station.location.x, station.location.y)[2]
        <= station.service_radius_m
        for station in stations
    )
