"""The audit, what changed on the map layers, and access tokens."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_INDEXES = {
    "audit_entries": ("at", "by"),
    "layer_changes": ("layer", "at"),
    "access_token_districts": ("district_id",),
}
_TABLES = (
    "audit_entries",
    "audit_head",
    "layer_versions",
    "layer_changes",
    "access_tokens",
    "access_token_districts",
)
_NO_HASH = "0" * 64
_REFUSAL = "the audit is append-only: an entry is neither changed nor deleted"


def upgrade() -> None:
    _create_audit()
    _create_layer_changes()
    _create_tokens()
    for table, indexes in _INDEXES.items():
        for column in indexes:
            op.create_index(f"ix_{table}_{column}", table, [column])
    _protect_audit()


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_audit_change()")


def _text(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def _word() -> sa.String:
    return sa.String(40)


def _record(table: str) -> Sequence[sa.schema.SchemaItem]:
    return (
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    )


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=f"uq_{table}_{'_'.join(columns)}")


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=nullable)


def _words(name: str, length: int, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, _text(length), nullable=nullable)


def _value(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, _word(), nullable=nullable)


def _moment() -> sa.DateTime:
    return sa.DateTime(timezone=True)


def _part_of(table: str, column: str, target: str) -> sa.Column[int]:
    key = sa.ForeignKey(f"{target}.id", name=f"fk_{table}_{column}", ondelete="CASCADE")
    return sa.Column(column, sa.Integer, key, nullable=False)


def _create_audit() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("at", _moment(), nullable=False),
        _words("by", 200),
        _words("action", 100),
        _words("note", 2000, nullable=True),
        _words("request_id", 100, nullable=True),
        sa.Column("changes", sa.Text, nullable=False),
        _words("file_name", 400, nullable=True),
        _words("file_sha256", 64, nullable=True),
        _words("rows_sha256", 64, nullable=True),
        _number("n_rows", nullable=True),
        _words("previous_sha256", 64),
        _words("entry_sha256", 64),
        _key("audit_entries", "number"),
    )
    head = op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        _number("number"),
        _words("entry_sha256", 64),
        _key("audit_head", "id"),
    )
    op.bulk_insert(head, [{"id": 1, "number": 0, "entry_sha256": _NO_HASH}])


def _protect_audit() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_entries_no_{change.lower()} BEFORE {change}"
                f" ON audit_entries BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
    )
    for change, each in (("UPDATE", "ROW"), ("DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
        op.execute(
            f"CREATE TRIGGER audit_entries_no_{change.lower()} BEFORE {change} ON audit_entries"
            f" FOR EACH {each} EXECUTE FUNCTION refuse_audit_change()"
        )


def _create_layer_changes() -> None:
    op.create_table(
        "layer_versions",
        _words("layer", 40),
        sa.Column("changes", sa.BigInteger, nullable=False),
        _key("layer_versions", "layer"),
    )
    op.create_table(
        "layer_changes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        _words("layer", 40),
        _number("record_id", nullable=True),
        _value("action"),
        sa.Column("at", _moment(), nullable=False),
        *(sa.Column(side, sa.Double) for side in ("west", "south", "east", "north")),
        _key("layer_changes", "id"),
    )


def _create_tokens() -> None:
    table = "access_tokens"
    op.create_table(
        table,
        *_record(table),
        _words("name", 200),
        _value("role"),
        _words("secret_sha256", 64),
        sa.Column("created_at", _moment(), nullable=False),
        sa.Column("expires_at", _moment()),
        sa.Column("revoked_at", _moment()),
        _unique(table, "name"),
        _unique(table, "secret_sha256"),
    )
    table = "access_token_districts"
    op.create_table(
        table,
        _part_of(table, "token_id", "access_tokens"),
        _part_of(table, "district_id", "districts"),
        _key(table, "token_id", "district_id"),
    )
