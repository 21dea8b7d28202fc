"""The rows of the demo city: one tuple type a table, with the columns' own names."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from shapely import MultiPolygon, Point

from db.models.enums import (
    ActivitySeries,
    AffiliationBasis,
    FundingSource,
    InstructorMode,
    InstructorSource,
    OrganizationKind,
    PartyOrganizationKind,
    StationStatus,
)


class DistrictRow(NamedTuple):
    """A row of `districts`; the boundary is in WGS 84."""

    id: int
    adcode: str
    name: str
    name_en: str | None
    boundary: MultiPolygon


class PartyOrganizationRow(NamedTuple):
    """A row of `party_organizations`; a superior has a lower id than its subordinates.

    `party_members` counts everybody beneath the organization in this register.
    """

    id: int
    name: str
    kind: PartyOrganizationKind
    affiliation_basis: AffiliationBasis | None
    district_id: int | None
    superior_id: int | None
    established_on: date | None
    party_members: int
    posts: int
    posts_filled: int


class CircleRow(NamedTuple):
    """A row of `commercial_circles`."""

    id: int
    name: str
    boundary: MultiPolygon
    district_id: int
    committee_id: int | None


class StationRow(NamedTuple):
    """A row of `guidance_stations`."""

    id: int
    name: str
    status: StationStatus
    location: Point
    service_radius_m: float
    capacity: int | None
    opened_on: date | None
    closed_on: date | None
    district_id: int
    circle_id: int | None


class StationFundingRow(NamedTuple):
    """A row of `station_fundings`."""

    station_id: int
    source: FundingSource
    amount_cny: Decimal


class OrganizationRow(NamedTuple):
    """A row of `organizations`."""

    id: int
    credit_code: str
    name: str
    kind: OrganizationKind
    industry: str
    employees: int
    party_members: int
    full_time_party_workers: int
    hard_to_organize: bool
    established_on: date | None
    closed_on: date | None
    affiliation_basis: AffiliationBasis | None
    named_district_id: int | None
    district_id: int
    location: Point | None


class CoverRow(NamedTuple):
    """A row of `party_organization_covers`: from `since` until the day before `until`."""

    party_organization_id: int
    organization_id: int
    since: date
    until: date | None


class InstructorRow(NamedTuple):
    """A row of `instructors`."""

    id: int
    code: str
    mode: InstructorMode
    source: InstructorSource | None
    home_station_id: int | None
    capacity: int


class AssignmentRow(NamedTuple):
    """A row of `instructor_assignments`: from `since` until the day before `until`."""

    instructor_id: int
    organization_id: int
    since: date
    until: date | None


class ActivityRow(NamedTuple):
    """A row of `activities`; it is held at one place or at none."""

    id: int
    series: ActivitySeries
    title: str
    on: date
    host_id: int | None
    organization_id: int | None
    station_id: int | None
    circle_id: int | None
    location: Point | None
    participants: int


class AssessmentRow(NamedTuple):
    """A row of `assessments`; the weights of a subject's year add up to 1."""

    id: int
    subject_id: int
    year: int
    target: str
    weight: float
    score: float | None
