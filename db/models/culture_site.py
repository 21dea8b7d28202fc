"""Places of party and company culture (党建长廊、文化长廊、时光长廊、党员活动室)."""

from shapely import Point
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Record, text
from db.models.enums import CultureSiteKind
from db.spatial import ShapelyGeometry


class CultureSite(Record):
    """A corridor or a room, at an organization or on its own."""

    __tablename__ = "culture_sites"

    kind: Mapped[CultureSiteKind]
    name: Mapped[str] = mapped_column(text(200))
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"), index=True)
    location: Mapped[Point] = mapped_column(ShapelyGeometry("POINT"))
