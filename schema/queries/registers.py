"""The registers: party organizations, instructors, activities, assessments."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry
from strawberry import UNSET
from strawberry.types import Info

from schema import filters
from schema.fields import CONDITIONS, SOURCE, Related
from schema.operations.listing import ListKey
from schema.pagination import After, Connection, First, connection_source
from schema.types.activity import Activity
from schema.types.assessment import Assessment
from schema.types.instructor import Instructor
from schema.types.party_organization import PartyOrganization, PartyOrganizationFilter
from schema.types.registers import RegisterFilter


def _register(type_name: str, description: str) -> Any:
    """Declare the list of a register with the filter that registers share."""

    def resolve(
        info: Info[Any, Any],
        filter: Annotated[RegisterFilter | None, CONDITIONS] = UNSET,
        first: First = UNSET,
        after: After = UNSET,
    ) -> Any:
        key = ListKey(type_name, filter=filters.register_conditions(filter))
        return connection_source(info.context.loaders, key, first=first, after=after)

    return strawberry.field(
        resolver=resolve, description=description, metadata={SOURCE: Related(type_name, None)}
    )


def _party_organizations(
    info: Info[Any, Any],
    filter: Annotated[PartyOrganizationFilter | None, CONDITIONS] = UNSET,
    first: First = UNSET,
    after: After = UNSET,
) -> Any:
    key = ListKey("PartyOrganization", filter=filters.party_conditions(filter))
    return connection_source(info.context.loaders, key, first=first, after=after)


@strawberry.type
class RegisterQueries:
    """Lists of the registers."""

    party_organizations: Connection[PartyOrganization] = strawberry.field(
        resolver=_party_organizations,
        metadata={SOURCE: Related("PartyOrganization", None)},
        description="The party organizations (党组织), by id.",
    )
    instructors: Connection[Instructor] = _register(
        "Instructor", "The instructors (党建工作指导员), by id."
    )
    assessments: Connection[Assessment] = _register(
        "Assessment", "The assessments (年度党建目标考核), the newest year first."
    )
    activities: Connection[Activity] = _register(
        "Activity", "The activities (活动), the newest first."
    )
