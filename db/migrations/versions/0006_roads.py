"""Roads to walk on."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_geospatial_table(  # type: ignore[attr-defined]
        "roads",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("start_node", sa.Integer, nullable=False),
        sa.Column("end_node", sa.Integer, nullable=False),
        sa.Column("length_m", sa.Double, nullable=False),
        sa.Column("course", Geometry("LINESTRING", srid=4326, spatial_index=False), nullable=False),
        sa.CheckConstraint("length_m >= 0", name=op.f("ck_roads_length_m")),
        sa.CheckConstraint("start_node >= 0 AND end_node >= 0", name=op.f("ck_roads_nodes")),
        sa.PrimaryKeyConstraint("id", name="pk_roads"),
    )
    op.create_table(
        "road_imports",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("source", _text(200), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("n_given", sa.Integer, nullable=False),
        sa.Column("n_roads", sa.Integer, nullable=False),
        sa.Column("n_nodes", sa.Integer, nullable=False),
        sa.Column("dropped", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_road_imports"),
    )


def downgrade() -> None:
    op.drop_table("road_imports")
    op.drop_geospatial_table("roads")  # type: ignore[attr-defined]


def _text(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")
