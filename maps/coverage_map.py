"""The coverage map: whom stations reach and whom not, district by district."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import folium
import numpy as np
from shapely.geometry.base import BaseGeometry

from geo.indicators import Rate
from maps.document import Document, Page, to_map
from maps.figures import Fact
from maps.language import Text
from maps.layers import (
    Label,
    Layer,
)
from maps.place_layers import (
    AREA_RATIO,
    STATION_REACH,
    circle_areas,
    district_table,
    gap_areas,
    organization_points,
    rate_ratio,
    service_areas,
    shaded_districts,
    station_points,
)
from maps.places import Circle, District, Organizations, Station
from maps.setting import Setting

TITLE = Text("党建工作指导站覆盖图", "Guidance station coverage")


@dataclass(frozen=True)
class CoverageMap:
    """What a coverage map shows, in WGS 84.

    Parameters
    ----------
    gaps : Polygon or MultiPolygon, optional
        The area that no open station serves.
    service_radius_m : float, optional
        Where one radius was used for all stations; named in the summary.
    area_ratio : float, optional
        Share of the whole area served, in [0, 1].
    focus : (west, south, east, north), optional
        What the map opens on, where that is not the whole area.
    """

    districts: Sequence[District]
    organizations: Organizations
    circles: Sequence[Circle] = ()
    stations: Sequence[Station] = ()
    gaps: BaseGeometry | None = None
    service_radius_m: float | None = None
    area_ratio: float | None = None
    focus: tuple[float, float, float, float] | None = None
    title: Label = TITLE
    setting: Setting = field(default_factory=Setting)


def coverage_map(data: CoverageMap) -> folium.Map:
    """Draw districts by station reach, organizations, circles, stations, service areas and gaps.

    Returns
    -------
    folium.Map
        Shows itself in a notebook; ``maps.document.document`` gives its one HTML file.

    Raises
    ------
    MapInputError
        For columns of different lengths or coordinates that are no longitude and latitude.
    """
    return to_map(coverage_document(data))


def coverage_document(data: CoverageMap) -> Document:
    """Return the content of a coverage map, for a map or a still picture."""
    layers: list[Layer] = [shaded_districts(data.districts)]
    if any(s.service_area is not None for s in data.stations):
        layers.append(service_areas(data.stations))
    if data.gaps is not None:
        layers.append(gap_areas(data.gaps))
    if data.circles:
        layers.append(circle_areas(data.circles))
    layers.append(organization_points(data.organizations))
    if data.stations:
        layers.append(station_points(data.stations))
    page = Page(
        id="coverage",
        layers=layers,
        summary=_summary(data),
        facts=_facts(data),
        tables=[district_table(data.districts)],
        focus=data.focus,
    )
    return Document(kind="coverage", title=data.title, pages=[page], setting=data.setting)


def _reach(data: CoverageMap) -> Rate:
    return Rate(int(np.count_nonzero(data.organizations.is_reached)), len(data.organizations))


def _facts(data: CoverageMap) -> list[Fact]:
    reach = _reach(data)
    n_open = sum(station.status == "OPEN" for station in data.stations)
    facts = [
        Fact(Text("组织总数", "Organizations"), reach.denominator),
        Fact(Text("指导站已覆盖", "Reached by a station"), reach.numerator),
        Fact(Text("指导站未覆盖", "Not reached"), reach.denominator - reach.numerator),
        Fact(STATION_REACH, rate_ratio(reach), "ratio"),
        Fact(Text("开放指导站", "Open stations"), n_open),
    ]
    if data.area_ratio is not None:
        facts.append(Fact(AREA_RATIO, data.area_ratio, "ratio"))
    return facts


def _summary(data: CoverageMap) -> Text:
    reach = _reach(data)
    n_open = sum(station.status == "OPEN" for station in data.stations)
    radius = data.service_radius_m
    zh_radius = f"（服务半径 {radius:,.0f} 米）" if radius else ""
    en_radius = f" (service radius {radius:,.0f} m)" if radius else ""
    unreached = reach.denominator - reach.numerator
    return Text(
        f"{len(data.districts)} 个区县共 {reach.denominator:,} 家组织，"
        f"{n_open} 个开放的指导站{zh_radius}覆盖其中 {reach.numerator:,} 家，"
        f"{unreached:,} 家尚未覆盖。",
        f"Of {reach.denominator:,} organizations in {len(data.districts)} districts, {n_open} open "
        f"stations{en_radius} reach {reach.numerator:,}; {unreached:,} are not reached.",
    )
