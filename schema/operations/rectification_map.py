"""What a map of rectification shows: the items of a scope, and where they are (挂牌销号)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from db import models
from db.engine import Session
from db.models.enums import RectificationStatus
from db.repositories import organization, pairing, party_organization, rectification
from db.repositories.register import RegisterFilter
from schema.operations.coverage import CoverageResult
from schema.operations.coverage_map import DistrictFigures, district_figures, study_coverage
from schema.operations.limits import Limits
from schema.operations.map_places import Place, place_of
from schema.operations.questions import CoverageQuestion


@dataclass(frozen=True, eq=False, slots=True)
class ItemPlace:
    """An item with names for its identifiers.

    `place` is its organization's, or else its owner's; longitude, latitude, None if unknown.
    """

    item: models.RectificationItem
    is_closed: bool
    owner_name: str
    organization_name: str
    district_name: str
    place: Place | None


@dataclass(frozen=True, eq=False, slots=True)
class RectificationMapData:
    """The items of a scope by id, as they stand now; the report's day tells what is overdue."""

    report: CoverageResult
    districts: Sequence[DistrictFigures]
    items: Sequence[ItemPlace]


def rectification_map_data(
    session: Session, question: CoverageQuestion, limits: Limits
) -> RectificationMapData:
    """Read what the map of the items of a district, or of the city, shows.

    Raises
    ------
    ArgumentError
        As `CoverageStudy.answer` does.
    """
    report = study_coverage(session, question, limits)
    chosen = RegisterFilter(district=question.scope.adcode)
    rows = session.scalars(
        rectification.list_statement(session, chosen).order_by(models.RectificationItem.id)
    ).all()
    owner_ids = sorted({row.owner_id for row in rows})
    owners = party_organization.by_ids(session, owner_ids)
    origins = pairing.origins(session, owner_ids, report.as_of)
    concerned = organization.by_ids(
        session, [row.organization_id for row in rows if row.organization_id is not None]
    )
    names = {one.id: one.name for one in report.study.places.districts}
    items = []
    for row in rows:
        owner, of = owners[row.owner_id], concerned.get(row.organization_id or 0)
        location = None if of is None else of.location
        items.append(
            ItemPlace(
                item=row,
                is_closed=row.status is RectificationStatus.CLOSED,
                owner_name=owner.name,
                organization_name="" if of is None else of.name,
                district_name=names.get((owner if of is None else of).district_id or 0, ""),
                place=place_of(location or origins.get(owner.id)),
            )
        )
    return RectificationMapData(report, district_figures(session, report), items)
