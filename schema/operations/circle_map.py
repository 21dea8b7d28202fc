"""What a map of commercial circles shows: each circle, its members, and their coverage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from db.engine import Session
from schema.operations.coverage import CoverageResult
from schema.operations.coverage_map import (
    CircleFigures,
    DistrictFigures,
    StationFigures,
    circle_figures,
    district_figures,
    station_figures,
    study_coverage,
)
from schema.operations.limits import Limits
from schema.operations.organization_columns import OrganizationColumns, organization_columns
from schema.operations.questions import CoverageQuestion


@dataclass(frozen=True, eq=False, slots=True)
class CircleMapData:
    """The circles of a scope with all their members, also those beyond the scope.

    Attributes
    ----------
    organizations : OrganizationColumns
        The members of any of the circles, n rows.
    members : sequence of int arrays
        The rows of `organizations` that lie in each circle; in none twice.
    """

    report: CoverageResult
    districts: Sequence[DistrictFigures]
    circles: Sequence[CircleFigures]
    stations: Sequence[StationFigures]
    organizations: OrganizationColumns
    members: Sequence[Sequence[int]]


def circle_map_data(session: Session, question: CoverageQuestion, limits: Limits) -> CircleMapData:
    """Read and compute what the map of the circles of a scope shows.

    Raises
    ------
    ArgumentError
        As `CoverageStudy.answer` does.
    """
    report = study_coverage(session, question, limits)
    study = report.study
    circles = circle_figures(session, report)
    members = [study.places.members_of(one.circle.id) for one in circles]
    rows = np.unique(np.concatenate([np.empty(0, dtype=np.intp), *members]))
    organizations = organization_columns(session, report, rows)
    return CircleMapData(
        report=report,
        districts=district_figures(session, report),
        circles=circles,
        stations=station_figures(session, report),
        organizations=organizations,
        members=[
            np.flatnonzero(np.isin(organizations.ids, study.organizations.ids[own])).tolist()
            for own in members
        ],
    )
