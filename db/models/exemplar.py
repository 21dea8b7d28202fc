"""Posts and fields that set an example (党员示范岗、党员责任田)."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Record, text
from db.models.enums import ExemplarKind


class Exemplar(Record):
    """A post or a field at an organization that was named an example for a year."""

    __tablename__ = "exemplars"

    kind: Mapped[ExemplarKind]
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    title: Mapped[str] = mapped_column(text(200))
    year: Mapped[int] = mapped_column(index=True)
