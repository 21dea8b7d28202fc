"""Places as map layers: one GeoJSON FeatureCollection for map clients."""

from __future__ import annotations

import enum
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import repeat
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from db import models
from db.engine import Session
from db.repositories import circle, district, organization, station
from db.repositories.columns import point_columns
from db.repositories.filters import SpatialFilter, spatial_conditions
from db.repositories.organization import OrganizationFilter
from db.repositories.validity import is_open
from geo.coverage import M2_PER_KM2
from geo.crs import CoordinateSystem, from_wgs84, metric_crs
from geo.geojson import feature, feature_collection, geojson_from_geometry, geojson_from_points
from geo.service_area import service_areas
from schema.operations.areas import measure_areas
from schema.operations.coverage import CoverageStudy
from schema.operations.errors import ArgumentError, argument
from schema.operations.limits import Limits
from schema.operations.questions import CoverageQuestion, Scope
from schema.operations.shapes import PRECISION_DEFAULT, PRECISION_MAX

ZOOM_MAX = 24
# Of one pixel of a 256-pixel Web Mercator tile of zoom 0, at the equator.
_PIXEL_M = 156_543.03392804097
_DEGREE_M = 111_320.0


class MapLayer(enum.StrEnum):
    """What can be drawn on a map."""

    DISTRICTS = "DISTRICTS"
    ORGANIZATIONS = "ORGANIZATIONS"
    COMMERCIAL_CIRCLES = "COMMERCIAL_CIRCLES"
    GUIDANCE_STATIONS = "GUIDANCE_STATIONS"
    SERVICE_AREAS = "SERVICE_AREAS"
    COVERAGE_GAPS = "COVERAGE_GAPS"


_STATION_PROPERTIES = {
    "name": "name",
    "status": "status",
    "serviceRadius": "service_radius_m",
    "capacity": "capacity",
    "openedOn": "opened_on",
    "closedOn": "closed_on",
}
# From the names that clients ask for to the attributes of the rows.
PROPERTIES: Mapping[MapLayer, Mapping[str, str]] = {
    MapLayer.DISTRICTS: {"adcode": "adcode", "name": "name", "nameEn": "name_en"},
    MapLayer.ORGANIZATIONS: {
        "name": "name",
        "creditCode": "credit_code",
        "kind": "kind",
        "industry": "industry",
        "employees": "employees",
        "partyMembers": "party_members",
    },
    MapLayer.COMMERCIAL_CIRCLES: {"name": "name"},
    MapLayer.GUIDANCE_STATIONS: _STATION_PROPERTIES,
    MapLayer.SERVICE_AREAS: _STATION_PROPERTIES,
    MapLayer.COVERAGE_GAPS: {"adcode": "adcode", "name": "name", "areaKm2": "area_km2"},
}


@dataclass(frozen=True, slots=True)
class FeatureQuestion:
    """Which features, with which properties, drawn how.

    Parameters
    ----------
    layer : MapLayer
    spatial : SpatialFilter, optional
        On what is drawn; of a service area or a gap the bbox, intersects and within.
    organizations : OrganizationFilter, optional
        Of the layer ORGANIZATIONS only.
    properties : tuple of str, optional
        All of `PROPERTIES` where not given.
    zoom : int, optional
        Lines are simplified to half a pixel of it.
    precision : int, optional
        Decimals of a degree; by default those that the zoom shows, else 7.
    crs : CoordinateSystem
    limit : int
        Features at most.
    """

    layer: MapLayer
    spatial: SpatialFilter | None = None
    organizations: OrganizationFilter | None = None
    properties: tuple[str, ...] | None = None
    zoom: int | None = None
    precision: int | None = None
    crs: CoordinateSystem = CoordinateSystem.WGS84
    limit: int = 100_000


@dataclass(frozen=True, slots=True)
class _Gap:
    """The gaps of one district, as a row."""

    id: int
    adcode: str
    name: str
    area_km2: float
    geometry: BaseGeometry


Rows = Sequence[Any]
Geometries = NDArray[np.object_]


def check_question(question: FeatureQuestion, limits: Limits) -> None:
    """Refuse what cannot be drawn.

    Raises
    ------
    ArgumentError
        For numbers out of range, an unknown property, and conditions on organizations for another
        layer.
    """
    for name, value, most in (
        ("limit", question.limit, limits.features_max),
        ("zoom", question.zoom, ZOOM_MAX),
        ("precision", question.precision, PRECISION_MAX),
    ):
        if value is not None and not 0 <= value <= most:
            raise ArgumentError(name, f"{value} is out of range; give 0 to {most}")
    known = PROPERTIES[question.layer]
    for name in question.properties or ():
        if name not in known:
            raise ArgumentError(
                "properties",
                f"features of {question.layer} have no {name!r}; there are {', '.join(known)}",
            )
    if question.organizations is not None and question.layer is not MapLayer.ORGANIZATIONS:
        raise ArgumentError(
            "organizations",
            f"it is for the layer ORGANIZATIONS, not {question.layer}; leave it out",
        )


def read_features(
    session: Session, question: FeatureQuestion, day: date, study: CoverageStudy | None
) -> dict[str, Any]:
    """Give the features of a layer as a FeatureCollection, by id.

    Parameters
    ----------
    day : date
        Of the stations that are open, and of the conditions on coverage.
    study : CoverageStudy, optional
        Needed for COVERAGE_GAPS only.

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
    with argument("filter"):
        rows, areas, type_name = _areas(session, question, day, study)
    is_cut = len(rows) > question.limit
    rows, areas = rows[: question.limit], areas[: question.limit]
    drawn = _drawn(areas, question)
    features = (
        feature(geometry, properties, feature_id=f"{type_name}:{row.id}")
        for row, geometry, properties in zip(rows, drawn, _properties(rows, question), strict=True)
    )
    return _collection(features, is_cut=is_cut)


def _organizations(session: Session, question: FeatureQuestion, day: date) -> dict[str, Any]:
    known = PROPERTIES[question.layer]
    names = list(known if question.properties is None else question.properties)
    chosen = question.organizations and replace(question.organizations, day=day)
    with argument("organizations"):
        statement = organization.list_statement(session, chosen)
    with argument("filter"):
        inside = spatial_conditions(session, models.Organization, question.spatial)
    xy, (ids, *values) = point_columns(
        session,
        statement.where(models.Organization.location.is_not(None), *inside),
        models.Organization,
        ["id", *(known[name] for name in names)],
        question.limit + 1,
    )
    points = geojson_from_points(
        from_wgs84(xy[: question.limit], question.crs), _precision(question)
    )
    rows = zip(*values, strict=True) if values else repeat((), len(ids))
    features = (
        feature(point, dict(zip(names, row, strict=True)), feature_id=f"Organization:{number}")
        for point, number, row in zip(points, ids, rows, strict=False)
    )
    return _collection(features, is_cut=len(ids) > question.limit)


def _areas(
    session: Session, question: FeatureQuestion, day: date, study: CoverageStudy | None
) -> tuple[Rows, Geometries, str]:
    """Give the rows of a layer, at most one more than the limit, with their geometries."""
    spatial = question.spatial

    def rows_of(statement: Any, model: Any) -> Rows:
        ordered = statement.where(*spatial_conditions(session, model, spatial))
        found: Rows = session.scalars(ordered.order_by(model.id).limit(question.limit + 1)).all()
        return found

    match question.layer:
        case MapLayer.DISTRICTS:
            rows = rows_of(district.list_statement(session), models.District)
            return rows, _array([row.boundary for row in rows]), "District"
        case MapLayer.COMMERCIAL_CIRCLES:
            rows = rows_of(circle.list_statement(session), models.CommercialCircle)
            return rows, _array([row.boundary for row in rows]), "CommercialCircle"
        case MapLayer.GUIDANCE_STATIONS:
            rows = rows_of(station.list_statement(session), models.GuidanceStation)
            return rows, _array([row.location for row in rows]), "GuidanceStation"
        case MapLayer.SERVICE_AREAS:
            return (*_service_areas(session, spatial, day), "GuidanceStation")
        case _:
            if study is None:
                raise ValueError("COVERAGE_GAPS needs a study")
            return (*_gaps(study, spatial), "District")


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


def _drawn(areas: Geometries, question: FeatureQuestion) -> Iterator[dict[str, Any]]:
    """Give geometries as GeoJSON, simplified to the zoom and in the asked coordinate system."""
    if question.zoom is not None and len(areas) and areas[0].geom_type != "Point":
        west, south, east, north = shapely.total_bounds(areas).tolist()
        projection = metric_crs((west, south, east, north), areal_error_max=0.0)
        pixel_m = _PIXEL_M * math.cos(math.radians((south + north) / 2.0)) / 2**question.zoom
        lines = projection.project(areas)
        if question.layer is MapLayer.DISTRICTS:
            # Neighbours keep their common line. The tolerance is the root of an area there.
            lines = shapely.coverage_simplify(lines, pixel_m / 2.0)
        else:
            lines = shapely.simplify(lines, pixel_m / 2.0, preserve_topology=True)
        areas = projection.unproject(lines)
    precision = _precision(question)
    for area in from_wgs84(areas, question.crs):
        yield geojson_from_geometry(area, precision)


def _precision(question: FeatureQuestion) -> int:
    if question.precision is not None:
        return question.precision
    if question.zoom is None:
        return PRECISION_DEFAULT
    pixel_deg = _PIXEL_M / _DEGREE_M / 2**question.zoom
    return min(max(math.ceil(-math.log10(pixel_deg / 2.0)), 0), PRECISION_DEFAULT)


def _properties(rows: Rows, question: FeatureQuestion) -> Iterator[dict[str, Any]]:
    known = PROPERTIES[question.layer]
    names = known if question.properties is None else question.properties
    for row in rows:
        yield {name: _plain(getattr(row, known[name])) for name in names}


def _plain(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return value.value
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
