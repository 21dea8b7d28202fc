"""The registers: party organizations, instructors, activities, assessments."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry
from strawberry import UNSET
from strawberry.types import Info

from schema import filters
from schema.context import Context
from schema.operations.listing import ListKey
from schema.pagination import After, Connection, First, connection_source
from schema.types.activity import Activity
from schema.types.assessment import Assessment
from schema.types.instructor import Instructor
from schema.types.party_organization import PartyOrganization, PartyOrganizationFilter
from schema.types.registers import RegisterFilter

Conditions = strawberry.argument(description="Conditions that all have to hold.")


def _register(type_name: str, description: str) -> Any:
    """Declare the list of a register with its shared filter."""

    def resolve(
        info: Info[Context, None],
        filter: Annotated[RegisterFilter | None, Conditions] = UNSET,
        first: First = UNSET,
        after: After = UNSET,
    ) -> Any:
        key = ListKey(type_name, filter=filters.register_conditions(filter))
        return connection_source(info.context.loaders, key, first=first, after=after)

    return strawberry.field(resolver=resolve, description=description)


@strawberry.type
class RegisterQueries:
    """Lists of the registers."""

    @strawberry.field(description="The party organizations (党组织), by id.")
    def party_organizations(
        self,
        info: Info[Context, None],
        filter: Annotated[PartyOrganizationFilter | None, Conditions] = UNSET,
        first: First = UNSET,
        after: After = UNSET,
    ) -> Connection[PartyOrganization]:
        """List party organizations."""
        key = ListKey("PartyOrganization", filter=filters.party_conditions(filter))
        found: Any = connection_source(info.context.loaders, key, first=first, after=after)
        return found

    instructors: Connection[Instructor] = _register(
        "Instructor", "The instructors (党建工作指导员), by id."
    )
    assessments: Connection[Assessment] = _register(
        "Assessment", "The assessments (年度党建目标考核), the newest year first."
    )
    activities: Connection[Activity] = _register(
        "Activity", "The activities (活动), the newest first."
    )
