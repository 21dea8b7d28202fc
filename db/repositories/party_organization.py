"""Party organizations (党组织): the tree, and whom they cover."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from db.models import PartyOrganization, PartyOrganizationCover
from db.models.enums import PartyOrganizationKind
from db.repositories import filters, records
from db.repositories.validity import is_covering


@dataclass(frozen=True)
class PartyOrganizationFilter:
    """Which party organizations; all given conditions hold together.

    `superior_id` is the direct superior, `district` an adcode.
    """

    kinds: Sequence[PartyOrganizationKind] | None = None
    superior_id: int | None = None
    district: str | None = None


def list_statement(
    session: Session, party_filter: PartyOrganizationFilter | None = None
) -> Select[PartyOrganization]:
    """Return the statement of the party organizations that a filter keeps, without an order.

    Raises
    ------
    UnknownDistrictError
        No district has the adcode.
    UnknownIdentifierError
        No party organization has the superior's identifier.
    """
    chosen = party_filter or PartyOrganizationFilter()
    statement = select(PartyOrganization)
    if chosen.kinds is not None:
        statement = statement.where(PartyOrganization.kind.in_(chosen.kinds))
    if chosen.superior_id is not None:
        superior_id = filters.require_record(
            session, PartyOrganization, chosen.superior_id, "superior", "party organization"
        )
        statement = statement.where(PartyOrganization.superior_id == superior_id)
    if chosen.district is not None:
        district_id = filters.district_id(session, chosen.district)
        statement = statement.where(PartyOrganization.district_id == district_id)
    return statement


def by_ids(session: Session, ids: Iterable[int]) -> dict[int, PartyOrganization]:
    """Return the party organizations that exist among these identifiers."""
    return records.by_ids(session, PartyOrganization, ids)


def by_organization_ids(
    session: Session, organization_ids: Sequence[int], day: date
) -> dict[int, list[PartyOrganization]]:
    """Return the party organizations that cover each organization on a day.

    The earliest established first, those without a date last, then by identifier: the first
    is the organization's own in lists and on maps.
    """
    covering: dict[int, list[PartyOrganization]] = {key: [] for key in organization_ids}
    links = (
        select(PartyOrganizationCover.organization_id, PartyOrganizationCover.party_organization_id)
        .where(is_covering(day), PartyOrganizationCover.organization_id.in_(organization_ids))
        .distinct()
        .subquery()
    )
    rows = session.execute(
        select(links.c.organization_id, PartyOrganization)
        .join(links, links.c.party_organization_id == PartyOrganization.id)
        .order_by(PartyOrganization.established_on.asc().nulls_last(), PartyOrganization.id)
    )
    for organization_id, party_organization in rows:
        covering[organization_id].append(party_organization)
    return covering
