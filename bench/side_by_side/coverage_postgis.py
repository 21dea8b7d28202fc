"""The same city's coverage in SQL on PostGIS, on the same polygons."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import shapely
from psycopg import sql

from geo.service_area import service_areas
from side_by_side.coverage_ways import RADIUS_M, Answer, City, projected_zones
from tests.postgis import PostgisMissingError, running_cluster

# Points and stations as geography, for one distance on the ellipsoid; areas in the plane.
_TABLES = """
CREATE TEMP TABLE organizations (id integer PRIMARY KEY, place geography(Point, 4326));
CREATE TEMP TABLE stations (id integer PRIMARY KEY, place geography(Point, 4326));
CREATE TEMP TABLE discs (id integer PRIMARY KEY, area geometry(Polygon));
CREATE TEMP TABLE zones (id integer PRIMARY KEY, area geometry);
CREATE TEMP TABLE districts (id integer PRIMARY KEY, area geometry(Geometry, 4326));
"""
_INDEXES = """
CREATE INDEX ON organizations USING gist (place);
CREATE INDEX ON organizations USING gist ((place::geometry));
CREATE INDEX ON stations USING gist (place);
CREATE INDEX ON discs USING gist (area);
ANALYZE organizations; ANALYZE stations; ANALYZE discs;
"""
_UNION = "CREATE TEMP TABLE served AS SELECT ST_Union(area) AS area FROM discs"
_SERVED = """
SELECT z.id, ST_Area(ST_Intersection(z.area, s.area)) / 1e6,
  ST_Area(ST_Difference(z.area, s.area)) / 1e6 FROM zones z, served s ORDER BY z.id"""
_TWICE = """
CREATE TEMP TABLE twice AS
SELECT ST_Union(ST_Intersection(a.area, b.area)) AS area
FROM discs a JOIN discs b ON a.id < b.id AND ST_Intersects(a.area, b.area)"""
_OVERLAP = """
SELECT ST_Area(ST_Intersection(z.area, t.area)) / 1e6 FROM zones z, twice t ORDER BY z.id"""
_REACH = """
CREATE TEMP TABLE reached AS
SELECT DISTINCT o.id FROM stations s JOIN organizations o ON ST_DWithin(s.place, o.place, %s)"""
# The index orders by the sphere, which the ellipsoid may contradict among the first few.
_NEAREST = """
CREATE TEMP TABLE nearest AS
SELECT o.id, n.metres FROM organizations o CROSS JOIN LATERAL
  (SELECT min(ST_Distance(o.place, few.place)) AS metres FROM
    (SELECT place FROM stations s ORDER BY s.place <-> o.place LIMIT 4) few) n"""
_DISTRICTS = """
CREATE TEMP TABLE located AS
SELECT o.id, min(d.id) AS district
FROM districts d JOIN organizations o ON ST_Covers(d.area, o.place::geometry) GROUP BY o.id"""
_BY_DISTRICT = """
SELECT d.id, count(r.id) FROM districts d LEFT JOIN located l ON l.district = d.id
LEFT JOIN reached r ON r.id = l.id GROUP BY d.id ORDER BY d.id"""
_QUANTILES = """
SELECT percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY metres) FROM nearest"""


@contextmanager
def postgis_url() -> Iterator[str | None]:
    """Hold the URL of the named database, or of a private cluster; None where there is none."""
    named = os.environ.get("QUANMAP_DATABASE_URL", "")
    if named.startswith("postgresql"):
        yield named
        return
    try:
        with running_cluster() as cluster:
            cluster.create("bench")
            with psycopg.connect(cluster.url("bench"), autocommit=True) as connection:
                connection.execute("CREATE EXTENSION postgis")
            yield cluster.url("bench")
    except PostgisMissingError as error:
        print(f"PostGIS is left out: {error}")
        yield None


def postgis_way(city: City, url: str) -> Answer:
    """Answer in SQL as the manual does: ST_Union, ST_DWithin, the nearest by its index.

    What is loaded and indexed before is not timed. Seconds are the server process's CPU seconds
    where that runs on this machine, else wall time.
    """
    with psycopg.connect(url) as connection:
        _load(connection, city)
        answer = Answer()
        server = _Server(connection, answer.seconds)
        server.run("ST_Union", _UNION)
        served = server.run("ST_Intersection, ST_Difference by zone", _SERVED)
        server.run("overlap: ST_Union of ST_Intersection", _TWICE)
        overlaps = server.run("overlap by zone", _OVERLAP)
        server.run("ST_DWithin", _REACH, (RADIUS_M,))
        server.run("nearest by <->", _NEAREST)
        server.run("ST_Covers, districts", _DISTRICTS)
        by_district = server.run("counts by district", _BY_DISTRICT)
        quantiles = server.run("percentile_cont", _QUANTILES)
        answer.areas = [
            (float(inside), float(overlap or 0.0), float(outside))
            for (_, inside, outside), (overlap,) in zip(served, overlaps, strict=True)
        ]
        answer.served_by_zone = [int(count) for _, count in by_district]
        answer.quantiles_m = [float(value) for value in quantiles[0][0]]
        numbers = connection.execute("SELECT id FROM reached").fetchall()
        answer.is_reached = np.zeros(len(city.points), dtype=np.bool_)
        answer.is_reached[[number for (number,) in numbers]] = True
        metres = connection.execute("SELECT metres FROM nearest ORDER BY id").fetchall()
        answer.distances_m = np.array([value for (value,) in metres])
    return answer


class _Server:
    """Runs statements and notes the CPU seconds of the server's process for this connection."""

    def __init__(self, connection: psycopg.Connection[Any], seconds: dict[str, float]) -> None:
        self._connection = connection
        self._taken = seconds
        # One process, so that all its CPU time is counted.
        connection.execute("SET max_parallel_workers_per_gather = 0")
        self._status = Path(f"/proc/{connection.info.backend_pid}/stat")

    def run(self, name: str, statement: str, parameters: tuple[Any, ...] = ()) -> list[Any]:
        """Do a step and note its seconds."""
        start = self._seconds()
        cursor = self._connection.execute(statement.encode(), parameters)
        rows = cursor.fetchall() if cursor.description else []
        self._taken[name] = self._seconds() - start
        return rows

    def _seconds(self) -> float:
        if self._connection.info.host.startswith("/") and self._status.exists():
            user, system = self._status.read_text().rpartition(")")[2].split()[11:13]
            return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
        return time.perf_counter()


def _load(connection: psycopg.Connection[Any], city: City) -> None:
    connection.execute(_TABLES)
    degrees = {"organizations": city.points, "stations": city.stations}
    for table, xy in degrees.items():
        _copy(connection, table, "place", shapely.points(xy), 4326)
    discs = service_areas(city.stations, RADIUS_M, city.crs)
    _copy(connection, "discs", "area", discs, 0)
    _copy(connection, "zones", "area", projected_zones(city), 0)
    _copy(connection, "districts", "area", city.districts, 4326)
    connection.execute(_INDEXES)


def _copy(
    connection: psycopg.Connection[Any], table: str, column: str, shapes: Any, srid: int
) -> None:
    statement = sql.SQL("COPY {} (id, {}) FROM STDIN").format(
        sql.Identifier(table), sql.Identifier(column)
    )
    texts = shapely.to_wkb(shapely.set_srid(shapes, srid), hex=True, include_srid=srid > 0)
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for number, text in enumerate(texts):
            copy.write_row((number, text))
