"""Roads (道路) to walk on: the edges of one network, and where it came from."""

from datetime import datetime

from shapely import LineString
from sqlalchemy import CheckConstraint, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, text
from db.models.moment import Moment
from db.spatial import ShapelyGeometry


class Road(Base):
    """A road between two nodes, walked both ways.

    Nodes have numbers from 0 without a gap and lie at the ends of the courses: roads that cross
    in the plane meet only where they share a node. `length_m` is the geodesic along the course.
    No index on the course: the network is always read whole.
    """

    __tablename__ = "roads"
    __table_args__ = (
        CheckConstraint("length_m >= 0", name="length_m"),
        CheckConstraint("start_node >= 0 AND end_node >= 0", name="nodes"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    start_node: Mapped[int]
    end_node: Mapped[int]
    length_m: Mapped[float]
    course: Mapped[LineString] = mapped_column(ShapelyGeometry("LINESTRING", spatial_index=False))


class RoadImport(Base):
    """One reading of a file of roads, which took the place of all before it.

    `dropped` is JSON: what was left out, by reason.
    """

    __tablename__ = "road_imports"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    source: Mapped[str] = mapped_column(text(200))
    imported_at: Mapped[datetime] = mapped_column(Moment())
    n_given: Mapped[int]
    n_roads: Mapped[int]
    n_nodes: Mapped[int]
    dropped: Mapped[str] = mapped_column(Text)
