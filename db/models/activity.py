"""Activities (十个一系列活动 and others)."""

from datetime import date

from shapely import Point
from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Record, text
from db.models.enums import ActivitySeries
from db.spatial import ShapelyGeometry


class Activity(Record):
    """Something held on a day by a party organization, at an organization, station or circle."""

    __tablename__ = "activities"
    __table_args__ = (CheckConstraint("participants >= 0", name="participants"),)

    series: Mapped[ActivitySeries]
    title: Mapped[str] = mapped_column(text(200))
    on: Mapped[date] = mapped_column(index=True)
    host_id: Mapped[int | None] = mapped_column(ForeignKey("party_organizations.id"), index=True)
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"), index=True)
    station_id: Mapped[int | None] = mapped_column(ForeignKey("guidance_stations.id"), index=True)
    circle_id: Mapped[int | None] = mapped_column(ForeignKey("commercial_circles.id"), index=True)
    location: Mapped[Point | None] = mapped_column(ShapelyGeometry("POINT"))
    participants: Mapped[int] = mapped_column(default=0)
