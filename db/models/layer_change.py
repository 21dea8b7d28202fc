"""What changed on the map layers, for entity tags and subscriptions."""

from datetime import datetime

from sqlalchemy import BigInteger, Integer
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, text
from db.models.enums import ChangeAction
from db.models.moment import Moment


class LayerVersion(Base):
    """How often a map layer changed; a layer without a row never did."""

    __tablename__ = "layer_versions"

    layer: Mapped[str] = mapped_column(text(40), primary_key=True)
    changes: Mapped[int] = mapped_column(BigInteger)


class LayerChange(Base):
    """One feature that changed, with the box of where it was and is; kept for some time.

    `record_id` is null where a whole layer changed at once.
    """

    __tablename__ = "layer_changes"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    layer: Mapped[str] = mapped_column(text(40), index=True)
    record_id: Mapped[int | None]
    action: Mapped[ChangeAction]
    at: Mapped[datetime] = mapped_column(Moment(), index=True)
    west: Mapped[float | None]
    south: Mapped[float | None]
    east: Mapped[float | None]
    north: Mapped[float | None]
