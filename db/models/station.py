"""Guidance stations (党建工作指导站), their funding and whom they can serve."""

from datetime import date
from decimal import Decimal

from shapely import Point
from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Record, text
from db.models.enums import FundingSource, StationStatus
from db.spatial import ShapelyGeometry


class GuidanceStation(Record):
    """A place where party-building work is done for all organizations around it.

    `district_id` and `circle_id` follow from the location and are kept on every write.
    """

    __tablename__ = "guidance_stations"
    __table_args__ = (
        CheckConstraint("service_radius_m > 0", name="service_radius_m"),
        CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity"),
    )

    name: Mapped[str] = mapped_column(text(200))
    status: Mapped[StationStatus]
    location: Mapped[Point] = mapped_column(ShapelyGeometry("POINT"))
    service_radius_m: Mapped[float]
    capacity: Mapped[int | None]
    opened_on: Mapped[date | None] = mapped_column(index=True)
    closed_on: Mapped[date | None] = mapped_column(index=True)
    district_id: Mapped[int | None] = mapped_column(ForeignKey("districts.id"), index=True)
    circle_id: Mapped[int | None] = mapped_column(ForeignKey("commercial_circles.id"), index=True)


class StationFunding(Base):
    """One source's share of what a station cost, in CNY; a station's cost is their sum."""

    __tablename__ = "station_fundings"
    __table_args__ = (CheckConstraint("amount_cny >= 0", name="amount_cny"),)

    station_id: Mapped[int] = mapped_column(
        ForeignKey("guidance_stations.id", ondelete="CASCADE"), primary_key=True
    )
    source: Mapped[FundingSource] = mapped_column(primary_key=True)
    amount_cny: Mapped[Decimal]


class StationService(Base):
    """An organization lies within a station's own service radius; kept on every write.

    `distance_m` is the ellipsoid's and at most the station's `service_radius_m`, whatever the
    station's status: whether it was open is asked of the day.
    """

    __tablename__ = "station_services"

    station_id: Mapped[int] = mapped_column(
        ForeignKey("guidance_stations.id", ondelete="CASCADE"), primary_key=True
    )
    organization_id: Mapped[int] = mapped_column(
        ForeignKey("organizations.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    distance_m: Mapped[float]
