"""Organizations: non-public economic and social (非公经济组织、社会组织)."""

from datetime import date

from shapely import Point
from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Record, text
from db.models.enums import AffiliationBasis, OrganizationKind
from db.spatial import ShapelyGeometry


class Organization(Record):
    """An enterprise or a social organization, known by its unified social credit code.

    `named_district_id` is what the register says; `district_id` is that or, where it says
    nothing, the district that the location lies in. The second is kept on every write, so
    that lists and sums need no spatial test.
    """

    __tablename__ = "organizations"
    __table_args__ = (
        CheckConstraint("employees >= 0", name="employees"),
        CheckConstraint("party_members >= 0", name="party_members"),
        CheckConstraint("full_time_party_workers >= 0", name="full_time_party_workers"),
        Index(None, "name", "id"),
        Index(None, "employees", "id"),
        Index(None, "party_members", "id"),
        Index(None, "district_id", "id"),
    )

    credit_code: Mapped[str] = mapped_column(text(18), unique=True)
    name: Mapped[str] = mapped_column(text(200))
    kind: Mapped[OrganizationKind]
    industry: Mapped[str | None] = mapped_column(text(100), index=True)
    employees: Mapped[int] = mapped_column(default=0)
    party_members: Mapped[int] = mapped_column(default=0)
    full_time_party_workers: Mapped[int] = mapped_column(default=0)
    hard_to_organize: Mapped[bool] = mapped_column(default=False)
    established_on: Mapped[date | None] = mapped_column(index=True)
    closed_on: Mapped[date | None] = mapped_column(index=True)
    affiliation_basis: Mapped[AffiliationBasis | None]
    named_district_id: Mapped[int | None] = mapped_column(ForeignKey("districts.id"), index=True)
    district_id: Mapped[int | None] = mapped_column(ForeignKey("districts.id"))
    location: Mapped[Point | None] = mapped_column(ShapelyGeometry("POINT"))
