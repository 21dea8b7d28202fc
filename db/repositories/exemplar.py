"""Posts and fields that set an example (党员示范岗、党员责任田)."""

from db.models import Exemplar
from db.repositories.paging import Order, OrderKey
from db.repositories.register_definition import (
    RegisterDefinition,
    is_of_year,
    is_organization,
)

REGISTER = RegisterDefinition(
    Exemplar,
    "exemplars",
    Order((OrderKey(Exemplar.year, descending=True), OrderKey(Exemplar.id))),
    belongs=lambda place: place.organization(Exemplar.organization_id),
    concerns=is_organization(Exemplar.organization_id),
    year=is_of_year(Exemplar.year),
)
list_statement = REGISTER.list_statement
by_ids = REGISTER.by_ids
