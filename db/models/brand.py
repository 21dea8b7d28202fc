"""Brands (四好一支持、双强化双提升): their criteria, and who was found to meet them."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Record, text
from db.models.enums import Brand


class BrandCriterion(Record):
    """One criterion of a brand; one that was replaced stays for the ratings that used it.

    `is_proposal`: the title is this program's proposal and no authority's wording.
    """

    __tablename__ = "brand_criteria"
    __table_args__ = (UniqueConstraint("brand", "code"),)

    brand: Mapped[Brand]
    code: Mapped[str] = mapped_column(text(40))
    title: Mapped[str] = mapped_column(text(200))
    position: Mapped[int]
    is_proposal: Mapped[bool]
    is_in_force: Mapped[bool] = mapped_column(default=True)


class BrandRating(Record):
    """An organization was rated by a brand for a year; it is met if every criterion is."""

    __tablename__ = "brand_ratings"
    __table_args__ = (UniqueConstraint("organization_id", "brand", "year"),)

    brand: Mapped[Brand]
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    year: Mapped[int] = mapped_column(index=True)


class BrandRatingCriterion(Base):
    """Whether a rating found a criterion met: one row for each that was in force."""

    __tablename__ = "brand_rating_criteria"

    rating_id: Mapped[int] = mapped_column(
        ForeignKey("brand_ratings.id", ondelete="CASCADE"), primary_key=True
    )
    criterion_id: Mapped[int] = mapped_column(
        ForeignKey("brand_criteria.id"), primary_key=True, index=True
    )
    is_met: Mapped[bool]
