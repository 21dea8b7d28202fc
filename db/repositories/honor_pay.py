"""Honour pay by party age (党员荣誉薪酬): programs that run until they are withdrawn."""

from db.models import HonorPayProgram
from db.repositories.paging import by_id
from db.repositories.register_definition import RegisterDefinition, is_organization

REGISTER = RegisterDefinition(
    HonorPayProgram,
    "honour pay programs",
    by_id(HonorPayProgram),
    belongs=lambda place: place.organization(HonorPayProgram.organization_id),
    concerns=is_organization(HonorPayProgram.organization_id),
)
list_statement = REGISTER.list_statement
by_ids = REGISTER.by_ids
