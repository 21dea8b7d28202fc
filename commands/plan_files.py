"""Demand and candidates of a plan from files, for planning without a database."""

from __future__ import annotations

import csv
import math
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np
import orjson
import shapely
from numpy.typing import NDArray

from geo.crs import metric_crs
from geo.distance import reached
from geo.location import Progress
from schema.operations.limits import UNDATED, PlanningLimits
from schema.operations.station_plan import StationPlan, assemble
from schema.operations.station_plan_arrays import PlanArrays
from schema.operations.station_plan_candidates import DEFAULT_SPACING_M, grid
from schema.operations.station_plan_problem import solve_plan
from schema.operations.station_plan_question import StationPlanQuestion

Floats = NDArray[np.float64]

LONGITUDES = ("longitude", "lon", "lng", "x", "经度")
LATITUDES = ("latitude", "lat", "y", "纬度")
WEIGHTS = ("weight", "权重")
DISTRICTS = ("district", "区县")
NAMES = ("name", "名称")


@dataclass(frozen=True, eq=False)
class PlacesFile:
    """Places of a file: positions (n, 2) in WGS 84 degrees, weights, districts and names."""

    xy: Floats
    weights: Floats
    districts: tuple[str, ...]
    names: tuple[str, ...]


def read_places(path: Path) -> PlacesFile:
    """Read places from a CSV or GeoJSON file, by its ending.

    CSV: UTF-8 with a header; columns longitude and latitude, and if they are there, weight (1
    without it), district and name. GeoJSON: a FeatureCollection of points with these properties.
    An empty position is a place that is not located.

    Raises
    ------
    click.ClickException
        With the file, the line or feature, and what is wrong.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise click.ClickException(
            f"{path}: byte {error.start} is no UTF-8; save it as UTF-8."
        ) from error
    is_geojson = path.suffix.lower() in {".geojson", ".json"}
    rows = list(_geojson_rows(path, text) if is_geojson else _csv_rows(path, text))
    if not rows:
        raise click.ClickException(f"{path}: it holds no places.")
    return PlacesFile(
        xy=np.array([row[0] for row in rows], dtype=np.float64),
        weights=np.array([row[1] for row in rows], dtype=np.float64),
        districts=tuple(row[2] for row in rows),
        names=tuple(row[3] for row in rows),
    )


_Row = tuple[tuple[float, float], float, str, str]


def _csv_rows(path: Path, text: str) -> Iterator[_Row]:
    reader = csv.DictReader(text.splitlines())
    columns = {name.strip().lower(): name for name in reader.fieldnames or ()}
    longitude, latitude = (_column(path, columns, names) for names in (LONGITUDES, LATITUDES))
    for row in reader:
        where = f"{path}, line {reader.line_num}"
        lowered = {key: row.get(name) or "" for key, name in columns.items()}
        position = lowered[longitude].strip(), lowered[latitude].strip()
        if position == ("", ""):
            xy = (math.nan, math.nan)
        else:
            xy = (
                _number(where, longitude, position[0], 180.0),
                _number(where, latitude, position[1], 90.0),
            )
        yield xy, _weight(where, lowered), _first(lowered, DISTRICTS), _first(lowered, NAMES)


def _geojson_rows(path: Path, text: str) -> Iterator[_Row]:
    try:
        features = orjson.loads(text)["features"]
        rows = [
            (
                feature.get("geometry"),
                {str(k).lower(): v for k, v in (feature.get("properties") or {}).items()},
            )
            for feature in features
        ]
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
        raise click.ClickException(
            f"{path}: it is no GeoJSON FeatureCollection ({error!r})."
        ) from error
    for place, (geometry, properties) in enumerate(rows):
        where = f"{path}, feature {place}"
        xy = (math.nan, math.nan)
        if geometry is not None:
            if geometry.get("type") != "Point" or len(geometry.get("coordinates") or ()) < 2:
                raise click.ClickException(f"{where}: it is no Point; give points alone.")
            x, y = geometry["coordinates"][:2]
            xy = _number(where, "longitude", x, 180.0), _number(where, "latitude", y, 90.0)
        yield (
            xy,
            _weight(where, properties),
            _first(properties, DISTRICTS),
            _first(properties, NAMES),
        )


def plan_files(
    question: StationPlanQuestion,
    limits: PlanningLimits,
    demand: PlacesFile,
    candidates: PlacesFile | None,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> StationPlan:
    """Plan for the places of files: no station exists yet, the districts are the file's.

    Without candidates they lie on a grid over the rectangle around the demand.
    """
    started = time.perf_counter()
    districts = tuple(dict.fromkeys(name for name in demand.districts if name))
    number_of = {name: number for number, name in enumerate(districts, 1)}
    sites = _sites(question, limits, demand) if candidates is None else candidates.xy
    sites = sites[np.isfinite(sites).all(axis=1)]
    names = {} if candidates is None else dict(enumerate(candidates.names))
    arrays = PlanArrays(
        demand_xy=demand.xy,
        weights=demand.weights,
        zones=np.array([number_of.get(name, 0) for name in demand.districts], dtype=np.int64),
        zone_names={number: name for name, number in number_of.items()},
        sites_xy=sites,
        station_ids=np.zeros(len(sites), dtype=np.int64),
        site_names=names,
        n_fixed=0,
        is_paid=np.ones(len(sites), dtype=np.bool_),
    )
    found = solve_plan(arrays, question, limits, on_progress, should_stop)
    return assemble(arrays, question, found, started=started, day=UNDATED)


def _sites(question: StationPlanQuestion, limits: PlanningLimits, demand: PlacesFile) -> Floats:
    located = demand.xy[np.isfinite(demand.xy).all(axis=1)]
    if not len(located):
        return located
    west, south = located.min(axis=0).tolist()
    east, north = located.max(axis=0).tolist()
    projection = metric_crs((west, south, east, north), areal_error_max=0.0)
    spacing_m = question.candidates.grid_spacing_m or DEFAULT_SPACING_M
    # Half a spacing wider, so that demand in one place or line has candidates around it.
    plane = shapely.box(
        *projection.project(located).min(axis=0), *projection.project(located).max(axis=0)
    )
    area = projection.unproject(shapely.buffer(plane, spacing_m / 2.0, join_style="mitre"))
    places = grid(area, projection, spacing_m, limits.candidates_max)
    return places[reached(places, located, question.service_radius_m)]


def _column(path: Path, columns: Mapping[str, str], names: tuple[str, ...]) -> str:
    for name in names:
        if name in columns:
            return name
    found = ", ".join(columns.values()) or "none"
    raise click.ClickException(f"{path}: it has no column {names[0]!r}; its columns are {found}.")


def _number(where: str, name: str, value: Any, most: float) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not -most <= number <= most:
        raise click.ClickException(
            f"{where}: {name} is {value!r}; give degrees from {-most:g} to {most:g}."
        )
    return number


def _weight(where: str, row: Mapping[str, Any]) -> float:
    value = _first(row, WEIGHTS)
    if value == "":
        return 1.0
    try:
        weight = float(value)
    except ValueError:
        weight = math.nan
    if not 0.0 <= weight < math.inf:
        raise click.ClickException(f"{where}: weight is {value!r}; give a number from 0 up.")
    return weight


def _first(row: Mapping[str, Any], names: tuple[str, ...]) -> str:
    for name in names:
        if row.get(name) is not None:
            return str(row[name]).strip()
    return ""
