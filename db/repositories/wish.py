"""Small wishes (微心愿): open, then claimed by an organization, then fulfilled."""

from datetime import date

from sqlalchemy.orm import Session

from db.errors import RecordNotFoundError, TransitionError
from db.models import Organization, Wish
from db.models.enums import WishStatus
from db.repositories import records
from db.repositories.city_part import first_given
from db.repositories.paging import by_id
from db.repositories.register_definition import (
    RegisterDefinition,
    is_day_of_year,
    is_organization,
    stored_statuses,
)

REGISTER = RegisterDefinition(
    Wish,
    "wishes",
    by_id(Wish),
    belongs=lambda place: first_given(
        (Wish.location, place.located(Wish.location)),
        (Wish.claimed_by_id, place.organization(Wish.claimed_by_id)),
    ),
    concerns=is_organization(Wish.claimed_by_id),
    year=is_day_of_year(Wish.posted_on),
    statuses=stored_statuses(Wish.status, WishStatus),
)
list_statement = REGISTER.list_statement
by_ids = REGISTER.by_ids


def claim(session: Session, identifier: int, version: int, organization_id: int, on: date) -> Wish:
    """Let an organization claim an open wish on a day.

    Raises
    ------
    TransitionError
        The wish is not open.
    RecordNotFoundError, StaleVersionError
        There is no such wish or organization, or the wish was changed.
    """
    wish = records.get_version(session, Wish, identifier, version)
    if wish.status is not WishStatus.OPEN:
        raise TransitionError(f"the wish is {wish.status.value}; only an OPEN one can be claimed")
    if session.get(Organization, organization_id) is None:
        raise RecordNotFoundError(f"Organization {organization_id} does not exist")
    wish.status, wish.claimed_by_id, wish.claimed_on = WishStatus.CLAIMED, organization_id, on
    session.flush()
    return wish


def fulfil(session: Session, identifier: int, version: int, on: date) -> Wish:
    """Mark a claimed wish as fulfilled on a day.

    Raises
    ------
    TransitionError
        The wish is not claimed, or fulfilled already.
    RecordNotFoundError, StaleVersionError
        There is no such wish, or it was changed.
    """
    wish = records.get_version(session, Wish, identifier, version)
    if wish.status is not WishStatus.CLAIMED:
        raise TransitionError(f"the wish is {wish.status.value}; only a CLAIMED one is fulfilled")
    wish.status, wish.fulfilled_on = WishStatus.FULFILLED, on
    session.flush()
    return wish
