"""The coverage map of a database: whom the stations reach, by district."""

from __future__ import annotations

from commands.map_content import (
    dated,
    refuse_empty,
    to_circle,
    to_district,
    to_organizations,
    to_station,
)
from db.engine import Session
from maps.coverage_map import CoverageMap, coverage_document
from maps.document import Document
from maps.setting import Setting
from schema.operations.coverage_map import (
    CoverageMapData,
    coverage_map_data,
)
from schema.operations.limits import Limits
from schema.operations.questions import CoverageQuestion


def city_coverage(
    session: Session, question: CoverageQuestion, limits: Limits, setting: Setting
) -> Document:
    """Make the coverage map of a question's scope.

    Raises
    ------
    ArgumentError
        The scope or the radius is refused; the message says why.
    NothingToDrawError
        There are no districts, and no organizations either.
    """
    data = coverage_map_data(session, question, limits)
    refuse_empty(data.districts, data.organizations)
    setting = dated(setting, session, data.report.as_of)
    return coverage_document(to_coverage_map(data, setting))


def to_coverage_map(data: CoverageMapData, setting: Setting) -> CoverageMap:
    """Turn the answer of the use case into what `maps` draws."""
    scope, network = data.report.question.scope, data.report.question.network
    is_one_district = scope.adcode is not None
    return CoverageMap(
        districts=[to_district(one) for one in data.districts],
        organizations=to_organizations(data.organizations),
        circles=[to_circle(one) for one in data.circles],
        stations=[to_station(one) for one in data.stations],
        gaps=data.area.gaps,
        service_radius_m=network.service_radius_m,
        area_ratio=data.area.coverage.area_ratio,
        focus=data.districts[0].district.boundary.bounds if is_one_district else None,
        setting=setting,
    )
