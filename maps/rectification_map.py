"""The map of rectification: what is open, what is overdue, what is closed (挂牌销号)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import folium
import numpy as np

from maps.document import Document, Page, to_map
from maps.errors import MapInputError
from maps.figures import Column, Fact, Table
from maps.language import Text
from maps.layers import (
    AreaLayer,
    Category,
    Field,
    Label,
    PointLayer,
)
from maps.legend import ratio_classes
from maps.palette import ITEM_CLOSED, ITEM_OPEN, ITEM_OVERDUE
from maps.place_layers import DISTRICT, N_CLASSES, shaded_districts
from maps.places import District
from maps.setting import Setting

TITLE = Text("挂牌销号", "Rectification")
CAUSE_NAMES = {
    "UNCLEAR_AFFILIATION": Text("隶属关系不清", "Unclear affiliation"),
    "LOW_COVERAGE": Text("覆盖率低", "Low coverage"),
    "WEAK_ROLE": Text("作用发挥不够", "Weak role"),
    "OTHER": Text("其他", "Other"),
}
OVERDUE, OPEN, CLOSED = 0, 1, 2
STATE_NAMES = (Text("逾期", "Overdue"), Text("整改中", "Open"), Text("已销号", "Closed"))


@dataclass(frozen=True)
class RectificationItem:
    """One listed problem.

    Parameters
    ----------
    listed_on, due_on : str
        Days, ISO 8601.
    is_closed : bool
        Struck off the list.
    location : (float, float), optional
        Longitude, latitude of the organization that it concerns.
    """

    title: str
    cause: str
    owner: str
    listed_on: str
    due_on: str
    is_closed: bool
    location: tuple[float, float] | None = None
    organization: str = ""
    district: str = ""


@dataclass(frozen=True)
class RectificationMap:
    """What a map of rectification shows; an item is overdue when it is open after its due day."""

    districts: Sequence[District]
    items: Sequence[RectificationItem]
    setting: Setting
    title: Label = TITLE

    def __post_init__(self) -> None:
        """Require the day on which items are overdue or not."""
        if not self.setting.as_of:
            raise MapInputError("A map of rectification needs the day of its figures: as_of.")


def rectification_map(data: RectificationMap) -> folium.Map:
    """Draw listed items by state: overdue, open, closed."""
    return to_map(rectification_document(data))


def item_state(item: RectificationItem, as_of: str) -> int:
    """Return the state of an item; one that is due on the day itself is still open.

    Examples
    --------
    >>> item = RectificationItem("", "OTHER", "", "2017-01-01", "2017-06-30", False)
    >>> [item_state(item, day) == OVERDUE for day in ("2017-06-30", "2017-07-01")]
    [False, True]
    """
    if item.is_closed:
        return CLOSED
    return OVERDUE if item.due_on < as_of else OPEN


def rectification_document(data: RectificationMap) -> Document:
    """Return the content of a map of rectification."""
    states = [item_state(item, data.setting.as_of) for item in data.items]
    page = Page(
        id="rectification",
        layers=[_districts(data, states), _points(data.items, states)],
        summary=_summary(data.items, states),
        facts=_facts(states),
        tables=[_district_table(data, states), _item_table(data.items, states)],
    )
    return Document(kind="rectification", title=data.title, pages=[page], setting=data.setting)


def _districts(data: RectificationMap, states: Sequence[int]) -> AreaLayer:
    """Return the districts shaded by what is closed: most items have no place of their own."""
    counts = _counts(data, states)
    shares = [_share(counts[d.name][CLOSED], sum(counts[d.name])) for d in data.districts]
    known = np.array([np.nan if share is None else share for share in shares], dtype=np.float64)
    classes, codes = ratio_classes(known, N_CLASSES)
    return replace(
        shaded_districts(data.districts),
        name=Text("区县（按销号率）", "Districts by share closed"),
        classes=classes,
        codes=codes,
        labels=shares,
        fields=tuple(
            Field(name, [counts[d.name][state] for d in data.districts], "integer")
            for state, name in enumerate(STATE_NAMES)
        ),
    )


def _points(items: Sequence[RectificationItem], states: Sequence[int]) -> PointLayer:
    unknown = (float("nan"), float("nan"))
    symbols = (ITEM_OVERDUE, ITEM_OPEN, ITEM_CLOSED)
    return PointLayer(
        id="items",
        name=Text("整改事项", "Items"),
        xy=np.array([i.location or unknown for i in items], dtype=np.float64).reshape(-1, 2),
        codes=np.array(states, dtype=np.int64),
        categories=[
            Category(name, symbol) for name, symbol in zip(STATE_NAMES, symbols, strict=True)
        ],
        names=[i.title for i in items],
        fields=(
            Field(Text("原因", "Cause"), [CAUSE_NAMES.get(i.cause, i.cause) for i in items]),
            Field(Text("责任单位", "Owner"), [i.owner for i in items]),
            Field(Text("涉及组织", "Organization"), [i.organization or None for i in items]),
            Field(Text("挂牌日期", "Listed on"), [i.listed_on for i in items], "date"),
            Field(Text("整改期限", "Due on"), [i.due_on for i in items], "date"),
        ),
    )


def _item_table(items: Sequence[RectificationItem], states: Sequence[int]) -> Table:
    order = sorted(range(len(items)), key=lambda i: (states[i], items[i].due_on, i))
    return Table(
        id="items",
        caption=Text("事项清单（逾期在前）", "Items, overdue first"),
        columns=(
            Column(Text("事项", "Item")),
            Column(Text("状态", "State")),
            Column(Text("原因", "Cause")),
            Column(Text("责任单位", "Owner")),
            Column(DISTRICT),
            Column(Text("挂牌日期", "Listed on"), "date"),
            Column(Text("整改期限", "Due on"), "date"),
            Column(Text("图上", "On the map")),
        ),
        rows=[
            [
                items[i].title,
                STATE_NAMES[states[i]],
                CAUSE_NAMES.get(items[i].cause, items[i].cause),
                items[i].owner,
                items[i].district,
                items[i].listed_on,
                items[i].due_on,
                _drawn(items[i]),
            ]
            for i in order
        ],
        bounds=[_box(items[i].location) for i in order],
        targets=[None if items[i].location is None else ("items", i) for i in order],
    )


def _box(location: tuple[float, float] | None) -> tuple[float, float, float, float] | None:
    return None if location is None else (*location, *location)


def _drawn(item: RectificationItem) -> Text:
    """Say whether the map shows an item, and if not, where it counts."""
    if item.location is not None:
        return Text("有标记", "Marked")
    if item.district:
        return Text("无坐标，计入所属区县", "No place; counted in its district")
    return Text("无坐标，不属于任何区县", "No place and no district")


def _district_table(data: RectificationMap, states: Sequence[int]) -> Table:
    counts = _counts(data, states)
    return Table(
        id="districts",
        caption=Text("各区县整改进度", "Progress by district"),
        columns=(
            Column(DISTRICT),
            *(Column(name, "integer") for name in STATE_NAMES),
            Column(Text("销号率", "Closed"), "ratio"),
        ),
        rows=[
            [d.label, *counts[d.name], _share(counts[d.name][CLOSED], sum(counts[d.name]))]
            for d in data.districts
        ],
        bounds=[d.boundary.bounds for d in data.districts],
    )


def _counts(data: RectificationMap, states: Sequence[int]) -> dict[str, list[int]]:
    """Count each district's items by state."""
    counts = {d.name: [0, 0, 0] for d in data.districts}
    for item, state in zip(data.items, states, strict=True):
        if item.district in counts:
            counts[item.district][state] += 1
    return counts


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _facts(states: Sequence[int]) -> list[Fact]:
    counts = [sum(state == kind for state in states) for kind in (OVERDUE, OPEN, CLOSED)]
    return [
        Fact(Text("整改事项", "Items"), len(states)),
        *(Fact(name, count) for name, count in zip(STATE_NAMES, counts, strict=True)),
        Fact(Text("销号率", "Closed"), _share(counts[CLOSED], len(states)), "ratio"),
    ]


def _summary(items: Sequence[RectificationItem], states: Sequence[int]) -> Text:
    overdue, open_, closed = (states.count(kind) for kind in (OVERDUE, OPEN, CLOSED))
    placed = sum(item.location is not None for item in items)
    return Text(
        f"共 {len(states)} 项：逾期 {overdue} 项，整改中 {open_} 项，已销号 {closed} 项。"
        f"{placed} 项在图上有标记，其余 {len(states) - placed} 项没有坐标，"
        "计入所属区县的颜色和下表。",
        f"{len(states)} items: {overdue} overdue, {open_} open, {closed} closed. "
        f"{placed} are marked on the map; the other {len(states) - placed} have no place and "
        "count in their districts' colours and in the table.",
    )
