"""Districts, organizations, circles and stations."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry
from strawberry import UNSET
from strawberry.types import Info

from db.repositories import district, organization
from schema import filters
from schema.context import Context
from schema.operations.listing import ListKey
from schema.pagination import After, Before, Connection, First, Last, connection_source
from schema.types.circle import CircleFilter, CommercialCircle
from schema.types.district import District, DistrictFilter
from schema.types.organization import Organization, OrganizationFilter, OrganizationOrder
from schema.types.station import GuidanceStation, StationFilter

Conditions = strawberry.argument(description="Conditions that all have to hold.")


@strawberry.type
class PlaceQueries:
    """Lists of places, and places by what they are known by."""

    @strawberry.field(description="The districts (区县), by adcode.")
    def districts(
        self,
        info: Info[Context, None],
        filter: Annotated[DistrictFilter | None, Conditions] = UNSET,
        first: First = UNSET,
        after: After = UNSET,
    ) -> Connection[District]:
        """List districts."""
        key = ListKey("District", filter=filters.district_conditions(filter))
        return _source(info, key, first=first, after=after)

    @strawberry.field(description="The district (区县) with an adcode; null where there is none.")
    async def district(
        self,
        info: Info[Context, None],
        adcode: Annotated[
            str,
            strawberry.argument(description="The administrative code (行政区划代码), 6 digits."),
        ],
    ) -> District | None:
        """Find a district."""
        found: Any = await info.context.loaders.read(
            lambda session: district.find_by_adcode(session, adcode)
        )
        return found

    @strawberry.field(
        description="The organizations (非公经济组织、社会组织): nearest first where "
        "`filter.spatial.near` is given, else by id."
    )
    def organizations(
        self,
        info: Info[Context, None],
        filter: Annotated[OrganizationFilter | None, Conditions] = UNSET,
        order_by: Annotated[
            list[OrganizationOrder] | None,
            strawberry.argument(description="The order, step by step; ties are broken by id."),
        ] = UNSET,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[Organization]:
        """List organizations."""
        conditions = filters.organization_conditions(filter, info.context.limits)
        steps = filters.organization_steps(order_by, conditions)
        key = ListKey("Organization", filter=conditions, orders=steps)
        return _source(info, key, first=first, after=after, last=last, before=before)

    @strawberry.field(
        description="The organization with a unified social credit code; null where there is none."
    )
    async def organization(
        self,
        info: Info[Context, None],
        credit_code: Annotated[
            str,
            strawberry.argument(
                description="The unified social credit code (统一社会信用代码), 18 characters."
            ),
        ],
    ) -> Organization | None:
        """Find an organization."""
        found: Any = await info.context.loaders.read(
            lambda session: organization.by_credit_code(session, credit_code)
        )
        return found

    @strawberry.field(description="The commercial circles (党建商业圈), by id.")
    def commercial_circles(
        self,
        info: Info[Context, None],
        filter: Annotated[CircleFilter | None, Conditions] = UNSET,
        first: First = UNSET,
        after: After = UNSET,
    ) -> Connection[CommercialCircle]:
        """List circles."""
        key = ListKey("CommercialCircle", filter=filters.circle_conditions(filter))
        return _source(info, key, first=first, after=after)

    @strawberry.field(description="The guidance stations (党建工作指导站), by id.")
    def guidance_stations(
        self,
        info: Info[Context, None],
        filter: Annotated[StationFilter | None, Conditions] = UNSET,
        first: First = UNSET,
        after: After = UNSET,
    ) -> Connection[GuidanceStation]:
        """List stations."""
        key = ListKey("GuidanceStation", filter=filters.station_conditions(filter))
        return _source(info, key, first=first, after=after)


def _source(info: Info[Context, None], key: ListKey, **paging: Any) -> Any:
    return connection_source(info.context.loaders, key, **paging)
