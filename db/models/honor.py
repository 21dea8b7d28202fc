"""Honours (两优一先) and delegates to congresses: counts, never persons."""

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Record
from db.models.enums import HonorKind, HonorLevel


class Honor(Record):
    """How many honours of a kind a level gave in a year, to whom if that is known."""

    __tablename__ = "honors"
    __table_args__ = (CheckConstraint("count > 0", name="count"),)

    kind: Mapped[HonorKind]
    level: Mapped[HonorLevel]
    year: Mapped[int] = mapped_column(index=True)
    party_organization_id: Mapped[int | None] = mapped_column(
        ForeignKey("party_organizations.id"), index=True
    )
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"), index=True)
    count: Mapped[int]
