"""Places as map layers: one GeoJSON FeatureCollection for map clients."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from db import models
from db.engine import Session
from db.repositories import circle, district, station
from db.repositories.filters import SpatialFilter, spatial_conditions
from db.repositories.validity import is_open
from geo.coverage import M2_PER_KM2
from geo.crs import from_wgs84, metric_crs
from geo.geojson import feature, feature_collection, geojson_from_points
from geo.service_area import service_areas
from schema.operations.areas import measure_areas
from schema.operations.coverage import CoverageStudy
from schema.operations.density_layer import density_hexagons
from schema.operations.drawing import decimals, drawn
from schema.operations.errors import ArgumentError, argument
from schema.operations.layers import PROPERTIES, TYPE_NAMES, FeatureQuestion, MapLayer
from schema.operations.organization_layer import organization_rows
from schema.operations.questions import CoverageQuestion, Scope
from schema.operations.register_layers import culture_sites, pairing_lines

Rows = Sequence[Any]
Geometries = NDArray[np.object_]


# What these show follows from the coverage of the day.
LAYERS_OF_A_STUDY = frozenset({MapLayer.COVERAGE_GAPS, MapLayer.UNREACHED_DENSITY})


@dataclass(frozen=True, slots=True)
class _Gap:
    """The gaps of one district, as a row."""

    id: int
    adcode: str
    name: str
    area_km2: float
    geometry: BaseGeometry


def read_features(
    session: Session, question: FeatureQuestion, day: date, study: CoverageStudy | None
) -> dict[str, Any]:
    """Give the features of a layer as a FeatureCollection, by id.

    Parameters
    ----------
    day : date
        On which organizations are counted (established and not closed) and stations are open,
        and of the conditions on coverage.
    study : CoverageStudy, optional
        Needed for `LAYERS_OF_A_STUDY` only.

    Returns
    -------
    dict
        With the foreign member ``"truncated": true`` where the limit cut.

    Raises
    ------
    ArgumentError
        For a condition that cannot be asked for, such as an unknown adcode.
    """
    if question.layer is MapLayer.ORGANIZATIONS:
        return _organizations(session, question, day)
    rows, areas = layer_rows(session, question, day, study)
    is_cut = len(rows) > question.limit
    rows, areas = rows[: question.limit], areas[: question.limit]
    geometries = drawn(areas, question)
    features = (
        feature(geometry, properties, feature_id=f"{TYPE_NAMES[question.layer]}:{row.id}")
        for row, geometry, properties in zip(
            rows, geometries, properties_of(rows, question), strict=True
        )
    )
    return _collection(features, is_cut=is_cut)


def _organizations(session: Session, question: FeatureQuestion, day: date) -> dict[str, Any]:
    ids, xy, properties = organization_rows(session, question, day)
    points = geojson_from_points(from_wgs84(xy[: question.limit], question.crs), decimals(question))
    features = (
        feature(point, values, feature_id=f"Organization:{number}")
        for point, number, values in zip(points, ids, properties, strict=False)
    )
    return _collection(features, is_cut=len(ids) > question.limit)


# The layers that draw a geometry column as it is.
_PLAIN: Mapping[MapLayer, tuple[Callable[[Session], Any], Any, str]] = {
    MapLayer.DISTRICTS: (district.list_statement, models.District, "boundary"),
    MapLayer.COMMERCIAL_CIRCLES: (circle.list_statement, models.CommercialCircle, "boundary"),
    MapLayer.GUIDANCE_STATIONS: (station.list_statement, models.GuidanceStation, "location"),
}


def layer_rows(
    session: Session, question: FeatureQuestion, day: date, study: CoverageStudy | None
) -> tuple[Rows, Geometries]:
    """Give the rows of a layer but ORGANIZATIONS, by id, with their geometries in WGS 84.

    A layer that is a table gives one row more than the limit where there are more.

    Raises
    ------
    ArgumentError
        For a condition that cannot be asked for, such as an unknown adcode.
    """
    with argument("filter"):
        return _layer_rows(session, question, day, study)


def _layer_rows(
    session: Session, question: FeatureQuestion, day: date, study: CoverageStudy | None
) -> tuple[Rows, Geometries]:
    spatial = question.spatial
    if question.layer in _PLAIN:
        list_statement, model, geometry = _PLAIN[question.layer]
        statement = list_statement(session).where(
            *_wanted(model, question), *spatial_conditions(session, model, spatial)
        )
        rows = session.scalars(statement.order_by(model.id).limit(question.limit + 1)).all()
        return rows, _array([getattr(row, geometry) for row in rows])
    rows, areas = _derived_areas(session, question, day, study)
    if question.ids is None:
        return rows, areas
    kept = np.array([row.id in question.ids for row in rows], dtype=np.bool_)
    return [row for row in rows if row.id in question.ids], areas[kept]


def _wanted(model: Any, question: FeatureQuestion) -> list[Any]:
    return [] if question.ids is None else [model.id.in_(question.ids)]


def _derived_areas(
    session: Session, question: FeatureQuestion, day: date, study: CoverageStudy | None
) -> tuple[Rows, Geometries]:
    """Give the rows of a layer whose shapes are made of more than one column."""
    spatial = question.spatial
    match question.layer:
        case MapLayer.CULTURE_SITES:
            return culture_sites(session, spatial, question.limit + 1)
        case MapLayer.PAIRINGS:
            rows, lines, on_line = pairing_lines(session, spatial, day)
            return _meeting(rows, lines, _split(on_line)[1])
        case MapLayer.SERVICE_AREAS:
            return _service_areas(session, spatial, day)
        case _:
            if study is None:
                raise ValueError(f"{question.layer} needs a study")
            if question.layer is MapLayer.UNREACHED_DENSITY:
                hexagons = density_hexagons(study, spatial, question.zoom)
                return _meeting(*hexagons, _split(spatial)[1])
            return _gaps(study, spatial)


def _service_areas(
    session: Session, spatial: SpatialFilter | None, day: date
) -> tuple[Rows, Geometries]:
    """Give the stations open on a day and their discs in WGS 84."""
    at_station, on_area = _split(spatial)
    rows = session.scalars(
        station.list_statement(session)
        .where(is_open(day), *spatial_conditions(session, models.GuidanceStation, at_station))
        .order_by(models.GuidanceStation.id)
    ).all()
    if not rows:
        return [], _array([])
    xy = np.array([(row.location.x, row.location.y) for row in rows])
    west, south, east, north = shapely.total_bounds(shapely.points(xy)).tolist()
    projection = metric_crs((west, south, east, north), areal_error_max=0.0)
    radii_m = np.array([row.service_radius_m for row in rows])
    discs = projection.unproject(service_areas(xy, radii_m, projection))
    return _meeting(rows, discs, on_area)


def _gaps(study: CoverageStudy, spatial: SpatialFilter | None) -> tuple[Rows, Geometries]:
    """Give the districts that have gaps, and the gaps in WGS 84."""
    if spatial is not None and (spatial.near is not None or spatial.circle is not None):
        raise ArgumentError("filter", "gaps are not filtered by near or circle; use bbox or within")
    adcode = spatial.district if spatial is not None else None
    whole = study.answer(CoverageQuestion(Scope(adcode=adcode)))
    parts = study.by_district(whole)
    rows = []
    by_id = {one.id: one for one in study.places.districts}
    for part, measured in zip(parts, measure_areas([p.report for p in parts]), strict=True):
        gaps, one = measured.gaps, by_id[part.district_id]
        if gaps is not None:
            area_km2 = float(measured.coverage.gaps.area / M2_PER_KM2)
            rows.append(_Gap(one.id, one.adcode, one.name, area_km2, gaps))
    return _meeting(rows, _array([row.geometry for row in rows]), _split(spatial)[1])


def _split(
    spatial: SpatialFilter | None,
) -> tuple[SpatialFilter | None, list[Callable[[Geometries], NDArray[np.bool_]]]]:
    """Split a filter into what is asked of a station and what is asked of an area that is drawn."""
    if spatial is None:
        return None, []
    tests: list[Callable[[Geometries], NDArray[np.bool_]]] = []
    if spatial.bbox is not None:
        box = shapely.box(*spatial.bbox)
        tests.append(lambda areas: shapely.intersects(areas, box))
    if (meeting := spatial.intersects) is not None:
        tests.append(lambda areas: shapely.intersects(areas, meeting))
    if (holding := spatial.within) is not None:
        tests.append(lambda areas: shapely.within(areas, holding))
    rest = SpatialFilter(near=spatial.near, district=spatial.district, circle=spatial.circle)
    return rest, tests


def _meeting(
    rows: Rows, areas: Geometries, tests: Sequence[Callable[[Geometries], NDArray[np.bool_]]]
) -> tuple[Rows, Geometries]:
    kept = np.ones(len(areas), dtype=np.bool_)
    for test in tests:
        kept &= test(areas)
    return [row for row, is_kept in zip(rows, kept, strict=True) if is_kept], areas[kept]


def properties_of(rows: Rows, question: FeatureQuestion) -> Iterator[dict[str, Any]]:
    """Give the properties of the rows of a layer as GeoJSON holds them."""
    known = PROPERTIES[question.layer]
    names = known if question.properties is None else question.properties
    for row in rows:
        yield {name: plain(getattr(row, known[name])) for name in names}


def plain(value: Any) -> Any:
    """Give an attribute of a row as GeoJSON holds it."""
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, Decimal):
        return f"{value:f}"  # as the API's own scalar: a binary float is not exact
    return value.isoformat() if isinstance(value, date) else value


def _array(geometries: Sequence[BaseGeometry]) -> Geometries:
    array = np.empty(len(geometries), dtype=np.object_)
    array[:] = geometries
    return array


def _collection(features: Iterator[dict[str, Any]], *, is_cut: bool) -> dict[str, Any]:
    collection = feature_collection(features)
    if is_cut:
        collection["truncated"] = True
    return collection
