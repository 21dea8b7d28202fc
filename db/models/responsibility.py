"""Lists of responsibilities (党建责任清单)."""

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Record, text


class Responsibility(Record):
    """What a party organization answers for in a year; its status follows from the dates."""

    __tablename__ = "responsibilities"

    title: Mapped[str] = mapped_column(text(200))
    holder_id: Mapped[int] = mapped_column(ForeignKey("party_organizations.id"), index=True)
    year: Mapped[int] = mapped_column(index=True)
    due_on: Mapped[date | None]
    done_on: Mapped[date | None]
