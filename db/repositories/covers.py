"""Whom party organizations cover and instructors guide, as dated links that are ended, not lost.

A link that ends keeps its row, so that rates of earlier days stay as they were; one that ends on
the day on which it began never held and is removed.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.errors import RecordNotFoundError
from db.models import (
    Instructor,
    InstructorAssignment,
    Organization,
    PartyOrganization,
    PartyOrganizationCover,
)
from db.repositories import records


def set_covers(
    session: Session,
    party_organization: PartyOrganization,
    organization_ids: Iterable[int],
    on: date,
) -> bool:
    """Let a party organization cover exactly these organizations from a day on.

    Returns
    -------
    bool
        Whether that changed any link; the party organization's version counts up then.

    Raises
    ------
    RecordNotFoundError
        An organization does not exist.
    """
    link = PartyOrganizationCover
    own = link.party_organization_id == party_organization.id
    wanted = _existing(session, organization_ids)
    changed = _set_links(
        session, link, own, {"party_organization_id": party_organization.id}, wanted, on
    )
    return _touched(session, party_organization, changed)


def set_assignments(
    session: Session, instructor: Instructor, organization_ids: Iterable[int], on: date
) -> bool:
    """Let an instructor guide exactly these organizations from a day on; as `set_covers`."""
    link = InstructorAssignment
    own = link.instructor_id == instructor.id
    wanted = _existing(session, organization_ids)
    changed = _set_links(session, link, own, {"instructor_id": instructor.id}, wanted, on)
    return _touched(session, instructor, changed)


def cover(
    session: Session, organization: Organization, party_organization_id: int, on: date
) -> PartyOrganizationCover | None:
    """Let a party organization cover one more organization from a day on; None if it does.

    Raises
    ------
    RecordNotFoundError
        The party organization does not exist.
    """
    if session.get(PartyOrganization, party_organization_id) is None:
        raise RecordNotFoundError(f"PartyOrganization {party_organization_id} does not exist")
    link = PartyOrganizationCover
    held = _holding(session, link, link.organization_id == organization.id, on)
    if any(each.party_organization_id == party_organization_id for each in held):
        return None
    made = PartyOrganizationCover(
        party_organization_id=party_organization_id, organization_id=organization.id, since=on
    )
    session.add(made)
    session.flush()
    return made


def end_links(session: Session, organization: Organization, on: date) -> None:
    """End every cover and assignment of an organization on a day, such as that of its closure."""
    for link in (PartyOrganizationCover, InstructorAssignment):
        for row in _holding(session, link, link.organization_id == organization.id, on):
            _end(session, row, on)
    session.flush()


def _set_links(
    session: Session, link: Any, own: Any, owner: dict[str, int], wanted: set[int], on: date
) -> bool:
    held = {row.organization_id: row for row in _holding(session, link, own, on)}
    for key in held.keys() - wanted:
        _end(session, held[key], on)
    for key in sorted(wanted - held.keys()):
        session.add(link(**owner, organization_id=key, since=on))
    session.flush()
    return held.keys() != wanted


def _holding(session: Session, link: Any, own: Any, on: date) -> list[Any]:
    """Return the links that hold on a day or begin later."""
    ends_later = (link.until.is_(None)) | (link.until > on)
    return list(session.scalars(select(link).where(own, ends_later)))


def _end(session: Session, row: Any, on: date) -> None:
    if row.since >= on:
        session.delete(row)
    else:
        row.until = on


def _existing(session: Session, organization_ids: Iterable[int]) -> set[int]:
    wanted = set(organization_ids)
    found = set(session.scalars(select(Organization.id).where(Organization.id.in_(wanted))))
    if wanted - found:
        raise RecordNotFoundError(f"Organization {min(wanted - found)} does not exist")
    return wanted


def _touched(session: Session, record: PartyOrganization | Instructor, changed: bool) -> bool:
    if changed:
        records.touch(record)
        session.flush()
    return changed
