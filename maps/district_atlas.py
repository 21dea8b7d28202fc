"""The district atlas: one page a district, with its map and its figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import folium
import numpy as np

from geo.indicators import Rate
from maps.document import Document, Page, to_map
from maps.errors import MapInputError
from maps.figures import Column, Fact, Table
from maps.language import Text
from maps.layers import (
    AreaClass,
    AreaLayer,
    Field,
    Label,
    Layer,
)
from maps.palette import DISTRICT_CONTEXT, DISTRICT_FOCUS
from maps.place_layers import (
    AREA_RATIO,
    CIRCLE,
    DISTRICT,
    EFFECTIVE_COVERAGE,
    FORMAL_COVERAGE,
    ORGANIZATION,
    STATION,
    STATION_REACH,
    WORK_COVERAGE,
    circle_areas,
    organization_points,
    rate_ratio,
    service_areas,
    station_points,
)
from maps.places import STATUS_NAMES, Circle, District, Organizations, Station
from maps.setting import Setting

TITLE = Text("区县图册", "District atlas")


@dataclass(frozen=True)
class DistrictAtlas:
    """What an atlas shows, in WGS 84.

    Organizations, circles and stations are put on the page of the district that they name. Service
    areas of other districts' stations are drawn where they reach in.
    """

    districts: Sequence[District]
    organizations: Organizations
    circles: Sequence[Circle] = ()
    stations: Sequence[Station] = ()
    title: Label = TITLE
    setting: Setting = field(default_factory=Setting)

    def __post_init__(self) -> None:
        """Require the districts' names, by which the pages are filled."""
        if len(self.organizations) and not len(self.organizations.districts):
            raise MapInputError("An atlas needs the district of each organization; none is given.")


def district_atlas(data: DistrictAtlas) -> folium.Map:
    """Draw one page a district: outline, circles, stations, organizations and figures."""
    return to_map(atlas_document(data))


def atlas_document(data: DistrictAtlas) -> Document:
    """Return the content of an atlas."""
    rows_of = _rows_by_district(data.organizations)
    pages = [_page(data, i, rows_of.get(d.name, [])) for i, d in enumerate(data.districts)]
    return Document(kind="district_atlas", title=data.title, pages=pages, setting=data.setting)


def _rows_by_district(organizations: Organizations) -> dict[str, list[int]]:
    rows: dict[str, list[int]] = {}
    for row, name in enumerate(organizations.districts):
        rows.setdefault(name, []).append(row)
    return rows


def _page(data: DistrictAtlas, position: int, rows: list[int]) -> Page:
    district = data.districts[position]
    organizations = data.organizations.take(np.array(rows, dtype=np.int64))
    circles = [c for c in data.circles if c.district == district.name]
    stations = [s for s in data.stations if s.district == district.name]
    reaching = [
        s
        for s in data.stations
        if s.service_area is not None and s.service_area.intersects(district.boundary)
    ]
    layers: list[Layer] = [_outlines(data.districts, position)]
    if reaching:
        layers.append(service_areas(reaching))
    if circles:
        layers.append(circle_areas(circles))
    layers.append(organization_points(organizations))
    if stations:
        layers.append(station_points(stations))
    return Page(
        id=district.adcode,
        title=district.label,
        layers=layers,
        summary=_summary(district, len(stations), len(circles)),
        facts=_facts(district),
        tables=[_figures(district), *_places(circles, stations)],
        bounds=district.boundary.bounds,
    )


def _outlines(districts: Sequence[District], position: int) -> AreaLayer:
    # The page's own district comes last: its outline lies over its neighbours'.
    districts = [*districts[:position], *districts[position + 1 :], districts[position]]
    codes = np.ones(len(districts), dtype=np.int64)
    codes[-1] = 0
    return AreaLayer(
        id="districts",
        name=DISTRICT,
        geometries=[d.boundary for d in districts],
        codes=codes,
        classes=(
            AreaClass(Text("本区县", "This district"), DISTRICT_FOCUS),
            AreaClass(Text("其他区县", "Other districts"), DISTRICT_CONTEXT),
        ),
        names=[d.label for d in districts],
        fields=(Field(STATION_REACH, [rate_ratio(d.station_reach) for d in districts], "ratio"),),
        labels=[None] * len(districts),
        is_outline=True,
    )


def _facts(district: District) -> list[Fact]:
    reach = district.station_reach
    facts = [
        Fact(ORGANIZATION, reach.denominator),
        Fact(Text("指导站未覆盖", "Not reached"), reach.denominator - reach.numerator),
        Fact(STATION_REACH, rate_ratio(reach), "ratio"),
    ]
    for label, rate in (
        (FORMAL_COVERAGE, district.formal_coverage),
        (WORK_COVERAGE, district.work_coverage),
        (EFFECTIVE_COVERAGE, district.effective_coverage),
    ):
        if rate is not None:
            facts.append(Fact(label, rate_ratio(rate), "ratio"))
    return facts


def _figures(district: District) -> Table:
    rates: list[tuple[Text, Rate | None]] = [
        (STATION_REACH, district.station_reach),
        (FORMAL_COVERAGE, district.formal_coverage),
        (WORK_COVERAGE, district.work_coverage),
        (EFFECTIVE_COVERAGE, district.effective_coverage),
    ]
    rows: list[list[object]] = [
        [label, rate.numerator, rate.denominator, rate_ratio(rate)]
        for label, rate in rates
        if rate is not None
    ]
    if district.area_ratio is not None:
        rows.append([AREA_RATIO, None, None, district.area_ratio])
    return Table(
        id=f"figures-{district.adcode}",
        caption=Text("覆盖指标", "Coverage figures"),
        columns=(
            Column(Text("指标", "Figure")),
            Column(Text("已覆盖", "Covered"), "integer"),
            Column(Text("应覆盖", "Of"), "integer"),
            Column(Text("比率", "Ratio"), "ratio"),
        ),
        rows=rows,
    )


def _places(circles: Sequence[Circle], stations: Sequence[Station]) -> list[Table]:
    tables = []
    if stations:
        tables.append(_station_table(stations))
    if circles:
        tables.append(_circle_table(circles))
    return tables


def _station_table(stations: Sequence[Station]) -> Table:
    return Table(
        id="stations",
        caption=STATION,
        columns=(
            Column(Text("名称", "Name")),
            Column(Text("状态", "Status")),
            Column(Text("服务半径", "Service radius"), "m"),
            Column(Text("半径内组织", "Served"), "integer"),
        ),
        rows=[
            [s.name, STATUS_NAMES[s.status], float(s.service_radius_m), s.served_organizations]
            for s in stations
        ],
    )


def _circle_table(circles: Sequence[Circle]) -> Table:
    return Table(
        id="circles",
        caption=CIRCLE,
        columns=(
            Column(Text("名称", "Name")),
            Column(Text("商圈综合党委", "Circle committee")),
            Column(ORGANIZATION, "integer"),
            Column(STATION_REACH, "ratio"),
        ),
        rows=[
            [c.name, c.committee, c.n_organizations, rate_ratio(c.station_reach)] for c in circles
        ],
        bounds=[c.boundary.bounds for c in circles],
    )


def _summary(district: District, n_stations: int, n_circles: int) -> Text:
    reach = district.station_reach
    unreached = reach.denominator - reach.numerator
    return Text(
        f"{district.name}共 {reach.denominator:,} 家组织、{n_stations} 个指导站、"
        f"{n_circles} 个党建商业圈；{unreached:,} 家组织尚未被指导站覆盖。",
        f"{district.name_en or district.name} has {reach.denominator:,} organizations, "
        f"stations: {n_stations}, commercial circles: {n_circles}; "
        f"organizations not reached: {unreached:,}.",
    )
