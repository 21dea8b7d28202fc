"""Tokens that open the API; only their hashes are stored."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Record, text
from db.models.enums import TokenRole
from db.models.moment import Moment


class AccessToken(Record):
    """A named token; one without districts is bound to none."""

    __tablename__ = "access_tokens"

    name: Mapped[str] = mapped_column(text(200), unique=True)
    role: Mapped[TokenRole]
    secret_sha256: Mapped[str] = mapped_column(text(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(Moment())
    expires_at: Mapped[datetime | None] = mapped_column(Moment())
    revoked_at: Mapped[datetime | None] = mapped_column(Moment())


class AccessTokenDistrict(Base):
    """A token may write in this district."""

    __tablename__ = "access_token_districts"

    token_id: Mapped[int] = mapped_column(
        ForeignKey("access_tokens.id", ondelete="CASCADE"), primary_key=True
    )
    district_id: Mapped[int] = mapped_column(
        ForeignKey("districts.id", ondelete="CASCADE"), primary_key=True, index=True
    )
