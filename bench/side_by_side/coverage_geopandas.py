"""The same city's coverage by geopandas, on the same polygons."""

from __future__ import annotations

from typing import Any

import geopandas
import numpy as np
import shapely

from geo.service_area import service_areas
from side_by_side.coverage_ways import RADIUS_M, Answer, City, projected_zones


def geopandas_way(city: City) -> Answer:
    """Answer by geopandas as its guide does: buffer, union_all, overlay, sjoin."""
    answer = Answer()
    definition = city.crs.definition
    points, stations, discs, zones = _frames(city)
    answer.timed(
        "buffer",
        lambda: stations.buffer(RADIUS_M, quad_segs=len(discs.geometry[0].exterior.coords) // 4),
    )
    union = answer.timed("union_all", discs.union_all)
    served = geopandas.GeoDataFrame(geometry=[union], crs=definition)
    inside = answer.timed("overlay, served", lambda: geopandas.overlay(zones, served))
    outside = answer.timed(
        "overlay, gaps", lambda: geopandas.overlay(zones, served, how="difference")
    )
    twice = answer.timed("overlay and union_all, overlap", lambda: _twice(discs))
    overlap = answer.timed("overlay, overlap", lambda: geopandas.overlay(zones, twice))
    # In degrees, in which the districts' sides are straight for both ways.
    places, districts = _frames_in_degrees(city)
    in_zone = answer.timed(
        "sjoin, districts", lambda: geopandas.sjoin(places, districts, predicate="within")
    )
    answer.usual, answer.best = "sjoin with the discs", "sjoin with their union"
    hits = answer.timed(answer.usual, lambda: _within(points, discs))
    answer.timed(answer.best, lambda: _within(points, served.explode()))
    nearest = answer.timed(
        "sjoin_nearest", lambda: geopandas.sjoin_nearest(points, stations, distance_col="metres")
    )
    metres = nearest.metres.groupby(level=0).first()
    points["served"] = points.index.isin(hits)
    answer.quantiles_m = answer.timed("quantile", lambda: _quantiles(metres, in_zone)).tolist()
    areas = [frame.set_index("zone").area / 1e6 for frame in (inside, overlap, outside)]
    answer.areas = [
        tuple(float(column.get(zone, 0.0)) for column in areas) for zone in range(len(zones))
    ]
    answer.is_reached = points.served.to_numpy()
    answer.distances_m = metres.to_numpy()
    served_by_zone = points.served[in_zone.index].groupby(in_zone.zone).sum()
    answer.served_by_zone = [int(served_by_zone.get(z, 0)) for z in range(len(city.districts))]
    return answer


def _frames(city: City) -> tuple[Any, Any, Any, Any]:
    crs, definition = city.crs, city.crs.definition
    zones = projected_zones(city)

    def frame(geometry: Any, **columns: Any) -> Any:
        return geopandas.GeoDataFrame(columns, geometry=geometry, crs=definition)

    return (
        frame(shapely.points(crs.project(city.points))),
        frame(shapely.points(crs.project(city.stations))),
        frame(service_areas(city.stations, RADIUS_M, crs), station=np.arange(len(city.stations))),
        frame(zones, zone=np.arange(len(zones))),
    )


def _frames_in_degrees(city: City) -> tuple[Any, Any]:
    numbers = {"zone": np.arange(len(city.districts))}
    return (
        geopandas.GeoDataFrame(geometry=shapely.points(city.points), crs="EPSG:4326"),
        geopandas.GeoDataFrame(numbers, geometry=city.districts, crs="EPSG:4326"),
    )


def _within(points: Any, areas: Any) -> Any:
    return geopandas.sjoin(points, areas, predicate="within").index.unique()


def _twice(discs: Any) -> Any:
    pairs = geopandas.overlay(discs, discs, how="intersection", keep_geom_type=True)
    twice = pairs[pairs.station_1 < pairs.station_2].union_all()
    return geopandas.GeoDataFrame(geometry=[twice], crs=discs.crs)


def _quantiles(metres: Any, in_zone: Any) -> Any:
    metres[in_zone.index].groupby(in_zone.zone.to_numpy()).quantile([0.5, 0.9])
    return metres.quantile([0.5, 0.9]).to_numpy()
