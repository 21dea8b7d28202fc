"""The append-only audit: one entry a transaction, each chained to the one before it."""

from datetime import datetime

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, text
from db.models.moment import Moment


class AuditEntry(Base):
    """Who changed what and when; triggers refuse to change or delete an entry.

    `changes` is JSON text, kept as it was hashed: a list of rows before and after. An import's
    entry names its file's SHA-256 and a digest of its rows instead.
    """

    __tablename__ = "audit_entries"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Moment(), index=True)
    by: Mapped[str] = mapped_column(text(200), index=True)
    action: Mapped[str] = mapped_column(text(100))
    note: Mapped[str | None] = mapped_column(text(2000))
    request_id: Mapped[str | None] = mapped_column(text(100))
    changes: Mapped[str] = mapped_column(Text)
    file_name: Mapped[str | None] = mapped_column(text(400))
    file_sha256: Mapped[str | None] = mapped_column(text(64))
    rows_sha256: Mapped[str | None] = mapped_column(text(64))
    n_rows: Mapped[int | None]
    previous_sha256: Mapped[str] = mapped_column(text(64))
    entry_sha256: Mapped[str] = mapped_column(text(64))


class AuditHead(Base):
    """The last entry's number and hash, in one row that every writer locks in turn."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    entry_sha256: Mapped[str] = mapped_column(text(64))
