"""The map of commercial circles: each with its organizations, its committee and its rates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import folium
import numpy as np

from maps.document import Document, Page, Setting, layer_bounds, to_map
from maps.language import Text
from maps.layers import AreaLayer, Column, Fact, Label, Layer, Table
from maps.legend import ratio_classes
from maps.place_layers import (
    CIRCLE,
    DISTRICT,
    EFFECTIVE_COVERAGE,
    FORMAL_COVERAGE,
    ORGANIZATION,
    STATION_REACH,
    WORK_COVERAGE,
    circle_areas,
    organization_points,
    plain_districts,
    rate_ratio,
    station_points,
)
from maps.places import Circle, District, Organizations, Station

TITLE = Text("党建商业圈", "Commercial circles")
COMMITTEE = Text("商圈综合党委", "Circle committee")


@dataclass(frozen=True)
class CircleMap:
    """What a map of circles shows, in WGS 84; `organizations` are those of the circles."""

    districts: Sequence[District]
    circles: Sequence[Circle]
    organizations: Organizations
    stations: Sequence[Station] = ()
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
    page = Page(
        id="circles",
        layers=layers,
        summary=_summary(data),
        facts=_facts(data),
        tables=[_table(data.circles)],
        focus=layer_bounds([circles]),
    )
    return Document(kind="circles", title=data.title, pages=[page], setting=data.setting)


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
