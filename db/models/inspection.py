"""Inspections (督促检查) of party organizations."""

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Record, text


class Inspection(Record):
    """What was found at a party organization on a day; its items name it."""

    __tablename__ = "inspections"

    subject_id: Mapped[int] = mapped_column(ForeignKey("party_organizations.id"), index=True)
    on: Mapped[date] = mapped_column(index=True)
    findings: Mapped[str] = mapped_column(text(4000))
