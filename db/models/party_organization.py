"""Party organizations (党组织) and the dated links by which they cover organizations."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Record, text
from db.models.enums import AffiliationBasis, PartyOrganizationKind


class PartyOrganization(Record):
    """A node of the tree from the municipal committee down to a (joint) branch."""

    __tablename__ = "party_organizations"
    __table_args__ = (
        CheckConstraint("party_members >= 0", name="party_members"),
        CheckConstraint("posts >= 0", name="posts"),
        CheckConstraint("posts_filled >= 0", name="posts_filled"),
    )

    name: Mapped[str] = mapped_column(text(200))
    kind: Mapped[PartyOrganizationKind]
    affiliation_basis: Mapped[AffiliationBasis | None]
    district_id: Mapped[int | None] = mapped_column(ForeignKey("districts.id"), index=True)
    superior_id: Mapped[int | None] = mapped_column(
        ForeignKey("party_organizations.id"), index=True
    )
    established_on: Mapped[date | None] = mapped_column(index=True)
    party_members: Mapped[int] = mapped_column(default=0)
    posts: Mapped[int] = mapped_column(default=0)
    posts_filled: Mapped[int] = mapped_column(default=0)


class PartyOrganizationCover(Base):
    """A party organization covers an organization from `since` until the day before `until`.

    Only this link makes formal coverage (有形覆盖); lying inside a circle never does.
    """

    __tablename__ = "party_organization_covers"
    __table_args__ = (CheckConstraint("until IS NULL OR until > since", name="dates"),)

    party_organization_id: Mapped[int] = mapped_column(
        ForeignKey("party_organizations.id", ondelete="CASCADE"), primary_key=True
    )
    organization_id: Mapped[int] = mapped_column(
        ForeignKey("organizations.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    since: Mapped[date] = mapped_column(primary_key=True, index=True)
    until: Mapped[date | None] = mapped_column(index=True)
