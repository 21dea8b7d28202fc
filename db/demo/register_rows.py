"""The rows of the demo city's registers: one tuple type a table, with the columns' own names."""

from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from shapely import Point

from db.models.enums import (
    Brand,
    CultureSiteKind,
    ExemplarKind,
    HonorKind,
    HonorLevel,
    RectificationCause,
    RectificationStatus,
    WishStatus,
)


class AllianceRow(NamedTuple):
    """A row of `alliances`."""

    id: int
    name: str


class AllianceCircleRow(NamedTuple):
    """A row of `alliance_circles`."""

    alliance_id: int
    circle_id: int


class AllianceOrganizationRow(NamedTuple):
    """A row of `alliance_organizations`."""

    alliance_id: int
    organization_id: int


class ResponsibilityRow(NamedTuple):
    """A row of `responsibilities`."""

    id: int
    title: str
    holder_id: int
    year: int
    due_on: date
    done_on: date | None


class InspectionRow(NamedTuple):
    """A row of `inspections`."""

    id: int
    subject_id: int
    on: date
    findings: str


class MeasureRow(NamedTuple):
    """A row of `measures`."""

    id: int
    number: int
    title: str
    owner_id: int


class MilestoneRow(NamedTuple):
    """A row of `milestones`."""

    measure_id: int
    position: int
    title: str
    due_on: date
    done_on: date | None


class RectificationItemRow(NamedTuple):
    """A row of `rectification_items`."""

    id: int
    title: str
    cause: RectificationCause
    owner_id: int
    measure_id: int | None
    organization_id: int | None
    inspection_id: int | None
    listed_on: date
    due_on: date
    status: RectificationStatus


class RectificationEventRow(NamedTuple):
    """A row of `rectification_events`."""

    item_id: int
    position: int
    at: datetime
    from_status: RectificationStatus | None
    to_status: RectificationStatus
    by: str
    note: str | None


class BrandCriterionRow(NamedTuple):
    """A row of `brand_criteria`; the titles are proposals."""

    id: int
    brand: Brand
    code: str
    title: str
    position: int
    is_proposal: bool
    is_in_force: bool


class BrandRatingRow(NamedTuple):
    """A row of `brand_ratings`."""

    id: int
    brand: Brand
    organization_id: int
    year: int


class BrandRatingCriterionRow(NamedTuple):
    """A row of `brand_rating_criteria`."""

    rating_id: int
    criterion_id: int
    is_met: bool


class ExemplarRow(NamedTuple):
    """A row of `exemplars`."""

    id: int
    kind: ExemplarKind
    organization_id: int
    title: str
    year: int


class HonorRow(NamedTuple):
    """A row of `honors`."""

    id: int
    kind: HonorKind
    level: HonorLevel
    year: int
    party_organization_id: int
    organization_id: int | None
    count: int  # type: ignore[assignment]  # the column's name, and a method of tuples


class WishRow(NamedTuple):
    """A row of `wishes`."""

    id: int
    title: str
    location: Point
    status: WishStatus
    claimed_by_id: int | None
    posted_on: date
    claimed_on: date | None
    fulfilled_on: date | None


class PairingRow(NamedTuple):
    """A row of `pairings`."""

    id: int
    party_organization_id: int
    village: str
    village_location: Point
    funds_cny: Decimal
    year: int


class DuesRebateRow(NamedTuple):
    """A row of `dues_rebates`."""

    id: int
    party_organization_id: int
    year: int
    paid_cny: Decimal
    matched_cny: Decimal
    returned_cny: Decimal


class IncubationGrantRow(NamedTuple):
    """A row of `incubation_grants`."""

    id: int
    organization_id: int
    fund_holder_id: int
    amount_cny: Decimal
    on: date
    purpose: str


class HonorPayRow(NamedTuple):
    """A row of `honor_pay_programs`."""

    id: int
    organization_id: int
    monthly_amount_cny: Decimal
    minimum_years: int
    eligible_members: int


class CultureSiteRow(NamedTuple):
    """A row of `culture_sites`."""

    id: int
    kind: CultureSiteKind
    name: str
    organization_id: int | None
    location: Point
