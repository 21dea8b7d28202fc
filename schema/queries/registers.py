"""The lists of the registers, all with one filter but for two."""

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
from schema.types.alliance import Alliance
from schema.types.assessment import Assessment
from schema.types.brand_rating import BrandRating
from schema.types.culture_site import CultureSite
from schema.types.dues_rebate import DuesRebate
from schema.types.exemplar import Exemplar
from schema.types.honor import Honor
from schema.types.honor_pay_program import HonorPayProgram
from schema.types.incubation_grant import IncubationGrant
from schema.types.inspection import Inspection
from schema.types.instructor import Instructor
from schema.types.measure import Measure
from schema.types.pairing import Pairing
from schema.types.party_organization import PartyOrganization, PartyOrganizationFilter
from schema.types.rectification_item import RectificationItem
from schema.types.registers import RegisterFilter
from schema.types.responsibility import Responsibility
from schema.types.wish import Wish


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


def _alliances(info: Info[Any, Any], first: First = UNSET, after: After = UNSET) -> Any:
    return connection_source(info.context.loaders, ListKey("Alliance"), first=first, after=after)


@strawberry.type
class RegisterQueries:
    """Lists of the registers."""

    party_organizations: Connection[PartyOrganization] = strawberry.field(
        resolver=_party_organizations,
        metadata={SOURCE: Related("PartyOrganization", None)},
        description="The party organizations (党组织), by id.",
    )
    alliances: Connection[Alliance] = strawberry.field(
        resolver=_alliances,
        metadata={SOURCE: Related("Alliance", None)},
        description="The alliances (城市党建联盟), by id.",
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
    responsibilities: Connection[Responsibility] = _register(
        "Responsibility", "The responsibilities (党建责任清单), the newest year first."
    )
    inspections: Connection[Inspection] = _register(
        "Inspection", "The inspections (督促检查), the newest first."
    )
    brand_ratings: Connection[BrandRating] = _register(
        "BrandRating", "The ratings by brands (四好一支持、双强化双提升), the newest year first."
    )
    exemplars: Connection[Exemplar] = _register(
        "Exemplar",
        "The posts and fields that set an example (党员示范岗、责任田), the newest year first.",
    )
    honors: Connection[Honor] = _register(
        "Honor", "The honours (两优一先、党代会代表), the newest year first."
    )
    wishes: Connection[Wish] = _register("Wish", "The small wishes (微心愿), by id.")
    pairings: Connection[Pairing] = _register(
        "Pairing", "The pairings with villages (结对帮扶), the newest year first."
    )
    measures: Connection[Measure] = _register("Measure", "The measures (十五条措施), by number.")
    rectification_items: Connection[RectificationItem] = _register(
        "RectificationItem", "The items to be mended and struck off (挂牌销号), by id."
    )
    dues_rebates: Connection[DuesRebate] = _register(
        "DuesRebate", "The dues matched and returned (党费返还), the newest year first."
    )
    incubation_grants: Connection[IncubationGrant] = _register(
        "IncubationGrant", "The grants from incubation funds (孵化发展基金), the newest first."
    )
    honor_pay_programs: Connection[HonorPayProgram] = _register(
        "HonorPayProgram", "The honour pay programs (党员荣誉薪酬), by id."
    )
    culture_sites: Connection[CultureSite] = _register(
        "CultureSite", "The places of culture (党建长廊、文化长廊、时光长廊、党员活动室), by id."
    )
