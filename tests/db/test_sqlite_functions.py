"""Every SQL function that we give SQLite, against the PostGIS function that it stands for."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import psycopg
import pytest
import shapely
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from db import spatialite_blob, sqlite_functions
from tests import postgis
from tests.db import geometries

Same = Callable[[Any, Any], bool]


def exactly(ours: Any, theirs: Any) -> bool:
    return bool(ours == theirs)


def as_flag(ours: int, theirs: bool) -> bool:
    return ours in (0, 1) and bool(ours) is theirs


def closely(ours: float, theirs: float) -> bool:
    return ours == pytest.approx(theirs, rel=1e-12, abs=1e-12)


def same_shape(ours: BaseGeometry, theirs: BaseGeometry) -> bool:
    if ours.is_empty or theirs.is_empty:
        return ours.is_empty and theirs.is_empty
    return ours.hausdorff_distance(theirs) < 1e-9 and ours.area == pytest.approx(theirs.area)


def same_blob(ours: bytes, theirs: str) -> bool:
    return same_shape(spatialite_blob.decode(ours), shapely.from_wkb(theirs)) and (
        spatialite_blob.srid(ours) == shapely.get_srid(shapely.from_wkb(theirs))
    )


def same_text(ours: str, theirs: str) -> bool:
    return same_shape(shapely.from_wkt(ours), shapely.from_wkt(theirs))


def same_ewkt(ours: str, theirs: str) -> bool:
    (srid, wkt), (their_srid, their_wkt) = ours.split(";"), theirs.split(";")
    return srid == their_srid and same_text(wkt, their_wkt)


def same_wkb(ours: bytes, theirs: bytes) -> bool:
    return same_shape(shapely.from_wkb(ours), shapely.from_wkb(theirs))


def same_json(ours: str, theirs: str) -> bool:
    return bool(json.loads(ours) == json.loads(theirs))


# What SQLite is asked, what PostGIS is asked, and what makes the answers the same. :a and :b
# are geometries, :wkt, :wkb, :ewkt and :ewkb are a in other forms.
UNARY: tuple[tuple[str, str, Same], ...] = (
    ("AsText(:a)", "ST_AsText(:a)", same_text),
    ("ST_AsText(:a)", "ST_AsText(:a)", same_text),
    ("AsEWKT(:a)", "ST_AsEWKT(:a)", same_ewkt),
    ("AsBinary(:a)", "ST_AsBinary(:a, 'NDR')", same_wkb),
    ("ST_AsBinary(:a)", "ST_AsBinary(:a, 'NDR')", same_wkb),
    ("AsEWKB(:a)", "upper(encode(ST_AsEWKB(:a, 'NDR'), 'hex'))", exactly),
    ("AsGeoJSON(:a)", "ST_AsGeoJSON(:a, 15, 0)", same_json),
    ("GeomFromText(:wkt)", "ST_GeomFromText(:wkt)", same_blob),
    ("ST_GeomFromText(:wkt)", "ST_GeomFromText(:wkt)", same_blob),
    ("GeomFromText(:wkt, 4326)", "ST_GeomFromText(:wkt, 4326)", same_blob),
    ("ST_GeomFromText(:wkt, 4326)", "ST_GeomFromText(:wkt, 4326)", same_blob),
    ("GeomFromWKB(:wkb)", "ST_GeomFromWKB(:wkb)", same_blob),
    ("ST_GeomFromWKB(:wkb)", "ST_GeomFromWKB(:wkb)", same_blob),
    ("GeomFromWKB(:wkb, 4326)", "ST_GeomFromWKB(:wkb, 4326)", same_blob),
    ("ST_GeomFromWKB(:wkb, 4326)", "ST_GeomFromWKB(:wkb, 4326)", same_blob),
    ("GeomFromEWKT(:ewkt)", "ST_GeomFromEWKT(:ewkt)", same_blob),
    ("GeomFromEWKB(:ewkb)", "ST_GeomFromEWKB(decode(:ewkb, 'hex'))", same_blob),
    ("MbrMinX(:a)", "ST_XMin(:a)", exactly),
    ("MbrMinY(:a)", "ST_YMin(:a)", exactly),
    ("MbrMaxX(:a)", "ST_XMax(:a)", exactly),
    ("MbrMaxY(:a)", "ST_YMax(:a)", exactly),
    ("ST_MinX(:a)", "ST_XMin(:a)", exactly),
    ("ST_MinY(:a)", "ST_YMin(:a)", exactly),
    ("ST_MaxX(:a)", "ST_XMax(:a)", exactly),
    ("ST_MaxY(:a)", "ST_YMax(:a)", exactly),
    ("ST_SRID(:a)", "ST_SRID(:a)", exactly),
    ("ST_SetSRID(:a, 4490)", "ST_SetSRID(:a, 4490)", same_blob),
    ("ST_GeometryType(:a)", "GeometryType(:a)", exactly),
    ("ST_IsEmpty(:a)", "ST_IsEmpty(:a)", as_flag),
    ("ST_IsValid(:a)", "ST_IsValid(:a)", as_flag),
    ("ST_NPoints(:a)", "ST_NPoints(:a)", exactly),
    ("ST_Area(:a)", "ST_Area(:a)", closely),
    ("ST_Length(:a)", "ST_Length(:a)", closely),
    ("ST_Centroid(:a)", "ST_Centroid(:a)", same_blob),
)
BINARY: tuple[tuple[str, str, Same], ...] = (
    ("ST_Intersects(:a, :b)", "ST_Intersects(:a, :b)", as_flag),
    ("ST_Disjoint(:a, :b)", "ST_Disjoint(:a, :b)", as_flag),
    ("ST_Contains(:a, :b)", "ST_Contains(:a, :b)", as_flag),
    ("ST_Within(:a, :b)", "ST_Within(:a, :b)", as_flag),
    ("ST_Covers(:a, :b)", "ST_Covers(:a, :b)", as_flag),
    ("ST_CoveredBy(:a, :b)", "ST_CoveredBy(:a, :b)", as_flag),
    ("ST_Touches(:a, :b)", "ST_Touches(:a, :b)", as_flag),
    ("ST_Crosses(:a, :b)", "ST_Crosses(:a, :b)", as_flag),
    ("ST_Overlaps(:a, :b)", "ST_Overlaps(:a, :b)", as_flag),
    ("ST_Equals(:a, :b)", "ST_Equals(:a, :b)", as_flag),
    ("MbrIntersects(:a, :b)", ":a && :b", as_flag),
    ("ST_Distance(:a, :b)", "ST_Distance(:a, :b)", closely),
    ("ST_Distance(:a, :b, 0)", "ST_Distance(:a, :b)", closely),
    ("ST_Intersection(:a, :b)", "ST_Intersection(:a, :b)", same_blob),
    ("ST_Difference(:a, :b)", "ST_Difference(:a, :b)", same_blob),
    ("ST_Union(:a, :b)", "ST_Union(:a, :b)", same_blob),
    (
        "(SELECT ST_Union(g) FROM (SELECT :a AS g UNION ALL SELECT :b))",
        "(SELECT ST_Union(g) FROM (SELECT :a AS g UNION ALL SELECT :b) AS two)",
        same_blob,
    ),
)
NUMERIC: tuple[tuple[str, str, Same], ...] = (
    ("MakePoint(:x, :y, 4326)", "ST_SetSRID(ST_MakePoint(:x, :y), 4326)", same_blob),
    ("ST_MakePoint(:x, :y)", "ST_MakePoint(:x, :y)", same_blob),
    ("ST_X(MakePoint(:x, :y, 4326))", "ST_X(ST_MakePoint(:x, :y))", exactly),
    ("ST_Y(MakePoint(:x, :y, 4326))", "ST_Y(ST_MakePoint(:x, :y))", exactly),
    ("ST_MakeEnvelope(:x, :y, :u, :v, 4326)", "ST_MakeEnvelope(:x, :y, :u, :v, 4326)", same_blob),
    ("BuildMbr(:x, :y, :u, :v, 4326)", "ST_MakeEnvelope(:x, :y, :u, :v, 4326)", same_blob),
)
METRES = ("ST_Distance(:a, :b, 1)", "ST_Distance((:a)::geography, (:b)::geography)")
CATALOGUE = {
    "addgeometrycolumn",
    "checkspatialindex",
    "checkspatialmetadata",
    "createspatialindex",
    "disablespatialindex",
    "discardgeometrycolumn",
    "droptable",
    "recovergeometrycolumn",
    "renametable",
}
# They write the JSON of an answer, which PostgreSQL has means of its own for; their values stand in
# test_sqlite_json.py, and the suite of compiled queries compares the answers of both databases.
JSON_WRITERS = {"json_cursor", "json_point", "json_real"}
TYPES = {"wkt": "text", "wkb": "bytea", "ewkt": "text", "ewkb": "text"}


class Both:
    """Asks SQLite and PostGIS the same."""

    def __init__(self, ours: sqlite3.Connection, theirs: psycopg.Connection[Any]) -> None:
        self._ours = ours
        self._theirs = theirs

    def differing(
        self, checks: tuple[tuple[str, str, Same], ...], **values: Any
    ) -> list[tuple[str, Any, Any]]:
        """Return the questions that are answered differently, with both answers."""
        ours = self.ask_sqlite([check[0] for check in checks], values)
        theirs = self.ask_postgis([check[1] for check in checks], values)
        return [
            (check[0], our, their)
            for check, our, their in zip(checks, ours, theirs, strict=True)
            if not (our is None and their is None)
            and (our is None or their is None or not check[2](our, their))
        ]

    def ask_sqlite(self, expressions: list[str], values: dict[str, Any]) -> tuple[Any, ...]:
        bound = {
            name: spatialite_blob.encode(value) if isinstance(value, BaseGeometry) else value
            for name, value in values.items()
        }
        row: tuple[Any, ...] = self._ours.execute(
            f"SELECT {', '.join(expressions)}", bound
        ).fetchone()
        return row

    def ask_postgis(self, expressions: list[str], values: dict[str, Any]) -> tuple[Any, ...]:
        bound: dict[str, Any] = {}
        sql = f"SELECT {', '.join(expressions)}".replace("::", "\x00")
        for name, value in values.items():
            kind = TYPES.get(name, "geometry" if name in "ab" else "float8")
            sql = sql.replace(f":{name}", f"%({name})s\x00{kind}")
            bound[name] = value
            if isinstance(value, BaseGeometry):
                bound[name] = as_ewkb(value)
        row: tuple[Any, ...] | None = self._theirs.execute(
            sql.replace("\x00", "::"), bound
        ).fetchone()
        assert row is not None
        return row


def as_ewkb(geometry: BaseGeometry) -> str:
    return str(shapely.to_wkb(shapely.set_srid(geometry, 4326), hex=True, include_srid=True))


@pytest.fixture(scope="module")
def both(postgis_cluster: postgis.Cluster) -> Iterator[Both]:
    name = postgis.unique_name()
    postgis_cluster.create(name)
    ours = sqlite3.connect(":memory:")
    sqlite_functions.register(ours)
    with psycopg.connect(postgis_cluster.url(name), autocommit=True) as theirs:
        theirs.execute("CREATE EXTENSION postgis")
        yield Both(ours, theirs)
    ours.close()


SETTINGS = settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SETTINGS
@given(a=geometries.geometry_or_null)
def test_functions_of_one_geometry_agree_with_postgis(both: Both, a: BaseGeometry | None) -> None:
    forms = {
        "wkt": None if a is None else a.wkt,
        "wkb": None if a is None else a.wkb,
        "ewkt": None if a is None else f"SRID=4326;{a.wkt}",
        "ewkb": None if a is None else as_ewkb(a),
    }
    assert both.differing(UNARY, a=a, **forms) == []


@SETTINGS
@given(a=geometries.geometry_or_null, b=geometries.geometry_or_null)
def test_functions_of_two_geometries_agree_with_postgis(
    both: Both, a: BaseGeometry | None, b: BaseGeometry | None
) -> None:
    assert both.differing(BINARY, a=a, b=b) == []


number = st.one_of(st.floats(-180, 180), st.none())


@SETTINGS
@given(x=number, y=number, u=number, v=number)
def test_constructors_agree_with_postgis(
    both: Both, x: float | None, y: float | None, u: float | None, v: float | None
) -> None:
    assert both.differing(NUMERIC, x=x, y=y, u=u, v=v) == []


# To PostGIS two points are the same if no coordinate differs by more than 5e-14 radians.
SAME_DEGREES, SAME_M = 2.87e-12, 4.6e-7
longitude, latitude = st.floats(-179.9, 179.9), st.floats(-89, 89)


@SETTINGS
@given(st.tuples(longitude, latitude), st.tuples(longitude, latitude))
@example((0.0, 0.0), (0.0, 1e-12))
@example((0.0, 0.0), (2.8e-12, 2.8e-12))
@example((0.0, 0.0), (3e-12, 3e-12))
def test_distances_of_points_in_metres_agree_with_postgis(
    both: Both, here: tuple[float, float], there: tuple[float, float]
) -> None:
    values = {"a": shapely.Point(here), "b": shapely.Point(there)}
    ours, theirs = both.ask_sqlite([METRES[0]], values), both.ask_postgis([METRES[1]], values)
    if theirs[0] == 0:
        assert np.allclose(here, there, rtol=0, atol=SAME_DEGREES)
        assert ours[0] <= SAME_M
    else:
        assert ours[0] == pytest.approx(theirs[0], abs=1e-7)


@SETTINGS
@given(geometries.point, geometries.geometry_or_null)
def test_distances_from_a_point_in_metres_agree_with_postgis(
    both: Both, point: shapely.Point, other: BaseGeometry | None
) -> None:
    """Shapes of a hundred kilometres around Xining; edges are geodesics on both."""

    def moved(geometry: BaseGeometry) -> BaseGeometry:
        return shapely.transform(geometry, lambda xy: xy * 0.25 + (101.75, 36.5))

    values = {"a": moved(point), "b": None if other is None else moved(other)}
    ours, theirs = both.ask_sqlite([METRES[0]], values), both.ask_postgis([METRES[1]], values)
    assert ours[0] == (None if theirs[0] is None else pytest.approx(theirs[0], abs=1e-3))


def test_a_distance_in_metres_needs_a_point(both: Both) -> None:
    line = shapely.LineString([(0, 0), (1, 1)])
    with pytest.raises(sqlite3.OperationalError):
        both.ask_sqlite([METRES[0]], {"a": line, "b": line})


def test_every_function_is_compared() -> None:
    plain, ours = sqlite3.connect(":memory:"), sqlite3.connect(":memory:")
    sqlite_functions.register(ours)
    listing = "SELECT DISTINCT name FROM pragma_function_list"
    added = {row[0].lower() for row in ours.execute(listing)}
    added -= {row[0].lower() for row in plain.execute(listing)} | CATALOGUE | JSON_WRITERS
    asked = " ".join(check[0] for check in (*UNARY, *BINARY, *NUMERIC)).lower()
    assert {name for name in added if f"{name}(" not in asked} == set()
    plain.close()
    ours.close()


@pytest.mark.parametrize("blob", [b"", b"POINT(1 2)", b"\x00" * 60, bytes(range(60))])
def test_bytes_that_are_no_geometry_are_refused(blob: bytes) -> None:
    connection = sqlite3.connect(":memory:")
    sqlite_functions.register(connection)
    with pytest.raises(sqlite3.OperationalError):
        connection.execute("SELECT ST_Area(?)", (blob,))
    connection.close()
