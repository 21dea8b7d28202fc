"""Annual assessments of party organizations (年度党建目标考核)."""

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Record, text


class Assessment(Record):
    """One target of a party organization for a year; `score` is in [0, 100] once it is given."""

    __tablename__ = "assessments"
    __table_args__ = (
        CheckConstraint("weight > 0", name="weight"),
        CheckConstraint("score IS NULL OR (score >= 0 AND score <= 100)", name="score"),
    )

    subject_id: Mapped[int] = mapped_column(ForeignKey("party_organizations.id"), index=True)
    year: Mapped[int] = mapped_column(index=True)
    target: Mapped[str] = mapped_column(text(200))
    weight: Mapped[float]
    score: Mapped[float | None]
