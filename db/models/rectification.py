"""Items to be mended and struck off (挂牌销号), with every step that they took."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Record, text
from db.models.enums import RectificationCause, RectificationStatus
from db.models.moment import Moment


class RectificationItem(Record):
    """A defect that a party organization has to mend by a day."""

    __tablename__ = "rectification_items"

    title: Mapped[str] = mapped_column(text(200))
    cause: Mapped[RectificationCause]
    owner_id: Mapped[int] = mapped_column(ForeignKey("party_organizations.id"), index=True)
    measure_id: Mapped[int | None] = mapped_column(ForeignKey("measures.id"), index=True)
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"), index=True)
    inspection_id: Mapped[int | None] = mapped_column(ForeignKey("inspections.id"), index=True)
    listed_on: Mapped[date] = mapped_column(index=True)
    due_on: Mapped[date]
    status: Mapped[RectificationStatus] = mapped_column(index=True)


class RectificationEvent(Base):
    """One step of an item; the first has no status that it came from."""

    __tablename__ = "rectification_events"

    item_id: Mapped[int] = mapped_column(
        ForeignKey("rectification_items.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment())
    from_status: Mapped[RectificationStatus | None]
    to_status: Mapped[RectificationStatus]
    by: Mapped[str] = mapped_column(text(200))
    note: Mapped[str | None] = mapped_column(text(2000))
