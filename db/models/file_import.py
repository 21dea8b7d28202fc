"""Files that were imported, and what it takes to take one back."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, text
from db.models.moment import Moment


class FileImport(Base):
    """One import of a file into one register; its number is what `quanmap undo` takes.

    `kind` is the register's name in commands. Rows are counted by what became of them.
    """

    __tablename__ = "file_imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(text(40), index=True)
    file_name: Mapped[str] = mapped_column(text(400))
    file_sha256: Mapped[str] = mapped_column(text(64))
    imported_at: Mapped[datetime] = mapped_column(Moment())
    imported_by: Mapped[str] = mapped_column(text(200))
    n_added: Mapped[int]
    n_updated: Mapped[int]
    n_unchanged: Mapped[int]
    n_refused: Mapped[int]
    undone_at: Mapped[datetime | None] = mapped_column(Moment())


class FileImportPart(Base):
    """A part of what an import did: compressed JSON of what was added, and of rows before it."""

    __tablename__ = "file_import_parts"

    import_id: Mapped[int] = mapped_column(
        ForeignKey("file_imports.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
