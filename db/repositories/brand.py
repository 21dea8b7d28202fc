"""Brands (四好一支持、双强化双提升): criteria that can be replaced, and ratings by them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import Session

from db.errors import RecordRejectedError
from db.models import BrandCriterion, BrandRating, BrandRatingCriterion
from db.models.enums import Brand
from db.repositories import changes, records
from db.repositories.paging import Order, OrderKey
from db.repositories.register_definition import (
    RegisterDefinition,
    is_of_year,
    is_organization,
)

REGISTER = RegisterDefinition(
    BrandRating,
    "brand ratings",
    Order((OrderKey(BrandRating.year, descending=True), OrderKey(BrandRating.id))),
    belongs=lambda place: place.organization(BrandRating.organization_id),
    concerns=is_organization(BrandRating.organization_id),
    year=is_of_year(BrandRating.year),
)
list_statement = REGISTER.list_statement
by_ids = REGISTER.by_ids


def is_met() -> ColumnElement[bool]:
    """Return the condition that a rating found every criterion met, one at least."""
    own = BrandRatingCriterion.rating_id == BrandRating.id
    return and_(
        exists().where(own, BrandRatingCriterion.is_met),
        ~exists().where(own, ~BrandRatingCriterion.is_met),
    )


def criteria(session: Session, brand: Brand) -> Sequence[BrandCriterion]:
    """Return the criteria of a brand that are in force, in their order."""
    return session.scalars(
        select(BrandCriterion)
        .where(BrandCriterion.brand == brand, BrandCriterion.is_in_force)
        .order_by(BrandCriterion.position, BrandCriterion.id)
    ).all()


def replace_criteria(
    session: Session, brand: Brand, titles: Mapping[str, str], *, is_proposal: bool = False
) -> Sequence[BrandCriterion]:
    """Put other criteria in force, as titles by code; those of before stay with their ratings.

    A code that stays is the same criterion, with the title that is given now.
    """
    known = {
        each.code: each
        for each in session.scalars(select(BrandCriterion).where(BrandCriterion.brand == brand))
    }
    for position, (code, title) in enumerate(titles.items(), start=1):
        criterion = known.pop(code, None) or BrandCriterion(brand=brand, code=code)
        criterion.title, criterion.position = title, position
        criterion.is_proposal, criterion.is_in_force = is_proposal, True
        session.add(criterion)
    for criterion in known.values():
        criterion.is_in_force = False
    session.flush()
    return criteria(session, brand)


def rate(session: Session, rating: BrandRating, met: Sequence[str]) -> BrandRating:
    """Store a new rating: which of the criteria in force are met, by their codes.

    Raises
    ------
    RecordRejectedError
        A code is unknown, the brand has no criteria, or the organization has a rating of the year.
    RecordNotFoundError
        There is no such organization.
    """
    chosen = _chosen(session, rating.brand, met)
    changes.add(session, rating)
    _set_criteria(session, rating, chosen)
    return rating


def correct_rating(
    session: Session, identifier: int, version: int, values: Mapping[str, Any], met: Sequence[str]
) -> BrandRating:
    """Change a rating, by the criteria that are in force now.

    Raises
    ------
    RecordRejectedError, RecordNotFoundError
        As `rate` does.
    StaleVersionError
        It was changed since the caller read it.
    """
    rating = changes.correct(session, BrandRating, identifier, version, values)
    chosen = _chosen(session, rating.brand, met)
    old = session.scalars(
        select(BrandRatingCriterion).where(BrandRatingCriterion.rating_id == rating.id)
    ).all()
    if {each.criterion_id: each.is_met for each in old} != chosen:
        for each in old:
            session.delete(each)
        session.flush()
        records.touch(rating)
        _set_criteria(session, rating, chosen)
    return rating


def criteria_by_rating_ids(
    session: Session, rating_ids: Sequence[int]
) -> dict[int, list[tuple[BrandCriterion, bool]]]:
    """Return the criteria of each rating in their order, and whether each is met."""
    found: dict[int, list[tuple[BrandCriterion, bool]]] = {key: [] for key in rating_ids}
    rows = session.execute(
        select(BrandRatingCriterion.rating_id, BrandCriterion, BrandRatingCriterion.is_met)
        .join(BrandCriterion, BrandCriterion.id == BrandRatingCriterion.criterion_id)
        .where(BrandRatingCriterion.rating_id.in_(rating_ids))
        .order_by(BrandCriterion.position, BrandCriterion.id)
    )
    for rating_id, criterion, is_criterion_met in rows:
        found[rating_id].append((criterion, is_criterion_met))
    return found


def _chosen(session: Session, brand: Brand, met: Sequence[str]) -> dict[int, bool]:
    in_force = criteria(session, brand)
    unknown = sorted(set(met) - {each.code for each in in_force})
    listed = ", ".join(each.code for each in in_force)
    if unknown:
        raise RecordRejectedError(
            f"{brand.value} has no criterion {', '.join(unknown)}; it has {listed or 'none'}",
            ("met",),
        )
    if not in_force:
        raise RecordRejectedError(
            f"{brand.value} has no criteria yet; set them before rating by them", ("brand",)
        )
    return {each.id: each.code in met for each in in_force}


def _set_criteria(session: Session, rating: BrandRating, chosen: Mapping[int, bool]) -> None:
    session.add_all(
        BrandRatingCriterion(rating_id=rating.id, criterion_id=key, is_met=is_criterion_met)
        for key, is_criterion_met in chosen.items()
    )
    session.flush()
