"""The plan map: before and after, the new sites by rank, what each one adds, and the curve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import folium
import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from maps.document import Document, Page, to_map
from maps.errors import MapInputError
from maps.figures import Chart, Column, Fact, Series, Table
from maps.language import Text
from maps.layers import (
    AreaClass,
    AreaLayer,
    Category,
    Field,
    Label,
    Layer,
    PointLayer,
)
from maps.palette import (
    NEWLY_REACHED,
    REACHED,
    SERVICE_AREA_NEW,
    STATION_NEW,
    UNREACHED,
)
from maps.payload import Bounds
from maps.place_layers import (
    DISTRICT,
    STATION_REACH,
    organization_fields,
    plain_districts,
    service_areas,
    station_points,
)
from maps.places import District, Organizations, Station
from maps.setting import Setting

TITLE = Text("指导站选址方案", "Station plan")
BEFORE, AFTER = 0, 1
STEPS = (Text("现状", "Before"), Text("规划后", "After"))
SITE = Text("方案站点", "Planned sites")
ADDS = Text("新增覆盖", "Adds")


@dataclass(frozen=True)
class PlannedSite:
    """A new site of a plan.

    Parameters
    ----------
    rank : int
        1 for the site that adds most.
    location : (float, float)
        Longitude, latitude in degrees.
    adds : float
        Demand that it reaches and no station or site of a lower rank does.
    """

    rank: int
    location: tuple[float, float]
    adds: float
    service_area: BaseGeometry | None = None
    name: str = ""
    district: str = ""
    cost_cny: float | None = None


@dataclass(frozen=True)
class CurvePoint:
    """What a number of new stations reaches."""

    n_stations: int
    served: float
    served_ratio: float


@dataclass(frozen=True)
class PlanMap:
    """What a plan map shows, in WGS 84.

    Parameters
    ----------
    organizations : Organizations
        ``is_reached`` as it is before the plan.
    is_reached_after : ndarray of bool, shape (n,)
    gap : float, optional
        Relative distance to the proven bound, 0 for an optimal plan.
    """

    districts: Sequence[District]
    organizations: Organizations
    is_reached_after: NDArray[np.bool_]
    sites: Sequence[PlannedSite]
    stations: Sequence[Station] = ()
    curve: Sequence[CurvePoint] = ()
    gap: float | None = None
    cost_cny: float | None = None
    title: Label = TITLE
    setting: Setting = field(default_factory=Setting)

    def __post_init__(self) -> None:
        """Check that both states speak of the same organizations."""
        if len(self.is_reached_after) != len(self.organizations):
            raise MapInputError(
                f"is_reached_after has {len(self.is_reached_after)} values for "
                f"{len(self.organizations)} organizations."
            )


def plan_map(data: PlanMap) -> folium.Map:
    """Draw a plan with a switch between before and after, and both at once beside a slider."""
    return to_map(plan_document(data))


def plan_document(data: PlanMap) -> Document:
    """Return the content of a plan map; it opens on the state after."""
    layers: list[Layer] = [plain_districts(data.districts)] if data.districts else []
    if any(s.service_area is not None for s in data.stations):
        layers.append(service_areas(data.stations))
    layers.append(_new_areas(data.sites))
    layers.append(_organizations(data))
    if data.stations:
        layers.append(station_points(data.stations))
    layers.append(_sites(data.sites))
    page = Page(
        id="plan",
        layers=layers,
        summary=_summary(data),
        facts=_facts(data),
        tables=[_site_table(data.sites)],
        charts=[_curve(data.curve)] if data.curve else [],
        bounds=None if data.districts else _extent(data.organizations),
        focus=_served(data.sites),
    )
    return Document(
        kind="plan",
        title=data.title,
        pages=[page],
        setting=data.setting,
        steps=STEPS,
        step_name=Text("方案对比", "Compare"),
        first_step=AFTER,
    )


def _extent(organizations: Organizations) -> Bounds | None:
    """Return the bounds of the located organizations, which stand in for outlines."""
    xy = organizations.xy[np.isfinite(organizations.xy).all(axis=1)]
    return _around(np.hstack([xy, xy]), 0.0)


def _served(sites: Sequence[PlannedSite]) -> Bounds | None:
    """Return the box of what the new sites serve, a fifth wider on each side."""
    areas = [s.service_area.bounds if s.service_area else (*s.location, *s.location) for s in sites]
    return _around(np.array(areas, dtype=np.float64).reshape(-1, 4), 0.2)


def _around(boxes: NDArray[np.float64], margin_ratio: float) -> Bounds | None:
    if not len(boxes):
        return None
    low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    margin = (high - low) * margin_ratio
    (west, south), (east, north) = (low - margin).tolist(), (high + margin).tolist()
    return west, south, east, north


def _organizations(data: PlanMap) -> PointLayer:
    before = data.organizations.is_reached
    after = np.where(before & data.is_reached_after, 0, np.where(data.is_reached_after, 1, 2))
    return PointLayer(
        id="organizations",
        name=Text("组织", "Organizations"),
        xy=data.organizations.xy,
        codes=np.stack([np.where(before, 0, 2), after]).astype(np.int64),
        categories=(
            Category(Text("指导站已覆盖", "Reached"), REACHED),
            Category(Text("方案新增覆盖", "Newly reached"), NEWLY_REACHED),
            Category(Text("未覆盖", "Not reached"), UNREACHED),
        ),
        names=data.organizations.names,
        fields=organization_fields(data.organizations),
    )


def _only_after(n: int) -> NDArray[np.int64]:
    return np.stack([np.full(n, -1, dtype=np.int64), np.zeros(n, dtype=np.int64)])


def _new_areas(sites: Sequence[PlannedSite]) -> AreaLayer:
    name = Text("新增服务范围", "New service areas")
    drawn = [s for s in sites if s.service_area is not None]
    return AreaLayer(
        id="new_service_areas",
        name=name,
        geometries=[s.service_area for s in drawn],
        codes=_only_after(len(drawn)),
        classes=(AreaClass(name, SERVICE_AREA_NEW),),
        names=[""] * len(drawn),
        is_interactive=False,
    )


def _sites(sites: Sequence[PlannedSite]) -> PointLayer:
    return PointLayer(
        id="sites",
        name=SITE,
        xy=np.array([s.location for s in sites], dtype=np.float64).reshape(-1, 2),
        codes=_only_after(len(sites)),
        categories=(Category(SITE, STATION_NEW),),
        names=[_site_name(s) for s in sites],
        fields=(
            Field(Text("排名", "Rank"), [s.rank for s in sites], "integer"),
            Field(ADDS, [float(s.adds) for s in sites], "integer"),
            Field(DISTRICT, [s.district or None for s in sites]),
            Field(Text("费用", "Cost"), [s.cost_cny for s in sites], "cny"),
        ),
        is_marker=True,
        badges=[str(s.rank) for s in sites],
        cluster_above=0,
    )


def _site_name(site: PlannedSite) -> Label:
    return site.name or Text(f"{SITE.zh} {site.rank}", f"Site {site.rank}")


def _site_table(sites: Sequence[PlannedSite]) -> Table:
    ranked = sorted(enumerate(sites), key=lambda numbered: numbered[1].rank)
    ordered = [s for _, s in ranked]
    total = np.cumsum([s.adds for s in ordered]).tolist()
    # A plan without costs needs no empty column.
    costs = (
        [[s.cost_cny] for s in ordered] if any(s.cost_cny for s in ordered) else [[]] * len(sites)
    )
    return Table(
        id="sites",
        caption=Text("新增站点排名", "New sites by rank"),
        columns=(
            Column(Text("站点", "Site")),
            Column(Text("排名", "Rank"), "integer"),
            Column(DISTRICT),
            Column(ADDS, "integer"),
            Column(Text("累计新增", "Added so far"), "integer"),
            *([Column(Text("费用", "Cost"), "cny")] if any(costs) else []),
        ),
        rows=[
            [_site_name(s), s.rank, s.district, float(s.adds), so_far, *cost]
            for s, so_far, cost in zip(ordered, total, costs, strict=True)
        ],
        bounds=[None if s.service_area is None else s.service_area.bounds for s in ordered],
        targets=[("sites", number) for number, _ in ranked],
    )


def _curve(curve: Sequence[CurvePoint]) -> Chart:
    return Chart(
        id="curve",
        caption=Text("新增站点数与覆盖率", "Reach by number of new stations"),
        horizontal=[str(point.n_stations) for point in curve],
        series=(Series(STATION_REACH, [point.served_ratio for point in curve]),),
    )


def _facts(data: PlanMap) -> list[Fact]:
    n = len(data.organizations)
    before = int(np.count_nonzero(data.organizations.is_reached))
    after = int(np.count_nonzero(data.is_reached_after))
    facts = [
        Fact(Text("新增站点", "New sites"), len(data.sites)),
        Fact(Text("规划前覆盖率", "Reach before"), before / n if n else None, "ratio"),
        Fact(Text("规划后覆盖率", "Reach after"), after / n if n else None, "ratio"),
        Fact(Text("新增覆盖组织", "Newly reached"), after - before),
        Fact(Text("仍未覆盖", "Still not reached"), n - after),
    ]
    if data.gap is not None:
        facts.append(Fact(Text("距最优上界", "Gap to the bound"), data.gap, "ratio"))
    if data.cost_cny is not None:
        facts.append(Fact(Text("费用", "Cost"), data.cost_cny, "cny"))
    return facts


def _summary(data: PlanMap) -> Text:
    n = len(data.organizations)
    before = int(np.count_nonzero(data.organizations.is_reached))
    after = int(np.count_nonzero(data.is_reached_after))
    return Text(
        f"新增 {len(data.sites)} 个站点，覆盖的组织由 {before:,} 家增至 {after:,} 家，"
        f"共 {n:,} 家。",
        f"{len(data.sites)} new sites raise the organizations reached from {before:,} to "
        f"{after:,} of {n:,}.",
    )
