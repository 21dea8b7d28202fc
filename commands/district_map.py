"""The district atlas of a database: one page a district."""

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
from maps.district_atlas import DistrictAtlas, atlas_document
from maps.document import Document
from maps.setting import Setting
from schema.operations.coverage_map import coverage_map_data
from schema.operations.limits import Limits
from schema.operations.questions import CoverageQuestion


def city_atlas(
    session: Session, question: CoverageQuestion, limits: Limits, setting: Setting
) -> Document:
    """Make the atlas of a question's districts.

    Raises
    ------
    ArgumentError
        The scope or the radius is refused; the message says why.
    NothingToDrawError
        There are no districts.
    """
    data = coverage_map_data(session, question, limits)
    refuse_empty(data.districts)
    return atlas_document(
        DistrictAtlas(
            districts=[to_district(one) for one in data.districts],
            organizations=to_organizations(data.organizations),
            circles=[to_circle(one) for one in data.circles],
            stations=[to_station(one) for one in data.stations],
            setting=dated(setting, session, data.report.as_of),
        )
    )
