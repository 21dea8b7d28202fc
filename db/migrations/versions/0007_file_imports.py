"""Files that were imported."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "file_imports",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("kind", _text(40), nullable=False),
        sa.Column("file_name", _text(400), nullable=False),
        sa.Column("file_sha256", _text(64), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_by", _text(200), nullable=False),
        sa.Column("n_added", sa.Integer, nullable=False),
        sa.Column("n_updated", sa.Integer, nullable=False),
        sa.Column("n_unchanged", sa.Integer, nullable=False),
        sa.Column("n_refused", sa.Integer, nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_file_imports"),
    )
    op.create_index("ix_file_imports_kind", "file_imports", ["kind"])
    op.create_table(
        "file_import_parts",
        sa.Column("import_id", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["file_imports.id"],
            name="fk_file_import_parts_import_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("import_id", "position", name="pk_file_import_parts"),
    )


def downgrade() -> None:
    op.drop_table("file_import_parts")
    op.drop_table("file_imports")


def _text(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")
