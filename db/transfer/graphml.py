"""Road graphs in GraphML, as OSMnx writes them: nodes with x and y, edges with a course.

Read as a stream by expat: a tree of the whole document would take some twenty times the file. XML
that declares entities of its own is refused, since they can grow without end.
"""

from pathlib import Path
from typing import Any, NamedTuple
from xml.parsers import expat

import numpy as np
import shapely
from numpy.typing import NDArray

from db.transfer.errors import TransferError
from db.transfer.flat_geometries import flat_wkt

_BLOCK_BYTES = 1 << 20
_WANTED = {
    "graph": {"crs"},
    "node": {"x", "y"},
    "edge": {"geometry", "highway"},
}
_GEOGRAPHIC = {"EPSG:4326", "WGS84", "OGC:CRS84", "EPSG:4490"}


class RoadGraph(NamedTuple):
    """A road graph: `nodes` (k, 2) in degrees, `edges` (e, 2), lines or None, OSM's highways."""

    nodes: NDArray[np.float64]
    edges: NDArray[np.int64]
    lines: NDArray[np.object_]
    highways: list[str]


def read_road_graph(file: Path) -> RoadGraph:
    """Read a GraphML file; an edge without a course is straight.

    Raises
    ------
    TransferError
        It is no XML or no GraphML, its nodes have no x and y in degrees, or an edge's node or
        course is none.
    """
    reader = _Reader(file)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.EntityDeclHandler = reader.refuse_entity
    try:
        with file.open("rb") as stream:
            while block := stream.read(_BLOCK_BYTES):
                parser.Parse(block)
            parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise TransferError(
            f"{file} is no XML: {error}; give GraphML as OSMnx writes it"
        ) from error
    return reader.graph()


class _Reader:
    """Collects what the parser meets."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._is_graphml = False
        self._crs = ""
        self._keys: dict[str, str] = {}
        self._numbers: dict[str, int] = {}
        self._xy: list[tuple[float, float]] = []
        self._ends: list[tuple[str, str]] = []
        self._courses: list[str | None] = []
        self._highways: list[str] = []
        self._values: dict[str, str] = {}
        self._open: list[str] = []
        self._name: str | None = None
        self._text: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Note what begins."""
        tag = tag.rpartition(":")[2]
        if not self._open and tag != "graphml":
            raise TransferError(
                f"{self._file} is XML of <{tag}>, not of <graphml>; give GraphML as OSMnx writes it"
            )
        self._open.append(tag)
        if tag == "key":
            self._keys[attributes.get("id", "")] = attributes.get("attr.name", "")
        elif tag == "data":
            name = self._keys.get(attributes.get("key", ""), "")
            parent = self._open[-2] if len(self._open) > 1 else ""
            self._name = name if name in _WANTED.get(parent, ()) else None
            self._text = []
        elif tag == "node":
            self._values = {"id": attributes.get("id", "")}
        elif tag == "edge":
            self._values = {
                "source": attributes.get("source", ""),
                "target": attributes.get("target", ""),
            }

    def text(self, characters: str) -> None:
        """Note the text of a value that is wanted."""
        if self._name is not None:
            self._text.append(characters)

    def end(self, tag: str) -> None:
        """Take in what ends."""
        tag = tag.rpartition(":")[2]
        self._open.pop()
        if tag == "data" and self._name is not None:
            value = "".join(self._text).strip()
            if self._open[-1] == "graph":
                self._crs = value
            else:
                self._values[self._name] = value
            self._name = None
        elif tag == "node":
            self._take_node()
        elif tag == "edge":
            self._ends.append((self._values["source"], self._values["target"]))
            self._courses.append(self._values.get("geometry"))
            self._highways.append(self._values.get("highway", ""))

    def refuse_entity(self, name: str, *_: Any) -> None:
        """Refuse a document with entities of its own."""
        raise TransferError(f"{self._file} declares the entity {name!r}; take its DTD out")

    def graph(self) -> RoadGraph:
        """Give the graph, once everything is read."""
        if self._crs and self._crs.upper() not in _GEOGRAPHIC:
            raise TransferError(
                f"{self._file} is projected to {self._crs}; save it in EPSG:4326, in OSMnx before "
                "project_graph"
            )
        edges = np.array(
            [[self._number(end, row) for end in ends] for row, ends in enumerate(self._ends)],
            dtype=np.int64,
        ).reshape(-1, 2)
        nodes = np.array(self._xy, dtype=np.float64).reshape(-1, 2)
        return RoadGraph(nodes, edges, self._lines(nodes, edges), self._highways)

    def _take_node(self) -> None:
        values = self._values
        try:
            self._xy.append((float(values["x"]), float(values["y"])))
        except (KeyError, ValueError) as error:
            raise TransferError(
                f"node {values['id']} of {self._file} has no x and y in numbers; give a road graph "
                "as OSMnx writes it"
            ) from error
        self._numbers[values["id"]] = len(self._xy) - 1

    def _number(self, node: str, row: int) -> int:
        try:
            return self._numbers[node]
        except KeyError:
            raise TransferError(
                f"edge {row} of {self._file} ends at node {node!r}, which is not in the file"
            ) from None

    def _lines(self, nodes: NDArray[np.float64], edges: NDArray[np.int64]) -> NDArray[np.object_]:
        lines = np.asarray(shapely.linestrings(nodes[edges]), dtype=np.object_)
        drawn = [row for row, course in enumerate(self._courses) if course]
        courses = flat_wkt([self._courses[row] for row in drawn])
        for row, course in zip(drawn, courses, strict=True):
            if course is None:
                shown = str(self._courses[row])[:40]
                raise TransferError(f"the course of edge {row} of {self._file} is no WKT: {shown}")
        lines[drawn] = courses
        return _along(nodes, edges, lines)


def _along(
    nodes: NDArray[np.float64], edges: NDArray[np.int64], lines: NDArray[np.object_]
) -> NDArray[np.object_]:
    """Turn round the courses that begin at their edge's second node."""
    starts = shapely.get_point(lines, 0)
    first, second = np.asarray(shapely.points(nodes))[edges].T if len(edges) else (starts, starts)
    is_reversed = shapely.distance(starts, second) < shapely.distance(starts, first)
    lines[is_reversed] = shapely.reverse(lines[is_reversed])
    return lines
