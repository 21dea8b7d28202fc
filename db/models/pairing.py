"""Pairings of party organizations with villages (结对帮扶)."""

from decimal import Decimal

from shapely import Point
from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Record, text
from db.spatial import ShapelyGeometry


class Pairing(Record):
    """A party organization helps a village, in a year with so much money (CNY)."""

    __tablename__ = "pairings"
    __table_args__ = (CheckConstraint("funds_cny >= 0", name="funds_cny"),)

    party_organization_id: Mapped[int] = mapped_column(
        ForeignKey("party_organizations.id"), index=True
    )
    village: Mapped[str] = mapped_column(text(200))
    village_location: Mapped[Point | None] = mapped_column(ShapelyGeometry("POINT"))
    funds_cny: Mapped[Decimal]
    year: Mapped[int] = mapped_column(index=True)
