"""Organizations (非公经济组织、社会组织)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry

from db import models
from db.models.enums import AffiliationBasis, OrganizationKind
from db.repositories.organization import OrganizationOrderField
from schema.fields import distance_found, loaded, location_of, to_one
from schema.operations.evidence import CoverageCriterion
from schema.scalars import GeoJSON
from schema.types.node import Node
from schema.types.spatial import SpatialFilter

if TYPE_CHECKING:
    from schema.types.circle import CommercialCircle
    from schema.types.district import District
    from schema.types.instructor import Instructor
    from schema.types.party_organization import PartyOrganization
    from schema.types.station import GuidanceStation


@strawberry.type(description="An open guidance station (党建工作指导站) and how far it is.")
class StationDistance:
    """An `operations.evidence.StationDistance`."""

    station: Annotated["GuidanceStation", strawberry.lazy("schema.types.station")] = to_one(
        "station_id", models.GuidanceStation, "The station."
    )
    metres: float = strawberry.field(
        description="The distance along the WGS 84 ellipsoid (直线距离), in metres."
    )


@strawberry.type(description="A fact that the coverage of an organization rests on (覆盖依据).")
class CoverageEvidence:
    """An `operations.evidence.Evidence`."""

    criterion: CoverageCriterion = strawberry.field(description="What is asked (依据).")
    met: bool = strawberry.field(description="Whether it holds on the day of the newest fact.")
    detail: str = strawberry.field(description="By what it holds, or what is missing.")


@strawberry.type(
    description="A non-public economic or a social organization (非公经济组织、社会组织)."
)
class Organization(Node):
    """A row of `organizations`."""

    model = models.Organization

    credit_code: str = strawberry.field(
        description="The unified social credit code (统一社会信用代码), 18 characters."
    )
    name: str = strawberry.field(description="The name (名称).")
    kind: OrganizationKind = strawberry.field(description="Which of the two kinds (类别).")
    industry: str | None = strawberry.field(
        description="The industry (行业); null where not known."
    )
    employees: int = strawberry.field(description="How many work there (从业人数).")
    party_members: int = strawberry.field(
        description="How many party members work there (党员人数)."
    )
    full_time_party_workers: int = strawberry.field(
        description="How many party workers it employs full time (专职党务工作者)."
    )
    hard_to_organize: bool = strawberry.field(
        description="Whether it is hard to found a party organization there (组建难度大)."
    )
    established_on: date | None = strawberry.field(
        description="The day of its founding (成立日期); null where not known."
    )
    closed_on: date | None = strawberry.field(
        description="The first day on which it was no more (注销日期); null while it exists."
    )
    location: GeoJSON | None = location_of(
        "location", "Where it is (位置), a Point; null where it is not yet located."
    )
    district: Annotated["District", strawberry.lazy("schema.types.district")] | None = to_one(
        "district_id",
        models.District,
        "The district (区县) that the register names, or else that it lies in.",
    )
    circles: list[Annotated["CommercialCircle", strawberry.lazy("schema.types.circle")]] = loaded(
        "circles_of_organization", "The commercial circles (党建商业圈) that it lies in, by id."
    )
    party_organization: (
        Annotated["PartyOrganization", strawberry.lazy("schema.types.party_organization")] | None
    ) = loaded(
        "party_organization_of_organization",
        "Of the party organizations (党组织) that cover it on the day of the newest fact the "
        "earliest established, then the first by id; null where none does.",
    )
    affiliation_basis: AffiliationBasis | None = strawberry.field(
        description="Why it answers to the party organization that it does (隶属方式)."
    )
    instructor: Annotated["Instructor", strawberry.lazy("schema.types.instructor")] | None = loaded(
        "instructor_of_organization",
        "The instructor (党建工作指导员) assigned on the day of the newest fact, of several the "
        "first by id; null where none is.",
    )
    nearest_station: StationDistance | None = loaded(
        "nearest_station",
        "The nearest station that is open on the day of the newest fact; null where none is open "
        "or the organization is not located.",
    )
    formally_covered: bool = loaded(
        "organization_evidence",
        "Whether a party organization covers it (有形覆盖).",
        attribute="formally_covered",
    )
    effectively_covered: bool = loaded(
        "organization_evidence",
        "Whether it is formally covered, reached by a station or guided by an instructor, active "
        "and assessed (有效覆盖).",
        attribute="effectively_covered",
    )
    coverage_evidence: list[CoverageEvidence] = loaded(
        "organization_evidence",
        "The facts that both rest on (覆盖依据), one for each criterion.",
        attribute="evidence",
    )
    distance: float | None = distance_found(
        "The metres from `filter.spatial.near` of the list that it was found in; null without it."
    )
    version: int = strawberry.field(description="Counts the changes of the record, from 1.")


@strawberry.input(description="All given conditions hold together.")
class OrganizationFilter:
    """The conditions of every list of organizations."""

    kinds: list[OrganizationKind] | None = strawberry.field(
        default=strawberry.UNSET, description="One of these kinds (类别)."
    )
    industries: list[str] | None = strawberry.field(
        default=strawberry.UNSET, description="One of these industries (行业), by whole name."
    )
    name_contains: str | None = strawberry.field(
        default=strawberry.UNSET, description="A part of the name (名称)."
    )
    min_employees: int | None = strawberry.field(
        default=strawberry.UNSET, description="At least so many employees (从业人数)."
    )
    max_employees: int | None = strawberry.field(
        default=strawberry.UNSET, description="At most so many employees (从业人数)."
    )
    has_party_organization: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="Whether a party organization (党组织) covers it, as `formallyCovered`.",
    )
    formally_covered: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="Whether it is formally covered (有形覆盖) on the day of the newest fact.",
    )
    effectively_covered: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="Whether it is effectively covered (有效覆盖) on the day of the newest fact.",
    )
    reached_by_station: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="Whether it lies within the service radius of a station (指导站) that is open "
        "on the day of the newest fact.",
    )
    spatial: SpatialFilter | None = strawberry.field(
        default=strawberry.UNSET, description="Where it lies (位置)."
    )


@strawberry.input(description="One step of an order; later steps decide where earlier ones tie.")
class OrganizationOrder:
    """What to sort by, and which way."""

    field: OrganizationOrderField = strawberry.field(description="What to sort by.")
    descending: bool | None = strawberry.field(
        default=False, description="Whether the greatest comes first."
    )
