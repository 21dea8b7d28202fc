"""Inspections (督促检查) and the items that they open."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from db.models import Inspection, RectificationItem
from db.repositories import rectification
from db.repositories.paging import Order, OrderKey
from db.repositories.register_definition import (
    RegisterDefinition,
    covers_or_covered,
    is_day_of_year,
)

REGISTER = RegisterDefinition(
    Inspection,
    "inspections",
    Order((OrderKey(Inspection.on, descending=True), OrderKey(Inspection.id))),
    belongs=lambda place: place.party_organization(Inspection.subject_id),
    concerns=covers_or_covered(Inspection.subject_id),
    year=is_day_of_year(Inspection.on),
)
list_statement = REGISTER.list_statement
by_ids = REGISTER.by_ids


def items_by_inspection_ids(
    session: Session, inspection_ids: Sequence[int]
) -> dict[int, list[RectificationItem]]:
    """Return the items that each inspection opened, by identifier."""
    return rectification.items_by(session, RectificationItem.inspection_id, inspection_ids)
