"""The demo city's coverage against geopandas and against SQL on PostGIS, on the same polygons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import psycopg
import pytest
import shapely
from numpy.typing import NDArray

from db.demo import generate, load
from db.engine import Database
from schema.operations.areas import MeasuredArea, measure_areas
from schema.operations.coverage import CoverageResult
from schema.operations.coverage_map import study_coverage
from schema.operations.limits import Limits
from schema.operations.questions import CoverageQuestion, Network
from tests import postgis

N_ORGANIZATIONS = 2_000
# So far that discs of neighbours overlap.
RADIUS_M = 2_500.0


def equal(expected: Any) -> Any:
    return pytest.approx(expected, rel=1e-9, abs=1e-9)


@dataclass(frozen=True)
class Measured:
    """The city and its districts, what was measured of them, and the polygons of that."""

    whole: CoverageResult
    reports: list[CoverageResult]
    areas: list[MeasuredArea]
    zones: NDArray[np.object_]
    discs: NDArray[np.object_]

    def figures(self, name: str) -> list[float]:
        return [float(getattr(area.coverage, name)) for area in self.areas]


@pytest.fixture(scope="module")
def demo(sqlite_database: Database) -> Measured:
    load(sqlite_database, generate(N_ORGANIZATIONS))
    question = CoverageQuestion(network=Network(service_radius_m=RADIUS_M))
    with sqlite_database.read() as session:
        whole = study_coverage(session, question, Limits())
    study, service = whole.study, whole.service
    reports = [whole, *(part.report for part in study.by_district(whole))]
    projection = study.places.projection
    zones = np.empty(len(reports), dtype=np.object_)
    zones[:] = [projection.project(study.places.area(r.question.scope)) for r in reports]
    discs = service.way.areas(service.xy, service.radii_m, projection)
    return Measured(whole, reports, measure_areas(reports), zones, discs)


def test_there_is_something_to_compare(demo: Measured) -> None:
    assert len(demo.reports) == 8
    assert demo.figures("overlap_km2")[0] > 0.1
    assert 0.0 < demo.figures("area_ratio")[0] < 1.0
    assert 0 < demo.whole.served < demo.whole.demand


def test_geopandas_measures_the_same_areas(demo: Measured) -> None:
    geopandas = pytest.importorskip("geopandas")
    definition = demo.whole.study.places.projection.definition
    zones = geopandas.GeoDataFrame({"zone": range(8)}, geometry=demo.zones, crs=definition)
    discs = geopandas.GeoDataFrame(geometry=demo.discs, crs=definition)
    pairs = geopandas.overlay(
        discs.assign(disc=range(len(discs))), discs.assign(disc=range(len(discs))), "intersection"
    )
    twice = pairs[pairs.disc_1 < pairs.disc_2].union_all()

    def areas(mask: Any, how: str) -> list[float]:
        cut = geopandas.overlay(zones, geopandas.GeoDataFrame(geometry=[mask], crs=definition), how)
        by_zone = (cut.set_index("zone").area / 1e6).groupby(level=0).sum()
        return [float(by_zone.get(zone, 0.0)) for zone in range(8)]

    served = discs.union_all()
    assert demo.figures("served_area_km2") == equal(areas(served, "intersection"))
    assert demo.figures("overlap_km2") == equal(areas(twice, "intersection"))
    gaps = [area.coverage.gaps.area / 1e6 for area in demo.areas]
    assert gaps == equal(areas(served, "difference"))


def test_postgis_measures_the_same_areas_and_reaches_the_same(
    demo: Measured, postgis_cluster: postgis.Cluster
) -> None:
    name = postgis.unique_name()
    postgis_cluster.create(name)
    try:
        with psycopg.connect(postgis_cluster.url(name)) as connection:
            _compare(connection, demo)
    finally:
        postgis_cluster.drop(name)


def _compare(connection: psycopg.Connection[Any], demo: Measured) -> None:
    connection.execute("CREATE EXTENSION IF NOT EXISTS postgis")
    _store(connection, "zones", demo.zones)
    _store(connection, "discs", demo.discs)
    of, service = demo.whole.study.organizations, demo.whole.service
    located = np.flatnonzero(np.isfinite(of.xy).all(axis=1))
    _store(connection, "organizations", shapely.points(of.xy[located]))
    _store(connection, "stations", shapely.points(service.xy))
    rows = connection.execute(
        """WITH served AS (SELECT ST_Union(shape) AS shape FROM discs),
        twice AS (SELECT ST_Union(ST_Intersection(a.shape, b.shape)) AS shape
          FROM discs a JOIN discs b ON a.id < b.id AND ST_Intersects(a.shape, b.shape))
        SELECT ST_Area(z.shape), ST_Area(ST_Intersection(z.shape, s.shape)),
          ST_Area(ST_Intersection(z.shape, t.shape)), ST_Area(ST_Difference(z.shape, s.shape))
        FROM zones z, served s, twice t ORDER BY z.id"""
    ).fetchall()
    scope, served, overlap, gaps = (np.array(column) / 1e6 for column in zip(*rows, strict=True))
    assert demo.figures("scope_area_km2") == equal(scope)
    assert demo.figures("served_area_km2") == equal(served)
    assert demo.figures("overlap_km2") == equal(overlap)
    ours = [area.coverage.gaps.area / 1e6 for area in demo.areas]
    assert ours == equal(gaps)

    rows = connection.execute(
        """SELECT EXISTS (SELECT FROM stations s WHERE ST_DWithin(
            ST_SetSRID(s.shape, 4326)::geography, ST_SetSRID(o.shape, 4326)::geography, %s)),
          (SELECT min(ST_Distance(
            ST_SetSRID(s.shape, 4326)::geography, ST_SetSRID(o.shape, 4326)::geography))
            FROM stations s)
        FROM organizations o ORDER BY o.id""",
        (RADIUS_M,),
    ).fetchall()
    is_reached, metres = (np.array(column) for column in zip(*rows, strict=True))
    assert service.is_reached[located].tolist() == is_reached.tolist()
    # Of the arc for distances and of the geodesic for what is reached; the arc is off by 0.1 mm.
    assert service.distances_m[located] == pytest.approx(metres, abs=2e-3)


def _store(connection: psycopg.Connection[Any], table: str, shapes: Any) -> None:
    connection.execute(f"CREATE TEMP TABLE {table} (id integer, shape geometry)".encode())
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} FROM STDIN".encode()) as copy,
    ):
        for number, text in enumerate(shapely.to_wkb(shapes, hex=True)):
            copy.write_row((number, text))
