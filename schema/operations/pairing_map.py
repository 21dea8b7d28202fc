"""What a map of pairings shows: who helps which village, and where both are (结对帮扶)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from db import models
from db.engine import Session
from db.repositories import pairing, party_organization
from db.repositories.register import RegisterFilter
from schema.operations.coverage import CoverageResult
from schema.operations.coverage_map import DistrictFigures, district_figures, study_coverage
from schema.operations.limits import Limits
from schema.operations.map_places import Place, place_of
from schema.operations.questions import CoverageQuestion


@dataclass(frozen=True, eq=False, slots=True)
class PairingEnds:
    """A pairing with its helper's name and both places: longitude, latitude, None if unknown."""

    pairing: models.Pairing
    helper_name: str
    helper_place: Place | None
    village_place: Place | None


@dataclass(frozen=True, eq=False, slots=True)
class PairingMapData:
    """The pairings of a scope, the newest year first; helpers are where they are on the day."""

    report: CoverageResult
    districts: Sequence[DistrictFigures]
    pairings: Sequence[PairingEnds]


def pairing_map_data(
    session: Session, question: CoverageQuestion, limits: Limits
) -> PairingMapData:
    """Read what the map of the pairings of a district, or of the city, shows.

    Raises
    ------
    ArgumentError
        As `CoverageStudy.answer` does.
    """
    report = study_coverage(session, question, limits)
    chosen = RegisterFilter(district=question.scope.adcode)
    rows = session.scalars(
        pairing.list_statement(session, chosen).order_by(
            models.Pairing.year.desc(), models.Pairing.id
        )
    ).all()
    helper_ids = sorted({row.party_organization_id for row in rows})
    helpers = party_organization.by_ids(session, helper_ids)
    origins = pairing.origins(session, helper_ids, report.as_of)
    return PairingMapData(
        report=report,
        districts=district_figures(session, report),
        pairings=[
            PairingEnds(
                pairing=row,
                helper_name=helpers[row.party_organization_id].name,
                helper_place=place_of(origins.get(row.party_organization_id)),
                village_place=place_of(row.village_location),
            )
            for row in rows
        ],
    )
