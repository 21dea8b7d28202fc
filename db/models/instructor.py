"""Instructors (党建工作指导员): posts known by a code, never by a person's name."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Record, text
from db.models.enums import InstructorMode, InstructorSource


class Instructor(Record):
    """An instructor's post, dedicated to one organization or shared among several."""

    __tablename__ = "instructors"
    __table_args__ = (CheckConstraint("capacity > 0", name="capacity"),)

    code: Mapped[str] = mapped_column(text(40), unique=True)
    mode: Mapped[InstructorMode]
    source: Mapped[InstructorSource | None]
    home_station_id: Mapped[int | None] = mapped_column(
        ForeignKey("guidance_stations.id"), index=True
    )
    capacity: Mapped[int]


class InstructorAssignment(Base):
    """An instructor guides an organization from `since` until the day before `until`."""

    __tablename__ = "instructor_assignments"
    __table_args__ = (CheckConstraint("until IS NULL OR until > since", name="dates"),)

    instructor_id: Mapped[int] = mapped_column(
        ForeignKey("instructors.id", ondelete="CASCADE"), primary_key=True
    )
    organization_id: Mapped[int] = mapped_column(
        ForeignKey("organizations.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    since: Mapped[date] = mapped_column(primary_key=True, index=True)
    until: Mapped[date | None] = mapped_column(index=True)
