"""Grants from incubation funds (孵化发展基金)."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Record, text


class IncubationGrant(Record):
    """What a party organization's fund gave to an organization on a day (CNY)."""

    __tablename__ = "incubation_grants"
    __table_args__ = (CheckConstraint("amount_cny > 0", name="amount_cny"),)

    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    fund_holder_id: Mapped[int] = mapped_column(ForeignKey("party_organizations.id"), index=True)
    amount_cny: Mapped[Decimal]
    on: Mapped[date] = mapped_column(index=True)
    purpose: Mapped[str] = mapped_column(text(400))
