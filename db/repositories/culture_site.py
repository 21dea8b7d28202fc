"""Places of party and company culture (党建长廊、文化长廊、时光长廊、党员活动室)."""

from db.models import CultureSite
from db.repositories.paging import by_id
from db.repositories.register_definition import RegisterDefinition, is_organization

REGISTER = RegisterDefinition(
    CultureSite,
    "culture sites",
    by_id(CultureSite),
    belongs=lambda place: place.located(CultureSite.location),
    concerns=is_organization(CultureSite.organization_id),
)
list_statement = REGISTER.list_statement
by_ids = REGISTER.by_ids
