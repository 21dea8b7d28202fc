"""The map of rectification of a database: what is overdue, open and closed (挂牌销号)."""

from __future__ import annotations

from commands.map_content import dated, named, to_district
from db.engine import Session
from maps.document import Document
from maps.errors import NothingToDrawError
from maps.rectification_map import RectificationItem, RectificationMap, rectification_document
from maps.setting import Setting
from schema.operations.limits import Limits
from schema.operations.questions import CoverageQuestion
from schema.operations.rectification_map import ItemPlace, rectification_map_data


def city_rectification(
    session: Session, question: CoverageQuestion, limits: Limits, setting: Setting
) -> Document:
    """Make the map of the rectification items of a question's scope.

    Raises
    ------
    ArgumentError
        The scope is refused; the message says why.
    NothingToDrawError
        There are no items.
    """
    data = rectification_map_data(session, question, limits)
    if not data.items:
        raise NothingToDrawError(
            f"{named(question)} has no rectification items (挂牌销号) to draw; "
            "enter or import some first"
        )
    return rectification_document(
        RectificationMap(
            districts=[to_district(one) for one in data.districts],
            items=[_item(one) for one in data.items],
            setting=dated(setting, session, data.report.as_of),
        )
    )


def _item(placed: ItemPlace) -> RectificationItem:
    row = placed.item
    return RectificationItem(
        title=row.title,
        cause=row.cause.name,
        owner=placed.owner_name,
        listed_on=str(row.listed_on),
        due_on=str(row.due_on),
        is_closed=placed.is_closed,
        location=placed.place,
        organization=placed.organization_name,
        district=placed.district_name,
    )
