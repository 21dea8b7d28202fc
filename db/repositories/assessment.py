"""Annual assessments of party organizations (年度党建目标考核)."""

from collections.abc import Iterable

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from db.models import Assessment, CommercialCircle, PartyOrganization, PartyOrganizationCover
from db.repositories import filters, records
from db.repositories.paging import Order, OrderKey
from db.repositories.register import RegisterFilter, refuse_statuses


def list_statement(
    session: Session, register_filter: RegisterFilter | None = None
) -> Select[Assessment]:
    """Return the statement of the assessments that a filter keeps, without an order.

    District: the subject's; circle: the subject is its committee; organization: the subject
    covers or covered it.

    Raises
    ------
    FilterError, UnknownDistrictError
        A condition does not apply to assessments, or no district has the adcode.
    """
    chosen = register_filter or RegisterFilter()
    refuse_statuses(chosen, "assessments")
    statement = select(Assessment)
    if chosen.district is not None:
        subjects = select(PartyOrganization.id).where(
            PartyOrganization.district_id == filters.district_id(session, chosen.district)
        )
        statement = statement.where(Assessment.subject_id.in_(subjects))
    if chosen.circle is not None:
        committees = select(CommercialCircle.committee_id).where(
            CommercialCircle.id == chosen.circle
        )
        statement = statement.where(Assessment.subject_id.in_(committees))
    if chosen.organization is not None:
        covering = select(PartyOrganizationCover.party_organization_id).where(
            PartyOrganizationCover.organization_id == chosen.organization
        )
        statement = statement.where(Assessment.subject_id.in_(covering))
    if chosen.year is not None:
        statement = statement.where(Assessment.year == chosen.year)
    return statement


def newest_first() -> Order:
    """Return the order by year, the newest first."""
    return Order((OrderKey(Assessment.year, descending=True), OrderKey(Assessment.id)))


def by_ids(session: Session, ids: Iterable[int]) -> dict[int, Assessment]:
    """Return the assessments that exist among these identifiers."""
    return records.by_ids(session, Assessment, ids)


def add(session: Session, assessment: Assessment) -> Assessment:
    """Store a new assessment."""
    session.add(assessment)
    session.flush()
    return assessment
