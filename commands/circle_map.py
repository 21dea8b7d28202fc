"""The map of commercial circles of a database: who lies in them, who leads them, their rates."""

from __future__ import annotations

from commands.map_content import dated, named, to_circle, to_district, to_organizations, to_station
from db.engine import Session
from maps.circle_map import CircleMap, circle_document
from maps.document import Document
from maps.errors import NothingToDrawError
from maps.setting import Setting
from schema.operations.circle_map import circle_map_data
from schema.operations.limits import Limits
from schema.operations.questions import CoverageQuestion


def city_circles(
    session: Session, question: CoverageQuestion, limits: Limits, setting: Setting
) -> Document:
    """Make the map of the circles of a question's scope.

    Raises
    ------
    ArgumentError
        The scope or the radius is refused; the message says why.
    NothingToDrawError
        There are no circles.
    """
    data = circle_map_data(session, question, limits)
    if not data.circles:
        raise NothingToDrawError(
            f"{named(question)} has no commercial circles (党建商业圈) to draw; import some first"
        )
    return circle_document(
        CircleMap(
            districts=[to_district(one) for one in data.districts],
            circles=[to_circle(one) for one in data.circles],
            organizations=to_organizations(data.organizations),
            stations=[to_station(one) for one in data.stations],
            members=data.members,
            setting=dated(setting, session, data.report.as_of),
        )
    )
