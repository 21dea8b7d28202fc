"""Commercial circles that might be: where organizations of a district stand close together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from db import models
from geo.clustering import N_ORGANIZATIONS_MIN, REACH_M, proposed_circles
from schema.operations.coverage import CoverageStudy
from schema.operations.errors import ArgumentError, UnknownRecordError
from schema.operations.places import Places

_REACH_MAX_M = 5_000.0


@dataclass(frozen=True, slots=True)
class ProposalQuestion:
    """Where to look, how many organizations make a circle, and how near they stand, in metres."""

    adcode: str | None = None
    min_organizations: int = N_ORGANIZATIONS_MIN
    reach_m: float = REACH_M

    def check(self) -> None:
        """Refuse what cannot be answered.

        Raises
        ------
        ArgumentError
            For a number below 2, and for a reach of no metres or of more than 5 km.
        """
        if not 2 <= self.min_organizations < 2**31:
            raise ArgumentError(
                "minOrganizations",
                f"{self.min_organizations} organizations are no circle; give 2 or more",
            )
        if not 0.0 < self.reach_m <= _REACH_MAX_M:
            raise ArgumentError(
                "reach",
                f"{self.reach_m} is no distance of neighbours; give metres greater than 0, up to "
                f"{_REACH_MAX_M:.0f}",
            )


@dataclass(frozen=True, eq=False, slots=True)
class ProposedCircle:
    """A circle that might be; its boundary in WGS 84.

    `existing_id` is of the stored circle that it amounts to.
    """

    boundary: BaseGeometry
    organizations: int
    employees: int
    area_km2: float
    district_id: int
    existing_id: int | None


def propose_circles(study: CoverageStudy, question: ProposalQuestion) -> list[ProposedCircle]:
    """Propose circles from the organizations of the study's day, the greatest first.

    Each lies in one district, since a circle has one committee: where a crowd stands on both
    sides of a line there are two.

    Raises
    ------
    UnknownRecordError
        For a district that is not stored.
    """
    places, of = study.places, study.organizations
    districts = (
        places.districts if question.adcode is None else [_district(places, question.adcode)]
    )
    projection = places.projection
    existing = np.empty(len(places.circles), dtype=np.object_)
    existing[:] = [projection.project(one.boundary) for one in places.circles]
    proposed = []
    for district in districts:
        # A district's are those that name it or lie in it, as in every figure.
        rows = np.flatnonzero(of.district_ids == district.id)
        found = proposed_circles(
            projection.project(of.xy[rows]),
            projection.project(district.boundary),
            existing=existing,
            reach_m=question.reach_m,
            n_min=question.min_organizations,
        )
        proposed += [
            ProposedCircle(
                boundary=_multipolygon(projection.unproject(circle.boundary)),
                organizations=len(circle.members),
                employees=int(of.employees[rows[circle.members]].sum()),
                area_km2=circle.area_km2,
                district_id=district.id,
                existing_id=None if circle.existing is None else places.circles[circle.existing].id,
            )
            for circle in found
        ]
    # Sorting is stable: of equal ones the district of the lower adcode comes first.
    return sorted(proposed, key=lambda circle: -circle.organizations)


def _district(places: Places, adcode: str) -> models.District:
    try:
        return places.district(adcode)
    except UnknownRecordError as error:
        raise UnknownRecordError("district", error.message) from error


def _multipolygon(area: BaseGeometry) -> BaseGeometry:
    return shapely.MultiPolygon(list(shapely.get_parts(area)))
