"""Party dues that are matched and returned (党费返还)."""

from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Record


class DuesRebate(Record):
    """What a party organization paid in a year, what was added 1:1 and what came back (CNY)."""

    __tablename__ = "dues_rebates"
    __table_args__ = (
        UniqueConstraint("party_organization_id", "year"),
        CheckConstraint("paid_cny >= 0", name="paid_cny"),
        CheckConstraint("matched_cny >= 0", name="matched_cny"),
        CheckConstraint("returned_cny >= 0", name="returned_cny"),
    )

    party_organization_id: Mapped[int] = mapped_column(ForeignKey("party_organizations.id"))
    year: Mapped[int] = mapped_column(index=True)
    paid_cny: Mapped[Decimal]
    matched_cny: Mapped[Decimal]
    returned_cny: Mapped[Decimal]
