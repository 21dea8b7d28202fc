"""Districts (区县)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from db.models import District
from db.repositories import filters, records
from db.repositories.filters import SpatialFilter, spatial_conditions
from db.repositories.paging import Order, OrderKey


@dataclass(frozen=True)
class DistrictFilter:
    """Which districts; all given conditions hold together."""

    adcodes: Sequence[str] | None = None
    spatial: SpatialFilter | None = None


def list_statement(
    session: Session, district_filter: DistrictFilter | None = None
) -> Select[District]:
    """Return the statement of the districts that a filter keeps, without an order.

    Raises
    ------
    FilterError, UnknownDistrictError
        As `spatial_conditions` does, and for an unknown adcode.
    """
    chosen = district_filter or DistrictFilter()
    statement = select(District).where(*spatial_conditions(session, District, chosen.spatial))
    if chosen.adcodes is not None:
        ids = [filters.district_id(session, adcode) for adcode in chosen.adcodes]
        statement = statement.where(District.id.in_(ids))
    return statement


def by_adcode_order() -> Order:
    """Return the order by adcode."""
    return Order((OrderKey(District.adcode), OrderKey(District.id)))


def by_ids(session: Session, ids: Iterable[int]) -> dict[int, District]:
    """Return the districts that exist among these identifiers."""
    return records.by_ids(session, District, ids)


def find_by_adcode(session: Session, adcode: str) -> District | None:
    """Return the district with an adcode, if there is one."""
    return session.scalar(select(District).where(District.adcode == adcode))
