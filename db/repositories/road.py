"""Roads (道路): the one network of a city, written whole and read whole."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import delete, insert, select, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from db import spatial
from db.models import Road, RoadImport

_ROWS_AT_ONCE = 5_000


@dataclass(frozen=True, eq=False)
class RoadArrays:
    """The roads of a city, by identifier.

    Attributes
    ----------
    nodes
        Longitude and latitude in degrees, shape (k, 2).
    edges
        The numbers of the nodes at both ends, shape (e, 2).
    lengths_m
        Shape (e,).
    lines
        LineStrings in degrees, shape (e,).
    """

    nodes: NDArray[np.float64]
    edges: NDArray[np.int64]
    lengths_m: NDArray[np.float64]
    lines: NDArray[np.object_]


def latest_import(session: Session) -> RoadImport | None:
    """Return the reading that the roads are of; None where none were loaded."""
    return session.scalar(select(RoadImport).order_by(RoadImport.id.desc()).limit(1))


def replace_roads(
    session: Session,
    roads: RoadArrays,
    *,
    source: str,
    at: datetime,
    n_given: int,
    dropped: Mapping[str, int],
) -> RoadImport:
    """Store a network in the place of the one before.

    Parameters
    ----------
    roads
        Every node is the end of some road.
    source
        The name of the file.
    n_given, dropped
        What the file held, and what was left out of it, by reason.
    """
    session.execute(delete(Road))
    statement = insert(Road)
    for start in range(0, len(roads.edges), _ROWS_AT_ONCE):
        part = slice(start, start + _ROWS_AT_ONCE)
        columns = (roads.edges[part].tolist(), roads.lengths_m[part].tolist(), roads.lines[part])
        session.execute(
            statement,
            [
                {
                    "id": number,
                    "start_node": first,
                    "end_node": last,
                    "length_m": length_m,
                    "course": course,
                }
                for number, ((first, last), length_m, course) in enumerate(
                    zip(*columns, strict=True), start + 1
                )
            ],
        )
    record = RoadImport(
        source=source,
        imported_at=at,
        n_given=n_given,
        n_roads=len(roads.edges),
        n_nodes=len(roads.nodes),
        dropped=json.dumps(dict(dropped), sort_keys=True),
    )
    session.add(record)
    session.flush()
    return record


def road_arrays(session: Session) -> RoadArrays:
    """Return the whole network; without roads every array is empty."""
    result = session.connection().execute(
        select(
            Road.start_node, Road.end_node, Road.length_m, type_coerce(Road.course, NullType)
        ).order_by(Road.id)
    )
    columns: list[list[Any]] = [[], [], [], []]
    # Part by part: the garbage collector walks through every tuple that is kept.
    for part in result.partitions(_ROWS_AT_ONCE):
        for column, values in zip(columns, zip(*part, strict=True), strict=True):
            column.extend(values)
    starts, ends, lengths_m, courses = columns
    lines = spatial.decode_lines(courses)
    edges = np.column_stack([np.array(starts, np.int64), np.array(ends, np.int64)])
    return RoadArrays(_nodes(edges, lines), edges, np.array(lengths_m, dtype=np.float64), lines)


def _nodes(edges: NDArray[np.int64], lines: NDArray[np.object_]) -> NDArray[np.float64]:
    nodes = np.full((int(edges.max(initial=-1)) + 1, 2), np.nan)
    nodes[edges[:, 1]] = spatial.line_ends(lines, -1)
    nodes[edges[:, 0]] = spatial.line_ends(lines, 0)
    return nodes
