"""Organizations, stations and circles: registered, corrected, closed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from db import models
from db.models.enums import AffiliationBasis, FundingSource, OrganizationKind, StationStatus
from geo.crs import CoordinateSystem
from schema.change_fields import (
    crs_of_input,
    district_of,
    geometry_of,
    money_of,
    number_of,
    parts_of,
    point_of,
    reference_to,
    text_of,
    value_of,
)
from schema.mutation_fields import mutation
from schema.operations import place_changes
from schema.operations.drafts import Draft
from schema.permissions import Role
from schema.recording_fields import (
    RecordId,
    Version,
    change_record,
    number_of_id,
    registering,
    updating,
)
from schema.scalars import GeoJSON
from schema.types.circle import CommercialCircle
from schema.types.organization import Organization
from schema.types.payload import Payload, changed
from schema.types.station import GuidanceStation

ClosingDay = Annotated[
    date, strawberry.argument(description="The first day on which it is closed (关闭日期).")
]


@strawberry.input(description="An organization of the two kinds (非公经济组织、社会组织).")
class OrganizationInput:
    """A row of `organizations`, and who covers it."""

    credit_code: str = text_of(
        "credit_code", "The unified social credit code (统一社会信用代码), 18 characters."
    )
    name: str = text_of("name", "The name (名称).")
    kind: OrganizationKind = value_of("kind", "Which of the two kinds (类别).")
    industry: str | None = text_of("industry", "The industry (行业).", default=strawberry.UNSET)
    employees: int = number_of("employees", "How many work there (从业人数).")
    party_members: int = number_of("party_members", "How many party members work there (党员人数).")
    full_time_party_workers: int | None = number_of(
        "full_time_party_workers",
        "How many party workers it employs full time (专职党务工作者).",
        default=0,
    )
    hard_to_organize: bool | None = value_of(
        "hard_to_organize",
        "Whether it is hard to found a party organization there (组建难度大).",
        default=False,
    )
    established_on: date | None = value_of(
        "established_on", "The day of its founding (成立日期).", default=strawberry.UNSET
    )
    district: str | None = district_of(
        "named_district_id", "The adcode of the district that the register names (区县)."
    )
    location: GeoJSON | None = point_of(
        "location", "Where it is (位置), a Point.", default=strawberry.UNSET
    )
    crs: CoordinateSystem | None = crs_of_input()
    party_organization: strawberry.ID | None = reference_to(
        "party_organization",
        models.PartyOrganization,
        "Who covers it from the day of the newest fact on (所属党组织); on a correction, another "
        "one takes the place of the one shown, and the covers of others stay.",
        is_part=True,
        default=strawberry.UNSET,
    )
    affiliation_basis: AffiliationBasis | None = value_of(
        "affiliation_basis",
        "Why it answers to the party organization that it does (隶属方式).",
        default=strawberry.UNSET,
    )


@strawberry.input(description="One source's share of what a station costs (经费).")
class StationFundingInput:
    """A row of `station_fundings`."""

    source: FundingSource = value_of("source", "Where the money comes from (来源).")
    amount: Decimal = money_of("amount_cny", "How much, in CNY (元).")


@strawberry.input(description="A guidance station (党建工作指导站).")
class StationInput:
    """A row of `guidance_stations`, and its funding."""

    name: str = text_of("name", "The name (名称).")
    location: GeoJSON = point_of("location", "Where it is (位置), a Point.")
    crs: CoordinateSystem | None = crs_of_input()
    service_radius: float = number_of(
        "service_radius_m",
        "How far it reaches (服务半径), in metres, 1 to 50,000.",
        least=1,
        most=50_000,
    )
    capacity: int | None = number_of(
        "capacity",
        "How many organizations it can serve (服务能力), 1 or more.",
        least=1,
        default=strawberry.UNSET,
    )
    cost: Decimal | None = money_of(
        "cost",
        "What it costs, in CNY (建设经费, 元): the sum of `funding`; without `funding` it counts "
        "as raised by the station's own unit (自筹).",
        is_part=True,
        default=strawberry.UNSET,
    )
    funding: list[StationFundingInput] | None = parts_of(
        "fundings",
        models.StationFunding,
        "What it costs, by source (经费来源), each once.",
        default=strawberry.UNSET,
    )
    opened_on: date | None = value_of(
        "opened_on", "The first day on which it is open (启用日期).", default=strawberry.UNSET
    )
    status: StationStatus | None = value_of(
        "status",
        "Planned or open (状态); CLOSED only to correct a station that closeStation closed.",
        default=StationStatus.OPEN,
    )


@strawberry.input(description="A commercial circle (党建商业圈).")
class CircleInput:
    """A row of `commercial_circles`."""

    name: str = text_of("name", "The name (名称).")
    boundary: GeoJSON = geometry_of(
        "boundary", ("Polygon", "MultiPolygon"), "The boundary (边界), a Polygon or MultiPolygon."
    )
    crs: CoordinateSystem | None = crs_of_input()
    committee: strawberry.ID | None = reference_to(
        "committee_id",
        models.PartyOrganization,
        "The joint committee of the circle (商圈综合党委).",
        default=strawberry.UNSET,
    )


@strawberry.type(description="What a change of it gives back (非公经济组织、社会组织).")
class OrganizationPayload(Payload):
    """An outcome."""

    organization: Organization | None = changed("The record (非公经济组织、社会组织)")


@strawberry.type(description="What a change of it gives back (党建工作指导站).")
class StationPayload(Payload):
    """An outcome."""

    station: GuidanceStation | None = changed("The record (党建工作指导站)")


@strawberry.type(description="What a change of it gives back (党建商业圈).")
class CirclePayload(Payload):
    """An outcome."""

    circle: CommercialCircle | None = changed("The record (党建商业圈)")


async def _close_station(
    info: Info[Any, Any], id: RecordId, version: Version, on: ClosingDay
) -> Any:
    draft = Draft("", parts={"on": on})
    number = number_of_id("GuidanceStation", id, draft)
    work = partial(place_changes.close_station, number=number, version=version)
    return await change_record(info, draft, work)


async def _close_organization(
    info: Info[Any, Any], id: RecordId, version: Version, on: ClosingDay
) -> Any:
    draft = Draft("", parts={"on": on})
    number = number_of_id("Organization", id, draft)
    work = partial(place_changes.close_organization, number=number, version=version)
    return await change_record(info, draft, work)


@strawberry.type
class PlaceMutations:
    """What editors change on the map."""

    register_organization: OrganizationPayload = registering(
        models.Organization,
        OrganizationInput,
        "Registers an organization (登记非公经济组织、社会组织).",
    )
    update_organization: OrganizationPayload = updating(
        models.Organization,
        OrganizationInput,
        "Corrects an organization (更正); what is left out and has no default stays as it is.",
    )
    close_organization: OrganizationPayload = mutation(
        Role.EDITOR,
        _close_organization,
        "Closes an organization (注销) from a day on; who covers and guides it ends then.",
    )
    register_station: StationPayload = registering(
        models.GuidanceStation, StationInput, "Registers a guidance station (设立党建工作指导站)."
    )
    update_station: StationPayload = updating(
        models.GuidanceStation,
        StationInput,
        "Corrects a guidance station (更正); what is left out and has no default stays as it is.",
    )
    close_station: StationPayload = mutation(
        Role.EDITOR, _close_station, "Closes a guidance station (撤销党建工作指导站) from a day on."
    )
    register_circle: CirclePayload = registering(
        models.CommercialCircle, CircleInput, "Registers a commercial circle (划定党建商业圈)."
    )
    update_circle: CirclePayload = updating(
        models.CommercialCircle,
        CircleInput,
        "Corrects a commercial circle (更正); its members follow from the boundary.",
    )
