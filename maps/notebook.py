"""Maps from GeoDataFrames of any city, for notebooks.

geopandas itself is not needed: whatever has its columns, ``geometry`` and ``to_crs`` will do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import folium
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.coverage import AreaCoverage, area_coverage_by_zone
from geo.crs import metric_crs
from geo.distance import nearest_station, reached
from geo.indicators import Rate
from geo.service_area import service_areas
from geo.zones import zone_numbers
from maps.coverage_map import TITLE, CoverageMap, coverage_map
from maps.frames import Frame, column_of, integers_of, points_of, polygons_of, texts_of
from maps.layers import Label
from maps.places import District, Organizations, Station
from maps.setting import Setting


@dataclass(frozen=True)
class Columns:
    """Which column holds what; None for a column that there is not."""

    organization_name: str = "name"
    organization_kind: str | None = None
    organization_industry: str | None = None
    organization_employees: str | None = None
    district_name: str = "name"
    district_code: str | None = None
    district_name_en: str | None = None
    station_name: str = "name"
    station_radius_m: str | None = None


@dataclass(frozen=True)
class FrameOptions:
    """What frames are drawn with.

    Parameters
    ----------
    service_radius_m : float
        Of every station, where `columns` names no column of radii.
    """

    service_radius_m: float = 1000.0
    columns: Columns = field(default_factory=Columns)
    title: Label = TITLE
    setting: Setting = field(default_factory=Setting)


def coverage_from_frames(
    organizations: Frame,
    stations: Frame,
    districts: Frame,
    options: FrameOptions | None = None,
) -> folium.Map:
    """Measure and draw the coverage of organizations by stations, in any city.

    Parameters
    ----------
    organizations, stations : GeoDataFrame of points
        In any coordinate system. A missing or empty point is an organization without a location,
        which is counted and not reached; stations need theirs.
    districts : GeoDataFrame of polygons
        An organization belongs to the first district whose boundary covers it.
    options : FrameOptions, optional
        Columns, radius, title and setting.

    Returns
    -------
    folium.Map
        The same map as `maps.coverage_map.coverage_map` draws.

    Raises
    ------
    MapInputError
        For a column that is not there or a geometry of the wrong type.

    Examples
    --------
    >>> import geopandas
    >>> shops = geopandas.GeoDataFrame(
    ...     {"shop": ["A", "B"]}, geometry=geopandas.points_from_xy([2.35, 2.40], [48.85, 48.88])
    ... )
    >>> halls = geopandas.GeoDataFrame(
    ...     {"name": ["Hall"]}, geometry=geopandas.points_from_xy([2.351], [48.851])
    ... )
    >>> city = geopandas.GeoDataFrame(
    ...     {"name": ["Centre"]}, geometry=[shapely.box(2.3, 48.8, 2.45, 48.9)]
    ... )
    >>> options = FrameOptions(500.0, Columns(organization_name="shop"), title="Shops and halls")
    >>> drawn = coverage_from_frames(shops, halls, city, options)
    >>> measure_frames(shops, halls, city, options).organizations.is_reached.tolist()
    [True, False]
    """
    return coverage_map(measure_frames(organizations, stations, districts, options))


def measure_frames(
    organizations: Frame,
    stations: Frame,
    districts: Frame,
    options: FrameOptions | None = None,
) -> CoverageMap:
    """Return the input of a coverage map, measured from frames; see `coverage_from_frames`."""
    chosen = options or FrameOptions()
    columns = chosen.columns
    xy = points_of(organizations, "organizations")
    station_xy = points_of(stations, "stations")
    radii_m = _radii_m(stations, chosen)
    boundaries = polygons_of(districts)
    home = zone_numbers(xy, boundaries)
    is_reached = reached(xy, station_xy, radii_m)
    reach = _reach(home, is_reached, len(boundaries))
    names = texts_of(districts, columns.district_name, "districts")
    crs = metric_crs(tuple(shapely.total_bounds(boundaries).tolist()))
    areas = service_areas(station_xy, radii_m, crs)
    served = area_coverage_by_zone(crs.project(boundaries), areas)
    return CoverageMap(
        title=chosen.title,
        setting=chosen.setting,
        organizations=replace(
            _organizations(organizations, columns, xy, is_reached),
            districts=[names[i] if i >= 0 else "" for i in home.tolist()],
            nearest_station_m=nearest_station(xy, station_xy)[1],
        ),
        stations=_stations(
            texts_of(stations, columns.station_name, "stations"),
            station_xy,
            radii_m,
            crs.unproject(areas),
        ),
        districts=_districts(districts, columns, boundaries, served, reach),
        gaps=crs.unproject(shapely.union_all([zone.gaps for zone in served])),
        area_ratio=_whole_ratio(served),
        service_radius_m=float(radii_m[0]) if len(set(radii_m.tolist())) == 1 else None,
    )


def _radii_m(stations: Frame, options: FrameOptions) -> NDArray[np.float64]:
    column = options.columns.station_radius_m
    if column is None:
        return np.full(len(stations), float(options.service_radius_m))
    return np.asarray(column_of(stations, column, "stations"), dtype=np.float64)


def _organizations(
    frame: Frame, columns: Columns, xy: NDArray[np.float64], is_reached: NDArray[np.bool_]
) -> Organizations:
    return Organizations(
        xy=xy,
        names=texts_of(frame, columns.organization_name, "organizations"),
        is_reached=is_reached,
        kinds=texts_of(frame, columns.organization_kind, "organizations"),
        industries=texts_of(frame, columns.organization_industry, "organizations"),
        employees=integers_of(frame, columns.organization_employees),
    )


def _stations(
    names: Sequence[str],
    xy: NDArray[np.float64],
    radii_m: NDArray[np.float64],
    areas: NDArray[np.object_],
) -> list[Station]:
    return [
        Station(name, (x, y), radius_m, service_area=area)
        for name, (x, y), radius_m, area in zip(
            names, xy.tolist(), radii_m.tolist(), areas.tolist(), strict=True
        )
    ]


def _districts(
    frame: Frame,
    columns: Columns,
    boundaries: NDArray[np.object_],
    served: Sequence[AreaCoverage],
    reach: NDArray[np.int64],
) -> list[District]:
    names = texts_of(frame, columns.district_name, "districts")
    codes = texts_of(frame, columns.district_code, "districts") or [""] * len(names)
    english = texts_of(frame, columns.district_name_en, "districts") or [""] * len(names)
    return [
        District(
            adcode=codes[i],
            name=names[i],
            name_en=english[i],
            boundary=boundaries[i],
            station_reach=Rate(int(reach[0, i]), int(reach[1, i])),
            area_km2=served[i].scope_area_km2,
            area_ratio=served[i].area_ratio,
        )
        for i in range(len(names))
    ]


def _reach(
    home: NDArray[np.int64], is_reached: NDArray[np.bool_], n_districts: int
) -> NDArray[np.int64]:
    """Count organizations reached, and all, by district: shape (2, n_districts)."""
    inside = home >= 0
    return np.stack(
        [
            np.bincount(home[inside & is_reached], minlength=n_districts),
            np.bincount(home[inside], minlength=n_districts),
        ]
    )


def _whole_ratio(served: Sequence[AreaCoverage]) -> float | None:
    whole = sum(zone.scope_area_km2 for zone in served)
    return sum(zone.served_area_km2 for zone in served) / whole if whole else None
