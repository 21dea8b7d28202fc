"""Small wishes (微心愿) that organizations claim and fulfil."""

from datetime import date

from shapely import Point
from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Record, text
from db.models.enums import WishStatus
from db.spatial import ShapelyGeometry


class Wish(Record):
    """A wish of somebody who stays unnamed, from its posting to its fulfilment."""

    __tablename__ = "wishes"
    __table_args__ = (
        CheckConstraint("(status = 'OPEN') = (claimed_by_id IS NULL)", name="claimed_by"),
    )

    title: Mapped[str] = mapped_column(text(200))
    location: Mapped[Point | None] = mapped_column(ShapelyGeometry("POINT"))
    status: Mapped[WishStatus] = mapped_column(index=True)
    claimed_by_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"), index=True)
    posted_on: Mapped[date] = mapped_column(index=True)
    claimed_on: Mapped[date | None]
    fulfilled_on: Mapped[date | None]
