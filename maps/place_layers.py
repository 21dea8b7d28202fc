"""How districts, organizations, circles, stations and gaps are drawn, the same on every map."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from shapely.geometry.base import BaseGeometry

from geo.indicators import Rate
from maps.figures import Column, Table
from maps.language import Format, Text
from maps.layers import (
    AreaClass,
    AreaLayer,
    Category,
    Field,
    PointLayer,
)
from maps.legend import ratio_classes
from maps.palette import (
    CIRCLE_AREA,
    DISTRICT_OUTLINE,
    GAP_AREA,
    REACHED,
    SERVICE_AREA,
    STATION_CLOSED,
    STATION_OPEN,
    STATION_PLANNED,
    UNREACHED,
)
from maps.places import STATUS_NAMES, Circle, District, Organizations, Station, coded

N_CLASSES = 5
MOST_MARKERS = 300
DISTRICT = Text("区县", "District")
ORGANIZATION = Text("组织", "Organizations")
CIRCLE = Text("党建商业圈", "Commercial circles")
STATION = Text("党建工作指导站", "Guidance stations")
STATION_REACH = Text("指导站覆盖率", "Station reach")
FORMAL_COVERAGE = Text("有形覆盖率", "Formal coverage")
WORK_COVERAGE = Text("工作覆盖率", "Work coverage")
EFFECTIVE_COVERAGE = Text("有效覆盖率", "Effective coverage")
AREA_RATIO = Text("服务面积占比", "Area served")
YES_NO = (Text("否", "No"), Text("是", "Yes"))


def shaded_districts(districts: Sequence[District]) -> AreaLayer:
    """Return the districts shaded by station reach, labelled with name and figure."""
    ratios = np.array([_ratio(d.station_reach) for d in districts], dtype=np.float64)
    classes, codes = ratio_classes(ratios, N_CLASSES)
    return AreaLayer(
        id="districts",
        name=Text("区县（按指导站覆盖率）", "Districts by station reach"),
        geometries=[d.boundary for d in districts],
        codes=codes,
        classes=classes,
        names=[d.label for d in districts],
        fields=district_fields(districts),
        labels=[rate_ratio(d.station_reach) for d in districts],
        is_outline=True,
        note=Text("自然断点分级；加点者较低", "Natural breaks; dotted classes are the lower ones"),
    )


def plain_districts(districts: Sequence[District]) -> AreaLayer:
    """Return the outlines of the districts with their names."""
    return AreaLayer(
        id="districts",
        name=DISTRICT,
        geometries=[d.boundary for d in districts],
        codes=np.zeros(len(districts), dtype=np.int64),
        classes=(AreaClass(DISTRICT, DISTRICT_OUTLINE),),
        names=[d.label for d in districts],
        fields=district_fields(districts),
        labels=[None] * len(districts),
        is_outline=True,
    )


def district_fields(districts: Sequence[District]) -> tuple[Field, ...]:
    """Return the lines of a district's popup."""
    return (
        Field(ORGANIZATION, [d.station_reach.denominator for d in districts], "integer"),
        Field(
            Text("指导站已覆盖", "Reached"),
            [d.station_reach.numerator for d in districts],
            "integer",
        ),
        Field(STATION_REACH, [rate_ratio(d.station_reach) for d in districts], "ratio"),
        Field(FORMAL_COVERAGE, [rate_ratio(d.formal_coverage) for d in districts], "ratio"),
        Field(WORK_COVERAGE, [rate_ratio(d.work_coverage) for d in districts], "ratio"),
        Field(EFFECTIVE_COVERAGE, [rate_ratio(d.effective_coverage) for d in districts], "ratio"),
        Field(AREA_RATIO, [d.area_ratio for d in districts], "ratio"),
    )


def organization_points(organizations: Organizations) -> PointLayer:
    """Return the organizations, reached or not."""
    return PointLayer(
        id="organizations",
        name=ORGANIZATION,
        xy=organizations.xy,
        codes=np.where(organizations.is_reached, 0, 1).astype(np.int64),
        categories=(
            Category(Text("指导站已覆盖", "Reached by a station"), REACHED),
            Category(Text("指导站未覆盖", "Not reached"), UNREACHED),
        ),
        names=organizations.names,
        fields=organization_fields(organizations),
    )


def organization_fields(organizations: Organizations) -> tuple[Field, ...]:
    """Return the lines of an organization's popup, of the columns that are given."""
    fields = []
    for label, values in (
        (Text("类型", "Type"), organizations.kinds),
        (DISTRICT, organizations.districts),
        (Text("行业", "Industry"), organizations.industries),
    ):
        if len(values):
            codes, choices = coded(values)
            fields.append(Field(label, codes, choices=choices))
    if organizations.employees is not None:
        fields.append(Field(Text("从业人员", "Employees"), organizations.employees, "integer"))
    if organizations.nearest_station_m is not None:
        metres = [
            None if np.isnan(d) else round(d) for d in organizations.nearest_station_m.tolist()
        ]
        fields.append(Field(Text("最近指导站", "Nearest station"), metres, "m"))
    if organizations.is_formally_covered is not None:
        flags = organizations.is_formally_covered.astype(np.int64)
        fields.append(Field(Text("有形覆盖", "Formally covered"), flags, choices=YES_NO))
    return tuple(fields)


def circle_areas(circles: Sequence[Circle]) -> AreaLayer:
    """Return the commercial circles."""
    return AreaLayer(
        id="circles",
        name=CIRCLE,
        geometries=[c.boundary for c in circles],
        codes=np.zeros(len(circles), dtype=np.int64),
        classes=(AreaClass(CIRCLE, CIRCLE_AREA),),
        names=[c.name for c in circles],
        fields=(
            Field(Text("商圈综合党委", "Circle committee"), [c.committee or None for c in circles]),
            Field(DISTRICT, [c.district or None for c in circles]),
            Field(ORGANIZATION, [c.n_organizations for c in circles], "integer"),
            Field(STATION_REACH, [rate_ratio(c.station_reach) for c in circles], "ratio"),
            Field(FORMAL_COVERAGE, [rate_ratio(c.formal_coverage) for c in circles], "ratio"),
            Field(EFFECTIVE_COVERAGE, [rate_ratio(c.effective_coverage) for c in circles], "ratio"),
        ),
    )


def station_points(stations: Sequence[Station]) -> PointLayer:
    """Return the stations by status; a few hundred are reached by the keyboard, more are drawn."""
    order = tuple(STATUS_NAMES)
    symbols = (STATION_OPEN, STATION_PLANNED, STATION_CLOSED)
    present = [status for status in order if any(s.status == status for s in stations)]
    categories = tuple(
        Category(STATUS_NAMES[status], symbols[order.index(status)]) for status in present
    )
    return PointLayer(
        id="stations",
        name=STATION,
        xy=np.array([s.location for s in stations], dtype=np.float64).reshape(-1, 2),
        codes=np.array([present.index(s.status) for s in stations], dtype=np.int64),
        categories=categories,
        names=[s.name for s in stations],
        fields=(
            Field(DISTRICT, [s.district or None for s in stations]),
            Field(
                Text("服务半径", "Service radius"),
                [float(s.service_radius_m) for s in stations],
                "m",
            ),
            Field(Text("可服务组织数", "Capacity"), [s.capacity for s in stations], "integer"),
            Field(
                Text("半径内组织", "Served"), [s.served_organizations for s in stations], "integer"
            ),
        ),
        is_marker=len(stations) <= MOST_MARKERS,
        cluster_above=0,
    )


def service_areas(stations: Sequence[Station]) -> AreaLayer:
    """Return the areas that open stations serve."""
    drawn = [s for s in stations if s.service_area is not None and s.status == "OPEN"]
    name = Text("服务范围", "Service areas")
    return AreaLayer(
        id="service_areas",
        name=name,
        geometries=[s.service_area for s in drawn],
        codes=np.zeros(len(drawn), dtype=np.int64),
        classes=(AreaClass(name, SERVICE_AREA),),
        names=[""] * len(drawn),
        is_interactive=False,
    )


def gap_areas(gaps: BaseGeometry | None) -> AreaLayer:
    """Return the part of the area that no open station serves."""
    name = Text("服务空白区", "Coverage gaps")
    return AreaLayer(
        id="gaps",
        name=name,
        geometries=[gaps],
        codes=np.zeros(1, dtype=np.int64),
        classes=(AreaClass(name, GAP_AREA),),
        names=[""],
        is_interactive=False,
        show=False,
    )


def district_table(districts: Sequence[District]) -> Table:
    """Return the figures of the districts, a row each; columns without any figure are left out."""
    rates: tuple[tuple[Text, list[object], Format], ...] = (
        (STATION_REACH, [rate_ratio(d.station_reach) for d in districts], "ratio"),
        (FORMAL_COVERAGE, [rate_ratio(d.formal_coverage) for d in districts], "ratio"),
        (WORK_COVERAGE, [rate_ratio(d.work_coverage) for d in districts], "ratio"),
        (EFFECTIVE_COVERAGE, [rate_ratio(d.effective_coverage) for d in districts], "ratio"),
        (AREA_RATIO, [d.area_ratio for d in districts], "ratio"),
        (Text("面积", "Area"), [d.area_km2 for d in districts], "km2"),
        (Text("指导站", "Stations"), [d.n_stations for d in districts], "integer"),
        (Text("商业圈", "Circles"), [d.n_circles for d in districts], "integer"),
    )
    columns: list[tuple[Text, list[object], Format]] = [
        (DISTRICT, [d.label for d in districts], "text"),
        (Text("区划代码", "Code"), [d.adcode for d in districts], "text"),
        (ORGANIZATION, [d.station_reach.denominator for d in districts], "integer"),
        (Text("已覆盖", "Reached"), [d.station_reach.numerator for d in districts], "integer"),
        *(column for column in rates if any(value is not None for value in column[1])),
    ]
    return Table(
        id="districts",
        caption=Text("各区县指标", "Figures by district"),
        columns=[Column(label, format_) for label, _, format_ in columns],
        rows=list(zip(*(values for _, values, _ in columns), strict=True)),
        bounds=[d.boundary.bounds for d in districts],
    )


def rate_ratio(rate: Rate | None) -> float | None:
    """Return the ratio of a rate, None where there is no rate or nothing to cover."""
    return rate.ratio if rate and rate.denominator else None


def _ratio(rate: Rate) -> float:
    return rate.ratio if rate.denominator else float("nan")
