"""Roads from each kind of file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely

from db.transfer.errors import TransferError
from db.transfer.roads import read_roads
from geo.crs import CoordinateSystem, from_wgs84
from tests.db.transfer.road_files import write_geojson, write_osm_pbf

A, B, C, D = (101.78, 36.62), (101.785, 36.62), (101.79, 36.62), (101.785, 36.63)
GRAPHML = """<?xml version='1.0' encoding='utf-8'?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <key id="d9" for="edge" attr.name="geometry" attr.type="string" />
  <key id="d8" for="edge" attr.name="highway" attr.type="string" />
  <key id="d7" for="edge" attr.name="length" attr.type="string" />
  <key id="d5" for="node" attr.name="x" attr.type="string" />
  <key id="d4" for="node" attr.name="y" attr.type="string" />
  <key id="d0" for="graph" attr.name="crs" attr.type="string" />
  <graph edgedefault="directed"><data key="d0">{crs}</data>
    <node id="10"><data key="d4">36.62</data><data key="d5">101.78</data></node>
    <node id="20"><data key="d4">36.62</data><data key="d5">101.79</data></node>
    <node id="30"><data key="d4">36.63</data><data key="d5">101.785</data></node>
    <edge source="10" target="20" id="0"><data key="d7">900.0</data>
      <data key="d9">LINESTRING (101.78 36.62, 101.785 36.621, 101.79 36.62)</data></edge>
    <edge source="20" target="10" id="0">
      <data key="d9">LINESTRING (101.79 36.62, 101.785 36.621, 101.78 36.62)</data></edge>
    <edge source="20" target="30" id="0"><data key="d8">residential</data></edge>
    <edge source="10" target="30" id="0"><data key="d8">motorway</data></edge>
  </graph>
</graphml>"""


def write_graphml(file: Path, crs: str = "epsg:4326") -> Path:
    file.write_text(GRAPHML.format(crs=crs), encoding="utf-8")
    return file


def test_an_osmnx_graph_is_read_with_its_nodes_and_courses(tmp_path: Path) -> None:
    roads = read_roads(write_graphml(tmp_path / "city.graphml"))

    assert roads.nodes.tolist() == [[101.78, 36.62], [101.79, 36.62], [101.785, 36.63]]
    # Both directions are one road; nobody walks on a motorway; without a course it is straight.
    assert roads.edges.tolist() == [[0, 1], [1, 2]]
    assert [shapely.get_num_points(line) for line in roads.lines] == [3, 2]
    assert roads.n_given == 4
    assert dict(roads.dropped) == {"the same road again": 1, "not for walking": 1}


def test_what_networkx_writes_is_read(tmp_path: Path) -> None:
    networkx = pytest.importorskip("networkx")
    graph = networkx.MultiDiGraph(crs="epsg:4326")
    for number, (x, y) in enumerate([A, C, D]):
        graph.add_node(number, x=x, y=y)
    graph.add_edge(0, 1, length=12.5)
    # An undirected copy of a graph can turn its ends round and leave the course.
    graph.add_edge(2, 1, geometry=shapely.LineString([C, (101.789, 36.625), D]).wkt)
    networkx.write_graphml(graph, tmp_path / "city.graphml")

    roads = read_roads(tmp_path / "city.graphml")

    for (first, last), line in zip(roads.edges.tolist(), roads.lines, strict=True):
        assert line.coords[0] == tuple(roads.nodes[first])
        assert line.coords[-1] == tuple(roads.nodes[last])


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("epsg:4326", "epsg:32647", "projected to epsg:32647"),
        ('target="30"', 'target="99"', "node '99', which is not in the file"),
        ('<data key="d5">101.79</data>', "", "node 20 of .* has no x and y"),
        ("LINESTRING (101.79", "LINESTRING 101.79", "no WKT"),
        ("</graph>", "", "no XML"),
        (
            "<graphml xmlns",
            '<!DOCTYPE graphml [<!ENTITY lol "lol">]><graphml xmlns',
            "entity 'lol'",
        ),
    ],
)
def test_a_broken_graph_is_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    file = tmp_path / "city.graphml"
    file.write_text(GRAPHML.format(crs="epsg:4326").replace(old, new), encoding="utf-8")

    with pytest.raises(TransferError, match=words):
        read_roads(file)


def test_lines_meet_at_shared_vertices_and_the_rest_is_counted(tmp_path: Path) -> None:
    file = write_geojson(
        tmp_path / "roads.geojson",
        [[A, B, C], [B, D], [C, B, A], [A, D], [(101.7, 36.5, 5.0), (101.71, 36.5, 6.0)]],
        [{}, {"highway": "footway"}, {}, {"highway": "motorway"}, {"highway": None}],
    )

    roads = read_roads(file, bounds=(101.77, 36.6, 101.8, 36.64))

    assert len(roads.edges) == 3
    assert dict(roads.dropped) == {
        "not for walking": 1,
        "outside the city": 1,
        "the same road again": 2,
    }


def test_shifted_degrees_are_shifted_back(tmp_path: Path) -> None:
    shifted = from_wgs84(np.array([A, C]), CoordinateSystem.GCJ02)
    file = write_geojson(tmp_path / "amap.geojson", [[tuple(row) for row in shifted.tolist()]])

    roads = read_roads(file, crs=CoordinateSystem.GCJ02)

    assert roads.nodes == pytest.approx(np.array([A, C]), abs=2e-7)


def test_osm_pbf_is_read_by_gdal(tmp_path: Path) -> None:
    pytest.importorskip("pyogrio")
    file = write_osm_pbf(
        tmp_path / "city.osm.pbf",
        {1: A, 2: B, 3: C, 4: D},
        [
            ([1, 2, 3], {"highway": "residential"}),
            ([2, 4], {"highway": "footway"}),
            ([3, 4], {"highway": "motorway"}),
            ([1, 4], {"waterway": "river"}),
        ],
    )

    roads = read_roads(file)

    assert roads.nodes == pytest.approx(np.array(sorted([A, B, C, D])), abs=1e-9)
    assert sorted(map(tuple, np.sort(roads.edges, axis=1).tolist())) == [(0, 1), (1, 2), (1, 3)]
    assert dict(roads.dropped) == {"not for walking": 1}


def write_with_gdal(file: Path, layer: str, crs: str = "EPSG:4326") -> Path:
    geopandas = pytest.importorskip("geopandas")
    frame = geopandas.GeoDataFrame(
        {"highway": ["path", "construction"]},
        geometry=[
            shapely.MultiLineString([[A, B], [B, C]]),
            shapely.MultiLineString([[B, D], [D, A]]),
        ],
        crs="EPSG:4326",
    )
    frame.to_crs(crs).to_file(file, layer=layer, mode="a" if file.exists() else "w")
    return file


def test_a_geopackage_is_read_from_its_one_layer_of_lines(tmp_path: Path) -> None:
    geopandas = pytest.importorskip("geopandas")
    file = write_with_gdal(tmp_path / "city.gpkg", "streets")
    points = geopandas.GeoDataFrame(geometry=[shapely.Point(A)], crs="EPSG:4326")
    points.to_file(file, layer="nodes", mode="a")

    roads = read_roads(file)

    assert len(roads.edges) == 2
    # The two parts of one line are counted one by one.
    assert dict(roads.dropped) == {"not for walking": 2}


def test_a_geopackage_that_leaves_a_choice_or_is_projected_is_refused(tmp_path: Path) -> None:
    file = write_with_gdal(tmp_path / "two.gpkg", "a")
    with pytest.raises(TransferError, match=r"2 layers of lines.*a \(MultiLineString\)"):
        read_roads(write_with_gdal(file, "b"))
    with pytest.raises(TransferError, match="projected to EPSG:32647"):
        read_roads(write_with_gdal(tmp_path / "utm.gpkg", "roads", "EPSG:32647"))
    (tmp_path / "text.gpkg").write_text("no GeoPackage")
    with pytest.raises(TransferError, match="cannot be read"):
        read_roads(tmp_path / "text.gpkg")


def test_a_file_without_a_walkable_road_says_what_was_left_out(tmp_path: Path) -> None:
    file = write_geojson(tmp_path / "roads.geojson", [[A, A], [(0, 0), (500, 0)]])

    with pytest.raises(TransferError, match="1 not in degrees, 1 without length"):
        read_roads(file)
