"""The map of commercial circles: each with its organizations, its committee and its rates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import folium
import numpy as np

from maps.document import Document, Page, layer_bounds, to_map
from maps.figures import Column, Fact, Table
from maps.language import Text
from maps.layers import (
    AreaLayer,
    Label,
    Layer,
)
from maps.legend import ratio_classes
from maps.place_layers import (
    CIRCLE,
    DISTRICT,
    EFFECTIVE_COVERAGE,
    FORMAL_COVERAGE,
    ORGANIZATION,
    STATION_REACH,
    WORK_COVERAGE,
    YES_NO,
    circle_areas,
    organization_points,
    plain_districts,
    rate_ratio,
    station_points,
)
from maps.places import KIND_NAMES, Circle, District, Organizations, Station
from maps.setting import Setting

TITLE = Text("党建商业圈", "Commercial circles")
COMMITTEE = Text("商圈综合党委", "Circle committee")
OVERVIEW = Text("总览", "Overview")


@dataclass(frozen=True)
class CircleMap:
    """What a map of circles shows, in WGS 84; `organizations` are those of the circles.

    Parameters
    ----------
    members : sequence of sequences of int, optional
        For each circle the rows of its organizations; with them each circle has a page of its own.
    """

    districts: Sequence[District]
    circles: Sequence[Circle]
    organizations: Organizations
    stations: Sequence[Station] = ()
    members: Sequence[Sequence[int]] = ()
    title: Label = TITLE
    setting: Setting = field(default_factory=Setting)


def circle_map(data: CircleMap) -> folium.Map:
    """Draw circles shaded by formal coverage, with their organizations and stations."""
    return to_map(circle_document(data))


def circle_document(data: CircleMap) -> Document:
    """Return the content of a map of circles; it opens on the circles."""
    circles = _shaded(data.circles)
    layers: list[Layer] = [plain_districts(data.districts), circles]
    layers.append(organization_points(data.organizations))
    if data.stations:
        layers.append(station_points(data.stations))
    whole = Page(
        id="circles",
        title=OVERVIEW if data.members else "",
        layers=layers,
        summary=_summary(data),
        facts=_facts(data),
        tables=[_table(data.circles)],
        focus=layer_bounds([circles]),
    )
    return Document(
        kind="circles",
        title=data.title,
        pages=[whole, *(_circle_page(data, number) for number in range(len(data.members)))],
        setting=data.setting,
    )


def _circle_page(data: CircleMap, number: int) -> Page:
    """Return the page of one circle, with the list of its organizations."""
    circle = data.circles[number]
    members = data.organizations.take(np.array(data.members[number], dtype=np.int64))
    layers: list[Layer] = [
        plain_districts(data.districts),
        circle_areas([circle]),
        organization_points(members),
    ]
    if data.stations:
        layers.append(station_points(data.stations))
    rates = (
        (STATION_REACH, circle.station_reach),
        (FORMAL_COVERAGE, circle.formal_coverage),
        (WORK_COVERAGE, circle.work_coverage),
        (EFFECTIVE_COVERAGE, circle.effective_coverage),
    )
    return Page(
        id=f"circle-{number + 1}",
        title=circle.name,
        layers=layers,
        summary=_circle_summary(circle, len(members)),
        facts=[
            Fact(ORGANIZATION, len(members)),
            *(Fact(name, rate_ratio(rate), "ratio") for name, rate in rates),
        ],
        tables=[_member_table(members)],
        focus=circle.boundary.bounds,
    )


def _circle_summary(circle: Circle, n_members: int) -> Text:
    return Text(
        f"{circle.name}内有 {n_members:,} 家组织"
        + (f"，由{circle.committee}统筹。" if circle.committee else "，尚未设商圈综合党委。"),
        f"{circle.name} holds {n_members:,} organizations"
        + (f", led by {circle.committee}." if circle.committee else " and has no committee yet."),
    )


def _member_table(members: Organizations) -> Table:
    n = len(members)
    kinds = [KIND_NAMES.get(kind, kind) for kind in members.kinds] or [""] * n
    is_covered = members.is_formally_covered
    covered = [None] * n if is_covered is None else [YES_NO[yes] for yes in is_covered.tolist()]
    return Table(
        id="members",
        caption=Text("圈内组织", "Organizations in the circle"),
        columns=(
            Column(ORGANIZATION),
            Column(Text("类型", "Type")),
            Column(Text("行业", "Industry")),
            Column(Text("指导站覆盖", "Reached")),
            Column(Text("有形覆盖", "Formally covered")),
        ),
        rows=[
            [name, kind, industry, YES_NO[is_reached], cover]
            for name, kind, industry, is_reached, cover in zip(
                members.names,
                kinds,
                members.industries or [""] * n,
                members.is_reached.tolist(),
                covered,
                strict=True,
            )
        ],
        bounds=[
            None if np.isnan(x) or np.isnan(y) else (x, y, x, y) for x, y in members.xy.tolist()
        ],
    )


def _shaded(circles: Sequence[Circle]) -> AreaLayer:
    ratios = np.array([_known(rate_ratio(c.formal_coverage)) for c in circles], dtype=np.float64)
    classes, codes = ratio_classes(ratios, 4)
    return replace(
        circle_areas(circles),
        name=Text("商业圈（按有形覆盖率）", "Circles by formal coverage"),
        codes=codes,
        classes=classes,
        labels=[rate_ratio(c.formal_coverage) for c in circles],
        labels_on_top=True,
    )


def _known(ratio: float | None) -> float:
    return float("nan") if ratio is None else ratio


def _table(circles: Sequence[Circle]) -> Table:
    return Table(
        id="circles",
        caption=Text("各商业圈指标", "Figures by circle"),
        columns=(
            Column(CIRCLE),
            Column(DISTRICT),
            Column(COMMITTEE),
            Column(ORGANIZATION, "integer"),
            Column(STATION_REACH, "ratio"),
            Column(FORMAL_COVERAGE, "ratio"),
            Column(WORK_COVERAGE, "ratio"),
            Column(EFFECTIVE_COVERAGE, "ratio"),
            Column(Text("面积", "Area"), "km2"),
        ),
        rows=[
            [
                c.name,
                c.district,
                c.committee,
                c.n_organizations,
                rate_ratio(c.station_reach),
                rate_ratio(c.formal_coverage),
                rate_ratio(c.work_coverage),
                rate_ratio(c.effective_coverage),
                c.area_km2,
            ]
            for c in circles
        ],
        bounds=[c.boundary.bounds for c in circles],
    )


def _facts(data: CircleMap) -> list[Fact]:
    reached = int(np.count_nonzero(data.organizations.is_reached))
    n = len(data.organizations)
    return [
        Fact(CIRCLE, len(data.circles)),
        Fact(
            Text("已设商圈综合党委", "With a committee"),
            sum(bool(c.committee) for c in data.circles),
        ),
        Fact(Text("圈内组织", "Organizations in circles"), n),
        Fact(STATION_REACH, reached / n if n else None, "ratio"),
    ]


def _summary(data: CircleMap) -> Text:
    with_committee = sum(bool(c.committee) for c in data.circles)
    return Text(
        f"{len(data.circles)} 个党建商业圈内有 {len(data.organizations):,} 家组织，"
        f"{with_committee} 个商业圈设有商圈综合党委。",
        f"{len(data.circles)} commercial circles hold {len(data.organizations):,} organizations; "
        f"{with_committee} have a circle committee.",
    )
