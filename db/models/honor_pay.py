"""Honour pay by party age (党员荣誉薪酬)."""

from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Record


class HonorPayProgram(Record):
    """What an organization pays a month to each member of so many years (CNY).

    The annual cost is computed: 12 times the monthly amount for every eligible member.
    """

    __tablename__ = "honor_pay_programs"
    __table_args__ = (
        CheckConstraint("monthly_amount_cny >= 0", name="monthly_amount_cny"),
        CheckConstraint("minimum_years >= 0", name="minimum_years"),
        CheckConstraint("eligible_members >= 0", name="eligible_members"),
    )

    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), unique=True)
    monthly_amount_cny: Mapped[Decimal]
    minimum_years: Mapped[int]
    eligible_members: Mapped[int]

    @property
    def annual_cost_cny(self) -> Decimal:
        """What a year of it costs, in CNY."""
        return self.monthly_amount_cny * 12 * self.eligible_members
