"""Districts, organizations, circles and stations."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry
from strawberry import UNSET
from strawberry.types import Info

from db import models
from db.repositories import district, organization
from schema import filters
from schema.fields import CONDITIONS, SOURCE, FoundBy, Related
from schema.operations.listing import ListKey
from schema.pagination import After, Before, Connection, First, Last, connection_source
from schema.types.circle import CircleFilter, CommercialCircle
from schema.types.district import District, DistrictFilter
from schema.types.organization import Organization, OrganizationFilter, OrganizationOrder
from schema.types.station import GuidanceStation, StationFilter


def _districts(
    info: Info[Any, Any],
    filter: Annotated[DistrictFilter | None, CONDITIONS] = UNSET,
    first: First = UNSET,
    after: After = UNSET,
) -> Any:
    key = ListKey("District", filter=filters.district_conditions(filter))
    return connection_source(info.context.loaders, key, first=first, after=after)


def _district(
    info: Info[Any, Any],
    adcode: Annotated[
        str, strawberry.argument(description="The administrative code (行政区划代码), 6 digits.")
    ],
) -> Any:
    wanted = filters.checked_text(adcode, "adcode") or ""
    return info.context.loaders.read(lambda session: district.find_by_adcode(session, wanted))


def _organizations(
    info: Info[Any, Any],
    filter: Annotated[OrganizationFilter | None, CONDITIONS] = UNSET,
    order_by: Annotated[
        list[OrganizationOrder] | None,
        strawberry.argument(description="The order, step by step; ties are broken by id."),
    ] = UNSET,
    first: First = UNSET,
    after: After = UNSET,
    last: Last = UNSET,
    before: Before = UNSET,
) -> Any:
    conditions = filters.organization_conditions(filter, info.context.limits)
    steps = filters.organization_steps(order_by, conditions)
    key = ListKey("Organization", filter=conditions, orders=steps)
    return connection_source(
        info.context.loaders, key, first=first, after=after, last=last, before=before
    )


def _organization(
    info: Info[Any, Any],
    credit_code: Annotated[
        str,
        strawberry.argument(
            description="The unified social credit code (统一社会信用代码), 18 characters."
        ),
    ],
) -> Any:
    wanted = filters.checked_text(credit_code, "creditCode") or ""
    return info.context.loaders.read(lambda session: organization.by_credit_code(session, wanted))


def _circles(
    info: Info[Any, Any],
    filter: Annotated[CircleFilter | None, CONDITIONS] = UNSET,
    first: First = UNSET,
    after: After = UNSET,
) -> Any:
    key = ListKey("CommercialCircle", filter=filters.circle_conditions(filter))
    return connection_source(info.context.loaders, key, first=first, after=after)


def _stations(
    info: Info[Any, Any],
    filter: Annotated[StationFilter | None, CONDITIONS] = UNSET,
    first: First = UNSET,
    after: After = UNSET,
) -> Any:
    key = ListKey("GuidanceStation", filter=filters.station_conditions(filter))
    return connection_source(info.context.loaders, key, first=first, after=after)


@strawberry.type
class PlaceQueries:
    """Lists of places, and places by what they are known by."""

    districts: Connection[District] = strawberry.field(
        resolver=_districts,
        metadata={SOURCE: Related("District", None)},
        description="The districts (区县), by adcode.",
    )
    district: District | None = strawberry.field(
        resolver=_district,
        metadata={SOURCE: FoundBy(models.District, "adcode")},
        description="The district (区县) with an adcode; null where there is none.",
    )
    organizations: Connection[Organization] = strawberry.field(
        resolver=_organizations,
        metadata={SOURCE: Related("Organization", None)},
        description="The organizations (非公经济组织、社会组织): nearest first where "
        "`filter.spatial.near` is given, else by id.",
    )
    organization: Organization | None = strawberry.field(
        resolver=_organization,
        metadata={SOURCE: FoundBy(models.Organization, "credit_code")},
        description="The organization with a unified social credit code (统一社会信用代码); null "
        "where there is none.",
    )
    commercial_circles: Connection[CommercialCircle] = strawberry.field(
        resolver=_circles,
        metadata={SOURCE: Related("CommercialCircle", None)},
        description="The commercial circles (党建商业圈), by id.",
    )
    guidance_stations: Connection[GuidanceStation] = strawberry.field(
        resolver=_stations,
        metadata={SOURCE: Related("GuidanceStation", None)},
        description="The guidance stations (党建工作指导站), by id.",
    )
