"""Road networks from files: GraphML of OSMnx, GeoJSON, and what GDAL reads.

GeoPackage, shapefiles and OpenStreetMap's PBF and XML are read by pyogrio, whose wheels carry GDAL
(the extra `quanmap[roads]`). Its OSM reader resolves ways to lines, so that no second package for
PBF alone is needed; lines of files meet where they share a vertex, as ways do.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray

from db.transfer.errors import ReaderMissingError, TransferError
from db.transfer.graphml import read_road_graph
from geo.crs import CoordinateSystem, to_wgs84
from geo.noding import first_of_equal, noded

Lines = NDArray[np.object_]

# What OpenStreetMap calls a highway and nobody may or can walk on.
NOT_WALKED = frozenset(
    {
        "abandoned",
        "bus_guideway",
        "construction",
        "motorway",
        "motorway_link",
        "no",
        "planned",
        "platform",
        "proposed",
        "raceway",
        "razed",
        "rest_area",
        "services",
    }
)
_GDAL_KINDS = (".gpkg", ".shp", ".fgb", ".osm", ".pbf")
_LINES = (1, 5)  # Shapely's type numbers of LineString and MultiLineString
_GEOGRAPHIC = ("EPSG:4326", "EPSG:4490", "OGC:CRS84")


@dataclass(frozen=True, eq=False)
class RoadsFile:
    """The roads of a file, as a network in WGS 84 degrees.

    Attributes
    ----------
    nodes : float64 array (k, 2)
    edges : int64 array (e, 2)
        The nodes at both ends of each road.
    lines : object array (e,) of LineStrings
    n_given : int
        Lines or edges in the file.
    dropped : mapping of reason to count
        What was left out.
    """

    nodes: NDArray[np.float64]
    edges: NDArray[np.int64]
    lines: Lines
    n_given: int
    dropped: Counter[str] = field(default_factory=Counter)


def read_roads(
    file: Path,
    *,
    crs: CoordinateSystem = CoordinateSystem.WGS84,
    bounds: tuple[float, float, float, float] | None = None,
) -> RoadsFile:
    """Read the roads that can be walked on from a file, by the ending of its name.

    Parameters
    ----------
    file : Path
        .graphml, .geojson, .json, .gpkg, .shp, .fgb, .osm, .osm.pbf.
    crs : CoordinateSystem
        Of the file's degrees.
    bounds : (west, south, east, north), optional
        Roads wholly outside are left out and counted.

    Raises
    ------
    TransferError
        The file is of another kind, broken, projected, or holds no road to walk on.
    """
    kind = file.suffix.lower()
    if not file.is_file():
        raise TransferError(f"{file} is not there, or no file")
    if kind == ".graphml":
        nodes, edges, lines, highways = read_road_graph(file)
        dropped: Counter[str] = Counter()
        kept = _walkable(lines, highways, dropped)
        edges, lines = edges[kept], lines[kept]
        n_given = len(highways)
    elif kind in (".geojson", ".json", *_GDAL_KINDS):
        read = _read_by_gdal if kind in _GDAL_KINDS else _read_geojson
        geometries, highways = read(file)
        n_given, dropped = len(geometries), Counter()
        cut = noded(_drawn_lines(geometries, highways, dropped))
        nodes, edges, lines = cut.nodes, cut.edges, cut.lines
    else:
        raise TransferError(
            f"{file.name} is of no kind that roads are read from; give .graphml, .geojson, .gpkg, "
            ".shp, .osm or .osm.pbf"
        )
    roads = RoadsFile(to_wgs84(nodes, crs), edges, to_wgs84(lines, crs), n_given, dropped)
    return _checked(_deduplicated(_within(roads, bounds)), file)


def _read_geojson(file: Path) -> tuple[Lines, list[str]]:
    try:
        document = orjson.loads(file.read_bytes())
    except orjson.JSONDecodeError as error:
        raise TransferError(f"{file} is no JSON: {error}") from error
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        raise TransferError(f"{file} is no FeatureCollection; give one of LineString features")
    rows = [one if isinstance(one, dict) else {} for one in features]
    given = [row.get("geometry") for row in rows]
    # Heights and properties of all kinds are common in files; GEOS is not so strict as the API.
    try:
        texts = [None if one is None else orjson.dumps(one).decode() for one in given]
    except orjson.JSONEncodeError as error:
        raise TransferError(f"{file} has a geometry that is nested too deep: {error}") from error
    geometries = shapely.from_geojson(texts, on_invalid="ignore")
    for number, one in enumerate(given):
        if one is not None and geometries[number] is None:
            raise TransferError(f"feature {number} of {file} has a geometry that is no GeoJSON")
    properties = [row.get("properties") for row in rows]
    named = [one.get("highway") if isinstance(one, dict) else None for one in properties]
    return geometries, [one if isinstance(one, str) else "" for one in named]


def _read_by_gdal(file: Path) -> tuple[Lines, list[str]]:
    try:
        import pyogrio  # noqa: PLC0415 (an extra)
        from pyogrio.errors import DataSourceError  # noqa: PLC0415
    except ImportError as error:
        raise ReaderMissingError(
            f"{file.suffix} is read by pyogrio, which is not installed; "
            "pip install 'quanmap[roads]', or give .graphml or .geojson"
        ) from error
    is_osm = file.suffix.lower() in (".osm", ".pbf")
    try:
        layer = "lines" if is_osm else _line_layer(file, pyogrio.list_layers(file).tolist())
        names = pyogrio.read_info(file, layer=layer)["fields"].tolist()
        columns = ["highway"] if "highway" in names else []
        options: dict[str, Any] = {"where": "highway IS NOT NULL"} if is_osm else {}
        meta, _, shapes, values = pyogrio.raw.read(file, layer=layer, columns=columns, **options)
    except DataSourceError as error:
        raise TransferError(f"{file} cannot be read: {error}") from error
    system = meta["crs"]
    if system is not None and system not in _GEOGRAPHIC:
        raise TransferError(
            f"{file} is projected to {str(system)[:60]}; save it in EPSG:4326 (longitude, latitude)"
        )
    geometries = shapely.from_wkb(shapes)
    highways = ["" if one is None else str(one) for one in values[0]] if columns else []
    return geometries, highways or [""] * len(geometries)


def _line_layer(file: Path, layers: Sequence[Sequence[Any]]) -> str:
    lined = [str(name) for name, kind in layers if kind is None or "Line" in str(kind)]
    lined = lined or [str(name) for name, kind in layers if kind == "Unknown"]
    if len(lined) == 1:
        return lined[0]
    # OSMnx's own GeoPackages have the layers nodes and edges.
    for name in ("edges", "roads", "lines"):
        if name in lined:
            return name
    found = ", ".join(f"{name} ({kind})" for name, kind in layers) or "none"
    raise TransferError(
        f"{file} has {len(lined)} layers of lines, where one is needed, or one named edges, roads "
        f"or lines; its layers: {found}"
    )


def _drawn_lines(geometries: Lines, highways: Sequence[str], dropped: Counter[str]) -> Lines:
    """Give the single lines that are roads, and count the others."""
    is_line = np.isin(shapely.get_type_id(geometries), _LINES)
    dropped["not a line"] += int((~is_line).sum())
    flat = shapely.force_2d(geometries[is_line])
    named = np.array(highways, dtype=np.object_)[is_line]
    parts, owners = shapely.get_parts(flat, return_index=True)
    return parts[_walkable(parts, named[owners].tolist(), dropped)]


def _walkable(lines: Lines, highways: Sequence[str], dropped: Counter[str]) -> NDArray[np.bool_]:
    is_walked = np.array([one not in NOT_WALKED for one in highways], dtype=np.bool_)
    dropped["not for walking"] += int((~is_walked).sum())
    xy, owners = shapely.get_coordinates(lines, return_index=True)
    is_position = np.isfinite(xy).all(axis=1) & (np.abs(xy) <= (180.0, 90.0)).all(axis=1)
    is_placed = np.bincount(owners[~is_position], minlength=len(lines)) == 0
    dropped["not in degrees"] += int((is_walked & ~is_placed).sum())
    has_length = shapely.length(lines) > 0.0
    dropped["without length"] += int((is_walked & is_placed & ~has_length).sum())
    kept: NDArray[np.bool_] = is_walked & is_placed & has_length
    return kept


def _within(roads: RoadsFile, bounds: tuple[float, float, float, float] | None) -> RoadsFile:
    if bounds is None or not len(roads.lines):
        return roads
    west, south, east, north = bounds
    left, bottom, right, top = shapely.bounds(roads.lines).T
    near = (left <= east) & (right >= west) & (bottom <= north) & (top >= south)
    roads.dropped["outside the city"] += int((~near).sum())
    if not near.any():
        # As for every other place, with a likely cause.
        x, y = shapely.get_coordinates(roads.lines[0])[0].tolist()
        raise TransferError(
            f"no road lies near the city (longitude {west:.4g} to {east:.4g}, latitude {south:.4g} "
            f"to {north:.4g}); the first is at ({x:.6g}, {y:.6g}): another city, or axes exchanged"
        )
    return RoadsFile(
        roads.nodes, roads.edges[near], roads.lines[near], roads.n_given, roads.dropped
    )


def _deduplicated(roads: RoadsFile) -> RoadsFile:
    is_first = first_of_equal(roads.edges, roads.lines)
    roads.dropped["the same road again"] += int((~is_first).sum())
    used, numbers = np.unique(roads.edges[is_first], return_inverse=True)
    return RoadsFile(
        roads.nodes[used],
        numbers.reshape(-1, 2).astype(np.int64),
        roads.lines[is_first],
        roads.n_given,
        roads.dropped,
    )


def _checked(roads: RoadsFile, file: Path) -> RoadsFile:
    if not len(roads.edges):
        lost = ", ".join(f"{count} {reason}" for reason, count in roads.dropped.items() if count)
        raise TransferError(f"{file} holds no road to walk on; left out: {lost or 'nothing'}")
    return RoadsFile(roads.nodes, roads.edges, roads.lines, roads.n_given, +roads.dropped)
