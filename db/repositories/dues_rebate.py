"""Party dues that are matched and returned (党费返还)."""

from db.models import DuesRebate
from db.repositories.paging import Order, OrderKey
from db.repositories.register_definition import (
    RegisterDefinition,
    covers_or_covered,
    is_of_year,
)

REGISTER = RegisterDefinition(
    DuesRebate,
    "dues rebates",
    Order((OrderKey(DuesRebate.year, descending=True), OrderKey(DuesRebate.id))),
    belongs=lambda place: place.party_organization(DuesRebate.party_organization_id),
    concerns=covers_or_covered(DuesRebate.party_organization_id),
    year=is_of_year(DuesRebate.year),
)
list_statement = REGISTER.list_statement
by_ids = REGISTER.by_ids
