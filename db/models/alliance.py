"""Alliances (城市党建联盟) of commercial circles and organizations."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Record, text


class Alliance(Record):
    """Circles and organizations that do party-building work of a region together."""

    __tablename__ = "alliances"

    name: Mapped[str] = mapped_column(text(200), unique=True)


class AllianceCircle(Base):
    """A circle is part of an alliance, of one at most."""

    __tablename__ = "alliance_circles"

    alliance_id: Mapped[int] = mapped_column(
        ForeignKey("alliances.id", ondelete="CASCADE"), primary_key=True
    )
    circle_id: Mapped[int] = mapped_column(
        ForeignKey("commercial_circles.id", ondelete="CASCADE"), primary_key=True, unique=True
    )


class AllianceOrganization(Base):
    """An organization is part of an alliance."""

    __tablename__ = "alliance_organizations"

    alliance_id: Mapped[int] = mapped_column(
        ForeignKey("alliances.id", ondelete="CASCADE"), primary_key=True
    )
    organization_id: Mapped[int] = mapped_column(
        ForeignKey("organizations.id", ondelete="CASCADE"), primary_key=True, index=True
    )
