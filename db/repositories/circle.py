"""Commercial circles (党建商业圈)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from db.models import CircleMembership, CommercialCircle
from db.repositories import records
from db.repositories.filters import SpatialFilter, contains_text, spatial_conditions


@dataclass(frozen=True)
class CircleFilter:
    """Which circles; all given conditions hold together."""

    name_contains: str | None = None
    spatial: SpatialFilter | None = None


def list_statement(
    session: Session, circle_filter: CircleFilter | None = None
) -> Select[CommercialCircle]:
    """Return the statement of the circles that a filter keeps, without an order."""
    chosen = circle_filter or CircleFilter()
    statement = select(CommercialCircle).where(
        *spatial_conditions(session, CommercialCircle, chosen.spatial)
    )
    if chosen.name_contains:
        statement = statement.where(contains_text(CommercialCircle.name, chosen.name_contains))
    return statement


def by_ids(session: Session, ids: Iterable[int]) -> dict[int, CommercialCircle]:
    """Return the circles that exist among these identifiers."""
    return records.by_ids(session, CommercialCircle, ids)


def by_organization_ids(
    session: Session, organization_ids: Sequence[int]
) -> dict[int, list[CommercialCircle]]:
    """Return the circles that each organization lies in, by identifier."""
    circles: dict[int, list[CommercialCircle]] = {key: [] for key in organization_ids}
    rows = session.execute(
        select(CircleMembership.organization_id, CommercialCircle)
        .join(CommercialCircle, CommercialCircle.id == CircleMembership.circle_id)
        .where(CircleMembership.organization_id.in_(organization_ids))
        .order_by(CommercialCircle.id)
    )
    for organization_id, circle in rows:
        circles[organization_id].append(circle)
    return circles
