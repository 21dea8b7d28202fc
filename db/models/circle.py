"""Commercial circles (党建商业圈) and which organizations lie in them."""

from shapely import MultiPolygon
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Record, text
from db.spatial import ShapelyGeometry


class CommercialCircle(Record):
    """A commercial district whose organizations do party-building work together."""

    __tablename__ = "commercial_circles"

    name: Mapped[str] = mapped_column(text(200))
    boundary: Mapped[MultiPolygon] = mapped_column(ShapelyGeometry("MULTIPOLYGON"))
    district_id: Mapped[int | None] = mapped_column(ForeignKey("districts.id"), index=True)
    committee_id: Mapped[int | None] = mapped_column(
        ForeignKey("party_organizations.id"), index=True
    )


class CircleMembership(Base):
    """The location of an organization lies in a circle; kept on every write."""

    __tablename__ = "circle_memberships"

    circle_id: Mapped[int] = mapped_column(
        ForeignKey("commercial_circles.id", ondelete="CASCADE"), primary_key=True
    )
    organization_id: Mapped[int] = mapped_column(
        ForeignKey("organizations.id", ondelete="CASCADE"), primary_key=True, index=True
    )
