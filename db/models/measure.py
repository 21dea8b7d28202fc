"""The measures (十五条措施) with their milestones (时间表、路线图)."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Record, text


class Measure(Record):
    """A numbered measure that a party organization owns; its status follows from milestones."""

    __tablename__ = "measures"
    __table_args__ = (CheckConstraint("number > 0", name="number"),)

    number: Mapped[int] = mapped_column(unique=True)
    title: Mapped[str] = mapped_column(text(200))
    owner_id: Mapped[int] = mapped_column(ForeignKey("party_organizations.id"), index=True)


class Milestone(Base):
    """A step of a measure, in the order of `position`; done once it has a day."""

    __tablename__ = "milestones"
    __table_args__ = (UniqueConstraint("measure_id", "title"),)

    measure_id: Mapped[int] = mapped_column(
        ForeignKey("measures.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(text(200))
    due_on: Mapped[date] = mapped_column(index=True)
    done_on: Mapped[date | None]
