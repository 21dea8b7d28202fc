"""Grants from incubation funds (孵化发展基金)."""

from db.models import IncubationGrant
from db.repositories.paging import Order, OrderKey
from db.repositories.register_definition import (
    RegisterDefinition,
    is_day_of_year,
    is_organization,
)

REGISTER = RegisterDefinition(
    IncubationGrant,
    "incubation grants",
    Order((OrderKey(IncubationGrant.on, descending=True), OrderKey(IncubationGrant.id))),
    belongs=lambda place: place.organization(IncubationGrant.organization_id),
    concerns=is_organization(IncubationGrant.organization_id),
    year=is_day_of_year(IncubationGrant.on),
)
list_statement = REGISTER.list_statement
by_ids = REGISTER.by_ids
