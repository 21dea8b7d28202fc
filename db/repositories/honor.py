"""Honours (两优一先) and delegates to congresses, as counts."""

from db.models import Honor
from db.repositories.city_part import first_given
from db.repositories.paging import Order, OrderKey
from db.repositories.register_definition import (
    RegisterDefinition,
    is_of_year,
    is_organization,
)

REGISTER = RegisterDefinition(
    Honor,
    "honours",
    Order((OrderKey(Honor.year, descending=True), OrderKey(Honor.id))),
    belongs=lambda place: first_given(
        (Honor.organization_id, place.organization(Honor.organization_id)),
        (Honor.party_organization_id, place.party_organization(Honor.party_organization_id)),
    ),
    concerns=is_organization(Honor.organization_id),
    year=is_of_year(Honor.year),
)
list_statement = REGISTER.list_statement
by_ids = REGISTER.by_ids
