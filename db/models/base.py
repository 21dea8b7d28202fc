"""What every table shares: naming of constraints, identifiers, versions, money."""

import enum
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Enum, Integer, MetaData, String, types
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from db.errors import AmountError


class Cny(types.TypeDecorator[Decimal]):
    """An amount in CNY as a `Decimal` with two places, stored as a whole number of fen.

    SQLite has no decimal type and would pass a NUMERIC through binary floating point; whole
    fen are exact on both databases, in sums too.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(
        self,
        value: Decimal | None,
        dialect: Dialect,  # noqa: ARG002 (the base class's)
    ) -> int | None:
        """Return the amount in fen."""
        if value is None:
            return None
        fen = Decimal(value) * 100
        if fen != fen.to_integral_value():
            raise AmountError(f"{value} CNY has more than two decimal places; round it to the fen")
        return int(fen)

    def process_result_value(
        self,
        value: int | None,
        dialect: Dialect,  # noqa: ARG002 (the base class's)
    ) -> Decimal | None:
        """Return fen as an amount in CNY."""
        return None if value is None else (Decimal(int(value)) / 100).quantize(Decimal("0.01"))


def text(length: int) -> types.TypeEngine[str]:
    """Return the type of a text column: both databases compare it by code point.

    SQLite does so by itself; PostgreSQL would follow the language that the server was set up
    for, so that the same list had another order, and a cursor another place, on each.
    """
    return String(length).with_variant(String(length, collation="C"), "postgresql")


class Base(DeclarativeBase):
    """The declarative base; constraint names are fixed so that migrations can address them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        Decimal: Cny,
        # By name and without a CHECK: a new value is then no migration, and every value
        # still passes the Python enum on its way in and out.
        enum.StrEnum: Enum(
            enum.StrEnum,
            native_enum=False,
            length=40,
            create_constraint=False,
            validate_strings=True,
        ),
    }


class Record(Base):
    """A table whose rows clients read and change: a key, and a version against lost updates."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 (a class method to SQLAlchemy)
        """Let every UPDATE name the version that it read, and count it up."""
        return {"version_id_col": cls.version}
