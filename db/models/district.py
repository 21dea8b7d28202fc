"""Districts (区县)."""

from shapely import MultiPolygon
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Record, text
from db.spatial import ShapelyGeometry


class District(Record):
    """A county-level division (区县), known by its six-digit adcode."""

    __tablename__ = "districts"

    adcode: Mapped[str] = mapped_column(text(12), unique=True)
    name: Mapped[str] = mapped_column(text(200))
    name_en: Mapped[str | None] = mapped_column(text(200))
    boundary: Mapped[MultiPolygon] = mapped_column(ShapelyGeometry("MULTIPOLYGON"))
